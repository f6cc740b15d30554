"""The life of an installation as the host tells it (platform contract 8, I18, I20-I23, I25, I26)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import sqlalchemy as sa

from app.models.tenants import AuditEntry, Installation, OrganizationCredential, Tenant
from app.services.tenancy.tenants import secret_place
from tests.platform.door import SIGNER, Door, refusal_code
from tests.platform.host import Site


def get_tenant(door: Door, site: Site) -> Tenant:
    with door.database.system_session() as session:
        return session.get_one(Tenant, door.tenant_of(site))


def get_installation(door: Door, site: Site) -> Installation:
    with door.database.system_session() as session:
        return session.scalars(sa.select(Installation).where(Installation.client_key == site.client_key)).one()


def list_events(door: Door, site: Site) -> list[str]:
    with door.database.system_session() as session:
        query = sa.select(AuditEntry.event).where(AuditEntry.tenant_id == door.tenant_of(site))
        return list(session.scalars(query.order_by(AuditEntry.id)))


def test_i1_a_first_install_makes_a_tenant_whose_secret_is_encrypted(door: Door) -> None:
    site = door.installed()

    row = get_installation(door, site)
    assert (row.status, row.base_url, row.product_type) == ("active", site.base_url, "jira")
    assert row.encrypted_shared_secret is not None
    assert site.secret not in row.encrypted_shared_secret
    assert door.keyring.decrypt(row.encrypted_shared_secret, secret_place(row.tenant_id)) == site.secret
    assert get_tenant(door, site).are_schedules_confirmed
    assert list_events(door, site) == ["app.installed"]


def test_i18_a_repeated_install_replaces_the_secret_and_kills_the_old_one(door: Door, acme: Site) -> None:
    tenant_id, renewed = door.tenant_of(acme), acme.rotated()

    assert door.signed("installed", renewed).status_code == 204

    assert door.read(acme).status_code == 401
    assert door.read(renewed).status_code == 200
    assert door.tenant_of(renewed) == tenant_id
    assert get_tenant(door, acme).are_schedules_confirmed


def test_the_same_install_twice_is_the_same_as_once(door: Door, acme: Site) -> None:
    assert door.signed("installed", acme).status_code == 204

    assert door.read(acme).status_code == 200
    assert list_events(door, acme) == ["app.installed"]


def test_i20_a_renamed_site_keeps_its_tenant_and_data(door: Door, acme: Site) -> None:
    tenant_id, renamed = door.tenant_of(acme), replace(acme, base_url="https://acme-new.atlassian.net")

    assert door.signed("installed", renamed).status_code == 204

    assert door.tenant_of(renamed) == tenant_id
    assert get_installation(door, renamed).base_url == "https://acme-new.atlassian.net"
    assert door.read(renamed).json == {"tenant_id": tenant_id, "via": "org_admin"}
    assert list_events(door, acme)[-1] == "site.renamed"


def test_i21_an_import_makes_a_separate_empty_tenant(door: Door, acme: Site) -> None:
    imported = door.installed("acme")

    assert imported.base_url == acme.base_url
    assert door.tenant_of(imported) != door.tenant_of(acme)
    assert refusal_code(door.read(imported)) == "setup_required"
    assert door.read(acme).status_code == 200


def test_i22_an_uninstall_drops_the_secrets_at_once_and_closes_the_door(door: Door, acme: Site) -> None:
    assert door.signed("uninstalled", acme).status_code == 204

    assert door.read(acme).status_code == 401
    assert door.open_page(acme).status_code == 401
    assert get_installation(door, acme).encrypted_shared_secret is None
    tenant = get_tenant(door, acme)
    assert (tenant.status, tenant.uninstalled_at) == ("uninstalled", door.clock.now)
    with door.database.system_session() as session:
        assert session.get(OrganizationCredential, tenant.id) is None
    assert list_events(door, acme)[-1] == "app.uninstalled"


def test_i22_a_repeated_uninstall_does_not_move_the_day_of_the_first(door: Door, acme: Site) -> None:
    door.signed("uninstalled", acme)
    first = get_tenant(door, acme).uninstalled_at
    door.clock.pass_time(days=3)

    assert door.signed("uninstalled", acme).status_code == 204
    assert get_tenant(door, acme).uninstalled_at == first


def test_i23_the_uninstall_of_an_unknown_tenant_is_no_error(door: Door) -> None:
    assert door.signed("uninstalled", door.new_site()).status_code == 204


def test_a_reinstall_brings_the_data_back_but_schedules_wait_for_an_admin(door: Door, acme: Site) -> None:
    tenant_id = door.tenant_of(acme)
    door.signed("uninstalled", acme)
    door.clock.pass_time(days=29)
    back = acme.rotated()

    assert door.signed("installed", back).status_code == 204

    tenant = get_tenant(door, back)
    assert (tenant.id, tenant.status, tenant.uninstalled_at) == (tenant_id, "active", None)
    assert not tenant.are_schedules_confirmed
    assert door.read(acme).status_code == 401
    assert refusal_code(door.read(back)) == "setup_required"


def test_a_reinstall_after_the_retention_starts_empty(door: Door, acme: Site) -> None:
    tenant_id = door.tenant_of(acme)
    door.signed("uninstalled", acme)
    door.clock.pass_time(days=30)

    assert door.signed("installed", acme.rotated()).status_code == 204

    assert door.tenant_of(acme) != tenant_id
    assert get_tenant(door, acme).are_schedules_confirmed
    assert list_events(door, acme) == ["app.installed"]


def test_i25_disabled_after_uninstalled_changes_nothing(door: Door, acme: Site) -> None:
    late = acme.page_token(door.now, "/connect/disabled", None, method="POST")
    door.signed("uninstalled", acme)

    assert door.tell("disabled", acme.payload("disabled"), late).status_code == 401
    assert get_tenant(door, acme).status == "uninstalled"
    assert door.notified("enabled", acme).status_code == 401
    assert get_tenant(door, acme).status == "uninstalled"


def test_i25_disabled_and_uninstalled_at_the_same_moment_end_uninstalled(door: Door, acme: Site) -> None:
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            assert door.signed("installed", acme).status_code == 204
            one = pool.submit(door.notified, "disabled", acme)
            other = pool.submit(door.signed, "uninstalled", acme)
            assert (one.result().status_code in (204, 401), other.result().status_code) == (True, 204)
            assert get_tenant(door, acme).status == get_installation(door, acme).status == "uninstalled"


def test_a_disabled_installation_lets_nobody_in_until_it_is_enabled(door: Door, acme: Site) -> None:
    assert door.notified("disabled", acme).status_code == 204
    assert (door.read(acme).status_code, door.open_page(acme).status_code) == (401, 401)

    assert door.notified("enabled", acme).status_code == 204
    assert (door.read(acme).status_code, door.open_page(acme).status_code) == (200, 200)
    assert list_events(door, acme)[-2:] == ["app.disabled", "app.enabled"]


def test_i26_parallel_installs_of_one_client_make_one_tenant(door: Door) -> None:
    site = door.new_site()
    sites = [replace(site, secret=f"{number:02}".ljust(48, "s")) for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: door.signed("installed", one).status_code, sites))

    assert answers == [204] * 8
    with door.database.system_session() as session:
        query = sa.select(sa.func.count()).where(Installation.client_key == site.client_key)
        assert session.scalar(query) == 1
    opened = [door.call("GET", "/api/v1/me", one.context_token(door.now)).status_code for one in sites]
    assert sorted(opened) == [200] + [401] * 7


def test_i26_the_install_that_was_signed_last_wins_whatever_arrives_last(door: Door, acme: Site) -> None:
    late = SIGNER.token(acme.client_key, door.now, "/connect/installed")
    door.clock.pass_time(seconds=5)
    newest = acme.rotated()
    assert door.signed("installed", newest).status_code == 204

    assert door.tell("installed", acme.payload("installed"), late).status_code == 204

    assert (door.read(newest).status_code, door.read(acme).status_code) == (200, 401)


def test_an_uninstall_that_arrives_after_the_reinstall_is_ignored(door: Door, acme: Site) -> None:
    late = SIGNER.token(acme.client_key, door.now, "/connect/uninstalled")
    door.clock.pass_time(seconds=5)
    door.signed("installed", acme)

    assert door.tell("uninstalled", acme.payload("uninstalled"), late).status_code == 204
    assert door.read(acme).status_code == 200


def test_an_install_that_arrives_after_the_uninstall_does_not_bring_the_app_back(door: Door, acme: Site) -> None:
    late = SIGNER.token(acme.client_key, door.now, "/connect/installed")
    door.clock.pass_time(seconds=5)
    door.signed("uninstalled", acme)

    assert door.tell("installed", acme.payload("installed"), late).status_code == 204
    assert door.read(acme).status_code == 401
    assert get_tenant(door, acme).status == "uninstalled"


def test_a_host_whose_clock_is_ahead_can_still_uninstall(door: Door) -> None:
    site = door.new_site()
    door.signed("installed", site, iat=int(door.now) + 25)

    assert door.signed("uninstalled", site).status_code == 204
    assert get_tenant(door, site).status == "uninstalled"


def test_a_secret_that_cannot_be_decrypted_opens_nothing(door: Door, acme: Site, globex: Site) -> None:
    """A ciphertext moved from another tenant's row is useless there."""
    foreign = get_installation(door, globex).encrypted_shared_secret
    with door.database.system_session() as session:
        session.execute(
            sa.update(Installation)
            .where(Installation.client_key == acme.client_key)
            .values(encrypted_shared_secret=foreign)
        )

    assert door.read(acme).status_code == 401
    assert door.read(replace(acme, secret=globex.secret)).status_code == 401

"""Context tokens on the API, and who may do what behind them (platform contract 8, K1-K7, J16)."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.models.directory import DirectoryUser
from app.models.tenants import Tenant
from app.services.tenancy.access import AdminRoles
from tests.platform.door import NOBODY, ORG_ADMIN, PRODUCT_ADMIN, Door, refusal_code
from tests.platform.host import Site, request_hash


def test_k1_a_context_token_opens_the_api_for_its_tenant(door: Door, acme: Site) -> None:
    answer = door.call("GET", "/api/v1/me", acme.context_token(door.now))

    assert answer.json == {
        "tenant_id": door.tenant_of(acme),
        "account_id": "admin-1",
        "surface": "connect",
        "is_licensed": None,
    }


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"qsh": request_hash("GET", "/api/v1/things")}, id="K2 a computed hash of this request"),
        pytest.param({"qsh": request_hash("GET", "/connect/admin")}, id="K2 the hash of the page"),
        pytest.param({"qsh": None}, id="K3 no qsh"),
        pytest.param({"qsh": "Context-QSH"}, id="K3 nearly"),
        pytest.param({"iat": -2000, "exp": -1000}, id="K4 expired"),
        pytest.param({"exp": 14_401}, id="K8 lives more than four hours"),
        pytest.param({"sub": None}, id="K4 nobody is logged in"),
    ],
)
def test_k2_k3_k4_the_api_is_not_opened_by(claims: dict[str, Any], door: Door, acme: Site) -> None:
    moved: dict[str, Any] = {
        name: int(door.now) + value if isinstance(value, int) else value for name, value in claims.items()
    }

    answer = door.read(acme, **moved)

    assert answer.status_code == 401
    assert refusal_code(answer) == "unauthorized"


def test_k4_a_context_token_lives_a_quarter_of_an_hour(door: Door, acme: Site) -> None:
    token = acme.context_token(door.now)

    door.clock.pass_time(minutes=15, seconds=29)
    assert door.call("GET", "/api/v1/me", token).status_code == 200
    door.clock.pass_time(seconds=2)
    assert door.call("GET", "/api/v1/me", token).status_code == 401


def test_k4_the_api_takes_no_token_from_the_query(door: Door, acme: Site) -> None:
    token = acme.context_token(door.now)

    assert door.get(f"/api/v1/me?jwt={token}").status_code == 401
    assert door.call("GET", f"/api/v1/me?jwt={token}", token).status_code == 401


def test_k6_a_tenant_in_the_address_or_body_is_not_looked_at(door: Door, acme: Site, globex: Site) -> None:
    foreign = door.tenant_of(globex)
    headers = {"Authorization": f"JWT {acme.context_token(door.now)}", "X-Tenant-Id": str(foreign)}

    answer = door.client.post(
        f"/api/v1/things?tenant_id={foreign}", json={"tenant_id": foreign, "clientKey": "x"}, headers=headers
    )

    assert answer.json == {"tenant_id": door.tenant_of(acme), "via": "org_admin"}


def test_an_admin_of_one_tenant_is_nobody_in_another(door: Door, acme: Site, globex: Site) -> None:
    """Rights are asked for per tenant, with that tenant's key."""
    door.read(acme, "admin-1")
    door.read(globex, "admin-1")

    assert door.roster.asked == [(door.tenant_of(acme), "admin-1"), (door.tenant_of(globex), "admin-1")]


def test_k7_a_lost_role_closes_the_api_within_a_minute(door: Door, acme: Site) -> None:
    assert door.change(acme).status_code == 200
    door.roster.roles["admin-1"] = NOBODY

    door.clock.pass_time(seconds=61)

    assert refusal_code(door.change(acme)) == "not_admin"
    assert refusal_code(door.read(acme)) == "not_admin"
    assert door.open_page(acme).status_code == 403


def test_atlassian_is_asked_again_for_a_change_after_five_seconds(door: Door, acme: Site) -> None:
    for _ in range(3):
        door.change(acme)
        door.clock.pass_time(seconds=2)
    assert len(door.roster.asked) == 1

    door.change(acme)
    assert len(door.roster.asked) == 2


def test_atlassian_is_asked_once_a_minute_for_reading(door: Door, acme: Site) -> None:
    for _ in range(3):
        door.read(acme)
        door.clock.pass_time(seconds=20)
    assert len(door.roster.asked) == 1

    door.clock.pass_time(seconds=1)
    door.read(acme)
    assert len(door.roster.asked) == 2


def test_k7_a_new_admin_is_let_in_at_once_and_a_refused_person_cannot_flood_atlassian(door: Door, acme: Site) -> None:
    assert refusal_code(door.read(acme, "new-admin")) == "not_admin"
    door.roster.roles["new-admin"] = ORG_ADMIN
    assert door.read(acme, "new-admin").status_code == 200

    door.roster.asked.clear()
    for _ in range(40):
        assert refusal_code(door.read(acme, "somebody")) == "not_admin"
    assert len(door.roster.asked) <= 12


def test_j16_an_ordinary_user_is_refused_with_a_page_that_says_whom_to_ask(door: Door, acme: Site) -> None:
    answer = door.open_page(acme, "somebody")

    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "Ask an organization admin" in answer.text
    assert "Acme &lt;Corp&gt;" in answer.text
    assert "the front end" not in answer.text
    assert refusal_code(door.read(acme, "somebody")) == "not_admin"
    assert refusal_code(door.change(acme, "somebody")) == "not_admin"
    assert door.call("GET", "/api/v1/me", acme.context_token(door.now, "somebody")).status_code == 200


def test_before_a_key_is_stored_only_the_set_up_works(door: Door) -> None:
    site = door.installed()

    assert door.open_page(site, "somebody").status_code == 403
    assert door.call("GET", "/api/v1/me", site.context_token(door.now, "somebody")).status_code == 200
    assert refusal_code(door.read(site)) == "setup_required"
    assert refusal_code(door.change(site)) == "setup_required"
    assert door.roster.asked == []


@pytest.mark.parametrize(
    ("column", "roles", "via"),
    [
        ("are_product_admins_allowed", PRODUCT_ADMIN, "product_admin"),
        (
            "are_product_admins_allowed",
            AdminRoles(platform_roles=frozenset({"atlassian/site-admin"})),
            "product_admin",
        ),
        (
            "are_user_access_admins_allowed",
            AdminRoles(platform_roles=frozenset({"atlassian/user-access-admin"})),
            "user_access_admin",
        ),
    ],
)
def test_a_switch_lets_other_admins_in_and_out(
    column: str, roles: AdminRoles, via: str, door: Door, acme: Site
) -> None:
    door.roster.roles["other-admin"] = roles
    assert refusal_code(door.read(acme, "other-admin")) == "not_admin"

    switch(door, acme, column, True)
    assert door.read(acme, "other-admin").json == {"tenant_id": door.tenant_of(acme), "via": via}
    assert door.open_page(acme, "other-admin").status_code == 200

    switch(door, acme, column, False)
    assert refusal_code(door.change(acme, "other-admin")) == "not_admin"


def test_while_atlassian_is_silent_nothing_is_changed(door: Door, acme: Site) -> None:
    door.read(acme)
    remember_org_admin(door, acme, "admin-1")
    door.roster.is_down = True
    door.clock.pass_time(seconds=61)

    assert door.read(acme).status_code == 200
    assert door.open_page(acme).status_code == 200
    assert (door.change(acme).status_code, refusal_code(door.change(acme))) == (503, "rights_unknown")

    door.clock.pass_time(minutes=14)
    assert refusal_code(door.read(acme)) == "rights_unknown"
    page = door.open_page(acme)
    assert (page.status_code, page.mimetype) == (503, "text/html")


def test_with_a_dead_key_the_page_opens_for_the_set_up_alone(door: Door, acme: Site) -> None:
    door.store_credential(acme, status="dead")

    assert door.open_page(acme).status_code == 403
    assert refusal_code(door.read(acme)) == "setup_required"
    assert refusal_code(door.change(acme)) == "setup_required"
    assert door.roster.asked == []


def switch(door: Door, site: Site, column: str, is_on: bool) -> None:
    with door.database.system_session() as session:
        session.execute(sa.update(Tenant).where(Tenant.id == door.tenant_of(site)).values({column: is_on}))


def remember_org_admin(door: Door, site: Site, account_id: str) -> None:
    """The mirror knows the person as an organization admin."""
    tenant_id = door.tenant_of(site)
    with door.database.tenant_session(tenant_id) as session:
        session.add(
            DirectoryUser(
                tenant_id=tenant_id,
                account_id=account_id,
                name="Ada",
                status="active",
                platform_roles=sorted(ORG_ADMIN.platform_roles),
            )
        )


@pytest.mark.parametrize("life", [900, 3600, 14_400])
def test_k8_a_context_token_may_live_for_up_to_four_hours(life: int, door: Door, acme: Site) -> None:
    assert door.read(acme, exp=int(door.now) + life).status_code == 200

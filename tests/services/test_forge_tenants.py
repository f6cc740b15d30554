"""Forge installations that fall silent, wake up, end, and are linked to their old tenant (platform contract 4.3)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.automation.schedules import WEEKDAYS
from app.domain.errors import Conflict, NotFound
from app.models import AuditEntry, Installation, OrganizationCredential, SavedFilter, Task, Tenant
from app.services.records.audit import Change, record_change
from app.services.tenancy.forge_tenants import Visit, admit_visit, end_installation, mark_dormant, touch_visit
from app.services.tenancy.organization import get_key, key_place
from app.services.tenancy.relinking import list_relinkable, relink
from app.services.tenancy.settings import update_settings
from tests.services.installing import KEYRING, NOW, install, uninstall

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY_MORNING = {"mode": "weekly", "weekdays": [*WEEKDAYS], "hour": 9}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def visit(name: str = "one", **changes: Any) -> Visit:
    ari = f"ari:cloud:ecosystem::installation/{name}"
    return Visit(**{"installation": ari, "environment": "PRODUCTION", "cloud_id": "cloud-1", **changes})


def admit(database: Database, name: str = "one", now: datetime = NOW, **changes: Any) -> int:
    with database.system_session() as session:
        return admit_visit(session, visit(name, **changes), now).tenant_id


def end(database: Database, name: str, now: datetime) -> None:
    with database.system_session() as session:
        assert end_installation(session, visit(name).installation, now)


def sweep(database: Database, now: datetime) -> int:
    with database.system_session() as session:
        return mark_dormant(session, now)


def connect(database: Database, tenant_id: int, org_id: str = "org-1", now: datetime = NOW) -> None:
    """Store a key as the set-up does."""
    with database.tenant_session(tenant_id) as session:
        session.add(
            OrganizationCredential(
                tenant_id=tenant_id, org_id=org_id, org_name="Acme", key_fingerprint="f",
                encrypted_api_key=KEYRING.encrypt(f"key of {tenant_id}", key_place(tenant_id)),
                expires_on=date(2026, 12, 31), verified_by="admin-1",
            )
        )  # fmt: skip
        record_change(
            session, tenant_id, "admin-1", Change("organization.key_stored", "Acme", after={"org_id": org_id})
        )


def add_task(database: Database, tenant_id: int, now: datetime = NOW) -> None:
    with database.tenant_session(tenant_id) as session:
        saved = SavedFilter(tenant_id=tenant_id, name="All", specification={}, created_by="a", updated_by="a")
        session.add(saved)
        session.flush()
        session.add(
            Task(
                tenant_id=tenant_id, name="Clean", filter_id=saved.id, actions=[], is_schedule_active=True,
                schedule=EVERY_MORNING, time_zone="UTC", created_by="a", updated_by="a",
                next_run_at=now + HOUR,
            )
        )  # fmt: skip


def next_run(database: Database, tenant_id: int) -> datetime | None:
    with database.system_session() as session:
        return session.scalar(sa.select(Task.next_run_at).where(Task.tenant_id == tenant_id))


def states(database: Database, tenant_id: int) -> tuple[str, str, bool]:
    """(installation, tenant, are schedules confirmed)."""
    with database.system_session() as session:
        query = sa.select(Installation.status, Tenant.status, Tenant.are_schedules_confirmed).join(Tenant)
        [row] = session.execute(query.where(Tenant.id == tenant_id)).all()
        return row[0], row[1], row[2]


def list_events(database: Database, tenant_id: int) -> list[str]:
    with database.system_session() as session:
        query = sa.select(AuditEntry.event).where(AuditEntry.tenant_id == tenant_id).order_by(AuditEntry.id)
        return list(session.scalars(query))


def test_an_installation_without_a_sign_of_life_for_three_days_has_its_schedules_stopped(database: Database) -> None:
    tenant_id = admit(database)
    add_task(database, tenant_id)

    assert sweep(database, NOW + 3 * DAY - HOUR) == 0
    assert sweep(database, NOW + 3 * DAY) == 1

    assert states(database, tenant_id) == ("disabled", "disabled", False)
    assert next_run(database, tenant_id) is None
    assert sweep(database, NOW + 4 * DAY) == 0


def test_a_heartbeat_every_hour_keeps_it_awake(database: Database) -> None:
    tenant_id = admit(database)
    for day in range(1, 6):
        with database.system_session() as session:
            assert touch_visit(session, visit(), NOW + day * DAY)
        assert sweep(database, NOW + day * DAY + 23 * HOUR) == 0

    assert states(database, tenant_id) == ("active", "active", True)


def test_one_that_wakes_up_waits_for_an_admin_before_anything_runs(database: Database) -> None:
    tenant_id = admit(database)
    connect(database, tenant_id)
    add_task(database, tenant_id)
    sweep(database, NOW + 3 * DAY)
    woken = NOW + 5 * DAY
    admit(database, now=woken)

    assert states(database, tenant_id) == ("active", "active", False)
    assert next_run(database, tenant_id) is None
    with database.tenant_session(tenant_id) as session:
        update_settings(session, tenant_id, {"are_schedules_confirmed": True}, by="admin-1", now=woken)
    planned = next_run(database, tenant_id)
    assert planned is not None
    assert woken < planned <= woken + DAY
    assert list_events(database, tenant_id)[-3:] == ["app.dormant", "app.awake", "settings.updated"]


def test_one_that_is_silent_for_thirty_days_is_taken_for_uninstalled(database: Database) -> None:
    tenant_id = admit(database)
    connect(database, tenant_id)
    sweep(database, NOW + 3 * DAY)
    assert sweep(database, NOW + 30 * DAY) == 1

    assert states(database, tenant_id)[:2] == ("uninstalled", "uninstalled")
    with database.system_session() as session:
        assert session.get(OrganizationCredential, tenant_id) is None
        assert touch_visit(session, visit(), NOW + 31 * DAY) is False


def test_connect_installations_have_no_heartbeat_and_do_not_fall_asleep(database: Database) -> None:
    tenant_id = install(database, "client-1")

    assert sweep(database, NOW + 90 * DAY) == 0
    assert states(database, tenant_id)[0] == "active"


def test_many_calls_write_at_most_once_an_hour(database: Database) -> None:
    tenant_id = admit(database)
    for minutes in (1, 30, 59, 61):
        admit(database, now=NOW + timedelta(minutes=minutes))

    with database.system_session() as session:
        seen = session.scalar(sa.select(Installation.last_seen_at).where(Installation.tenant_id == tenant_id))
    assert seen == NOW + timedelta(minutes=61)
    assert admit(database, now=NOW + timedelta(minutes=62)) == tenant_id


def test_a_licence_or_site_that_changed_is_written_at_once(database: Database) -> None:
    tenant_id = admit(database, is_licensed=True)
    admit(database, now=NOW + timedelta(minutes=1), is_licensed=False, site_url="https://new.atlassian.net")

    with database.system_session() as session:
        row = session.scalars(sa.select(Installation).where(Installation.tenant_id == tenant_id)).one()
        assert (row.is_licensed, row.base_url) == (False, "https://new.atlassian.net")


def reinstall(database: Database, org_id: str = "org-1", **changes: Any) -> tuple[int, int]:
    """(old, new) tenants of an app that was uninstalled yesterday and installed again."""
    old = admit(database, "old")
    connect(database, old)
    add_task(database, old)
    end(database, "old", NOW + DAY)
    new = admit(database, "new", NOW + 2 * DAY, **changes)
    connect(database, new, org_id)
    return old, new


def candidates(database: Database, tenant_id: int, now: datetime = NOW + 2 * DAY) -> list[int]:
    with database.system_session() as session:
        return [old.tenant_id for old in list_relinkable(session, tenant_id, now)]


def test_a_reinstall_links_nothing_by_itself(database: Database) -> None:
    old, new = reinstall(database)

    assert old != new
    assert states(database, old)[1] == "uninstalled"
    assert candidates(database, new) == [old]


def test_an_admin_gives_the_reinstalled_app_its_old_tenant_back(database: Database) -> None:
    old, new = reinstall(database)
    later = NOW + 2 * DAY
    with database.system_session() as session:
        relink(session, KEYRING, new, old, by="admin-1", now=later)

    assert states_of_all(database, old) == {"old": "uninstalled", "new": "active"}
    assert admit(database, "new", later) == old
    with database.tenant_session(old) as session:
        assert get_key(session, old, KEYRING).api_key == f"key of {new}"
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "app.relinked"))
        assert entry.account_id == "admin-1"
        assert session.get_one(Tenant, old).are_schedules_confirmed is False
    assert next_run(database, old) is None
    with database.system_session() as session:
        assert session.get(Tenant, new) is None


def states_of_all(database: Database, tenant_id: int) -> dict[str, str]:
    with database.system_session() as session:
        query = sa.select(Installation.client_key, Installation.status).where(Installation.tenant_id == tenant_id)
        return {key.rpartition("/")[2]: status for key, status in session.execute(query)}


def test_after_a_relink_the_schedules_run_once_they_are_confirmed(database: Database) -> None:
    old, new = reinstall(database)
    later = NOW + 2 * DAY
    with database.system_session() as session:
        relink(session, KEYRING, new, old, by="admin-1", now=later)
    with database.tenant_session(old) as session:
        update_settings(session, old, {"are_schedules_confirmed": True}, by="admin-1", now=later)

    planned = next_run(database, old)
    assert planned is not None
    assert planned > later


@pytest.mark.parametrize(
    "changes",
    [{"cloud_id": "cloud-2"}, {"environment": "STAGING"}, {"org_id": "org-2"}],
    ids=["another site", "another environment", "another organization"],
)
def test_nothing_of_somebody_else_can_be_taken(changes: dict[str, Any], database: Database) -> None:
    old, new = reinstall(database, **changes)

    assert candidates(database, new) == []
    with database.system_session() as session, pytest.raises(NotFound):
        relink(session, KEYRING, new, old, by="admin-1", now=NOW + 2 * DAY)


def test_a_tenant_that_is_alive_or_past_its_retention_cannot_be_taken(database: Database) -> None:
    old, new = reinstall(database)
    other = admit(database, "other")
    connect(database, other, "org-2")

    assert candidates(database, new) == [old]
    assert candidates(database, new, NOW + 31 * DAY) == []
    for taken in (other, new, 10_000):
        with database.system_session() as session, pytest.raises(NotFound):
            relink(session, KEYRING, new, taken, by="admin-1", now=NOW + 2 * DAY)


def test_an_installation_without_a_key_is_offered_nothing(database: Database) -> None:
    admit(database, "old")
    end(database, "old", NOW + DAY)
    new = admit(database, "new", NOW + 2 * DAY)

    with database.system_session() as session, pytest.raises(NotFound):
        list_relinkable(session, new, NOW + 2 * DAY)


def test_an_installation_with_work_of_its_own_is_not_given_up(database: Database) -> None:
    old, new = reinstall(database)
    add_task(database, new)

    with database.system_session() as session, pytest.raises(Conflict):
        relink(session, KEYRING, new, old, by="admin-1", now=NOW + 2 * DAY)
    assert states(database, new)[1] == "active"


def test_after_a_connect_reinstall_the_schedules_run_once_they_are_confirmed(database: Database) -> None:
    tenant_id = install(database, "client-1")
    connect(database, tenant_id)
    add_task(database, tenant_id)
    uninstall(database, "client-1", NOW + DAY)
    later = NOW + 2 * DAY
    assert install(database, "client-1", later) == tenant_id
    with database.tenant_session(tenant_id) as session:
        session.execute(sa.delete(OrganizationCredential))
    connect(database, tenant_id)
    assert next_run(database, tenant_id) is None

    with database.tenant_session(tenant_id) as session:
        update_settings(session, tenant_id, {"are_schedules_confirmed": True}, by="admin-1", now=later)

    planned = next_run(database, tenant_id)
    assert planned is not None
    assert later < planned <= later + DAY

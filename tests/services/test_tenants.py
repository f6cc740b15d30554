"""What an uninstall and a purge leave of a tenant, in rows (platform contract 1.2)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models import (
    AccessCheck,
    AuditEntry,
    Base,
    Directory,
    DirectoryUser,
    Installation,
    Operation,
    OrganizationCredential,
    ProtectedEntry,
    Run,
    SavedFilter,
    Sync,
    Task,
    Tenant,
    Tombstone,
)
from app.services.tenancy.tenant_endings import purge_uninstalled
from app.services.tenancy.tenants import (
    find_installation,
    record_license,
    record_notification,
)
from tests.services.installing import NOW, install, uninstall


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def fill(database: Database, tenant_id: int) -> None:
    """A tenant in full work: a key, a schedule, an active run with an operation, a running sync."""
    with database.tenant_session(tenant_id) as session:
        saved = SavedFilter(tenant_id=tenant_id, name="All", specification={}, created_by="a", updated_by="a")
        session.add_all(
            [
                saved,
                OrganizationCredential(
                    tenant_id=tenant_id, org_id=f"o-{tenant_id}", org_name="Acme", encrypted_api_key="k",
                    key_fingerprint="f", expires_on=date(2026, 12, 31), verified_by="a",
                ),
                AccessCheck(tenant_id=tenant_id, account_id="a", roles={}, checked_at=NOW),
                ProtectedEntry(tenant_id=tenant_id, kind="user", value="a", reason="r", created_by="a"),
                Directory(tenant_id=tenant_id, directory_id="d", name="D"),
                DirectoryUser(tenant_id=tenant_id, account_id="a", name="Ada", status="active"),
                Sync(tenant_id=tenant_id, kind="daily", state="running", attempt=1, lease_until=NOW),
            ]
        )  # fmt: skip
        session.flush()
        task = Task(
            tenant_id=tenant_id, name="T", filter_id=saved.id, actions=[], schedule={}, time_zone="UTC",
            is_schedule_active=True, next_run_at=NOW + timedelta(hours=1), created_by="a", updated_by="a",
        )  # fmt: skip
        session.add(task)
        session.flush()
        run = Run(tenant_id=tenant_id, task_id=task.id, trigger="manual", state="running", specification={},
                  attempt=3, lease_until=NOW + timedelta(minutes=2))  # fmt: skip
        done = Run(tenant_id=tenant_id, trigger="bulk", state="succeeded", specification={}, finished_at=NOW)
        session.add_all([run, done])
        session.flush()
        session.add(
            Operation(tenant_id=tenant_id, run_id=run.id, position=0, account_id="a", action_index=0,
                      action="suspend_user", target_kind="user", target_id="a", target_name="Ada")
        )  # fmt: skip


def count_rows(database: Database, tenant_id: int) -> dict[str, int]:
    """Rows of the tenant in every table that has them."""
    counts = {}
    with database.system_session() as session:
        for table in Base.metadata.sorted_tables:
            column = table.c.id if table.name == "tenants" else table.c.get("tenant_id")
            if column is not None:
                query = sa.select(sa.func.count()).select_from(table).where(column == tenant_id)
                counts[table.name] = session.execute(query).scalar_one()
    return counts


def test_an_uninstall_stops_schedules_runs_and_syncs_and_drops_both_secrets(database: Database) -> None:
    tenant_id, other_id = install(database, "acme"), install(database, "globex")
    fill(database, tenant_id)
    fill(database, other_id)
    before = count_rows(database, other_id)
    later = NOW + timedelta(minutes=1)

    uninstall(database, "acme", later)

    with database.tenant_session(tenant_id) as session:
        assert session.scalars(sa.select(Task.next_run_at)).all() == [None]
        stopped, done = session.scalars(sa.select(Run).order_by(Run.id)).all()
        assert (stopped.state, stopped.reason, stopped.finished_at) == ("cancelled", "uninstalled", later)
        assert (stopped.attempt, stopped.lease_until) == (4, None)
        assert (done.state, done.finished_at, done.attempt) == ("succeeded", NOW, 0)
        sync = session.scalars(sa.select(Sync)).one()
        assert (sync.state, sync.error, sync.attempt) == ("failed", "uninstalled", 2)
        assert session.scalars(sa.select(Installation.encrypted_shared_secret)).all() == [None]
        assert count_of(session, OrganizationCredential) == count_of(session, AccessCheck) == 0
        assert count_of(session, SavedFilter) == count_of(session, DirectoryUser) == 1
    with database.tenant_session(other_id) as session:
        assert session.scalars(sa.select(Run.state).order_by(Run.id)).all() == ["running", "succeeded"]
        assert session.scalars(sa.select(Task.next_run_at)).one() is not None
    assert count_rows(database, other_id) == before


def test_a_purge_after_thirty_days_leaves_a_tombstone_and_no_row_in_any_table(database: Database) -> None:
    tenant_id, other_id = install(database, "acme"), install(database, "globex")
    fill(database, tenant_id)
    fill(database, other_id)
    before = count_rows(database, other_id)
    uninstall(database, "acme", NOW)

    with database.system_session() as session:
        assert purge_uninstalled(session, NOW + timedelta(days=30, seconds=-1)) == 0
    with database.system_session() as session:
        assert purge_uninstalled(session, NOW + timedelta(days=30)) == 1

    left = count_rows(database, tenant_id)
    assert len(left) >= 20
    assert set(left.values()) == {0}
    assert count_rows(database, other_id) == before
    with database.system_session() as session:
        tombstone = session.scalars(sa.select(Tombstone)).one()
        assert (tombstone.kind, tombstone.purged_at) == ("connect", NOW + timedelta(days=30))
        assert tombstone.client_key_sha256 != "acme"
        assert len(tombstone.client_key_sha256) == 64
        assert purge_uninstalled(session, NOW + timedelta(days=60)) == 0


def test_a_reinstall_after_the_retention_purges_first(database: Database) -> None:
    tenant_id = install(database, "acme")
    fill(database, tenant_id)
    uninstall(database, "acme", NOW)

    new_id = install(database, "acme", NOW + timedelta(days=31))

    assert new_id != tenant_id
    assert set(count_rows(database, tenant_id).values()) == {0}
    with database.tenant_session(new_id) as session:
        assert count_of(session, Task) == 0
        assert session.get_one(Tenant, new_id).are_schedules_confirmed


def test_a_reinstall_inside_the_retention_finds_its_data_with_schedules_at_rest(database: Database) -> None:
    tenant_id = install(database, "acme")
    fill(database, tenant_id)
    uninstall(database, "acme", NOW)

    assert install(database, "acme", NOW + timedelta(days=10), shared_secret="t" * 40) == tenant_id

    with database.tenant_session(tenant_id) as session:
        assert not session.get_one(Tenant, tenant_id).are_schedules_confirmed
        task = session.scalars(sa.select(Task)).one()
        assert (task.is_schedule_active, task.next_run_at) == (True, None)
        events = session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()
        assert events == ["app.installed", "app.uninstalled", "app.reinstalled"]


def test_a_rename_says_before_and_after_in_the_audit_log(database: Database) -> None:
    tenant_id = install(database, "acme")

    install(database, "acme", NOW + timedelta(days=1), base_url="https://new.atlassian.net")

    with database.tenant_session(tenant_id) as session:
        entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert entry.event == "site.renamed"
        assert entry.before == {"base_url": "https://acme.atlassian.net"}
        assert entry.after == {"base_url": "https://new.atlassian.net"}


def test_notifications_about_the_unknown_or_uninstalled_do_nothing(database: Database) -> None:
    install(database, "acme")
    uninstall(database, "acme", NOW)

    with database.system_session() as session:
        record_notification(session, "acme", "enabled", NOW)
        record_notification(session, "nobody", "disabled", NOW)
        found = find_installation(session, "acme")

    assert found is not None
    assert (found.is_active, found.encrypted_shared_secret) == (False, None)


def test_the_licence_is_kept_for_its_installation_alone(database: Database) -> None:
    install(database, "acme")
    install(database, "globex")
    with database.system_session() as session:
        found = find_installation(session, "acme")
        assert found is not None
        record_license(session, found, NOW, is_licensed=False, has_ended=True)

    with database.system_session() as session:
        licences = {key: find_installation(session, key) for key in ("acme", "globex")}
    assert [found and found.is_licensed for found in licences.values()] == [False, None]
    assert [found and found.has_license_ended for found in licences.values()] == [True, False]


def test_an_unknown_client_has_no_installation(database: Database) -> None:
    with database.system_session() as session:
        assert find_installation(session, "nobody") is None


def count_of(session: Any, table: type[Base]) -> int:
    return int(session.scalar(sa.select(sa.func.count()).select_from(table)))

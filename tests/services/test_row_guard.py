"""A row that cannot be handled stops nobody else, in every loop over all tenants, and its owner is shown it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Installation, OrganizationCredential, Run, SavedFilter, Sync, Task, Tenant
from app.services.notices.notifications import warn_of_expiring_keys
from app.services.operating.health import get_health
from app.services.queues.dispatch import dispatch_due_tasks, request_daily_syncs
from app.services.queues.row_guard import work_through
from app.services.tenancy.forge_tenants import mark_dormant
from app.services.tenancy.retention import remove_old_runs
from app.services.tenancy.tenant_endings import purge_uninstalled
from tests.ground.databases import Databases

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SICK, WELL = 1, 2
"""The sick tenant has the smaller number, so that it always comes first."""


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """Two tenants, of which the first will be made sick."""
    with databases.migrated() as url:
        database = Database(url)
        with database.system_session() as session:
            session.add_all([Tenant(), Tenant()])
        yield database
        database.dispose()


def add_keys(session: Session) -> None:
    """A key for each tenant that lasts a week."""
    for tenant_id in (SICK, WELL):
        session.add(
            OrganizationCredential(
                tenant_id=tenant_id,
                org_id=f"o{tenant_id}",
                org_name="Acme",
                encrypted_api_key="x",
                key_fingerprint="x",
                expires_on=date(2026, 3, 9),
                verified_by="a",
            )
        )


def add_tasks(database: Database, **fields: object) -> None:
    """A due task for each tenant; that of the sick one has other fields."""
    sound = {
        "actions": [{"type": "suspend_user"}],
        "schedule": {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 12},
        "time_zone": "UTC",
    }
    with database.system_session() as session:
        add_keys(session)
        for tenant_id, values in ((SICK, sound | fields), (WELL, sound)):
            saved = SavedFilter(
                tenant_id=tenant_id,
                name="all",
                specification={"version": 1, "root": {"op": "and", "of": []}},
                created_by="a",
                updated_by="a",
            )
            session.add(saved)
            session.flush()
            session.add(
                Task(
                    tenant_id=tenant_id,
                    name="one",
                    filter_id=saved.id,
                    is_schedule_active=True,
                    next_run_at=NOW,
                    created_by="a",
                    updated_by="a",
                    **values,
                )
            )


@pytest.mark.parametrize(
    "fields",
    [
        {"schedule": {"mode": "hourly"}},
        {"schedule": {"mode": "weekly", "weekdays": 5, "hour": 3}},
        {"schedule": {"mode": "interval", "every": 1, "unit": "days", "start_date": [], "hour": 3}},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
    ],
)
def test_a_due_task_that_cannot_be_computed(database: Database, fields: dict[str, object]) -> None:
    add_tasks(database, **fields)

    with database.system_session() as session:
        assert dispatch_due_tasks(session, NOW) == 2

    with database.system_session() as session:
        assert [(run.tenant_id, run.state) for run in session.scalars(sa.select(Run)) if run.state == "queued"] == [
            (WELL, "queued")
        ]
        sick = session.scalars(sa.select(Task).where(Task.tenant_id == SICK)).one()
        assert sick.next_run_at is None or sick.next_run_at > NOW
        assert dispatch_due_tasks(session, NOW) == 0, "it is out of the way"


def check_health(database: Database) -> None:
    """The sick tenant is told; a while after the last failure no longer. The other one is not."""
    with database.tenant_session(SICK) as session:
        assert "upkeep_failed" in get_health(session, NOW).problems
        assert "upkeep_failed" not in get_health(session, NOW + timedelta(hours=3)).problems
    with database.tenant_session(WELL) as session:
        assert "upkeep_failed" not in get_health(session, NOW).problems


def test_a_daily_sync_that_cannot_be_planned(database: Database) -> None:
    with database.system_session() as session:
        session.execute(sa.update(Tenant).values(next_daily_sync_at=NOW))
        # An hour that an older release would not have stored: no zone computes it.
        session.execute(sa.update(Tenant).where(Tenant.id == SICK).values(daily_sync_hour=31))

    with database.system_session() as session:
        assert request_daily_syncs(session, NOW) == 2

    with database.system_session() as session:
        assert session.scalars(sa.select(Sync.tenant_id)).all() == [WELL]
        moved = session.scalars(sa.select(Tenant.next_daily_sync_at).order_by(Tenant.id)).all()
        assert moved == [NOW + timedelta(hours=1), datetime(2026, 3, 3, 3, tzinfo=UTC)]
    check_health(database)


REFUSE = """
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'sick'; end $$
"""


def make_sick(database: Database, table: str, moment: str) -> None:
    """Let PostgreSQL refuse to change or remove the sick tenant's rows of a table."""
    column = "id" if table == "tenants" else "tenant_id"
    with database.system_session() as session:
        session.execute(sa.text(REFUSE))
        trigger = f"create trigger sick before {moment} on {table} for each row"
        session.execute(sa.text(f"{trigger} when (old.{column} = {SICK}) execute function refuse()"))


def test_a_tenant_that_cannot_be_purged(database: Database) -> None:
    long_ago = NOW - timedelta(days=40)
    with database.system_session() as session:
        session.execute(sa.update(Tenant).values(status="uninstalled", uninstalled_at=long_ago))
    make_sick(database, "tenants", "delete")

    with database.system_session() as session:
        purge_uninstalled(session, NOW)

    with database.system_session() as session:
        assert session.execute(sa.select(Tenant.id, Tenant.upkeep_trouble)).all() == [(SICK, "purge")]


def test_an_installation_that_cannot_be_put_to_sleep(database: Database) -> None:
    with database.system_session() as session:
        for tenant_id in (SICK, WELL):
            values = {"client_key": str(tenant_id), "base_url": "x", "last_seen_at": NOW - timedelta(days=4)}
            session.add(Installation(tenant_id=tenant_id, kind="forge", **values))
    make_sick(database, "installations", "update")

    with database.system_session() as session:
        mark_dormant(session, NOW)

    with database.system_session() as session:
        states = session.execute(sa.select(Tenant.id, Tenant.status, Tenant.upkeep_trouble).order_by(Tenant.id)).all()
        assert states == [(SICK, "active", "dormancy"), (WELL, "disabled", None)]
    check_health(database)


def test_a_log_that_cannot_be_removed(database: Database) -> None:
    with database.system_session() as session:
        session.execute(sa.update(Tenant).values(run_retention_days=30))
        for tenant_id in (SICK, WELL):
            values = {"trigger": "bulk", "specification": {}, "counts": {}, "state": "succeeded"}
            session.add(Run(tenant_id=tenant_id, finished_at=NOW - timedelta(days=31), **values))
    make_sick(database, "runs", "delete")

    with database.system_session() as session:
        assert remove_old_runs(session, NOW) == 1

    with database.system_session() as session:
        assert session.scalars(sa.select(Run.tenant_id)).all() == [SICK]
    check_health(database)


def test_a_key_that_cannot_be_warned_of(database: Database) -> None:
    with database.system_session() as session:
        add_keys(session)
        session.execute(
            sa.text(
                "insert into notification_channels (tenant_id, kind, name, events, url, created_by)"
                " select id, 'webhook', 'x', '[\"key.expiring\"]', 'http://127.0.0.1:1/', 'a' from tenants"
            )
        )
    with database.system_session() as session:
        session.execute(sa.text(REFUSE.replace("raise", f"if new.tenant_id <> {SICK} then return new; end if; raise")))
        session.execute(
            sa.text("create trigger sick before insert on notifications for each row execute function refuse()")
        )

    with database.system_session() as session:
        assert warn_of_expiring_keys(session, NOW) == 1
    check_health(database)


def test_trouble_of_the_database_itself_is_no_rows_fault(database: Database) -> None:
    refused: list[int] = []

    def cut_off(_rows: Sequence[int]) -> None:
        session.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(sa.exc.OperationalError), database.system_session() as session:
        work_through(session, [1], cut_off, loop="test", refuse=lambda row, _error: refused.append(row))
    assert refused == []


def test_what_cannot_even_be_refused_is_not_counted_as_done(database: Database) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyError("no")

    done: list[int] = []

    def keep_even(rows: Sequence[int]) -> None:
        _fail_for_odd(rows, fail)
        done.extend(rows)

    with database.system_session() as session:
        assert work_through(session, [1, 2, 4], keep_even, loop="test", refuse=fail) == 2
    assert done == [2, 4]


def _fail_for_odd(rows: Sequence[int], fail: Callable[[], None]) -> None:
    if any(row % 2 for row in rows):
        fail()


def test_a_batch_without_trouble_is_handled_at_once(database: Database) -> None:
    batches: list[Sequence[int]] = []

    def handle(rows: Sequence[int]) -> None:
        batches.append(rows)

    with database.system_session() as session:
        assert work_through(session, [1, 2], handle, loop="test", refuse=lambda _row, _error: None) == 2
        assert work_through(session, [], handle, loop="test", refuse=lambda _row, _error: None) == 0
    assert batches == [[1, 2]]


def read_scope(session: Session) -> str:
    """The scope that row-level security sees."""
    return str(session.scalar(sa.text("select current_setting('rollcall.scope', true)")))


def test_the_session_keeps_its_scope_after_a_refusal(database: Database) -> None:
    def fail(_rows: Sequence[int]) -> None:
        raise ValueError("no")

    with database.system_session() as session:
        work_through(session, [1], fail, loop="test", refuse=lambda _row, _error: None)
        assert read_scope(session) == "system"

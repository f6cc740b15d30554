"""Finished runs go after the days that the admin chose, in bounded pieces, and nothing else does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models import Operation, Run, Tenant
from app.services.tenancy.retention import remove_old_runs
from worker.housekeeping import EVERY, Housekeeping

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def add_tenant(database: Database, days: int, **fields: Any) -> int:
    with database.system_session() as session:
        tenant = Tenant(run_retention_days=days, **fields)
        session.add(tenant)
        session.flush()
        return tenant.id


def add_run(database: Database, tenant_id: int, age_days: float | None, operations: int = 0, **fields: Any) -> int:
    """A run that finished so long ago, or is running (None)."""
    finished_at = None if age_days is None else NOW - timedelta(days=age_days)
    state = "running" if age_days is None else "succeeded"
    values = {"trigger": "manual", "specification": {}, "state": state, "finished_at": finished_at} | fields
    with database.system_session() as session:
        run = Run(tenant_id=tenant_id, **values)
        session.add(run)
        session.flush()
        for position in range(operations):
            session.add(
                Operation(
                    tenant_id=tenant_id, run_id=run.id, position=position, account_id=str(position), action_index=0,
                    action="suspend_user", target_kind="user", target_id="x", target_name="x", outcome="succeeded",
                )
            )  # fmt: skip
        return run.id


def remove_all(database: Database, **limits: int) -> int:
    """How many pieces it took until nothing was left to remove."""
    for pieces in range(100):
        with database.system_session() as session:
            if not remove_old_runs(session, NOW, **limits):
                return pieces
    raise AssertionError("it never ends")


def list_runs(database: Database) -> list[int]:
    with database.system_session() as session:
        return list(session.scalars(sa.select(Run.id).order_by(Run.id)))


def test_runs_older_than_the_chosen_days_go_with_their_operations(database: Database) -> None:
    mine, others = add_tenant(database, 30), add_tenant(database, 0)
    add_run(database, mine, 30.1, operations=3)
    kept = [add_run(database, mine, 29.9, operations=1), add_run(database, mine, None)]
    kept.append(add_run(database, others, 3000, operations=1))

    remove_all(database)

    assert list_runs(database) == kept
    with database.system_session() as session:
        assert set(session.scalars(sa.select(Operation.run_id))) == {kept[0], kept[2]}


def test_a_large_run_goes_in_pieces_and_the_run_last(database: Database) -> None:
    tenant_id = add_tenant(database, 30)
    add_run(database, tenant_id, 31, operations=25)
    with database.system_session() as session:
        assert remove_old_runs(session, NOW, operations=10) == 10

    assert len(list_runs(database)) == 1
    assert remove_all(database, operations=10) == 2
    assert list_runs(database) == []


def test_a_run_that_is_being_undone_waits_for_the_end_of_that(database: Database) -> None:
    tenant_id = add_tenant(database, 30)
    source = add_run(database, tenant_id, 31, operations=1)
    undo = add_run(database, tenant_id, None, trigger="undo", specification={"undo_of": source})

    remove_all(database)
    assert list_runs(database) == [source, undo]
    with database.system_session() as session:
        session.execute(sa.update(Run).where(Run.id == undo).values(state="succeeded", finished_at=NOW))
    remove_all(database)

    assert list_runs(database) == [undo]


def test_the_scheduler_does_it_every_hour_and_goes_on_until_nothing_is_left(database: Database) -> None:
    class Clock:
        now = NOW

        def __call__(self) -> datetime:
            return self.now

    clock = Clock()
    first, second = add_tenant(database, 30), add_tenant(database, 30)
    chores = Housekeeping(database, clock, lambda _tenant: None, lambda _tenant, _run: None)
    chores.run_if_due()
    for tenant_id in (first, second):
        add_run(database, tenant_id, 31)
    for _ in range(3):
        chores.run_if_due()
    assert len(list_runs(database)) == 2

    clock.now += EVERY
    for _ in range(3):
        chores.run_if_due()
    assert list_runs(database) == []

"""Many rows in one statement are the rows that were given: every kind of value, null or not, and no conflict."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models import LogSeal, Run, SavedFilter, Task, Tenant
from app.services.records.many_rows import insert_many, update_many
from tests.ground.databases import Databases

AT = datetime(2026, 3, 2, 12, 0, 1, 234567, tzinfo=timezone(timedelta(hours=5, minutes=45)))
HARD = {"": None, "ä'\"\\ ☂ \u2028": [1, 1.5, True, {"x": "%s %(y)s :z"}]}


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """Two tenants with a filter and three tasks each."""
    with databases.migrated() as url:
        database = Database(url)
        with database.system_session() as session:
            session.add_all([Tenant(), Tenant()])
            session.flush()
            for tenant in (1, 2):
                session.add(SavedFilter(tenant_id=tenant, name="f", specification={}, created_by="a", updated_by="a"))
                for name in "abc":
                    word: dict[str, Any] = {"created_by": "a", "updated_by": "a", "schedule": {}, "time_zone": "UTC"}
                    session.add(Task(tenant_id=tenant, name=name, actions=[], **word))
        yield database
        database.dispose()


def list_tasks(database: Database) -> list[tuple[int, int]]:
    with database.system_session() as session:
        rows = session.execute(sa.select(Task.tenant_id, Task.id).order_by(Task.tenant_id, Task.id))
        return [(row.tenant_id, row.id) for row in rows]


def make_run(task: tuple[int, int], state: str = "skipped", **others: object) -> dict[str, object]:
    row: dict[str, object] = {"tenant_id": task[0], "task_id": task[1], "trigger": "scheduled", "state": state}
    return row | {"scheduled_for": AT, "reason": None, "specification": HARD, "counts": {}} | others


def test_rows_are_stored_as_given_and_in_their_order(database: Database) -> None:
    tasks = list_tasks(database)
    rows = [make_run(task, reason=reason) for task, reason in zip(tasks, ("late", None) * 3, strict=True)]
    with database.system_session() as session:
        keys = insert_many(session, Run, rows)
    assert [key.tenant_id for key in keys] == [task[0] for task in tasks]
    assert [key.id for key in keys] == sorted(key.id for key in keys)
    with database.system_session() as session:
        runs = {(run.tenant_id, run.id): run for run in session.scalars(sa.select(Run))}
    stored = [runs[key.tenant_id, key.id] for key in keys]
    assert [(run.tenant_id, run.task_id) for run in stored] == tasks
    assert [run.reason for run in stored] == ["late", None] * 3
    assert all(run.scheduled_for == AT and run.specification == HARD and run.attempt == 0 for run in stored)


def test_what_a_unique_index_refuses_is_left_out_within_a_statement_too(database: Database) -> None:
    one, other = list_tasks(database)[:2]
    with database.system_session() as session:
        assert len(insert_many(session, Run, [make_run(one), make_run(one), make_run(other)])) == 2
        again = [make_run(one), make_run(other, scheduled_for=AT + timedelta(hours=1))]
        assert len(insert_many(session, Run, again)) == 1
        active = [make_run(one, "queued", scheduled_for=AT + timedelta(hours=hours)) for hours in (2, 3)]
        assert len(insert_many(session, Run, active)) == 1, "a task has one active run"
        assert insert_many(session, Run, []) == []


def test_only_the_rows_that_are_named_are_changed_and_only_in_what_is_named(database: Database) -> None:
    tasks = list_tasks(database)
    with database.system_session() as session:
        session.execute(sa.update(Task).values(next_run_at=AT, retry_at=AT, schedule_error="x"))
        given: list[dict[str, object]] = [
            {"tenant_id": tasks[0][0], "id": tasks[0][1], "next_run_at": AT + timedelta(days=1), "retry_at": None},
            {"tenant_id": tasks[4][0], "id": tasks[4][1], "next_run_at": None, "retry_at": AT},
            # The right id with the other tenant's number is nobody.
            {"tenant_id": tasks[5][0], "id": tasks[1][1], "next_run_at": None, "retry_at": None},
        ]
        update_many(session, Task, given)
        update_many(session, Task, [])
    with database.system_session() as session:
        query = sa.select(Task).order_by(Task.tenant_id, Task.id)
        told = [(task.next_run_at, task.retry_at, task.schedule_error) for task in session.scalars(query)]
    same = (AT, AT, "x")
    assert told == [(AT + timedelta(days=1), None, "x"), same, same, same, (None, AT, "x"), same]


def test_a_key_of_several_columns_and_values_of_the_database_itself(database: Database) -> None:
    row = {"kind": "run_begun", "subject_id": 1, "content": "", "link": "l", "is_keyed": True}
    with database.system_session() as session:
        began = datetime.now(UTC)
        keys = insert_many(session, LogSeal, [{"tenant_id": 2, "position": place} | row for place in (2, 1)])
        assert [tuple(key) for key in keys] == [(2, 2), (2, 1)]
        assert all(abs(seal.sealed_at - began) < timedelta(hours=1) for seal in session.scalars(sa.select(LogSeal)))

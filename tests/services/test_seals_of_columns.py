"""Every column of what is sealed: whoever alters it by SQL is found, or it is of the queue and of later looks alone."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from app.db import Database
from app.models import Base, Task
from tests.services.sealing import add_run, add_tenant, prove, tamper, write

LIVING = {
    "audit_entries": set[str](),
    # The queue's own; and what looks at a run after its end find, or retention does, which has seals of its own.
    "runs": {
        *("attempt", "lease_until", "enqueued_at", "not_before", "last_slice_at", "failed_slices", "deaths"),
        *("waiting_since", "waiting_reason", "lined_up_at", "waits_for_run", "waits_for_people", "waits_for_since"),
        *("clear_of_runs", "clear_since"),
        *("plan_cursor", "sync_asked_at", "check_after", "checked_at", "compared_at", "came_back", "came_back_at"),
        *("sealed_at", "log_removed_at"),
    },
    "operations": {"in_doubt_until", "confirmation", "confirmed_at", "came_back_at", "came_back_through"},
}
KEYS = {"tenant_id", "id", "run_id"}
"""Under another key a row is missing, or added: tested where those are."""
WORDS = {
    "state": "'failed'",
    "trigger": "'bulk'",
    "mode": "'test'",
    "outcome": "'skipped'",
    "task_id": "(select max(id) from tasks)",
}
"""Columns that take a few words alone."""
TABLES = [Base.metadata.tables[name] for name in ("audit_entries", "runs", "operations")]
SEALED = [
    (table.name, column.name)
    for table in TABLES
    for column in table.columns
    if column.name not in KEYS | LIVING[table.name]
]


@pytest.fixture(scope="module")
def sealed(module_database_url: str) -> Iterator[tuple[Database, int]]:
    database = Database(module_database_url)
    tenant = add_tenant(database)
    write(database, tenant, "one", "two")
    with database.tenant_session(tenant) as session:
        for name in ("A", "B"):
            session.add(
                Task(
                    tenant_id=tenant,
                    name=name,
                    actions=[],
                    schedule={},
                    time_zone="UTC",
                    created_by="a",
                    updated_by="a",
                )
            )
        session.flush()
        task = session.scalars(sa.select(Task.id).order_by(Task.id)).first()
    add_run(database, tenant, task_id=task, plan_hash="x" * 64, counts={"matched": 1}, holds=[{"code": "x"}])
    yield database, tenant
    database.dispose()


def test_every_column_is_sealed_or_named_as_one_that_lives_on() -> None:
    for table in TABLES:
        assert LIVING[table.name] <= {column.name for column in table.columns}
    assert ("operations", "before") in SEALED


def change(column: sa.Column[Any]) -> str:
    """An SQL expression for another value of a column."""
    name = column.name
    if name in WORDS:
        return WORDS[name]
    if isinstance(column.type, JSONB):
        return "'{\"forged\": 1}'"
    if isinstance(column.type, sa.DateTime):
        return f"coalesce({name}, now()) + interval '1 microsecond'"
    if isinstance(column.type, sa.Boolean):
        return f"not coalesce({name}, false)"
    return f"coalesce({name}, 0) + 1" if isinstance(column.type, sa.Integer) else f"coalesce({name}, '') || 'x'"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_altered_column_is_named(table: sa.Table, sealed: tuple[Database, int]) -> None:
    database, tenant = sealed
    what = "audit" if table.name == "audit_entries" else "run"
    key = sa.text("true") if table.name == "operations" else sa.text("kept.id = now.id")
    tamper(database, f"create table kept as select * from {table.name}")
    for name in [column for of, column in SEALED if of == table.name]:
        assert prove(database, tenant).fault is None
        tamper(
            database, f"update {table.name} set {name} = {change(table.columns[name])} where tenant_id = :t", t=tenant
        )
        fault = prove(database, tenant).fault
        assert fault is not None, name
        assert (fault.kind, fault.what) == ("altered", what), name
        tamper(database, f"update {table.name} now set {name} = kept.{name} from kept where {key}")
    tamper(database, "drop table kept")

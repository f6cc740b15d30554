"""The scheduler's turn: what it costs with nothing due, and how many due tasks a second one process dispatches.

    python -m bench.engine.dispatch [--sleeping 1000000] [--due 10000]

Starts a PostgreSQL of its own. The turn with nothing due is measured in two databases by turns, one with 1,000
tasks and one with a million, so that whatever else the machine does falls on both. Both are vacuumed after the
load: a million tasks that arrive within seconds would keep PostgreSQL's own housekeeping busy during the measurement.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from psycopg import sql

from app.db import Database
from app.services.queues.dispatch import dispatch_due_tasks, hand_out_work, request_daily_syncs
from bench.figures import Figure, find_exponent, note
from local.embedded.postgres import APP_ROLE
from local.processes import ROOT
from local.stores import Stores

ROUNDS = 400
FEW = 1_000
GOAL = 5_000
_TASKS = sa.text(
    """
insert into tasks (tenant_id, name, filter_id, actions, schedule, time_zone, is_schedule_active,
                   next_run_at, created_by, updated_by)
select t.id, 'task ' || n, f.id, '[{"type": "suspend_user"}]',
       '{"mode": "weekly", "weekdays": ["monday", "friday"], "hour": 3}', 'Europe/Berlin', true,
       :slot, 'bench', 'bench'
from generate_series(1, :count) n
join tenants t on t.id = 1 + n % :tenants
join saved_filters f on f.tenant_id = t.id
"""
)
_TENANTS = sa.text("insert into tenants (next_daily_sync_at) select :daily from generate_series(1, :count)")
_KEYS = sa.text(
    """
insert into organization_credentials (tenant_id, org_id, org_name, encrypted_api_key, key_fingerprint, expires_on,
                                      verified_by)
select id, 'o' || id, 'Bench', 'x', 'x', '2100-01-01', 'bench' from tenants
"""
)
_FILTERS = sa.text(
    """
insert into saved_filters (tenant_id, name, specification, created_by, updated_by)
select id, 'all', '{"version": 1, "root": {"op": "and", "of": []}}', 'bench', 'bench' from tenants
"""
)


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sleeping", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder)) as stores:
        later = datetime.now(UTC) + timedelta(days=30)
        small = load_tasks(stores, "small", FEW, later, tenants=1_000)
        large = load_tasks(stores, "large", options.sleeping, later, tenants=10_000)
        _measure_idle(small, large, options.sleeping)
        due = load_tasks(stores, "due", options.due, datetime.now(UTC) - timedelta(minutes=1), tenants=options.due)
        measure_due(due, options.due)
        for database in (small, large, due):
            database.dispose()


def load_tasks(stores: Stores, name: str, tasks: int, slot: datetime, *, tenants: int) -> Database:
    """A migrated database with so many tasks whose next run is at a slot."""
    with stores.postgres.connect() as connection:
        make = sql.SQL("create database {} owner {}").format(sql.Identifier(f"bench_{name}"), sql.Identifier(APP_ROLE))
        connection.execute(make)
    url = stores.postgres.url(f"bench_{name}")
    environment = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PATH": ""}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
    database = Database(url, are_plans_kept=True)
    with database.system_session() as session:
        session.execute(_TENANTS, {"count": tenants, "daily": datetime.now(UTC) + timedelta(days=1)})
        session.execute(_KEYS)
        session.execute(_FILTERS)
        session.execute(_TASKS, {"count": tasks, "slot": slot, "tenants": tenants})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("vacuum (analyze)"))
    return database


def _measure_idle(small: Database, large: Database, sleeping: int) -> None:
    durations: dict[Database, list[float]] = {small: [], large: []}
    for number in range(ROUNDS):
        for database in (small, large) if number % 2 else (large, small):
            durations[database].append(_time_turn(database))
    few, many = (statistics.median(durations[database]) for database in (small, large))
    print(f"nothing due: {few * 1000:.2f} ms with {FEW:,} tasks, {many * 1000:.2f} ms with {sleeping:,}")
    print(f"ratio {many / few:.2f} (bar 1.2)")
    what = f"look with nothing due, {sleeping:,} tasks"
    growth = find_exponent([FEW, sleeping], [few, many])
    figure = Figure(what, many * 1000, "ms", beside=f"{FEW:,} tasks", beside_value=few * 1000, exponent=growth)
    note(replace(figure, ratio_at_most=1.2))


def _time_turn(database: Database) -> float:
    started = time.perf_counter()
    now = datetime.now(UTC)
    with database.system_session() as session:
        dispatch_due_tasks(session, now)
        request_daily_syncs(session, now)
    with database.system_session() as session:
        hand_out_work(session)
    return time.perf_counter() - started


def measure_due(database: Database, due: int) -> float:
    """Dispatch everything that is due; gives how many tasks a second."""
    started, dispatched = time.perf_counter(), 0
    while True:
        with database.system_session() as session:
            batch = dispatch_due_tasks(session, datetime.now(UTC))
        if not batch:
            break
        dispatched += batch
    seconds = time.perf_counter() - started
    rate = dispatched / seconds
    print(f"due: {dispatched:,} tasks of {due:,} tenants in {seconds:.2f} s: {rate:,.0f} runs a second (bar {GOAL:,})")
    note(Figure(f"{due:,} due tasks become runs", rate, "a second", at_least=GOAL))
    return rate


if __name__ == "__main__":
    main()

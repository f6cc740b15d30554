"""The scheduler's turn: what it costs with nothing due, and how many due tasks a second one process dispatches.

    python -m bench.dispatch [--sleeping 1000000] [--due 10000]

Starts a PostgreSQL of its own. Figures are medians; the first is a ratio to the same turn with 1,000 tasks.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.db import Database
from app.services.dispatch import dispatch_due_tasks, hand_out_work
from local.processes import ROOT
from local.stores import Stores

ROUNDS = 25
_TASKS = sa.text(
    """
insert into tasks (tenant_id, name, filter_id, actions, schedule, time_zone, is_schedule_active,
                   next_run_at, created_by, updated_by)
select 1 + n % :tenants, 'task ' || n, :filter, '[{"type": "suspend_user"}]',
       '{"mode": "weekly", "weekdays": ["monday", "friday"], "hour": 3}', 'Europe/Berlin', true,
       :slot, 'bench', 'bench'
from generate_series(1, :count) n
"""
)


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sleeping", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder)) as stores:
        url = stores.postgres.url()
        environment = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PATH": ""}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        database = Database(url)
        _measure_idle(database, options.sleeping)
        _measure_due(database, options.due)
        database.dispose()


def _measure_idle(database: Database, sleeping: int) -> None:
    later = datetime.now(UTC) + timedelta(days=30)
    _add_tenants(database, 1000)
    _add_tasks(database, 1000, later, tenants=1000)
    small = _time_turns(database)
    _add_tasks(database, sleeping - 1000, later, tenants=1000)
    large = _time_turns(database)
    print(f"nothing due: {small * 1000:.2f} ms with 1,000 tasks, {large * 1000:.2f} ms with {sleeping:,}")
    print(f"ratio {large / small:.2f} (bar 1.2)")


def _time_turns(database: Database) -> float:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("analyze tasks"))
    durations = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with database.system_session() as session:
            dispatch_due_tasks(session, datetime.now(UTC))
            hand_out_work(session, datetime.now(UTC))
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def _measure_due(database: Database, due: int) -> None:
    _add_tenants(database, due)
    _add_tasks(database, due, datetime.now(UTC) - timedelta(minutes=1), tenants=due)
    started, dispatched = time.perf_counter(), 0
    while True:
        with database.system_session() as session:
            batch = dispatch_due_tasks(session, datetime.now(UTC))
        if not batch:
            break
        dispatched += batch
    seconds = time.perf_counter() - started
    print(f"due: {dispatched:,} tasks of {due:,} tenants in {seconds:.2f} s: {dispatched / seconds:,.0f} runs a second")


def _add_tenants(database: Database, count: int) -> None:
    with database.system_session() as session:
        fill = "insert into tenants select from generate_series((select count(*) from tenants) + 1, :count)"
        session.execute(sa.text(fill), {"count": count})
        filters = """
insert into saved_filters (tenant_id, name, specification, created_by, updated_by)
select id, 'all', '{"version": 1, "root": {"op": "and", "of": []}}', 'bench', 'bench' from tenants t
where not exists (select 1 from saved_filters f where f.tenant_id = t.id)
"""
        session.execute(sa.text(filters))


def _add_tasks(database: Database, count: int, slot: datetime, *, tenants: int) -> None:
    with database.system_session() as session:
        session.execute(_TASKS, {"count": count, "slot": slot, "tenants": tenants, "filter": None})
        link = """
update tasks t set filter_id = f.id from saved_filters f where f.tenant_id = t.tenant_id and t.next_run_at < now()
"""
        session.execute(sa.text(link))


if __name__ == "__main__":
    main()

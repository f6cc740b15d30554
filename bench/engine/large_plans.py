"""Benchmark of a large plan: rejecting it, cancelling it, the stop switch, showing it, and planning its undo.

    python -m bench.engine.large_plans [--operations 500000]

Starts a PostgreSQL of its own, without flushing to disk, and writes the plans into it. Measured is what a request does.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from app.db import Database
from app.services.engine.closing import close_logs
from app.services.engine.operation_log import list_operations
from app.services.engine.run_queue import claim_run
from app.services.engine.run_views import get_run
from app.services.engine.runs import cancel_run, reject_run, stop_all_runs
from app.services.engine.undo_plan import OPERATIONS_PER_CHUNK
from bench.figures import Figure, note
from local.embedded.postgres import APP_ROLE
from local.processes import ROOT
from local.stores import UNSAFE_POSTGRES, Stores
from tests.ground.desk import Clock, build_context
from worker.engine.planner import plan_run

BAR_SECONDS = 1.0
_OPERATIONS = sa.text(
    """
insert into operations (tenant_id, run_id, position, account_id, action_index, action, target_kind, target_id,
                        target_name)
select 1, :run, n, 'account ' || n / 5, n % 5, 'add_to_groups', 'group', 'group ' || n % 5, 'Group'
from generate_series(0, :count - 1) n
"""
)
_RUN = sa.text(
    """
insert into runs (tenant_id, trigger, state, specification, counts, matched_users, planned_users, plan_hash)
values (1, 'bulk', :state, '{"name": "large"}', jsonb_build_object('planned', :count ::int), :users, :users, 'x')
returning id
"""
)

_DONE = sa.text(
    """
update operations set outcome = 'succeeded', started_at = now(), finished_at = now()
where tenant_id = 1 and run_id = :run
"""
)
_UNDO = sa.text(
    """
insert into runs (tenant_id, trigger, state, specification, counts)
values (1, 'undo', 'planning', jsonb_build_object('undo_of', :source ::int, 'name', 'large'), '{}')
returning id
"""
)


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=500_000)
    count = parser.parse_args().operations
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder), UNSAFE_POSTGRES) as stores:
        database = open_database(stores)
        rejected, cancelled = _load(database, count, "held"), _load(database, count, "planning")
        _load(database, count // 2, "held")
        now = datetime.now(UTC)
        print(f"{count:,} operations (bar {BAR_SECONDS:.0f} s)")
        _measure(database, "reject", lambda session: reject_run(session, 1, rejected, by="a", now=now))
        _measure(database, "cancel while planned", lambda session: cancel_run(session, 1, cancelled, by="a", now=now))
        _measure(database, "stop switch", lambda session: stop_all_runs(session, 1, by="a", now=now))
        _measure(database, "show the run", lambda session: get_run(session, 1, rejected, now))
        _measure(database, "first page of its log", lambda session: list_operations(session, 1, rejected))
        started, pieces = time.perf_counter(), 0
        while _close(database, now):
            pieces += 1
        seconds = time.perf_counter() - started
        print(f"closed behind them in {pieces} pieces, {seconds / max(pieces, 1):.2f} s each")
        _measure_undo(database, stores, count)
        database.dispose()


def _measure_undo(database: Database, stores: Stores, count: int) -> None:
    """The plan of an undo, in the worker's own slices: each tenth must cost about the same."""
    source = _load(database, count, "succeeded")
    with database.system_session() as session:
        session.execute(_DONE, {"run": source})
        session.execute(sa.text("analyze operations"))
        run_id = int(session.execute(_UNDO, {"source": source}).scalar_one())
    context = build_context("http://127.0.0.1:1", stores.postgres.url("bench"), stores.redis.url, Clock())
    with database.tenant_session(1) as mine:
        run = claim_run(mine, 1, run_id, 0, lease=context.begin_lease(timedelta(hours=1)))
    assert run is not None
    seconds, chunks, began = list[float](), count // OPERATIONS_PER_CHUNK, time.perf_counter()

    def look() -> bool:
        seconds.append(time.perf_counter() - began)
        return False

    assert plan_run(context, run, look)
    context.database.dispose()
    tenth = max(1, chunks // 10)
    marks = seconds[::tenth]
    tenths = [later - earlier for earlier, later in pairwise(marks)]
    print(f"plan of an undo: {seconds[-1]:.1f} s, by tenths: {', '.join(f'{one:.1f}' for one in tenths)}")
    print(f"last tenth / first tenth: {tenths[-1] / tenths[0]:.2f} (linear: about 1)")
    note(Figure("last tenth of an undo's plan", tenths[-1], "s", beside="its first tenth", beside_value=tenths[0]))


def open_database(stores: Stores) -> Database:
    """A migrated database of the stores with one tenant, for measurements of rows alone."""
    with stores.postgres.connect() as connection:
        name = sql.Identifier("bench")
        connection.execute(sql.SQL("create database {} owner {}").format(name, sql.Identifier(APP_ROLE)))
    url = stores.postgres.url("bench")
    environment = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PATH": ""}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
    database = Database(url)
    with database.system_session() as session:
        session.execute(sa.text("insert into tenants default values"))
    return database


def _load(database: Database, count: int, state: str) -> int:
    with database.system_session() as session:
        values = {"state": state, "count": count, "users": count // 5}
        run_id = int(session.execute(_RUN, values).scalar_one())
        session.execute(_OPERATIONS, {"run": run_id, "count": count})
        session.execute(sa.text("analyze operations"))
    return run_id


def _measure(database: Database, what: str, act: Callable[[Session], object]) -> None:
    started = time.perf_counter()
    with database.tenant_session(1) as session:
        act(session)
    seconds = time.perf_counter() - started
    print(f"{what}: {seconds:.2f} s")
    note(Figure(f"{what}, a large plan", seconds, "s", at_most=BAR_SECONDS))


def _close(database: Database, now: datetime) -> int:
    with database.system_session() as session:
        return close_logs(session, now)


if __name__ == "__main__":
    main()

"""What ending a large plan costs: rejecting it, cancelling it, the stop switch, and showing it afterwards.

    python -m bench.large_plans [--operations 500000]

Starts a PostgreSQL of its own, without flushing to disk, and writes the plans into it. Measured is what a request does.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from app.db import Database
from app.services.closing import close_logs
from app.services.operation_log import list_operations
from app.services.run_views import get_run
from app.services.runs import cancel_run, reject_run, stop_all_runs
from local.postgres import APP_ROLE
from local.processes import ROOT
from local.stores import UNSAFE_POSTGRES, Stores

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


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=500_000)
    count = parser.parse_args().operations
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder), UNSAFE_POSTGRES) as stores:
        database = _open(stores)
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
        database.dispose()


def _open(stores: Stores) -> Database:
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
    print(f"{what}: {time.perf_counter() - started:.2f} s")


def _close(database: Database, now: datetime) -> int:
    with database.system_session() as session:
        return close_logs(session, now)


if __name__ == "__main__":
    main()

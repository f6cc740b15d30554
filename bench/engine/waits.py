"""Waits for a start: how soon a worker has a run after Run Now, and how late slots become runs when many are due.

    python -m bench.engine.waits [--rounds 40] [--due 10000]

A scheduler and a worker as in production, with nothing else to do, for Run Now. For the slots a scheduler alone, with
so many tenants whose task is due at one moment: how late each run was written, by the database's clock.
"""

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.db import Database
from bench.engine.dispatch import load_tasks
from bench.figures import Figure, find_part, note
from bench.ground import Bench, open_bench

AHEAD: Final = timedelta(seconds=20)
PATIENCE: Final = 300.0
_TAKEN: Final = sa.text("select attempt > 0 or state <> 'queued' from runs where id = :run")
_ACTIVE: Final = sa.text("select count(*) from runs where state in ('queued', 'syncing', 'planning', 'running')")
_LATE: Final = sa.text("select extract(epoch from created_at - scheduled_for) from runs where trigger = 'scheduled'")
_NOBODY: Final = {"version": 1, "root": {"type": "people", "values": ["nobody@nowhere.example"]}}


def main() -> None:
    """Measure both, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--due", type=int, default=10_000)
    options = parser.parse_args()
    with open_bench(60, "--no-limits") as bench:
        _measure_pick_up(bench, options.rounds)
        _measure_lag(bench, options.due)


def _measure_pick_up(bench: Bench, rounds: int) -> None:
    tenant_id = bench.connect(bench.ask("GET", "/organizations")["organizations"][0])
    task_id = bench.create_task(tenant_id, "nobody", _NOBODY, {"type": "suspend_user"})
    waits = []
    with bench.processes(1), bench.context.database.engine.connect() as connection:
        connection.execute(sa.text("select set_config('rollcall.scope', 'system', false)"))
        connection.commit()
        for _ in range(rounds):
            began = time.perf_counter()
            run_id = bench.run_now(tenant_id, task_id)
            while not _ask(connection, _TAKEN, {"run": run_id}):
                time.sleep(0.002)
            waits.append((time.perf_counter() - began) * 1000)
            while _ask(connection, _ACTIVE):
                time.sleep(0.02)
    middle, most = find_part(waits, 0.5), find_part(waits, 0.95)
    print(f"Run Now, nothing else going on: a worker has it after {middle:.0f} ms, p95 {most:.0f} ms (bar 300)")
    note(Figure("Run Now until a worker has it, p50", middle, "ms"))
    note(Figure("Run Now until a worker has it, p95", most, "ms", at_most=300))


def _ask(connection: sa.Connection, question: sa.TextClause, values: dict[str, int] | None = None) -> int:
    found = connection.execute(question, values or {}).scalar_one()
    connection.rollback()
    return int(found)


def _measure_lag(bench: Bench, due: int) -> None:
    slot = datetime.now(UTC) + timedelta(days=1)
    database = load_tasks(bench.stores, "slots", due, slot, tenants=due)
    with bench.processes(0, bench.stores.postgres.url("bench_slots")):
        with database.system_session() as session:
            session.execute(sa.text("update tasks set next_run_at = :slot"), {"slot": datetime.now(UTC) + AHEAD})
        lags = _wait_for_runs(database, due)
    database.dispose()
    middle, most = find_part(lags, 0.5), find_part(lags, 0.99)
    print(f"{due:,} tasks due at one moment: runs written {middle:.2f} s late, p99 {most:.2f} s (bar 5)")
    note(Figure(f"slot lag with {due:,} due, p99", most, "s", at_most=5))


def _wait_for_runs(database: Database, due: int) -> list[float]:
    until, lags = time.monotonic() + PATIENCE, list[float]()
    while len(lags) < due and time.monotonic() < until:
        time.sleep(1)
        with database.system_session() as session:
            lags = [float(one) for one in session.scalars(_LATE)]
    if len(lags) < due:
        raise SystemExit(f"only {len(lags):,} of {due:,} tasks became runs")
    return lags


if __name__ == "__main__":
    main()

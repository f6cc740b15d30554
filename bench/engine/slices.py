"""Questions of a large run to the rows before a slice makes its first call: its place in the line, and its ramp.

    python -m bench.engine.slices [--people 50000]

Two runs of so many people side by side, the same people in both, written by SQL into a PostgreSQL of its own. What is
asked is repeated; printed is the middle of the times and how it grows from a plan a hundredth as large. The place of
the one behind is the dear question: it is asked when its slice begins, and then waits; two plans that have nothing in
common are compared once for each sync.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.services.engine.run_queue import ClaimedRun, claim_run
from app.services.engine.side_by_side.beside import list_runs_beside, load_changed_beside
from app.services.engine.side_by_side.line import take_place
from bench.engine.large_plans import open_database
from bench.figures import Figure, find_exponent, note
from local.stores import UNSAFE_POSTGRES, Stores
from tests.ground.desk import Clock, build_context
from worker.context import WorkerContext
from worker.engine.ramp import find_border

BAR_MS: Final = 200
ROUNDS: Final = 7
FIRST: Final = 10
_RUN: Final = sa.text("""
insert into runs (tenant_id, trigger, state, specification, counts, matched_users, planned_users, started_at,
                  lined_up_at, first_people)
values (1, 'manual', 'running', '{"name": "large", "actions": []}', '{}', :people, :people, now(), now(), :first)
returning id
""")
_OPERATIONS: Final = sa.text("""
insert into operations (tenant_id, run_id, position, account_id, action_index, action, target_kind, target_id,
                        target_name, is_changing, outcome, started_at, finished_at)
select 1, :run, n, 'account ' || n / 2, n % 2, :action, 'group', 'group ' || n % 2, 'Group', true,
    case when n < :done then 'succeeded' else 'planned' end, case when n < :done then now() end,
    case when n < :done then now() end
from generate_series(0, 2 * :people - 1) n
""")


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory(prefix="rb-") as folder, Stores(Path(folder), UNSAFE_POSTGRES) as stores:
        database = open_database(stores)
        context = build_context("http://127.0.0.1:1", stores.postgres.url("bench"), stores.redis.url, Clock())
        small = _measure_all(database, _load(database, context, people // 100))
        large = _measure_all(database, _load(database, context, people))
        print(f"two runs of {people:,} people side by side, two steps each (bar {BAR_MS} ms a slice)")
        for what, milliseconds in large.items():
            print(f"{what}: {milliseconds:.1f} ms, {milliseconds / small[what]:.1f} times that of {people // 100:,}")
            growth = find_exponent([people // 100, people], [small[what], milliseconds])
            note(Figure(f"{what}, two runs of {people:,}", milliseconds, "ms", exponent=growth))
        context.database.dispose()
        database.dispose()


def _load(database: Database, context: WorkerContext, people: int) -> tuple[ClaimedRun, ClaimedRun]:
    """Two runs in line, the first in its middle; whatever was there before is gone."""
    with database.system_session() as session:
        session.execute(sa.text("delete from operations"))
        session.execute(sa.text("delete from runs"))
        ids = []
        for action, done in (("add_to_groups", people), ("remove_from_groups", people // 2)):
            run_id = int(session.execute(_RUN, {"people": people, "first": FIRST}).scalar_one())
            session.execute(_OPERATIONS, {"run": run_id, "people": people, "action": action, "done": done})
            ids.append(run_id)
        session.execute(sa.text("analyze operations"))
    claimed = []
    for run_id in ids:
        with database.tenant_session(1) as session:
            run = claim_run(session, 1, run_id, 0, lease=context.begin_lease(timedelta(hours=1)))
            session.execute(sa.text("update runs set lease_until = null"))
        assert run is not None
        claimed.append(run)
    return claimed[0], claimed[1]


def _measure_all(database: Database, runs: tuple[ClaimedRun, ClaimedRun]) -> dict[str, float]:
    front, behind = runs
    accounts = [f"account {number}" for number in range(10)]
    asked: dict[str, Callable[[Session], object]] = {
        "place of the one in front": lambda session: take_place(session, front.fence),
        "place of the one behind": lambda session: take_place(session, behind.fence),
        "where the ramp ends, passed": lambda session: find_border(session, front),
        "runs beside": lambda session: list_runs_beside(session, 1, behind.fence.run_id),
        "what they changed of ten people": lambda session: load_changed_beside(
            session, 1, [front.fence.run_id], accounts
        ),
    }
    return {what: _measure(database, question) for what, question in asked.items()}


def _measure(database: Database, question: Callable[[Session], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        with database.tenant_session(1) as session:
            began = time.perf_counter()
            question(session)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    main()

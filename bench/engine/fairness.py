"""Whether one customer's large run makes another wait, how quickly Run Now starts, and what a worker's memory does.

    python -m bench.engine.fairness [--users 5000] [--workers 1]

A scheduler and workers as in production. One tenant's runs of ten operations a user go on while another tenant's run
over three people is started again and again; a round counts when the large run was going on from its beginning to its
end, and a large run that is over is followed by the one that takes it back. Before that a process plans and carries out
1,000 and as many operations as the large run has, and its memory is compared.
"""

import argparse
import multiprocessing
import resource
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.logs import configure_logging
from app.services.engine.runs import cancel_run
from app.services.queues import dispatch
from app.settings import Settings
from bench.figures import Figure, note
from bench.ground import ACTIVE, Bench, Unpaced, open_bench
from worker.context import build_context
from worker.engine.run_slices import work_run_slice

ROUNDS = 5
MOST_ROUNDS = 4 * ROUNDS
"""With few people the large run is often over before the small one: then not all rounds can be had."""
GROUPS = 10
EXECUTION_SECONDS = 20
ENDED = ("succeeded", "partial", "failed", "cancelled")
_STATE = sa.text("select state from runs where id = :run")


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=5_500)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with open_bench(options.users, "--no-limits") as bench:
        organization = bench.ask("GET", "/organizations")["organizations"][0]
        large = bench.connect(organization)
        small = bench.connect(bench.add_organization("Small", users=60))
        groups = _pick_groups(bench, organization["org_id"])
        many = bench.create_task(large, "many", ACTIVE, {"type": "add_to_groups", "groups": groups})
        back = bench.create_task(large, "back", ACTIVE, {"type": "remove_from_groups", "groups": groups})
        _measure_memory(bench, large, many, organization["org_id"], groups)
        with bench.processes(options.workers):
            _measure_fairness(bench, _Flood(bench, large, (many, back)), small, options.workers)


def _pick_groups(bench: Bench, org_id: str) -> list[str]:
    rows = bench.ask("GET", f"/organizations/{org_id}/groups")["groups"]
    plain = [row["group_id"] for row in rows if row["is_modifiable"] and not row["grants"]]
    return sorted(plain)[:GROUPS]


class _Flood:
    """Large runs of one tenant, one after the other: what one gives the next one takes away."""

    def __init__(self, bench: Bench, tenant_id: int, tasks: tuple[int, int]) -> None:
        self._bench, self._tenant_id, self._tasks = bench, tenant_id, tasks
        self._begun = 0
        self._run_id: int | None = None

    def keep_going(self) -> int:
        """See to it that a run is going on; which one."""
        if self._run_id is None or not self.is_going(self._run_id):
            self._run_id = self._bench.run_now(self._tenant_id, self._tasks[self._begun % 2])
            self._begun += 1
            self._bench.wait_for(self._tenant_id, self._run_id, "running", *ENDED, seconds=300)
        return self._run_id

    def is_going(self, run_id: int) -> bool:
        """Whether this run is still being carried out."""
        return self._bench.show(self._tenant_id, run_id).state == "running"

    def count_planned(self, run_id: int) -> int:
        """How many operations this run has."""
        return int(self._bench.show(self._tenant_id, run_id).counts.total)


def _measure_fairness(bench: Bench, flood: _Flood, small: int, workers: int) -> None:
    org_id = bench.ask("GET", "/organizations")["organizations"][1]["org_id"]
    users = bench.ask("GET", f"/organizations/{org_id}/users?limit=1000")["users"]
    active = [
        user
        for user in users
        if user["membership_status"] == "active" and not user["is_org_admin"] and user["account_type"] == "atlassian"
    ]
    values = sorted(user["account_id"] for user in active)[:3]
    three = {"version": 1, "root": {"type": "people", "values": values}}
    flip = [bench.create_task(small, word, three, {"type": word}) for word in ("suspend_user", "restore_user")]
    idle = [_time_run(bench, small, flip[number % 2]) for number in range(ROUNDS - ROUNDS % 2)]
    waits: list[tuple[float, float]] = []
    planned = 0
    for number in range(MOST_ROUNDS):
        run_id = flood.keep_going()
        planned = max(planned, flood.count_planned(run_id))
        wait = _time_run(bench, small, flip[number % 2])
        if flood.is_going(run_id):
            waits.append(wait)
        if len(waits) == ROUNDS:
            break
    starts = ", ".join(f"{start:.2f}" for start, _whole in idle)
    print(f"idle: Run Now started after {starts} s (bar 1)")
    if len(waits) < ROUNDS:
        print(f"only {len(waits)} of {ROUNDS} rounds: the large run was over before the small one; give more --users")
    if not waits:
        return
    wholes = ", ".join(f"{whole:.1f}" for _start, whole in waits)
    print(
        f"{workers} worker(s), {planned:,} operations of another tenant going on: 3 users done after {wholes} s (bar 5)"
    )
    alone, beside = (statistics.median(whole for _start, whole in one) for one in (idle, waits))
    print(f"ratio of the small run beside the large one to alone {beside / alone:.2f}, medians")
    note(Figure("small run beside a large one of another tenant", beside, "s", at_most=5))


def _time_run(bench: Bench, tenant_id: int, task_id: int) -> tuple[float, float]:
    """Seconds from Run Now until a worker has the run, and until it has ended."""
    started = time.monotonic()
    run_id = bench.run_now(tenant_id, task_id)
    bench.wait_for(tenant_id, run_id, "planning", "running", *ENDED)
    start = time.monotonic() - started
    bench.wait_for(tenant_id, run_id, *ENDED)
    assert bench.show(tenant_id, run_id).counts.succeeded == 3
    return start, time.monotonic() - started


def _measure_memory(bench: Bench, tenant_id: int, many: int, org_id: str, groups: list[str]) -> None:
    users = bench.ask("GET", f"/organizations/{org_id}/users?limit=200000")["users"]
    active = sorted(user["account_id"] for user in users if user["membership_status"] == "active")
    few_people = {"version": 1, "root": {"type": "people", "values": active[: 1000 // GROUPS]}}
    few = bench.create_task(tenant_id, "few", few_people, {"type": "add_to_groups", "groups": groups})
    sizes = []
    for task_id in (few, many):
        run_id = bench.run_now(tenant_id, task_id)
        memory = _work_elsewhere(bench.context.settings, tenant_id, run_id)
        counts = bench.show(tenant_id, run_id).counts
        sizes.append((memory, counts.total, counts.succeeded))
    (small, few_planned, _done), (large, planned, done) = sizes
    note(Figure(f"memory of {planned:,} operations beyond that of {few_planned:,}", large - small, "MB", at_most=20))
    print(
        f"memory: {small:.0f} MB with {few_planned:,} planned operations, {large:.0f} MB with {planned:,} of which "
        f"{done:,} carried out: {large - small:+.0f} MB (bar 20)"
    )


def _work_elsewhere(settings: Settings, tenant_id: int, run_id: int) -> float:
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[float] = spawn.Queue()
    process = spawn.Process(target=_work, args=(settings, tenant_id, run_id, answers))
    process.start()
    memory = answers.get(timeout=600)
    process.join()
    return memory


def _work(settings: Settings, tenant_id: int, run_id: int, answers: Any) -> None:
    """Slices of one run in a process of its own: the whole plan, then some time of carrying it out; then cancel."""
    configure_logging("WARNING")
    context = replace(build_context(settings), throttle=Unpaced())
    until = None
    while until is None or datetime.now(UTC) < until:
        with context.database.system_session() as session:
            handed = dispatch.hand_out_work(session)
        if not handed:
            break
        for work in handed:
            work_run_slice(context, work.tenant_id, work.row_id, work.attempt)
        until = until or datetime.now(UTC) + timedelta(seconds=EXECUTION_SECONDS)
    answers.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    with context.database.tenant_session(tenant_id) as session:
        state = session.execute(_STATE, {"run": run_id}).scalar_one()
        if state not in ENDED:
            cancel_run(session, tenant_id, run_id, by="bench", now=datetime.now(UTC))
    with context.database.system_session() as session:
        handed = dispatch.hand_out_work(session)
    for work in handed:
        work_run_slice(context, work.tenant_id, work.row_id, work.attempt)


if __name__ == "__main__":
    main()

"""Whatever moment a process dies at: one run per slot, an outcome for every operation, nothing done twice."""

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.services.dispatch import Work
from tests.ground.desk import Desk
from tests.worker.crashing import Crash, Place, crash_scheduler, crash_worker
from tests.worker.people import ordinary, people
from worker.context import connect_redis
from worker.queues import open_queue

LEASE_AND_MORE = 90
USERS = 12


def _place(desk: Desk, database_url: str, redis_url: str) -> Place:
    return Place(desk.sandbox.base_url, database_url, redis_url, desk.clock.offset)


def _writes(desk: Desk) -> Counter[tuple[str, str]]:
    """(what, user) → how often it was really applied, by the sandbox's audit log."""
    return Counter(
        (entry["operation"], entry["target"]["account_id"]) for entry in desk.writes() if entry["outcome"] == "applied"
    )


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
@pytest.mark.parametrize(
    ("point", "passes"),
    [
        ("claimed", 1),
        ("planned_chunk", 1),
        ("planned", 1),
        ("read_live", 1),
        ("marked_started", 1),
        ("marked_started", 2),
        ("called", 1),
        ("called", 6),
        ("recorded", 1),
        ("gathered", 1),
        ("before_finish", 1),
    ],
)
def test_a_worker_that_dies_is_continued_by_another(
    synced: Desk, database_url: str, redis_url: str, point: str, passes: int, sent: signal.Signals
) -> None:
    accounts = ordinary(synced)[:USERS]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    [work] = synced.hand_out()

    code = crash_worker(_place(synced, database_url, redis_url), work, Crash(point, sent, passes))
    assert code == -sent
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    run = synced.show(run_id)
    assert run.summary.state == "succeeded", run.summary
    assert [line.outcome for line in synced.log(run_id)] == ["succeeded"] * USERS
    applied = _writes(synced)
    assert set(applied) == {("W3", account) for account in accounts}
    # Suspending twice answers 204 both times; only the call that was cut off may have been repeated.
    assert sum(applied.values()) - USERS <= 8


@pytest.mark.parametrize("point", ["dispatched", "handed_out", "enqueued"])
def test_a_scheduler_that_dies_leaves_one_run_per_slot(
    synced: Desk, database_url: str, redis_url: str, point: str
) -> None:
    [account, *_rest] = ordinary(synced)
    schedule = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 0}
    task = synced.create_task(people(account), {"type": "suspend_user"}, schedule=schedule, is_schedule_active=True)
    synced.advance_to_next_run(task)

    code = crash_scheduler(_place(synced, database_url, redis_url), Crash(point))
    assert code == -signal.SIGKILL
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    rows = synced.list_run_rows()
    assert [(row.task_id, row.state) for row in rows] == [(task, "succeeded")]
    assert sum(_writes(synced).values()) == 1


def test_a_job_that_comes_twice_is_done_once(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    [work] = synced.hand_out()

    for _ in range(3):
        synced.work_on(work)

    assert synced.show(run_id).summary.state == "succeeded"
    assert sum(_writes(synced).values()) == 3


def test_work_comes_back_after_redis_was_emptied(synced: Desk, redis_url: str) -> None:
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))
    handed = synced.hand_out()
    connection = connect_redis(synced.context.settings)
    connection.flushall()
    assert open_queue(connection).count == 0
    assert synced.hand_out() == []

    synced.clock.advance(seconds=LEASE_AND_MORE)

    assert [(work.row_id, work.attempt) for work in synced.hand_out()] == [(handed[0].row_id, handed[0].attempt)]
    synced.work_on(Work("run", synced.tenant_id, run_id, 0))
    assert synced.show(run_id).summary.state == "succeeded"


def test_a_stale_worker_finds_its_lease_gone(synced: Desk) -> None:
    accounts = ordinary(synced)[:2]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    [first] = synced.hand_out()
    synced.work_on(first)
    before = synced.log(run_id)

    synced.work_on(first)

    assert synced.log(run_id) == before
    assert datetime.now(UTC) - before[0].started_at < timedelta(minutes=5)  # type: ignore[operator]

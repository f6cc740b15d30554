"""Whatever moment a process dies at: one run per slot, an outcome for every operation, nothing done twice."""

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.services.engine import undo
from app.services.queues.dispatch import Work
from tests.ground.desk import Desk
from tests.worker.accesses import find_holder
from tests.worker.crashing import Crash, Place, crash_scheduler, crash_worker
from tests.worker.people import grant_role, ordinary, people, promote, show
from worker.context import connect_redis
from worker.crash_points import POINTS
from worker.processes.queues import open_queue

pytestmark = pytest.mark.usefixtures("traced")

LEASE_AND_MORE = 90
USERS = 12
SIGNALS = pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
SUSPENDING = (
    ("claimed", 1),
    ("names_frozen", 1),
    ("planned_chunk", 1),
    ("planned", 1),
    ("opened", 1),
    ("read_live", 1),
    ("read_live", 2),
    ("marked_started", 1),
    ("marked_started", 2),
    ("calling", 1),
    ("calling", 2),
    ("called", 1),
    ("called", 6),
    ("recorded", 1),
    ("batch_done", 1),
    ("before_finish", 1),
    ("finished", 1),
)
SCHEDULING = ("dispatched", "handed_out", "enqueued")
COMPOSITE = (("step_called", 1), ("step_recorded", 1), ("step_called", 2), ("called", 1))
SYNCING = ("waiting_for_sync", "claimed", "synced")


def _place(desk: Desk, database_url: str, redis_url: str) -> Place:
    return Place(desk.sandbox.base_url, database_url, redis_url, desk.clock.offset)


def _writes(desk: Desk) -> Counter[tuple[str, str]]:
    """(what, user) → how often it was really applied, by the sandbox's audit log."""
    return Counter(
        (entry["operation"], entry["target"]["account_id"]) for entry in desk.writes() if entry["outcome"] == "applied"
    )


def check_repeats(desk: Desk, *, kills: int = 1) -> None:
    """At most one call a killed worker was made twice, and only after a look: by the sandbox's log of requests."""
    requests: list[dict[str, Any]] = desk.sandbox.call("GET", "/requests?limit=2000")["recent"]
    requests = sorted(requests, key=lambda request: str(request["at"]))
    last: dict[tuple[str, str], int] = {}
    repeated = 0
    for index, request in enumerate(requests):
        if not request["endpoint"].startswith("W"):
            continue
        call = (request["method"], request["path"])
        if call in last:
            repeated += 1
            assert any(one["endpoint"].startswith("R") for one in requests[last[call] : index]), call
        last[call] = index
    assert repeated <= kills


@SIGNALS
@pytest.mark.parametrize(("point", "passes"), SUSPENDING)
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
    assert _writes(synced) == {("W3", account): 1 for account in accounts}
    check_repeats(synced)


def test_what_a_dead_worker_did_to_somebody_who_is_an_admin_now_is_logged_as_done(
    synced: Desk, database_url: str, redis_url: str
) -> None:
    account, other = ordinary(synced)[:2]
    run_id = synced.run_now(synced.create_task(people(account, other), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    crash_worker(_place(synced, database_url, redis_url), work, Crash("batch_done"))
    promote(synced, account)

    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)] * 2
    assert _writes(synced) == {("W3", account): 1, ("W3", other): 1}


def test_a_run_survives_one_death_after_the_other(synced: Desk, database_url: str, redis_url: str) -> None:
    accounts = ordinary(synced)[:USERS]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    crashes = [Crash(point) for point in ("planned_chunk", "marked_started", "called", "recorded", "before_finish")]

    for crash in crashes:
        [work] = synced.hand_out()
        assert crash_worker(_place(synced, database_url, redis_url), work, crash) == -signal.SIGKILL
        synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"
    assert [line.outcome for line in synced.log(run_id)] == ["succeeded"] * USERS
    assert _writes(synced) == {("W3", account): 1 for account in accounts}
    check_repeats(synced, kills=len(crashes))


@pytest.mark.parametrize(("point", "passes"), COMPOSITE)
def test_half_taken_access_is_taken_to_the_end_and_can_be_given_back_whole(
    synced: Desk, database_url: str, redis_url: str, point: str, passes: int
) -> None:
    account, app = find_holder(synced, external=False)
    grant_role(synced, account, app, "atlassian/user")
    before = show(synced, account)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]}))
    [work] = synced.hand_out()

    code = crash_worker(_place(synced, database_url, redis_url), work, Crash(point, passes=passes))
    assert code == -signal.SIGKILL
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)], synced.log(run_id)
    assert app not in {access["resource_id"] for access in show(synced, account)["access"]}
    check_repeats(synced)
    synced.call(undo.request_undo, run_id, by=synced.admin)
    synced.work()
    after = show(synced, account)
    assert (after["groups"], after["access"]) == (before["groups"], before["access"])


@SIGNALS
@pytest.mark.parametrize("point", SYNCING)
def test_a_run_whose_sync_dies_goes_on_with_a_fresh_mirror(
    synced: Desk, database_url: str, redis_url: str, point: str, sent: signal.Signals
) -> None:
    [account, *_rest] = ordinary(synced)
    task = synced.create_task(people(account), {"type": "suspend_user"})
    synced.clock.advance(minutes=16)
    run_id = synced.run_now(task)
    [work] = synced.hand_out()
    if point != "waiting_for_sync":
        synced.work_on(work)
        [work] = synced.hand_out()
        assert work.kind == "sync"

    assert crash_worker(_place(synced, database_url, redis_url), work, Crash(point, sent)) == -sent
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"
    assert _writes(synced) == {("W3", account): 1}


@SIGNALS
def test_a_cancelled_run_is_at_its_end_whenever_the_worker_dies(
    synced: Desk, database_url: str, redis_url: str, sent: signal.Signals
) -> None:
    from app.services.engine import runs

    accounts = ordinary(synced)[:USERS]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    place = _place(synced, database_url, redis_url)
    assert crash_worker(place, work, Crash("called", passes=3)) == -signal.SIGKILL
    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())
    synced.clock.advance(seconds=LEASE_AND_MORE)
    [work] = synced.hand_out()

    assert crash_worker(_place(synced, database_url, redis_url), work, Crash("ended", sent)) == -sent
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.show(run_id).summary.state == "cancelled"
    done = {line.account_id for line in synced.log(run_id) if line.outcome == "succeeded"}
    assert done
    assert _writes(synced) == {("W3", account): 1 for account in done}


@SIGNALS
@pytest.mark.parametrize("point", SCHEDULING)
def test_a_scheduler_that_dies_leaves_one_run_per_slot(
    synced: Desk, database_url: str, redis_url: str, point: str, sent: signal.Signals
) -> None:
    [account, *_rest] = ordinary(synced)
    schedule = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 0}
    task = synced.create_task(people(account), {"type": "suspend_user"}, schedule=schedule, is_schedule_active=True)
    synced.advance_to_next_run(task)

    code = crash_scheduler(_place(synced, database_url, redis_url), Crash(point, sent))
    assert code == -sent
    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    rows = synced.list_run_rows()
    assert [(row.task_id, row.state) for row in rows] == [(task, "succeeded")]
    assert sum(_writes(synced).values()) == 1


def test_every_point_is_crashed_at() -> None:
    crashed = {point for point, _passes in (*SUSPENDING, *COMPOSITE)} | {*SCHEDULING, *SYNCING, "ended", "delivered"}

    harmless = {"slice_over", "call_ended", "delivery_claimed", "report_claimed", "check_begun"}
    assert set(POINTS) - crashed == harmless, "what every longer run goes through, and where nothing was done yet"


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

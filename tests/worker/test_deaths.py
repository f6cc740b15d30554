"""A run or a sync that kills its workers ends, with a reason; a worker that leaves in order counts as no death."""

import multiprocessing
import signal
import sys

import redis

from app.domain.engine import reasons
from app.domain.engine.reasons import explain_reason
from app.models import Run
from app.services.queues import syncs
from tests.ground.desk import Desk
from tests.worker.crashing import Crash, Place, leave_worker
from tests.worker.dying import Died, die_at
from tests.worker.people import ordinary, people
from worker import crash_points
from worker.engine.run_slices import MAX_DEATHS
from worker.processes.queues import RunWorker, open_queue
from worker.processes.turns import leave
from worker.sync_slices import MAX_DEATHS as MAX_SYNC_DEATHS


def _die(desk: Desk, point: str) -> None:
    [work] = desk.hand_out()
    die_at(point)
    try:
        desk.work_on(work)
    except Died:
        desk.clock.advance(seconds=60)
        return
    finally:
        crash_points.install_hook(lambda _point: None)
    raise AssertionError("the worker should have died")


def test_a_run_over_which_every_worker_dies_is_given_up(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:2]), {"type": "suspend_user"}))

    for _ in range(MAX_DEATHS):
        _die(synced, "marked_started")
    synced.work()

    view = synced.show(run_id)
    assert (view.summary.state, view.summary.reason) == ("failed", reasons.WORKER_DIED)
    outcomes = synced.outcomes(run_id)
    assert ("failed", reasons.OUTCOME_UNKNOWN) in outcomes, "what was started may have been done"
    assert set(outcomes) <= {("failed", reasons.OUTCOME_UNKNOWN), ("skipped", reasons.WORKER_DIED)}
    assert synced.writes() == []


def test_one_slice_that_ends_in_order_makes_up_for_the_deaths_before(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:2]), {"type": "suspend_user"}))
    for _ in range(MAX_DEATHS - 1):
        _die(synced, "marked_started")
    synced.sandbox.fault("rate_limited", "searches", params={"reset_in_seconds": 60})
    [work] = synced.hand_out()
    synced.work_on(work)  # gives the run back until Atlassian's pause is over
    synced.sandbox.call("DELETE", "/faults")
    synced.clock.advance(seconds=120)
    _die(synced, "marked_started")
    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"


def test_a_sync_over_which_every_worker_dies_is_given_up(synced: Desk) -> None:
    synced.call(syncs.request_sync, "manual", synced.admin)

    for _ in range(MAX_SYNC_DEATHS):
        _die(synced, "claimed")
    synced.work()

    mirror = synced.call(syncs.get_mirror, synced.clock())
    assert (mirror.last_sync.state, mirror.last_sync.error) == ("failed", explain_reason(reasons.WORKER_DIED))


def test_a_worker_that_is_asked_to_leave_gives_the_run_back_in_the_middle_of_its_plan(
    synced: Desk, database_url: str, redis_url: str
) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:12]), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    place = Place(synced.sandbox.base_url, database_url, redis_url, synced.clock.offset)

    assert leave_worker(place, work, Crash("marked_started", signal.SIGTERM)) == 0

    with synced.context.database.tenant_session(synced.tenant_id) as session:
        run = session.get_one(Run, (synced.tenant_id, run_id))
        assert (run.state, run.lease_until) == ("running", None)
    assert {outcome for outcome, _reason in synced.outcomes(run_id)} == {"succeeded", "planned"}
    [again] = synced.hand_out()
    synced.work_on(again)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert session.get_one(Run, (synced.tenant_id, run_id)).deaths == 0
    assert synced.show(run_id).summary.state == "succeeded"


def test_the_process_of_a_job_leaves_in_order(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        queue = open_queue(connection)
        worker = RunWorker([queue], connection=connection, serializer=queue.serializer)
        process = multiprocessing.get_context("fork").Process(target=_show_signal, args=(worker,))
        process.start()
        process.join(60)
    assert process.exitcode == 0


def _show_signal(worker: RunWorker) -> None:
    worker.setup_work_horse_signals()
    sys.exit(0 if signal.getsignal(signal.SIGTERM) is leave else 1)

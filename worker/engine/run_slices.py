"""One slice of a run: claim, go one or more states further, give the lease back. At most 50 seconds,
two when others wait (`worker.processes.turns`).

A run is a chain of slices, so that deploys, crashes and other tenants never wait for it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from app.atlassian import errors as atlassian
from app.atlassian.outages import OUTAGE_ERRORS
from app.domain.automation.modes import TEST
from app.domain.engine import reasons
from app.domain.errors import Conflict, NotFound
from app.domain.freshness import is_fresh_for_run, is_too_old_to_go_on
from app.domain.states import RunState, SyncKind, SyncState, Trigger
from app.logs import extended_context, get_logger
from app.models import Run
from app.services.automation.blackouts import load_calendar
from app.services.automation.timetable import load_surroundings
from app.services.engine.operations import has_begun, load_started
from app.services.engine.run_queue import ClaimedRun, claim_run, extend_lease, find_sync_since, release_run, write_run
from app.services.operating.examinations import find_unsafe_actions
from app.services.queues.leases import LeaseLost
from app.services.queues.syncs import find_active_sync, find_synced_at, request_sync
from app.services.tenancy.organization import find_key_moment
from app.traces import place_work, span
from worker.context import WorkerContext
from worker.crash_points import about, reach
from worker.engine.execution import Execution, open_execution
from worker.engine.executor import Executor
from worker.engine.in_line import has_to_wait
from worker.engine.planner import PlanCancelled, PlanFailed, close_plan, freeze_names, plan_run, prepare_statistics
from worker.engine.ramp import find_border
from worker.engine.run_endings import (
    RunEnded,
    end_key_died,
    end_run,
    finish_run,
    pause_run,
    retry_run_later,
    wait_for_atlassian,
)
from worker.engine.truth import settle_started
from worker.live.named_groups import read_named_groups
from worker.live.roster import AdminsUnknown
from worker.overlaps import recount_overlaps
from worker.processes.heartbeat import Heartbeat
from worker.processes.turns import Turn

logger = get_logger(__name__)

MAX_DEATHS: Final = 10
"""After so many workers in a row that took the run and never gave it back, it ends: it may be what kills them."""


def work_run_slice(context: WorkerContext, tenant_id: int, run_id: int, attempt: int) -> None:
    """Claim the run and work on it. Does nothing when another job was first; never raises for what Atlassian does."""
    lease = context.begin_lease(context.leases.run)
    with context.database.tenant_session(tenant_id) as session:
        context = context.set_clock(session)
        run = claim_run(session, tenant_id, run_id, attempt, lease=lease)
    if run is None:
        return
    attempt, place = run.fence.attempt, place_work("run", tenant_id, run_id, run.created_at, run.request_id)
    with (
        about(run=run_id, attempt=attempt),
        extended_context(tenant_id=tenant_id, run_id=run_id, request_id=run.request_id),
        span("slice of a run", under=place, tenant_id=tenant_id, run_id=run_id, attempt=attempt, state=run.state),
    ):
        reach("claimed")
        try:
            _work_to_the_end(context, run)
        except LeaseLost:
            context.count_lost_lease("run")
            logger.warning("lease lost", tenant_id=tenant_id, run_id=run_id)


def _work_to_the_end(context: WorkerContext, run: ClaimedRun) -> None:
    """The slice and the way it leaves the run. Raises LeaseLost."""
    try:
        _work(context, run)
    except LeaseLost:
        raise
    except RunEnded as end:
        end_run(context, run, end)
    except atlassian.KeyRejected as error:
        end_key_died(context, run, error)
    except OUTAGE_ERRORS as error:
        wait_for_atlassian(context, run, error)
    except atlassian.RateLimited as error:
        pause_run(context, run, timedelta(seconds=error.retry_after or 5))
    except atlassian.AtlassianError as error:
        retry_run_later(context, run, reasons.ATLASSIAN_UNAVAILABLE, error)
    except Exception as error:  # a poison run must end, and must not take the worker with it
        logger.exception("slice failed", tenant_id=run.fence.tenant_id, run_id=run.fence.run_id)
        retry_run_later(context, run, reasons.INTERNAL, error)


def _work(context: WorkerContext, run: ClaimedRun) -> None:
    if run.deaths >= MAX_DEATHS:
        raise RunEnded(RunState.FAILED, reasons.WORKER_DIED, reasons.WORKER_DIED)
    turn = Turn(context, run.fence.tenant_id)
    with Heartbeat(run.lease, lambda: _renew(context, run), is_cancelled=run.is_cancelled) as heartbeat:
        try:
            if run.is_cancelled:
                raise RunEnded(RunState.CANCELLED, None, reasons.CANCELLED)
            _check_tenant(context, run)
            _check_blackout(context, run)
            state: RunState | None = run.state
            if state in (RunState.QUEUED, RunState.SYNCING):
                state = _prepare(context, run, lambda: heartbeat.check() or turn.is_over())
            if state == RunState.PLANNING:
                state = _plan(context, run, turn, heartbeat)
            if state == RunState.RUNNING:
                _check_blackout(context, run)  # the day may have begun while it was planned
                if has_to_wait(context, run):
                    return
                _execute(context, run, turn, heartbeat)
        except RunEnded as end:
            if run.state == RunState.RUNNING:
                settle_started(context, run, end.skip_reason)
            raise


def _renew(context: WorkerContext, run: ClaimedRun) -> bool:
    with context.database.tenant_session(run.fence.tenant_id) as session:
        return extend_lease(session, run)


def _check_tenant(context: WorkerContext, run: ClaimedRun) -> None:
    """Raises RunEnded when the tenant no longer allows any run."""
    with context.database.tenant_session(run.fence.tenant_id) as session:
        surroundings = load_surroundings(session, run.fence.tenant_id)
        unsafe = find_unsafe_actions(session)
    if not surroundings.is_installed:
        raise RunEnded(RunState.CANCELLED, reasons.UNINSTALLED, reasons.CANCELLED)
    if surroundings.is_stopped:
        raise RunEnded(RunState.CANCELLED, reasons.STOPPED, reasons.CANCELLED)
    if not surroundings.has_key or not surroundings.is_key_alive:
        reason = reasons.KEY_DEAD if surroundings.has_key else reasons.NO_KEY
        raise RunEnded(RunState.FAILED, reason, reason)
    # An undo has no actions of its own: it only takes back, and looks first.
    if unsafe & run.specification.action_words:
        raise RunEnded(RunState.FAILED, reasons.FACT_CONTRADICTED, reasons.FACT_CONTRADICTED)


def _check_blackout(context: WorkerContext, run: ClaimedRun) -> None:
    """Raises RunEnded for a run that takes something away and would begin on a blackout day: it waited for its turn, a
    sync or Atlassian until then. One that has begun to write goes on."""
    if run.mode == TEST or not run.specification.takes_away or run.passes_blackout:
        return
    with context.database.tenant_session(run.fence.tenant_id) as session:
        blackout = load_calendar(session, run.fence.tenant_id).find_blackout(context.clock())
        if blackout is None or has_begun(session, run.fence):
            return
        # Added where the row stands: names may have been frozen since the claim.
        told = cast({"blackout": blackout.to_json()}, JSONB)
        write_run(session, run.fence, specification=Run.specification.op("||")(told))
    state = RunState.SKIPPED if run.trigger == Trigger.SCHEDULED else RunState.CANCELLED
    raise RunEnded(state, reasons.BLACKOUT, reasons.BLACKOUT)


def _prepare(context: WorkerContext, run: ClaimedRun, is_over: Callable[[], bool]) -> RunState | None:
    """Make sure that the mirror is fresh; a run that waits for a sync holds no worker. None: it was given back."""
    if not _is_fresh(context, run):
        return _wait_for_sync(context, run)
    reading = "known" if run.is_planned else read_named_groups(context, run, is_over)
    if reading == "sync":
        return _wait_for_sync(context, run)
    if reading == "more":
        with context.database.tenant_session(run.fence.tenant_id) as session:
            release_run(session, run.fence)
        return None
    return _go_on(context, run)


def _is_fresh(context: WorkerContext, run: ClaimedRun) -> bool:
    """Whether the last whole sync is fresh enough to begin with. Raises RunEnded when the one waited for has failed."""
    tenant_id = run.fence.tenant_id
    with context.database.tenant_session(tenant_id) as session:
        if is_fresh_for_run(find_synced_at(session, tenant_id), run.sync_asked_at, context.clock()):
            return True
        # A sync that failed with a key that has been replaced since says nothing.
        asked_at = max(run.sync_asked_at or context.clock(), find_key_moment(session, tenant_id))
        ended = find_sync_since(session, tenant_id, asked_at)
        if ended is not None and ended.state == SyncState.FAILED and find_active_sync(session, tenant_id) is None:
            raise RunEnded(RunState.FAILED, reasons.SYNC_FAILED, reasons.SYNC_FAILED)
    return False


def _go_on(context: WorkerContext, run: ClaimedRun) -> RunState:
    """On with fresh data: to planning, or back to the plan that is there already, which gets nobody added."""
    if not run.is_planned:
        _freeze_names(context, run)
        return RunState.PLANNING
    with context.database.tenant_session(run.fence.tenant_id) as session:
        write_run(session, run.fence, state=RunState.RUNNING, data_read_at=find_synced_at(session, run.fence.tenant_id))
    return RunState.RUNNING


def _wait_for_sync(context: WorkerContext, run: ClaimedRun) -> RunState:
    is_waiting = run.state == RunState.SYNCING and run.sync_asked_at is not None
    asked_at = run.sync_asked_at if is_waiting else context.clock()
    with context.database.tenant_session(run.fence.tenant_id) as session:
        try:
            request_sync(session, run.fence.tenant_id, SyncKind.BEFORE_RUN, None)
        except Conflict:
            raise RunEnded(RunState.FAILED, reasons.KEY_DEAD, reasons.KEY_DEAD) from None
        release_run(session, run.fence, state=RunState.SYNCING, sync_asked_at=asked_at)
    reach("waiting_for_sync")
    return RunState.SYNCING


def _is_data_too_old(context: WorkerContext, run: ClaimedRun) -> bool:
    """True when a run has gone on for so long that it must not rest on what it began with.

    What was started is settled first: who waits for a sync can be cancelled without a further look.
    """
    with context.database.tenant_session(run.fence.tenant_id) as session:
        if not is_too_old_to_go_on(find_synced_at(session, run.fence.tenant_id), context.clock()):
            return False
        return not load_started(session, run.fence.tenant_id, run.fence.run_id)


def _freeze_names(context: WorkerContext, run: ClaimedRun) -> None:
    """Move to planning with the names frozen. Raises RunEnded for a specification that cannot be understood."""
    try:
        with context.database.tenant_session(run.fence.tenant_id) as session:
            freeze_names(session, run)
    except PlanFailed as failure:
        raise RunEnded(RunState.FAILED, failure.reason, failure.reason) from None
    reach("names_frozen")


def _plan(context: WorkerContext, run: ClaimedRun, turn: Turn, heartbeat: Heartbeat) -> RunState | None:
    """Plan on; a cancellation is heard between two chunks. None: it was given back. Raises RunEnded, LeaseLost."""
    try:
        is_complete = plan_run(context, run, lambda: heartbeat.check() or turn.is_over())
    except PlanFailed as failure:
        raise RunEnded(RunState.FAILED, failure.reason, failure.reason) from None
    if heartbeat.check():
        raise RunEnded(RunState.CANCELLED, None, reasons.CANCELLED)
    with context.database.tenant_session(run.fence.tenant_id) as session:
        if not is_complete:
            release_run(session, run.fence)
            return None
        try:
            state = close_plan(context, session, run)
        except PlanCancelled:
            raise RunEnded(RunState.CANCELLED, None, reasons.CANCELLED) from None
        prepare_statistics(session, run)
    reach("planned")
    return state


def _execute(context: WorkerContext, run: ClaimedRun, turn: Turn, heartbeat: Heartbeat) -> None:
    """Rounds until nothing is left, the slice is over, or the run is cancelled. Raises RunEnded."""
    execution = _open_execution(context, run)
    reach("opened")
    # After the first look: while Atlassian fails the run waits for that, and not for a sync that would fail, too.
    if not heartbeat.check() and _is_data_too_old(context, run):
        _wait_for_sync(context, run)
        return
    with context.database.tenant_session(run.fence.tenant_id) as session:
        border = find_border(session, run)
    with Executor(execution, until=border) as executor:
        while not heartbeat.check() and not turn.is_over() and executor.run_round():
            continue
    if executor.is_done and executor.waits_until is None and border is None:
        if finish_run(context, run):
            recount_overlaps(context, run.fence.tenant_id)
    elif heartbeat.check():
        raise RunEnded(RunState.CANCELLED, None, reasons.CANCELLED)
    else:
        with context.database.tenant_session(run.fence.tenant_id) as session:
            release_run(session, run.fence, executor.waits_until if executor.is_done else None, failed_slices=0)
        reach("slice_over")


def _open_execution(context: WorkerContext, run: ClaimedRun) -> Execution:
    try:
        api = context.open_api(run.fence.tenant_id, run.lease, is_probing=run.waiting_since is not None)
        return open_execution(context, run.fence, run.specification, api)
    except AdminsUnknown:
        raise RunEnded(RunState.FAILED, reasons.ADMINS_UNKNOWN, reasons.ADMINS_UNKNOWN) from None
    except NotFound:
        raise RunEnded(RunState.FAILED, reasons.KEY_DEAD, reasons.KEY_DEAD) from None

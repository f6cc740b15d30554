"""How a slice leaves a run: finished, ended early, paused, or to be tried again. All writes are fenced."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.atlassian import errors as atlassian
from app.atlassian.outages import name_outage
from app.directory.facts import load_catalogue
from app.domain.automation.gone import list_gone
from app.domain.engine import reasons
from app.domain.engine.outages import plan_next_try
from app.domain.engine.runs import RunCounts, fold_state
from app.domain.filters import list_impossible, references
from app.domain.states import RunState, Trigger
from app.logs import get_logger
from app.models import Run
from app.services.automation.filters import read_stored
from app.services.automation.unmatched import has_lost_list
from app.services.engine.closing import close_log
from app.services.engine.operation_log import fold_counts
from app.services.engine.operations import has_finished_any
from app.services.engine.run_queue import ClaimedRun, count_matched, release_run, write_run
from app.services.tenancy.organization import mark_key_dead
from worker.context import WorkerContext
from worker.crash_points import reach

logger = get_logger(__name__)

MAX_FAILED_SLICES: Final = 5


class RunEnded(Exception):
    """The run cannot go on: its end state, why, and why what was planned is not done."""

    def __init__(self, state: RunState, reason: str | None, skip_reason: str) -> None:
        super().__init__(reason or state)
        self.state, self.reason, self.skip_reason = state, reason, skip_reason


def finish_run(context: WorkerContext, run: ClaimedRun) -> bool:
    """Everything planned has an outcome: fold them into the end state. Raises LeaseLost.

    True when the run has changed anybody.
    """
    tenant_id, run_id = run.fence.tenant_id, run.fence.run_id
    reach("before_finish")
    with context.database.tenant_session(tenant_id) as session:
        matched = count_matched(session, run.fence)
        counts = fold_counts(session, tenant_id, run_id, matched=matched)
        state = fold_state(RunCounts(**counts), is_undo=run.trigger == Trigger.UNDO)
        reason = find_reason(session, run, matched)
        write_run(
            session, run.fence, state=state, counts=counts, finished_at=context.clock(), lease_until=None, reason=reason
        )
    reach("finished")
    logger.info("run finished", tenant_id=tenant_id, run_id=run_id, state=state)
    return bool(counts["affected"])


def find_reason(session: Session, run: ClaimedRun, matched: int) -> str | None:
    """Find the reason of a run that ended and says it all the same: its filter names what is gone or can never be."""
    frozen = run.specification.filter
    spec = read_stored(frozen.specification) if frozen else None
    if spec is None:
        return None
    named = references(spec)
    if (named.groups or named.apps or named.sites) and list_gone(spec, load_catalogue(session, run.fence.tenant_id)):
        return reasons.REFERENCE_GONE
    if list_impossible(spec):
        return reasons.NEVER_MATCHES
    is_empty = matched == 0 and has_lost_list(session, run.fence.tenant_id, spec)
    return reasons.NOBODY_LISTED if is_empty else None


def end_run(context: WorkerContext, run: ClaimedRun, end: RunEnded) -> None:
    """End the run where it stands; what was not done is skipped for the given reason. Raises LeaseLost."""
    tenant_id, run_id = run.fence.tenant_id, run.fence.run_id
    now = context.clock()
    with context.database.tenant_session(tenant_id) as session:
        write_run(session, run.fence, lease_until=now)
        row = session.get_one(Run, (tenant_id, run_id), populate_existing=True)
        closed = close_log(session, row, reason=end.skip_reason, now=now)
        # Whoever wanted it cancelled may have left the reason.
        reason = end.reason or (row.reason if end.state == RunState.CANCELLED else None)
        write_run(
            session,
            run.fence,
            state=end.state,
            reason=reason,
            counts=closed.counts,
            closing_reason=closed.closing_reason,
            finished_at=now,
            lease_until=None,
        )
    reach("ended")
    logger.info("run ended", tenant_id=tenant_id, run_id=run_id, state=end.state, reason=end.reason)


def end_key_died(context: WorkerContext, run: ClaimedRun, error: atlassian.KeyRejected) -> None:
    """401 to everything: the key is dead for all of the tenant. A key that was replaced since does not count.

    Then the run goes on with the new one in its next slice. Raises LeaseLost.
    """
    tenant_id = run.fence.tenant_id
    with context.database.tenant_session(tenant_id) as session:
        is_dead = mark_key_dead(session, tenant_id, error.key_version, error.detail, context.clock())
        if not is_dead:
            release_run(session, run.fence)
    if is_dead:
        end_run(context, run, RunEnded(RunState.FAILED, reasons.KEY_DEAD, reasons.KEY_DEAD))


def pause_run(context: WorkerContext, run: ClaimedRun, wait: timedelta) -> None:
    """Atlassian asked us to wait: free the worker until then. Raises LeaseLost."""
    with context.database.tenant_session(run.fence.tenant_id) as session:
        release_run(session, run.fence, context.clock() + wait)


def wait_for_atlassian(context: WorkerContext, run: ClaimedRun, error: atlassian.AtlassianError) -> None:
    """Atlassian fails: wait with growing pauses, for as long as there is patience. Raises LeaseLost.

    The outage is dated anew when the slice has brought the run further. A cancelled run does not wait: what it has
    started and cannot look at is logged as unknown.
    """
    tenant_id, now = run.fence.tenant_id, context.clock()
    with context.database.tenant_session(tenant_id) as session:
        since = now if run.waiting_since is None or has_finished_any(session, run.fence) else run.waiting_since
        next_try_at = plan_next_try(since, now)
        is_cancelled = False
        if next_try_at is not None:
            values = {"waiting_since": since, "waiting_reason": name_outage(error)}
            is_cancelled = release_run(session, run.fence, next_try_at, **values)
    logger.warning("waiting for atlassian", run_id=run.fence.run_id, error=str(error), next_try_at=str(next_try_at))
    if is_cancelled:
        end_run(context, run, RunEnded(RunState.CANCELLED, None, reasons.CANCELLED))
    elif next_try_at is None:
        end_run(context, run, RunEnded(RunState.FAILED, reasons.ATLASSIAN_UNAVAILABLE, reasons.ATLASSIAN_UNAVAILABLE))


def retry_run_later(context: WorkerContext, run: ClaimedRun, reason: str, error: Exception) -> None:
    """A failure that time does not heal: a few tries with pauses, then the run ends as failed. Raises LeaseLost."""
    failures = run.failed_slices + 1
    logger.warning("slice gave up", run_id=run.fence.run_id, failures=failures, error=type(error).__name__)
    if failures >= MAX_FAILED_SLICES:
        end_run(context, run, RunEnded(RunState.FAILED, reason, reason))
        return
    with context.database.tenant_session(run.fence.tenant_id) as session:
        pause = timedelta(seconds=2**failures)
        release_run(session, run.fence, context.clock() + pause, failed_slices=failures)

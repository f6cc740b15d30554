"""A run in a worker's hands: claim under a lease, keep it, move on, give back, finish. All writes are fenced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.db import SystemSession, database_now, fetch_now
from app.domain.automation.frozen import RunSpecification
from app.domain.automation.modes import Mode
from app.domain.states import RunState, Trigger
from app.models import Run, Sync
from app.models.runs import WORKABLE_RUN_STATES
from app.models.syncs import ACTIVE_SYNC_STATES
from app.services.engine.operations import Fence
from app.services.queues.leases import Lease, LeaseLost
from app.services.queues.turns import WORK, forget_job, is_work_held, lock_turn, record_turn
from app.services.queues.wakeup import announce_work

WAITS_AFTER = timedelta(seconds=0.5)
"""A job that no worker took within this waits: all of them are busy."""


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """A run that this worker holds, as it was at the claim."""

    fence: Fence
    lease: Lease
    state: RunState
    trigger: Trigger
    mode: Mode
    specification: RunSpecification
    task_id: int | None
    created_at: datetime
    started_at: datetime
    plan_cursor: int
    matched_users: int
    is_cancelled: bool
    is_approved: bool
    failed_slices: int
    deaths: int
    waiting_since: datetime | None
    is_planned: bool
    sync_asked_at: datetime | None
    request_id: str | None = None
    passes_blackout: bool = False


def claim_run(session: Session, tenant_id: int, run_id: int, attempt: int, *, lease: Lease) -> ClaimedRun | None:
    """Take the run if nobody holds any work of the tenant and `attempt` is still its number; None otherwise."""
    lock_turn(session, tenant_id, WORK)
    now = fetch_now(session)
    claim = (
        update(Run)
        .where(
            Run.tenant_id == tenant_id,
            Run.id == run_id,
            Run.attempt == attempt,
            Run.state.in_(WORKABLE_RUN_STATES),
            ~is_work_held(tenant_id, now),
        )
        .values(
            attempt=Run.attempt + 1,
            # Whoever ends a slice in order gives the lease back.
            deaths=case((Run.lease_until.is_(None), 0), else_=Run.deaths + 1),
            lease_until=now + lease.length,
            enqueued_at=None,
            last_slice_at=now,
            started_at=func.coalesce(Run.started_at, now),
        )
        .returning(Run)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    run = session.scalar(claim)
    if run is None or run.started_at is None:
        forget_job(session, Run, tenant_id, (run_id, attempt))
        return None
    record_turn(session, tenant_id, WORK, now)
    return ClaimedRun(
        fence=Fence(tenant_id, run_id, run.attempt),
        lease=lease,
        state=run.state,
        trigger=run.trigger,
        mode=run.mode,
        specification=run.frozen,
        task_id=run.task_id,
        created_at=run.created_at,
        started_at=run.started_at,
        plan_cursor=run.plan_cursor,
        matched_users=run.matched_users or 0,
        is_cancelled=run.cancel_requested_at is not None,
        is_approved=run.approved_by is not None,
        failed_slices=run.failed_slices,
        deaths=run.deaths,
        waiting_since=run.waiting_since,
        is_planned=run.planned_users is not None,
        sync_asked_at=run.sync_asked_at,
        request_id=run.request_id,
        passes_blackout=run.passes_blackout is True or run.frozen.passes_blackout,
    )


def write_run(session: Session, fence: Fence, *conditions: ColumnElement[bool], **values: Any) -> bool:
    """Change a held run, if the conditions hold; True: somebody wants it cancelled.

    Raises LeaseLost when another worker holds it now, or it has ended.
    """
    write = (
        update(Run)
        .where(
            Run.tenant_id == fence.tenant_id,
            Run.id == fence.run_id,
            Run.attempt == fence.attempt,
            Run.state.in_(WORKABLE_RUN_STATES),
            *conditions,
        )
        .values(**values)
        .returning(Run.cancel_requested_at.is_not(None))
        .execution_options(synchronize_session=False)
    )
    is_cancelled = session.scalar(write)
    if is_cancelled is None:
        raise LeaseLost(f"run {fence.run_id}, attempt {fence.attempt}")
    return is_cancelled


def extend_lease(session: Session, run: ClaimedRun) -> bool:
    """Renew the lease and learn whether the run should be cancelled. Raises LeaseLost.

    Not after it was given back: a renewal that was on its way then would keep the run from everybody else.
    """
    until = database_now(session) + run.lease.length
    return write_run(session, run.fence, Run.lease_until.is_not(None), lease_until=until)


def release_run(session: Session, fence: Fence, not_before: datetime | None = None, **values: Any) -> bool:
    """Give the run back so that it goes on in another slice, not before a moment if one is given.

    Who gives a run back for another reason than an outage ends the wait for Atlassian. A cancellation that came while
    the run was held waits for nothing. True when somebody wants it cancelled.
    """
    moment = None if not_before is None else case((Run.cancel_requested_at.is_(None), not_before))
    values = {"waiting_since": None, "waiting_reason": None} | values
    is_cancelled = write_run(session, fence, lease_until=None, not_before=moment, **values)
    announce_work(session)
    return is_cancelled


def count_matched(session: Session, fence: Fence) -> int:
    """How many users the plan has found so far."""
    query = select(Run.matched_users).where(Run.tenant_id == fence.tenant_id, Run.id == fence.run_id)
    return session.scalar(query) or 0


def find_sync_since(session: Session, tenant_id: int, since: datetime) -> Sync | None:
    """The newest ended sync that was finished after a moment, if any."""
    query = select(Sync).where(
        Sync.tenant_id == tenant_id, Sync.state.not_in(ACTIVE_SYNC_STATES), Sync.finished_at > since
    )
    return session.scalar(query.order_by(Sync.id.desc()).limit(1))


def is_other_work_waiting(session: SystemSession, tenant_id: int) -> bool:
    """True when another tenant's run or sync was handed to the queue and finds no worker."""
    now = fetch_now(session)

    def waiting(model: type[Run] | type[Sync], states: Sequence[str]) -> ColumnElement[bool]:
        return exists().where(
            model.tenant_id != tenant_id, model.state.in_(states), model.enqueued_at <= now - WAITS_AFTER
        )

    query = select(or_(waiting(Run, WORKABLE_RUN_STATES), waiting(Sync, ACTIVE_SYNC_STATES)))
    return bool(session.scalar(query))

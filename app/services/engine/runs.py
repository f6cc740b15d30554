"""Runs on an admin's word: start one now, cancel it, approve or reject the plan of a held one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import SystemSession, database_now
from app.domain.automation.actions import parse_actions
from app.domain.automation.blackouts import has_destructive
from app.domain.automation.modes import LIVE, find_run_mode
from app.domain.automation.timetable import find_obstacle
from app.domain.engine import reasons
from app.domain.engine.reasons import explain_reason
from app.domain.engine.release import shorten_digest
from app.domain.engine.runs import CANCELLABLE, HELD_FOR
from app.domain.errors import Conflict, NotFound
from app.domain.freshness import is_fresh
from app.domain.states import RunState, Trigger
from app.models import Run, SavedFilter
from app.models.runs import ACTIVE_RUN_STATES
from app.services.automation.blackouts import note_passed, pass_blackout
from app.services.automation.slots import freeze
from app.services.automation.tasks import get_task_row
from app.services.automation.timetable import load_surroundings, read_timing
from app.services.engine.closing import close_log
from app.services.engine.releasing.digests import is_as_shown
from app.services.engine.releasing.four_eyes import require_other_person
from app.services.queues.row_guard import note_upkeep_trouble, work_through
from app.services.queues.syncs import find_synced_at
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, require_reach

EXPIRED_AT_ONCE: Final = 20


def request_run(
    session: Session,
    tenant_id: int,
    task_id: int,
    *,
    by: str,
    is_emergency: bool = False,
    now: datetime | None = None,
) -> int:
    """Run Now: write a queued run and return its id; of a task that is not live, a test run.

    is_emergency: on a blackout day, too.

    Works while the schedule is off. Raises NotFound, or Conflict with the reason: another run of the
    task is active (with its id), no filter, no working key, stopped, a blackout.
    """
    task = get_task_row(session, tenant_id, task_id, lock=True)
    timing = read_timing(task)
    surroundings = load_surroundings(session, tenant_id)
    obstacle = find_obstacle(surroundings, has_filter=timing.has_filter, is_readable=timing.is_readable)
    if obstacle:
        raise Conflict(obstacle, explain_reason(obstacle) or obstacle)
    active = select(Run.id).where(Run.tenant_id == tenant_id, Run.task_id == task_id, Run.state.in_(ACTIVE_RUN_STATES))
    active_id = session.scalar(active)
    if active_id is not None:
        raise Conflict("run_active", "A run of this task is active; wait for it or cancel it.", run_id=active_id)
    saved = session.get(SavedFilter, (tenant_id, task.filter_id))
    require_reach(session, tenant_id, parse_actions(task.actions))
    mode = find_run_mode(task.mode)
    takes = mode == LIVE and has_destructive(task.actions)
    blackout = pass_blackout(session, tenant_id, takes=takes, is_emergency=is_emergency, now=now)
    run = Run(
        tenant_id=tenant_id,
        task_id=task.id,
        trigger=Trigger.MANUAL,
        created_at=database_now(session),
        mode=mode,
        specification=freeze(task, saved, find_delegate(session), passes_blackout=is_emergency).to_json(),
        requested_by=by,
        counts={},
    )
    session.add(run)
    session.flush()
    after = {"run_id": run.id, "mode": mode} | note_passed(blackout, is_emergency=is_emergency)
    record_change(session, tenant_id, by, Change("run.requested", task.name, after=after))
    announce_work(session)
    return run.id


def cancel_run(
    session: Session, tenant_id: int, run_id: int, *, by: str, now: datetime, reason: str | None = None
) -> None:
    """Stop a run: at once when no worker holds it, else within seconds. Raises NotFound, Conflict when finished.

    reason: why it is cancelled, when that is not somebody's wish for this run alone; whoever ends it keeps it.
    """
    run = _get_locked(session, tenant_id, run_id)
    if run.state not in CANCELLABLE:
        raise Conflict("run_finished", "This run has finished already.")
    if run.cancel_requested_at is None:
        run.cancel_requested_at, run.cancel_requested_by = now, by
        _record(session, run, "run.cancel_requested", by=by, was=run.state, now_is=RunState.CANCELLED)
    if run.state == RunState.HELD or (run.state != RunState.RUNNING and run.lease_until is None):
        end_run(session, run, RunState.CANCELLED, now=now, reason=reason, skip_reason=reasons.CANCELLED)
    elif reason is not None:
        run.reason = reason
    run.not_before = None
    session.flush()
    announce_work(session)


def approve_run(
    session: Session,
    tenant_id: int,
    run_id: int,
    *,
    by: str,
    plan_hash: str,
    now: datetime,
    is_emergency: bool = False,
) -> None:
    """Let a held run carry out the frozen plan that was looked at. is_emergency: on a blackout day, too.

    Raises Conflict when the plan is another, when this person had a hand in it and may not release it, or a blackout.

    When the mirror is no longer fresh the run waits for a sync first, so that everybody is judged by the data of
    today; nobody is added.
    """
    run = get_held_run(session, tenant_id, run_id, now)
    # What is released is what was looked at, and what stands there now: both by its digest, under the run's lock.
    if run.plan_hash != plan_hash or not is_as_shown(session, run):
        raise Conflict("plan_changed", "The plan is not the one you looked at. Load it again.")
    require_other_person(session, run, by)
    takes = run.frozen.takes_away
    blackout = pass_blackout(session, tenant_id, takes=takes, is_emergency=is_emergency, now=now)
    if is_emergency:
        run.passes_blackout = True
    run.state = RunState.RUNNING if is_fresh(find_synced_at(session, tenant_id), now) else RunState.SYNCING
    run.approved_by, run.reason, run.sync_asked_at = by, None, None
    facts = note_passed(blackout, is_emergency=is_emergency) | {"plan": shorten_digest(plan_hash)}
    _record(session, run, "run.approved", by=by, was=RunState.HELD, now_is=run.state, **facts)
    session.flush()
    announce_work(session)


def reject_run(session: Session, tenant_id: int, run_id: int, *, by: str, now: datetime) -> None:
    """End a held run without a change. Raises Conflict when it is not held."""
    run = _get_locked(session, tenant_id, run_id)
    if run.state != RunState.HELD:
        raise Conflict("run_not_held", "This run does not wait for an approval.")
    end_run(session, run, RunState.CANCELLED, now=now, reason=reasons.REJECTED, skip_reason=reasons.REJECTED)
    _record(session, run, "run.rejected", by=by, was=RunState.HELD, now_is=RunState.CANCELLED)


def end_run(
    session: Session, run: Run, state: RunState, *, now: datetime, reason: str | None, skip_reason: str
) -> None:
    """Move a run that nobody holds to its end, its open operations skipped for the reason."""
    closed = close_log(session, run, reason=skip_reason, now=now)
    run.state, run.reason, run.finished_at = state, reason, now
    run.counts, run.closing_reason = closed.counts, closed.closing_reason
    run.lease_until, run.enqueued_at = None, None
    session.flush()
    announce_work(session)


def expire_held_runs(session: SystemSession, now: datetime) -> int:
    """End held plans that nobody has approved or rejected in time."""
    due = (
        select(Run)
        .where(Run.state == RunState.HELD, func.coalesce(Run.held_until, Run.created_at + HELD_FOR) <= now)
        .order_by(Run.id)
        .limit(EXPIRED_AT_ONCE)
        # Somebody who holds such a run is releasing or rejecting it: their word counts, not the clock's.
        .with_for_update(skip_locked=True)
    )

    def expire(runs: Sequence[Run]) -> None:
        for run in runs:
            expired = reasons.APPROVAL_EXPIRED
            end_run(session, run, RunState.CANCELLED, now=now, reason=expired, skip_reason=expired)

    def refuse(run: Run, _error: Exception) -> None:
        note_upkeep_trouble(session, run.tenant_id, "held_runs", now)

    return work_through(session, session.scalars(due).all(), expire, loop="held_runs", refuse=refuse)


def stop_all_runs(session: Session, tenant_id: int, *, by: str, now: datetime) -> int:
    """The stop switch: ask every active run of the tenant to end. Returns how many."""
    query = select(Run.id).where(Run.tenant_id == tenant_id, Run.state.in_(ACTIVE_RUN_STATES))
    run_ids = session.scalars(query).all()
    for run_id in run_ids:
        cancel_run(session, tenant_id, run_id, by=by, now=now, reason=reasons.STOPPED)
    return len(run_ids)


def touch_runs(session: Session, tenant_id: int) -> None:
    """Let runs that wait for a moment be looked at at once (a new key, the stop switch lifted)."""
    session.execute(
        update(Run).where(Run.tenant_id == tenant_id, Run.state.in_(ACTIVE_RUN_STATES)).values(not_before=None)
    )
    announce_work(session)


def get_held_run(session: Session, tenant_id: int, run_id: int, now: datetime) -> Run:
    """A run that waits for its release, locked. Raises NotFound, Conflict when it does not, or no longer."""
    run = _get_locked(session, tenant_id, run_id)
    if run.state != RunState.HELD or (run.held_until or run.created_at + HELD_FOR) <= now:
        raise Conflict("run_not_held", "This run does not wait for an approval.")
    return run


def _record(session: Session, run: Run, event: str, *, by: str, was: str, now_is: str, **facts: Any) -> None:
    """Note what somebody did to a run; `now_is` is the state that was asked for."""
    before, after = {"run_id": run.id, "state": was}, {"run_id": run.id, "state": now_is} | facts
    record_change(session, run.tenant_id, by, Change(event, run.frozen.name, before, after))


def _get_locked(session: Session, tenant_id: int, run_id: int) -> Run:
    # State is judged under the lock: a worker may be ending the run, and an ended run takes no word any more.
    run = session.get(Run, (tenant_id, run_id), with_for_update=True)
    if run is None:
        raise NotFound("run")
    return run

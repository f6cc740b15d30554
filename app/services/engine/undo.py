"""Undo a run: a new run whose plan takes back what the first one changed, where that is still so."""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.db import database_now
from app.domain.automation.actions import TAKEN_BACK_BY_TAKING
from app.domain.automation.frozen import freeze_undo
from app.domain.automation.timetable import find_obstacle
from app.domain.engine import reasons
from app.domain.engine.reasons import explain_reason
from app.domain.engine.runs import FINISHED
from app.domain.engine.undo import UNDO_ACTIONS
from app.domain.errors import Conflict, NotFound
from app.domain.rights import name_delegates
from app.domain.states import RunState, StepOutcome, Trigger
from app.models import Operation, Run
from app.models.runs import ACTIVE_RUN_STATES
from app.services.automation.blackouts import note_passed, pass_blackout
from app.services.automation.timetable import load_surroundings
from app.services.engine.operations import can_be_taken_back
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, forbid_right, require_reach

_SETTLED: Final = (
    reasons.STATE_CHANGED,
    reasons.CHANGED_BY_LATER_RUN,
    reasons.CHANGED_BY_OTHER_RUN,
    reasons.NOTHING_TO_TAKE_BACK,
    reasons.NO_WAY_BACK,
    reasons.GRACE_OVER,
    reasons.BEFORE_UNKNOWN,
)
"""Why an undo left something for good; whatever else it left can be undone later."""


def request_undo(
    session: Session,
    tenant_id: int,
    run_id: int,
    *,
    by: str,
    is_emergency: bool = False,
    now: datetime | None = None,
) -> int:
    """Write a queued run that undoes another one; returns its id. is_emergency: it waits for no release and no day.

    Raises NotFound, Forbidden for an emergency that the caller may not call, or Conflict: the run has not ended, its
    log is being removed, it changed nothing, it is being undone or was, or a blackout for one that takes away.
    """
    # Two undos of one run at once: the second one must see the first.
    run = session.get(Run, (tenant_id, run_id), with_for_update=True)
    if run is None:
        raise NotFound("run")
    obstacle = find_obstacle(load_surroundings(session, tenant_id), has_filter=True)
    if obstacle:
        raise Conflict(obstacle, explain_reason(obstacle) or obstacle)
    if run.state not in FINISHED:
        raise Conflict("run_active", "Wait until this run has ended, or cancel it.", run_id=run_id)
    check_undoable(session, run)
    require_rights(session, run)
    takes = _takes_away(session, run)
    blackout = pass_blackout(session, tenant_id, takes=takes, is_emergency=is_emergency, now=now)
    name = run.frozen.name
    undo = Run(
        tenant_id=tenant_id,
        trigger=Trigger.UNDO,
        created_at=database_now(session),
        specification=freeze_undo(
            run_id,
            name,
            actions=[action.type for action in UNDO_ACTIONS],
            takes_away=takes,
            is_emergency=is_emergency,
            delegates=name_delegates(find_delegate(session)),
        ).to_json(),
        requested_by=by,
        counts={},
    )
    session.add(undo)
    session.flush()
    after = {"run_id": undo.id, "undo_of": run_id, "is_emergency": is_emergency}
    after |= note_passed(blackout, is_emergency=is_emergency)
    record_change(session, tenant_id, by, Change("run.undo_requested", name, after=after))
    announce_work(session)
    return undo.id


def require_rights(session: Session, run: Run) -> None:
    """Raise Forbidden when the caller may not take this run back; what an undo did is an organization admin's."""
    if find_delegate(session) is None:
        return
    if run.frozen.is_undo:
        raise forbid_right()
    require_reach(session, run.tenant_id, run.frozen.known_actions)


def check_undoable(session: Session, run: Run) -> None:
    """Raises Conflict with what keeps a finished run from being undone."""
    if run.log_removed_at is not None:
        raise Conflict("log_removed", "The log of this run is being removed, so it can no longer be undone.")
    if not has_effect(session, run.tenant_id, run.id):
        raise Conflict("nothing_to_undo", "This run changed nothing.")
    newest = find_newest_undo(session, run.tenant_id, run.id)
    undo = None if newest is None else session.get(Run, (run.tenant_id, newest))
    if undo is None:
        return
    if undo.state in ACTIVE_RUN_STATES:
        raise Conflict("run_active", "This run is being undone already.", run_id=undo.id)
    if not _has_left_something(session, undo):
        raise Conflict("already_undone", "This run has been undone already.", run_id=undo.id)


def can_undo(session: Session, run: Run) -> bool:
    """Whether an undo of the run is offered: once, and again for what an undo did not get done."""
    if run.state not in FINISHED:
        return False
    try:
        check_undoable(session, run)
    except Conflict:
        return False
    return True


def has_effect(session: Session, tenant_id: int, run_id: int) -> bool:
    """True when the run changed something that can be taken back, or may have."""
    query = select(Operation.position).where(
        Operation.tenant_id == tenant_id,
        Operation.run_id == run_id,
        can_be_taken_back(),
    )
    return session.scalar(query.limit(1)) is not None


def _takes_away(session: Session, run: Run) -> bool:
    """Whether an undo of the run takes something from somebody, because the run gave it."""
    query = select(Operation.position).where(
        Operation.tenant_id == run.tenant_id,
        Operation.run_id == run.id,
        Operation.action.in_(TAKEN_BACK_BY_TAKING),
        can_be_taken_back(),
    )
    return session.scalar(query.limit(1)) is not None


def _has_left_something(session: Session, undo: Run) -> bool:
    """True when an undo ended before its plan was complete, or could not do a part of it that may be done later."""
    if undo.state == RunState.CANCELLED or undo.reason is not None:
        return True
    query = select(Operation.position).where(
        Operation.tenant_id == undo.tenant_id,
        Operation.run_id == undo.id,
        or_(
            Operation.outcome == StepOutcome.FAILED,
            and_(Operation.outcome == StepOutcome.SKIPPED, Operation.reason.not_in(_SETTLED)),
        ),
    )
    return session.scalar(query.limit(1)) is not None


def find_newest_undo(session: Session, tenant_id: int, run_id: int) -> int | None:
    """The run that undid this one last, or is about to."""
    query = select(func.max(Run.id)).where(
        Run.tenant_id == tenant_id,
        Run.id > run_id,
        Run.trigger == Trigger.UNDO,
        Run.specification["undo_of"].as_integer() == run_id,
    )
    return session.scalar(query)

"""The ramp of a task's first live run: where the first people of its plan end, and whether it may go on behind them.

All of it is read from the rows whenever a slice begins, so that nothing has to survive a crash.
"""

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.domain.engine import ramp, reasons
from app.models import Operation, Run
from app.services.engine.holds import list_earlier
from app.services.engine.run_queue import ClaimedRun
from worker.context import WorkerContext
from worker.engine.run_endings import RunEnded


def choose_first_people(
    session: Session, context: WorkerContext, run: ClaimedRun, *, planned: int, is_released: bool
) -> int | None:
    """How many people of a complete plan go first; None for what has no ramp. is_released: see the rule."""
    first = ramp.choose_first(context.settings.first_people, planned, is_proved=False, is_released=is_released)
    if run.task_id is None or first is None:
        return None  # without asking for earlier runs, which hold whole specifications
    earlier = list_earlier(session, run.fence.tenant_id, run.task_id, run.specification, run.fence.run_id)
    return None if any(ramp.proves(one.state, one.reason, one.affected) for one in earlier) else first


def find_border(session: Session, run: ClaimedRun) -> int | None:
    """The position in the plan up to which is worked now; None: to its end.

    Raises RunEnded when something failed with the first people that nobody had foreseen.
    """
    tenant_id, run_id = run.fence.tenant_id, run.fence.run_id
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id)
    first = session.scalar(select(Run.first_people).where(Run.tenant_id == tenant_id, Run.id == run_id))
    border = None if first is None else _find_next_person(session, mine, first)
    if border is None:
        return None
    before = (*mine, Operation.position < border)
    if session.scalar(select(exists().where(*before, Operation.outcome.in_(("planned", "started"))))):
        return border
    tried = (*before, Operation.started_at.is_not(None))
    failed = session.scalars(select(Operation.reason).where(*tried, Operation.outcome == "failed").distinct())
    if any(ramp.stops(reason) for reason in failed):
        has_done = session.scalar(select(exists().where(*before, Operation.outcome == "succeeded")))
        raise RunEnded("partial" if has_done else "failed", reasons.RAMP_STOPPED, reasons.RAMP_STOPPED)
    return None


def _find_next_person(session: Session, mine: tuple[ColumnElement[bool], ...], first: int) -> int | None:
    """Find where the operations of the first person behind so many others begin; None when there is nobody."""
    changing = (
        select(Operation.account_id)
        .where(*mine, Operation.is_changing.is_(True), Operation.outcome != "skipped")
        .group_by(Operation.account_id)
        .order_by(func.min(Operation.position))
        .offset(first)
        .limit(1)
    )
    account_id = session.scalar(changing)
    if account_id is None:
        return None
    return session.scalar(select(func.min(Operation.position)).where(*mine, Operation.account_id == account_id))

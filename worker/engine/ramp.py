"""The ramp of a task's first live run: where the first people of its plan end, and whether it may go on behind them.

All of it is read from the rows whenever a slice begins, so that nothing has to survive a crash.
"""

from typing import Final

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from app.domain.engine import ramp, reasons
from app.domain.states import RunState, StepOutcome
from app.models import Operation, Run
from app.services.engine.holds import list_earlier
from app.services.engine.run_queue import ClaimedRun
from worker.context import WorkerContext
from worker.engine.run_endings import RunEnded

NEXT_PERSON: Final = text("""
with recursive people as (
    (select 0 as number, account_id, position from operations
     where tenant_id = :tenant and run_id = :run and is_changing and outcome <> 'skipped'
     order by position limit 1)
    union all
    select p.number + 1, n.account_id, n.position from people p cross join lateral (
        select o.account_id, o.position from operations o
        where o.tenant_id = :tenant and o.run_id = :run and o.position > p.position
            and o.account_id <> p.account_id and o.is_changing and o.outcome <> 'skipped'
        order by o.position limit 1) n
    where p.number < :first)
select (
    select min(o.position) from operations o
    where o.tenant_id = :tenant and o.run_id = :run and o.account_id = p.account_id)
from people p where p.number = :first
""")
"""From person to person by the key: a plan keeps the steps of each together. Asked at every slice of a run that has a
ramp, also when it is passed, so it must not read the plan."""


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
    return find_border_of(session, run.fence.tenant_id, run.fence.run_id)


def find_border_of(session: Session, tenant_id: int, run_id: int) -> int | None:
    """The same by the ids alone, for whoever asks without a claim. Raises RunEnded."""
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id)
    first = session.scalar(select(Run.first_people).where(Run.tenant_id == tenant_id, Run.id == run_id))
    border = None if first is None else _find_next_person(session, tenant_id, run_id, first)
    if border is None:
        return None
    before = (*mine, Operation.position < border)
    if session.scalar(
        select(exists().where(*before, Operation.outcome.in_((StepOutcome.PLANNED, StepOutcome.STARTED))))
    ):
        return border
    tried = (*before, Operation.started_at.is_not(None))
    failed = session.scalars(select(Operation.reason).where(*tried, Operation.outcome == StepOutcome.FAILED).distinct())
    if any(ramp.stops(reason) for reason in failed):
        has_done = session.scalar(select(exists().where(*before, Operation.outcome == StepOutcome.SUCCEEDED)))
        raise RunEnded(RunState.PARTIAL if has_done else RunState.FAILED, reasons.RAMP_STOPPED, reasons.RAMP_STOPPED)
    return None


def _find_next_person(session: Session, tenant_id: int, run_id: int, first: int) -> int | None:
    """Find where the operations of the first person behind so many others begin; None when there is nobody."""
    given = {"tenant": tenant_id, "run": run_id, "first": first}
    found: int | None = session.scalar(NEXT_PERSON, given)
    return found

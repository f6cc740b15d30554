"""Outcomes of operations, written down many at a time.

Every write is fenced: it names the run's attempt, and a worker that lost its lease changes nothing and
finds out (LeaseLost). The statements are built once, because a run executes them for every few calls.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    DateTime,
    Integer,
    Text,
    Update,
    any_,
    bindparam,
    column,
    exists,
    func,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.domain.engine.runs import RunCounts, add_outcomes, store_counts
from app.domain.states import OPEN_OUTCOMES, RunState, StepOutcome
from app.models import Operation, Run
from app.services.engine.operations import Fence, Outcome, Settled, has_changed_something
from app.services.queues.leases import LeaseLost

_TOLD: Final = (
    func.jsonb_to_recordset(bindparam("told", type_=JSONB))
    .table_valued(
        column("position", Integer),
        column("outcome", Text),
        column("reason", Text),
        column("error", Text),
        column("finished_at", DateTime(timezone=True)),
        column("before", JSONB),
        column("steps", JSONB),
    )
    .render_derived("told", with_types=True)
)
"""Outcomes as a table, one row an operation."""

_OPEN: Final = tuple(literal(word, Text, literal_execute=True) for word in OPEN_OUTCOMES)
_HELD_OPEN: Final = (
    update(Operation)
    .where(
        Operation.tenant_id == bindparam("in_tenant"),
        Operation.run_id == bindparam("in_run"),
        Operation.position == any_(bindparam("positions", type_=ARRAY(Integer))),
        Operation.outcome.in_(_OPEN),
        exists().where(
            Run.tenant_id == bindparam("in_tenant"),
            Run.id == bindparam("in_run"),
            Run.attempt == bindparam("held_attempt"),
            Run.state == RunState.RUNNING,
        ),
    )
    .execution_options(synchronize_session=False)
)
"""These operations, still open, of a run that this worker holds."""

_START: Final = _HELD_OPEN.values(
    outcome=StepOutcome.STARTED, attempt=bindparam("held_attempt"), started_at=bindparam("now"), in_doubt_until=null()
)
# A composite that gets on is not in the same doubt again.
_KEEP_STEPS: Final = _HELD_OPEN.values(steps=bindparam("done", type_=JSONB), doubts=0)
_DOUBT: Final = _HELD_OPEN.values(doubts=Operation.doubts + 1, in_doubt_until=bindparam("until"))
_REOPEN: Final = _HELD_OPEN.values(outcome=StepOutcome.PLANNED, started_at=null())
_RECORD: Final = _HELD_OPEN.where(Operation.position == _TOLD.c.position).values(
    outcome=_TOLD.c.outcome,
    reason=_TOLD.c.reason,
    error=_TOLD.c.error,
    finished_at=_TOLD.c.finished_at,
    duration_ms=func.extract("epoch", _TOLD.c.finished_at - Operation.started_at) * 1000,
    before=func.coalesce(_TOLD.c.before, Operation.before),
    steps=func.coalesce(_TOLD.c.steps, Operation.steps),
)
_AFFECTED: Final = (
    select(Operation.account_id)
    .where(
        Operation.tenant_id == bindparam("in_tenant"),
        Operation.run_id == bindparam("in_run"),
        Operation.account_id == any_(bindparam("accounts", type_=ARRAY(Text))),
        Operation.outcome.not_in(_OPEN),
        has_changed_something(),
    )
    .distinct()
)
_THE_RUN: Final = (Run.tenant_id == bindparam("in_tenant"), Run.id == bindparam("in_run"))
# Read and written under the run's lock: whoever ends the run folds its counts anew.
_COUNTS: Final = select(Run.counts).where(*_THE_RUN).with_for_update()
_SET_COUNTS: Final = (
    update(Run)
    .where(*_THE_RUN)
    .values(counts=bindparam("new_counts", type_=JSONB))
    .execution_options(synchronize_session=False)
)


def record_starts(session: Session, fence: Fence, positions: Sequence[int], now: datetime) -> None:
    """Write down that operations are about to be carried out. Raises LeaseLost."""
    _write(session, fence, positions, _START, now=now)


def record_steps(session: Session, fence: Fence, position: int, steps: Sequence[Mapping[str, Any]]) -> None:
    """Write down the parts of a composite operation done so far. Raises LeaseLost."""
    _write(session, fence, [position], _KEEP_STEPS, done=list(steps))


def record_unapplied(session: Session, fence: Fence, positions: Sequence[int]) -> None:
    """Atlassian said that the last call was not applied (429): the operations are open again, with the parts that
    earlier calls have done. Raises LeaseLost."""
    _write(session, fence, positions, _REOPEN)


def record_doubts(session: Session, fence: Fence, positions: Sequence[int], until: datetime) -> None:
    """Record doubts: changes that may have been applied stay started, to be looked at again. Raises LeaseLost."""
    _write(session, fence, positions, _DOUBT, until=until)


def record_outcomes(session: Session, fence: Fence, settled: Sequence[Settled]) -> None:
    """Write down what became of operations, and count them. Raises LeaseLost."""
    positions = [one.operation.position for one in settled]
    accounts = sorted({one.operation.account_id for one in settled})
    before = _list_affected(session, fence, accounts)
    _write(session, fence, positions, _RECORD, told=[_describe(one) for one in settled])
    after = _list_affected(session, fence, accounts)
    _keep_counts(session, fence, [one.outcome for one in settled], newly_affected=len(after - before))


def _list_affected(session: Session, fence: Fence, accounts: Sequence[str]) -> set[str]:
    """List the affected users: those for whom something was changed that has an outcome."""
    names = {"in_tenant": fence.tenant_id, "in_run": fence.run_id, "accounts": list(accounts)}
    return set(session.connection().execute(_AFFECTED, names).scalars())


def _keep_counts(session: Session, fence: Fence, outcomes: Sequence[Outcome], *, newly_affected: int) -> None:
    """Let the run's counts follow its operations, in the same transaction, without reading them all."""
    run = {"in_tenant": fence.tenant_id, "in_run": fence.run_id}
    stored = session.connection().execute(_COUNTS, run).scalar_one()
    if stored:
        counts = add_outcomes(RunCounts(**stored), [(one.outcome, one.reason) for one in outcomes], newly_affected)
        session.connection().execute(_SET_COUNTS, run | {"new_counts": store_counts(counts)})


def _describe(settled: Settled) -> dict[str, Any]:
    """One row for `_TOLD`; what is left out stays as it is stored."""
    outcome = settled.outcome
    row: dict[str, Any] = {
        "position": settled.operation.position,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "error": outcome.error,
        "finished_at": settled.finished_at.isoformat(),
    }
    if outcome.before is not None:
        row["before"] = outcome.before
    if outcome.steps:
        row["steps"] = list(outcome.steps)
    return row


def _write(session: Session, fence: Fence, positions: Sequence[int], statement: Update, **values: Any) -> None:
    held = {"in_tenant": fence.tenant_id, "in_run": fence.run_id, "held_attempt": fence.attempt}
    result = session.connection().execute(statement, {**held, "positions": list(positions), **values})
    if result.rowcount != len(positions):
        raise LeaseLost(f"run {fence.run_id}, attempt {fence.attempt}")

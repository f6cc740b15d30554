"""The plan of an undo: what a run changed and no later run did, turned round, read piece by piece behind a cursor.

The log alone is asked, so that the plan is exact however late Atlassian shows what was written. Each piece costs the
same wherever it stands in the run.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import ARRAY, ColumnElement, Text, any_, literal, select, true
from sqlalchemy.orm import Session

from app.domain.automation.actions.records import DoneOperation, Element
from app.domain.automation.actions.steps import PLANNED, Target, Verdict
from app.domain.engine.planning import PlannedOperation
from app.domain.engine.reasons import CHANGED_BY_LATER_RUN
from app.domain.engine.recent import LoggedChange
from app.domain.engine.undo import UndoStep, reverse_operation
from app.domain.errors import NotFound
from app.domain.states import StepOutcome, Trigger
from app.models import Operation, Run
from app.services.engine.operations import can_be_taken_back
from app.services.engine.recent_changes import load_changes

OPERATIONS_PER_CHUNK: Final = 1000
_CLOCKS_APART: Final = timedelta(hours=1)
"""Moments of a run may come from several machines; what was changed before the run does no harm here."""


@dataclass(frozen=True, slots=True)
class UndoSource:
    """The run that is taken back. `earlier`: the undos of it before, which took back a part; `since`: no later than
    its first change."""

    run_id: int
    since: datetime
    is_undo: bool
    earlier: frozenset[int]


@dataclass(frozen=True, slots=True)
class UndoneUser:
    """User of an undo: steps to take back, and the last position of the source that they cover."""

    account_id: str
    operations: tuple[PlannedOperation, ...]
    last_position: int


def load_undo_source(session: Session, tenant_id: int, run_id: int) -> UndoSource:
    """Load the source of an undo. Raises NotFound."""
    run = session.get(Run, (tenant_id, run_id))
    if run is None:
        raise NotFound("run")
    earlier = select(Run.id).where(
        Run.tenant_id == tenant_id,
        Run.id > run_id,
        Run.trigger == Trigger.UNDO,
        Run.specification["undo_of"].as_integer() == run_id,
    )
    since = run.created_at - _CLOCKS_APART
    return UndoSource(run_id, since, run.trigger == Trigger.UNDO, frozenset(session.scalars(earlier)))


def load_undo_chunk(
    session: Session,
    tenant_id: int,
    source: UndoSource,
    *,
    after_position: int,
    now: datetime,
    size: int = OPERATIONS_PER_CHUNK,
    among: Collection[str] | None = None,
) -> list[UndoneUser]:
    """The steps back of the next users behind a position of the source; nobody at its end. among: of these only."""
    is_meant = true() if among is None else Operation.account_id == any_(literal(list(among), ARRAY(Text)))
    rows = _load_done(session, tenant_id, source, (after_position, size), is_meant)
    accounts = list(dict.fromkeys(row.account_id for row in rows))
    changes = load_changes(session, tenant_id, accounts, since=source.since)
    users = []
    for account_id, group in groupby(rows, key=lambda row: str(row.account_id)):
        mine = list(group)
        steps = tuple(_plan_back(mine, changes.get(account_id, {}), source, now))
        users.append(UndoneUser(account_id, steps, mine[-1].position))
    return users


def _load_done(
    session: Session, tenant_id: int, source: UndoSource, piece: tuple[int, int], is_meant: ColumnElement[bool]
) -> Sequence[Operation]:
    """Load the done operations in order: a user's stand behind each other, and none is cut off."""
    after, size = piece
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == source.run_id, can_be_taken_back(), is_meant)
    query = select(Operation).where(*mine, Operation.position > after).order_by(Operation.position).limit(size)
    rows = session.scalars(query).all()
    if len(rows) < size:
        return rows
    last = rows[-1].account_id
    whole = [row for row in rows if row.account_id != last]
    if whole:
        return whole
    alone = select(Operation).where(*mine, Operation.account_id == last, Operation.position > after)
    return session.scalars(alone.order_by(Operation.position)).all()


def _plan_back(
    rows: Sequence[Operation], changes: Mapping[Element, LoggedChange], source: UndoSource, now: datetime
) -> Iterator[PlannedOperation]:
    seen: set[tuple[int, str]] = set()
    for step in _iter_steps(rows, now):
        if (step.action_index, step.target.id) in seen:
            continue
        seen.add((step.action_index, step.target.id))
        last = changes.get(step.element)
        if last is not None and last.run_id in source.earlier and last.is_there is not None:
            continue  # taken back before
        if last is not None and last.run_id not in (source.run_id, *source.earlier):
            yield _plan(step, Verdict(StepOutcome.SKIPPED, CHANGED_BY_LATER_RUN), last.run_id)
        else:
            yield _plan(step, Verdict(StepOutcome.SKIPPED, step.refusal) if step.refusal else PLANNED)


def _plan(step: UndoStep, verdict: Verdict, later_run: int | None = None) -> PlannedOperation:
    return PlannedOperation(
        step.action_index, step.action, step.target, verdict, is_changing=verdict == PLANNED, later_run=later_run
    )


def _iter_steps(rows: Sequence[Operation], now: datetime) -> Iterator[UndoStep]:
    """The steps back of one user, the last thing done first."""
    for row in reversed(rows):
        target = Target(row.target_kind, row.target_id, row.target_name, row.directory_id)
        done = DoneOperation(row.action, target, row.outcome, row.reason, row.before, row.steps or ())
        yield from reverse_operation(done, age=now - (row.finished_at or row.started_at or now))

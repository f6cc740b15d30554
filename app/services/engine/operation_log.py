"""The log of a run: its operations listed, streamed, counted, and closed when the run ends early."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from app.domain.automation.actions.records import Changed, DoneOperation
from app.domain.automation.actions.steps import Target
from app.domain.automation.collateral import Detail, describe_steps, read_remains
from app.domain.automation.modes import TEST
from app.domain.engine.afterwards.changes import list_changes
from app.domain.engine.last_admins import read_seats
from app.domain.engine.reasons import explain_reason
from app.domain.engine.runs import RunCounts, store_counts
from app.domain.engine.tested import WOULD, WOULD_CHANGE, WOULD_FAIL, WOULD_SKIP, tell_outcome
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.browser.people import People
from app.services.engine.operations import has_changed_something
from app.services.files.cursors import decode_cursor, encode_cursor

_WOULD: Final[dict[str, ColumnElement[bool]]] = {
    WOULD_CHANGE: (Operation.outcome == StepOutcome.PLANNED) & Operation.reason.is_(None),
    WOULD_FAIL: (Operation.outcome == StepOutcome.FAILED)
    | ((Operation.outcome == StepOutcome.PLANNED) & Operation.reason.is_not(None)),
    WOULD_SKIP: Operation.outcome == StepOutcome.SKIPPED,
}
"""How `app.domain.engine.tested` reads the plan of a test run; no word of what was done is found in its log."""
_STORED_AS: Final[dict[str, list[StepOutcome]]] = {
    StepOutcome.SKIPPED: [StepOutcome.SKIPPED, StepOutcome.PLANNED],
    StepOutcome.PLANNED: [],
}
"""The outcomes of a run's log as they are stored while it is being closed (`app.services.engine.closing`)."""


@dataclass(frozen=True, slots=True)
class OperationView:
    """One line of a run's log, with the names that are known today."""

    position: int
    account_id: str
    user_name: str | None
    user_email: str | None
    action: str
    target_kind: str
    target_id: str
    target_name: str
    outcome: str
    reason: str | None
    reason_text: str | None
    error: str | None
    details: list[Detail]
    started_at: datetime | None
    duration_ms: int | None
    later_run: int | None
    """The run that changed this: since the one that is taken back, or while this one was active."""
    changes: list[Changed]
    """What it changed of the person: each thing before and after."""
    came_back_at: datetime | None
    """When a sync found that somebody else has changed this back."""


@dataclass(frozen=True, slots=True)
class OperationPage:
    """Lines in the order of the plan."""

    items: list[OperationView]
    next_cursor: str | None


def fold_counts(session: Session, tenant_id: int, run_id: int, *, matched: int) -> dict[str, Any]:
    """The counts of a run as its operations tell them, in stored form."""
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id)
    by_outcome: dict[str, int] = {"planned": 0, "failing": 0, "succeeded": 0, "skipped": 0, "failed": 0}
    by_reason: dict[str, dict[str, int]] = {"skipped": {}, "failed": {}}
    query = select(Operation.outcome, Operation.reason, func.count()).where(*mine)
    for outcome, reason, count in session.execute(query.group_by(Operation.outcome, Operation.reason)):
        name = StepOutcome.PLANNED if outcome == StepOutcome.STARTED else outcome
        by_outcome[name] += count
        if name == StepOutcome.PLANNED and reason:
            by_outcome["failing"] += count
        if name in by_reason:
            by_reason[name][reason or "unknown"] = count
    affected = select(func.count(func.distinct(Operation.account_id))).where(*mine, has_changed_something())
    counts = RunCounts(
        matched=matched,
        affected=session.scalar(affected) or 0,
        skipped_by_reason=by_reason["skipped"],
        failed_by_reason=by_reason["failed"],
        **by_outcome,
    )
    return store_counts(counts)


def fold_test_counts(session: Session, tenant_id: int, run_id: int, *, matched: int) -> dict[str, Any]:
    """The counts of a test run as its plan tells them, in stored form: nothing of it was done, skipped or failed."""
    would = dict.fromkeys(WOULD, 0)
    by_reason: dict[str, dict[str, int]] = {WOULD_SKIP: {}, WOULD_FAIL: {}}
    query = select(Operation.outcome, Operation.reason, func.count()).where(
        Operation.tenant_id == tenant_id, Operation.run_id == run_id
    )
    for outcome, reason, count in session.execute(query.group_by(Operation.outcome, Operation.reason)):
        word = tell_outcome(outcome, reason)
        would[word] += count
        if word in by_reason:
            told = by_reason[word]
            told[reason or "unknown"] = told.get(reason or "unknown", 0) + count
    counts = RunCounts(
        matched=matched,
        failing_users=count_failing_users(session, tenant_id, run_id),
        skipped_by_reason=by_reason[WOULD_SKIP],
        failed_by_reason=by_reason[WOULD_FAIL],
        **would,
    )
    return store_counts(counts)


def count_failing_users(session: Session, tenant_id: int, run_id: int) -> int:
    """How many people have steps in the plan that are known to fail."""
    is_failing = (Operation.outcome == StepOutcome.FAILED) | (
        (Operation.outcome == StepOutcome.PLANNED) & Operation.reason.is_not(None)
    )
    query = select(func.count(func.distinct(Operation.account_id))).where(
        Operation.tenant_id == tenant_id, Operation.run_id == run_id, is_failing
    )
    return session.scalar(query) or 0


def list_operations(
    session: Session,
    tenant_id: int,
    run_id: int,
    *,
    outcome: str | None = None,
    account_id: str | None = None,
    has_come_back: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> OperationPage:
    """One page of a run's log. Raises Invalid for a cursor that is not ours."""
    query = select(Operation).where(Operation.tenant_id == tenant_id, Operation.run_id == run_id)
    reading = _find_reading(session, tenant_id, run_id)
    if outcome:
        query = query.where(reading.find(outcome))
    if account_id:
        query = query.where(Operation.account_id == account_id)
    if has_come_back:
        query = query.where(Operation.came_back_at.is_not(None))
    if cursor:
        query = query.where(Operation.position > decode_cursor(cursor))
    rows = session.scalars(query.order_by(Operation.position).limit(limit + 1)).all()
    page = rows[:limit]
    views = _view(session, tenant_id, page, reading)
    return OperationPage(views, encode_cursor(page[-1].position) if len(rows) > limit else None)


def iter_operations(session: Session, tenant_id: int, run_id: int, *, after: int = -1) -> Iterator[OperationView]:
    """All lines behind a position in order, read in pages so that memory stays constant."""
    while True:
        query = select(Operation).where(
            Operation.tenant_id == tenant_id, Operation.run_id == run_id, Operation.position > after
        )
        rows = session.scalars(query.order_by(Operation.position).limit(1000)).all()
        if not rows:
            return
        # Asked each time: the log may be closed meanwhile, and both readings are the same.
        yield from _view(session, tenant_id, rows, _find_reading(session, tenant_id, run_id))
        after = rows[-1].position
        session.expunge_all()


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the stored steps of a run read. skipped_for: why planned ones of a run that has ended count as skipped, while
    its log is still being closed."""

    skipped_for: str | None
    is_test: bool

    def find(self, outcome: str) -> ColumnElement[bool]:
        """The rows that are told by a word."""
        if self.is_test:
            return _WOULD.get(outcome, false())
        if self.skipped_for and outcome in _STORED_AS:
            return Operation.outcome.in_(_STORED_AS[outcome])
        return Operation.outcome == outcome

    def read(self, row: Operation) -> tuple[str, str | None]:
        """The outcome and the reason of a row."""
        is_left = self.skipped_for is not None and row.outcome == StepOutcome.PLANNED
        outcome, reason = (StepOutcome.SKIPPED, self.skipped_for) if is_left else (row.outcome, row.reason)
        return (tell_outcome(outcome, reason) if self.is_test else outcome), reason


def _find_reading(session: Session, tenant_id: int, run_id: int) -> _Reading:
    query = select(Run.closing_reason, Run.mode).where(Run.tenant_id == tenant_id, Run.id == run_id)
    row = session.execute(query).one_or_none()
    return _Reading(row.closing_reason, row.mode == TEST) if row else _Reading(None, is_test=False)


def _view(session: Session, tenant_id: int, rows: Sequence[Operation], reading: _Reading) -> list[OperationView]:
    people = People(session, tenant_id, (row.account_id for row in rows))
    views = []
    for row in rows:
        person = people.get(row.account_id)
        outcome, reason = reading.read(row)
        views.append(
            OperationView(
                position=row.position,
                account_id=row.account_id,
                user_name=person.name,
                user_email=person.email,
                action=row.action,
                target_kind=row.target_kind,
                target_id=row.target_id,
                target_name=row.target_name,
                outcome=outcome,
                reason=reason,
                reason_text=explain_reason(reason),
                error=row.error,
                details=[
                    *describe_steps(row.steps or (), row.target_name),
                    *read_remains(row.before),
                    *read_remains(row.came_back_through),
                    *read_seats(row.before),
                ],
                changes=list_changes(read_done(row)),
                started_at=row.started_at,
                duration_ms=row.duration_ms,
                later_run=(row.before or {}).get("later_run"),
                came_back_at=row.came_back_at,
            )
        )
    return views


def read_done(row: Operation) -> DoneOperation:
    """A line of the log as what it did is told from it."""
    target = Target(row.target_kind, row.target_id, row.target_name, row.directory_id)
    return DoneOperation(row.action, target, row.outcome, row.reason, row.before, row.steps or ())

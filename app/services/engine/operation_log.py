"""The log of a run: its operations listed, streamed, counted, and closed when the run ends early."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.automation.collateral import Detail, describe_steps
from app.domain.engine.last_admins import read_seats
from app.domain.engine.reasons import explain_reason
from app.domain.engine.runs import RunCounts
from app.models import Operation, Run
from app.services.browser.people import People
from app.services.engine.operations import has_changed_something
from app.services.files.cursors import decode_cursor, encode_cursor

_STORED_AS: Final = {"skipped": ["skipped", "planned"], "planned": []}
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
        name = "planned" if outcome == "started" else outcome
        by_outcome[name] += count
        if name == "planned" and reason:
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
    return asdict(counts)


def count_failing_users(session: Session, tenant_id: int, run_id: int) -> int:
    """How many people have steps in the plan that are known to fail."""
    is_failing = (Operation.outcome == "failed") | ((Operation.outcome == "planned") & Operation.reason.is_not(None))
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
    skipped_for = _find_closing_reason(session, tenant_id, run_id)
    if outcome:
        query = query.where(Operation.outcome.in_(_STORED_AS.get(outcome, [outcome]) if skipped_for else [outcome]))
    if account_id:
        query = query.where(Operation.account_id == account_id)
    if has_come_back:
        query = query.where(Operation.came_back_at.is_not(None))
    if cursor:
        query = query.where(Operation.position > decode_cursor(cursor))
    rows = session.scalars(query.order_by(Operation.position).limit(limit + 1)).all()
    page = rows[:limit]
    views = _view(session, tenant_id, page, skipped_for)
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
        yield from _view(session, tenant_id, rows, _find_closing_reason(session, tenant_id, run_id))
        after = rows[-1].position
        session.expunge_all()


def _find_closing_reason(session: Session, tenant_id: int, run_id: int) -> str | None:
    """Why planned operations of a run that has ended count as skipped, while its log is still being closed."""
    return session.scalar(select(Run.closing_reason).where(Run.tenant_id == tenant_id, Run.id == run_id))


def _view(session: Session, tenant_id: int, rows: Sequence[Operation], skipped_for: str | None) -> list[OperationView]:
    people = People(session, tenant_id, (row.account_id for row in rows))
    views = []
    for row in rows:
        person = people.get(row.account_id)
        is_left = skipped_for is not None and row.outcome == "planned"
        reason = skipped_for if is_left else row.reason
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
                outcome="skipped" if is_left else row.outcome,
                reason=reason,
                reason_text=explain_reason(reason),
                error=row.error,
                details=[*describe_steps(row.steps or (), row.target_name), *read_seats(row.before)],
                started_at=row.started_at,
                duration_ms=row.duration_ms,
                later_run=(row.before or {}).get("later_run"),
                came_back_at=row.came_back_at,
            )
        )
    return views

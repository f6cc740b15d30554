"""People of a run: each before and after, and remaining access with its way; read out of the run's log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.automation.actions.records import Changed
from app.domain.engine import reasons
from app.domain.engine.afterwards.changes import fold_person, list_changes
from app.models import Operation
from app.services.browser.people import People, Person
from app.services.engine.operation_log import read_done
from app.services.engine.operations import can_be_taken_back
from app.services.files.cursors import decode_cursor, encode_cursor

NOT_KNOWN: Final = "not_known"
_AT_ONCE: Final = 1000
_REASONS: Final = (reasons.ACCESS_KEPT, reasons.ACCESS_REMAINS, reasons.SHARED_GROUP, reasons.ACCESS_UNREAD)
_COUNT: Final = text("""
select kind, count(distinct account_id) from operations,
    jsonb_to_recordset(case when jsonb_typeof(before -> 'remains') = 'array' then before -> 'remains' else '[]' end)
        as one(kind text)
where tenant_id = :tenant and run_id = :run and reason = any(:reasons) group by kind
""")


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """Before and after of a person in a run, from before its first write to them to after its last one."""

    person: Person
    first_at: datetime | None
    last_at: datetime | None
    changes: list[Changed]


@dataclass(frozen=True, slots=True)
class PersonChangesPage:
    """People whom a run changed, in the order of its plan."""

    items: list[PersonChanges]
    next_cursor: str | None


def list_changed_people(
    session: Session, tenant_id: int, run_id: int, *, account_id: str | None, cursor: str | None, limit: int
) -> PersonChangesPage:
    """One page of those whom a run changed, or may have changed. Raises Invalid for a cursor that is not ours."""
    mine = (Operation.tenant_id == tenant_id, Operation.run_id == run_id, can_be_taken_back())
    query = select(Operation).where(*mine)
    if account_id:
        query = query.where(Operation.account_id == account_id)
    if cursor:
        query = query.where(Operation.position > decode_cursor(cursor))
    rows = list(session.scalars(query.order_by(Operation.position).limit(_AT_ONCE)))
    # The steps for a person stand behind each other in the plan; the last one may be cut off.
    by_person = [list(group) for _account, group in groupby(rows, key=lambda row: row.account_id)]
    is_cut = len(rows) == _AT_ONCE and len(by_person) > 1
    whole = by_person[:-1] if is_cut else by_person
    shown = whole[:limit]
    people = People(session, tenant_id, (one[0].account_id for one in shown))
    items = [_view(people.get(one[0].account_id), one) for one in shown]
    has_more = is_cut or len(rows) == _AT_ONCE or len(whole) > limit
    return PersonChangesPage(items, encode_cursor(shown[-1][-1].position) if has_more and shown else None)


def count_remains(session: Session, tenant_id: int, run_id: int) -> dict[str, int]:
    """How many people keep access, by what it remains through (`app.domain.automation.collateral.KEEPING`)."""
    given = {"tenant": tenant_id, "run": run_id, "reasons": list(_REASONS)}
    found = {str(kind): int(count) for kind, count in session.execute(_COUNT, given)}
    unread = select(func.count(Operation.account_id.distinct())).where(
        Operation.tenant_id == tenant_id, Operation.run_id == run_id, Operation.reason == reasons.ACCESS_UNREAD
    )
    number = session.scalar(unread) or 0
    return found | ({NOT_KNOWN: number} if number else {})


def _view(person: Person, rows: Sequence[Operation]) -> PersonChanges:
    # By the moments of the log: an action may have been done again after a later one.
    ordered = sorted(rows, key=lambda row: (_moment_of(row), row.position))
    moments = [moment for row in rows for moment in (row.started_at, row.finished_at) if moment is not None]
    changes = fold_person(change for row in ordered for change in list_changes(read_done(row)))
    return PersonChanges(person, min(moments, default=None), max(moments, default=None), changes)


def _moment_of(row: Operation) -> datetime:
    """When it was last at work; what is not over yet comes last."""
    return row.finished_at or row.started_at or datetime.max.replace(tzinfo=UTC)

"""The blackout days that organization admins set: listed, added, removed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.automation.blackouts import MOST_ENTRIES, check_range
from app.domain.errors import Conflict, Invalid, NotFound
from app.models import BlackoutEntry
from app.services.records.audit import Change, record_change
from app.services.tenancy.settings import get_tenant


@dataclass(frozen=True, slots=True)
class BlackoutEntryView:
    """One entry: a day or a range of days, with its note."""

    id: int
    first_on: date
    last_on: date
    note: str


def list_blackouts(session: Session, tenant_id: int) -> list[BlackoutEntryView]:
    """All entries, the earliest first."""
    query = select(BlackoutEntry).where(BlackoutEntry.tenant_id == tenant_id)
    return [_view(row) for row in session.scalars(query.order_by(BlackoutEntry.first_on, BlackoutEntry.id))]


def add_blackout(
    session: Session, tenant_id: int, first_on: date, last_on: date, *, note: str, by: str
) -> BlackoutEntryView:
    """Black out a day or a range of days. Raises Invalid, or Conflict when there are too many entries."""
    errors = check_range(first_on, last_on)
    if errors:
        raise Invalid(*errors)
    # Under a lock of the tenant's, so that two at once cannot both be the last one.
    get_tenant(session, tenant_id, lock=True)
    count = session.scalar(select(func.count()).where(BlackoutEntry.tenant_id == tenant_id)) or 0
    if count >= MOST_ENTRIES:
        detail = f"There are {MOST_ENTRIES} entries already; remove one first."
        raise Conflict("too_many_blackouts", detail, most=MOST_ENTRIES)
    row = BlackoutEntry(tenant_id=tenant_id, first_on=first_on, last_on=last_on, note=note)
    session.add(row)
    session.flush()
    record_change(session, tenant_id, by, Change("blackout.added", note or None, after=_snapshot(row)))
    return _view(row)


def remove_blackout(session: Session, tenant_id: int, entry_id: int, *, by: str) -> None:
    """Take an entry off the calendar. Raises NotFound."""
    # Two who take it off at once: the second one finds nothing, and the audit log has one entry.
    row = session.get(BlackoutEntry, (tenant_id, entry_id), with_for_update=True)
    if row is None:
        raise NotFound("blackout entry")
    record_change(session, tenant_id, by, Change("blackout.removed", row.note or None, before=_snapshot(row)))
    session.delete(row)


def _view(row: BlackoutEntry) -> BlackoutEntryView:
    return BlackoutEntryView(row.id, row.first_on, row.last_on, row.note)


def _snapshot(row: BlackoutEntry) -> dict[str, Any]:
    return {"first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat(), "note": row.note}

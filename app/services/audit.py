"""The audit log: every change made in the app, with who, what, before and after. Never a secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry
from app.services.cursors import decode_cursor, encode_cursor
from app.services.people import People, Person, read_group_names
from app.services.quotas import abridge

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditView:
    """One change, as shown."""

    id: int
    at: datetime
    by: Person | None
    event: str
    subject: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Changes, newest first."""

    items: list[AuditView]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to what: the event is a dotted word such as `task.updated`."""

    event: str
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record_change(session: Session, tenant_id: int, by: str | None, change: Change) -> None:
    """Write one change in the caller's transaction."""
    session.add(
        AuditEntry(
            tenant_id=tenant_id,
            account_id=by,
            event=change.event,
            subject=change.subject,
            before=abridge(change.before),
            after=abridge(change.after),
        )
    )


def list_audit(session: Session, tenant_id: int, cursor: str | None) -> AuditPage:
    """One page of changes. Raises Invalid for a cursor that is not ours."""
    query = select(AuditEntry).where(AuditEntry.tenant_id == tenant_id)
    if cursor:
        query = query.where(AuditEntry.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1)).all()
    page = rows[:PAGE_SIZE]
    protected = {kind: {row.subject for row in page if _protected_kind(row) == kind} for kind in ("user", "group")}
    people = People(session, tenant_id, {row.account_id for row in page} | protected["user"])
    groups = read_group_names(session, tenant_id, {one for one in protected["group"] if one})
    items = [
        AuditView(
            row.id,
            row.at,
            people.find(row.account_id),
            row.event,
            _name_subject(row, people, groups),
            row.before,
            row.after,
        )
        for row in page
    ]
    return AuditPage(items, encode_cursor(page[-1].id) if len(rows) > PAGE_SIZE else None)


def _protected_kind(row: AuditEntry) -> str | None:
    """`user`, `group` or `domain` where the subject is what was protected; else None."""
    if not row.event.startswith("protection."):
        return None
    entry = row.after or row.before or {}
    return entry.get("kind")


def _name_subject(row: AuditEntry, people: People, groups: dict[str, str]) -> str | None:
    """The subject as people know it: entries keep ids of users and groups, and their names are resolved when shown."""
    if row.subject is None:
        return None
    kind = _protected_kind(row)
    if kind == "user":
        return people.get(row.subject).name or row.subject
    return groups.get(row.subject, row.subject) if kind == "group" else row.subject

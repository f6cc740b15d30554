"""The audit log: every change made in the app, with who, what, before and after. Never a secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from app.models import AuditEntry
from app.services.browser.people import People, Person, read_group_names
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.tenancy.quotas import abridge

PAGE_SIZE = 50
PAGE_BYTES = 2_000_000
_SIZE = func.coalesce(func.length(cast(AuditEntry.before, Text)), 0) + func.coalesce(
    func.length(cast(AuditEntry.after, Text)), 0
)


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
    """Change to audit; the event is a dotted word such as `task.updated`."""

    event: str
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def record_change(session: Session, tenant_id: int, by: str | None, change: Change) -> AuditEntry:
    """Write one change in the caller's transaction."""
    entry = AuditEntry(
        tenant_id=tenant_id,
        account_id=by,
        event=change.event,
        subject=change.subject,
        before=abridge(change.before),
        after=abridge(change.after),
    )
    session.add(entry)
    return entry


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Question to the audit log: of whom, about what (a part of its name or the event's), from when until when."""

    account_id: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    newest: int | None = None
    """The number of the newest entry that counts."""


def list_audit(
    session: Session,
    tenant_id: int,
    cursor: str | None,
    question: AuditQuestion | None = None,
    *,
    size: int = PAGE_SIZE,
    max_bytes: int = PAGE_BYTES,
) -> AuditPage:
    """One page of changes, fewer where they are large. Raises Invalid for a cursor that is not ours."""
    where = _conditions(tenant_id, question or AuditQuestion())
    if cursor:
        where.append(AuditEntry.id < decode_cursor(cursor))
    sizes = session.execute(
        select(AuditEntry.id, _SIZE).where(*where).order_by(AuditEntry.id.desc()).limit(size + 1)
    ).all()
    ids: list[int] = []
    total = 0
    for row_id, length in sizes[:size]:
        total += length
        if ids and total > max_bytes:
            break
        ids.append(row_id)
    chosen = select(AuditEntry).where(AuditEntry.tenant_id == tenant_id, AuditEntry.id.in_(ids))
    page = session.scalars(chosen.order_by(AuditEntry.id.desc())).all()
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
    return AuditPage(items, encode_cursor(page[-1].id) if len(sizes) > len(page) else None)


def count_audit(session: Session, tenant_id: int, question: AuditQuestion) -> int:
    """How many changes there are of these."""
    return session.scalar(select(func.count()).where(*_conditions(tenant_id, question))) or 0


def _conditions(tenant_id: int, question: AuditQuestion) -> list[ColumnElement[bool]]:
    where = [AuditEntry.tenant_id == tenant_id]
    if question.account_id is not None:
        where.append(AuditEntry.account_id == question.account_id)
    if question.subject:
        where.append(
            or_(
                AuditEntry.subject.icontains(question.subject, autoescape=True),
                AuditEntry.event.icontains(question.subject, autoescape=True),
            )
        )
    if question.since is not None:
        where.append(AuditEntry.at >= question.since)
    if question.until is not None:
        where.append(AuditEntry.at < question.until)
    if question.newest is not None:
        where.append(AuditEntry.id <= question.newest)
    return where


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

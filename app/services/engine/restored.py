"""Users whom an undo or a bulk restore gave something back: tasks take nothing from them for a time.

The reason for which a task took it may still be true; without this what was given back would last until its next run.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.automation.actions import GIVING_BACK_IN_BULK
from app.domain.engine.protection import Protection
from app.domain.engine.undo import GIVING_BACK
from app.domain.errors import NotFound
from app.domain.states import StepOutcome, Trigger
from app.models import RestoredUser, Tenant
from app.services.browser.people import People, Person
from app.services.engine.operations import Settled
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.records.audit import Change, record_change

TASK_TRIGGERS: Final = frozenset({Trigger.SCHEDULED, Trigger.MANUAL})
"""What starts a run of a task; a bulk operation and an undo are an admin's own word."""
LONGEST: Final = timedelta(days=365)
"""The longest time that can be set; what is older is of no use."""
_ENDS_AT: Final = RestoredUser.restored_at + func.make_interval(0, 0, 0, Tenant.restored_grace_days)
_IS_SPARED: Final = (
    RestoredUser.tenant_id == bindparam("tenant"),
    Tenant.id == RestoredUser.tenant_id,
    Tenant.restored_grace_days > 0,
    bindparam("now") < _ENDS_AT,
)
_SPARED: Final = select(RestoredUser.account_id).where(
    *_IS_SPARED,
    or_(
        bindparam("accounts", type_=ARRAY(Text)).is_(None),
        RestoredUser.account_id == any_(bindparam("accounts", type_=ARRAY(Text))),
    ),
)
"""Built once: a run asks before every few calls."""


@dataclass(frozen=True, slots=True)
class RestoredView:
    """A user who is spared: what for, and until when."""

    id: int
    user: Person
    run_id: int
    restored_by: Person | None
    restored_at: datetime
    spared_until: datetime


@dataclass(frozen=True, slots=True)
class RestoredPage:
    """A page of them."""

    items: list[RestoredView]
    next_cursor: str | None


def record_restored(
    session: Session, tenant_id: int, settled: Iterable[Settled], *, run: tuple[int, Trigger], by: str | None
) -> None:
    """Note whom a run gave something back; run: its number and what started it. Only an undo and a bulk restore do."""
    run_id, trigger = run
    words = {Trigger.UNDO: GIVING_BACK, Trigger.BULK: GIVING_BACK_IN_BULK}.get(trigger, frozenset())
    given = {
        one.operation.account_id: one.finished_at
        for one in settled
        if one.outcome.outcome == StepOutcome.SUCCEEDED and one.operation.action in words
    }
    if not given:
        return
    rows: list[dict[str, Any]] = [
        {"tenant_id": tenant_id, "account_id": account_id, "run_id": run_id, "restored_by": by, "restored_at": at}
        for account_id, at in sorted(given.items())
    ]
    statement = insert(RestoredUser).values(rows)
    fresh = {name: statement.excluded[name] for name in ("run_id", "restored_by", "restored_at")}
    # Given back twice: the newer time counts, or they would be spared for too short a time.
    session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "account_id"], set_=fresh))
    old = max(given.values()) - LONGEST
    session.execute(delete(RestoredUser).where(RestoredUser.tenant_id == tenant_id, RestoredUser.restored_at < old))


def spare_restored(
    session: Session, tenant_id: int, protection: Protection, now: datetime, accounts: Collection[str] | None = None
) -> Protection:
    """The safety rules of a task: with those who are spared now. accounts: whom alone it is about, None: everybody."""
    given = {"tenant": tenant_id, "now": now, "accounts": None if accounts is None else list(accounts)}
    spared = frozenset(session.connection().execute(_SPARED, given).scalars())
    return replace(protection, restored=spared)


def list_restored(session: Session, tenant_id: int, now: datetime, *, cursor: str | None, limit: int) -> RestoredPage:
    """List the users who are spared now, page by page. Raises Invalid for a cursor that is not ours."""
    query = select(RestoredUser, _ENDS_AT).where(*_IS_SPARED)
    if cursor:
        query = query.where(RestoredUser.id < decode_cursor(cursor))
    query = query.order_by(RestoredUser.id.desc()).limit(limit + 1)
    rows = session.execute(query, {"tenant": tenant_id, "now": now}).all()
    page = rows[:limit]
    people = People(session, tenant_id, [who for row, _end in page for who in (row.account_id, row.restored_by)])
    items = [
        RestoredView(
            id=row.id,
            user=people.get(row.account_id),
            run_id=row.run_id,
            restored_by=people.find(row.restored_by),
            restored_at=row.restored_at,
            spared_until=end,
        )
        for row, end in page
    ]
    return RestoredPage(items, encode_cursor(page[-1][0].id) if len(rows) > limit else None)


def end_sparing(session: Session, tenant_id: int, row_id: int, *, by: str) -> None:
    """Let tasks act on a user again. Raises NotFound."""
    row = session.get(RestoredUser, (tenant_id, row_id))
    if row is None:
        raise NotFound("restored user")
    before = {"account_id": row.account_id, "run_id": row.run_id, "restored_at": row.restored_at.isoformat()}
    record_change(session, tenant_id, by, Change("restored.ended", row.account_id, before=before))
    session.delete(row)

"""How much one tenant may store: more than an organization of 100,000 people needs, and no more than lists can show.

Counted under a lock of the tenant's, so that two requests at once cannot both be the last one.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.models import Exemption, ProtectedEntry, SavedFilter, Task

MOST_FILTERS: Final = 1_000
MOST_TASKS: Final = 1_000
MOST_PROTECTED: Final = 5_000
MOST_EXEMPTIONS: Final = 2_000
MOST_FILTER_BYTES: Final = 8_000_000
"""Of all saved filters together: some 25 lists of 10,000 pasted addresses. The page reads all filters at once."""
MOST_TASK_BYTES: Final = 2_000_000
"""Of the actions of all tasks: some 50,000 groups. A list of tasks tells a group that is gone by four sentences."""
MOST_AUDIT_VALUES: Final = 400
"""Of an entry's `before` and `after` each. The rest of longer lists is counted, not kept."""
_MOST_AUDIT_TEXT: Final = 4_000


@dataclass(frozen=True, slots=True)
class _Stored:
    """Stored amounts of a tenant that quotas count: its rows, and the JSON in them."""

    where: tuple[ColumnElement[bool], ...]
    json: Any


def require_room_for_filter(session: Session, tenant_id: int) -> None:
    """After a filter was written: raise Conflict when the tenant has too many, or too much in them."""
    stored = _Stored((SavedFilter.tenant_id == tenant_id,), SavedFilter.specification)
    count, size = _measure(session, tenant_id, stored)
    if count > MOST_FILTERS:
        raise Conflict(
            "too_many_filters", f"There are {MOST_FILTERS} filters already; delete one first.", most=MOST_FILTERS
        )
    if size > MOST_FILTER_BYTES:
        detail = "The saved filters hold more pasted entries than can be stored; shorten one or delete one first."
        raise Conflict("filters_too_large", detail, pointer="/specification")


def require_room_for_task(session: Session, tenant_id: int) -> None:
    """After a task was written: raise Conflict when the tenant has too many, or too much in them."""
    stored = _Stored((Task.tenant_id == tenant_id, Task.removed_at.is_(None)), Task.actions)
    count, size = _measure(session, tenant_id, stored)
    if count > MOST_TASKS:
        raise Conflict("too_many_tasks", f"There are {MOST_TASKS} tasks already; remove one first.", most=MOST_TASKS)
    if size > MOST_TASK_BYTES:
        detail = "The actions of all tasks name more than can be stored; shorten one or remove one first."
        raise Conflict("tasks_too_large", detail, pointer="/actions")


def require_room_for_protected(session: Session, tenant_id: int) -> None:
    """After an entry was written: raise Conflict when the protected list is too long."""
    stored = _Stored((ProtectedEntry.tenant_id == tenant_id,), ProtectedEntry.value)
    if _measure(session, tenant_id, stored)[0] > MOST_PROTECTED:
        detail = f"The protected list has {MOST_PROTECTED} entries already; protect a group or a domain instead."
        raise Conflict("too_many_protected", detail, most=MOST_PROTECTED)


def require_room_for_exemption(session: Session, tenant_id: int) -> None:
    """After an exemption was set: raise Conflict when the tenant has too many."""
    stored = _Stored((Exemption.tenant_id == tenant_id,), Exemption.reason)
    if _measure(session, tenant_id, stored)[0] > MOST_EXEMPTIONS:
        detail = f"There are {MOST_EXEMPTIONS} exemptions already; protect a group, or end some first."
        raise Conflict("too_many_exemptions", detail, most=MOST_EXEMPTIONS)


def abridge(value: Any) -> Any:
    """A snapshot for the audit log: whole, unless its lists are long; then it says how many entries it leaves out."""
    return _abridge(value, [MOST_AUDIT_VALUES])


def _abridge(value: Any, left: list[int]) -> Any:
    if isinstance(value, dict):
        return {key: _abridge(one, left) for key, one in value.items()}
    if isinstance(value, list):
        kept = []
        for position, one in enumerate(value):
            if left[0] <= 0:
                kept.append(f"… and {len(value) - position} more")
                break
            kept.append(_abridge(one, left))
        return kept
    left[0] -= 1
    return value[:_MOST_AUDIT_TEXT] + "…" if isinstance(value, str) and len(value) > _MOST_AUDIT_TEXT else value


def _measure(session: Session, tenant_id: int, stored: _Stored) -> tuple[int, int]:
    # A lock of its own, taken last: a lock on a row of others could be waited for in a circle.
    session.flush()
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"quota:{tenant_id}", 0))))
    size = func.coalesce(func.sum(func.octet_length(cast(stored.json, Text))), 0)
    count, total = session.execute(select(func.count(), size).where(*stored.where)).one()
    return count, int(total)

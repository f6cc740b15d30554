"""Puts a thing that exists in the place of one that is gone: in every filter, task and protected entry at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue
from app.domain.automation.gone import Kind, list_present
from app.domain.errors import Conflict, NotFound
from app.models import ProtectedEntry, SavedFilter, Task
from app.services.automation.authors import note_author, read_shape
from app.services.records.audit import Change, record_change

_FIELDS: dict[Kind, str] = {"group": "groups", "app": "apps", "site": "sites"}


@dataclass(frozen=True, slots=True)
class Repair:
    """How many filters, tasks and protected entries name the new thing now."""

    filters: int
    tasks: int
    protected: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """`gone_id` does not exist any more, `new_id` takes its place; both are of the kind."""

    kind: Kind
    gone_id: str
    new_id: str


def repair_references(session: Session, tenant_id: int, wanted: Replacement, *, by: str, now: datetime) -> Repair:
    """Replace the id wherever it stands. Raises Conflict while the old thing exists, NotFound for no new one."""
    catalogue = load_catalogue(session, tenant_id)
    present = list_present(wanted.kind, catalogue)
    if wanted.gone_id in present:
        raise Conflict("still_there", "The thing to be replaced still exists; edit what names it.")
    if wanted.new_id not in present:
        raise NotFound(wanted.kind)
    saved = session.scalars(select(SavedFilter).where(SavedFilter.tenant_id == tenant_id).with_for_update())
    filters = _repair_rows(saved, "specification", wanted, by=by, now=now)
    kept = select(Task).where(Task.tenant_id == tenant_id, Task.removed_at.is_(None)).order_by(Task.id)
    tasks = _repair_rows(session.scalars(kept.with_for_update()), "actions", wanted, by=by, now=now)
    protected = _repair_protected(session, tenant_id, wanted) if wanted.kind == "group" else 0
    repair = Repair(filters, tasks, protected)
    before = {"id": wanted.gone_id, "name": catalogue.gone.get(wanted.gone_id)}
    after = {"id": wanted.new_id, "filters": filters, "tasks": tasks, "protected": protected}
    record_change(session, tenant_id, by, Change("reference.repaired", present[wanted.new_id], before, after))
    session.flush()
    return repair


def _repair_rows(rows: Iterable[Any], named_in: str, wanted: Replacement, *, by: str, now: datetime) -> int:
    """Replace the id in a column of locked filters or tasks; returns how many named it."""
    changed = 0
    for row in rows:
        repaired = _replace(getattr(row, named_in), wanted)
        if repaired != getattr(row, named_in):
            was = read_shape(row) if isinstance(row, Task) else None
            setattr(row, named_in, repaired)
            if isinstance(row, Task):
                note_author(row, was, by=by, now=now)
            else:
                row.updated_by, row.updated_at = by, now
            row.version += 1
            changed += 1
    return changed


def _repair_protected(session: Session, tenant_id: int, wanted: Replacement) -> int:
    mine = (ProtectedEntry.tenant_id == tenant_id, ProtectedEntry.kind == "group")
    row = session.scalar(select(ProtectedEntry).where(*mine, ProtectedEntry.value == wanted.gone_id).with_for_update())
    if row is None:
        return 0
    if session.scalar(select(ProtectedEntry.id).where(*mine, ProtectedEntry.value == wanted.new_id)) is not None:
        session.delete(row)
    else:
        row.value = wanted.new_id
    return 1


def _replace(part: Any, wanted: Replacement) -> Any:
    """A stored filter or list of actions with the id replaced in its lists of the kind, each id once."""
    if isinstance(part, list):
        return [_replace(one, wanted) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: _replace(value, wanted) for name, value in part.items()}
    listed = made.get(_FIELDS[wanted.kind])
    if isinstance(listed, list) and wanted.gone_id in listed:
        ids = [wanted.new_id if one == wanted.gone_id else one for one in listed]
        made[_FIELDS[wanted.kind]] = list(dict.fromkeys(ids))
    return made

"""Puts a thing that exists in the place of one that is gone: in every filter, task and protected entry at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue
from app.domain.errors import Conflict, NotFound
from app.domain.gone import Kind, list_present
from app.models import ProtectedEntry, SavedFilter, Task
from app.services.audit import Change, record_change

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
    filters = _repair_filters(session, tenant_id, wanted, by=by, now=now)
    tasks = _repair_tasks(session, tenant_id, wanted, by=by, now=now)
    protected = _repair_protected(session, tenant_id, wanted) if wanted.kind == "group" else 0
    repair = Repair(filters, tasks, protected)
    before = {"id": wanted.gone_id, "name": catalogue.gone.get(wanted.gone_id)}
    after = {"id": wanted.new_id, "filters": filters, "tasks": tasks, "protected": protected}
    record_change(session, tenant_id, by, Change("reference.repaired", present[wanted.new_id], before, after))
    session.flush()
    return repair


def _repair_filters(session: Session, tenant_id: int, wanted: Replacement, *, by: str, now: datetime) -> int:
    rows = session.scalars(select(SavedFilter).where(SavedFilter.tenant_id == tenant_id).with_for_update())
    changed = 0
    for row in rows:
        specification = _replace(row.specification, wanted)
        if specification != row.specification:
            row.specification, row.updated_by, row.updated_at = specification, by, now
            row.version += 1
            changed += 1
    return changed


def _repair_tasks(session: Session, tenant_id: int, wanted: Replacement, *, by: str, now: datetime) -> int:
    query = select(Task).where(Task.tenant_id == tenant_id, Task.removed_at.is_(None))
    changed = 0
    for row in session.scalars(query.order_by(Task.id).with_for_update()):
        actions = _replace(row.actions, wanted)
        if actions != row.actions:
            row.actions, row.updated_by, row.updated_at = actions, by, now
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

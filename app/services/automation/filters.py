"""Saved filters: create, edit without overwriting anybody, copy, delete with the tasks that depend on them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.directory.conditions.query import build_user_query
from app.directory.facts import load_catalogue, load_named
from app.domain.errors import Conflict, FieldError, Invalid, NotFound
from app.domain.filters import FilterSpec, describe, find_missing_references, parse_filter, read_filter
from app.domain.mistakes import mistake
from app.domain.naming import list_all_named
from app.domain.people.directory import Catalogue
from app.models import DirectoryUser, SavedFilter, Task
from app.services.automation.saving.list_statements import FILTERS, TASKS_OF_EACH
from app.services.automation.slots import moving_slots
from app.services.automation.unmatched import Unmatched, find_unmatched
from app.services.browser.people import People, Person
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, note_delegate, require_reach_of_users
from app.services.tenancy.quotas import require_room_for_filter

NAMED_USERS = 20


@dataclass(frozen=True, slots=True)
class TaskReference:
    """A task, named."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class FilterView:
    """A saved filter, read back as a sentence."""

    id: int
    name: str
    specification: dict[str, Any]
    sentence: str
    version: int
    created_by: Person
    updated_by: Person
    updated_at: datetime
    task_count: int


@dataclass(frozen=True, slots=True)
class FilterDescription:
    """A filter read back, how many users match now, and which entries of its lists match nobody."""

    sentence: str
    count: int
    unmatched: Unmatched


@dataclass(frozen=True, slots=True)
class FilterChange:
    """How membership would change; the lists hold the first names of each side."""

    added: int
    removed: int
    added_users: list[Person]
    removed_users: list[Person]
    tasks: list[TaskReference]


def list_filters(session: Session, tenant_id: int) -> list[FilterView]:
    """All saved filters by name."""
    rows = session.scalars(FILTERS, {"tenant": tenant_id}).all()
    specs = [read_stored(row.specification) for row in rows]  # a pasted list is long, so each is read once
    catalogue = load_named(session, tenant_id, list_all_named(specs))
    counts = _count_tasks(session, tenant_id)
    people = People(session, tenant_id, [name for row in rows for name in (row.created_by, row.updated_by)])
    return [
        _view(row, _describe(spec, catalogue), people, counts.get(row.id, 0))
        for row, spec in zip(rows, specs, strict=True)
    ]


def get_filter(session: Session, tenant_id: int, filter_id: int) -> FilterView:
    """One saved filter. Raises NotFound."""
    return _view_one(session, get_filter_row(session, tenant_id, filter_id))


def get_filter_row(session: Session, tenant_id: int, filter_id: int) -> SavedFilter:
    """The stored row. Raises NotFound, also for another tenant's filter."""
    row = session.get(SavedFilter, (tenant_id, filter_id))
    if row is None:
        raise NotFound("saved filter")
    return row


def create_filter(session: Session, tenant_id: int, name: str, specification: dict[str, Any], *, by: str) -> FilterView:
    """Save a filter. Raises Invalid for a specification that cannot be understood, Conflict for a taken name."""
    spec = read_specification(specification)
    check_references(spec, load_catalogue(session, tenant_id))
    _check_name(session, tenant_id, name)
    row = SavedFilter(tenant_id=tenant_id, name=name, specification=spec.to_json(), created_by=by, updated_by=by)
    row.delegated_by = find_delegate(session)
    session.add(row)
    _store(session, tenant_id)
    session.refresh(row)
    record_change(session, tenant_id, by, Change("filter.created", name, after={"specification": row.specification}))
    return _view_one(session, row)


@dataclass(frozen=True, slots=True)
class FilterEdit:
    """A changed filter; `version` is the one that was read before the edit."""

    name: str
    specification: dict[str, Any]
    version: int


def update_filter(
    session: Session, tenant_id: int, filter_id: int, edit: FilterEdit, *, by: str, now: datetime
) -> FilterView:
    """Save an edit. Raises Conflict when somebody else saved one since it was read."""
    row = session.get(SavedFilter, (tenant_id, filter_id), with_for_update=True)
    if row is None:
        raise NotFound("saved filter")
    if row.version != edit.version:
        detail = "Somebody else changed this filter meanwhile. Load it again and repeat your edit."
        raise Conflict("version_conflict", detail, version=row.version)
    spec = read_specification(edit.specification)
    check_references(spec, load_catalogue(session, tenant_id))
    require_reach_of_users(session, tenant_id, filter_id)
    if edit.name.lower() != row.name.lower():
        _check_name(session, tenant_id, edit.name)
    before = {"name": row.name, "specification": row.specification}
    row.name, row.specification = edit.name, spec.to_json()
    row.version += 1
    row.updated_by, row.updated_at, row.delegated_by = by, now, note_delegate(session, row.delegated_by)
    _store(session, tenant_id)
    after = {"name": row.name, "specification": row.specification}
    record_change(session, tenant_id, by, Change("filter.updated", row.name, before, after))
    return _view_one(session, row)


def copy_filter(session: Session, tenant_id: int, filter_id: int, name: str, *, by: str) -> FilterView:
    """Save an independent copy under another name."""
    row = get_filter_row(session, tenant_id, filter_id)
    copy = create_filter(session, tenant_id, name, row.specification, by=by)
    get_filter_row(session, tenant_id, copy.id).delegated_by = note_delegate(session, row.delegated_by)
    return copy


def delete_filter(session: Session, tenant_id: int, filter_id: int, *, by: str, now: datetime, confirmed: bool) -> None:
    """Delete a filter. While tasks use it this raises Conflict with the list, unless confirmed: then they stop."""
    # The lock waits for tasks that are being saved with this filter, and lets none be from now on.
    row = session.get(SavedFilter, (tenant_id, filter_id), with_for_update=True)
    if row is None:
        raise NotFound("saved filter")
    require_reach_of_users(session, tenant_id, filter_id)
    query = select(Task).where(Task.tenant_id == tenant_id, Task.filter_id == filter_id, Task.removed_at.is_(None))
    rows = session.scalars(query.order_by(Task.id).with_for_update().execution_options(populate_existing=True))
    tasks = sorted(rows, key=lambda task: task.name)
    if tasks and not confirmed:
        named = [{"id": task.id, "name": task.name} for task in tasks]
        detail = f"{len(tasks)} task(s) use this filter and would stop: {', '.join(task.name for task in tasks)}."
        raise Conflict("filter_in_use", detail, tasks=named)
    with moving_slots(session, tasks, now):
        for task in tasks:
            task.filter_id = None
    before = {"specification": row.specification, "tasks": [task.name for task in tasks]}
    record_change(session, tenant_id, by, Change("filter.deleted", row.name, before=before))
    session.delete(row)


def describe_filter(
    session: Session, tenant_id: int, specification: dict[str, Any], now: datetime
) -> FilterDescription:
    """Read a specification back and count who matches. Raises Invalid."""
    spec = read_specification(specification)
    catalogue = load_catalogue(session, tenant_id)
    count, unmatched = count_matches(session, tenant_id, spec, now), find_unmatched(session, tenant_id, spec)
    return FilterDescription(describe(spec, catalogue), count, unmatched)


def count_matches(session: Session, tenant_id: int, spec: FilterSpec, now: datetime) -> int:
    """How many users of the mirror match."""
    return session.scalar(select(func.count()).select_from(build_user_query(spec, tenant_id, now).subquery())) or 0


def preview_change(
    session: Session, tenant_id: int, filter_id: int, specification: dict[str, Any], now: datetime
) -> FilterChange:
    """Preview a filter's change: users who would come in and drop out. Raises Invalid, NotFound."""
    row = get_filter_row(session, tenant_id, filter_id)
    stored = read_stored(row.specification)
    old = build_user_query(stored, tenant_id, now) if stored else _find_nobody(tenant_id)
    new = build_user_query(read_specification(specification), tenant_id, now)
    added, added_users = _difference(session, tenant_id, new, old)
    removed, removed_users = _difference(session, tenant_id, old, new)
    query = select(Task.id, Task.name).where(
        Task.tenant_id == tenant_id, Task.filter_id == filter_id, Task.removed_at.is_(None)
    )
    tasks = [TaskReference(task_id, name) for task_id, name in session.execute(query.order_by(Task.name))]
    return FilterChange(added, removed, added_users, removed_users, tasks)


def _difference(session: Session, tenant_id: int, here: Any, there: Any) -> tuple[int, list[Person]]:
    only = here.except_(there).subquery()
    total = session.scalar(select(func.count()).select_from(only)) or 0
    query = (
        select(DirectoryUser.account_id, DirectoryUser.name, DirectoryUser.email)
        .where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.id.in_(select(only.c[0])))
        .order_by(DirectoryUser.name)
        .limit(NAMED_USERS)
    )
    return total, [Person(*row) for row in session.execute(query)]


def _check_name(session: Session, tenant_id: int, name: str) -> None:
    same = (SavedFilter.tenant_id == tenant_id, func.lower(SavedFilter.name) == func.lower(name))
    if session.scalar(select(SavedFilter.id).where(*same)) is not None:
        raise _name_taken()


def _store(session: Session, tenant_id: int) -> None:
    """Write; two who save the same name at once are told apart by the index. Raises Invalid, Conflict for no room."""
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_saved_filters_name" not in str(error.orig):
            raise
        raise _name_taken() from None
    require_room_for_filter(session, tenant_id)


def _name_taken() -> Invalid:
    return Invalid(mistake("/name", "name_taken"), code="name_taken")


def read_specification(data: dict[str, Any], pointer: str = "/specification") -> FilterSpec:
    """A filter from outside. Raises Invalid whose pointers lead into the body that it came in."""
    try:
        return parse_filter(data)
    except Invalid as error:
        raise _beneath(pointer, error.errors, error.code) from None


def check_references(spec: FilterSpec, catalogue: Catalogue) -> None:
    """Ids of other organizations, or of deleted things, are refused when a filter is saved."""
    missing = find_missing_references(spec, catalogue)
    if missing:
        raise _beneath("/specification", missing, "unknown_reference")


def _beneath(pointer: str, errors: tuple[FieldError, ...], code: str) -> Invalid:
    return Invalid(*(replace(error, pointer=f"{pointer}{error.pointer}") for error in errors), code=code)


def _count_tasks(session: Session, tenant_id: int) -> dict[int, int]:
    found = session.execute(TASKS_OF_EACH, {"tenant": tenant_id})
    return {filter_id: count for filter_id, count in found if filter_id is not None}


def _view_one(session: Session, row: SavedFilter) -> FilterView:
    spec = read_stored(row.specification)
    sentence = _describe(spec, load_named(session, row.tenant_id, list_all_named([spec])))
    people = People(session, row.tenant_id, [row.created_by, row.updated_by])
    return _view(row, sentence, people, _count_tasks(session, row.tenant_id).get(row.id, 0))


def _view(row: SavedFilter, sentence: str, people: People, task_count: int) -> FilterView:
    return FilterView(
        id=row.id,
        name=row.name,
        specification=row.specification,
        sentence=sentence,
        version=row.version,
        created_by=people.get(row.created_by),
        updated_by=people.get(row.updated_by),
        updated_at=row.updated_at,
        task_count=task_count,
    )


def read_stored(specification: object) -> FilterSpec | None:
    """A stored specification, or None when it can no longer be understood."""
    try:
        return read_filter(specification)
    except Invalid:
        return None


def _find_nobody(tenant_id: int) -> Select[int]:
    return select(DirectoryUser.id).where(DirectoryUser.tenant_id == tenant_id, false())


def _describe(spec: FilterSpec | None, catalogue: Catalogue) -> str:
    return describe(spec, catalogue) if spec else "This filter can no longer be understood; edit it."

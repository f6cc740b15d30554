"""Automated tasks: save, toggle, clone, remove, run now."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.directory.facts import load_catalogue
from app.domain.automation.actions import Action, check_actions, parse_actions, parse_known_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.cautions import BLACKED_OUT
from app.domain.automation.gone import warn_of_gone
from app.domain.automation.modes import DRAFT, LIVE, Mode, changes_people
from app.domain.automation.proposed_limits import propose_limit
from app.domain.automation.schedules import parse_schedule, parse_time_zone, schedule_to_json
from app.domain.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue
from app.domain.rights import join_delegates, raises_limit
from app.models import SavedFilter, Task
from app.services.automation.authors import note_author, read_shape, snapshot_task
from app.services.automation.filters import read_stored
from app.services.automation.foreseen import count_affected
from app.services.automation.overlap_counts import load_overlaps, refresh_overlaps
from app.services.automation.saving.confirming import require_confirmation, takes_by_itself
from app.services.automation.saving.copy_names import find_free_name
from app.services.automation.saving.dates import find_passed_date, keep_for_copy
from app.services.automation.saving.list_statements import TASKS
from app.services.automation.slots import moving_slots
from app.services.automation.task_views import TaskView, find_row_cautions, view_tasks
from app.services.records.audit import Change, record_change
from app.services.tenancy.authority import find_delegate, note_delegate, require_reach, require_targets
from app.services.tenancy.quotas import require_room_for_task
from app.services.tenancy.settings import get_tenant

_NEEDS_FILTER = mistake("/filter_id", "filter_for_schedule")


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as configured; `version` is the one that was read, None for a new task.

    proposes_limit: nobody said a limit or that there is none. A task that has a filter or a limit keeps what it has,
    any other gets what a preview proposes. is_confirmed: whoever saves it knows whom its schedule would change now.
    mode: None leaves a task as it is; a new one of somebody who knows of no modes is live.
    """

    name: str
    filter_id: int | None
    actions: tuple[dict[str, Any], ...]
    schedule: dict[str, Any]
    time_zone: str | None = None
    is_schedule_active: bool = False
    max_users: int | None = None
    version: int | None = None
    proposes_limit: bool = False
    is_confirmed: bool = False
    mode: Mode | None = None


def list_tasks(session: Session, tenant_id: int, now: datetime) -> list[TaskView]:
    """All tasks by name."""
    rows = session.scalars(TASKS, {"tenant": tenant_id}).all()
    return view_tasks(session, tenant_id, rows, now)


def get_task(session: Session, tenant_id: int, task_id: int, now: datetime) -> TaskView:
    """One task. Raises NotFound."""
    return view_tasks(session, tenant_id, [get_task_row(session, tenant_id, task_id)], now)[0]


def get_task_row(session: Session, tenant_id: int, task_id: int, *, lock: bool = False) -> Task:
    """The stored row of a task that was not removed. Raises NotFound."""
    # A scheduler that dispatches the task right now is waited for: the slot is then run by what it read.
    row = session.get(Task, (tenant_id, task_id), with_for_update=lock)
    if row is None or row.removed_at is not None:
        raise NotFound("task")
    return row


def create_task(session: Session, tenant_id: int, draft: TaskDraft, *, by: str, now: datetime) -> TaskView:
    """Save a new task. Raises Invalid with every field that is wrong."""
    _hold_filter(session, tenant_id, draft.filter_id)
    row = Task(tenant_id=tenant_id, created_by=by, actions=[], schedule={}, name=draft.name, time_zone="UTC")
    with moving_slots(session, [row], now):
        _apply(session, row, draft, by=by, now=now)
        require_confirmation(session, row, draft.is_confirmed, was_taking=False, now=now)
        session.add(row)
    require_room_for_task(session, tenant_id)
    session.refresh(row)
    record_change(session, tenant_id, by, Change("task.created", row.name, after=snapshot_task(row)))
    return _view_with_overlaps(session, tenant_id, row, now)


def update_task(
    session: Session, tenant_id: int, task_id: int, draft: TaskDraft, *, by: str, now: datetime
) -> TaskView:
    """Save an edit. Raises Conflict when somebody else saved one since it was read."""
    _hold_filter(session, tenant_id, draft.filter_id)
    row = get_task_row(session, tenant_id, task_id, lock=True)
    if draft.version != row.version:
        detail = "Somebody else changed this task meanwhile. Load it again and repeat your edit."
        raise Conflict("version_conflict", detail, version=row.version)
    _require_edit(session, row, draft)
    before, was_taking = snapshot_task(row), takes_by_itself(row)
    with moving_slots(session, [row], now):
        _apply(session, row, draft, by=by, now=now)
        require_confirmation(session, row, draft.is_confirmed, was_taking=was_taking, now=now)
        row.version += 1
    require_room_for_task(session, tenant_id)
    record_change(session, tenant_id, by, Change("task.updated", row.name, before, snapshot_task(row)))
    return _view_with_overlaps(session, tenant_id, row, now)


def _require_edit(session: Session, row: Task, draft: TaskDraft) -> None:
    """Raise Forbidden when a delegated admin changes what is beyond their reach, or lifts the task's limit."""
    if find_delegate(session) is None:
        return
    require_reach(session, row.tenant_id, parse_known_actions(row.actions))
    if not draft.proposes_limit and raises_limit(row.max_users, draft.max_users):
        raise Forbidden("guard_rail", "Only organization admins may lift the limit of a task. Ask one of them.")


def set_schedule_active(
    session: Session,
    tenant_id: int,
    task_id: int,
    is_active: bool,
    *,
    by: str,
    now: datetime,
    is_confirmed: bool = False,
) -> TaskView:
    """Switch the schedule on or off.

    Raises NotFound, Invalid for switching it on without a filter, and Conflict for one that takes something away from
    people unless that is confirmed.
    """
    row = get_task_row(session, tenant_id, task_id, lock=True)
    if is_active and not row.is_schedule_active and row.filter_id is None:
        raise Invalid(_NEEDS_FILTER)
    if is_active:  # whoever is let in may switch one off
        require_reach(session, tenant_id, parse_known_actions(row.actions))
    if row.is_schedule_active != is_active:
        with moving_slots(session, [row], now):
            row.is_schedule_active = is_active
            _note_delegate(session, row, is_set_going=is_active)
            require_confirmation(session, row, is_confirmed, was_taking=False, now=now)
            row.version += 1
            note_author(row, by=by, now=now)
        change = Change("task.schedule_switched", row.name, {"active": not is_active}, {"active": is_active})
        record_change(session, tenant_id, by, change)
        session.flush()
    return view_tasks(session, tenant_id, [row], now)[0]


def set_mode(
    session: Session, tenant_id: int, task_id: int, mode: Mode, *, by: str, now: datetime, is_confirmed: bool = False
) -> TaskView:
    """Make a task a draft, a test or live; whatever it is about stays.

    Raises NotFound, and Conflict for one that begins to take something away by its schedule unless that is confirmed.
    """
    row = get_task_row(session, tenant_id, task_id, lock=True)
    if changes_people(mode):  # whoever is let in may make one harmless
        require_reach(session, tenant_id, parse_known_actions(row.actions))
    if row.mode != mode:
        was, was_taking = row.mode, takes_by_itself(row)
        with moving_slots(session, [row], now):
            row.mode = mode
            _note_delegate(session, row, is_set_going=changes_people(mode))
            require_confirmation(session, row, is_confirmed, was_taking=was_taking, now=now)
            row.version += 1
            note_author(row, by=by, now=now)
        record_change(session, tenant_id, by, Change("task.mode_changed", row.name, {"mode": was}, {"mode": mode}))
        session.flush()
        refresh_overlaps(session, tenant_id, of=[row.id])
    return view_tasks(session, tenant_id, [row], now)[0]


def _note_delegate(session: Session, row: Task, *, is_set_going: bool) -> None:
    """Name the delegated admin who sets a task going, who is never its subject; earlier ones stay named."""
    row.delegated_by = join_delegates(row.delegated_by, find_delegate(session) if is_set_going else None)


def clone_task(session: Session, tenant_id: int, task_id: int, *, by: str, now: datetime) -> TaskView:
    """An independent copy: a draft whose schedule is off until somebody looks at it."""
    row = get_task_row(session, tenant_id, task_id)
    draft = TaskDraft(
        name=find_free_name(session, tenant_id, row.name),
        filter_id=row.filter_id,
        actions=tuple(row.actions),
        schedule=keep_for_copy(row, now),
        time_zone=row.time_zone,
        max_users=row.max_users,
        mode=DRAFT,
    )
    copy = create_task(session, tenant_id, draft, by=by, now=now)
    get_task_row(session, tenant_id, copy.id).delegated_by = note_delegate(session, row.delegated_by)
    return copy


def remove_task(session: Session, tenant_id: int, task_id: int, *, by: str, now: datetime) -> None:
    """Remove a task; its runs stay, one that is active goes on. Raises NotFound."""
    row = get_task_row(session, tenant_id, task_id, lock=True)
    require_reach(session, tenant_id, parse_known_actions(row.actions))
    with moving_slots(session, [row], now):
        row.removed_at, row.is_schedule_active = now, False
    record_change(session, tenant_id, by, Change("task.removed", row.name, before=snapshot_task(row)))


def check_draft(session: Session, tenant_id: int, draft: TaskDraft, catalogue: Catalogue) -> list[FieldError]:
    """Everything that keeps a draft from being saved."""
    errors: list[FieldError] = []
    try:
        errors += check_actions(parse_actions(draft.actions), catalogue)
        parse_schedule(draft.schedule)
        if draft.time_zone is not None:
            parse_time_zone(draft.time_zone)
    except Invalid as error:
        errors += error.errors
    if draft.filter_id is not None and session.get(SavedFilter, (tenant_id, draft.filter_id)) is None:
        errors.append(mistake("/filter_id", "filter_gone"))
    if draft.is_schedule_active and draft.filter_id is None:
        errors.append(_NEEDS_FILTER)
    return errors


def stored_actions(row: Task) -> tuple[Action, ...]:
    """The actions of a task."""
    return parse_actions(row.actions)


def _hold_filter(session: Session, tenant_id: int, filter_id: int | None) -> None:
    """Let nobody delete the filter until this transaction ends. Who deletes one locks it before its tasks, too."""
    if filter_id is not None:
        session.get(SavedFilter, (tenant_id, filter_id), with_for_update={"read": True, "key_share": True})


def _apply(session: Session, row: Task, draft: TaskDraft, *, by: str, now: datetime) -> None:
    tenant_id, was = row.tenant_id, read_shape(row)
    draft = replace(draft, time_zone=draft.time_zone or get_tenant(session, tenant_id).time_zone)
    catalogue = load_catalogue(session, tenant_id)
    errors = check_draft(session, tenant_id, draft, catalogue)
    if errors := errors or find_passed_date(row, draft.schedule, str(draft.time_zone), now):
        raise Invalid(*errors)
    require_targets(session, tenant_id, parse_actions(draft.actions), catalogue)
    row.max_users = _find_limit(session, row, draft, now)
    row.name, row.filter_id = draft.name, draft.filter_id
    row.actions = [action.to_json() for action in parse_actions(draft.actions)]
    row.schedule = schedule_to_json(parse_schedule(draft.schedule))
    row.time_zone = str(draft.time_zone)
    row.is_schedule_active = draft.is_schedule_active
    row.mode = draft.mode or row.mode or LIVE
    note_author(row, was, by=by, now=now)
    row.delegated_by = note_delegate(session, row.delegated_by)


def _find_limit(session: Session, row: Task, draft: TaskDraft, now: datetime) -> int | None:
    """The limit that was said; else the task's own, or for one without a limit and a filter what a preview proposes."""
    if not draft.proposes_limit:
        return draft.max_users
    saved = None if row.filter_id or row.max_users else session.get(SavedFilter, (row.tenant_id, draft.filter_id or 0))
    spec = read_stored(saved.specification) if saved else None
    if spec is None:
        return row.max_users
    return propose_limit(count_affected(session, row.tenant_id, spec, parse_actions(draft.actions), now))


def _view_with_overlaps(session: Session, tenant_id: int, row: Task, now: datetime) -> TaskView:
    """The saved task, with what its filter makes useless and the tasks that it may work against among its warnings."""
    [view] = view_tasks(session, tenant_id, [row], now)
    saved = session.get(SavedFilter, (tenant_id, row.filter_id)) if row.filter_id else None
    if saved is None:
        return view
    catalogue = load_catalogue(session, tenant_id)
    spec = read_stored(saved.specification)
    if spec is None:
        return view
    actions = stored_actions(row)
    refresh_overlaps(session, tenant_id, of=[row.id])
    overlaps = load_overlaps(session, tenant_id, catalogue).get(row.id, [])
    blackouts = [one for one in view.warnings if one.code == BLACKED_OUT]
    gone = [*blackouts, *warn_of_gone(actions, catalogue, spec)]
    warnings = [*find_row_cautions(row, saved), *gone, *find_cautions(actions, catalogue, spec), *overlaps]
    return replace(view, warnings=warnings)

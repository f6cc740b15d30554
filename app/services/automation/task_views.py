"""Tasks as they are shown, with names, sentences, the last run, and why there is no next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.directory.facts import load_named
from app.domain.automation.actions import describe_action, find_unknown_actions, parse_known_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.blackouts import BlackoutCalendar, has_destructive
from app.domain.automation.cautions import (
    ACTION_UNREADABLE,
    BLACKED_OUT,
    FILTER_UNREADABLE,
    SCHEDULE_UNREADABLE,
    ZONE_UNKNOWN,
    Caution,
    build_caution,
)
from app.domain.automation.foresight import ForeseenSlot, Foresight, foresee_slots
from app.domain.automation.gone import warn_of_gone
from app.domain.automation.modes import Mode
from app.domain.automation.schedules import MANUAL, describe_schedule, schedule_to_json
from app.domain.automation.timetable import plan_next_run
from app.domain.engine import reasons
from app.domain.filters import FilterSpec
from app.domain.naming import list_all_named, list_named, list_names
from app.domain.zones import find_zone
from app.models import SavedFilter, Task
from app.services.automation.blackouts import load_calendar
from app.services.automation.filters import read_stored
from app.services.automation.overlap_counts import load_overlaps
from app.services.automation.saving.last_tests import LastTest, find_last_tests
from app.services.automation.saving.list_statements import FILTERS_OF, NEWEST
from app.services.automation.timetable import load_surroundings, read_schedule, read_timing
from app.services.automation.unmatched import warn_of_lost_lists
from app.services.browser.people import People, Person
from app.services.engine.run_views import RunSummary, summarise


@dataclass(frozen=True, slots=True)
class FilterReference:
    """The filter of a task, named."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """An automated task with everything its row in the list shows."""

    id: int
    name: str
    mode: Mode
    filter: FilterReference | None
    actions: list[dict[str, Any]]
    action_sentences: list[str]
    names: dict[str, str]
    schedule: dict[str, Any]
    schedule_sentence: str
    time_zone: str
    is_schedule_active: bool
    max_users: int | None
    next_run_at: datetime | None
    next_slots: list[ForeseenSlot]
    """The next five that run, and between them what does not; empty while there is no next run."""
    no_next_run_code: str | None
    no_next_run_reason: str | None
    last_run: RunSummary | None
    last_test: LastTest | None
    updated_by: Person
    updated_at: datetime
    version: int
    warnings: list[Caution]


def view_tasks(session: Session, tenant_id: int, rows: Sequence[Task], now: datetime) -> list[TaskView]:
    """Tasks in the given order; a constant number of statements, however many there are.

    A row that is no longer understood is shown with what is understood of it, and says so.
    """
    people = People(session, tenant_id, [row.updated_by for row in rows])
    filters = load_filters(session, tenant_id, {row.filter_id for row in rows if row.filter_id is not None})
    specs = read_specifications(filters)
    catalogue = load_named(session, tenant_id, _list_all_named(rows, specs.values()))
    last_runs = _last_runs(session, tenant_id, [row.id for row in rows])
    last_tests = find_last_tests(session, tenant_id, rows, filters)
    surroundings = load_surroundings(session, tenant_id)
    calendar = load_calendar(session, tenant_id)
    lost_lists = warn_of_lost_lists(session, tenant_id, {one: (filters[one].name, spec) for one, spec in specs.items()})
    overlaps = load_overlaps(session, tenant_id, catalogue)
    views = []
    for row in rows:
        actions = parse_known_actions(row.actions)
        schedule = read_schedule(row) or MANUAL
        named = filters.get(row.filter_id) if row.filter_id is not None else None
        _slot, reason = plan_next_run(read_timing(row), surroundings, now)
        foresight = foresee_row(row, calendar, now)
        views.append(
            TaskView(
                id=row.id,
                name=row.name,
                mode=row.mode,
                filter=FilterReference(named.id, named.name) if named else None,
                actions=[action.to_json() for action in actions],
                action_sentences=[describe_action(action, catalogue) for action in actions],
                names=list_names(catalogue, actions),
                schedule=schedule_to_json(schedule),
                schedule_sentence=describe_schedule(schedule, row.time_zone),
                time_zone=row.time_zone,
                is_schedule_active=row.is_schedule_active,
                max_users=row.max_users,
                next_run_at=row.next_run_at,
                next_slots=list(foresight.slots),
                no_next_run_code=reasons.SCHEDULE_INVALID if row.schedule_error else reason,
                no_next_run_reason=row.schedule_error or reasons.explain_reason(reason),
                last_run=last_runs.get(row.id),
                last_test=last_tests.get(row.id),
                updated_by=people.get(row.updated_by),
                updated_at=row.updated_at,
                version=row.version,
                warnings=[
                    *find_row_cautions(row, named),
                    *warn_of_blackouts(foresight),
                    *warn_of_gone(actions, catalogue, specs.get(named.id) if named else None),
                    *(lost_lists.get(named.id, ()) if named else ()),
                    *find_cautions(actions, catalogue),
                    *overlaps.get(row.id, ()),
                ],
            )
        )
    return views


def _list_all_named(rows: Sequence[Task], specs: Iterable[FilterSpec]) -> set[str]:
    named = {one for row in rows for one in list_named(parse_known_actions(row.actions))}
    return named | list_all_named(specs)


def foresee_row(row: Task, calendar: BlackoutCalendar, now: datetime) -> Foresight:
    """The next slots of a stored task, the one that is due included; none while it has no next run."""
    schedule, zone = read_schedule(row), find_zone(row.time_zone)
    if row.next_run_at is None or schedule is None or zone is None:
        return Foresight()
    after = min(now, row.next_run_at - timedelta(seconds=1))
    return foresee_slots(schedule, zone, after, calendar if has_destructive(row.actions) else None)


def warn_of_blackouts(foresight: Foresight) -> list[Caution]:
    """A schedule of which nothing runs for a year says so."""
    return [build_caution(BLACKED_OUT)] if foresight.is_blacked_out else []


def find_row_cautions(row: Task, saved: SavedFilter | None) -> list[Caution]:
    """Find cautions of a stored row: parts that this release does not understand."""
    found = [build_caution(ACTION_UNREADABLE, action=word) for word in find_unknown_actions(row.actions)]
    if read_schedule(row) is None:
        found.append(build_caution(SCHEDULE_UNREADABLE))
    if find_zone(row.time_zone) is None:
        found.append(build_caution(ZONE_UNKNOWN, zone=row.time_zone))
    if saved is not None and read_stored(saved.specification) is None:
        found.append(build_caution(FILTER_UNREADABLE, filter=saved.name))
    return found


def read_specifications(filters: Mapping[int, SavedFilter]) -> dict[int, FilterSpec]:
    """Read the specifications of the filters; without those that can no longer be understood."""
    read = {one: read_stored(saved.specification) for one, saved in filters.items()}
    return {one: spec for one, spec in read.items() if spec is not None}


def load_filters(session: Session, tenant_id: int, ids: set[int]) -> dict[int, SavedFilter]:
    """The filters of tasks, by their ids."""
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(FILTERS_OF, {"tenant": tenant_id, "ids": list(ids)})}


def _last_runs(session: Session, tenant_id: int, task_ids: Sequence[int]) -> dict[int, RunSummary]:
    if not task_ids:
        return {}
    runs = session.scalars(NEWEST, {"tenant": tenant_id, "tasks": task_ids}).all()
    return {run.task_id: run for run in summarise(session, tenant_id, runs) if run.task_id is not None}

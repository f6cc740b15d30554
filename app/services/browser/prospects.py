"""Prospects of one person: the next run of every task for them, planned by the run's own code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from app.db import TenantSession
from app.directory.facts import find_rows, load_catalogue, load_users
from app.domain.automation.actions import find_unknown_actions, parse_known_actions
from app.domain.automation.prospects import Prospect, judge_prospect
from app.domain.automation.timetable import plan_next_run
from app.domain.engine.planning import PlannedOperation
from app.domain.errors import NotFound
from app.domain.filters import FilterSpec, matches
from app.domain.filters.reading import is_storable
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.rights import name_delegates
from app.models import SavedFilter, Task
from app.services.automation.admin_seats import load_admins_matching, load_seats_for
from app.services.automation.exemptions import ExemptionView, list_of_person
from app.services.automation.foreseen import iter_plans
from app.services.automation.previews import PlannedOperationView, view_operations
from app.services.automation.task_views import FilterReference, load_filters, read_specifications
from app.services.automation.timetable import load_surroundings, read_timing

MOST_PLANNED: Final = 50
"""Tasks that name one person and are planned for them; each costs a few statements."""


@dataclass(frozen=True, slots=True)
class ProspectView:
    """One task and the person. at: the moment it was judged for, that of the next run or now where there is none.

    mode: of a draft or a test it is told what it would do if it were live.
    no_next_run_code: why it does not run by itself. exemption: the one that holds for them now.
    """

    task_id: int
    task_name: str
    mode: str
    filter: FilterReference | None
    next_run_at: datetime | None
    no_next_run_code: str | None
    at: datetime
    prospect: Prospect
    operations: list[PlannedOperationView]
    exemption: ExemptionView | None


@dataclass(frozen=True, slots=True)
class _Person:
    """Person of the prospects, and the names of what tasks touch."""

    row_id: int
    facts: UserFacts
    catalogue: Catalogue


def foresee_person(session: TenantSession, account_id: str, now: datetime) -> list[ProspectView]:
    """All tasks by name, with what each would do to the person. Raises NotFound."""
    person = _load_person(session, account_id)
    surroundings = load_surroundings(session, session.tenant_id)
    rows = _load_tasks(session)
    filters = load_filters(session, session.tenant_id, {row.filter_id for row in rows if row.filter_id is not None})
    specs = read_specifications(filters)
    exemptions = {one.task_id: one for one in list_of_person(session, session.tenant_id, account_id, now)}
    views, left = [], MOST_PLANNED
    for row in rows:
        _slot, code = plan_next_run(read_timing(row), surroundings, now)
        at = max(row.next_run_at or now, now)
        prospect, operations = _foresee(session, row, filters, specs, person, at=at, may_plan=left > 0)
        left -= bool(operations)
        named = filters.get(row.filter_id) if row.filter_id is not None else None
        views.append(
            ProspectView(
                task_id=row.id,
                task_name=row.name,
                mode=row.mode,
                filter=FilterReference(named.id, named.name) if named else None,
                next_run_at=row.next_run_at,
                no_next_run_code=code,
                at=at,
                prospect=prospect,
                operations=view_operations(operations),
                exemption=exemptions.get(row.id),
            )
        )
    return views


def _load_person(session: TenantSession, account_id: str) -> _Person:
    found = load_users(session, session.tenant_id, [account_id]) if is_storable(account_id) else {}
    if account_id not in found:
        raise NotFound("user")
    row_id = find_rows(session, session.tenant_id, [account_id])[account_id]
    return _Person(row_id, found[account_id], load_catalogue(session, session.tenant_id))


def _load_tasks(session: TenantSession) -> list[Task]:
    query = (
        select(Task)
        .where(Task.tenant_id == session.tenant_id, Task.removed_at.is_(None))
        .order_by(func.lower(Task.name), Task.id)
    )
    return list(session.scalars(query))


def _foresee(
    session: TenantSession,
    row: Task,
    filters: Mapping[int, SavedFilter],
    specs: Mapping[int, FilterSpec],
    person: _Person,
    *,
    at: datetime,
    may_plan: bool,
) -> tuple[Prospect, list[PlannedOperation]]:
    spec = specs.get(row.filter_id) if row.filter_id is not None else None
    if spec is None or find_unknown_actions(row.actions):
        return "not_readable", []
    if not matches(spec, person.facts, person.catalogue, at):
        return "no_match", []
    if not may_plan:
        return "not_looked_at", []
    actions, tenant_id, catalogue = parse_known_actions(row.actions), row.tenant_id, person.catalogue
    saved = filters[row.filter_id] if row.filter_id is not None else None
    chunks = [[(person.row_id, person.facts)]]
    seats = load_seats_for(session, tenant_id, actions, catalogue, users=[person.facts], now=at)
    if seats is not None:  # whom the run comes to before this person may take a role that then is the last one
        chunks.insert(0, load_admins_matching(session, tenant_id, spec, at, (seats, person.row_id - 1)))
    plans = iter_plans(
        session, tenant_id, actions, chunks,
        catalogue=catalogue, now=at, is_task=True, task_id=row.id, seats=seats,
        delegates=frozenset(name_delegates(row.delegated_by, saved.delegated_by if saved else None)),
    )  # fmt: skip
    [operations] = [operations for row_id, _user, operations in plans if row_id == person.row_id]
    return judge_prospect(operations), operations

"""Preview: what a run would do, computed by the run's own code over the present mirror. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.directory.facts import find_matching, load_catalogue, load_next_matching
from app.domain.automation.actions import Action, parse_actions, parse_known_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.cautions import Caution
from app.domain.automation.collateral import Detail
from app.domain.automation.foresight import ForeseenSlot, foresee_slots
from app.domain.automation.frozen import NOTHING_FROZEN, RunSpecification, freeze_core
from app.domain.automation.gone import warn_of_gone
from app.domain.automation.schedules import describe_schedule, parse_schedule, parse_time_zone
from app.domain.engine.holds import Hold
from app.domain.engine.planning import PlannedOperation
from app.domain.engine.reasons import explain_reason
from app.domain.errors import Invalid
from app.domain.filters import FilterSpec, read_filter
from app.domain.mistakes import mistake
from app.models import SavedFilter, Task
from app.services.automation.admin_seats import load_admins_matching, load_seats_for
from app.services.automation.blackouts import load_calendar
from app.services.automation.filters import get_filter_row, read_stored
from app.services.automation.foreseen import Totals, foresee_totals, iter_plans
from app.services.automation.overlaps import find_overlaps
from app.services.automation.task_views import warn_of_blackouts
from app.services.automation.tasks import TaskDraft, check_draft
from app.services.automation.unmatched import warn_of_unmatched
from app.services.engine.holds import judge_plan
from app.services.engine.named_groups import list_stale_groups, tell_of_groups
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.queues.syncs import MirrorView, get_mirror
from app.services.tenancy.settings import get_tenant


@dataclass(frozen=True, slots=True)
class PlannedOperationView:
    """Planned operation as shown: a step that a run would do, or skip with its reason."""

    action: str
    target_kind: str
    target_id: str
    target_name: str
    outcome: str
    reason: str | None
    reason_text: str | None
    is_failing: bool
    details: list[Detail]


@dataclass(frozen=True, slots=True)
class PlannedUserView:
    """One user's plan."""

    account_id: str
    name: str
    email: str | None
    operations: list[PlannedOperationView]


@dataclass(frozen=True, slots=True)
class PreviewView:
    """A page of users; the totals over all matching users come with the first page, unless they were not wanted.

    matched_users: how many match; with the first page also where no other totals were wanted.

    affected_users: who would be changed. planned_operations: steps that would succeed. failing_users and failed: who
    has steps that are known to fail, and these steps by reason. groups_read_at: as of when the members of the groups
    that are named are known; None when none is.
    """

    matched_users: int | None
    affected_users: int | None
    failing_users: int | None
    planned_operations: int | None
    skipped: dict[str, int] | None
    failed: dict[str, int] | None
    users: list[PlannedUserView]
    next_cursor: str | None
    warnings: list[Caution]
    data_read_at: datetime | None
    groups_read_at: datetime | None = None
    holds: list[Hold] | None = None
    """Why a run of this size would wait, apart from the task's own limit; None without totals."""


@dataclass(frozen=True, slots=True)
class SchedulePreviewView:
    """A schedule read back, its next five runs, and between them the slots that a blackout keeps from starting."""

    sentence: str
    time_zone: str
    next_runs: list[datetime]
    slots: list[ForeseenSlot]
    warnings: list[Caution]


def preview_draft(
    session: Session,
    tenant_id: int,
    draft: TaskDraft,
    *,
    task_id: int | None,
    cursor: str | None,
    limit: int,
    now: datetime,
    has_totals: bool = True,
) -> PreviewView:
    """The plan of a draft, or of an edit of the task `task_id`.

    Actions that a task has already are planned as its run plans them, also when a target has gone or is managed
    elsewhere by now. Raises Invalid for what cannot be saved, or a draft without a filter.
    """
    catalogue = load_catalogue(session, tenant_id)
    errors = check_draft(session, tenant_id, draft, catalogue)
    if errors and task_id is not None and _has_actions(session, tenant_id, task_id, draft):
        errors = [error for error in errors if not error.pointer.startswith("/actions")]
    if draft.filter_id is None:
        errors.append(mistake("/filter_id", "filter_for_preview"))
    if errors or draft.filter_id is None:
        raise Invalid(*errors)
    saved = get_filter_row(session, tenant_id, draft.filter_id).specification
    spec = read_filter(saved)
    actions = parse_actions(draft.actions)
    view = preview_plan(
        session, tenant_id, spec, actions,
        cursor=cursor, limit=limit, now=now, has_totals=has_totals, task_id=task_id,
    )  # fmt: skip
    overlaps = find_overlaps(session, tenant_id, spec, actions, catalogue, but=task_id, mode=draft.mode)
    frozen = freeze_core(saved, [action.to_json() for action in actions])
    view = foresee_holds(session, tenant_id, view, task_id=task_id, specification=frozen)
    return replace(view, warnings=view.warnings + overlaps)


def _has_actions(session: Session, tenant_id: int, task_id: int, draft: TaskDraft) -> bool:
    """Whether the task has the draft's actions as they are, and understands them all."""
    row = session.get(Task, (tenant_id, task_id))
    known = () if row is None else parse_known_actions(row.actions)
    try:
        return bool(known) and known == parse_actions(draft.actions)
    except Invalid:
        return False


def foresee_holds(
    session: Session,
    tenant_id: int,
    view: PreviewView,
    *,
    task_id: int | None = None,
    specification: RunSpecification = NOTHING_FROZEN,
) -> PreviewView:
    """The preview with the reasons for which a run of its size would wait, where it has totals."""
    if view.affected_users is None or view.matched_users is None:
        return view
    holds = judge_plan(
        session,
        tenant_id,
        planned=view.affected_users,
        matched=view.matched_users,
        task_id=task_id,
        specification=specification,
    )
    return replace(view, holds=holds)


def find_stale_groups(session: Session, tenant_id: int, draft: TaskDraft, now: datetime) -> frozenset[str]:
    """The groups of a draft that are to be read again before its preview; none of one that cannot be previewed."""
    row = None if draft.filter_id is None else session.get(SavedFilter, (tenant_id, draft.filter_id))
    spec = None if row is None else read_stored(row.specification)
    if spec is None:
        return frozenset()
    return list_stale_groups(session, tenant_id, spec, parse_known_actions(list(draft.actions)), now)


def preview_plan(
    session: Session,
    tenant_id: int,
    spec: FilterSpec,
    actions: Sequence[Action],
    *,
    cursor: str | None,
    limit: int,
    now: datetime,
    has_totals: bool = True,
    is_task: bool = True,
    task_id: int | None = None,
) -> PreviewView:
    """A page of the plan that a run would make now; is_task: it would be one of a task, not a bulk operation.

    The totals over all users come with the first page. They cost more than the page, which costs no more than the
    filter's own first page, so that whoever shows it first asks for them afterwards (`has_totals`).
    """
    catalogue = load_catalogue(session, tenant_id)
    after = decode_cursor(cursor) if cursor else 0
    totals, matched = None, None
    if has_totals and not cursor:
        totals = foresee_totals(
            session, tenant_id, spec, actions, catalogue=catalogue, now=now, is_task=is_task, task_id=task_id
        )  # fmt: skip
    elif not cursor:
        matched = len(find_matching(session, tenant_id, spec, now))
    chunks = [load_next_matching(session, tenant_id, spec, now, after_id=after, count=limit + 1)]
    shown = [user for _row_id, user in chunks[0]]
    seats = load_seats_for(session, tenant_id, actions, catalogue, users=shown, now=now)
    if after and seats is not None:
        chunks = [load_admins_matching(session, tenant_id, spec, now, (seats, after)), *chunks]
    plans = iter_plans(
        session, tenant_id, actions, chunks,
        catalogue=catalogue, now=now, is_task=is_task, task_id=task_id, seats=seats,
    )  # fmt: skip
    users = [
        (row_id, PlannedUserView(user.account_id, user.name, user.email, view_operations(operations)))
        for row_id, user, operations in plans
        if row_id > after  # who is not was on an earlier page, planned again for the admins that it takes
    ]
    groups_read_at, unread = tell_of_groups(session, tenant_id, spec, actions, catalogue=catalogue)
    page = _page(
        users,
        limit,
        totals,
        warnings=[
            *warn_of_gone(actions, catalogue, spec),
            *find_cautions(actions, catalogue, spec),
            *warn_of_unmatched(session, tenant_id, spec),
            *unread,
        ],
        mirror=get_mirror(session, tenant_id, now),
    )
    return replace(
        page, groups_read_at=groups_read_at, matched_users=page.matched_users if matched is None else matched
    )


def _page(
    users: Sequence[tuple[int, PlannedUserView]],
    limit: int,
    totals: Totals | None,
    *,
    warnings: list[Caution],
    mirror: MirrorView,
) -> PreviewView:
    page = users[:limit]
    return PreviewView(
        matched_users=totals.matched if totals else None,
        affected_users=totals.affected if totals else None,
        failing_users=totals.failing if totals else None,
        planned_operations=totals.planned if totals else None,
        skipped=dict(totals.skipped) if totals else None,
        failed=dict(totals.failed) if totals else None,
        users=[view for _row_id, view in page],
        next_cursor=encode_cursor(page[-1][0]) if len(users) > limit else None,
        warnings=warnings,
        data_read_at=mirror.synced_at,
    )


def preview_schedule(
    session: Session,
    tenant_id: int,
    schedule: dict[str, Any],
    time_zone: str | None,
    *,
    takes_away: bool,
    now: datetime,
) -> SchedulePreviewView:
    """A schedule as a sentence and its next runs. takes_away: blackouts concern it. Raises Invalid."""
    name = time_zone or get_tenant(session, tenant_id).time_zone
    zone = parse_time_zone(name)
    parsed = parse_schedule(schedule)
    foresight = foresee_slots(parsed, zone, now, load_calendar(session, tenant_id) if takes_away else None)
    return SchedulePreviewView(
        describe_schedule(parsed, name), name, foresight.runs, list(foresight.slots), warn_of_blackouts(foresight)
    )


def view_operations(operations: Sequence[PlannedOperation]) -> list[PlannedOperationView]:
    """View the operations of a user's plan."""
    return [
        PlannedOperationView(
            action=operation.action,
            target_kind=operation.target.kind,
            target_id=operation.target.id,
            target_name=operation.target.name,
            outcome=operation.verdict.outcome,
            reason=operation.verdict.reason,
            reason_text=explain_reason(operation.verdict.reason),
            is_failing=operation.verdict.is_failing,
            details=list(operation.consequences),
        )
        for operation in operations
    ]

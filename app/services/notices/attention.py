"""Attention list of the Dashboard until each is settled: held plans, slots not run, failed syncs, repairs, and what
somebody else has changed back lately."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from app.db import TenantSession
from app.directory.facts import load_named
from app.domain.automation.actions import find_unknown_actions, parse_known_actions
from app.domain.automation.blackouts import BlackoutCalendar, explain_run, has_destructive
from app.domain.automation.cautions import Caution
from app.domain.automation.gone import warn_of_gone, warn_of_gone_protection
from app.domain.automation.timetable import Surroundings, find_obstacle
from app.domain.engine.reasons import NO_FILTER, explain_reason
from app.domain.engine.runs import HELD_FOR
from app.domain.faults import Fault
from app.domain.naming import list_all_named, list_named
from app.domain.notices.attention import Action, Kind, settle_caution, settle_slot
from app.domain.states import RunState, SyncState
from app.models import Run, Task
from app.services.automation.task_views import find_row_cautions, load_filters, read_specifications
from app.services.automation.timetable import load_surroundings
from app.services.automation.unmatched import warn_of_lost_lists
from app.services.notices.attention_statements import ACTIVE_RUNS, CAME_BACK, GONE, NOT_STARTED, TASKS
from app.services.queues.syncs import MirrorView

SINCE: Final = timedelta(days=14)
"""A slot that was not run needs nobody after so long."""
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One thing to settle: what happened, when, and by which action.

    slots: how many slots of the task it stands for. until: when a held plan expires. caution: what is to be repaired.
    steps: how many steps of the run somebody else has changed back.
    """

    kind: Kind
    action: Action
    at: datetime | None
    run_id: int | None = None
    task_id: int | None = None
    name: str | None = None
    slots: int = 1
    planned_users: int | None = None
    until: datetime | None = None
    reason: str | None = None
    reason_text: str | None = None
    fault: Fault | None = None
    caution: Caution | None = None
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class AttentionView:
    """Unsettled matters, the most urgent first; `more`: how many are not shown."""

    items: list[AttentionItem] = field(default_factory=list)
    more: int = 0


def find_attention(
    session: TenantSession, mirror: MirrorView, calendar: BlackoutCalendar, now: datetime
) -> AttentionView:
    """Everything unsettled of a tenant; a constant number of statements."""
    surroundings = load_surroundings(session, session.tenant_id)
    rows = session.scalars(TASKS, {"tenant": session.tenant_id}).all()
    active = session.scalars(ACTIVE_RUNS, {"tenant": session.tenant_id}).all()
    repairs = _list_repairs(session, rows, mirror)
    broken = {item.task_id for item in repairs}
    active_ids = {run.task_id: run.id for run in active}
    tasks: dict[int | None, tuple[Task, int | None]] = {row.id: (row, active_ids.get(row.id)) for row in rows}
    is_quiet = calendar.find_blackout(now) is not None
    slots = _list_slots(session, tasks, surroundings, now, is_quiet=is_quiet)
    found = [
        *(_tell_held(run) for run in active if run.state == RunState.HELD),
        *_list_failed_sync(mirror, surroundings),
        # The repair of a task settles the slots that it could not run.
        *_list_came_back(session, now),
        *(slot for slot in slots if not (slot.action == "edit_task" and slot.task_id in broken)),
        *repairs,
    ]
    return AttentionView(found[:SHOWN], max(0, len(found) - SHOWN))


def _tell_held(run: Run) -> AttentionItem:
    until = run.held_until or run.created_at + HELD_FOR
    return AttentionItem(
        kind="held_run",
        action="review_plan",
        at=until - HELD_FOR,
        run_id=run.id,
        task_id=run.task_id,
        name=run.frozen.name,
        planned_users=run.planned_users,
        until=until,
        reason=run.reason,
        reason_text=explain_reason(run.reason),
    )


def _list_failed_sync(mirror: MirrorView, surroundings: Surroundings) -> Iterator[AttentionItem]:
    """The newest sync, unless another one is under way or somebody ended it by hand."""
    last = mirror.last_sync
    if last is None or last.state != SyncState.FAILED or last.is_cancelled or mirror.active_sync is not None:
        return
    obstacle = find_obstacle(surroundings, has_filter=True)
    is_about_key = not surroundings.has_key or not surroundings.is_key_alive
    action = settle_slot(obstacle, is_run_active=False) if is_about_key else "sync_users"
    yield AttentionItem(
        kind="sync_failed", action=action, at=last.finished_at, reason_text=last.error, fault=last.fault
    )


def _list_came_back(session: TenantSession, now: datetime) -> Iterator[AttentionItem]:
    """Runs of which somebody else has lately changed something back; of each task the newest."""
    told: set[int] = set()
    for run in session.scalars(CAME_BACK, {"tenant": session.tenant_id, "since": now - SINCE}):
        if run.task_id is not None and run.task_id in told:
            continue
        told |= {run.task_id} if run.task_id is not None else set()
        yield AttentionItem(
            kind="came_back",
            action="show_run",
            at=run.came_back_at,
            run_id=run.id,
            task_id=run.task_id,
            name=run.frozen.name,
            steps=run.came_back,
        )


def _list_slots(
    session: TenantSession,
    tasks: Mapping[int | None, tuple[Task, int | None]],
    surroundings: Surroundings,
    now: datetime,
    *,
    is_quiet: bool,
) -> list[AttentionItem]:
    """For each task the newest slot that was missed or skipped since it last ran, and how many there are.

    tasks: each with the id of its active run.
    """
    found: dict[int, AttentionItem] = {}
    for run in session.scalars(NOT_STARTED, {"tenant": session.tenant_id, "since": now - SINCE}):
        if run.task_id not in tasks:
            continue
        task, active_id = tasks[run.task_id]
        known = found.get(task.id)
        if known:
            found[task.id] = replace(known, slots=known.slots + 1)
            continue
        is_readable = not find_unknown_actions(task.actions)
        obstacle = find_obstacle(surroundings, has_filter=task.filter_id is not None, is_readable=is_readable)
        found[task.id] = AttentionItem(
            kind="missed_slot" if run.state == RunState.MISSED else "skipped_slot",
            action=settle_slot(
                obstacle,
                is_run_active=active_id is not None,
                is_blacked_out=is_quiet and has_destructive(task.actions),
            ),
            at=run.scheduled_for,
            run_id=active_id or run.id,
            task_id=task.id,
            name=task.name,
            reason=run.reason,
            reason_text=explain_run(run.reason, run.frozen.blackout),
        )
    return list(found.values())


def _list_repairs(session: TenantSession, rows: Sequence[Task], mirror: MirrorView) -> list[AttentionItem]:
    gone = _load_gone(session)
    filters = load_filters(session, session.tenant_id, {row.filter_id for row in rows if row.filter_id is not None})
    specs = read_specifications(filters)
    named = {one for row in rows for one in list_named(parse_known_actions(row.actions))}
    named |= list_all_named(specs.values()) | {one for one, lost in gone.items() if lost.has_protected}
    catalogue = load_named(session, session.tenant_id, named)
    lost_lists = warn_of_lost_lists(
        session, session.tenant_id, {one: (filters[one].name, spec) for one, spec in specs.items()}
    )
    found = []
    for row in rows:
        about = AttentionItem(kind="repair", action="edit_task", at=row.updated_at, task_id=row.id, name=row.name)
        saved = filters.get(row.filter_id) if row.filter_id is not None else None
        if row.is_schedule_active and saved is None:
            found.append(replace(about, reason=NO_FILTER, reason_text=explain_reason(NO_FILTER)))
        lost = warn_of_gone(parse_known_actions(row.actions), catalogue, specs.get(saved.id) if saved else None)
        nobody = lost_lists.get(saved.id, []) if saved else []
        for caution in (*find_row_cautions(row, saved), *lost, *nobody):
            at = gone[caution.facts["id"]].at if caution.facts.get("id") in gone else mirror.synced_at
            found.append(replace(about, action=settle_caution(caution.code), at=at, caution=caution))
    for group_id, one in gone.items():
        lost_group = warn_of_gone_protection(group_id, catalogue) if one.has_protected else None
        if lost_group is not None:
            action: Action = "repair_reference" if "new_id" in lost_group.facts else "edit_protected"
            found.append(AttentionItem(kind="repair", action=action, at=one.at, name=one.name, caution=lost_group))
    return found


@dataclass(frozen=True, slots=True)
class _Gone:
    """Thing that went away, by its last name. has_protected: the protected list names it, and protects nobody."""

    name: str
    at: datetime
    has_protected: bool


def _load_gone(session: TenantSession) -> dict[str, _Gone]:
    rows = session.execute(GONE, {"tenant": session.tenant_id})
    return {row.thing_id: _Gone(row.name, row.gone_at, row.has_protected) for row in rows}

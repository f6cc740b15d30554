"""Runs as they are shown: in lists, and one with everything known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.automation.blackouts import explain_run
from app.domain.automation.modes import Mode
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED
from app.domain.engine.holds import Hold
from app.domain.engine.pace import RECENT, estimate_seconds
from app.domain.engine.reasons import OVER_LIMIT
from app.domain.engine.runs import CANCELLABLE, FINISHED, HELD_FOR, RunCounts
from app.domain.errors import NotFound
from app.domain.states import RunState, StepOutcome, Trigger
from app.models import Operation, Run
from app.services.browser.people import People, Person
from app.services.engine.afterwards.people_changes import count_remains
from app.services.engine.outages import Waiting, find_waiting
from app.services.engine.side_by_side.line import WaitsFor, find_waits
from app.services.engine.undo import can_undo, find_newest_undo
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.queues.syncs import find_active_sync


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in a list. planned_users: how many people the plan changes, or would change."""

    id: int
    task_id: int | None
    name: str
    trigger: Trigger
    mode: Mode
    """`app.domain.automation.modes.RunMode`: a test run changed nobody."""
    state: RunState
    reason: str | None
    reason_text: str | None
    scheduled_for: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    requested_by: Person | None
    planned_users: int | None
    counts: RunCounts
    blackout: dict[str, Any] | None = None
    """Why it did not start, when that was a blackout."""
    waits_for: WaitsFor | None = None
    """The run before it that would touch the same."""
    came_back: int = 0
    """How many of its steps somebody else has changed back since."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with what was frozen at its start and what can be done with it now.

    failed_users: how many have steps that failed, once that is
    sure. undone_by: the newest undo of it.
    """

    summary: RunSummary
    specification: dict[str, Any]
    failed_users: int | None
    eta_seconds: int | None
    waiting: Waiting | None
    can_cancel: bool
    can_approve: bool
    can_undo: bool
    undo_of: int | None
    undone_by: int | None
    plan_hash: str | None
    cancel_requested_at: datetime | None
    approved_by: Person | None
    held_until: datetime | None
    holds: list[Hold]
    """Every reason why the plan waits, or waited."""
    data_read_at: datetime | None
    groups_read_at: datetime | None
    looked_at: "LookedAt | None"
    """None while the run goes on, and where nothing was changed."""
    remains: dict[str, int]
    """How many people keep access, by what it remains through."""
    first_people: int | None = None
    """So many were changed first, and the others only if nothing failed."""

    @property
    def planned_users(self) -> int | None:
        """How many people the plan changes."""
        return self.summary.planned_users


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Steps by what a look long after the run found; unchecked: nobody has looked yet, or the look could not tell.

    came_back: how many of the confirmed ones a later sync found changed back by somebody else. compared_at: when the
    newest sync began with which the run was compared.
    """

    confirmed: int
    not_applied: int
    unchecked: int
    came_back: int = 0
    compared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first."""

    items: list[RunSummary]
    next_cursor: str | None


def list_runs(session: Session, tenant_id: int, *, task_id: int | None, cursor: str | None, limit: int) -> RunPage:
    """One page of the runs of one task, or of all. Raises Invalid for a cursor that is not ours."""
    query = select(Run).where(Run.tenant_id == tenant_id)
    if task_id is not None:
        query = query.where(Run.task_id == task_id)
    if cursor:
        query = query.where(Run.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(Run.id.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    items = summarise(session, tenant_id, page)
    return RunPage(items, encode_cursor(page[-1].id) if len(rows) > limit else None)


def get_run(session: Session, tenant_id: int, run_id: int, now: datetime) -> RunView:
    """One run. Raises NotFound."""
    run = session.get(Run, (tenant_id, run_id))
    if run is None:
        raise NotFound("run")
    [summary] = summarise(session, tenant_id, [run])
    is_finished = run.state in FINISHED
    waiting = _find_waiting(session, run)
    return RunView(
        summary=summary,
        specification=run.specification | ({"passes_blackout": True} if run.passes_blackout else {}),
        failed_users=_count_failed_users(session, run, summary.counts),
        eta_seconds=None if waiting or summary.waits_for else _estimate_seconds(session, run, summary.counts, now),
        waiting=waiting,
        can_cancel=run.state in CANCELLABLE and run.cancel_requested_at is None,
        can_approve=run.state == RunState.HELD,
        can_undo=summary.counts.may_have_effect and can_undo(session, run),
        undo_of=run.frozen.undo_of,
        undone_by=find_newest_undo(session, tenant_id, run_id) if is_finished else None,
        plan_hash=run.plan_hash,
        cancel_requested_at=run.cancel_requested_at,
        approved_by=People(session, tenant_id, [run.approved_by]).find(run.approved_by),
        held_until=(run.held_until or run.created_at + HELD_FOR) if run.state == RunState.HELD else None,
        holds=_read_holds(run),
        data_read_at=run.data_read_at,
        groups_read_at=run.groups_read_at,
        looked_at=_count_looked_at(session, run) if is_finished else None,
        remains=count_remains(session, tenant_id, run_id) if is_finished else {},
        first_people=run.first_people,
    )


def _read_holds(run: Run) -> list[Hold]:
    """A plan that an earlier release held was over the limit of its task, and says no more."""
    if run.holds is not None:
        return [Hold(**hold) for hold in run.holds]
    limit = run.frozen.max_users
    return [Hold(OVER_LIMIT, run.planned_users or 0, limit)] if run.reason == OVER_LIMIT and limit else []


def summarise(session: Session, tenant_id: int, runs: Sequence[Run]) -> list[RunSummary]:
    """Runs with names resolved, in the given order."""
    people = People(session, tenant_id, [run.requested_by for run in runs])
    waits = find_waits(session, tenant_id, runs)
    return [
        RunSummary(
            id=run.id,
            task_id=run.task_id,
            name=run.frozen.name,
            trigger=run.trigger,
            mode=run.mode,
            state=run.state,
            reason=run.reason,
            reason_text=explain_run(run.reason, run.frozen.blackout),
            scheduled_for=run.scheduled_for,
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            requested_by=people.find(run.requested_by),
            planned_users=run.planned_users,
            counts=RunCounts(**run.counts),
            blackout=run.frozen.blackout,
            waits_for=waits.get(run.id),
            came_back=run.came_back or 0,
        )
        for run in runs
    ]


def _find_waiting(session: Session, run: Run) -> Waiting | None:
    """Find what the run waits for: Atlassian's outage, met by itself or by the sync that it waits for."""
    if run.state == RunState.SYNCING:
        sync = find_active_sync(session, run.tenant_id)
        return None if sync is None else find_waiting(sync)
    return find_waiting(run)


def _estimate_seconds(session: Session, run: Run, counts: RunCounts, now: datetime) -> int | None:
    """Time left at the pace of the last steps; None until there is a pace."""
    if run.state != RunState.RUNNING or counts.succeeded + counts.failed == 0:
        return None
    first, recent = _read_moments(session, run)
    if first is None or not recent:
        return None
    wait = 0.0 if run.not_before is None else max(0.0, (run.not_before - now).total_seconds())
    done = counts.succeeded + counts.failed
    return round(estimate_seconds(counts.planned, done, first, recent, now) + wait)


def _read_moments(session: Session, run: Run) -> tuple[datetime | None, list[datetime]]:
    """When the first and the last done steps of a run were begun; by the index of its outcomes, so a few rows only."""
    found: list[datetime] = []
    first: list[datetime] = []
    for outcome in (StepOutcome.SUCCEEDED, StepOutcome.FAILED):
        steps = select(Operation.started_at).where(
            Operation.tenant_id == run.tenant_id,
            Operation.run_id == run.id,
            Operation.outcome == outcome,
            Operation.started_at.is_not(None),
        )
        first += filter(None, session.scalars(steps.order_by(Operation.position).limit(1)))
        found += filter(None, session.scalars(steps.order_by(Operation.position.desc()).limit(RECENT)))
    return min(first, default=None), sorted(found)[-RECENT:]


def _count_looked_at(session: Session, run: Run) -> LookedAt | None:
    is_done = (Operation.outcome == StepOutcome.SUCCEEDED) | (Operation.confirmation == NOT_APPLIED)
    query = select(Operation.confirmation, func.count()).where(
        Operation.tenant_id == run.tenant_id, Operation.run_id == run.id, is_done
    )
    found: dict[str | None, int] = dict(session.execute(query.group_by(Operation.confirmation)).all())
    confirmed, not_applied = found.pop(CONFIRMED, 0), found.pop(NOT_APPLIED, 0)
    if not confirmed and not not_applied and not found:
        return None
    return LookedAt(confirmed, not_applied, sum(found.values()), run.came_back or 0, run.compared_at)


def _count_failed_users(session: Session, run: Run, counts: RunCounts) -> int | None:
    """How many people have a step that failed; told when nothing changes any more, or as the held plan knows it."""
    if run.state in (RunState.HELD, RunState.TESTED):
        return counts.failing_users
    if run.state not in FINISHED:
        return None
    if counts.failed == 0:
        return 0
    query = select(func.count(Operation.account_id.distinct())).where(
        Operation.tenant_id == run.tenant_id, Operation.run_id == run.id, Operation.outcome == StepOutcome.FAILED
    )
    return session.scalar(query) or 0

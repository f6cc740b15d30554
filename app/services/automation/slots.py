"""The slots of tasks: the only place that moves `next_run_at`. A slot that is due is run or recorded, never lost.

Whatever changes when a task runs (an edit, the switch, a filter, the key, the stop, an uninstall) goes through
`moving_slots`, under the lock of the task's row that the scheduler takes, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import SystemSession, fetch_now
from app.domain.automation.blackouts import find_wait, has_destructive
from app.domain.automation.frozen import FrozenFilter, RunSpecification, freeze_task
from app.domain.automation.modes import find_run_mode
from app.domain.automation.timetable import (
    AT_AN_END,
    Fate,
    Surroundings,
    judge_due_slots,
    keep_due_slot,
    list_due_slots,
    plan_next_run,
)
from app.domain.engine import reasons
from app.domain.engine.release import freeze_hands
from app.domain.rights import name_delegates
from app.domain.states import RunState, Trigger
from app.models import Run, SavedFilter, Task
from app.services.automation.authors import find_authors
from app.services.automation.blackouts import Quiet, load_quiet_of
from app.services.automation.timetable import load_surroundings, read_timing
from app.services.records.many_rows import insert_many, update_many
from app.services.records.seals import note_for_seal


@contextmanager
def moving_slots(session: Session, tasks: Sequence[Task], now: datetime) -> Iterator[None]:
    """Place the next runs of tasks of one tenant after what is changed inside; the rows must be locked.

    A slot that was due before is run by what the task says afterwards, if its schedule still holds it; else it is
    recorded with the reason.
    """
    due = [_list_due(task, now) for task in tasks]
    yield
    session.flush()
    if not tasks:
        return
    surroundings = load_surroundings(session, tasks[0].tenant_id)
    rows: list[dict[str, object]] = []
    for task, were_due in zip(tasks, due, strict=True):
        rows += _place(session, task, were_due, surroundings, now)
    _write(session, rows)
    session.flush()


def refresh_next_runs(session: Session, tenant_id: int, now: datetime) -> None:
    """Place the next runs of all tasks of a tenant anew, after something about the tenant has changed."""
    query = select(Task).where(Task.tenant_id == tenant_id, Task.removed_at.is_(None)).order_by(Task.id)
    # What this session has read of them before may be older than what the lock has waited for.
    tasks = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    with moving_slots(session, tasks, now):
        pass


def pass_due_slots(
    session: SystemSession,
    due: Iterable[tuple[Task, SavedFilter | None, bool]],
    surroundings: dict[int, Surroundings],
    now: datetime,
) -> None:
    """Turn due slots into runs and records, and move their tasks on. due: task, its filter, is a run of it active.

    The tasks are moved on in the database; the objects stay as they were read.
    """
    rows: list[dict[str, object]] = []
    moved: list[dict[str, object]] = []
    judged = list(due)
    quiet = _load_quiet(session, [task for task, _saved, _is_busy in judged], now)
    for task, saved, is_busy in judged:
        timing = read_timing(task)
        next_run_at, obstacle = plan_next_run(timing, surroundings[task.tenant_id], now)
        if obstacle in AT_AN_END:
            obstacle = None
        slots = [] if task.next_run_at is None else list_due_slots(timing, task.next_run_at, now)
        mine = quiet.get(task.tenant_id, Quiet()) if has_destructive(task.actions) else Quiet()
        # The slot may be of a day before this one: neither day is one on which anything starts.
        blackout = mine.calendar.find_blackout(slots[-1], now)
        wait = find_wait(mine.calendar, slots[-1], now, is_syncing=mine.is_syncing)
        if wait is not None and obstacle is None and blackout is None:
            task.retry_at = wait  # the slot stays due, so it is neither lost nor run twice
            continue
        fates = judge_due_slots(slots, obstacle, now, is_busy=is_busy, blackout=blackout)
        rows += _build_rows(task, freeze(task, saved), fates, now)
        key = {"tenant_id": task.tenant_id, "id": task.id}
        moved.append(key | {"next_run_at": next_run_at, "retry_at": None, "schedule_error": None})
    _write(session, rows)
    update_many(session, Task, moved)


def _load_quiet(session: SystemSession, tasks: Iterable[Task], now: datetime) -> dict[int, Quiet]:
    """The calendars of the tenants with a task among these that takes something away."""
    tenants = {task.tenant_id for task in tasks if has_destructive(task.actions)}
    return load_quiet_of(session, tenants, now) if tenants else {}


def push_on(task: Task, retry_at: datetime) -> None:
    """A task that cannot be computed is tried again later and says so; its slot stays the one that it is."""
    task.retry_at = retry_at
    task.schedule_error = reasons.SENTENCES[reasons.SCHEDULE_INVALID]


def freeze(
    task: Task, saved: SavedFilter | None, delegate: str | None = None, *, passes_blackout: bool | None = None
) -> RunSpecification:
    """Freeze the task for a run, so that the log says what was run and not what the task says today.

    `delegate`: the delegated admin who asks for the run. Whoever of them wrote task or filter is never its subject.
    """
    return freeze_task(
        name=task.name,
        saved=None if saved is None else FrozenFilter(saved.id, saved.name, saved.version, saved.specification, None),
        actions=task.actions,
        max_users=task.max_users,
        delegates=name_delegates(task.delegated_by, saved.delegated_by if saved else None, delegate),
        hands=freeze_hands(find_authors(task, saved)),
        passes_blackout=passes_blackout,
    )


def _place(
    session: Session, task: Task, due: Sequence[datetime], surroundings: Surroundings, now: datetime
) -> list[dict[str, object]]:
    """Store the task's next slot; returns the records of those that were due and are not to be run."""
    timing = read_timing(task)
    next_run_at, obstacle = plan_next_run(timing, surroundings, now)
    kept = keep_due_slot(due, timing, None if obstacle in AT_AN_END else obstacle)
    task.next_run_at = kept or next_run_at
    task.retry_at, task.schedule_error = None, None
    if not due:
        return []
    fates = judge_due_slots(due, obstacle or reasons.SLOT_DROPPED, now, is_busy=False)
    saved = session.get(SavedFilter, (task.tenant_id, task.filter_id)) if task.filter_id is not None else None
    return _build_rows(task, freeze(task, saved), fates[:-1] if kept else fates, now)


def _list_due(task: Task, now: datetime) -> list[datetime]:
    return [] if task.next_run_at is None else list_due_slots(read_timing(task), task.next_run_at, now)


def _build_rows(
    task: Task, specification: RunSpecification, fates: Iterable[Fate], now: datetime
) -> list[dict[str, object]]:
    return [
        {
            "tenant_id": task.tenant_id,
            "task_id": task.id,
            "trigger": Trigger.SCHEDULED,
            "mode": find_run_mode(task.mode),
            "scheduled_for": fate.slot,
            "state": fate.state,
            "reason": fate.reason,
            "specification": _tell_fate(specification, fate).to_json(),
            "counts": {},
            "finished_at": None if fate.state == RunState.QUEUED else now,
        }
        for fate in fates
    ]


def _tell_fate(specification: RunSpecification, fate: Fate) -> RunSpecification:
    return specification.with_blackout(fate.blackout.to_json()) if fate.blackout else specification


def _write(session: Session, rows: list[dict[str, object]]) -> None:
    """A slot that has its run already, or a task that has an active one, gets no second."""
    if not rows:
        return
    asked_at = fetch_now(session)
    rows = [row | {"created_at": asked_at} for row in rows]
    # A slot is a run once, whoever dispatches it: the unique index decides, not what was read before.
    for written in insert_many(session, Run, rows):
        note_for_seal(session, "run_begun", written.tenant_id, written.id)

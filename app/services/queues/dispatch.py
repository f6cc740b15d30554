"""Dispatch by the scheduler: due tasks become runs, workable runs and syncs are handed to the queue.

Any number of schedulers may do it at once: due tasks are locked with SKIP LOCKED, a slot is unique per
task, and handing out is a conditional update. Works across tenants.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.db import SystemSession, any_array, fetch_now
from app.domain.states import SyncKind
from app.models import Run, SavedFilter, Sync, Task, Tenant
from app.models.runs import ACTIVE_RUN_STATES
from app.models.syncs import ACTIVE_SYNC_STATES
from app.services.automation.slots import pass_due_slots, push_on
from app.services.automation.timetable import load_surroundings_of, pass_daily_sync, put_off_daily_sync
from app.services.queues.row_guard import note_upkeep_trouble, work_through

BATCH = 200
DUE_BATCH = 500
"""What a turn costs beside its tasks is shared by them; they are locked for a fraction of a second."""
TRY_AGAIN_AFTER = timedelta(hours=1)
LOST_AFTER = timedelta(seconds=60)
"""A job that was handed to the queue and not claimed within this is handed out again."""


@dataclass(frozen=True, slots=True)
class Work:
    """Work for a worker; its ids are all that a job carries."""

    kind: str
    tenant_id: int
    row_id: int
    attempt: int

    @property
    def job_name(self) -> str:
        """Names row and attempt, so that a repeated job is recognised; `_OPEN_WORK` spells it, too."""
        return f"{self.kind}-{self.row_id}-{self.attempt}"


_IS_ACTIVE = text("tenants.status = 'active'")
"""Written like the partial index, so that a prepared statement can use it."""


def dispatch_due_tasks(session: SystemSession, now: datetime, *, limit: int = DUE_BATCH) -> int:
    """Turn due tasks into runs and move them on. Returns how many tasks were due (0: nothing left)."""
    query = (
        select(Task, SavedFilter)
        .outerjoin(SavedFilter, (SavedFilter.tenant_id == Task.tenant_id) & (SavedFilter.id == Task.filter_id))
        .where(Task.next_run_at <= now, Task.retry_at.is_(None) | (Task.retry_at <= now))
        .order_by(Task.next_run_at)
        .limit(limit)
        # A task that is being saved is left for the next tick: it is dispatched as saved, and nobody waits for it.
        # `of=Task`: the filter's row is not locked, since many tasks share it.
        .with_for_update(of=Task, skip_locked=True)
        # They are moved on past the objects of the session.
        .execution_options(populate_existing=True)
    )
    due = [(task, saved) for task, saved in session.execute(query)]
    busy = _tasks_with_active_run(session, [task for task, _filter in due])
    surroundings = load_surroundings_of(session, {task.tenant_id for task, _filter in due})

    def dispatch(some: Sequence[tuple[Task, SavedFilter | None]]) -> None:
        judged = [(task, saved, (task.tenant_id, task.id) in busy) for task, saved in some]
        pass_due_slots(session, judged, surroundings, now)

    def refuse(row: tuple[Task, SavedFilter | None], _error: Exception) -> None:
        push_on(row[0], now + TRY_AGAIN_AFTER)

    return work_through(session, due, dispatch, loop="due_tasks", refuse=refuse)


def _tasks_with_active_run(session: SystemSession, tasks: list[Task]) -> set[tuple[int, int]]:
    if not tasks:
        return set()
    query = select(Run.tenant_id, Run.task_id).where(
        Run.task_id == any_array([task.id for task in tasks]),
        Run.tenant_id == any_array([*{task.tenant_id for task in tasks}]),
        Run.state.in_(ACTIVE_RUN_STATES),
    )
    return {(tenant_id, task_id) for tenant_id, task_id in session.execute(query) if task_id is not None}


HAND_OUT_LOCK = 7_165_502_342
# `try`: a second scheduler does not queue behind the first, which hands out the same rows anyway.
_TAKE_TURN = text("select pg_try_advisory_xact_lock(:key)")
_OPEN_WORK = text(
    """
with work as (
    select 'run' as kind, tenant_id, id, attempt, lease_until, enqueued_at, not_before, last_slice_at, created_at
    from runs r
    where state in ('queued', 'syncing', 'planning', 'running')
      and not (state = 'syncing' and exists (
          select 1 from syncs s where s.tenant_id = r.tenant_id and s.state in ('queued', 'running')))
      and (r.cancel_requested_at is not null or not exists (
          select 1 from runs f where f.tenant_id = r.tenant_id and f.id = r.waits_for_run
            and f.state in ('queued', 'syncing', 'planning', 'running')))
    union all
    select 'sync', tenant_id, id, attempt, lease_until, enqueued_at, not_before, last_slice_at, created_at
    from syncs where state in ('queued', 'running')
), judged as (
    select *, greatest(created_at, last_slice_at, not_before) as since, coalesce(not_before <= :now, true) as is_ready,
           lease_until > :now or enqueued_at > :lost
           or concat_ws('-', kind, id, attempt) = any(cast(:queued as text[])) as is_busy
    from work
), first as (
    select distinct on (tenant_id) kind, tenant_id, id, attempt, since
    from judged j
    where is_ready and is_busy is not true
      and not exists (select 1 from judged b where b.tenant_id = j.tenant_id and b.is_busy)
    order by tenant_id, since, id
)
select f.kind, f.tenant_id, f.id, f.attempt
from first f left join turns t on t.tenant_id = f.tenant_id and t.kind = 'work'
order by greatest(f.since, t.taken_at), t.taken_at nulls first, f.tenant_id
limit :limit
"""
)
"""One piece of work of each tenant that has none out; who waits longest comes first, whatever its number. A tenant
waits since its last turn or since it has work, whichever is later."""


def hand_out_work(session: SystemSession, *, limit: int = BATCH, queued: Collection[str] = ()) -> list[Work]:
    """Choose what may be worked on now and mark it as enqueued; the caller enqueues after the commit.

    At most one piece of work per tenant is out at a time, the longest waiting one first, so that one
    organization never takes all workers. Leases that have run out and jobs that were lost count as free; a job that
    still stands in the queue (`queued`: names of jobs) is not lost, however long it has waited there.
    While another scheduler is at it nothing is chosen: two at once would each find work of the same tenant.
    """
    if not session.scalar(_TAKE_TURN, {"key": HAND_OUT_LOCK}):
        return []
    now = fetch_now(session)
    lost = now - LOST_AFTER
    values = {"now": now, "lost": lost, "limit": limit, "queued": list(queued)}
    chosen = session.execute(_OPEN_WORK, values).all()
    handed = []
    for kind, tenant_id, row_id, attempt in chosen:
        model: type[Run] | type[Sync] = Run if kind == "run" else Sync
        # A row that somebody's transaction holds is left for later: everybody else waits behind it otherwise.
        free = (
            select(model.id)
            .where(
                model.tenant_id == tenant_id,
                model.id == row_id,
                model.attempt == attempt,
                model.enqueued_at.is_(None) | (model.enqueued_at <= lost),
                model.lease_until.is_(None) | (model.lease_until <= now),
            )
            # Whoever holds such a row is claiming or ending it: it needs no job now.
            .with_for_update(skip_locked=True)
        )
        mark = (
            update(model)
            .where(model.tenant_id == tenant_id, model.id.in_(free))
            .values(enqueued_at=now)
            .returning(literal(1))
            .execution_options(synchronize_session=False)
        )
        if session.scalar(mark):
            handed.append(Work(kind, tenant_id, row_id, attempt))
    return handed


def request_daily_syncs(session: SystemSession, now: datetime, *, limit: int = BATCH) -> int:
    """Write a sync for every tenant whose daily slot has come. Returns how many tenants were due."""
    query = (
        select(Tenant)
        .where(Tenant.next_daily_sync_at <= now, _IS_ACTIVE, Tenant.license_ended_at.is_(None))
        .order_by(Tenant.next_daily_sync_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )

    def request(tenants: Sequence[Tenant]) -> None:
        for tenant in tenants:
            pass_daily_sync(tenant, now)
        rows = [{"tenant_id": tenant.id, "kind": SyncKind.DAILY, "progress": {}} for tenant in tenants]
        # One active sync a tenant (a unique index): who asked by hand a moment ago has it already.
        session.execute(insert(Sync).on_conflict_do_nothing(), rows)

    def put_off(tenant: Tenant, _error: Exception) -> None:
        put_off_daily_sync(tenant, now + TRY_AGAIN_AFTER)
        note_upkeep_trouble(session, tenant.id, "daily_sync", now)

    return work_through(session, session.scalars(query).all(), request, loop="daily_syncs", refuse=put_off)


def seconds_until_due(session: SystemSession, now: datetime, *, at_most: float) -> float:
    """How long a scheduler may sleep before the next stored moment."""
    moments = [
        session.scalar(
            select(func.min(func.greatest(Task.next_run_at, Task.retry_at))).where(Task.next_run_at.is_not(None))
        ),
        session.scalar(
            select(Run.not_before)
            .where(Run.state.in_(ACTIVE_RUN_STATES), Run.not_before > now)
            .order_by(Run.not_before)
            .limit(1)
        ),
        session.scalar(
            select(Sync.not_before)
            .where(Sync.state.in_(ACTIVE_SYNC_STATES), Sync.not_before > now)
            .order_by(Sync.not_before)
            .limit(1)
        ),
    ]
    waits = [(moment - now).total_seconds() for moment in moments if moment is not None]
    return float(max(0.0, min([at_most, *waits])))

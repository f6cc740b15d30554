"""Signs of life: which processes live, how long work waits. For one tenant, or (in a system session) for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import case, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.db import ScopedSession, SystemSession
from app.domain.states import DeliveryState
from app.models import Notification, OrganizationCredential, Process, Run, Task
from app.models.runs import ACTIVE_RUN_STATES

ALIVE_FOR: Final = timedelta(seconds=45)
"""A process that was not seen for longer counts as dead; an idle worker shows itself every ten seconds or so."""
_FORGOTTEN_AFTER: Final = timedelta(days=1)
KINDS: Final = ("scheduler", "worker")

_WAITING_WORK = text(
    """
with work as (
    select r.tenant_id, r.lease_until, r.not_before, r.last_slice_at, r.created_at from runs r
    where r.state in ('queued', 'syncing', 'planning', 'running')
      and not (r.state = 'syncing' and exists (
          select 1 from syncs s where s.tenant_id = r.tenant_id and s.state in ('queued', 'running')))
      and (r.cancel_requested_at is not null or not exists (
          select 1 from runs f where f.tenant_id = r.tenant_id and f.id = r.waits_for_run
            and f.state in ('queued', 'syncing', 'planning', 'running')))
    union all
    select tenant_id, lease_until, not_before, last_slice_at, created_at
    from syncs where state in ('queued', 'running')
)
select count(*) as waiting, min(greatest(created_at, coalesce(last_slice_at, created_at),
                                         coalesce(not_before, created_at))) as since
from work
where coalesce(lease_until <= :now, true) and coalesce(not_before <= :now, true)
  and (cast(:tenant_id as bigint) is null or tenant_id = :tenant_id)
"""
)


@dataclass(frozen=True, slots=True)
class ProcessVitals:
    """How many processes of a kind live, when the liveliest was last seen (None: never), how many are in trouble."""

    alive: int
    seen_at: datetime | None
    troubled: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that could go on and that nobody has taken yet; `age_seconds` is how long the oldest waits."""

    count: int
    age_seconds: int


def record_processes(
    session: SystemSession,
    scheduler: str,
    workers: Mapping[str, datetime],
    now: datetime,
    *,
    trouble: str | None = None,
) -> None:
    """Note that a scheduler lives, what of its work fails at the moment, and when it saw which workers alive."""
    rows: list[dict[str, object]] = [{"kind": "scheduler", "name": scheduler, "seen_at": now, "trouble": trouble}]
    rows += [{"kind": "worker", "name": name, "seen_at": seen_at, "trouble": None} for name, seen_at in workers.items()]
    write = insert(Process)
    newest = func.greatest(Process.seen_at, write.excluded.seen_at)
    values = {"seen_at": newest, "trouble": write.excluded.trouble}
    session.execute(write.on_conflict_do_update(index_elements=["kind", "name"], set_=values), rows)
    session.execute(
        delete(Process).where(Process.seen_at < now - _FORGOTTEN_AFTER).execution_options(synchronize_session=False)
    )


def find_processes(session: ScopedSession, now: datetime) -> dict[str, ProcessVitals]:
    """The vitals of each kind of process."""
    alive = func.count().filter(Process.seen_at > now - ALIVE_FOR)
    troubled = func.count().filter(Process.seen_at > now - ALIVE_FOR, Process.trouble.is_not(None))
    query = select(Process.kind, alive, func.max(Process.seen_at), troubled).group_by(Process.kind)
    found = {kind: ProcessVitals(count, seen_at, bad) for kind, count, seen_at, bad in session.execute(query)}
    return {kind: found.get(kind, ProcessVitals(0, None)) for kind in KINDS}


def is_scheduler_alive(session: SystemSession, host: str, now: datetime) -> bool:
    """Whether a scheduler of one machine was seen lately."""
    mine = (Process.kind == "scheduler", Process.name.startswith(f"{host}-", autoescape=True))
    return bool(session.scalar(select(func.count()).where(*mine, Process.seen_at > now - ALIVE_FOR)))


def measure_queue(session: ScopedSession, now: datetime, tenant_id: int | None = None) -> Waiting:
    """Runs and syncs that wait for a worker; of all tenants in a system session without a tenant."""
    row = session.execute(_WAITING_WORK, {"now": now, "tenant_id": tenant_id}).one()
    age = 0 if row.since is None else max(0, int((now - row.since).total_seconds()))
    return Waiting(row.waiting, age)


def count_runs(session: SystemSession, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """(active runs by state, runs that ended within a day by state) of all tenants."""
    counts = select(Run.state, func.count()).group_by(Run.state)
    active = session.execute(counts.where(Run.state.in_(ACTIVE_RUN_STATES)))
    ended = session.execute(counts.where(Run.finished_at > now - timedelta(days=1)))
    none_yet: dict[str, int] = dict.fromkeys(ACTIVE_RUN_STATES, 0)
    return none_yet | dict(active.all()), dict(ended.all())


def measure_slot_lag(session: SystemSession, now: datetime) -> float:
    """Seconds by which the oldest due slot of all tenants is late, 0 when none is due."""
    oldest = session.scalar(select(Task.next_run_at).where(Task.next_run_at <= now).order_by(Task.next_run_at).limit(1))
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def count_keys(session: SystemSession, today: date) -> dict[str, int]:
    """Organization keys of all tenants by what they need: dead, expiring within 7 or 30 days, good."""
    days = OrganizationCredential.expires_on - today
    is_dead = (OrganizationCredential.status == "dead") | (days < 0)
    word = case((is_dead, "dead"), (days <= 7, "7_days"), (days <= 30, "30_days"), else_="good")
    counted = session.execute(select(word, func.count()).group_by(word))
    return dict.fromkeys(("good", "30_days", "7_days", "dead"), 0) | dict(counted.all())


def count_waiting_notifications(session: SystemSession) -> int:
    """Notifications of all tenants that were not delivered yet."""
    return session.scalar(select(func.count()).where(Notification.state == DeliveryState.WAITING)) or 0

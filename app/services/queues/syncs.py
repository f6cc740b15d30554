"""Syncs of the mirror as rows: request, describe, claim under a lease, finish. The reading itself is elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.db import database_now, fetch_now
from app.domain.errors import Conflict, NotFound
from app.domain.faults import FAULTS, Fault, FaultCode, read_fault
from app.domain.freshness import MIRROR_FORM
from app.domain.states import SyncKind, SyncState
from app.models import Sync, Tenant
from app.models.mapping import TENANT
from app.models.syncs import ACTIVE_SYNC_STATES
from app.services.automation.timetable import load_surroundings, place_daily_sync
from app.services.browser.people import People, Person
from app.services.engine.outages import Waiting, find_waiting
from app.services.queues.leases import Lease, LeaseLost
from app.services.queues.turns import WORK, forget_job, is_work_held, lock_turn, record_turn
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change

CANCELLED = FAULTS["cancelled"]

_IS_ACTIVE: Final = or_(*(Sync.state == state for state in ACTIVE_SYNC_STATES))
_ACTIVE: Final = select(Sync).where(Sync.tenant_id == TENANT, _IS_ACTIVE)
_past = aliased(Sync)
_LAST: Final = select(func.max(_past.id)).where(
    _past.tenant_id == TENANT, *(_past.state != state for state in ACTIVE_SYNC_STATES)
)
_MIRROR: Final = (
    select(Tenant.mirror_synced_at, Sync)
    .outerjoin(Sync, and_(Sync.tenant_id == TENANT, or_(_IS_ACTIVE, Sync.id == _LAST.scalar_subquery())))
    .where(Tenant.id == TENANT)
)
"""The age of the data with the sync that is active and the newest of the others: the page asks for it all the time."""


@dataclass(frozen=True, slots=True)
class SyncView:
    """One sync, as shown."""

    id: int
    kind: SyncKind
    state: SyncState
    progress: dict[str, Any]
    requested_by: Person | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    fault: Fault | None
    api_calls: int
    waiting: Waiting | None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class MirrorView:
    """The age of the data, and the syncs that explain it."""

    synced_at: datetime | None
    age_seconds: int | None
    active_sync: SyncView | None
    last_sync: SyncView | None


@dataclass(frozen=True, slots=True)
class ClaimedSync:
    """A sync that this worker holds; `attempt` is the fence for everything it writes."""

    tenant_id: int
    sync_id: int
    attempt: int
    lease: Lease
    created_at: datetime
    deaths: int = 0
    is_waiting: bool = False
    """Whether Atlassian failed when it was last tried."""
    request_id: str | None = None


def find_active_sync(session: Session, tenant_id: int) -> Sync | None:
    """The tenant's sync that is queued or running."""
    return session.scalar(_ACTIVE, {"tenant": tenant_id})


def find_synced_at(session: Session, tenant_id: int) -> datetime | None:
    """When the mirror was last read in full, and all that this release relies on with it; None when it never was."""
    query = select(Tenant.mirror_synced_at).where(Tenant.id == tenant_id, Tenant.mirror_form >= MIRROR_FORM)
    return session.scalar(query)


def request_sync(session: Session, tenant_id: int, kind: SyncKind, by: str | None) -> SyncView:
    """Ask for a sync; while one is active that one is returned. Raises Conflict without a working key."""
    surroundings = load_surroundings(session, tenant_id)
    if not surroundings.has_key or not surroundings.is_key_alive:
        raise Conflict("no_key", "Connect an organization with a working API key first.")
    # The tenant's row is the lock: two requests at once make one sync.
    tenant = session.get(Tenant, tenant_id, with_for_update={"key_share": True})
    sync = find_active_sync(session, tenant_id)
    if sync is None:
        if tenant is not None and tenant.mirror_synced_at is None:
            kind = SyncKind.FIRST
        sync = Sync(tenant_id=tenant_id, kind=kind, requested_by=by, progress={})
        session.add(sync)
        session.flush()
        session.refresh(sync)
        if by is not None:
            record_change(session, tenant_id, by, Change("sync.requested", None, after={"sync_id": sync.id}))
        announce_work(session)
    return _view(sync, People(session, tenant_id, [sync.requested_by]))


def get_mirror(session: Session, tenant_id: int, now: datetime) -> MirrorView:
    """The age of the data and the newest syncs."""
    rows = session.execute(_MIRROR, {"tenant": tenant_id}).all()
    synced_at = rows[0][0] if rows else None
    found: list[Sync | None] = [row[1] for row in rows]
    syncs = [sync for sync in found if sync is not None]
    active = next((sync for sync in syncs if sync.state in ACTIVE_SYNC_STATES), None)
    last = next((sync for sync in syncs if sync.state not in ACTIVE_SYNC_STATES), None)
    people = People(session, tenant_id, [sync.requested_by for sync in syncs])
    return MirrorView(
        synced_at=synced_at,
        age_seconds=None if synced_at is None else max(0, int((now - synced_at).total_seconds())),
        active_sync=_view(active, people, wait=_seconds_to_wait(active, now)) if active else None,
        last_sync=_view(last, people) if last else None,
    )


def claim_sync(session: Session, tenant_id: int, sync_id: int, attempt: int, *, lease: Lease) -> ClaimedSync | None:
    """Take the sync if nobody holds any work of the tenant and `attempt` is still its number; None otherwise."""
    lock_turn(session, tenant_id, WORK)
    now = fetch_now(session)
    claim = (
        update(Sync)
        .where(
            Sync.tenant_id == tenant_id,
            Sync.id == sync_id,
            Sync.attempt == attempt,
            Sync.state.in_(ACTIVE_SYNC_STATES),
            ~is_work_held(tenant_id, now),
        )
        .values(
            attempt=Sync.attempt + 1,
            # Whoever ends a slice in order gives the lease back.
            deaths=case((Sync.lease_until.is_(None), 0), else_=Sync.deaths + 1),
            state=SyncState.RUNNING,
            lease_until=now + lease.length,
            enqueued_at=None,
            last_slice_at=now,
            started_at=func.coalesce(Sync.started_at, now),
        )
        .returning(
            Sync.attempt,
            Sync.created_at,
            Sync.deaths,
            Sync.waiting_since.is_not(None).label("is_waiting"),
            Sync.request_id,
        )
    )
    claimed = session.execute(claim).one_or_none()
    if claimed is None:
        forget_job(session, Sync, tenant_id, (sync_id, attempt))
        return None
    record_turn(session, tenant_id, WORK, now)
    return ClaimedSync(tenant_id, sync_id, claimed.attempt, lease, *claimed[1:])


def extend_sync_lease(session: Session, claimed: ClaimedSync) -> None:
    """Renew the lease, unless it was given back meanwhile. Raises LeaseLost."""
    until = database_now(session) + claimed.lease.length
    _write_fenced(session, claimed, {"lease_until": until}, Sync.lease_until.is_not(None))


def release_sync(
    session: Session,
    claimed: ClaimedSync,
    not_before: datetime | None,
    *,
    has_failed: bool,
    waiting_since: datetime | None = None,
    waiting_reason: str | None = None,
) -> None:
    """Give the lease back so that the sync goes on in another slice; `waiting_since`: because Atlassian fails.

    Raises LeaseLost.
    """
    values: dict[str, Any] = {"lease_until": None, "not_before": not_before}
    values |= {"waiting_since": waiting_since, "waiting_reason": waiting_reason}
    values["failed_slices"] = Sync.failed_slices + 1 if has_failed else 0
    _write_fenced(session, claimed, values)
    announce_work(session)


def plan_first_daily_sync(session: Session, tenant_id: int, now: datetime) -> None:
    """After the first sync the daily ones begin."""
    # Whoever sets another hour in Settings locks the tenant as well: the hour is placed once.
    tenant = session.get(Tenant, tenant_id, with_for_update={"key_share": True})
    if tenant is not None and tenant.next_daily_sync_at is None:
        place_daily_sync(tenant, now)
    announce_work(session)


def fail_sync(session: Session, claimed: ClaimedSync, now: datetime, code: FaultCode) -> None:
    """End a sync that cannot go on; what it has read so far stays. Raises LeaseLost."""
    fault = Fault(code)
    told = {"error": fault.sentence, "fault": fault.as_json()}
    values = {"state": SyncState.FAILED, "finished_at": now, "lease_until": None, **told}
    _write_fenced(session, claimed, values)
    announce_work(session)


def cancel_sync(session: Session, tenant_id: int, sync_id: int, *, by: str, now: datetime) -> SyncView:
    """End a sync at once: whoever works on it is fenced off. What it has read stays. Raises NotFound, Conflict."""
    # Locked before its state is read: a worker may be ending it, and an ended sync is not cancelled.
    sync = session.get(Sync, (tenant_id, sync_id), with_for_update=True, populate_existing=True)
    if sync is None:
        raise NotFound("sync")
    if sync.state not in ACTIVE_SYNC_STATES:
        raise Conflict("sync_finished", "This sync has finished already.")
    sync.state, sync.error, sync.finished_at = SyncState.FAILED, CANCELLED, now
    sync.fault = Fault("cancelled").as_json()
    sync.cancelled_by = by
    sync.lease_until, sync.attempt = None, sync.attempt + 1
    record_change(session, tenant_id, by, Change("sync.cancelled", None, after={"sync_id": sync.id}))
    session.flush()
    announce_work(session)
    return _view(sync, People(session, tenant_id, [sync.requested_by]))


def count_failed_slices(session: Session, claimed: ClaimedSync) -> int:
    """How many slices in a row have failed."""
    query = select(Sync.failed_slices).where(Sync.tenant_id == claimed.tenant_id, Sync.id == claimed.sync_id)
    return session.scalar(query) or 0


def _write_fenced(
    session: Session, claimed: ClaimedSync, values: dict[str, Any], *conditions: ColumnElement[bool]
) -> None:
    write = (
        update(Sync)
        .where(
            Sync.tenant_id == claimed.tenant_id,
            Sync.id == claimed.sync_id,
            Sync.attempt == claimed.attempt,
            Sync.state.in_(ACTIVE_SYNC_STATES),
            *conditions,
        )
        .values(**values)
        .returning(Sync.id)
    )
    if session.scalar(write) is None:
        raise LeaseLost(f"sync {claimed.sync_id}, attempt {claimed.attempt}")


def _seconds_to_wait(sync: Sync, now: datetime) -> int:
    """How long Atlassian asked for patience."""
    return 0 if sync.not_before is None else max(0, round((sync.not_before - now).total_seconds()))


def _view(sync: Sync, people: People, wait: int = 0) -> SyncView:
    eta = sync.progress.get("eta_seconds")
    return SyncView(
        id=sync.id,
        kind=sync.kind,
        state=sync.state,
        progress=sync.progress if eta is None else sync.progress | {"eta_seconds": eta + wait},
        requested_by=people.find(sync.requested_by),
        created_at=sync.created_at,
        started_at=sync.started_at,
        finished_at=sync.finished_at,
        error=sync.error,
        fault=read_fault(sync.fault),
        api_calls=sync.api_calls,
        waiting=find_waiting(sync),
        is_cancelled=sync.cancelled_by is not None,
    )

"""Endings of an installation: what happens to a tenant's rows, whichever platform told of it.

At once: no schedule, no run, no sync, no secret. After the retention: no row, only a tombstone. Decides
nothing: whether an installation has ended is known to its callers.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.db import SystemSession
from app.domain.engine import reasons
from app.domain.states import RunState, SyncState
from app.models.runs import ACTIVE_RUN_STATES, Run
from app.models.syncs import ACTIVE_SYNC_STATES, Sync
from app.models.tenants import AccessCheck, Installation, OrganizationCredential, Tenant, Tombstone
from app.services.automation.slots import refresh_next_runs
from app.services.engine.runs import end_run
from app.services.notices.notification_queue import end_channels
from app.services.queues.row_guard import note_upkeep_trouble, work_through

RETENTION = timedelta(days=30)
_LOCK_SPACE = 0x526F6C63


def lock_client(session: SystemSession, client_key: str) -> None:
    """Let the events of one installation come one after another, also before there is a row to lock."""
    key = int.from_bytes(hashlib.sha256(client_key.encode()).digest()[:4], "big", signed=True)
    # The host sends events anew when it waits too long: the second installed must find the row of the first.
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, key)))


def end_tenant(session: SystemSession, tenant: Tenant, now: datetime) -> None:
    """Mark the tenant as uninstalled, stop everything of it and drop its secrets."""
    tenant.status, tenant.uninstalled_at = "uninstalled", now
    session.flush()
    session.execute(
        sa.update(Installation)
        .where(Installation.tenant_id == tenant.id)
        .values(encrypted_shared_secret=None, encrypted_system_token=None)
    )
    for table in (OrganizationCredential, AccessCheck):
        session.execute(sa.delete(table).where(table.tenant_id == tenant.id))
    end_channels(session, tenant.id)
    _stop_work(session, tenant.id, now)


def _stop_work(session: SystemSession, tenant_id: int, now: datetime) -> None:
    """Take the tenant's schedules, runs and syncs out of circulation; the raised attempt fences workers off."""
    refresh_next_runs(session, tenant_id, now)
    active = sa.select(Run).where(Run.tenant_id == tenant_id, Run.state.in_(ACTIVE_RUN_STATES))
    # Waits for the worker's open transaction, then fences it off: its next write names an attempt that is over.
    for run in session.scalars(active.with_for_update()):
        run.attempt += 1
        end_run(session, run, RunState.CANCELLED, now=now, reason=reasons.UNINSTALLED, skip_reason=reasons.UNINSTALLED)
    session.execute(
        sa.update(Sync)
        .where(Sync.tenant_id == tenant_id, Sync.state.in_(ACTIVE_SYNC_STATES))
        .values(state=SyncState.FAILED, error=reasons.UNINSTALLED, finished_at=now, lease_until=None,
                attempt=Sync.attempt + 1)
    )  # fmt: skip


def is_past_retention(session: SystemSession, tenant_id: int, now: datetime) -> bool:
    """True when the tenant was uninstalled so long ago that it may be purged."""
    uninstalled_at = session.get_one(Tenant, tenant_id).uninstalled_at
    return uninstalled_at is not None and uninstalled_at <= now - RETENTION


def purge_tenant(session: SystemSession, tenant_id: int, now: datetime) -> None:
    """Remove every row of the tenant; a tombstone for each installation remains."""
    keys = session.execute(
        sa.select(Installation.kind, Installation.client_key).where(Installation.tenant_id == tenant_id)
    )
    for kind, client_key in keys.all():
        digest = hashlib.sha256(client_key.encode()).hexdigest()
        session.execute(insert(Tombstone).values(kind=kind, client_key_sha256=digest, purged_at=now))
    session.execute(sa.delete(Tenant).where(Tenant.id == tenant_id))
    # Rows that went with the tenant may still be known to this session.
    session.expire_all()


def purge_uninstalled(session: SystemSession, now: datetime) -> int:
    """Remove everything of tenants uninstalled 30 days ago; tombstones remain. Returns how many went."""
    due = sa.select(Tenant.id).where(Tenant.status == "uninstalled", Tenant.uninstalled_at <= now - RETENTION)

    def purge(tenant_ids: Sequence[int]) -> None:
        for tenant_id in tenant_ids:
            purge_tenant(session, tenant_id, now)

    def refuse(tenant_id: int, _error: Exception) -> None:
        note_upkeep_trouble(session, tenant_id, "purge", now)

    return work_through(
        session, session.scalars(due.with_for_update(skip_locked=True)).all(), purge, loop="purge", refuse=refuse
    )

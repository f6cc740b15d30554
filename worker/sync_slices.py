"""One slice of a sync: claim, let `app.directory.syncing.sync` read until the slice is over, give the lease back.

When the sync has ended, whichever way, the sets of people are built, so that nobody waits for them; then what runs have
changed is compared with what it read.
"""

from datetime import timedelta
from functools import partial
from typing import Final

from app.atlassian.errors import KeyRejected
from app.directory.sets.set_build import build_sets
from app.directory.syncing import sync as mirror
from app.domain.errors import NotFound
from app.domain.states import SyncState
from app.logs import extended_context, get_logger
from app.services.queues.leases import LeaseLost
from app.services.queues.syncs import (
    ClaimedSync,
    claim_sync,
    count_failed_slices,
    extend_sync_lease,
    fail_sync,
    plan_first_daily_sync,
    release_sync,
)
from app.services.tenancy.organization import mark_key_dead
from app.traces import place_work, span
from worker.context import WorkerContext
from worker.crash_points import reach
from worker.overlaps import recount_overlaps
from worker.processes.heartbeat import Heartbeat
from worker.processes.turns import Turn
from worker.returns import compare_with_sync

logger = get_logger(__name__)

SLICE: Final = timedelta(seconds=45)
MAX_FAILED_SLICES: Final = 5
MAX_DEATHS: Final = 10
"""After so many workers in a row that took the sync and never gave it back, it ends: it may be what kills them."""


def work_sync_slice(context: WorkerContext, tenant_id: int, sync_id: int, attempt: int) -> None:
    """Claim the sync and work on it. Does nothing when another job was first."""
    lease = context.begin_lease(context.leases.sync)
    with context.database.tenant_session(tenant_id) as session:
        context = context.set_clock(session)
        claimed = claim_sync(session, tenant_id, sync_id, attempt, lease=lease)
    if claimed is None:
        return
    place = place_work("sync", tenant_id, sync_id, claimed.created_at, claimed.request_id)
    with (
        extended_context(tenant_id=tenant_id, sync_id=sync_id, request_id=claimed.request_id),
        span("slice of a sync", under=place, tenant_id=tenant_id, sync_id=sync_id, attempt=claimed.attempt),
    ):
        _work_claimed(context, claimed)


def _work_claimed(context: WorkerContext, claimed: ClaimedSync) -> None:
    reach("claimed")
    try:
        has_ended = _work_to_the_end(context, claimed)
    except (LeaseLost, mirror.SyncFenceLost):
        context.count_lost_lease("sync")
        logger.warning("sync lease lost", sync_id=claimed.sync_id)
        return
    if has_ended:
        _build_sets(context, claimed.tenant_id)
        _compare(context, claimed.tenant_id, claimed.sync_id)
        recount_overlaps(context, claimed.tenant_id)


def _work_to_the_end(context: WorkerContext, claimed: ClaimedSync) -> bool:
    """The slice and the way it leaves the sync: True when it has ended. Raises LeaseLost, SyncFenceLost."""
    try:
        with Heartbeat(claimed.lease, lambda: _renew(context, claimed)):
            return _work(context, claimed)
    except (LeaseLost, mirror.SyncFenceLost):
        raise
    except Exception:  # a poison sync must end, and must not take the worker with it
        logger.exception("sync slice failed", sync_id=claimed.sync_id)
        _retry_later(context, claimed)
        return False


def _work(context: WorkerContext, claimed: ClaimedSync) -> bool:
    """True when the sync has ended and may have changed the mirror."""
    if claimed.deaths >= MAX_DEATHS:
        with context.database.tenant_session(claimed.tenant_id) as session:
            fail_sync(session, claimed, context.clock(), "worker_died")
        return True
    try:
        api = context.open_api(claimed.tenant_id, claimed.lease, kind="sync", is_probing=claimed.is_waiting)
    except NotFound:
        with context.database.tenant_session(claimed.tenant_id) as session:
            fail_sync(session, claimed, context.clock(), "no_key")
        return False
    except KeyRejected as error:
        is_dead = _mark_key_dead(context, claimed, error)
        with context.database.tenant_session(claimed.tenant_id) as session:
            if is_dead:
                fail_sync(session, claimed, context.clock(), "no_key")
            else:
                release_sync(session, claimed, None, has_failed=False)
        return False
    held = mirror.ClaimedSync(claimed.tenant_id, claimed.sync_id, claimed.attempt)
    turn, deadline = Turn(context, claimed.tenant_id), context.clock() + SLICE
    outcome = mirror.work_sync_slice(
        context.database,
        held,
        api,
        deadline=deadline,
        must_yield=turn.is_over,
        is_key_dead=partial(_mark_key_dead, context, claimed),
        may_write=claimed.lease.check,
        now=context.clock,
    )
    reach("synced")
    with context.database.tenant_session(claimed.tenant_id) as session:
        if outcome.state == SyncState.RUNNING:
            release_sync(
                session,
                claimed,
                outcome.not_before,
                has_failed=False,
                waiting_since=outcome.waiting_since,
                waiting_reason=outcome.waiting_reason,
            )
        else:
            plan_first_daily_sync(session, claimed.tenant_id, context.clock())
    return outcome.state != SyncState.RUNNING


def _mark_key_dead(context: WorkerContext, claimed: ClaimedSync, error: KeyRejected) -> bool:
    with context.database.tenant_session(claimed.tenant_id) as session:
        return mark_key_dead(session, claimed.tenant_id, error.key_version, error.detail, context.clock())


def _build_sets(context: WorkerContext, tenant_id: int) -> None:
    """The sync stands without them: until they are built, by the next sync at the latest, the tables answer."""
    try:
        build_sets(context.database, tenant_id)
    except Exception:
        logger.exception("sets of people not built", tenant_id=tenant_id)


def _compare(context: WorkerContext, tenant_id: int, sync_id: int) -> None:
    """The sync stands without it: what was not compared is compared with the next one."""
    try:
        compare_with_sync(context, tenant_id, sync_id)
    except Exception:
        logger.exception("runs not compared with a sync", tenant_id=tenant_id)


def _renew(context: WorkerContext, claimed: ClaimedSync) -> bool:
    with context.database.tenant_session(claimed.tenant_id) as session:
        extend_sync_lease(session, claimed)
    return False


def _retry_later(context: WorkerContext, claimed: ClaimedSync) -> None:
    with context.database.tenant_session(claimed.tenant_id) as session:
        failures = count_failed_slices(session, claimed) + 1
        if failures >= MAX_FAILED_SLICES:
            fail_sync(session, claimed, context.clock(), "internal")
        else:
            pause = timedelta(seconds=2**failures)
            release_sync(session, claimed, context.clock() + pause, has_failed=True)

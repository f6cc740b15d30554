"""One slice of a sync: goes on where the last slice, or a worker that died, left off.

Walks are read by a few threads under the shared throttle. A slice ends at its deadline, when every walk that is
left has to wait, or when the sync is finished. Claiming and enqueueing syncs is the worker's business.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Final

from app.atlassian.admin import AdminApi
from app.atlassian.errors import AtlassianError, BadCursor, BadRequest, KeyRejected, Malformed, NotFound, RateLimited
from app.atlassian.outages import OUTAGE_ERRORS, name_outage
from app.db import Database
from app.directory.searching.history import record_numbers
from app.directory.syncing.sync_context import SliceContext
from app.directory.syncing.sync_faults import blame, blame_walks, explain_walks
from app.directory.syncing.sync_plan import fetch_findings, find_known, write_plan
from app.directory.syncing.sync_removals import apply_admin_groups, apply_roster, remove_leftovers
from app.directory.syncing.sync_rows import (
    ClaimedSync,
    SyncFenceLost,
    Walk,
    fetch_sync,
    forget_pages,
    list_walks,
    update_sync,
    update_walk,
)
from app.directory.syncing.sync_walks import WalkFailed, run_walk
from app.domain.engine.outages import plan_next_try
from app.domain.faults import Fault
from app.domain.freshness import MIRROR_FORM
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.domain.states import SyncState, WalkState
from app.logs import get_logger
from app.models import Tenant
from app.threads import KnowingPool

__all__ = ["SLICE_SECONDS", "ClaimedSync", "SliceOutcome", "SyncFenceLost", "work_sync_slice"]

_log = get_logger(__name__)
SLICE_SECONDS: Final = 60.0
THREADS: Final = 6
MAX_FAULTS: Final = 4
MAX_RESTARTS: Final = 3
_TOGETHER: Final = timedelta(seconds=4)
_FIRST_PAUSE_SECONDS: Final = 5.0
_MOST_COUNTED: Final = 10_000
"""Faults beyond this are not counted: the column is small."""


@dataclass(frozen=True, slots=True)
class SliceOutcome:
    """How a slice ended. Running: call again, not before `not_before` (None: at once). `error` is for an admin. With
    `waiting_since` nothing can be read because Atlassian fails, since then; `waiting_reason` says how."""

    state: SyncState
    not_before: datetime | None = None
    error: str | None = None
    waiting_since: datetime | None = None
    waiting_reason: str | None = None


def work_sync_slice(
    database: Database,
    sync: ClaimedSync,
    api: AdminApi,
    *,
    deadline: datetime | None = None,
    must_yield: Callable[[], bool] = lambda: False,
    is_key_dead: Callable[[KeyRejected], bool] = lambda _error: True,
    may_write: Callable[[], None] = lambda: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SliceOutcome:
    """Work on a claimed sync until `deadline` (aware; default: SLICE_SECONDS from now), or until it `must_yield`.

    Writes everything but the lease: walks, mirror, progress, and at the end the state of the sync. `is_key_dead` is
    told when Atlassian no longer accepts the key, and says whether the sync fails or goes on with another one.
    `may_write` is asked before each transaction; what it raises ends the slice there.
    Raises SyncFenceLost when another worker has claimed the sync; nothing more is written then.
    """
    until = deadline or now() + timedelta(seconds=SLICE_SECONDS)
    context = SliceContext(database, sync, api, deadline=until, must_yield=must_yield, may_write=may_write, now=now)
    with api.transport.limited_to(context.seconds_left):
        try:
            if not _open_sync(context):
                _plan_sync(context)
            _run_walks(context)
        except (*OUTAGE_ERRORS, Malformed) as error:
            return _delay_plan(context, error)
        except RateLimited as error:
            return SliceOutcome(SyncState.RUNNING, _later(context, error.retry_after))
        except KeyRejected as error:
            if is_key_dead(error):
                return _fail(context, error.detail, blame(error))
            return SliceOutcome(SyncState.RUNNING)
        except AtlassianError as error:
            return _fail(context, str(error), blame(error))
        return _finish_slice(context)


def _open_sync(context: SliceContext) -> bool:
    """Take over where the sync stands; False when it has no plan yet."""
    with context.session() as session:
        sync = fetch_sync(session, context.claim)
        walks = list_walks(session, context.claim)
        if sync.started_at is None:
            update_sync(session, context.claim, started_at=context.now())
    context.begin(sync, walks)
    return bool(walks)


def _plan_sync(context: SliceContext) -> None:
    with context.session() as session:
        known = find_known(session, context.claim.tenant_id)
    findings = fetch_findings(context.api, known)
    with context.session() as session:
        forget_pages(session, context.claim)
        write_plan(session, context.claim, findings, context.api_calls)
    _open_sync(context)


def _run_walks(context: SliceContext) -> None:
    """Let a few threads work on every walk that need not wait. Raises what made a thread stop the slice."""
    waiting: SimpleQueue[Walk] = SimpleQueue()
    ready = [walk for walk in context.list_pending() if _is_ready(walk, context.now())]
    for walk in ready:
        waiting.put(walk)
    if ready:
        threads = min(THREADS, len(ready))
        with KnowingPool(threads, thread_name_prefix="sync") as pool:
            for _ in range(threads):
                pool.submit(_work, context, waiting)
    if context.stop_reason is not None:
        raise context.stop_reason


def _is_ready(walk: Walk, now: datetime) -> bool:
    """Walks that an outage holds up are tried together, not one a slice."""
    slack = _TOGETHER if walk.faulty_since else timedelta()
    return walk.not_before is None or walk.not_before <= now + slack


def _work(context: SliceContext, waiting: "SimpleQueue[Walk]") -> None:
    """One thread: walk after walk. Whatever goes wrong is recorded with the walk or stops the slice."""
    while not context.is_over:
        try:
            walk = waiting.get_nowait()
        except Empty:
            return
        try:
            _run_guarded(context, walk)
        except BaseException as error:  # noqa: BLE001  raised again by the slice's own thread
            context.stop(error)


def _run_guarded(context: SliceContext, walk: Walk) -> None:
    try:
        run_walk(context, walk)
    except (*OUTAGE_ERRORS, Malformed) as error:
        _record_fault(context, walk, error)
    except RateLimited as error:
        _change_walk(context, walk, not_before=_later(context, error.retry_after))
    except BadCursor as error:
        _restart_walk(context, walk, error)
    except KeyRejected:
        raise
    except WalkFailed as error:
        _change_walk(context, walk, state=WalkState.FAILED, error=str(error), fault=error.fault.as_json())
    except (BadRequest, NotFound) as error:
        _give_up_question(context, walk, error)
    except AtlassianError as error:
        _fail_walk(context, walk, error)


def _fail_walk(context: SliceContext, walk: Walk, error: AtlassianError, **values: object) -> None:
    _change_walk(context, walk, state=WalkState.FAILED, error=error.detail, fault=blame(error).as_json(), **values)


def _give_up_question(context: SliceContext, walk: Walk, error: AtlassianError) -> None:
    """A pair of app and role that Atlassian does not let us ask for: the rest is worth having, and nothing goes."""
    is_unaskable = walk.kind in ("access", "grants") and context.find_walk(walk.position).pages == 0
    _log.warning("sync_walk_refused", walk=walk.title, role=walk.role, code=error.code)
    if not is_unaskable:
        return _fail_walk(context, walk, error)
    return _change_walk(context, walk, state=WalkState.DONE, error=error.detail)


def _change_walk(context: SliceContext, walk: Walk, **values: object) -> None:
    changed = replace(context.find_walk(walk.position), **values)  # type: ignore[arg-type]
    with context.session() as session:
        update_walk(session, context.claim, walk.position, **values)
        context.note_walk(session, changed)


def _record_fault(context: SliceContext, walk: Walk, error: AtlassianError) -> None:
    """Let the walk wait, longer each time; when there is no patience left, without a page meanwhile, it has failed.

    For an answer that is one, but not as documented, there is little.
    """
    known = context.find_walk(walk.position)
    since, faults = known.faulty_since or context.now(), min(known.faults + 1, _MOST_COUNTED)
    is_outage = isinstance(error, OUTAGE_ERRORS)
    if is_outage:
        context.outage = name_outage(error)
    is_hopeless = not is_outage and faults >= MAX_FAULTS
    next_try_at = None if is_hopeless else plan_next_try(since, context.now())
    _log.warning("sync_walk_fault", walk=walk.title, faults=faults, next_try_at=str(next_try_at))
    if next_try_at is None:
        _fail_walk(context, walk, error, faults=faults, faulty_since=since)
    else:
        _change_walk(context, walk, faults=faults, faulty_since=since, not_before=next_try_at)


def _restart_walk(context: SliceContext, walk: Walk, error: BadCursor) -> None:
    """Begin a walk again whose cursor Atlassian has forgotten; what it wrote stays, what it saw does not count."""
    restarts = context.find_walk(walk.position).restarts + 1
    if restarts > MAX_RESTARTS:
        return _fail_walk(context, walk, error)
    with context.session() as session:
        forget_pages(session, context.claim, walk.position)
    return _change_walk(context, walk, cursor=None, pages=0, rows=0, restarts=restarts)


def _finish_slice(context: SliceContext) -> SliceOutcome:
    pending = context.list_pending()
    if pending:
        return _go_on(context, pending)
    failed = context.list_failed()
    if failed:
        return _fail(context, explain_walks(failed), blame_walks(failed))
    return _succeed(context)


def _go_on(context: SliceContext, pending: list[Walk]) -> SliceOutcome:
    """More slices; when every walk that is left has to wait, not before the first of them may go on.

    One whose pause in an outage is over already, because the slice was a long one, is held up all the same.
    """
    now = context.now()
    waits = [walk.not_before for walk in pending if walk.not_before and (walk.not_before > now or walk.faulty_since)]
    if len(waits) < len(pending):
        return SliceOutcome(SyncState.RUNNING)
    since = min((walk.faulty_since for walk in pending if walk.faulty_since), default=None)
    outage = context.outage if since else None
    return SliceOutcome(SyncState.RUNNING, min(waits), waiting_since=since, waiting_reason=outage)


def _succeed(context: SliceContext) -> SliceOutcome:
    claim = context.claim
    with context.looking() as session:
        plan = fetch_sync(session, claim).plan
        apply_roster(session, claim, ORG_ADMIN_ROLE)
        apply_admin_groups(session, claim, plan.get("admin_groups"))
        remove_leftovers(session, claim, plan["directory_ids"], plan["resource_ids"])
        forget_pages(session, claim)
        moment = context.now()
        tenant = session.get_one(Tenant, claim.tenant_id)
        tenant.mirror_synced_at, tenant.mirror_form = moment, MIRROR_FORM
        tenant.mirror_took_seconds = max(0, math.ceil((moment - context.started_at).total_seconds()))
        session.flush()
        record_numbers(session, claim.tenant_id, moment)
        update_sync(session, claim, state=SyncState.SUCCEEDED, finished_at=moment, **_last_facts(context))
    _log.info("sync_succeeded", calls=context.api_calls)
    return SliceOutcome(SyncState.SUCCEEDED)


def _fail(context: SliceContext, error: str, fault: Fault | None) -> SliceOutcome:
    """End the sync; what it has read so far stays in the mirror, nothing is removed."""
    with context.session() as session:
        forget_pages(session, context.claim)
        told = {"error": error, "fault": fault and fault.as_json(), **_last_facts(context)}
        update_sync(session, context.claim, state=SyncState.FAILED, finished_at=context.now(), **told)
    _log.warning("sync_failed", error=error, calls=context.api_calls)
    return SliceOutcome(SyncState.FAILED, error=error)


def _delay_plan(context: SliceContext, error: AtlassianError) -> SliceOutcome:
    """Try again later, while there is patience, when Atlassian failed before the walks could be planned or begun."""
    is_outage = isinstance(error, OUTAGE_ERRORS)
    with context.session() as session:
        sync = fetch_sync(session, context.claim)
        since, faults = sync.waiting_since or context.now(), int(sync.plan.get("faults", 0)) + (not is_outage)
        update_sync(session, context.claim, plan=sync.plan | {"faults": faults}, api_calls=context.api_calls)
    next_try_at = None if faults >= MAX_FAULTS else plan_next_try(since, context.now())
    if next_try_at is None:
        return _fail(context, f"Reading the organization failed: {error.detail}", blame(error).reading("organization"))
    return SliceOutcome(SyncState.RUNNING, next_try_at, waiting_since=since, waiting_reason=name_outage(error))


def _last_facts(context: SliceContext) -> dict[str, object]:
    return {"progress": context.build_progress(), "api_calls": context.api_calls}


def _later(context: SliceContext, seconds: float | None) -> datetime:
    return context.now() + timedelta(seconds=_FIRST_PAUSE_SECONDS if seconds is None else seconds)

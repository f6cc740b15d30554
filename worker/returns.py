"""Compares what ended runs have changed with what a sync has just read, without any call.

By the worker that ended the sync, when its lease is given back. What is cut off, is compared with the next sync.
"""

from dataclasses import dataclass
from datetime import datetime

from app.directory.facts import load_catalogue, load_users
from app.domain.engine.afterwards.returns import Reading, find_access_again, find_returned, see
from app.domain.people.directory import Catalogue
from app.domain.states import SyncState
from app.logs import get_logger
from app.models import Sync
from app.services.engine.afterwards.returns import end_comparison, list_watched_runs, load_watched, record_returned
from app.services.engine.recent_changes import load_changes
from worker.context import WorkerContext

logger = get_logger(__name__)


def compare_with_sync(context: WorkerContext, tenant_id: int, sync_id: int) -> None:
    """Find what came back since the runs that are watched; does nothing when the sync did not succeed."""
    with context.database.tenant_session(tenant_id) as session:
        sync = session.get(Sync, (tenant_id, sync_id))
        if sync is None or sync.state != SyncState.SUCCEEDED or sync.started_at is None or sync.finished_at is None:
            return
        since, seen_at = sync.started_at, sync.finished_at
        runs = list_watched_runs(session, tenant_id, since)
        catalogue = load_catalogue(session, tenant_id)
    for run_id in runs:
        comparison = _Comparison(tenant_id, run_id, catalogue, since, seen_at)
        after: int | None = -1
        while after is not None:
            after = _compare_part(context, comparison, after)
        with context.database.tenant_session(tenant_id) as session:
            new = end_comparison(session, tenant_id, run_id, since, seen_at)
        if new:
            logger.info("changes of a run came back", tenant_id=tenant_id, run_id=run_id, steps=new)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A run and a sync, which read nothing before `since` and ended at `seen_at`."""

    tenant_id: int
    run_id: int
    catalogue: Catalogue
    since: datetime
    seen_at: datetime


def _compare_part(context: WorkerContext, about: _Comparison, after: int) -> int | None:
    """The position up to which was compared; None when nothing was left."""
    with context.database.tenant_session(about.tenant_id) as session:
        watched = load_watched(session, about.tenant_id, about.run_id, after=after)
        if not watched:
            return None
        accounts = list({one.account_id for one in watched})
        users = load_users(session, about.tenant_id, accounts)
        seen = {account_id: see(user, about.catalogue) for account_id, user in users.items()}
        # After what is shown: whatever of ours shows there stands in the log by now.
        first = min(one.finished_at for one in watched)
        changes = load_changes(session, about.tenant_id, accounts, since=first)
        returned = {}
        for one in watched:
            reading = Reading(seen.get(one.account_id), about.catalogue, about.since)
            last = changes.get(one.account_id, {})
            user = users.get(one.account_id)
            again = find_access_again(one, reading, user.app_roles if user else frozenset(), last)
            if again or find_returned(one, reading, last, about.run_id):
                returned[one.position] = again
        if returned:
            record_returned(session, about.tenant_id, about.run_id, returned, about.seen_at)
    return watched[-1].position

"""Before a run is planned the groups that its filter and actions name are read again, a few calls and no sync."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.atlassian.outages import OUTAGE_ERRORS
from app.directory.group_reading import NamedGroup, find_named_groups, open_reading, read_groups
from app.domain.automation.frozen import RunSpecification
from app.domain.engine import reasons
from app.domain.errors import NotFound
from app.domain.freshness import are_members_known
from app.domain.naming import list_named_groups
from app.domain.states import RunState
from app.logs import get_logger
from app.services.automation.filters import read_stored
from app.services.engine.run_queue import ClaimedRun, write_run
from worker.context import WorkerContext
from worker.crash_points import reach
from worker.engine.run_endings import RunEnded

logger = get_logger(__name__)

Reading = Literal["known", "more", "sync"]


def read_named_groups(context: WorkerContext, run: ClaimedRun, is_over: Callable[[], bool]) -> Reading:
    """Read those whose members are known as of more than a minute before the run began.

    `more`: the slice is over before all are read; `sync`: Atlassian does not answer so that it can be believed, and
    the whole directory has to be read. Outages, pauses and a dead key are the caller's.
    Raises AtlassianError, LeaseLost, RunEnded.
    """
    groups = _find_groups(context, run)
    stale = [group for group in groups if not are_members_known(group.known_at, run.started_at)]
    if not stale:
        return _note(context, run, groups)
    try:
        api = context.open_api(run.fence.tenant_id, run.lease, is_probing=run.waiting_since is not None)
    except NotFound:
        raise RunEnded(RunState.FAILED, reasons.KEY_DEAD, reasons.KEY_DEAD) from None
    try:
        is_complete = _read(context, run, api, stale, is_over)
    except (*OUTAGE_ERRORS, atlassian.KeyRejected, atlassian.RateLimited):
        raise
    except atlassian.AtlassianError as error:
        logger.warning("groups not read", run_id=run.fence.run_id, error=str(error))
        return "sync"
    reach("groups_read")
    return _note(context, run, _find_groups(context, run)) if is_complete else "more"


def _find_groups(context: WorkerContext, run: ClaimedRun) -> list[NamedGroup]:
    with context.database.tenant_session(run.fence.tenant_id) as session:
        return find_named_groups(session, run.fence.tenant_id, _list_ids(run.specification))


def _list_ids(specification: RunSpecification) -> frozenset[str]:
    """List the ids that are named; what cannot be understood names nothing: the plan will say so."""
    frozen = specification.filter
    spec = read_stored(frozen.specification) if frozen else None
    return frozenset() if spec is None else list_named_groups(spec, specification.known_actions)


def _read(
    context: WorkerContext, run: ClaimedRun, api: AdminApi, stale: list[NamedGroup], is_over: Callable[[], bool]
) -> bool:
    """Group after group, the smallest first, while they are few people together; False when the slice is over."""
    reading = open_reading(
        context.database, run.fence.tenant_id, api, now=context.clock, may_write=run.lease.check
    )  # fmt: skip
    return reading is None or read_groups(reading, stale, context.most_members, is_over)


def _note(context: WorkerContext, run: ClaimedRun, groups: list[NamedGroup]) -> Reading:
    """Of when the members of all these groups are known at least."""
    known_at: datetime | None = min((group.known_at for group in groups), default=None)
    with context.database.tenant_session(run.fence.tenant_id) as session:
        write_run(session, run.fence, groups_read_at=known_at)
    return "known"

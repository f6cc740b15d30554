"""Truth of begun operations as Atlassian shows it: the only thing that decides when an outcome is unknown."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.directory.facts import load_catalogue
from app.directory.known_people import KnownPerson, load_known
from app.domain.engine import reasons
from app.domain.engine.composites import list_done
from app.domain.engine.recent import SETTLING, Changes
from app.domain.errors import NotFound
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome
from app.services.engine.operation_outcomes import record_outcomes
from app.services.engine.operations import OpenOperation, Outcome, Settled, load_started
from app.services.engine.recent_changes import load_changes
from app.services.engine.run_queue import ClaimedRun
from worker.context import WorkerContext
from worker.engine.execution import Execution
from worker.engine.mirroring import mirror_outcomes
from worker.engine.writes import WRITES, Look, Sight
from worker.live.live import LiveUser, fetch_live_users
from worker.live.roster import Roster

_LOOKING_ONLY: Final = Roster(frozenset(), are_roles_told=True)
"""Where nothing is carried out nobody needs to be spared."""


def is_applied(run: Execution, operation: OpenOperation, user: UserFacts, recent: Changes) -> bool | None:
    """Whether an operation of one call shows; None when the answer does not tell. Raises AtlassianError."""
    known = {user.account_id: KnownPerson(frozenset(user.directories), user.app_roles)}
    live = fetch_live_users(run.api, run.catalogue, known, [user.account_id], roster=run.roster)
    return see(run.api, operation, live.get(user.account_id), run.catalogue, recent).is_done


def see(api: AdminApi, operation: OpenOperation, live: LiveUser | None, catalogue: Catalogue, recent: Changes) -> Sight:
    """See an operation of a user who was just read; roles on apps are read here. Raises nothing.

    What shows while an opposite write of ours (`recent`) may still be hidden proves nothing: it counts as not done.
    """
    if live is None or live.problem:
        return Sight(None, operation.steps)
    try:
        return WRITES[operation.action].see(Look(api, operation, live, catalogue, recent))
    except atlassian.AtlassianError:
        return Sight(None, operation.steps)


def settle_started(context: WorkerContext, run: ClaimedRun, reason: str) -> None:
    """Find out what became of started operations of a run that ends for `reason`; nothing is carried out.

    What can still not be told stays as it is, and is closed as unknown. Raises LeaseLost.
    """
    fence, tenant_id = run.fence, run.fence.tenant_id
    with context.database.tenant_session(tenant_id) as session:
        started = load_started(session, tenant_id, fence.run_id)
        accounts = [operation.account_id for operation in started]
        known = load_known(session, tenant_id, accounts)
        since = context.clock() - SETTLING
        changes = load_changes(session, tenant_id, accounts, since=since, own_run=fence.run_id)
        catalogue = load_catalogue(session, tenant_id)
    if not started:
        return
    try:
        api = context.open_api(tenant_id, run.lease)
        for start in range(0, len(started), MAX_IDS_PER_SEARCH):
            settled = _settle(
                context, (api, catalogue, known, changes), started[start : start + MAX_IDS_PER_SEARCH], reason
            )
            with context.database.tenant_session(tenant_id) as session:
                record_outcomes(session, fence, settled)
                mirror_outcomes(session, tenant_id, settled, run_id=fence.run_id, at=context.clock())
    except (NotFound, atlassian.AtlassianError):
        return


def _settle(
    context: WorkerContext,
    source: tuple[AdminApi, Catalogue, Mapping[str, KnownPerson], Mapping[str, Changes]],
    started: Sequence[OpenOperation],
    reason: str,
) -> list[Settled]:
    api, catalogue, known, changes = source
    accounts = [operation.account_id for operation in started]
    live = fetch_live_users(api, catalogue, known, accounts, roster=_LOOKING_ONLY)
    settled = []
    for operation in started:
        user = live.get(operation.account_id)
        sight = see(api, operation, user, catalogue, changes.get(operation.account_id, {}))
        now = context.clock()
        is_late = operation.settles_at is None or now >= operation.settles_at
        outcome = _conclude(operation, sight, reason, is_late=is_late)
        if outcome is not None:
            outcome = WRITES[operation.action].conclude(outcome, operation, user, catalogue)
            settled.append(Settled(operation, outcome, now))
    return settled


def _conclude(operation: OpenOperation, sight: Sight, reason: str, *, is_late: bool) -> Outcome | None:
    """The outcome of an operation that is not tried again; None when nobody knows."""
    done = list_done(sight.steps)
    if sight.is_done:
        return Outcome(StepOutcome.SUCCEEDED, steps=done)
    if sight.is_done is None or not is_late or operation.doubts:
        return None
    return (
        Outcome(StepOutcome.FAILED, reasons.PARTLY_DONE, steps=done) if done else Outcome(StepOutcome.SKIPPED, reason)
    )

"""Truth of begun operations as Atlassian shows it: the only thing that decides when an outcome is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.directory.facts import load_catalogue
from app.directory.known_people import KnownPerson, load_known
from app.domain.automation import actions as act
from app.domain.automation.collateral import find_granting_groups
from app.domain.engine import reasons
from app.domain.engine.composites import REVOKED_ROLE, list_done
from app.domain.engine.planning import UNKNOWN_STATUS, judge_both, split_role_target
from app.domain.engine.recent import SETTLING, Changes, overlay
from app.domain.engine.undo import element_of
from app.domain.errors import NotFound
from app.domain.people.directory import Catalogue, UserFacts
from app.services.engine.operation_outcomes import record_outcomes
from app.services.engine.operations import OpenOperation, Outcome, Settled, load_started
from app.services.engine.recent_changes import load_changes
from app.services.engine.run_queue import ClaimedRun
from worker.context import WorkerContext
from worker.engine.app_access import Step, add_missing, find_parts, is_among
from worker.engine.execution import Execution
from worker.engine.mirroring import mirror_outcomes
from worker.live.directory_status import fetch_statuses
from worker.live.live import LiveUser, fetch_live_users
from worker.live.roles import read_roles
from worker.live.roster import Roster

_LOOKING_ONLY: Final = Roster(frozenset(), are_roles_told=True)
"""Where nothing is carried out nobody needs to be spared."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Sight of one operation.

    is_done: None when that could not be read. steps: what is known of its parts, those included that were found before
    anything was taken and are gone now.
    """

    is_done: bool | None
    steps: tuple[Step, ...] = ()

    @property
    def has_effect(self) -> bool:
        """True when something of it was done."""
        return bool(self.is_done or list_done(self.steps))


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
        if operation.action in act.ROLE_ACTIONS:
            return _see_role(api, operation, live.facts, recent)
        if operation.action == act.REMOVE_APP_ACCESS:
            return _see_parts(api, operation, live.facts)
        if operation.action in act.USER_ACTIONS:
            live = fetch_statuses(api, live)
    except atlassian.AtlassianError:
        return Sight(None, operation.steps)
    if live.facts.directories.get(operation.target.id) == UNKNOWN_STATUS:
        return Sight(None, operation.steps)
    logged = overlay(live.facts, recent, catalogue) if recent else None
    verdict = judge_both(live.facts, logged, (act.Action(operation.action), operation.target), catalogue)
    return Sight(verdict.outcome == "skipped", operation.steps)


def _see_role(api: AdminApi, operation: OpenOperation, user: UserFacts, recent: Changes) -> Sight:
    resource_id, role = split_role_target(operation.target.id)
    is_held = role in read_roles(api, user.account_id, user.directories, resource_id).direct
    change = recent.get(element_of(operation.action, operation.target))
    is_believed = change is None or change.is_there is is_held
    return Sight(is_believed and is_held == (operation.action == act.GRANT_APP_ROLE), operation.steps)


def _see_parts(api: AdminApi, operation: OpenOperation, user: UserFacts) -> Sight:
    """Done when nothing is left of what was found before; access that was there besides is none of these parts."""
    parts = find_parts(operation.steps)
    direct: tuple[str, ...] = ()
    if any(part["step"] == REVOKED_ROLE for part in parts):
        direct = read_roles(api, user.account_id, user.directories, operation.target.id).direct
    steps = list(operation.steps)
    add_missing(steps, user, direct)
    return Sight(bool(parts) and all(is_among(part, steps) for part in parts), tuple(steps))


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
            settled.append(Settled(operation, _name_rest(outcome, operation, user, catalogue), now))
    return settled


def _conclude(operation: OpenOperation, sight: Sight, reason: str, *, is_late: bool) -> Outcome | None:
    """The outcome of an operation that is not tried again; None when nobody knows."""
    done = list_done(sight.steps)
    if sight.is_done:
        return Outcome("succeeded", steps=done)
    if sight.is_done is None or not is_late or operation.doubts:
        return None
    return Outcome("failed", reasons.PARTLY_DONE, steps=done) if done else Outcome("skipped", reason)


def _name_rest(outcome: Outcome, operation: OpenOperation, user: LiveUser | None, catalogue: Catalogue) -> Outcome:
    """Access that remains through a group that is managed elsewhere is no success, as it is none in a whole run."""
    if operation.action != act.REMOVE_APP_ACCESS or outcome.outcome != "succeeded" or user is None:
        return outcome
    if not find_granting_groups(user.facts, operation.target.id, catalogue):
        return outcome
    return Outcome("failed", reasons.ACCESS_REMAINS, steps=outcome.steps)

"""One part of the check of an ended run, for a courier: a search for each hundred people, no writes.

Whoever is not as the run left them is read once more by themselves before that is said: a list may have been cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.directory.facts import load_catalogue, load_users
from app.directory.known_people import load_known, load_known_roles
from app.domain.automation.actions.life import LIFE_THINGS
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import join_role_target
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED, UNTOLD, Seen, is_overwritten, judge, shows
from app.domain.engine.afterwards.returns import see
from app.domain.engine.recent import LoggedChange
from app.domain.errors import NotFound
from app.domain.people.directory import Catalogue, UserFacts
from app.logs import get_logger
from app.services.engine.checks import (
    Checked,
    Unchecked,
    continue_check,
    end_check,
    load_unchecked,
    record_checks,
)
from app.services.engine.recent_changes import load_changes
from app.services.queues.leases import LeaseLost
from app.services.tenancy.organization import mark_key_dead
from worker.context import WorkerContext
from worker.crash_points import reach
from worker.engine.mirroring import mirror_looked_at, mirror_unapplied
from worker.live.looks import Looker
from worker.live.rest_of_access import Asked, look_at_rest, look_at_roles, read_roles_of

BATCHES_A_PART: Final = 10
"""A worker is free again after seconds."""
LEASE: Final = timedelta(minutes=4)
"""Nothing leaves after half of it; nobody renews it, and two at once only read twice."""
logger = get_logger(__name__)


def check_part(context: WorkerContext, tenant_id: int, run_id: int) -> None:
    """Look at the next people of a run. What Atlassian does not answer now is asked again later."""
    try:
        api = context.open_api(tenant_id, context.begin_lease(LEASE), kind="check")
        for _ in range(BATCHES_A_PART):
            if not _check_batch(context, api, tenant_id, run_id):
                return
        with context.database.tenant_session(tenant_id) as session:
            continue_check(session, tenant_id, run_id, context.clock())
    except atlassian.KeyRejected as error:
        with context.database.tenant_session(tenant_id) as session:
            mark_key_dead(session, tenant_id, error.key_version, error.detail, context.clock())
    except (NotFound, LeaseLost, atlassian.AtlassianError) as error:
        logger.warning("a run could not be looked at", run_id=run_id, error=type(error).__name__)


def _check_batch(context: WorkerContext, api: AdminApi, tenant_id: int, run_id: int) -> bool:
    """False when nothing was left to look at."""
    now = context.clock()
    with context.database.tenant_session(tenant_id) as session:
        batch = load_unchecked(session, tenant_id, run_id, now)
        if not batch:
            wrong = end_check(session, tenant_id, run_id, now)
            logger.info("run looked at", tenant_id=tenant_id, run_id=run_id, not_applied=wrong)
            return False
        accounts = list({one.account_id for one in batch})
        since = min(one.finished_at for one in batch)
        changes = load_changes(session, tenant_id, accounts, since=since)
        known = load_known(session, tenant_id, accounts)
        catalogue = load_catalogue(session, tenant_id)
        roles = load_known_roles(session, tenant_id, {app for one in batch for app in one.taken})
    reach("check_begun")
    overwritten = _find_overwritten(batch, changes, run_id)
    looker = Looker(api, catalogue, known)
    asked = Asked(roles, changes)
    found = _look(looker, asked, [one for one in batch if one.position not in overwritten], now)
    with context.database.tenant_session(tenant_id) as session:
        # A run of ours may have begun to write to the same thing while Atlassian was asked.
        overwritten |= _find_overwritten(batch, load_changes(session, tenant_id, accounts, since=since), run_id)
        found = [one for one in found if one.operation.position not in overwritten]
        found += [Checked(one, UNTOLD) for one in batch if one.position in overwritten]
        record_checks(session, tenant_id, run_id, found, now)
        # What was read in the middle of the lag may stand in the mirror still.
        held = [one.operation for one in found if one.verdict == CONFIRMED]
        users = load_users(session, tenant_id, list({one.account_id for one in held}))
        mirror_unapplied(session, tenant_id, [*_list_undone(found), *_list_kept(found)], run_id=run_id)
        mirror_looked_at(session, tenant_id, _list_stale(held, users, catalogue), run_id=run_id, at=now)
    return True


def _find_overwritten(
    batch: Iterable[Unchecked], changes: Mapping[str, Mapping[Element, LoggedChange]], run_id: int
) -> frozenset[int]:
    """The positions of those to whose things a later run has written, or may be writing."""
    return frozenset(
        one.position for one in batch if is_overwritten(one.awaited, changes.get(one.account_id, {}), run_id)
    )


def _look(looker: Looker, asked: Asked, batch: Sequence[Unchecked], now: datetime) -> list[Checked]:
    shown = look_at_roles(looker, batch, looker.look_at_all({one.account_id for one in batch}))
    first = {one.position: _judge(one, shown.get(one.account_id), now) for one in batch}
    doubtful = [one for one in batch if _is_doubtful(first[one.position], shown, looker.catalogue)]
    first |= {position: Checked(one.operation, UNTOLD) for position, one in first.items() if one.verdict != CONFIRMED}
    exact = look_at_roles(looker, doubtful, looker.look_at_each(sorted({one.account_id for one in doubtful})))
    second = {one.position: _judge(one, exact.get(one.account_id), now) for one in doubtful}
    accused = [one for one in second.values() if any(kind == "role" for kind, _name in one.undone)]
    certain = read_roles_of(looker, accused, exact)
    third = {
        one.operation.position: _judge(one.operation, certain.get(one.operation.account_id), now) for one in accused
    }
    judged = first | second | third
    return look_at_rest(looker, asked, list(judged.values()), shown | exact)


def _is_doubtful(one: Checked, shown: Mapping[str, Seen], catalogue: Catalogue) -> bool:
    """Whether somebody is looked at once more. Of a group that is gone, and of a role behind that of a group, it would
    tell nothing."""
    if one.verdict == CONFIRMED:
        return False
    awaited = one.operation.awaited.changes
    if one.verdict != NOT_APPLIED and one.operation.account_id in shown:
        return any(kind in ("directory", *LIFE_THINGS) or name in catalogue.groups for kind, name in awaited)
    return any(kind != "group" or name in catalogue.groups for kind, name in awaited)


def _judge(operation: Unchecked, seen: Seen | None, now: datetime) -> Checked:
    awaited = operation.awaited
    verdict = judge(awaited, seen, now - operation.finished_at) or UNTOLD
    if verdict != NOT_APPLIED or seen is None:
        return Checked(operation, verdict)
    wrong = (one for one, is_there in awaited.changes.items() if shows(awaited, one, seen) is (not is_there))
    return Checked(operation, verdict, frozenset(wrong))


def _list_undone(found: Iterable[Checked]) -> Iterable[tuple[str, Element, bool]]:
    for one in found:
        for element in one.undone:
            yield one.operation.account_id, element, not one.operation.awaited.changes[element]


def _list_kept(found: Iterable[Checked]) -> Iterable[tuple[str, Element, bool]]:
    """The direct roles behind those of a group that was left: the mirror took them for gone with it."""
    for one in found:
        for pair in one.rest.direct:
            yield one.operation.account_id, ("role", join_role_target(*pair)), True


def _list_stale(
    held: Iterable[Unchecked], users: Mapping[str, UserFacts], catalogue: Catalogue
) -> Iterable[tuple[str, Element, bool]]:
    """List stale people: seen as a run left them, while the mirror shows otherwise."""
    for one in held:
        user = users.get(one.account_id)
        seen = Seen(None) if user is None else see(user, catalogue)
        for element, is_there in one.awaited.changes.items():
            if shows(one.awaited, element, seen) is (not is_there):
                yield one.account_id, element, is_there

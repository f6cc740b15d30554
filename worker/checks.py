"""One part of the check of an ended run, for a courier: a search for each hundred people, no writes.

Whoever is not as the run left them is read once more by themselves before that is said: a list may have been cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import MAX_IDS_PER_SEARCH, AdminApi
from app.atlassian.paging import iter_pages
from app.atlassian.records import UserRecord
from app.directory.facts import load_catalogue, load_users
from app.directory.known_people import KnownPerson, load_known
from app.directory.syncing.sync_untold import INLINE_GROUPS_CAP
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED, UNTOLD, Seen, is_overwritten, judge, shows
from app.domain.engine.afterwards.returns import see
from app.domain.engine.planning import UNKNOWN_STATUS
from app.domain.engine.recent import Element, LoggedChange
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
from worker.live.directory_status import fetch_statuses, is_status_open
from worker.live.live import fetch_live_users, membership_of
from worker.live.roster import Roster

BATCHES_A_PART: Final = 10
"""A worker is free again after seconds."""
LEASE: Final = timedelta(minutes=4)
"""Nothing leaves after half of it; nobody renews it, and two at once only read twice."""
_LOOKING_ONLY: Final = Roster(frozenset(), are_roles_told=True)
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
    reach("check_begun")
    overwritten = _find_overwritten(batch, changes, run_id)
    found = _look(api, catalogue, known, [one for one in batch if one.position not in overwritten], now)
    with context.database.tenant_session(tenant_id) as session:
        # A run of ours may have begun to write to the same thing while Atlassian was asked.
        overwritten |= _find_overwritten(batch, load_changes(session, tenant_id, accounts, since=since), run_id)
        found = [one for one in found if one.operation.position not in overwritten]
        found += [Checked(one, UNTOLD) for one in batch if one.position in overwritten]
        record_checks(session, tenant_id, run_id, found, now)
        # What was read in the middle of the lag may stand in the mirror still.
        held = [one.operation for one in found if one.verdict == CONFIRMED]
        users = load_users(session, tenant_id, list({one.account_id for one in held}))
        mirror_unapplied(session, tenant_id, _list_undone(found), run_id=run_id)
        mirror_looked_at(session, tenant_id, _list_stale(held, users, catalogue), run_id=run_id, at=now)
    return True


def _find_overwritten(
    batch: Iterable[Unchecked], changes: Mapping[str, Mapping[Element, LoggedChange]], run_id: int
) -> frozenset[int]:
    """The positions of those to whose things a later run has written, or may be writing."""
    return frozenset(
        one.position for one in batch if is_overwritten(one.awaited, changes.get(one.account_id, {}), run_id)
    )


def _look(
    api: AdminApi, catalogue: Catalogue, known: Mapping[str, KnownPerson], batch: Sequence[Unchecked], now: datetime
) -> list[Checked]:
    shown = _see_all(api, known, {one.account_id for one in batch})
    found = [_judge(one, shown.get(one.account_id), now) for one in batch]
    doubtful = [one.operation for one in found if one.verdict != CONFIRMED and _can_be_seen(one.operation, catalogue)]
    exact = _see_each(api, catalogue, known, sorted({one.account_id for one in doubtful}))
    again = {one.position: _judge(one, exact.get(one.account_id), now) for one in doubtful}
    return [
        again.get(one.operation.position, one if one.verdict == CONFIRMED else Checked(one.operation, UNTOLD))
        for one in found
    ]


def _judge(operation: Unchecked, seen: Seen | None, now: datetime) -> Checked:
    awaited = operation.awaited
    verdict = judge(awaited, seen, now - operation.finished_at) or UNTOLD
    if verdict != NOT_APPLIED or seen is None:
        return Checked(operation, verdict)
    wrong = (one for one, is_there in awaited.changes.items() if shows(awaited, one, seen) is (not is_there))
    return Checked(operation, verdict, frozenset(wrong))


def _can_be_seen(operation: Unchecked, catalogue: Catalogue) -> bool:
    """Of a group that is gone, and of direct roles, a look at the person tells nothing."""
    return any(kind == "directory" or name in catalogue.groups for kind, name in operation.awaited.changes)


def _see_all(api: AdminApi, known: Mapping[str, KnownPerson], accounts: Iterable[str]) -> dict[str, Seen]:
    """Those who have an address, a search for each hundred and directory. Raises AtlassianError."""
    people = {account: known[account] for account in accounts if account in known and known[account].profile.email}
    rows: dict[str, dict[str, UserRecord]] = {account: {} for account in people}
    for directory_id in sorted({one for person in people.values() for one in person.directories}):
        addresses = [str(one.profile.email) for one in people.values() if directory_id in one.directories]
        for page in iter_pages(partial(api.search_users, directory_id, emails=addresses, expand=("groups",))):
            for row in page.rows:
                if row.account_id in rows:
                    rows[row.account_id][directory_id] = row
    return {
        account: _read_rows(found) for account, found in rows.items() if people[account].directories == found.keys()
    }


def _read_rows(rows: Mapping[str, UserRecord]) -> Seen:
    lists = [row.groups for row in rows.values()]
    is_whole = all(groups is not None and len(groups) < INLINE_GROUPS_CAP for groups in lists)
    groups = frozenset(group.group_id for groups in lists for group in groups or ())
    told = {directory_id: membership_of(row) for directory_id, row in rows.items()}
    return Seen(groups if is_whole else None, dict.fromkeys(told, UNKNOWN_STATUS) if is_status_open(told) else told)


def _see_each(
    api: AdminApi, catalogue: Catalogue, known: Mapping[str, KnownPerson], accounts: Sequence[str]
) -> dict[str, Seen]:
    """Ten a search, with all of their groups and the status in each directory. Raises AtlassianError."""
    seen = {}
    for start in range(0, len(accounts), MAX_IDS_PER_SEARCH):
        some = accounts[start : start + MAX_IDS_PER_SEARCH]
        for account, live in fetch_live_users(api, catalogue, known, some, roster=_LOOKING_ONLY).items():
            facts = fetch_statuses(api, live).facts
            if not live.problem:
                seen[account] = Seen(facts.groups, facts.directories)
    return seen


def _list_undone(found: Iterable[Checked]) -> Iterable[tuple[str, Element, bool]]:
    for one in found:
        for element in one.undone:
            yield one.operation.account_id, element, not one.operation.awaited.changes[element]


def _list_stale(
    held: Iterable[Unchecked], users: Mapping[str, UserFacts], catalogue: Catalogue
) -> Iterable[tuple[str, Element, bool]]:
    """List stale people: seen as a run left them, while the mirror shows otherwise."""
    for one in held:
        user = users.get(one.account_id)
        seen = Seen(None) if user is None else see(user, catalogue)
        for element, is_there in one.awaited.changes.items():
            if element[0] != "role" and shows(one.awaited, element, seen) is (not is_there):
                yield one.account_id, element, is_there

"""Looks at users in Atlassian directly before they are changed. Fails closed: what cannot be read is not acted on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.atlassian.admin import MAX_IDS_PER_SEARCH, USER_EXPANDS, AdminApi
from app.atlassian.records import UserRecord
from app.directory.known_people import STRANGER, KnownPerson
from app.directory.syncing.sync_untold import INLINE_GROUPS_CAP, fetch_groups_of
from app.directory.syncing.tellings import tell_profile
from app.domain.automation.actions.steps import SUSPENDED, UNKNOWN_STATUS, list_grants
from app.domain.people.directory import ORG_ADMIN_ROLE, Catalogue, UserFacts
from worker.live.roster import Roster, fetch_admins_among


@dataclass(frozen=True, slots=True)
class LiveUser:
    """A user as Atlassian shows them now; `problem` says what could not be read, then nothing is to be done."""

    facts: UserFacts
    problem: str | None = None


def fetch_live_users(
    api: AdminApi,
    catalogue: Catalogue,
    known: Mapping[str, KnownPerson],
    account_ids: Sequence[str],
    *,
    roster: Roster,
) -> dict[str, LiveUser]:
    """At most ten users, one call per directory they may be in; users that Atlassian no longer shows are absent.

    What the search does not tell (access to apps) is taken from the mirror (`known`) and from the groups that the user
    is in now; what a row leaves out stays as it was known, as in a sync (`app.directory.syncing.tellings`).
    """
    wanted = list(account_ids)[:MAX_IDS_PER_SEARCH]
    found: dict[str, LiveUser] = {}
    told = dict(known)
    silent: set[str] = set()
    for directory_id in _directories_of(catalogue, known, wanted):
        page = api.search_users(
            directory_id, account_ids=wanted, limit=MAX_IDS_PER_SEARCH, expand=USER_EXPANDS
        )  # fmt: skip
        for record in page.rows:
            if record.account_id in wanted:
                earlier = found.get(record.account_id)
                whole = _complete(api, directory_id, record)
                if record.platform_roles is None:
                    silent.add(record.account_id)
                person = told.get(record.account_id, STRANGER)
                profile = tell_profile(record, person.profile)
                told[record.account_id] = replace(person, profile=profile)
                facts = _combine(whole, directory_id, catalogue, told[record.account_id])
                found[record.account_id] = _merge(earlier, LiveUser(facts, _find_problem(whole, roster)))
    # A row without admin roles says "none" at best of its own time, and the roster is as old as the slice: the search
    # by role tells who of them has become an admin since.
    admins = roster.accounts | (fetch_admins_among(api, sorted(silent)) if silent else frozenset())
    return {account_id: _mark_admin(live, admins) for account_id, live in found.items()}


def _directories_of(catalogue: Catalogue, known: Mapping[str, KnownPerson], wanted: Iterable[str]) -> list[str]:
    """All directories: a user may have been added to another one since the mirror was read."""
    named = {directory for account in wanted if account in known for directory in known[account].directories}
    return sorted(set(catalogue.directories) | named)


def _complete(api: AdminApi, directory_id: str, record: UserRecord) -> UserRecord:
    """With all groups: an inline list may have been left out or cut, and the missing one may be the protected one."""
    if record.groups is not None and len(record.groups) < INLINE_GROUPS_CAP:
        return record
    return replace(record, groups=fetch_groups_of(api, directory_id, record.account_id))


def _combine(record: UserRecord, directory_id: str, catalogue: Catalogue, known: KnownPerson) -> UserFacts:
    """Combine the row's facts beside the profile, which `known` has already."""
    groups = frozenset(group.group_id for group in record.groups or ())
    used = {item.resource_id: item.last_active_at for item in record.activity or () if item.last_active_at}
    profile = known.profile
    return UserFacts(
        account_id=record.account_id,
        name=profile.name,
        email=profile.email,
        status=profile.status,
        claim=profile.claim,
        management_source=profile.management_source,
        kind=profile.kind,
        added_at=profile.added_at,
        # Who comes without any activity has none if none was ever known; of anybody else it says nothing.
        is_activity_known=known.is_never_active if record.activity is None else record.is_activity_told,
        platform_roles=frozenset(record.platform_roles or ()),
        directories={directory_id: membership_of(record)},
        groups=groups,
        app_roles=list_grants(groups, catalogue) | known.app_roles,
        activity={app: moment for app, moment in used.items() if app not in catalogue.sandbox_apps},
    )


def membership_of(record: UserRecord) -> str:
    """The membership status of all directories together: exact for whoever is in one (`directory_status`)."""
    told = record.membership_status or record.status
    return told if told in ("active", SUSPENDED) else UNKNOWN_STATUS


def _find_problem(record: UserRecord, roster: Roster) -> str | None:
    if record.platform_roles is None and not roster.are_roles_told:
        return "Atlassian did not say whether the user is an organization admin."
    return None


def _merge(earlier: LiveUser | None, live: LiveUser) -> LiveUser:
    if earlier is None:
        return live
    first, second = earlier.facts, live.facts
    facts = replace(
        second,
        is_activity_known=first.is_activity_known and second.is_activity_known,
        platform_roles=first.platform_roles | second.platform_roles,
        directories={**first.directories, **second.directories},
        groups=first.groups | second.groups,
        app_roles=first.app_roles | second.app_roles,
        activity=_latest(first.activity, second.activity),
    )
    return LiveUser(facts, earlier.problem or live.problem)


def _latest(first: Mapping[str, datetime], second: Mapping[str, datetime]) -> dict[str, datetime]:
    merged = dict(first)
    for resource_id, moment in second.items():
        merged[resource_id] = max(merged.get(resource_id, moment), moment)
    return merged


def _mark_admin(live: LiveUser, admins: frozenset[str]) -> LiveUser:
    if live.facts.account_id not in admins:
        return live
    roles = live.facts.platform_roles | {ORG_ADMIN_ROLE}
    return replace(live, facts=replace(live.facts, platform_roles=roles))

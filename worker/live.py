"""Looks at users in Atlassian directly before they are changed. Fails closed: what cannot be read is not acted on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.atlassian.admin import MAX_IDS_PER_SEARCH, USER_EXPANDS, AdminApi
from app.atlassian.records import UserRecord
from app.directory.facts import KnownAccess
from app.directory.sync_walks import INLINE_GROUPS_CAP, fetch_groups_of
from app.domain.directory import ORG_ADMIN_ROLE, Catalogue, UserFacts
from app.domain.planning import SUSPENDED, UNKNOWN_STATUS, list_grants


class AdminsUnknown(Exception):
    """The organization's admins could not be read, or there seem to be none: nothing may be done."""


@dataclass(frozen=True, slots=True)
class LiveUser:
    """A user as Atlassian shows them now; `problem` says what could not be read, then nothing is to be done."""

    facts: UserFacts
    problem: str | None = None


def fetch_org_admins(api: AdminApi, directory_ids: Iterable[str]) -> frozenset[str]:
    """Account ids of all organization admins. Raises AdminsUnknown when none is found (an organization has one)."""
    found: set[str] = set()
    for directory_id in directory_ids:
        cursor: str | None = None
        while True:
            page = api.search_users(
                directory_id, cursor=cursor, role_ids=[ORG_ADMIN_ROLE], expand=["platformRoles"]
            )  # fmt: skip
            # Everybody in the answer counts as admin: if the filter was ignored, too many are spared.
            found.update(user.account_id for user in page.rows)
            cursor = page.next_cursor
            if cursor is None:
                break
    if not found:
        raise AdminsUnknown
    return frozenset(found)


def fetch_live_users(
    api: AdminApi,
    catalogue: Catalogue,
    known: Mapping[str, KnownAccess],
    account_ids: Sequence[str],
    *,
    admins: frozenset[str],
) -> dict[str, LiveUser]:
    """At most ten users, one call per directory they may be in; users that Atlassian no longer shows are absent.

    What the search does not tell (access to apps) is taken from the mirror (`known`) and from the
    groups that the user is in now.
    """
    wanted = list(account_ids)[:MAX_IDS_PER_SEARCH]
    found: dict[str, LiveUser] = {}
    for directory_id in _directories_of(catalogue, known, wanted):
        page = api.search_users(
            directory_id, account_ids=wanted, limit=MAX_IDS_PER_SEARCH, expand=USER_EXPANDS
        )  # fmt: skip
        for record in page.rows:
            if record.account_id in wanted:
                earlier = found.get(record.account_id)
                whole = _complete(api, directory_id, record)
                live = _combine(whole, directory_id, catalogue, known.get(record.account_id))
                found[record.account_id] = _merge(earlier, live)
    return {account_id: _mark_admin(live, admins) for account_id, live in found.items()}


def _directories_of(catalogue: Catalogue, known: Mapping[str, KnownAccess], wanted: Iterable[str]) -> list[str]:
    """All directories: a user may have been added to another one since the mirror was read."""
    named = {directory for account in wanted if account in known for directory in known[account].directories}
    return sorted(set(catalogue.directories) | named)


def _complete(api: AdminApi, directory_id: str, record: UserRecord) -> UserRecord:
    """With all groups: an inline list may have been cut, and the missing one may be the protected one."""
    if record.groups is None or len(record.groups) < INLINE_GROUPS_CAP:
        return record
    return replace(record, groups=fetch_groups_of(api, directory_id, record.account_id))


def _combine(record: UserRecord, directory_id: str, catalogue: Catalogue, known: KnownAccess | None) -> LiveUser:
    groups = frozenset(group.group_id for group in record.groups or ())
    activity = {item.resource_id: item.last_active_at for item in record.activity or () if item.last_active_at}
    facts = UserFacts(
        account_id=record.account_id,
        name=record.name,
        email=record.email,
        status=record.status or "unknown",
        claim=record.claim_status,
        added_at=record.added_at,
        is_activity_known=record.activity is not None,
        platform_roles=frozenset(record.platform_roles or ()),
        directories={directory_id: _membership_of(record)},
        groups=groups,
        app_roles=list_grants(groups, catalogue) | (known.app_roles if known else frozenset()),
        activity=activity,
    )
    return LiveUser(facts, _find_problem(record))


def _membership_of(record: UserRecord) -> str:
    """The membership status of all directories together: exact for whoever is in one (`worker.directory_status`)."""
    told = record.membership_status or record.status
    return told if told in ("active", SUSPENDED) else UNKNOWN_STATUS


def _find_problem(record: UserRecord) -> str | None:
    if record.platform_roles is None:
        return "Atlassian did not say whether the user is an organization admin."
    if record.groups is None:
        return "Atlassian did not say which groups the user is in."
    return None


def _merge(earlier: LiveUser | None, live: LiveUser) -> LiveUser:
    if earlier is None:
        return live
    first, second = earlier.facts, live.facts
    facts = replace(
        first,
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

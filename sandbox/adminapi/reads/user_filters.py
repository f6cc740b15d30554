"""User filters R4, R5 and R7 of a search, turned into a sorted list of account ids.

Everything is read as the lagging index shows it. Results are kept until something they depend on changes, so that a
walk through a large organization sorts once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.schema import Fields, Flag, SortBy, Text, Texts, bad_request
from sandbox.world.directory import Grant, User
from sandbox.world.organization import Organization

Json = dict[str, Any]
ROLE_IDS = (
    "atlassian/user",
    "atlassian/admin",
    "atlassian/guest",
    "atlassian/customer",
    "atlassian/user-access-admin",
    "atlassian/contributor",
    "atlassian/basic",
    "atlassian/stakeholder",
    "atlassian/org-admin",
    "atlassian/site-admin",
    "atlassian/ai-access",
)
COUNT_FIELDS: Fields = {
    "accountIds": Texts(10),
    "directoryIds": Texts(10),
    "resourceIds": Texts(20),
    "groupIds": Texts(10),
    "mfaEnabled": Flag(),
    "claimStatus": Text(("managed", "unmanaged")),
    "status": Texts(4, ("active", "suspended", "not_invited", "deactivated", "for_deletion")),
    "accountStatus": Texts(3, ("active", "inactive", "closed")),
    "membershipStatus": Texts(3, ("active", "suspended", "no_membership")),
    "roleIds": Texts(10, ROLE_IDS),
    "searchTerm": Text(),
    "emailDomains": Texts(10),
}
FILTER_FIELDS: Fields = {
    **COUNT_FIELDS,
    "emails": Texts(100, is_unique=True),
    "sortBy": SortBy(("nick_name",)),
}
KEPT_RESULTS = 32
UNSURE = frozenset({"accountIds", "groupIds", "resourceIds", "roleIds"})
"""Filters that Atlassian has been seen to ignore, in the first generation of the API (contract 15)."""


def find_account_ids(
    call: Call, filters: Json, *, is_path_scoping: bool, has_outsiders: bool | None = None
) -> list[str]:
    """Return the matching account ids in a stable order; raises Refusal 400 for contradictory filters.

    `is_path_scoping`: whether the directory of the path narrows the result (it does not in the deprecated list and
    in the count, contract 7.3). `has_outsiders`: with managed accounts in no directory; None = as the switch says.
    """
    if "searchTerm" in filters and "emails" in filters:
        raise bad_request("searchTerm and emails are mutually exclusive")
    directory = call.find_directory()
    path_id = directory.directory_id if directory and is_path_scoping else None
    named = {name: value for name, value in filters.items() if name in FILTER_FIELDS}
    setting = call.org.switches["search_filters"]
    if setting != "respected" and not UNSURE.isdisjoint(named):
        if setting == "find_nobody":
            return []
        named = {name: value for name, value in named.items() if name not in UNSURE}
    cache = call.org.search_cache
    cache_key = json.dumps([path_id, named, has_outsiders], sort_keys=True)
    version = _version(call.org, named)
    kept = cache.pop(cache_key, None)
    if kept is None or kept[0] != version:
        kept = (version, _sort(call.org, _search(call.org, path_id, named, has_outsiders), named.get("sortBy")))
    cache[cache_key] = kept
    while len(cache) > KEPT_RESULTS:
        cache.pop(next(iter(cache)))
    return kept[1]


def _version(org: Organization, named: Json) -> tuple[int, ...]:
    """Return a number per thing the result depends on, so that unrelated writes do not spoil a kept result."""
    versions = [org.record_version, org.in_directory.version]
    if "groupIds" in named or "resourceIds" in named or "roleIds" in named:
        versions.append(org.membership.version)
    if "resourceIds" in named or "roleIds" in named:
        versions += [org.user_grants.version, org.group_grants.version]
    if "status" in named or "membershipStatus" in named:
        versions.append(org.suspended_in.version)
    return tuple(versions)


def _search(org: Organization, path_id: str | None, named: Json, has_outsiders: bool | None) -> Iterable[str]:
    narrow = _narrowed(org, named)
    scope = _scope(org, path_id, named.get("directoryIds"))
    if path_id is None and not named.get("directoryIds"):
        scope = scope | _outsiders(org, named, has_outsiders)
    candidates = scope if narrow is None else narrow & scope
    tests = _tests(org, named)
    users = org.users
    return [
        account_id
        for account_id in candidates
        if org.is_listed(users[account_id]) and all(test(users[account_id]) for test in tests)
    ]


def _scope(org: Organization, path_id: str | None, directory_ids: list[str] | None) -> set[str]:
    """Return everybody whom path and `directoryIds` let in (contract 7.3, 13 "path directory …")."""
    path_members = org.in_directory.seen_lefts_of(path_id) if path_id is not None else None
    if directory_ids:
        listed = [org.in_directory.seen_lefts_of(directory_id) for directory_id in directory_ids]
        named: set[str] = listed[0] if len(listed) == 1 else set().union(*listed)
        if path_members is None or path_members is named:
            return named
        return path_members & named
    if path_members is not None:
        return path_members
    return set().union(*(org.in_directory.seen_lefts_of(directory_id) for directory_id in org.directories))


def _outsiders(org: Organization, named: Json, is_wanted: bool | None) -> set[str]:
    """Return who may be in no directory and is shown all the same (contract 7.3, 13.1 `outside_directories`)."""
    setting = org.switches["outside_directories"]
    if is_wanted is None:
        is_wanted = setting == "listed" or (setting == "managed_only" and named.get("claimStatus") == "managed")
    users = org.users.values() if is_wanted else ()
    return {user.account_id for user in users if user.claim_status == "managed" or setting == "listed"}


def _narrowed(org: Organization, named: Json) -> set[str] | None:
    """Return the users left by the filters that have an index, None when there is no such filter."""
    sets: list[set[str]] = []
    if "accountIds" in named:
        sets.append({account_id for account_id in named["accountIds"] if account_id in org.users})
    if "emails" in named:
        found = (org.find_user_by_email(email) for email in named["emails"])
        sets.append({user.account_id for user in found if user is not None})
    if "groupIds" in named:
        sets.append(_combined(org, [org.membership.seen_lefts_of(group_id) for group_id in named["groupIds"]]))
    if "resourceIds" in named or "roleIds" in named:
        sets.append(_role_holders(org, named.get("resourceIds"), named.get("roleIds")))
    if not sets:
        return None
    sets.sort(key=len)
    return set.intersection(*sets)


def _combined(org: Organization, sets: list[set[str]]) -> set[str]:
    if len(sets) == 1:
        return sets[0]
    return set().union(*sets) if org.switches["several_ids"] == "any" else set.intersection(*sets)


def _role_holders(org: Organization, resource_ids: list[str] | None, role_ids: list[str] | None) -> set[str]:
    """Return who holds one of the roles on one of the resources, in one and the same assignment."""
    by_resource: dict[str, set[str]] = {resource_id: set() for resource_id in resource_ids or ()}
    anywhere: set[str] = set()
    for grant in known_grants(org):
        if (role_ids and grant.role not in role_ids) or (resource_ids and grant.resource_id not in by_resource):
            continue
        holders = org.holders(grant, is_seen=True)
        anywhere |= holders
        if resource_ids:
            by_resource[grant.resource_id] |= holders
    return _combined(org, list(by_resource.values())) if resource_ids else anywhere


def known_grants(org: Organization) -> set[Grant]:
    """Return every (resource, role) that anybody or any group holds, as the index shows it."""
    return org.user_grants.known_rights() | org.group_grants.known_rights()


def composite_status(org: Organization, user: User) -> str:
    """Return the composite `status` of the contract 5.2, as the index shows it."""
    return compose_status(org.seen_account(user), org.seen_membership_status(user.account_id))


def compose_status(user: User, membership_status: str) -> str:
    """Return the composite `status` of a user with that membership."""
    if user.is_for_deletion:
        return "for_deletion"
    if user.account_status != "active":
        return "deactivated"
    return "not_invited" if membership_status == "no_membership" else membership_status


def _tests(org: Organization, named: Json) -> list[Callable[[User], bool]]:
    """Return the filters that have no index, cheapest first."""
    tests: list[Callable[[User], bool]] = []
    if "accountStatus" in named:
        tests.append(lambda user: org.seen_account(user).account_status in named["accountStatus"])
    if "claimStatus" in named:
        tests.append(lambda user: user.claim_status == named["claimStatus"])
    if "mfaEnabled" in named:
        tests.append(lambda user: user.claim_status == "managed" and user.is_mfa_enabled == named["mfaEnabled"])
    if "emailDomains" in named:
        domains = tuple(f"@{domain.lower().lstrip('@')}" for domain in named["emailDomains"])
        tests.append(lambda user: (user.email or "").lower().endswith(domains))
    if "searchTerm" in named:
        term = named["searchTerm"].casefold()
        tests.append(lambda user: term in user.name.casefold() or term in (user.email or "").casefold())
    if "membershipStatus" in named:
        tests.append(lambda user: org.seen_membership_status(user.account_id) in named["membershipStatus"])
    if "status" in named:
        tests.append(lambda user: composite_status(org, user) in named["status"])
    return tests


def _sort(org: Organization, account_ids: Iterable[str], sort_by: list[Json] | None) -> list[str]:
    if not sort_by:
        return sorted(account_ids)
    users = org.users
    return sorted(
        account_ids,
        key=lambda account_id: (users[account_id].nickname.casefold(), account_id),
        reverse=sort_by[0]["direction"] == "desc",
    )

"""People as tests read them past the admin API: the true state of users and groups, without lag, paging or limits."""

from __future__ import annotations

from typing import Any

from sandbox.world.directory import Group, User
from sandbox.world.organization import Organization

Json = dict[str, Any]


def describe_organization(org: Organization) -> Json:
    """Return what is needed to use an organization: ids, the first usable key, sites, apps, sizes."""
    keys = [key.dump() for key in org.keys.values()]
    usable = next((key["secret"] for key in keys if key["state"] == "active" and key["scopes"] is None), None)
    return {
        "org_id": org.org_id,
        "name": org.name,
        "api_key": usable,
        "keys": keys,
        "seed": org.seed,
        "management": "centralized" if org.is_centralized else "original",
        "directories": [directory.dump() for directory in org.directories.values()],
        "sites": [site.dump() for site in org.sites.values()],
        "apps": [app.dump() for app in org.apps.values()],
        "domains": [domain.dump() for domain in org.domains.values()],
        "counts": {"users": len(org.users), "groups": len(org.groups)},
        "switches": org.switches.overrides(),
        "scim": {"directory_id": org.scim_directory_id, "key": org.scim_key},
    }


def describe_user(org: Organization, user: User) -> Json:
    """Return everything true about a user."""
    account_id = user.account_id
    row = user.dump()
    row["directories"] = {
        directory_id: org.directory_status(account_id, directory_id)
        for directory_id in sorted(org.in_directory.rights_of(account_id))
    }
    row["membership_status"] = org.membership_status(account_id)
    row["groups"] = sorted(org.membership.rights_of(account_id))
    row["roles"] = [
        {"resource_id": grant.resource_id, "role": grant.role}
        for grant in sorted(org.user_grants.rights_of(account_id))
    ]
    row["access"] = [
        {"resource_id": grant.resource_id, "role": grant.role, "method": method, "group_id": group_id}
        for grant, method, group_id in sorted(org.iter_access(account_id), key=str)
    ]
    row["is_org_admin"] = org.is_org_admin(account_id)
    row["admin_groups"] = org.admin_groups_of(account_id)
    return row


def describe_group(org: Organization, group: Group) -> Json:
    """Return everything true about a group; members by `group_members`."""
    row = group.dump()
    row["member_count"] = len(org.membership.lefts_of(group.group_id))
    row["grants"] = [
        {"resource_id": grant.resource_id, "role": grant.role}
        for grant in sorted(org.group_grants.rights_of(group.group_id))
    ]
    return row


def list_holders(org: Organization) -> list[Json]:
    """Return who holds which role where, and how: the way to find admins, guests and the like in a seed."""
    rows = []
    for grant in sorted(org.user_grants.known_rights() | org.group_grants.known_rights()):
        direct = sorted(org.user_grants.lefts_of(grant))
        rows.append(
            {
                "resource_id": grant.resource_id,
                "role": grant.role,
                "direct": direct,
                "groups": sorted(org.group_grants.lefts_of(grant)),
                "holders": len(org.holders(grant)),
            }
        )
    return rows


def matching_users(org: Organization, filters: Json) -> list[User]:
    """Return users by simple filters: search, group, role, status, claim_status; sorted by account id."""
    found: list[User] = []
    term = (filters.get("search") or "").casefold()
    for account_id in sorted(org.users):
        user = org.users[account_id]
        if term and term not in f"{user.name}\n{user.email or ''}\n{account_id}".casefold():
            continue
        if filters.get("group") and not org.membership.has(account_id, filters["group"]):
            continue
        if filters.get("role") and not any(a.grant.role == filters["role"] for a in org.iter_access(account_id)):
            continue
        if filters.get("claim_status") and user.claim_status != filters["claim_status"]:
            continue
        if filters.get("status") and filters["status"] not in (user.account_status, org.membership_status(account_id)):
            continue
        found.append(user)
    return found

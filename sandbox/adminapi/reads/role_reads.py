"""Role assignments of one user and of one group (R8, R13) of the admin API contract 7.6 and 7.9."""

from __future__ import annotations

from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.reads.groups import resource_owner
from sandbox.adminapi.reads.user_filters import ROLE_IDS
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk
from sandbox.adminapi.wire.schema import Fields, Number, Text, Texts
from sandbox.world.organization import Organization

Json = dict[str, Any]
METHODS = ("direct", "group_direct", "inferred")
FIELDS: Fields = {
    "cursor": Text(),
    "limit": Number(1, 100),
    "directoryIds": Texts(10),
    "resourceOwners": Texts(10),
    "resourceIds": Texts(20),
    "roleIds": Texts(10, ROLE_IDS),
}
DEFAULT_PAGE = 20


def user_role_assignments(call: Call) -> Reply:
    """R8: one row per resource; platform roles belong to no directory."""
    directory = call.find_directory()
    user = call.get_user(call.params["account"])
    org = call.org
    if directory and directory.directory_id not in org.in_directory.seen_rights_of(user.account_id):
        raise Refusal(404, "ADMIN-404-8", "The user was not found in the directory")
    given = call.parameters(FIELDS)
    walk = open_walk(call, {"cursor": given["cursor"]} if given.get("cursor") else given, DEFAULT_PAGE)
    path_id = directory.directory_id if directory else None
    page, links = cut_page(call, walk, _user_rows(org, user.account_id, path_id, walk.query))
    return Reply(200, {"data": page, "links": links})


def _user_rows(org: Organization, account_id: str, path_id: str | None, filters: Json) -> list[Json]:
    held: dict[str, dict[str, set[str]]] = {}
    for access in org.iter_access(account_id, is_seen=True):
        if access.grant.role in filters.get("roleIds", (access.grant.role,)):
            held.setdefault(access.grant.resource_id, {}).setdefault(access.grant.role, set()).add(access.method)
    rows = []
    for resource_id in sorted(held):
        directory_id = resource_directory(org, resource_id)
        if directory_id is not None and path_id not in (None, directory_id):
            continue
        if _is_wanted(org, resource_id, directory_id, filters):
            rows.append(_user_row(org, account_id, resource_id, held[resource_id]))
    return rows


def _user_row(org: Organization, account_id: str, resource_id: str, roles: dict[str, set[str]]) -> Json:
    directory_id = resource_directory(org, resource_id)
    return {
        "resourceId": resource_id,
        "resourceOwner": resource_owner(org, resource_id),
        "directoryId": directory_id,
        "userDirectoryStatus": _directory_status(org, account_id, directory_id),
        "roleAssignments": [
            {"role": role, "roleAssignmentMethods": [method for method in METHODS if method in roles[role]]}
            for role in sorted(roles)
        ],
        "roles": sorted(roles),
    }


def _directory_status(org: Organization, account_id: str, directory_id: str | None) -> str | None:
    if directory_id is None:
        return None
    if directory_id not in org.in_directory.seen_rights_of(account_id):
        return "no_membership"
    return "suspended" if directory_id in org.suspended_in.seen_rights_of(account_id) else "active"


def resource_directory(org: Organization, resource_id: str) -> str | None:
    """Return the directory of an app, None for platform resources."""
    app = org.apps.get(resource_id)
    return app.directory_id if app else None


def _is_wanted(org: Organization, resource_id: str, directory_id: str | None, filters: Json) -> bool:
    return (
        directory_id in filters.get("directoryIds", (directory_id,))
        and resource_id in filters.get("resourceIds", (resource_id,))
        and resource_owner(org, resource_id) in filters.get("resourceOwners", (resource_owner(org, resource_id),))
    )


def group_role_assignments(call: Call) -> Reply:
    """R13: what a group grants, one row per resource."""
    directory = call.find_directory()
    group = call.get_group(call.params["group"], [directory] if directory else None)
    given = call.parameters(FIELDS)
    walk = open_walk(call, {"cursor": given["cursor"]} if given.get("cursor") else given, DEFAULT_PAGE)
    roles: dict[str, list[str]] = {}
    for grant in sorted(call.org.group_grants.seen_rights_of(group.group_id)):
        if grant.role in walk.query.get("roleIds", (grant.role,)):
            roles.setdefault(grant.resource_id, []).append(grant.role)
    rows = [
        {
            "resourceId": resource_id,
            "resourceOwner": resource_owner(call.org, resource_id),
            "roles": held,
            "defaultRole": group.defaults.get(resource_id),
        }
        for resource_id, held in sorted(roles.items())
        if _is_wanted(call.org, resource_id, resource_directory(call.org, resource_id), walk.query)
    ]
    page, links = cut_page(call, walk, rows)
    return Reply(200, {"data": page, "links": links})

"""Groups: search, list, detail, counts (R10, R11, R12) of the admin API contract 7.8 and 7.9."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.reads.user_filters import ROLE_IDS
from sandbox.adminapi.wire.answers import Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk
from sandbox.adminapi.wire.schema import Fields, Number, SortBy, Text, Texts, bad_request
from sandbox.world.directory import Directory, Group
from sandbox.world.organization import Organization

Json = dict[str, Any]
EXPANDS = ("counts.resources", "counts.users")
DEFAULT_PAGE = 20
FILTERS: Fields = {
    "directoryIds": Texts(10),
    "accountIds": Texts(10),
    "groupIds": Texts(10),
    "resourceOwners": Texts(10),
    "resourceIds": Texts(20),
    "searchTerm": Text(),
}
QUERY_FILTERS: Fields = {**FILTERS, "roleIds": Texts(10, ROLE_IDS)}
SEARCH_FIELDS: Fields = {
    **{
        name: Texts(rule.at_most, is_unique=True) if isinstance(rule, Texts) else rule for name, rule in FILTERS.items()
    },
    "roleIds": Texts(10, is_unique=True),
    "groupNames": Texts(100, is_unique=True),
    "sortBy": SortBy(("name",)),
    "expand": Texts(2, EXPANDS, is_unique=True),
    "cursor": Text(),
    "limit": Number(1, 100),
}


def search_groups(call: Call) -> Reply:
    """R10."""
    walk = open_walk(call, call.body(SEARCH_FIELDS), DEFAULT_PAGE, is_search=True)
    page, links = cut_page(call, walk, find_groups(call, walk.query))
    rows = [render_group(call, group, walk.query.get("expand", [])) for group in page]
    return Reply(200, {"data": rows, "links": links})


def list_groups(call: Call) -> Reply:
    """R11, deprecated; its object-typed `counts` parameter has no declared form and is ignored."""
    fields: Fields = {**QUERY_FILTERS, "sortBy": SortBy(("name",)), "cursor": Text(), "limit": Number(1, 100)}
    given = call.parameters(fields)
    walk = open_walk(call, {"cursor": given["cursor"]} if given.get("cursor") else given, DEFAULT_PAGE)
    page, links = cut_page(call, walk, find_groups(call, walk.query))
    return Reply(200, {"data": [render_group(call, group, ()) for group in page], "links": links})


def get_group(call: Call) -> Reply:
    """R12 detail, with both counts."""
    directory = call.find_directory()
    group = call.get_group(call.params["group"], [directory] if directory else None)
    return Reply(200, {"data": render_group(call, group, EXPANDS)})


def count_groups(call: Call) -> Reply:
    """R12 count."""
    return Reply(200, {"count": len(find_groups(call, call.parameters(QUERY_FILTERS)))})


def group_stats(call: Call) -> Reply:
    """R12 stats: totals by how groups are managed and by type."""
    groups = find_groups(call, {})
    synced = sum(1 for group in groups if group.is_external_synced)
    types = Counter(group.group_type for group in groups)
    return Reply(
        200,
        {
            "totals": {"all": len(groups), "managed": len(groups) - synced, "synced": synced},
            "types": [{"type": name, "count": types[name]} for name in ("TEAM", "GROUP", "USERBASE_GROUP")],
        },
    )


def find_groups(call: Call, filters: Json) -> list[Group]:
    """Return the groups a search means, by name; raises Refusal 400 for exclusive filters."""
    if "groupNames" in filters and ("searchTerm" in filters or "groupIds" in filters):
        raise bad_request("groupNames excludes searchTerm and groupIds")
    directory = call.find_directory()
    org = call.org
    found = [group for group in _candidates(org, filters) if _is_within(org, group, directory, filters)]
    found = [group for group in found if _grants(org, group, filters)]
    is_descending = filters.get("sortBy", [{}])[0].get("direction") == "desc"
    return sorted(found, key=lambda group: (group.name.casefold(), group.group_id), reverse=is_descending)


def _candidates(org: Organization, filters: Json) -> list[Group]:
    found = [group for group in org.groups.values() if group.group_id not in org.hidden_groups]
    if "groupIds" in filters:
        found = [group for group in found if group.group_id in filters["groupIds"]]
    if "accountIds" in filters:
        joined = set().union(*(org.membership.seen_rights_of(account_id) for account_id in filters["accountIds"]))
        found = [group for group in found if group.group_id in joined]
    if "groupNames" in filters:
        names = {name.casefold() for name in filters["groupNames"]}
        found = [group for group in found if group.name.casefold() in names]
    if "searchTerm" in filters:
        term = filters["searchTerm"].casefold()
        found = [group for group in found if term in group.name.casefold()]
    return found


def _is_within(org: Organization, group: Group, directory: Directory | None, filters: Json) -> bool:
    scope = directory.directory_id if directory and org.switches["directory_scope"] == "path" else group.directory_id
    if group.directory_id != scope:
        return False
    return group.directory_id in filters.get("directoryIds", (group.directory_id,))


def _grants(org: Organization, group: Group, filters: Json) -> bool:
    """Tell whether one grant of the group has a listed role on a listed resource of a listed owner."""
    wanted = [filters.get("resourceIds"), filters.get("resourceOwners"), filters.get("roleIds")]
    if wanted == [None, None, None]:
        return True
    for grant in org.group_grants.seen_rights_of(group.group_id):
        values = (grant.resource_id, resource_owner(org, grant.resource_id), grant.role)
        if all(choices is None or value in choices for choices, value in zip(wanted, values, strict=True)):
            return True
    return False


def resource_owner(org: Organization, resource_id: str) -> str:
    """Return the owner of a resource: of the app, else the kind named in the ARI."""
    app = org.apps.get(resource_id)
    return app.owner if app else resource_id.split(":")[2] if resource_id.count(":") > 2 else "platform"


def render_group(call: Call, group: Group, expand: Any) -> Json:
    """Return the row of a group; counts only when asked for."""
    org = call.org
    row: Json = {
        "id": group.group_id,
        "name": group.name,
        "description": group.description,
        "directoryId": group.directory_id,
        "externalSynced": group.is_external_synced,
        "managedBy": group.managed_by,
        "managementAccess": {
            "deletable": group.is_deletable,
            "modifiable": group.is_modifiable,
            "readable": True,
        },
        "links": {"self": call.url(f"/v2/orgs/{org.org_id}/directories/{group.directory_id}/groups/{group.group_id}")},
    }
    counts: Json = {}
    if "counts.users" in expand:
        counts["users"] = len(org.listed_members(group.group_id))
    if "counts.resources" in expand:
        grants = org.group_grants.seen_rights_of(group.group_id)
        counts["resources"] = len({grant.resource_id for grant in grants})
    if counts:
        row["counts"] = counts
    return row

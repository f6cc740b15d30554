"""Users: search, list, detail, counts and activity (R4, R5, R6, R7, R9 of the admin API contract)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.reads.organizations import V1_PRODUCT_KEYS
from sandbox.adminapi.reads.user_filters import (
    COUNT_FIELDS,
    FILTER_FIELDS,
    find_account_ids,
    known_grants,
)
from sandbox.adminapi.reads.user_rows import EXPANDS, UserRows
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk
from sandbox.adminapi.wire.schema import Fields, Number, Text, Texts, bad_request
from sandbox.world.directory import Directory, User

Json = dict[str, Any]
DEFAULT_SEARCH_PAGE = 50
DEFAULT_LIST_PAGE = 20


def search_users(call: Call) -> Reply:
    """R4."""
    ceiling = int(call.org.switches["users_page_limit"])
    fields: Fields = {
        **FILTER_FIELDS,
        "cursor": Text(),
        "limit": Number(1, 10**9),
        "expand": Texts(choices=EXPANDS, at_least=0, is_unique=True),
    }
    given = call.body(fields)
    if given.get("limit", 1) > ceiling:
        if call.org.switches["users_page_overflow"] == "rejected":
            raise bad_request(f"limit must be a whole number from 1 to {ceiling}")
        given["limit"] = ceiling
    walk = open_walk(call, given, min(DEFAULT_SEARCH_PAGE, ceiling), is_search=True)
    expand = walk.query.get("expand", [])
    directory = call.find_directory()
    if directory is None and "groups" in expand and call.org.switches["groups_expand_everywhere"] == "bad_request":
        raise bad_request("expand groups needs one directory in the path")
    is_scoping = call.org.switches["directory_scope"] == "path"
    outsiders = None if is_scoping or directory is None else True
    found = find_account_ids(call, walk.query, is_path_scoping=is_scoping, has_outsiders=outsiders)
    page, links = cut_page(call, walk, found)
    return _user_page(call, page, links, UserRows(call, directory, expand))


def list_users(call: Call) -> Reply:
    """R5, deprecated: without directoryIds it shows all directories and managed accounts in none, whatever the path."""
    fields: Fields = {
        **COUNT_FIELDS,
        "sortBy": FILTER_FIELDS["sortBy"],
        "cursor": Text(),
        "limit": Number(1, 100),
    }
    walk = open_walk(call, _cursor_alone(call.request.query, call.parameters(fields)), DEFAULT_LIST_PAGE)
    found = find_account_ids(call, walk.query, is_path_scoping=False, has_outsiders=True)
    page, links = cut_page(call, walk, found)
    return _user_page(call, page, links, UserRows(call, call.find_directory(), ()))


def _user_page(call: Call, page: Sequence[str], links: Json, rows: UserRows) -> Reply:
    return Reply(200, {"data": [rows.render(call.org.users[account_id]) for account_id in page], "links": links})


def _cursor_alone(query: Any, given: Json) -> Json:
    return {"cursor": given["cursor"]} if query.get("cursor") else given


def count_users(call: Call) -> Reply:
    """R7 count: all directories unless directoryIds says otherwise; `emails` is no parameter of it."""
    found = find_account_ids(call, call.parameters(COUNT_FIELDS), is_path_scoping=False, has_outsiders=True)
    is_late = call.org.switches["user_count"] == "late"
    return Reply(200, {"count": max(len(found) - is_late, 0)})


def user_stats(call: Call) -> Reply:
    """R7 stats: how many accounts per account status and per role."""
    account_ids = set(find_account_ids(call, {}, is_path_scoping=True))
    statuses = Counter(call.org.seen_account(call.org.users[account_id]).account_status for account_id in account_ids)
    holders: dict[str, set[str]] = {}
    for grant in known_grants(call.org):
        holders.setdefault(grant.role, set()).update(call.org.holders(grant, is_seen=True) & account_ids)
    return Reply(
        200,
        {
            "accountStatus": [{"status": name, "count": statuses[name]} for name in ("active", "inactive", "closed")],
            "roles": [{"roleId": role, "count": len(found)} for role, found in sorted(holders.items())],
        },
    )


def get_user(call: Call) -> Reply:
    """R6: no groups, no activity; 404 for a user who is not in the directory."""
    directory = call.find_directory()
    user = call.get_user(call.params["account"])
    _check_in_directory(call, user, directory)
    row = UserRows(call, directory, ("platformRoles", "counts.resources")).render(user)
    row.pop("links")
    return Reply(200, {"data": row})


def _check_in_directory(call: Call, user: User, directory: Directory | None) -> None:
    if directory is None:
        return
    if directory.directory_id not in call.org.in_directory.seen_rights_of(user.account_id):
        raise Refusal(404, "ADMIN-404-8", "The user was not found in the directory")


def last_active_dates(call: Call) -> Reply:
    """R9, snake_case; everything on one page, so `links` carries no next."""
    call.parameters({"cursor": Text()})
    user = call.get_user(call.params["account"])
    apps = call.org.apps
    rows = [
        {
            "id": resource_id,
            "key": apps[resource_id].activity_key,
            "last_active": moment[:10],
            "last_active_timestamp": moment[:19] + "Z",
        }
        for resource_id, moment in sorted(call.org.seen_activity(user).items())
        if resource_id in apps and apps[resource_id].activity_key in V1_PRODUCT_KEYS
    ]
    data: Json = {
        "product_access": rows,
        "added_to_org": user.added_at[:10] if user.added_at else None,
        "added_to_org_timestamp": user.added_at[:19] + "Z" if user.added_at else None,
    }
    return Reply(200, {"data": data, "links": {}})

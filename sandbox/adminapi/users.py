"""Users: search, list, detail, counts and activity (R4, R5, R6, R7, R9 of the admin API contract)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sandbox.adminapi.answers import Refusal, Reply
from sandbox.adminapi.call import Call
from sandbox.adminapi.organizations import V1_PRODUCT_KEYS
from sandbox.adminapi.paging import cut_page, open_walk
from sandbox.adminapi.schema import Fields, Number, Text, Texts, bad_request
from sandbox.adminapi.user_filters import (
    COUNT_FIELDS,
    FILTER_FIELDS,
    compose_status,
    find_account_ids,
    known_grants,
)
from sandbox.directory import Directory, User
from sandbox.organization import Organization

Json = dict[str, Any]
EXPANDS = ("platformRoles", "counts.resources", "productAccess", "groups")
DEFAULT_SEARCH_PAGE = 50
DEFAULT_LIST_PAGE = 20
INLINE_GROUPS_CAP = 100
# The key of an app in `productAccess`; the v1 activity call uses `App.activity_key` instead (contract 7.3, 7.7).
PRODUCT_KEYS = {"jira-software": "jira", "jira-servicedesk": "jira-service-desk"}


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
    page, links = cut_page(call, walk, find_account_ids(call, walk.query, is_path_scoping=is_scoping))
    rows = [render_user(call, call.org.users[account_id], directory, expand) for account_id in page]
    return Reply(200, {"data": rows, "links": links})


def list_users(call: Call) -> Reply:
    """R5, deprecated: without directoryIds it shows all directories and managed accounts in none, whatever the path."""
    fields: Fields = {
        **COUNT_FIELDS,
        "sortBy": FILTER_FIELDS["sortBy"],
        "cursor": Text(),
        "limit": Number(1, 100),
    }
    walk = open_walk(call, _cursor_alone(call.query, call.parameters(fields)), DEFAULT_LIST_PAGE)
    page, links = cut_page(call, walk, find_account_ids(call, walk.query, is_path_scoping=False))
    rows = [render_user(call, call.org.users[account_id], call.find_directory(), ()) for account_id in page]
    return Reply(200, {"data": rows, "links": links})


def _cursor_alone(query: Any, given: Json) -> Json:
    return {"cursor": given["cursor"]} if query.get("cursor") else given


def count_users(call: Call) -> Reply:
    """R7 count: all directories unless directoryIds says otherwise; `emails` is no parameter of it."""
    found = find_account_ids(call, call.parameters(COUNT_FIELDS), is_path_scoping=False)
    return Reply(200, {"count": len(found)})


def user_stats(call: Call) -> Reply:
    """R7 stats: how many accounts per account status and per role."""
    account_ids = set(find_account_ids(call, {}, is_path_scoping=True))
    statuses = Counter(call.org.users[account_id].account_status for account_id in account_ids)
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
    row = render_user(call, user, directory, ("platformRoles", "counts.resources"))
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
        "added_to_org": user.added_at[:10],
        "added_to_org_timestamp": user.added_at[:19] + "Z",
    }
    return Reply(200, {"data": data, "links": {}})


def render_user(call: Call, user: User, directory: Directory | None, expand: Any) -> Json:
    """Return the row of a user; missing emails are absent, unknown profile fields null (contract 5.2, 15)."""
    org = call.org
    membership_status = org.seen_membership_status(user.account_id)
    picture = f"https://avatars.example.com/{user.account_id}.png"
    row: Json = {
        "accountId": user.account_id,
        "accountType": user.account_type,
        "status": compose_status(user, membership_status),
        "accountStatus": user.account_status,
        "membershipStatus": membership_status,
        "addedToOrg": user.added_at,
        "name": user.name,
        "nickname": user.nickname,
        "emailVerified": user.is_email_verified,
        "claimStatus": user.claim_status,
        "picture": picture,
        "avatar": picture,
        "managementSource": user.management_source,
        "links": {"self": call.url(_user_path(call, user))},
    }
    if user.email is not None:
        row["email"] = user.email
    if user.job_title is not None:
        row["jobTitle"] = user.job_title
    if user.claim_status == "managed":
        row["mfaEnabled"] = user.is_mfa_enabled
    if user.deactivated_on is not None:
        row["deactivatedOn"] = user.deactivated_on
    _add_profile(org, user, row)
    _expand_user(org, user, directory, expand, row)
    return row


def _add_profile(org: Organization, user: User, row: Json) -> None:
    """Profile fields: the document knows no null, clients have met it (contract 5.2)."""
    is_null_shown = org.switches["empty_profile_fields"] == "null"
    for name, value in (
        ("department", user.department),
        ("organization", user.organization),
        ("location", user.location),
        ("timeZone", user.time_zone),
    ):
        if value is not None or is_null_shown:
            row[name] = value


def _user_path(call: Call, user: User) -> str:
    return f"/v2/orgs/{call.org.org_id}/directories/{call.params['directory']}/users/{user.account_id}"


def _expand_user(org: Organization, user: User, directory: Directory | None, expand: Any, row: Json) -> None:
    directory_id = directory.directory_id if directory else None
    if "platformRoles" in expand:
        row["platformRoles"] = org.seen_platform_roles(user.account_id)
    if "counts.resources" in expand:
        row["counts"] = {"resources": len(org.seen_resources(user.account_id))}
    if "productAccess" in expand:
        row["productAccess"] = _product_access(org, user, directory_id)
    if "groups" in expand:
        row["groups"] = _inline_groups(org, user, directory_id)


def _product_access(org: Organization, user: User, directory_id: str | None) -> list[Json]:
    """Activity, not entitlement: apps never opened are absent unless the switch says otherwise."""
    activity = org.seen_activity(user)
    resources = set(activity)
    if org.switches["unopened_apps"] == "without_timestamp":
        resources |= org.seen_resources(user.account_id)
    rows: list[Json] = []
    for resource_id in sorted(resources):
        app = org.apps.get(resource_id)
        if app is None or (directory_id is not None and app.directory_id != directory_id):
            continue
        row: Json = {"id": resource_id, "key": PRODUCT_KEYS.get(app.owner, app.owner)}
        if resource_id in activity:
            row["lastActiveTimestamp"] = activity[resource_id]
        rows.append(row)
    return rows


def _inline_groups(org: Organization, user: User, directory_id: str | None) -> list[Json]:
    prefix = "ari:cloud:identity::group/" if org.switches["group_id_form"] == "ari" else ""
    rows: list[Json] = []
    for group_id in sorted(org.membership.seen_rights_of(user.account_id)):
        group = org.groups.get(group_id)
        if group is None or (directory_id is not None and group.directory_id != directory_id):
            continue
        rows.append({"id": prefix + group_id, "name": group.name, "description": group.description or None})
    return rows if org.switches["inline_groups"] == "all" else rows[:INLINE_GROUPS_CAP]

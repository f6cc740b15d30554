"""Audit events (R17, admin API contract 10): made from the sandbox's own audit log of applied writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.cursors import Cursor, decode_cursor
from sandbox.adminapi.wire.paging import cut_page, open_walk, url_links
from sandbox.adminapi.wire.schema import Fields, Number, Text, Texts, bad_request
from sandbox.world.audit import AuditEntry
from sandbox.world.clock import format_instant, parse_instant

Json = dict[str, Any]
ACTIONS = {
    "addUserToGroup": ("user_added_to_group", "User added to group", "Groups"),
    "removeUserFromGroup": ("user_removed_from_group", "User removed from group", "Groups"),
    "suspendUser": ("user_suspended", "User suspended", "Users"),
    "restoreUser": ("user_restored", "User restored", "Users"),
    "removeUserFromDirectory": ("user_removed_from_directory", "User removed", "Users"),
    "assignRole": ("user_granted_role", "Role granted to user", "Roles"),
    "revokeRole": ("user_revoked_role", "Role revoked from user", "Roles"),
    "assignOrganizationLevelRole": ("user_granted_org_admin", "Organization role granted", "Roles"),
    "revokeOrganizationLevelRole": ("user_revoked_org_admin", "Organization role revoked", "Roles"),
    "assignGroupRole": ("group_granted_role", "Role granted to group", "Roles"),
    "revokeGroupRole": ("group_revoked_role", "Role revoked from group", "Roles"),
    "createGroup": ("group_created", "Group created", "Groups"),
    "deleteGroup": ("group_deleted", "Group deleted", "Groups"),
    "inviteUsers": ("users_invited", "Users invited", "Users"),
    "deactivateAccount": ("user_deactivated", "Account deactivated", "Users"),
    "activateAccount": ("user_activated", "Account activated", "Users"),
    "deleteAccount": ("user_deletion_requested", "Account deletion requested", "Users"),
    "cancelDeletion": ("user_deletion_cancelled", "Account deletion cancelled", "Users"),
}
OTHER_ACTION = ("directory_changed", "Directory changed", "Users")
QUERY_FIELDS: Fields = {
    "cursor": Text(),
    "q": Text(),
    "from": Text(),
    "to": Text(),
    "action": Text(),
    "actor": Texts(is_exploded=False),
    "ip": Texts(is_exploded=False),
    "product": Texts(choices=("bitbucket", "confluence", "guard_detect", "jira", "loom"), is_exploded=False),
    "location": Text(),
    "limit": Number(1, 500),
}
STREAM_FIELDS: Fields = {
    "cursor": Text(),
    "from": Text(),
    "to": Text(),
    "limit": Number(1, 500),
    "sortOrder": Text(("asc", "desc")),
}
PROCESSING_SECONDS = 1
BAD_SYNTAX = "ADMIN-400-19"
EVENT_PREFIX = "00000000-0000-4000-8000-"


def query_events(call: Call) -> Reply:
    """R17 events: newest first, with filters."""
    given = call.parameters(QUERY_FIELDS, code=BAD_SYNTAX)
    walk = open_walk(call, {"cursor": given["cursor"]} if given.get("cursor") else given, 30)
    found = [entry for entry in reversed(_entries(call, walk.query)) if _matches(entry, walk.query)]
    page, links = cut_page(call, walk, found)
    meta: Json = {"page_size": len(page)}
    if "next" in links:
        meta["next"] = links["next"]
    rows = [_row(call, entry) for entry in page]
    return Reply(200, {"data": rows, "links": url_links(call, links), "meta": meta})


def poll_events(call: Call) -> Reply:
    """R17 stream: by processing time; the last page's cursor stays good for polling and never expires."""
    given = call.parameters(STREAM_FIELDS, code=BAD_SYNTAX)
    query, start, limit = _stream_position(given, call.now)
    found = _entries(call, query)
    if query.get("sortOrder") == "desc":
        found.reverse()
    page = found[start : start + limit]
    after = Cursor(start + len(page), limit, query, call.now).encode()
    links = url_links(call, {"next": after} if start + limit < len(found) else {})
    rows = [_row(call, entry, is_stream=True) for entry in page]
    return Reply(200, {"data": rows, "links": links, "meta": {"next": after, "page_size": len(page)}})


def _stream_position(given: Json, now: float) -> tuple[Json, int, int]:
    if given.get("cursor"):
        cursor = decode_cursor(given["cursor"], now, 0)
        return cursor.query, cursor.offset, given.get("limit", cursor.limit)
    return {name: given[name] for name in ("from", "to", "sortOrder") if name in given}, 0, given.get("limit", 200)


def get_event(call: Call) -> Reply:
    """R17 detail."""
    for entry in _entries(call, {}):
        if _event_id(entry) == call.params["event"]:
            return Reply(200, {"data": _row(call, entry)})
    raise Refusal(404, "ADMIN-404-4", "The event was not found")


def list_event_actions(_call: Call) -> Reply:
    """R17 actions."""
    rows = [
        {"id": action, "type": "events", "attributes": {"displayName": title, "groupDisplayName": group}}
        for action, title, group in (*ACTIONS.values(), OTHER_ACTION)
    ]
    return Reply(200, {"data": rows})


def _entries(call: Call, query: Json) -> list[AuditEntry]:
    start, end = (_epoch_seconds(query.get(name)) for name in ("from", "to"))
    found = []
    for entry in call.world.audit.after(0, org_id=call.org.org_id, limit=len(call.world.audit)):
        at = parse_instant(entry.at).timestamp() if start is not None or end is not None else 0
        if entry.outcome == "applied" and (start is None or at >= start) and (end is None or at <= end):
            found.append(entry)
    return found


def _epoch_seconds(text: str | None) -> float | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise bad_request("from and to are epoch milliseconds", "ADMIN-400-3")
    return int(text) / 1000


def _matches(entry: AuditEntry, query: Json) -> bool:
    action, title, _ = _action(entry)
    term = query.get("q", "").casefold()
    return (
        query.get("action", action) == action
        and (entry.key_id or "sandbox") in query.get("actor", (entry.key_id or "sandbox",))
        and (term in title.casefold() or any(term in str(value).casefold() for value in entry.target.values()))
        and "ip" not in query
        and "product" not in query
    )


def _action(entry: AuditEntry) -> tuple[str, str, str]:
    return ACTIONS.get(entry.target.get("operation", ""), OTHER_ACTION)


def _event_id(entry: AuditEntry) -> str:
    return f"{EVENT_PREFIX}{entry.sequence:012d}"


def _row(call: Call, entry: AuditEntry, *, is_stream: bool = False) -> Json:
    action, title, _ = _action(entry)
    actor: Json = {"id": entry.key_id or "sandbox", "name": entry.key_label or "Sandbox"}
    if entry.key_id:
        actor["auth"] = {"authType": "api-token", "tokenId": entry.key_id, "tokenLabel": entry.key_label}
    context = [
        {"id": str(entry.target[name]), "type": kind, "attributes": {}}
        for name, kind in (("account_id", "users"), ("group_id", "groups"), ("resource_id", "resources"))
        if entry.target.get(name)
    ]
    attributes: Json = {
        "time": entry.at,
        "action": action,
        "actor": actor,
        "context": context,
        "container": [{"id": call.org.org_id, "type": "orgs", "attributes": {}}],
        "location": {"ip": "127.0.0.1"},
    }
    if is_stream:
        attributes["processedAt"] = format_instant(parse_instant(entry.at) + timedelta(seconds=PROCESSING_SECONDS))
    return {
        "id": _event_id(entry),
        "type": "events",
        "attributes": attributes,
        "message": {"content": title, "format": "text"},
        "links": {"self": call.url(f"/v1/orgs/{call.org.org_id}/events/{_event_id(entry)}")},
    }

"""Workspaces: the apps of the organization (R14, admin API contract 7.10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk, url_links
from sandbox.adminapi.wire.schema import Anything, Fields, Number, Text, bad_request
from sandbox.world.directory import App

Json = dict[str, Any]
Test = Callable[[Json], bool]
FIELDS: Fields = {
    "cursor": Text(is_nullable=True),
    "limit": Number(1, 1000),
    "query": Anything(),
    "sort": Anything(),
}
DEFAULT_PAGE = 20
DEEPEST_QUERY = 8


def query_workspaces(call: Call) -> Reply:
    """R14: with a cursor nothing else may be sent; `meta` counts, `links.next` is a URL (switchable)."""
    given = call.body(FIELDS, code="ADMIN-400-4")
    if given.get("cursor") is None:
        given.pop("cursor", None)
    elif len(given) > 1:
        raise bad_request("with a cursor no other property may be present", "ADMIN-400-4")
    walk = open_walk(call, given, DEFAULT_PAGE)
    test = _build_test(walk.query.get("query"), 0)
    rows = [row for row in (_row(call, app) for app in call.org.apps.values()) if test(row)]
    rows = _sorted_rows(rows, walk.query.get("sort") or [])
    page, links = cut_page(call, walk, rows)
    if call.org.switches["workspaces_next"] == "url":
        links = url_links(call, links)
    meta = {
        "pageSize": walk.limit,
        "startIndex": walk.offset if page else None,
        "endIndex": walk.offset + len(page) - 1 if page else None,
        "total": len(rows),
    }
    return Reply(200, {"data": list(page), "links": links, "meta": meta})


def _build_test(query: Any, depth: int) -> Test:
    if query is None:
        return _everything
    if not isinstance(query, dict) or depth > DEEPEST_QUERY:
        raise bad_request("query must be an operator object", "ADMIN-400-4")
    for name, build in (("and", _all_of), ("nor", _none_of)):
        if name in query:
            if not isinstance(query[name], list):
                raise bad_request(f"{name} must be an array", "ADMIN-400-4")
            return build([_build_test(part, depth + 1) for part in query[name]])
    if "field" in query:
        return _field_test(query["field"])
    if "searchWorkspaces" in query:
        return _search_test(query["searchWorkspaces"])
    for name in ("features", "policies"):
        if name in query:  # the sandbox's apps carry none
            return _nothing if query[name] else _everything
    raise bad_request("query knows and, nor, field, searchWorkspaces, features, policies", "ADMIN-400-4")


def _everything(_row: Json) -> bool:
    return True


def _nothing(_row: Json) -> bool:
    return False


def _all_of(tests: list[Test]) -> Test:
    return lambda row: all(test(row) for test in tests)


def _none_of(tests: list[Test]) -> Test:
    return lambda row: not any(test(row) for test in tests)


def _field_test(operand: Any) -> Test:
    if not isinstance(operand, dict) or not isinstance(operand.get("name"), str):
        raise bad_request("field needs a name", "ADMIN-400-4")
    values = operand.get("values")
    if values is None:  # "absent of values makes this operator no-op"
        return _everything
    if not isinstance(values, list):
        raise bad_request("field.values must be an array", "ADMIN-400-4")
    return lambda row: _field_value(row, operand["name"]) in values


def _field_value(row: Json, name: str) -> Any:
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _search_test(term: Any) -> Test:
    if not isinstance(term, str):
        raise bad_request("searchWorkspaces must be a string", "ADMIN-400-4")
    wanted = term.casefold()
    return lambda row: any(wanted in (row["attributes"][name] or "").casefold() for name in ("name", "hostUrl"))


def _sorted_rows(rows: list[Json], sort: Any) -> list[Json]:
    if not isinstance(sort, list):
        raise bad_request("sort must be an array", "ADMIN-400-4")
    rows = sorted(rows, key=lambda row: str(row["id"]))
    for key in reversed(sort):
        if not isinstance(key, dict) or not isinstance(key.get("field"), str):
            raise bad_request("sort[] needs a field", "ADMIN-400-4")
        if key.get("order", "asc") not in ("asc", "desc"):
            raise bad_request("sort[].order must be asc or desc", "ADMIN-400-4")
        rows.sort(key=lambda row: str(_field_value(row, key["field"])), reverse=key.get("order") == "desc")
    return rows


def _row(call: Call, app: App) -> Json:
    """Return one workspace; `capacity` is a tier ceiling (contract 7.10)."""
    site = call.org.sites.get(app.site_id or "")
    return {
        "id": app.resource_id,
        "type": "workspace",
        "attributes": {
            "name": site.name if site else app.name,
            "type": app.name.removeprefix(f"{site.name} ") if site else app.name,
            "typeKey": app.owner,
            "hostUrl": app.host_url,
            "status": app.status,
            "statusDetails": [],
            "realm": "us-east-1",
            "regions": ["us-east-1"],
            "owner": None,
            "sandbox": {"type": "CHILD"} if app.is_sandbox else {"type": "NONE"},
            "capacity": app.seat_limit,
            "usage": None,
            "createdAt": app.created_at,
            "createdBy": None,
            "labels": [],
        },
        "links": {"self": call.url(f"/v2/orgs/{call.org.org_id}/workspaces/{app.resource_id}")},
        "relationships": {
            "entitlement": [
                {
                    "id": f"{app.owner}-entitlement",
                    "type": "entitlement",
                    "attributes": {"key": app.owner, "plan": app.plan, "planKey": app.plan.lower()},
                }
            ]
        },
    }

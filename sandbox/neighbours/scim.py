"""SCIM: what an identity provider does to synced users and groups (admin API contract 11, error shape E).

Its directory id and key are others than the admin API's. Changes are visible at once. Only `eq` filters exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.directory import Group, User
from sandbox.effects import Effect
from sandbox.organization import Organization
from sandbox.state import World, Write

Json = dict[str, Any]
ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
LARGEST_PAGE = 100
FILTER = re.compile(r'(\w+) eq "([^"]*)"')
REMOVED_MEMBER = re.compile(r'members\[value eq "([^"]+)"\]')


class ScimRefusalError(Exception):
    """A refusal in shape E."""

    def __init__(self, status: int, detail: str, scim_type: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type


def render_scim_error(error: ScimRefusalError) -> Response:
    """Return the refusal; `status` is text."""
    row: Json = {"schemas": [ERROR_SCHEMA], "status": str(error.status), "detail": error.detail}
    if error.scim_type is not None:
        row["scimType"] = error.scim_type
    response = jsonify(row)
    response.status_code = error.status
    return response


def build_scim_routes(world: World) -> Blueprint:
    """Return the blueprint."""
    routes = Blueprint("scim", __name__, url_prefix="/scim/directory/<directory_id>")
    _add_user_routes(routes, world)
    _add_group_routes(routes, world)
    return routes


def _authorise(world: World, directory_id: str) -> Organization:
    header = request.headers.get("Authorization", "")
    org = next((o for o in world.organizations.values() if header == f"Bearer {o.scim_key}"), None)
    if org is None:
        raise ScimRefusalError(401, "Unauthorized")
    if directory_id != org.scim_directory_id:
        raise ScimRefusalError(404, "The directory was not found")
    return org


def _synced_users(org: Organization) -> list[User]:
    found = (user for user in org.users.values() if user.management_source == "synced")
    return sorted(found, key=lambda user: user.account_id)


def _synced_groups(org: Organization) -> list[Group]:
    return sorted((group for group in org.groups.values() if group.is_external_synced), key=lambda g: g.group_id)


def _add_user_routes(routes: Blueprint, world: World) -> None:
    @routes.get("/Users")
    def list_users(directory_id: str) -> Response:
        with world.lock:
            org = _authorise(world, directory_id)
            return _list(_filtered(_synced_users(org), {"userName": lambda user: user.email}), _user_row)

    @routes.get("/Users/<user_id>")
    def get_user(directory_id: str, user_id: str) -> Response:
        with world.lock:
            org = _authorise(world, directory_id)
            for user in _synced_users(org):
                if user.account_id == user_id:
                    return jsonify(_user_row(user))
        raise ScimRefusalError(404, "Resource not found")


def _add_group_routes(routes: Blueprint, world: World) -> None:
    @routes.get("/Groups")
    def list_groups(directory_id: str) -> Response:
        with world.lock:
            org = _authorise(world, directory_id)
            found = _filtered(_synced_groups(org), {"displayName": lambda group: group.name})
            return _list(found, lambda group: _group_row(org, group))

    @routes.get("/Groups/<group_id>")
    def get_group(directory_id: str, group_id: str) -> Response:
        with world.lock:
            org = _authorise(world, directory_id)
            return jsonify(_group_row(org, _get_group(org, group_id)))

    @routes.post("/Groups")
    def create_group(directory_id: str) -> tuple[Response, int]:
        with world.lock:
            org = _authorise(world, directory_id)
            group = _new_group(org, _body().get("displayName"))
            effect = Effect("group_put", {"group": group.dump()})
            world.commit(org, [effect], Write("scim", {"group_id": group.group_id}, status=201))
            return jsonify(_group_row(org, group)), 201

    @routes.patch("/Groups/<group_id>")
    def patch_group(directory_id: str, group_id: str) -> Response:
        with world.lock:
            org = _authorise(world, directory_id)
            group = _get_group(org, group_id)
            effects = [effect for operation in _operations() for effect in _member_effects(org, group, operation)]
            world.commit(org, effects, Write("scim", {"group_id": group_id}, status=200))
            return jsonify(_group_row(org, group))


def _body() -> Json:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise ScimRefusalError(400, "The request is unparsable", "invalidSyntax")
    return body


def _operations() -> list[Json]:
    body = _body()
    operations = body.get("Operations", body.get("operations"))
    if not isinstance(operations, list) or not all(isinstance(item, dict) for item in operations):
        raise ScimRefusalError(400, "Operations are missing", "invalidSyntax")
    return operations


def _get_group(org: Organization, group_id: str) -> Group:
    group = org.groups.get(group_id)
    if group is None or not group.is_external_synced:
        raise ScimRefusalError(404, "Resource not found")
    return group


def _new_group(org: Organization, name: Any) -> Group:
    if not isinstance(name, str) or not name:
        raise ScimRefusalError(400, "displayName is required", "invalidValue")
    if any(group.name.casefold() == name.casefold() for group in org.groups.values()):
        raise ScimRefusalError(409, f"A group called {name} exists already", "uniqueness")
    return Group(
        group_id=org.fresh_id(name),
        directory_id=next(iter(org.directories)),
        name=name,
        description="Provisioned by your identity provider",
        managed_by="external",
        is_external_synced=True,
        is_modifiable=False,
        is_deletable=False,
    )


def _member_effects(org: Organization, group: Group, operation: Json) -> list[Effect]:
    """Return what one patch operation does: add, remove or replace members."""
    name, path = str(operation.get("op", "")).lower(), str(operation.get("path", "members"))
    single = REMOVED_MEMBER.fullmatch(path)
    if name == "remove" and single:
        return _changes(group, "member_removed", {single[1]})
    if path != "members" or name not in ("add", "remove", "replace"):
        raise ScimRefusalError(400, f"{name} {path} is not supported", "invalidPath")
    named = _member_ids(org, group, operation.get("value", []))
    present = org.membership.lefts_of(group.group_id)
    if name == "add":
        return _changes(group, "member_added", named - present)
    if name == "remove":
        return _changes(group, "member_removed", named or set(present))
    return _changes(group, "member_removed", present - named) + _changes(group, "member_added", named - present)


def _member_ids(org: Organization, group: Group, value: Any) -> set[str]:
    rows = value if isinstance(value, list) else [value]
    found = {row.get("value") if isinstance(row, dict) else None for row in rows}
    for account_id in found:
        if not isinstance(account_id, str) or not org.in_directory.has(account_id, group.directory_id):
            raise ScimRefusalError(400, f"Member {account_id} is unknown", "invalidValue")
    return {str(account_id) for account_id in found}


def _changes(group: Group, name: str, account_ids: set[str]) -> list[Effect]:
    return [Effect(name, {"account_id": item, "group_id": group.group_id}) for item in sorted(account_ids)]


def _filtered(rows: list[Any], fields: dict[str, Callable[[Any], str | None]]) -> list[Any]:
    text = request.args.get("filter")
    if text is None:
        return rows
    match = FILTER.fullmatch(text.strip())
    if match is None or match[1] not in fields:
        raise ScimRefusalError(400, "Only eq filters are supported", "invalidFilter")
    read = fields[match[1]]
    return [row for row in rows if (read(row) or "").casefold() == match[2].casefold()]


def _list(rows: list[Any], render: Callable[[Any], Json]) -> Response:
    """Return a page: `startIndex` counts from 1, 100 rows at most (contract 3)."""
    start, count = max(_whole("startIndex", 1), 1), min(_whole("count", LARGEST_PAGE), LARGEST_PAGE)
    page = rows[start - 1 : start - 1 + count]
    return jsonify(
        {
            "schemas": [LIST_SCHEMA],
            "totalResults": len(rows),
            "startIndex": start,
            "itemsPerPage": len(page),
            "Resources": [render(row) for row in page],
        }
    )


def _whole(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ScimRefusalError(400, f"{name} is a whole number", "invalidValue")
    return int(text)


def _user_row(user: User) -> Json:
    return {
        "schemas": [USER_SCHEMA],
        "id": user.account_id,
        "userName": user.email or user.account_id,
        "displayName": user.name,
        "nickName": user.nickname,
        "active": user.account_status == "active",
        "emails": [{"value": user.email, "type": "work", "primary": True}] if user.email else [],
        "meta": {"resourceType": "USER"},
    }


def _group_row(org: Organization, group: Group) -> Json:
    members = sorted(org.membership.lefts_of(group.group_id))
    return {
        "schemas": [GROUP_SCHEMA],
        "id": group.group_id,
        "displayName": group.name,
        "members": [{"type": "User", "value": item, "display": org.users[item].name} for item in members],
        "meta": {"resourceType": "GROUP"},
    }

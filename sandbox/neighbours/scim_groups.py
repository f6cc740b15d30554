"""SCIM groups: what an identity provider does to synced groups and their members (admin API contract 11)."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.neighbours.scim_protocol import (
    ScimRefusalError,
    authorise,
    filter_rows,
    read_body,
    read_operations,
    render_list,
)
from sandbox.world.directory import Group
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

Json = dict[str, Any]
GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
REMOVED_MEMBER = re.compile(r'members\[value eq "([^"]+)"\]')


def _synced_groups(org: Organization) -> list[Group]:
    return sorted((group for group in org.groups.values() if group.is_external_synced), key=lambda g: g.group_id)


def add_group_routes(routes: Blueprint, world: World) -> None:
    """Add the routes under `/Groups`."""
    _add_reads(routes, world)
    _add_writes(routes, world)


def _add_reads(routes: Blueprint, world: World) -> None:
    @routes.get("/Groups")
    def list_groups(directory_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            found = filter_rows(_synced_groups(org), {"displayName": lambda group: group.name})
            return render_list(found, lambda group: _group_row(org, group))

    @routes.get("/Groups/<group_id>")
    def get_group(directory_id: str, group_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            return jsonify(_group_row(org, _get_group(org, group_id)))


def _add_writes(routes: Blueprint, world: World) -> None:
    @routes.post("/Groups")
    def create_group(directory_id: str) -> tuple[Response, int]:
        with world.lock:
            org = authorise(world, directory_id)
            group = _new_group(org, read_body().get("displayName"))
            effect = Effect("group_put", {"group": group.dump()})
            world.commit(org, [effect], Write("scim", {"group_id": group.group_id}, status=201))
            return jsonify(_group_row(org, group)), 201

    @routes.patch("/Groups/<group_id>")
    def patch_group(directory_id: str, group_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            group = _get_group(org, group_id)
            effects = [effect for operation in read_operations() for effect in _member_effects(org, group, operation)]
            world.commit(org, effects, Write("scim", {"group_id": group_id}, status=200))
            return jsonify(_group_row(org, group))

    @routes.put("/Groups/<group_id>")
    def replace_group(directory_id: str, group_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            group, body = _get_group(org, group_id), read_body()
            if body.get("displayName", group.name) != group.name:
                raise ScimRefusalError(400, "displayName is immutable", "mutability")
            effects = _member_effects(org, group, {"op": "replace", "value": body.get("members", [])})
            world.commit(org, effects, Write("scim", {"group_id": group_id}, status=200))
            return jsonify(_group_row(org, group))

    @routes.delete("/Groups/<group_id>")
    def delete_group(directory_id: str, group_id: str) -> tuple[str, int]:
        with world.lock:
            org = authorise(world, directory_id)
            effect = Effect("group_deleted", {"group_id": _get_group(org, group_id).group_id})
            world.commit(org, [effect], Write("scim", {"group_id": group_id}))
        return "", 204


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


def _group_row(org: Organization, group: Group) -> Json:
    members = sorted(org.membership.lefts_of(group.group_id))
    return {
        "schemas": [GROUP_SCHEMA],
        "id": group.group_id,
        "displayName": group.name,
        "members": [{"type": "User", "value": item, "display": org.users[item].name} for item in members],
        "meta": {"resourceType": "GROUP"},
    }

"""SCIM discovery: service provider, resource types and schemas (admin API contract 11)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.neighbours.scim_groups import GROUP_SCHEMA
from sandbox.neighbours.scim_protocol import LARGEST_PAGE, ScimRefusalError, authorise, render_list
from sandbox.neighbours.scim_users import ENTERPRISE_SCHEMA, USER_SCHEMA
from sandbox.world.state import World

Json = dict[str, Any]
NO: Json = {"supported": False}
SERVICE_PROVIDER: Json = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {**NO, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": LARGEST_PAGE},
    "changePassword": NO,
    "sort": NO,
    "etag": NO,
    "authenticationSchemes": [{"type": "oauthbearertoken", "name": "API key", "description": "Bearer token"}],
}
RESOURCE_TYPES: tuple[Json, ...] = (
    {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "schema": USER_SCHEMA,
        "schemaExtensions": [{"schema": ENTERPRISE_SCHEMA, "required": False}],
    },
    {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "Group",
        "name": "Group",
        "endpoint": "/Groups",
        "schema": GROUP_SCHEMA,
    },
)


def _schema(schema_id: str, name: str, *attributes: str) -> Json:
    rows = [{"name": item, "type": "string", "multiValued": False, "required": False} for item in attributes]
    return {"id": schema_id, "name": name, "attributes": rows, "meta": {"resourceType": "Schema"}}


SCHEMAS: tuple[Json, ...] = (
    _schema(USER_SCHEMA, "User", "userName", "displayName", "nickName", "title", "timezone", "active", "externalId"),
    _schema(GROUP_SCHEMA, "Group", "displayName", "externalId"),
    _schema(ENTERPRISE_SCHEMA, "EnterpriseUser", "department", "organization"),
)


def add_discovery_routes(routes: Blueprint, world: World) -> None:
    """Add `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas`."""

    @routes.get("/ServiceProviderConfig")
    def service_provider(directory_id: str) -> Response:
        with world.lock:
            authorise(world, directory_id)
        return jsonify(SERVICE_PROVIDER)

    @routes.get("/ResourceTypes")
    @routes.get("/ResourceTypes/<name>")
    def resource_types(directory_id: str, name: str | None = None) -> Response:
        return _answer(world, directory_id, RESOURCE_TYPES, name)

    @routes.get("/Schemas")
    @routes.get("/Schemas/<name>")
    def schemas(directory_id: str, name: str | None = None) -> Response:
        return _answer(world, directory_id, SCHEMAS, name)


def _answer(world: World, directory_id: str, rows: tuple[Json, ...], wanted: str | None) -> Response:
    """All of them as a list, or the one with that id."""
    with world.lock:
        authorise(world, directory_id)
    if wanted is None:
        return render_list(list(rows), dict)
    for row in rows:
        if row["id"] == wanted:
            return jsonify(row)
    raise ScimRefusalError(404, "Resource not found")

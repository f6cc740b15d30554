"""SCIM protocol of its routes: key, refusals in shape E, bodies, filters, pages (admin API contract 2, 3, 11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request

from sandbox.world.organization import Organization
from sandbox.world.state import World

Json = dict[str, Any]
ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LARGEST_PAGE = 100
FILTER = re.compile(r'(\w+) eq "([^"]*)"')


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


def authorise(world: World, directory_id: str) -> Organization:
    """Return whose identity provider calls; raises ScimRefusalError 401 or 404. Hold the world's lock."""
    header = request.headers.get("Authorization", "")
    org = next((o for o in world.organizations.values() if header == f"Bearer {o.scim_key}"), None)
    if org is None:
        raise ScimRefusalError(401, "Unauthorized")
    if directory_id != org.scim_directory_id:
        raise ScimRefusalError(404, "The directory was not found")
    return org


def read_body() -> Json:
    """Return the body as an object; raises ScimRefusalError 400."""
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise ScimRefusalError(400, "The request is unparsable", "invalidSyntax")
    return body


def read_operations() -> list[Json]:
    """Return the operations of a PATCH; raises ScimRefusalError 400."""
    body = read_body()
    operations = body.get("Operations", body.get("operations"))
    if not isinstance(operations, list) or not all(isinstance(item, dict) for item in operations):
        raise ScimRefusalError(400, "Operations are missing", "invalidSyntax")
    return operations


def filter_rows(rows: list[Any], fields: dict[str, Callable[[Any], str | None]]) -> list[Any]:
    """Return the rows that the `filter` parameter means: `eq` on one of the fields only."""
    text = request.args.get("filter")
    if text is None:
        return rows
    match = FILTER.fullmatch(text.strip())
    if match is None or match[1] not in fields:
        raise ScimRefusalError(400, "Only eq filters are supported", "invalidFilter")
    read = fields[match[1]]
    return [row for row in rows if (read(row) or "").casefold() == match[2].casefold()]


def render_list(rows: list[Any], render: Callable[[Any], Json]) -> Response:
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

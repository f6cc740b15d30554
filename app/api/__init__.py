"""The JSON API under /api/v1: parses, authorises by guards, serialises. No SQL and no rules here."""

from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response

from app.api import (
    blackouts,
    bulk,
    filters,
    health,
    installations,
    notifications,
    organization,
    repairs,
    runs,
    settings,
    tasks,
    users,
)
from app.api.context import ApiContext, attach_api_context
from app.api.document import build_document_json
from app.api.spec import API_PREFIX, check_request
from app.platform.guards import public

__all__ = ["ApiContext", "register_api"]

NOUNS = (
    *(organization, installations, users, filters, tasks, repairs, runs, bulk),
    *(settings, blackouts, notifications, health),
)


def register_api(app: Flask, context: ApiContext) -> None:
    """Add all routes of the API to an app whose edge is already in place."""
    attach_api_context(app, context)
    root = Blueprint("api", __name__, url_prefix=API_PREFIX)
    root.before_request(check_request)
    for noun in NOUNS:
        root.register_blueprint(noun.blueprint)
    root.add_url_rule("/openapi.json", view_func=openapi_document)
    root.add_url_rule("/run-result.schema.json", view_func=run_result_schema)
    app.register_blueprint(root)


@public
def openapi_document() -> Response:
    """The OpenAPI 3.1 document of this API."""
    return Response(build_document_json(), mimetype="application/json")


@public
def run_result_schema() -> Response:
    """The JSON Schema of Download Result, for whoever reads results by program."""
    return Response(_read_result_schema(), mimetype="application/schema+json")


@cache
def _read_result_schema() -> str:
    return (Path(__file__).parents[2] / "docs" / "run-result.schema.json").read_text()

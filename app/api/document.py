"""The OpenAPI 3.1 document, made from the routes themselves, in a stable order so that it can be checked in."""

import json
from functools import cache
from typing import Any

from flask import Flask, current_app

from app.api.files import MIMETYPES
from app.api.schemas.shapes import MAX_ROW_ID, Problem
from app.api.spec import spec

_PROBLEM = f"#/components/schemas/{Problem.__name__}"
_FILES: dict[str, dict[str, dict[str, Any]]] = {
    "download_result_csv": {"csv": {"type": "string"}},
    "download_result_json": {"json": {"type": "object"}},
    "export_changes": {"csv": {"type": "string"}, "json": {"type": "array", "items": {"type": "object"}}},
    "export_users": {"csv": {"type": "string"}, "json": {"type": "array", "items": {"type": "object"}}},
}
"""What the operations answer whose answers are files: kind and schema."""


def build_document(app: Flask) -> dict[str, Any]:
    """The document of an app's API."""
    spec.app = app
    with app.app_context():
        document: dict[str, Any] = json.loads(json.dumps(spec.spec))
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation)
    return document


@cache
def build_document_json() -> str:
    """The document of the app that serves the present request, as text; made once, because anybody may ask for it."""
    return json.dumps(build_document(current_app), indent=2, sort_keys=True)


def _complete(operation: dict[str, Any]) -> None:
    """Say what spectree cannot be told: problems, files, and how large ids are."""
    answers = operation["responses"]
    # Whatever else can be refused (400, 404, 413, 415, 503) has the same form.
    answers["default"] = {"description": "A problem"}
    for status, answer in answers.items():
        if not status.startswith("2"):
            answer["content"] = {"application/problem+json": {"schema": {"$ref": _PROBLEM}}}
    for kind, schema in _FILES.get(operation["operationId"], {}).items():
        answers["200"].setdefault("content", {})[MIMETYPES[kind]] = {"schema": schema}
    for parameter in operation["parameters"]:
        if parameter["schema"].get("format") == "int32":
            parameter["schema"] = {"type": "integer", "format": "int64", "minimum": 0, "maximum": MAX_ROW_ID}

"""The OpenAPI 3.1 document, made from the routes themselves, in a stable order so that it can be checked in."""

import json
from typing import Any

from flask import Flask, current_app

from app.api.schemas.shapes import Problem
from app.api.spec import spec

_PROBLEM = f"#/components/schemas/{Problem.__name__}"


def build_document(app: Flask) -> dict[str, Any]:
    """The document of an app's API."""
    spec.app = app
    with app.app_context():
        document: dict[str, Any] = json.loads(json.dumps(spec.spec))
    for methods in document["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                _name_problem_type(answer)
    for unused in ("ValidationError", "ValidationErrorElement"):
        if f"/{unused}" not in json.dumps(document["paths"]):
            document["components"]["schemas"].pop(unused, None)
    return document


def build_document_json() -> str:
    """The document of the app that serves the present request, as text."""
    return json.dumps(build_document(current_app), indent=2, sort_keys=True)


def _name_problem_type(answer: dict[str, Any]) -> None:
    """Problems are served as application/problem+json, which spectree cannot be told."""
    content = answer.get("content", {})
    if content.get("application/json", {}).get("schema", {}).get("$ref") == _PROBLEM:
        content["application/problem+json"] = content.pop("application/json")

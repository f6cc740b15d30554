"""The OpenAPI 3.1 document, made from the routes themselves, in a stable order so that it can be checked in."""

import json
from typing import Any

from flask import Flask, current_app

from app.api.spec import spec


def build_document(app: Flask) -> dict[str, Any]:
    """The document of an app's API."""
    spec.app = app
    with app.app_context():
        document: dict[str, Any] = spec.spec
    return document


def build_document_json() -> str:
    """The document of the app that serves the present request, as text."""
    return json.dumps(build_document(current_app._get_current_object()), indent=2, sort_keys=True)  # type: ignore[attr-defined]

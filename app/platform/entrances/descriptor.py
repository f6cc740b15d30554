"""Serves `atlassian-connect.json`: the checked-in template with our address and key filled in.

Builds nothing; the template is made and checked by the `descriptor` package.
"""

import json
import string
from typing import Any

from flask import Flask, Response

from app.platform.context import current_context
from app.platform.guards import public


def register_descriptor(app: Flask) -> None:
    """Add the descriptor's route."""
    app.add_url_rule("/atlassian-connect.json", view_func=connect_descriptor, methods=["GET"])


@public
def connect_descriptor() -> Response:
    """The Connect descriptor of this deployment."""
    context = current_context()
    template = json.loads(context.descriptor_path.read_text(encoding="utf-8"))
    names = {"base_url": context.settings.base_url, "app_key": context.settings.app_key}
    document = fill_template(template, names)
    return Response(json.dumps(document, indent=2), content_type="application/json")


def fill_template(value: Any, names: dict[str, str]) -> Any:
    """Replace `${name}` in every string of a JSON document. Raises KeyError for an unknown name.

    Works on the parsed document, so that no value can break out of its string.
    """
    if isinstance(value, str):
        return string.Template(value).substitute(names)
    if isinstance(value, list):
        return [fill_template(one, names) for one in value]
    if isinstance(value, dict):
        return {key: fill_template(one, names) for key, one in value.items()}
    return value

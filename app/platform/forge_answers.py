"""Puts files into JSON for callers that come through Forge: its proxy carries nothing else (platform contract 4.2).

The body becomes `{"text": …}`; `Rollcall-Content-Type` says what it was, and the page's host adapter takes it out
again. Answers to other callers are not touched.
"""

import json

from flask import Flask, Response, g

from app.platform.principal import Principal

WRAPPED_HEADER = "Rollcall-Content-Type"


def register_forge_answers(app: Flask) -> None:
    """Wrap every answer of this app that Forge's proxy would refuse."""

    @app.after_request
    def _wrap(response: Response) -> Response:
        principal = g.get("principal")
        if not isinstance(principal, Principal) or principal.surface != "forge":
            return response
        if not 200 <= response.status_code < 300 or response.status_code == 204 or response.is_json:
            return response
        content_type = response.content_type or "application/octet-stream"
        text = response.get_data(as_text=True)
        response.set_data(json.dumps({"text": text}, ensure_ascii=False))
        response.headers[WRAPPED_HEADER] = content_type
        response.content_type = "application/json"
        return response

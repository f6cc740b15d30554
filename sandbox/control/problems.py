"""Problem documents of the control plane: bad input gets a 4xx with the field that caused it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request


class ControlProblem(Exception):
    """A refusal of the control plane."""

    def __init__(self, status: int, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.field = field


def render_problem(problem: ControlProblem) -> Response:
    """Return the refusal as problem+json (RFC 9457)."""
    row: dict[str, Any] = {"type": "about:blank", "status": problem.status, "detail": problem.detail}
    if problem.field is not None:
        row["field"] = problem.field
    response = jsonify(row)
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    return response


def read_object() -> dict[str, Any]:
    """Return the JSON object of the request, `{}` for an empty body.

    Bodies must be sent as JSON, so that no foreign web page can change the sandbox with a plain form.
    """
    if request.mimetype != "application/json":
        raise ControlProblem(415, "send Content-Type: application/json")
    if not request.get_data(cache=True).strip():
        return {}
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ControlProblem(400, "the body must be a JSON object", "body")
    return body


def allow_only(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the body; raises ControlProblem for fields that mean nothing here."""
    for name in body:
        if name not in names:
            raise ControlProblem(400, f"unknown field; known are {', '.join(names) or 'none'}", name)
    return body


def whole_number(name: str, default: int, largest: int) -> int:
    """Return a query parameter as a number from 0 to `largest`."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > largest:
        raise ControlProblem(400, f"{name} is a whole number from 0 to {largest}", name)
    return int(text)

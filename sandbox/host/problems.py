"""Refusals of the platform hosts, each with the status and the words for whoever asked."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify


class HostProblem(Exception):
    """A request to the platform hosts that cannot be carried out; ``status`` is a 4xx or 502."""

    def __init__(self, status: int, title: str, detail: str, field: str | None = None) -> None:
        super().__init__(f"{title}: {detail}")
        self.status = status
        self.title = title
        self.detail = detail
        self.field = field

    def as_response(self) -> Response:
        """The refusal as problem+json."""
        content: dict[str, Any] = {
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.field is not None:
            content["field"] = self.field
        response = jsonify(content)
        response.status_code = self.status
        response.mimetype = "application/problem+json"
        return response


def not_found(what: str, name: str) -> HostProblem:
    """A 404 for something asked for by name."""
    return HostProblem(404, "Not found", f"There is no {what} {name!r}.")


def bad_field(field: str, detail: str) -> HostProblem:
    """A 400 that names the field."""
    return HostProblem(400, "Bad request", detail, field)

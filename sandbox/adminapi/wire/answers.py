"""Answers of the admin API: success, refusals, and the error bodies in their shapes (admin API contract 2)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
CODE_TITLES = {
    "ADMIN-400-1": "Invalid page cursor",
    "ADMIN-400-4": "Invalid resource",
    "ADMIN-400-24": "Invalid request body",
    "ADMIN-401-2": "INSUFFICIENT_SCOPE",
    "ADMIN-403-5": "No permission to manage the group",
    "ADMIN-404-2": "Organization not found",
    "ADMIN-404-8": "User not found",
    "ADMIN-404-10": "Group not found",
    "ADMIN-409-3": "Licence limit exceeded",
    "ADMIN-409-28": "Conflict",
    "ADMIN-UAM-400-5": "Empty/Invalid Resource",
    "ADMIN-UAM-409-3": "Licence limit exceeded",
}
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Reply:
    """An HTTP answer before it is sent. `payload` None with `body` empty = no body; `is_unchanged` = a no-op write."""

    status: int
    payload: Any = None
    headers: Headers = field(default_factory=list)
    body: bytes | None = None
    content_type: str = "application/json"
    code: str | None = None
    is_unchanged: bool = False

    def encode(self) -> bytes:
        """Return the body's bytes."""
        if self.body is not None:
            return self.body
        if self.payload is None:
            return b""
        return to_json(self.payload)


class Refusal(Exception):
    """The request is refused: HTTP status, application code, and a sentence. `is_bodyless` = no body at all."""

    def __init__(self, status: int, code: str, detail: str, *, is_bodyless: bool = False) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.is_bodyless = is_bodyless

    def reply(self) -> Reply:
        """Return the refusal as shape A."""
        if self.is_bodyless:
            return Reply(self.status, code=self.code, body=b"")
        return application_error(self.status, self.code, self.detail)


def application_error(status: int, code: str, detail: str) -> Reply:
    """Shape A: `status` is text."""
    row = {
        "id": str(uuid.uuid4()),
        "status": str(status),
        "code": code,
        "title": CODE_TITLES.get(code) or TITLES.get(status, "Error"),
        "detail": detail,
    }
    if code == "ADMIN-401-2":
        del row["id"]  # the one real body known of this error has none
    return Reply(status, {"errors": [row]}, code=code)


def proxy_error(status: int, message: str) -> Reply:
    """Shape B: `code` is a number."""
    return Reply(status, {"code": status, "message": message}, code=str(status))


def account_error(status: int, key: str, **context: Any) -> Reply:
    """Shape D, of user management."""
    return Reply(status, {"key": key, **({"context": context} if context else {})}, code=key)


class AccountRefusal(Refusal):
    """A refusal in shape D: `code` is its key; `context` says more where the document has it."""

    def __init__(self, status: int, key: str, **context: Any) -> None:
        super().__init__(status, key, key)
        self.context = context

    def reply(self) -> Reply:
        """Return the refusal."""
        return account_error(self.status, self.code, **self.context)


def gateway_forbidden(path: str, at: str) -> Reply:
    """Shape C: a key that may not reach the resource."""
    request_id = str(uuid.uuid4())
    payload = {
        "timestamp": at.replace("Z", "+00:00"),
        "path": f"/api{path}",
        "status": 403,
        "error": "Forbidden",
        "message": "User has no permission to access resource.",
        "requestId": f"{request_id[:8]}-{int(request_id[9:13], 16)}",
    }
    return Reply(403, payload, code="403")

"""One HTTP request and its answer, without anything of the server that carries them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, quote

from sandbox.adminapi.wire.answers import Reply

PREFIX = "/admin/"
ACCOUNTS = re.compile(r"/users/[^/]+/manage/lifecycle/[^/]+")
"""What of user management is answered like the admin API, with its faults, limits and lags; it has no `/admin`."""
LARGEST_BODY = 2_000_000
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass(slots=True)
class Incoming:
    """One request; `path` is decoded, and below `base`: `/admin`, or nothing for user management."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    authorization: str
    content_type: str
    body: bytes
    base_url: str
    base: str = PREFIX[:-1]

    @property
    def url_path(self) -> str:
        """The path as it stands in a URL, with `/admin`."""
        return quote(self.base + self.path, safe="/:|@-._~")


@dataclass(slots=True)
class Outgoing:
    """The answer; `drop`: `before` anything is sent, or in the `middle` of the body (of the head without one)."""

    reply: Reply
    drop: str | None = None


def parse_query_string(query: str) -> Mapping[str, list[str]]:
    """Return every value of every parameter."""
    return parse_qs(query, keep_blank_values=True) if query else {}


def list_headers(reply: Reply, length: int) -> list[tuple[str, str]]:
    """Return the headers of an answer whose body has that length."""
    headers = list(reply.headers)
    if reply.status != HTTPStatus.NO_CONTENT:
        headers.append(("Content-Length", str(length)))
        if length:
            headers.append(("Content-Type", reply.content_type))
    return headers

"""One HTTP request and its answer, without anything of the server that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, quote

from sandbox.adminapi.answers import Reply

PREFIX = "/admin/"
LARGEST_BODY = 2_000_000
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass(slots=True)
class Incoming:
    """One request; `path` is decoded and starts with `/v1` or `/v2`."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    authorization: str
    content_type: str
    body: bytes
    base_url: str

    @property
    def url_path(self) -> str:
        """The path as it stands in a URL, with `/admin`."""
        return quote(PREFIX[:-1] + self.path, safe="/:|@-._~")


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

"""Plain HTTP requests from the sandbox to the app, and what came back.

Works on the level of the request target, so that odd targets and headers reach the app untouched.
Follows no redirect, keeps no cookie and reads at most ``BODY_LIMIT`` bytes of an answer unless told otherwise.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

BODY_LIMIT = 6 * 1024 * 1024


class AppUnreachable(Exception):
    """No answer came: refused, timed out, or broken off."""


@dataclass(frozen=True)
class Outgoing:
    """One request as it will stand on the wire; ``target`` is sent as it is."""

    method: str
    origin: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """Status, headers and (limited) body of an answer, with the seconds it took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float = field(default=0.0, compare=False)

    def header(self, name: str) -> str | None:
        """The first header of that name, or None."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body parsed as JSON; ValueError when it is not JSON."""
        return json.loads(self.body)


def send(request: Outgoing, timeout_seconds: float = 15.0, *, max_bytes: int = BODY_LIMIT) -> Answer:
    """Send one request and return the answer; AppUnreachable when none came in time."""
    parts = urlsplit(request.origin)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    started = time.monotonic()
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_seconds)
    try:
        _write(connection, request)
        response = connection.getresponse()
        body = response.read(max_bytes)
        return Answer(response.status, tuple(response.getheaders()), body, time.monotonic() - started)
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise AppUnreachable(f"{type(problem).__name__}: {problem}") from problem
    finally:
        connection.close()


def _write(connection: http.client.HTTPConnection, request: Outgoing) -> None:
    connection.putrequest(request.method, request.target, skip_accept_encoding=True)
    for name, value in request.headers:
        connection.putheader(name, value)
    if request.body is not None:
        connection.putheader("Content-Length", str(len(request.body)))
    elif request.method in {"POST", "PUT", "PATCH"}:
        connection.putheader("Content-Length", "0")
    connection.endheaders(request.body)


def split_url(url: str) -> tuple[str, str]:
    """Divide an http(s) URL into origin and request target; ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError(f"not an http or https URL: {url!r}")
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin, url[len(origin) :] or "/"


def json_request(method: str, url: str, payload: Any, authorization: str | None) -> Outgoing:
    """A JSON request to an absolute URL with an optional Authorization header."""
    origin, target = split_url(url)
    headers = [("Content-Type", "application/json"), ("User-Agent", "Rollcall-Sandbox")]
    if authorization is not None:
        headers.append(("Authorization", authorization))
    return Outgoing(method, origin, target, tuple(headers), json.dumps(payload).encode("utf-8"))

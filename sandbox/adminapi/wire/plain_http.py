"""Plain requests of the admin API read from bytes, and their answers written as bytes.

Most calls are alike: HTTP/1.1, a known method, ordinary headers, a body of known length. Reading them in one go costs a
tenth of what all of HTTP costs. Whatever is unusual in any way is not judged here but left to the server.
"""

from __future__ import annotations

import enum
import re
import time
from email.utils import formatdate
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from sandbox.adminapi.wire.exchange import (
    LARGEST_BODY,
    PREFIX,
    STATUS_LINES,
    Incoming,
    Outgoing,
    list_headers,
    parse_query_string,
)

LARGEST_HEAD = 4000
_STARTS = tuple(f"{method} {PREFIX}".encode() for method in ("GET", "POST", "DELETE"))
_HEAD = re.compile(
    rb"(GET|POST|DELETE) (/admin/[A-Za-z0-9\-._~%!$&'()*+,;=:@/?]*) HTTP/1\.1\r\n"
    rb"((?:[A-Za-z0-9-]+:[\t -~]*\r\n){1,50})\r\n"
)
# Headers that change what a request means, or how it must be read.
_UNUSUAL = frozenset(
    (
        "transfer-encoding",
        "expect",
        "upgrade",
        "http2-settings",
        "x-forwarded-proto",
        "x-forwarded-protocol",
        "x-forwarded-ssl",
    )
)


class NotRead(enum.Enum):
    """Reason why bytes are no request yet, or none for this module."""

    UNFINISHED = enum.auto()
    UNUSUAL = enum.auto()


def read_request(data: bytes) -> Incoming | NotRead:
    """Return the one plain request that the bytes are."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        is_beginning = data.startswith(_STARTS) and len(data) <= LARGEST_HEAD
        return NotRead.UNFINISHED if is_beginning else NotRead.UNUSUAL
    match = _HEAD.fullmatch(data, 0, end + 4) if end <= LARGEST_HEAD else None
    headers = _read_headers(match[3]) if match else None
    if match is None or headers is None:
        return NotRead.UNUSUAL
    length, body = headers.get("content-length", "0"), data[end + 4 :]
    if not length.isdigit() or int(length) > LARGEST_BODY or len(body) > int(length):
        return NotRead.UNUSUAL
    if len(body) < int(length):
        return NotRead.UNFINISHED
    path, _, query = match[2].partition(b"?")
    return Incoming(
        method=match[1].decode(),
        path=_decode_path(path)[len(PREFIX) - 1 :],
        query=parse_query_string(query.decode()),
        authorization=headers.get("authorization", ""),
        content_type=headers.get("content-type", ""),
        body=body,
        base_url=f"http://{headers['host']}",
    )


def _read_headers(lines: bytes) -> dict[str, str] | None:
    """Return the headers by lower-case name; None when one is unusual, repeated, or the host is missing."""
    headers: dict[str, str] = {}
    for line in lines.decode().split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        name = name.lower()
        if name in headers or name in _UNUSUAL:
            return None
        headers[name] = value.strip(" \t")
    is_kept_open = headers.get("connection", "keep-alive").lower() == "keep-alive"
    return headers if is_kept_open and "host" in headers else None


def _decode_path(path: bytes) -> str:
    return (unquote_to_bytes(path) if b"%" in path else path).decode("utf-8", "replace")


def write_answer(outgoing: Outgoing) -> bytes:
    """Return the bytes of an answer that keeps the connection open.

    Dropped in the `middle` it is half a body, or half a head when there is no body.
    """
    body = outgoing.reply.encode()
    lines = [f"{name}: {value}\r\n" for name, value in list_headers(outgoing.reply, len(body))]
    is_cut = outgoing.drop == "middle"
    head = (
        f"HTTP/1.1 {STATUS_LINES[outgoing.reply.status]}\r\nServer: gunicorn\r\nDate: {_date(int(time.time()))}\r\n"
        f"Connection: keep-alive\r\n{''.join(lines)}\r\n"
    )
    if is_cut and not body:
        return head.encode("latin-1")[: len(head) // 2]
    return head.encode("latin-1") + (body[: len(body) // 2] if is_cut else body)


@lru_cache(maxsize=2)
def _date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)

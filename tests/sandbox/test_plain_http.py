"""What the quick way reads, gunicorn reads the same; what it does not understand, it leaves to gunicorn."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped]
from gunicorn.http.wsgi import create  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.adminapi.wire.answers import Reply
from sandbox.adminapi.wire.exchange import Incoming, Outgoing
from sandbox.adminapi.wire.plain_http import LARGEST_HEAD, NotRead, read_request, write_answer
from sandbox.adminapi.wire.wsgi import read_environ

PLAIN = b"GET /admin/v1/orgs HTTP/1.1\r\nHost: h:1\r\n\r\n"
POST = (
    b"POST /admin/v2/x?a=1&a=&b=%20 HTTP/1.1\r\nHost: h\r\n"
    b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
)


def read_with_gunicorn(data: bytes) -> tuple[Incoming, bool]:
    """The request as gunicorn hands it over, and whether the connection stays open; nothing may be left of the data."""
    parser = RequestParser(Config(), iter([data]), ("127.0.0.1", 1))
    request = next(parser)
    _, environ = create(request, _NoSocket(), ("127.0.0.1", 1), ("127.0.0.1", 2), Config())
    incoming = read_environ(environ)
    assert parser.finish_body()
    assert parser.unreader.take_buffered() == b""
    return incoming, not request.should_close()


class _NoSocket:
    """Nothing may be sent while a plain request is read, such as `100 Continue`."""


def sketch_head() -> st.SearchStrategy[bytes]:
    """Heads of requests, ordinary and not."""
    text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
    line = st.tuples(
        st.sampled_from(("GET", "POST", "DELETE", "HEAD", "PATCH", "get")),
        st.sampled_from(("/admin/", "/admin/v1/orgs", "/admin/%C3%A9%ff%2F", "/admin//x", "/admin", "/other")),
        st.sampled_from(("", "?a=1&a=2&b", "?q=%C3%A9+x", "#f", "/%")),
        st.sampled_from(("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0")),
    ).map(lambda parts: f"{parts[0]} {parts[1]}{parts[2]} {parts[3]}")
    names = st.sampled_from(
        (
            "Authorization",
            "Content-Type",
            "Accept",
            "Connection",
            "Expect",
            "Transfer-Encoding",
            "X-Forwarded-Proto",
            "Script_Name",
            "Content-Length",
            "Host",
            "Upgrade",
            "X y",
        )
    )
    values = st.sampled_from(("keep-alive", "close", "chunked", "100-continue", "https", "Bearer  a b", "h:1", "", "2"))
    headers = st.lists(st.tuples(names, values | text), max_size=4)
    return st.builds(_write_head, line, headers, st.sampled_from(("\r\n", "\r\n", "\r\n", "\n")))


def _write_head(line: str, headers: list[tuple[str, str]], newline: str) -> bytes:
    lines = [line, "Host: 127.0.0.1:80", *(f"{name}: {value}" for name, value in headers), "", ""]
    return newline.join(lines).encode("latin-1")


@settings(max_examples=1000, deadline=None)
@given(
    head=sketch_head(),
    body=st.sampled_from((b"", b"{}", b"{}x", b"GET /admin/ HTTP/1.1\r\n\r\n")),
    damage=st.none() | st.tuples(st.integers(0, 80), st.sampled_from((b"\r", b"\n", b" ", b"\x00", b"\xe9", b":"))),
)
@example(head=PLAIN, body=b"", damage=None)
@example(head=POST, body=b"", damage=None)
def test_what_is_read_is_what_gunicorn_reads(head: bytes, body: bytes, damage: tuple[int, bytes] | None) -> None:
    data = head + body
    if damage is not None:
        place, junk = damage
        data = data[:place] + junk + data[place:]
    request = read_request(data)
    if isinstance(request, NotRead):
        return  # gunicorn decides
    expected, stays_open = read_with_gunicorn(data)
    assert asdict(request) == asdict(expected)
    assert stays_open


def test_ordinary_calls_are_read() -> None:
    request = read_request(POST)
    assert isinstance(request, Incoming)
    assert (request.method, request.path, request.body) == ("POST", "/v2/x", b"{}")
    assert request.query == {"a": ["1", ""], "b": [" "]}
    assert asdict(request) == asdict(read_with_gunicorn(POST)[0])


@pytest.mark.parametrize("data", [PLAIN, POST])
def test_a_beginning_is_waited_for_and_never_taken_for_the_whole(data: bytes) -> None:
    for length in range(len(b"POST /admin/"), len(data)):
        assert read_request(data[:length]) is NotRead.UNFINISHED


@pytest.mark.parametrize(
    "data",
    [
        PLAIN + PLAIN,
        PLAIN + b"x",
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PLAIN.replace(b"/admin/", b"/_sandbox/"),
        PLAIN.replace(b"Host: h:1\r\n", b"Accept: a\r\n"),
        PLAIN.replace(b"Host", b"Host: other\r\nhost"),
        PLAIN.replace(b"Host", b"Connection: close\r\nHost"),
        PLAIN.replace(b"Host", b"Expect: 100-continue\r\nHost"),
        PLAIN.replace(b"Host", b"Transfer-Encoding: chunked\r\nHost"),
        PLAIN.replace(b"Host", b"X-Forwarded-Proto: https\r\nHost"),
        PLAIN.replace(b"Host", b"X: \xc3\xa9\r\nHost"),
        PLAIN.replace(b"Host", b"X: a\r\n b\r\nHost"),
        PLAIN.replace(b"Host", b"X: " + b"a" * LARGEST_HEAD + b"\r\nHost"),
        POST.replace(b"Length: 2", b"Length: +2"),
        POST.replace(b"Length: 2", b"Length: 9000000"),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01",
        b"GET /admin/" + b"a" * LARGEST_HEAD,
        b"GE",
        b"",
    ],
)
def test_the_unusual_is_left_to_gunicorn(data: bytes) -> None:
    assert read_request(data) is NotRead.UNUSUAL


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(200, {"a": "é"}), [b"HTTP/1.1 200 OK", b"Content-Length: 10", b"Content-Type: application/json"]),
        (Reply(204, headers=[("X-Y", "z")]), [b"HTTP/1.1 204 No Content", b"X-Y: z"]),
        (Reply(503, body=b""), [b"HTTP/1.1 503 Service Unavailable", b"Content-Length: 0"]),
    ],
)
def test_answers_carry_their_headers(reply: Reply, expected: list[bytes]) -> None:
    head, _, body = write_answer(Outgoing(reply)).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert [line for line in lines if not line.startswith((b"Server", b"Date", b"Connection"))] == expected
    assert body == reply.encode()

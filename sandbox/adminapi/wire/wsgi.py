"""Puts the admin API in front of the Flask application, as plain WSGI: a page of users must cost milliseconds.

It knows HTTP and sockets (for dropped connections) and nothing else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sandbox.adminapi.gateway import Gateway
from sandbox.adminapi.wire.exchange import (
    ACCOUNTS,
    LARGEST_BODY,
    PREFIX,
    STATUS_LINES,
    Incoming,
    Outgoing,
    list_headers,
    parse_query_string,
)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]


def mount(app: WsgiApp, gateway: Gateway) -> WsgiApp:
    """Return a WSGI application that answers `/admin/…` and lives of accounts and leaves the rest to `app`."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX) and ACCOUNTS.fullmatch(path) is None:
            return app(environ, start_response)
        outgoing = gateway.handle(read_environ(environ))
        if outgoing.drop == "before":
            return _drop(environ, start_response)
        return _send(environ, start_response, outgoing)

    return serve


def read_environ(environ: Environ) -> Incoming:
    """Return the request that a WSGI environment describes."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    base = PREFIX[:-1] if path.startswith(PREFIX) else ""
    return Incoming(
        method=environ["REQUEST_METHOD"],
        path=path[len(base) :],
        query=parse_query_string(environ.get("QUERY_STRING", "")),
        authorization=environ.get("HTTP_AUTHORIZATION", ""),
        content_type=environ.get("CONTENT_TYPE", ""),
        body=_read_body(environ),
        base_url=f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', 'localhost')}",
        base=base,
    )


def _read_body(environ: Environ) -> bytes:
    length = environ.get("CONTENT_LENGTH") or ""
    body: bytes = b""
    if length.isdigit():
        body = environ["wsgi.input"].read(min(int(length), LARGEST_BODY))
    elif "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        body = environ["wsgi.input"].read(LARGEST_BODY)
    return body


def _send(environ: Environ, start_response: StartResponse, outgoing: Outgoing) -> Iterable[bytes]:
    body = outgoing.reply.encode()
    if outgoing.drop == "middle" and not body:
        return _drop(environ, start_response)
    start_response(STATUS_LINES[outgoing.reply.status], list_headers(outgoing.reply, len(body)))
    if outgoing.drop == "middle":
        return _cut(environ, body)
    return [body] if environ["REQUEST_METHOD"] != "HEAD" else []


def _cut(environ: Environ, body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    _close_socket(environ)


def _drop(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """End the connection without a single byte; what the server writes after that goes nowhere."""
    _close_socket(environ)
    start_response("204 No Content", [("Connection", "close")])
    return []


def _close_socket(environ: Environ) -> None:
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is not None:
        cut_off(connection)


def cut_off(connection: socket.socket) -> None:
    """End a connection at once, in both directions."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was quicker

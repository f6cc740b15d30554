"""Atlassian at the wire: an HTTP server on this machine that answers what a test has scripted, faults included."""

import json as json_format
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tests.ground.serving import serving

_HELD_SECONDS: Final = 10.0
DROPPED: Final = b""
CUT: Final = b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"data": ['
BAD_CHUNK: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """What a request is answered.

    raw: sent as it stands instead of an answer, then the connection is closed.
    hangs_up: the connection is closed after the answer, which does not say so.
    is_held: nothing comes before the test is over.
    """

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hangs_up: bool = False
    is_held: bool = False

    def render(self) -> bytes:
        """The answer as bytes."""
        if self.raw is not None:
            return self.raw
        body = self.body if self.json is None else json_format.dumps(self.json).encode()
        length = {} if self.status == 204 else {"Content-Length": str(len(body))}
        lines = [f"HTTP/1.1 {self.status} Scripted"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **length}.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@dataclass(frozen=True)
class Asked:
    """One request as it came. `port` tells the client's connections apart."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    port: int


class Wire:
    """The script of one test: for each method and path the answers in order, the last one for ever."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.asked: list[Asked] = []
        self.has_hung_up = threading.Event()
        self._scripts: dict[tuple[str, str], list[Answer]] = {}
        self._faults: list[str] = []
        self._is_over = threading.Event()
        self._lock = threading.Lock()

    def get(self, path: str, **answer: Any) -> None:
        self.add("GET", path, **answer)

    def post(self, path: str, **answer: Any) -> None:
        self.add("POST", path, **answer)

    def delete(self, path: str, **answer: Any) -> None:
        self.add("DELETE", path, **answer)

    def add(self, method: str, path: str, **answer: Any) -> None:
        self._scripts.setdefault((method, path), []).append(Answer(**answer))

    def answer(self, asked: Asked) -> Answer:
        """Note the request and take its answer from the script."""
        with self._lock:
            place = (asked.method, asked.target.partition("?")[0])
            sent_before = sum((one.method, one.target.partition("?")[0]) == place for one in self.asked)
            self.asked.append(asked)
            script = self._scripts.get(place)
            if script is None:
                self._faults.append(f"{asked.method} {asked.target} is not in the script")
                return Answer(418)
        answer = script[min(sent_before, len(script) - 1)]
        if answer.is_held:
            self._is_over.wait(_HELD_SECONDS)
        return answer

    def end(self) -> None:
        """Let go what is held. Fails when something was asked that is not in the script."""
        self._is_over.set()
        assert self._faults == []

    def unused(self) -> list[tuple[str, str]]:
        """Where fewer requests came than there are answers."""
        asked = [(one.method, one.target.partition("?")[0]) for one in self.asked]
        return [place for place, script in self._scripts.items() if asked.count(place) < len(script)]


class WireServer(ThreadingHTTPServer):
    """Serves one script after another on one address."""

    daemon_threads = True
    script: Wire

    def handle_error(self, *_arguments: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: WireServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True  # what was given up half-way is no request
            return
        asked = Asked(self.command, self.path, dict(self.headers), body, self.client_address[1])
        script = self.server.script
        answer = script.answer(asked)
        self.wfile.write(answer.render())
        if answer.raw is not None or answer.hangs_up:
            self.close_connection = True
            self.server.shutdown_request(self.request)
            script.has_hung_up.set()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def running_wire(tls: ssl.SSLContext | None = None) -> Iterator[WireServer]:
    """A server without a script on a free port of 127.0.0.1, behind TLS when a context is given."""
    server = WireServer(("127.0.0.1", 0), _Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with serving(server):
        yield server


@contextmanager
def scripted(server: WireServer, scheme: str = "http", host: str = "127.0.0.1") -> Iterator[Wire]:
    """A new script for the server."""
    server.script = Wire(f"{scheme}://{host}:{server.server_port}")
    yield server.script
    server.script.end()

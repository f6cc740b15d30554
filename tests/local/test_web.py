"""Questions to servers on loopback."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local.__main__ import check_ports
from local.errors import LocalError
from local.settings import LocalSettings
from local.web import answers_ok, find_free_port, install_app, is_port_free


@contextmanager
def answering(status: int, body: str = "") -> Iterator[tuple[int, list[Any]]]:
    """A server that answers everything alike, and the JSON bodies that it was sent."""
    bodies: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            bodies.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port, bodies
        server.shutdown()
        thread.join()


def test_a_port_is_free_until_somebody_listens_on_it() -> None:
    port = find_free_port()
    assert is_port_free(port)
    with socket.create_server(("127.0.0.1", port)):
        assert not is_port_free(port)


@pytest.mark.parametrize("taken", ["PORT", "SANDBOX_PORT"])
def test_a_taken_port_is_named_with_the_variable_that_changes_it(taken: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        other = "SANDBOX_PORT" if taken == "PORT" else "PORT"
        settings = LocalSettings.from_env({taken: str(port), other: str(find_free_port())})
        with pytest.raises(LocalError, match=rf"Port {port} is taken.*make run {taken}={port + 1}"):
            check_ports(settings, wait_seconds=0.2)


def test_ports_that_become_free_in_time_are_no_error() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    settings = LocalSettings.from_env({"PORT": str(server.getsockname()[1]), "SANDBOX_PORT": str(find_free_port())})
    timer = threading.Timer(0.3, server.close)
    timer.start()
    check_ports(settings, wait_seconds=10)
    timer.join()
    assert is_port_free(settings.port)


def test_only_200_counts_as_ready() -> None:
    with answering(200) as (port, _):
        assert answers_ok(port, "/health/ready")
    with answering(503) as (port, _):
        assert not answers_ok(port, "/health/ready")


def test_nobody_listening_is_not_ready_and_no_error() -> None:
    assert not answers_ok(find_free_port(), "/health/ready")


def test_the_sandbox_is_asked_to_install_the_app_at_its_address() -> None:
    with answering(201, "{}") as (port, bodies):
        install_app(port, "http://127.0.0.1:8080")
    (through_forge, told), connect = bodies
    assert (through_forge, told["app_url"]) == ("/_sandbox/forge/installations", "http://127.0.0.1:8080")
    assert told["is_repeatable"] is True
    assert connect == ("/_sandbox/installations", {"app_url": "http://127.0.0.1:8080"})


def test_a_refused_installation_is_told_with_the_answer() -> None:
    with (
        answering(502, "the app answered 500") as (port, _),
        pytest.raises(LocalError, match=r"could not install the app \(502\): the app answered 500"),
    ):
        install_app(port, "http://127.0.0.1:8080")


def test_a_sandbox_that_is_gone_is_told_as_such() -> None:
    with pytest.raises(LocalError, match="did not answer"):
        install_app(find_free_port(), "http://127.0.0.1:8080")

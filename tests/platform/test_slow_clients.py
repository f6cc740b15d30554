"""Clients that send or read slowly, or not at all, keep nobody from being answered: real gunicorn, real sockets."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from app.serving.worker import LATER_SECONDS
from local.processes import ROOT, Program, end, spawn
from local.stores import Stores, wait_until_ready
from local.web import answers_ok, find_free_port
from tests.api.ground import API, Office, open_office
from tests.ground.databases import Databases
from tests.ground.desk import KEYS
from tests.ground.sandbox import SandboxClient

CLIENTS = 200
QUICKLY = 3.0
HEAD = b"POST /api/v1/users/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
UNFINISHED = {
    "nothing": b"",
    "a part of a head": b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "a head without its end": HEAD[:-2],
    "a head without its body": HEAD + b"Content-Length: 5000\r\n\r\n",
    "a part of a body": HEAD + b"Content-Length: 5000\r\n\r\n" + b"x" * 100,
    "a part of a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n400\r\nabc",
    "a body that begins with an end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n400\r\n0\r\n\r\n",
    "a promise of a body": HEAD + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n",
}


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        yield office


@pytest.fixture(scope="module")
def port(office: Office, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Gunicorn as it is deployed, on the office's data."""
    port = find_free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ENV": "development",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": office.database_url,
        "REDIS_URL": stores.redis.url,
        "ENCRYPTION_KEYS": KEYS,
        "ATLASSIAN_API_BASE": office.sandbox.base_url,
        "CONNECT_KEYS_URL": f"{office.sandbox.base_url}/keys",
        "LOG_LEVEL": "ERROR",
    }
    command = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}")
    program = Program(
        "web", (*command, "wsgi:app"), environment, is_ready=lambda: answers_ok(port, "/health/ready"),
        grace_seconds=40,
    )  # fmt: skip
    with (tmp_path_factory.mktemp("web") / "web.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield port
        finally:
            end(process, program)


@contextmanager
def clients(
    port: int, data: bytes, *, buffer: int | None = None, count: int = CLIENTS
) -> Iterator[list[socket.socket]]:
    """So many connections that have sent this and then wait."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            sock = stack.enter_context(socket.socket())
            if buffer is not None:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            sock.settimeout(30)
            sock.connect(("127.0.0.1", port))
            sock.sendall(data)
            found.append(sock)
        yield found


def require_answers(office: Office, port: int) -> None:
    """Everybody else is answered, on connections of their own, again and again."""
    headers = office.sign(office.globex.admin)
    for path, sent in [("/health/live", {}), ("/health/ready", {}), (f"{API}/filters", headers)] * 4:
        began = time.monotonic()
        answer = requests.get(f"http://127.0.0.1:{port}{path}", headers=sent, timeout=20)
        assert answer.status_code == 200, path
        assert time.monotonic() - began < QUICKLY, path


@pytest.mark.parametrize("name", sorted(UNFINISHED))
def test_unfinished_requests_keep_nobody_from_being_answered(name: str, office: Office, port: int) -> None:
    with clients(port, UNFINISHED[name]) as sockets:
        require_answers(office, port)
        for sock in sockets[::20]:  # one byte more starts nothing anew
            sock.sendall(b"x")
        require_answers(office, port)


def test_an_unfinished_request_is_given_up_though_it_goes_on_slowly(port: int) -> None:
    with clients(port, UNFINISHED["a part of a head"], count=1) as [sock]:
        began = time.monotonic()
        sock.settimeout(0.5)
        while time.monotonic() - began < 30:
            try:
                sock.sendall(b"x")
                if sock.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert 5 < time.monotonic() - began < 25


def test_readers_that_do_not_read_keep_nobody_from_being_answered(office: Office, port: int) -> None:
    token = office.sign(office.acme.admin)["Authorization"]
    body = b'{"format": "json"}'
    export = (
        f"POST {API}/users/export HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    document = f"GET {API}/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with clients(port, document, buffer=2048, count=CLIENTS), clients(port, export, buffer=2048, count=12):
        requests.get(f"http://127.0.0.1:{port}/health/live", timeout=60)  # by then all of them have been worked out
        require_answers(office, port)
        require_answers(office, port)


def read_answer(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def test_a_slow_reader_gets_the_whole_answer(port: int) -> None:
    whole = requests.get(
        f"http://127.0.0.1:{port}{API}/openapi.json", headers={"Accept-Encoding": "identity"}, timeout=9
    )
    request = f"GET {API}/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with clients(port, request, buffer=2048, count=1) as [sock]:
        time.sleep(1)
        assert read_answer(sock).endswith(whole.content[-5000:])


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_request_that_comes_in_pieces_is_answered_and_the_next_one_after_it(size: int, port: int) -> None:
    form = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    counted = HEAD + b"Content-Length: 2\r\n\r\n{}"
    last = form.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    data = form + chunked + counted + form + last
    with clients(port, b"", count=1) as [sock]:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(data), size):
            sock.sendall(data[start : start + size])
        answers = read_answer(sock)
    assert [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200", b"401", b"401", b"200", b"200"]


def test_who_asks_before_sending_a_body_is_told_to_go_on(port: int) -> None:
    with clients(port, UNFINISHED["a promise of a body"], count=1) as [sock]:
        assert sock.recv(100).startswith(b"HTTP/1.1 100 ")
        sock.sendall(b"x" * 5000)
        assert b" 401 " in sock.recv(4096).replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"") + sock.recv(4096)


def test_a_body_that_is_far_too_large_is_refused_and_the_refusal_can_be_read(office: Office, port: int) -> None:
    token = office.sign(office.acme.admin)["Authorization"].encode()
    head = HEAD + b"Authorization: " + token + b"\r\nConnection: close\r\nContent-Length: 900000000\r\n\r\n"
    with clients(port, head, count=1) as [sock]:
        assert read_answer(sock).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_the_address_does_not_take_is_refused_before_it_is_sent(office: Office, port: int) -> None:
    token = office.sign(office.acme.stranger)["Authorization"].encode()
    head = HEAD.replace(b"POST /api/v1/users/search", b"PUT /api/v1/organization") + b"Authorization: " + token
    with clients(port, head + b"\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n", count=1) as [sock]:
        assert read_answer(sock).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("path", [b"PUT /api/v1/organization", b"POST /nowhere"])
def test_what_is_refused_unread_is_answered_without_a_thread_in_the_words_of_the_application(
    path: bytes, port: int
) -> None:
    """By the loop: the application would say of an unknown address that there is nothing, whatever is sent."""
    head = HEAD.replace(b"POST /api/v1/users/search", path) + b"Content-Length: 2000000\r\n\r\n"
    with clients(port, head, count=40) as sockets:
        for sock in sockets:
            answer = read_answer(sock)
            assert answer.startswith(b"HTTP/1.1 413 ")
            assert b'"code": "body_too_large"' in answer
            assert b"\r\nStrict-Transport-Security: " in answer


def test_memory_of_unfinished_bodies_is_bounded(port: int) -> None:
    """40 bodies of 4 MB that never end; each process keeps 64 MB of them at most."""
    before = measure_memory(port)
    with clients(port, HEAD + b"Content-Length: 4100000\r\n\r\n", count=40) as sockets:
        for _ in range(40):
            for sock in sockets:
                try:
                    sock.sendall(b"x" * 100_000)
                except OSError:
                    continue  # it has made room for others
        assert measure_memory(port) - before < 250


def measure_memory(port: int) -> float:
    """Of the largest process that serves the port, in MB."""
    word, most = f"127.0.0.1:{port}".encode(), 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word in (folder / "cmdline").read_bytes():
                status = (folder / "status").read_text()
                most = max(most, int(status.split("VmRSS:")[1].split()[0]) / 1024)
        except (OSError, IndexError):
            continue
    return most


def test_of_many_refused_bodies_nothing_is_taken_and_everybody_else_is_answered(office: Office, port: int) -> None:
    """What a client could send before it was refused is in the machine's buffers; the rest is not worth the work."""
    head = HEAD.replace(b"POST /api/v1/users/search", b"PUT /api/v1/organization") + b"Content-Length: 60000000\r\n\r\n"
    with clients(port, head) as sockets:
        require_answers(office, port)
        taken = []
        for sock in sockets:
            sock.setblocking(False)
            sent = 0
            try:
                while sent < 20_000_000:
                    sent += sock.send(b"x" * 1_000_000)
            except OSError:
                taken.append(sent)  # it waits, or is gone
        assert len(taken) > CLIENTS * 0.8
        require_answers(office, port)


@pytest.mark.parametrize("size", [1, 7])
def test_bodies_of_crumbs_are_refused_without_reading_them(size: int, office: Office, port: int) -> None:
    """Read piece by piece, one such body of 4 MB keeps a thread at work for many seconds, without any token."""
    crumbs = (b"%x\r\n%s\r\n" % (size, b"x" * size)) * (4_000_000 // (size + 5))
    data = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + crumbs[:300_000]
    with clients(port, data, count=24) as sockets:
        require_answers(office, port)
        for sock in sockets:
            assert read_answer(sock).startswith(b"HTTP/1.1 413 ")


def test_requests_on_end_wait_for_their_answers_one_by_one(office: Office, port: int) -> None:
    """Pipelined by the thousand on one connection and never read: each thread answers one, and others come between."""
    request = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    with clients(port, request * 500, buffer=2048, count=20):
        require_answers(office, port)


@pytest.mark.parametrize("name", sorted(UNFINISHED))
def test_who_stops_sending_for_good_is_let_go(name: str, port: int) -> None:
    """Half-open: the client will send nothing more, and can still be told something."""
    with clients(port, UNFINISHED[name], count=20) as sockets:
        began = time.monotonic()
        for sock in sockets:
            sock.shutdown(socket.SHUT_WR)
        for sock in sockets:
            read_answer(sock)
        assert time.monotonic() - began < QUICKLY


def test_who_asks_too_much_is_told_later_without_a_thread_and_on_the_same_connection(office: Office, port: int) -> None:
    """Who is refused at once asks again at once; each time a thread would look who asks, and others would wait."""
    token = office.sign(office.globex.stranger)["Authorization"].encode()
    head = HEAD.replace(b"POST /api/v1/users/search", b"PUT /api/v1/organization") + b"Authorization: " + token
    ask = head + b"\r\nContent-Length: 2\r\n\r\n{}"
    address = f"http://127.0.0.1:{port}{API}/organization"
    while requests.put(address, json={}, headers={"Authorization": token.decode()}, timeout=20).status_code != 429:
        pass

    began = time.monotonic()
    with clients(port, ask, count=40) as sockets:
        require_answers(office, port)
        for sock in sockets:
            assert sock.recv(4096).startswith(b"HTTP/1.1 429 ")
            assert time.monotonic() - began >= LATER_SECONDS
        sockets[0].sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sockets[0].recv(4096).startswith(b"HTTP/1.1 200 ")

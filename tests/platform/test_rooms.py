"""Questions are answered in a process beside the web process, as they would be answered by itself."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from app.serving.admission import AT_ONCE
from app.serving.room import NICENESS
from local.processes import ROOT, Program, end, spawn
from local.stores import Stores, wait_until_ready
from local.web import answers_ok, find_free_port
from tests.api.ground import API, Office, open_office
from tests.ground.databases import Databases
from tests.ground.desk import KEYS
from tests.ground.sandbox import SandboxClient

EVERYBODY = {"specification": {"version": 1, "root": {"type": "status", "statuses": ["active", "suspended"]}}}


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        yield office


@pytest.fixture(scope="module")
def web(office: Office, stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Gunicorn with one worker: its address and process."""
    port = find_free_port()
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ENV": "development", "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": office.database_url, "REDIS_URL": stores.redis.url, "ENCRYPTION_KEYS": KEYS,
        "ATLASSIAN_API_BASE": office.sandbox.base_url, "CONNECT_KEYS_URL": f"{office.sandbox.base_url}/keys",
        "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    bind = ("--workers", "1", "--bind", f"127.0.0.1:{port}")
    command = (sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", *bind)
    program = Program(
        "web", (*command, "wsgi:app"), environment, is_ready=lambda: answers_ok(port, "/health/ready"),
        grace_seconds=40,
    )  # fmt: skip
    with (tmp_path_factory.mktemp("web") / "web.log").open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            end(process, program)


def list_children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(one) for one in found.split()]


def find_room(master: int) -> tuple[int, int]:
    """The worker and its room, as soon as they are there."""
    while True:
        for worker in list_children(master):
            for room in list_children(worker):
                return worker, room


def read_work(pid: int) -> int:
    """Ticks of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def call(office: Office, url: str, method: str, path: str, **more: object) -> requests.Response:
    headers = office.sign(office.acme.admin)
    return requests.request(method, f"{url}{API}{path}", headers=headers, timeout=60, **more)  # type: ignore[arg-type]


def test_a_question_is_answered_in_the_room_and_reads_the_same(office: Office, web: tuple[str, int]) -> None:
    url, master = web
    worker, room = find_room(master)
    assert os.getpriority(os.PRIO_PROCESS, room) == min(19, os.getpriority(os.PRIO_PROCESS, worker) + NICENESS)
    before = read_work(room)
    there = [call(office, url, "POST", "/users/search", json=EVERYBODY) for _ in range(10)][-1]
    assert read_work(room) > before
    here = office.request("POST", "/users/search", EVERYBODY)
    assert (there.status_code, there.json()) == (here.status_code, here.get_json())
    of_the_way = {"Date", "Server", "Connection", "Transfer-Encoding", "Content-Length", "Content-Encoding", "Vary"}
    assert set(there.headers) - of_the_way == set(here.headers.keys()) - of_the_way
    wrong = call(office, url, "POST", "/users/search", json={"limit": 0, "nonsense": 1})
    assert wrong.status_code == 422
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/limit", "/nonsense"}


def test_several_at_once_are_answered_here_and_there(office: Office, web: tuple[str, int]) -> None:
    url, _ = web

    def ask(headers: dict[str, str]) -> int:
        answer = requests.post(f"{url}{API}/users/search", json=EVERYBODY, headers=headers, timeout=60)
        return int(answer.json()["total"])

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(ask, [office.sign(office.acme.admin), office.sign(office.globex.admin)] * 3))
    assert told[::2] == [told[0]] * 3
    assert told[1::2] == [told[1]] * 3


def test_requests_that_wait_for_the_database_keep_nobody_out(office: Office, web: tuple[str, int]) -> None:
    """More of them than are admitted at once: each waits for a lock, none computes."""
    url, _ = web
    signed = [office.sign(one.admin) for one in (office.acme, office.globex)] * AT_ONCE
    with ThreadPoolExecutor(len(signed)) as pool, office.database.engine.connect() as connection:
        connection.execute(sa.text("lock table tasks in access exclusive mode"))
        waiting = [pool.submit(requests.get, f"{url}{API}/tasks", headers=headers, timeout=60) for headers in signed]
        wait_for_locks(office, len(signed))
        for _ in range(3):
            assert requests.get(f"{url}{API}/me", headers=signed[0], timeout=10).status_code == 200
        assert not any(one.done() for one in waiting)
        connection.rollback()
        assert {one.result().status_code for one in waiting} == {200}


def wait_for_locks(office: Office, count: int) -> None:
    """Wait until so many statements wait for the lock of a table."""
    waiting = sa.text("select count(*) from pg_locks where not granted and locktype = 'relation'")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with office.database.engine.connect() as connection:
            if connection.execute(waiting).scalar_one() >= count:
                return
        time.sleep(0.02)
    raise AssertionError("they do not wait")


def test_a_file_that_nobody_takes_leaves_the_room_to_the_next_question(office: Office, web: tuple[str, int]) -> None:
    url, master = web
    _, room = find_room(master)
    token = office.sign(office.acme.admin)["Authorization"]
    body = b'{"format": "csv"}'
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as sock:
            head = f"POST {API}/users/export HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            sock.sendall(head.encode() + body)
    before = read_work(room)
    for _ in range(10):
        assert call(office, url, "POST", "/users/search", json=EVERYBODY).json()["total"] > 0
    assert read_work(room) > before


def test_when_the_room_dies_nobody_is_refused_and_a_worker_with_a_new_one_takes_over(
    office: Office, web: tuple[str, int]
) -> None:
    url, master = web
    worker, room = find_room(master)
    os.kill(room, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while worker in list_children(master) and time.monotonic() < deadline:
        answer = call(office, url, "POST", "/users/search", json=EVERYBODY)
        assert answer.status_code == 200
    assert find_room(master)[0] != worker


def test_a_room_ends_with_its_worker(web: tuple[str, int]) -> None:
    _, master = web
    worker, room = find_room(master)
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{room}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{room}").exists()

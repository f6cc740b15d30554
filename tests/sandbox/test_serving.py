"""The served sandbox on the wire: one connection, whole and broken HTTP, faults, slow readers."""

from __future__ import annotations

import json
import random
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.server.quick_worker import send_some
from tests.ground.sandbox import SandboxClient

WAIT_SECONDS = 20
# A page has more than 100 KB, and Linux holds up to 4 MB for a connection.
PAGES_THAT_FILL_A_CONNECTION = 60


class Line:
    """One connection to the sandbox, on which bytes are sent as a test wants them."""

    def __init__(self, sandbox: SandboxClient, *, receive_buffer: int | None = None) -> None:
        org = sandbox.organization()
        self.org_path = f"/admin/v1/orgs/{org['org_id']}"
        self.search_path = (
            f"/admin/v2/orgs/{org['org_id']}/directories/{org['directories'][0]['directory_id']}/users/search"
        )
        self._key = org["api_key"]
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what a test sends apart arrives apart
        self.socket.settimeout(WAIT_SECONDS)
        self.socket.connect(("127.0.0.1", int(sandbox.base_url.rpartition(":")[2])))
        self._stream = self.socket.makefile("rb")

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """A request as bytes; `headers` replace the usual ones, `""` leaves one out."""
        given = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items() if value)]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def search(self, **body: Any) -> bytes:
        return self.request("POST", self.search_path, json.dumps(body).encode())

    def ask(self, request: bytes, *, is_head: bool = False) -> tuple[int, dict[str, str], bytes]:
        self.socket.sendall(request)
        return self.read(is_head=is_head)

    def read(self, *, is_head: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one answer; raises ConnectionError when the connection ends before."""
        line = self._stream.readline()
        if not line:
            raise ConnectionError("no answer")
        headers = dict(line.decode().rstrip().split(": ", 1) for line in iter(self._stream.readline, b"\r\n") if line)
        length = 0 if is_head else int(headers.get("Content-Length", 0))
        body = self._stream.read(length)
        if len(body) < length:
            raise ConnectionError("half an answer")
        return int(line.split()[1]), headers, body

    def is_closed(self) -> bool:
        """Whether the sandbox ended the connection."""
        try:
            return self._stream.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self._stream.close()
        self.socket.close()


@pytest.fixture
def served(sandbox_server: SandboxClient) -> SandboxClient:
    """The sandbox process of the tests, as it was seeded."""
    sandbox_server.restore()
    return sandbox_server


@pytest.fixture
def line(served: SandboxClient) -> Iterator[Line]:
    """A connection that has had its first answer."""
    opened = Line(served)
    assert opened.ask(opened.request("GET", opened.org_path))[0] == 200
    yield opened
    opened.close()


def test_the_first_answer_of_a_connection_is_like_all_others(served: SandboxClient) -> None:
    for body in ({"limit": 3}, {"limit": 1000}):
        line = Line(served)
        (status, headers, first), (again, more_headers, second) = (line.ask(line.search(**body)) for _ in range(2))
        line.close()
        assert status == again
        assert [name for name in headers if name != "Date"] == [name for name in more_headers if name != "Date"]
        assert headers["Connection"] == more_headers["Connection"] == "keep-alive"
        key = "data" if status == 200 else "code"
        assert _all_of(json.loads(first), key) == _all_of(json.loads(second), key)


def _all_of(answer: Any, key: str) -> Any:
    return answer["data"] if key == "data" else [error["code"] for error in answer["errors"]]


def test_a_request_may_come_in_pieces(line: Line) -> None:
    request = line.search(limit=2)
    for size in (1, 7, len(request) - 1):
        for start in range(0, len(request), size):
            line.socket.sendall(request[start : start + size])
            time.sleep(0.0005)
        status, _, body = line.read()
        assert (status, len(json.loads(body)["data"])) == (200, 2)


def test_requests_may_be_sent_without_waiting_for_answers(line: Line) -> None:
    line.socket.sendall(line.search(limit=1) + line.search(limit=2) + line.request("GET", line.org_path))
    assert [len(json.loads(line.read()[2])["data"]) for _ in range(2)] == [1, 2]
    assert line.read()[0] == 200
    assert line.ask(line.search(limit=3))[0] == 200


def test_unusual_requests_are_answered_between_plain_ones(line: Line) -> None:
    plain = line.request("GET", line.org_path)
    chunked = line.request("POST", line.search_path, Transfer_Encoding="chunked", Content_Length="")
    for unusual in (
        chunked + b'b\r\n{"limit":4}\r\n0\r\n\r\n',
        line.request("GET", line.org_path, X_Forwarded_Proto="https"),
        line.request("GET", "/_sandbox/health"),
    ):
        assert line.ask(plain)[0] == 200
        assert line.ask(unusual)[0] == 200
    status, _, body = line.ask(line.request("HEAD", line.org_path), is_head=True)
    assert (status, body) == (405, b"")
    assert line.ask(plain)[0] == 200


def test_a_client_that_asks_whether_to_go_on_is_told_so(line: Line) -> None:
    body = b'{"limit":1}'
    line.socket.sendall(line.request("POST", line.search_path, Expect="100-continue", Content_Length=str(len(body))))
    assert line.read()[0] == 100
    status, _, answer = line.ask(body)
    assert (status, len(json.loads(answer)["data"])) == (200, 1)


def test_a_connection_is_closed_when_the_client_wants_it(line: Line) -> None:
    _, headers, _ = line.ask(line.request("GET", line.org_path, Connection="close"))
    assert headers["Connection"] == "close"
    assert line.is_closed()


def test_broken_http_is_refused(line: Line) -> None:
    status, headers, _ = line.ask(line.request("GET", line.org_path, Content_Length="x"))
    assert (status, headers["Connection"]) == (400, "close")
    assert line.is_closed()


def test_a_client_that_leaves_disturbs_nobody(served: SandboxClient, line: Line) -> None:
    for part in (0.5, 1.0):
        gone = Line(served)
        gone.ask(gone.request("GET", gone.org_path))
        request = gone.search(limit=100)
        gone.socket.sendall(request[: int(len(request) * part)])
        gone.close()
    assert line.ask(line.search(limit=1))[0] == 200


def test_a_slow_reader_gets_everything_and_holds_nobody_up(served: SandboxClient, line: Line) -> None:
    slow = Line(served, receive_buffer=4096)
    slow.ask(slow.request("GET", slow.org_path))
    request = slow.search(limit=100, expand=["groups", "productAccess"])
    for _ in range(PAGES_THAT_FILL_A_CONNECTION):
        slow.socket.sendall(request)
        asked_at = time.monotonic()
        assert line.ask(line.request("GET", line.org_path))[0] == 200
        assert time.monotonic() - asked_at < 2
    for _ in range(PAGES_THAT_FILL_A_CONNECTION):
        status, _, body = slow.read()
        assert (status, len(json.loads(body)["data"])) == (200, 100)
    slow.close()


def test_what_a_connection_does_not_take_at_once_is_returned() -> None:
    ours, theirs = socket.socketpair()
    data = random.Random(1).randbytes(3_000_000)
    with ours, theirs:
        ours.setblocking(False)
        rest = send_some(ours, data)
        assert 0 < len(rest) < len(data)
        assert theirs.recv(len(data) - len(rest), socket.MSG_WAITALL) + rest == data
        theirs.close()
        assert send_some(ours, data) == data


def test_a_call_that_waits_holds_no_other_up(served: SandboxClient, line: Line) -> None:
    served.fault("latency", "R4", params={"milliseconds": 1500}, times=1)
    waiting = Line(served)
    waiting.ask(waiting.request("GET", waiting.org_path))
    waiting.socket.sendall(waiting.search(limit=1))
    began = time.monotonic()
    time.sleep(0.05)
    assert line.ask(line.search(limit=1))[0] == 200
    assert time.monotonic() - began < 1
    assert waiting.read()[0] == 200
    assert time.monotonic() - began > 1.4
    waiting.close()


@pytest.mark.parametrize("when", ["before", "after", "middle"])
def test_a_dropped_connection_ends_without_a_whole_answer(served: SandboxClient, line: Line, when: str) -> None:
    served.fault("drop", "R2", params={"when": when}, times=1)
    with pytest.raises(ConnectionError):
        line.ask(line.request("GET", line.org_path))
    began = time.monotonic()
    fresh = Line(served)
    assert fresh.ask(fresh.request("GET", fresh.org_path))[0] == 200
    assert time.monotonic() - began < 1  # the dropped client, which has not closed its end, is not waited for
    fresh.close()


def test_faults_and_counts_see_calls_of_a_kept_connection(served: SandboxClient, line: Line) -> None:
    served.fault("status", "R4", params={"status": 503}, times=1)
    assert [line.ask(line.search(limit=1))[0] for _ in range(2)] == [503, 200]
    rows = served.call("GET", "/requests")["endpoints"]
    assert {row["endpoint"]: row["statuses"] for row in rows} == {
        "R2 getOrgById": {"200": 1},
        "R4 searchDirectoryUsers": {"200": 1, "503": 1},
    }

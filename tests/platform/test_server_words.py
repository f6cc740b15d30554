"""What is no request is answered and logged without a word of it: real gunicorn, real sockets."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.serving.words import HEADERS
from local.processes import ROOT, Program, end, spawn
from local.stores import wait_until_ready
from local.web import answers_ok, find_free_port

TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl"
PAGE = f"GET /connect/admin?jwt={TOKEN}"
BROKEN = {
    "an odd byte in the line": (f"{PAGE}&title=M\xfcller HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no version": (f"{PAGE}\r\nHost: x\r\n\r\n", 400),
    "an odd version": (f"{PAGE} HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    "an odd method": (f"G{{T /connect/admin?jwt={TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a long line": (f"{PAGE}{'x' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a header without a name": (f"{PAGE} HTTP/1.1\r\nHost: x\r\n: JWT {TOKEN}\r\n\r\n", 400),
    "a long header": (f"{PAGE} HTTP/1.1\r\nHost: x\r\nAuthorization: JWT {TOKEN}{'x' * 40_000}\r\n\r\n", 431),
    "an odd coding": (f"POST /x?jwt={TOKEN} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 501),
    "a secret in the path": (f"G{{T /confirm/{TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "another protocol": (f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{TOKEN}", 400),
    "encrypted": (f"\x16\x03\x01\x02\x00{TOKEN}\r\n\r\n", 400),
    "a zero in a header": (f"{PAGE} HTTP/1.1\r\nHost: x\r\nAuthorization: JWT {TOKEN}\x00\r\n\r\n", 400),
    "a header in two lines": (f"{PAGE} HTTP/1.1\r\nHost: x\r\nA: b\r\n Authorization: JWT {TOKEN}\r\n\r\n", 400),
    "a blank behind a name": (f"{PAGE} HTTP/1.1\r\nHost: x\r\nAuthorization : JWT {TOKEN}\r\n\r\n", 400),
    "two lengths": (
        f"POST /x?jwt={TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: {TOKEN}\r\n\r\n",
        400,
    ),
    "a length and a coding": (
        f"POST /x?jwt={TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "many headers": (f"{PAGE} HTTP/1.1\r\n" + "".join(f"X-{at}: {TOKEN}\r\n" for at in range(300)) + "\r\n", 431),
    "a proxy's greeting": (f"PROXY TCP4 192.0.2.1 {TOKEN} 1 2\r\nGET / HTTP/1.1\r\n\r\n", 400),
    "an odd expectation": (
        f"GET /x?jwt={TOKEN} HTTP/1.1\r\nHost: x\r\nExpect: {TOKEN}\r\n\r\n",
        417,
    ),
}
APP = """
def app(environ, start_response):
    if environ["PATH_INFO"].startswith("/breaks"):
        raise RuntimeError(environ["PATH_INFO"] + environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Gunicorn as it is deployed, with an application that says yes; its port and its log."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "yes.py").write_text(APP, encoding="utf-8")
    port, path = find_free_port(), folder / "web.log"
    command = (sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "--workers", "1",
               "--log-level", "debug", "--access-logfile", "-", "--env", f"WORD={TOKEN}",
               "--bind", f"127.0.0.1:{port}", "yes:app")  # fmt: skip
    environment = {"PYTHONPATH": f"{ROOT}:{folder}", "PATH": "/usr/bin:/bin", "LOG_LEVEL": "DEBUG"}
    program = Program("web", command, environment, is_ready=lambda: answers_ok(port, "/"), grace_seconds=40)
    with path.open("ab") as log:
        process = spawn(program, log)
        try:
            wait_until_ready(program, process, timeout_seconds=60)
            yield port, path
        finally:
            end(process, program)


def ask(port: int, request: str) -> tuple[int, dict[str, str], str]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(request.encode("latin-1"))
        data = b""
        while piece := client.recv(65_536):
            data += piece
    head, _, body = data.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_refused_with_our_headers_and_nothing_of_it(kind: str, server: tuple[int, Path]) -> None:
    request, expected = BROKEN[kind]
    status, headers, body = ask(server[0], request)

    assert status == expected
    assert headers.items() >= HEADERS.items()
    assert "X-Frame-Options" not in headers
    assert json.loads(body)["status"] == expected
    assert TOKEN.split(".")[1] not in body


def test_every_line_of_the_log_is_json_and_holds_no_token(server: tuple[int, Path]) -> None:
    headers = f"Host: x\r\nReferer: https://x/?jwt={TOKEN}\r\nUser-Agent: {TOKEN}\r\nConnection: close"
    whole = f"/{TOKEN}?jwt={TOKEN} HTTP/1.1\r\n{headers}"
    for request in (
        *(one for one, _status in BROKEN.values()),
        f"GET /confirm{whole}\r\n\r\n",
        f"GET /breaks{whole}\r\n\r\n",
    ):
        ask(server[0], request)
    lines = server[1].read_text(encoding="utf-8").splitlines()

    told = [json.loads(line) for line in lines]
    assert {one["status"] for one in told if one["event"] == "request_not_served"} >= {400, 414, 417, 431, 500, 501}
    assert "debug" in {one["level"] for one in told}, "nothing is left out because it is not said at all"
    assert not [line for line in lines if TOKEN.split(".")[1] in line or "jwt=" in line]

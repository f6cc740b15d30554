"""Load for the sandbox that costs the client little: one thread, kept-open connections, raw sockets.

What is measured is the sandbox: the client takes a small part of the other core, which stands beside the figure.
"""

import json
import selectors
import socket
import time
from typing import Any, NamedTuple

CONNECTIONS = 4
SECONDS = 5.0
READ_AT_ONCE = 1_048_576


class Rate(NamedTuple):
    """Answers a second, and the share of a core that the client itself took."""

    answers: float
    client_share: float


class Connection:
    """One kept-open connection; HTTP/1.1 with Content-Length only."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()

    def call(self, request: bytes) -> bytes:
        """Send one request, return the body; raises RuntimeError for anything but 200."""
        self.socket.sendall(request)
        while (body := self.receive()) is None:
            pass
        return body

    def receive(self) -> bytes | None:
        """Take what has come in; return the body once it is whole. Raises RuntimeError for anything but 200."""
        part = self.socket.recv(READ_AT_ONCE)
        self._received += part
        end = self._received.find(b"\r\n\r\n")
        if not part or (end >= 0 and not self._received.startswith(b"HTTP/1.1 200")):
            raise RuntimeError(self._received.decode())
        head = bytes(self._received[: end + 2]).lower()
        start = end + 4
        if end < 0 or len(self._received) - start < _content_length(head):
            return None
        body = bytes(self._received[start:])
        self._received.clear()
        return body


def _content_length(head: bytes) -> int:
    return int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])


def build_request(org: dict[str, Any], method: str, path: str, body: Any = None) -> bytes:
    """An admin API request as bytes; `{o}` and `{d}` are the organization and its first directory."""
    path = path.replace("{o}", org["org_id"]).replace("{d}", org["directories"][0]["directory_id"])
    data = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} /admin{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {org['api_key']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def measure_rate(port: int, request: bytes) -> Rate:
    """Requests a second of a few connections that never wait; every answer is read and must be a 200."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            connection.call(request)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        for connection in connections:
            connection.socket.sendall(request)
        started, cpu_before, count = time.perf_counter(), time.process_time(), 0
        while (now := time.perf_counter()) < started + SECONDS:
            for key, _ in selector.select(timeout=1):
                if key.data.receive() is not None:
                    count += 1
                    key.data.socket.sendall(request)
        share = (time.process_time() - cpu_before) / (now - started)
    for connection in connections:
        connection.socket.close()
    return Rate(count / (now - started), share)

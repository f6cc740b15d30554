"""A name server that takes questions and answers none; the wire on which look-ups hang."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

_QUESTION: Final = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
"""The head of a question by DNS: one, recursion desired."""


@dataclass
class SilentNameServer:
    """Name server on 127.0.0.1 that never answers; `resolve` asks it as a resolver without a deadline does."""

    taken: socket.socket

    def resolve(self, host: str, _port: int) -> list[str]:
        """Ask for the addresses of a host, and wait until the server is gone."""
        name = b"".join(bytes([len(part)]) + part.encode() for part in host.split(".")) + b"\x00"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(self.taken.getsockname())
            asking.send(_QUESTION + name + b"\x00\x01\x00\x01")
            asking.recv(512)
        return []

    def count_questions(self) -> int:
        """How many questions have come since the last count."""
        self.taken.setblocking(False)
        count = 0
        try:
            while self.taken.recv(512):
                count += 1
        except BlockingIOError:
            return count
        return count


@contextmanager
def running_silent_name_server() -> Iterator[SilentNameServer]:
    """A name server for a test."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        yield SilentNameServer(taken)

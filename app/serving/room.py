"""A process beside a web process, which answers one question at a time with an interpreter of its own.

Forked before the web process has any thread or connection; ends with it. It yields the processors to who answers
quickly (nice). Nothing but bytes and JSON goes between the two.
"""

import ctypes
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Final

from app.logs import get_logger

NICENESS: Final = 10
_PIECE: Final = b"+"
_END: Final = b"."
_BROKEN: Final = b"!"
_PR_SET_PDEATHSIG: Final = 1
_IGNORED: Final = ("SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH")
"""It ends when the web process does, after the question at hand."""
Application = Callable[[dict[str, Any], bytes, Callable[..., Any]], Iterable[bytes]]
"""Answers a request that was let in, of which the body is here."""
logger = get_logger(__name__)


class Room:
    """The web process's side. Safe to share between threads."""

    def __init__(self, connection: Connection, pid: int) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.pid = pid
        self.is_lost = False

    def take(self) -> bool:
        """Whether it is free, and now taken."""
        return not self.is_lost and self._lock.acquire(blocking=False)

    def leave(self) -> None:
        """Let the next question in."""
        self._lock.release()

    def ask(self, environ: dict[str, str], body: bytes) -> "RoomAnswer | None":
        """Ask, and wait for the head of the answer. None when there will be none, and the room is left."""
        try:
            self._connection.send_bytes(json.dumps(environ).encode())
            self._connection.send_bytes(body)
            status, headers, used = json.loads(self._connection.recv_bytes())
        except (OSError, EOFError):
            self.lose()
            self.leave()
            return None
        return RoomAnswer(self, status, [(name, value) for name, value in headers], used)

    def receive(self) -> bytes:
        """The next piece of an answer. Raises OSError when there will be none."""
        try:
            return self._connection.recv_bytes()
        except (OSError, EOFError) as error:
            self.lose()
            raise ConnectionAbortedError("the room was lost") from error

    def lose(self) -> None:
        """Ask no more: the web process is replaced together with its room."""
        if not self.is_lost:
            self.is_lost = True
            logger.error("room_lost", pid=self.pid)


class RoomAnswer:
    """An answer that is being made in the room."""

    def __init__(self, room: Room, status: str, headers: list[tuple[str, str]], used: float) -> None:
        self.status, self.headers, self.used = status, headers, used
        self._room: Room | None = room

    def __iter__(self) -> Iterator[bytes]:
        """The pieces of the answer. Raises OSError when it could not be made to its end."""
        while self._room is not None:
            piece = self._room.receive()
            if piece[:1] == _PIECE:
                yield piece[1:]
                continue
            self._end(piece)
            if piece[:1] == _BROKEN:
                raise ConnectionAbortedError("the answer was not finished")

    def close(self) -> None:
        """Leave the room. What nobody wants any more is let go by, so that the next answer begins at its beginning."""
        while self._room is not None:
            try:
                piece = self._room.receive()
            except OSError:
                piece = _BROKEN
            if piece[:1] != _PIECE:
                self._end(piece)

    def _end(self, piece: bytes) -> None:
        self.used = float(piece[1:] or self.used)
        room, self._room = self._room, None
        if room is not None:
            room.leave()


def open_room(answer: Application, listeners: Iterable[Any]) -> Room:
    """Fork a room. Only while this process has a single thread and no connection to a store."""
    here, there = socket.socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        there.close()
        return Room(Connection(here.detach()), pid)
    try:
        here.close()
        for one in listeners:
            one.close()
        _settle_in(parent)
        _serve(Connection(there.detach()), answer)
    finally:
        os._exit(0)


def _settle_in(parent: int) -> None:
    signal.set_wakeup_fd(-1)
    for name in _IGNORED:
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    for one in (signal.SIGCHLD, signal.SIGABRT, signal.SIGQUIT):
        signal.signal(one, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    os.nice(NICENESS)


def _serve(connection: Connection, application: Application) -> None:
    while True:
        try:
            environ, body = json.loads(connection.recv_bytes()), connection.recv_bytes()
            _answer(connection, application, environ, body)
        except (EOFError, OSError):
            return


def _answer(connection: Connection, application: Application, environ: dict[str, Any], body: bytes) -> None:
    began, told = time.thread_time(), list[Any]()
    environ |= {
        "wsgi.version": (1, 0), "wsgi.errors": sys.stderr, "wsgi.multithread": False, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "wsgi.input_terminated": True,
    }  # fmt: skip

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        told[:] = [status, headers]
        return lambda _data: None

    answer = application(environ, body, start_response)
    try:
        connection.send_bytes(json.dumps([*told, time.thread_time() - began]).encode())
        end = _send_pieces(connection, answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    connection.send_bytes(end + str(time.thread_time() - began).encode())


def _send_pieces(connection: Connection, answer: Iterable[bytes]) -> bytes:
    pieces = iter(answer)
    while True:
        try:
            piece = next(pieces, None)
        except Exception:
            logger.warning("answer_not_finished", exc_info=True)
            return _BROKEN
        if piece is None:
            return _END
        if piece:
            connection.send_bytes(_PIECE + piece)

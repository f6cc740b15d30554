"""A connection to a client, for the thread that answers: everything has been received, and sending never waits.

What the client does not take at once is kept, in memory while it is little and on disk when it is much, and sent on by
the loop that watches the connections. The thread and the loop never use it at the same time.
"""

import socket
import sys
from tempfile import SpooledTemporaryFile
from typing import Any, Final

MOST_IN_MEMORY: Final = 256 * 1024
MOST_KEPT: Final = 1024 * 1024 * 1024
STALL_SECONDS: Final = 30.0
"""A client that takes nothing for so long is given up."""
SLOWEST: Final = 16 * 1024
"""Bytes a second, on the average, that a client has to take."""
_PIECE: Final = 128 * 1024
_TOO_MANY: Final = (b"HTTP/1.1 429 ", b"HTTP/1.0 429 ")
_NOWHERE: Final = bytearray(1024 * 1024)
"""What is thrown away goes there, of all connections; on Linux the kernel does not even copy it."""
_TRUNCATE: Final = socket.MSG_TRUNC if sys.platform == "linux" else 0


class Outlet:
    """Looks like the socket that gunicorn's threads expect."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._sock.setblocking(False)
        self._kept: SpooledTemporaryFile[bytes] | None = None
        self._written = 0
        self._sent = 0
        self._began: float | None = None
        self.is_withheld = False
        """Whether the answer says that too much was asked; none of it is sent before `release`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def setblocking(self, _is_blocking: bool) -> None:
        """It never blocks, whoever asks for it."""

    def settimeout(self, _seconds: float | None) -> None:
        """It never blocks, whoever asks for it."""

    def recv(self, _size: int, _flags: int = 0) -> bytes:
        """The end: what there is to read was read before a thread was given the request."""
        return b""

    def receive(self, size: int) -> bytes:
        """Receive bytes for the loop. Raises BlockingIOError for nothing yet, OSError for a lost connection."""
        return self._sock.recv(size)

    def discard(self) -> int:
        """Throw away what has come, how much; 0 at the end. Raises like `receive`."""
        return self._sock.recv_into(_NOWHERE, 0, _TRUNCATE)

    def send(self, data: bytes, _flags: int = 0) -> int:
        """Send or keep all of it."""
        self.sendall(data)
        return len(data)

    def sendall(self, data: bytes, _flags: int = 0) -> None:
        """Send what the client takes now, keep the rest. Raises OSError for one that is gone, or for far too much."""
        if self._kept is None and data.startswith(_TOO_MANY):
            self.is_withheld = True
        if self.is_withheld or not self.flush():
            self._keep(data)
            return
        sent = self._try(data)
        if sent < len(data):
            self._keep(data[sent:])

    def flush(self) -> bool:
        """Send on what is kept, as far as the client takes it; True when nothing is left. Raises OSError."""
        kept = self._kept
        while kept is not None:
            kept.seek(self._sent)
            piece = kept.read(_PIECE)
            if not piece:
                kept.close()
                self._kept, self._written, self._sent, self._began = None, 0, 0, None
                return True
            sent = self._try(piece)
            self._sent += sent
            if sent < len(piece):
                return False
        return True

    def release(self) -> None:
        """From now on, what was withheld may be sent."""
        self.is_withheld = False

    def is_too_slow(self, now: float, sent_before: int, since: float) -> bool:
        """Whether a client that had taken `sent_before` at `since` takes what is left too slowly."""
        is_stalled = self._sent == sent_before and now - since > STALL_SECONDS
        if self._began is None:
            self._began = now
        return is_stalled or (now - self._began > 2 * STALL_SECONDS and self._sent < (now - self._began) * SLOWEST)

    @property
    def sent(self) -> int:
        """How much of what was kept has been sent."""
        return self._sent

    def close(self) -> None:
        """Close the connection, and drop what is kept."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self._sock.close()

    def _keep(self, data: bytes) -> None:
        if self._kept is None:
            self._kept = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - kept until it has been sent
        self._written += len(data)
        if self._written > MOST_KEPT:
            raise ConnectionResetError("the client does not take what it asked for")
        self._kept.seek(0, 2)
        self._kept.write(data)

    def _try(self, data: bytes) -> int:
        sent = 0
        view = memoryview(data)
        while sent < len(data):
            try:
                sent += self._sock.send(view[sent:])
            except (BlockingIOError, InterruptedError):
                break
        return sent

"""A way through to a server that can fall silent: connected, but nothing passes any more."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Passage:
    """Passes bytes in both directions until it is silenced; new connections keep being accepted."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open = threading.Event()
        self._open.set()
        self._is_deaf = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """Pass nothing any more, in either direction."""
        self._open.clear()

    def speak(self) -> None:
        """Pass bytes again: on new connections; what was silent stays so."""
        for pair in self._pairs:
            for one in pair:
                with suppress(OSError):
                    one.close()
        self._pairs.clear()
        self._open.set()

    def deafen(self) -> None:
        """Pass nothing more on the connections that there are; new ones are passed."""
        self._is_deaf = True
        for _client, server in self._pairs:
            server.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """End it."""
        self._server.close()
        self.speak()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._server.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._path)
                except OSError:  # the server is away
                    client.close()
                    continue
                self._pairs.append((client, server))
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
        # While it is silent an end on one side is not told to the other: that is what silence is.
        self._open.wait()
        if not self._is_deaf:
            for end in (one, other):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


@contextmanager
def passage_to(path: str) -> Iterator[Passage]:
    """A passage to the server at a socket's path, closed afterwards."""
    passage = Passage(path)
    try:
        yield passage
    finally:
        passage.close()

"""Bodies that cannot be read are the caller's fault: a broken chunk, a connection that ended in the middle."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from wsgiref.types import InputStream, WSGIApplication

from werkzeug.exceptions import ClientDisconnected

Piece = TypeVar("Piece")


class GuardedBody:
    """The server's stream, whose failures become a refusal (400) instead of a fault of ours."""

    def __init__(self, stream: InputStream) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Read like the server's stream. Raises ClientDisconnected."""
        return self._try(lambda: self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        """One line. Raises ClientDisconnected."""
        return self._try(lambda: self._stream.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """All lines. Raises ClientDisconnected."""
        return self._try(lambda: self._stream.readlines(hint))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _try(self, work: Callable[[], Piece]) -> Piece:
        try:
            return work()
        except Exception as error:  # each server has errors of its own for what it cannot read
            raise ClientDisconnected from error


def guard_bodies(application: WSGIApplication) -> WSGIApplication:
    """The application, given bodies that fail as a refusal."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = GuardedBody(environ["wsgi.input"])
        return application(environ, start_response)

    return guarded

"""Questions are answered in a process beside the web process, where there is one and it is free.

An interpreter computes one thing at a time: beside a question that computes, a quick answer would wait for its turn as
often as it comes back from a store. Who is asking is known before a question goes there, and it is asked again there:
the process beside takes nothing for granted. Where none is free, the question is answered here.
"""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, Final, Protocol
from wsgiref.types import WSGIApplication

from flask import Flask, current_app, request

from app.platform.limits.in_flight import count_work, pass_places_on

IS_APART: Final = "rollcall.is_apart"
_EXTENSION: Final = "questions_apart"


class Answer(Protocol):
    """Answer of a room. `used`: seconds of processor; complete when everything was read."""

    status: str
    headers: list[tuple[str, str]]
    used: float

    def __iter__(self) -> Iterator[bytes]:
        """The pieces of the answer."""

    def close(self) -> None:
        """Leave the room; any number of times."""


class Room(Protocol):
    """A process beside this one, which answers one question at a time."""

    def take(self) -> bool:
        """Whether it is free, and now taken."""

    def leave(self) -> None:
        """Leave without a question."""

    def ask(self, environ: dict[str, str], body: bytes) -> Answer | None:
        """The answer, which leaves the room when it is closed; None when the room is lost, and left."""


class AskedApart(BaseException):
    """Raised inside of the application to have the request answered in the room, which was taken."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class Relay:
    """The application, whose questions may be answered in a room. `room` is set by the server."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self.room: Room | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, here or there."""
        try:
            return self.application(environ, start_response)
        except AskedApart as asked:
            body, room = asked.body, self.room
        if room is None:
            raise RuntimeError("a room was taken that is none")
        answer = room.ask({name: value for name, value in environ.items() if _is_plain(name, value)}, body)
        if answer is None:
            return self.answer(environ, body, start_response)
        count_work(environ, answer.used)
        pass_places_on(environ)
        start_response(answer.status, answer.headers)
        return _Passing(answer, environ)

    def answer(self, environ: dict[str, Any], body: bytes, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request whose body is here and whose place was taken: in the room, or where the room was lost."""
        for name in ("HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_LENGTH"):
            environ.pop(name, None)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)), IS_APART: True}
        return self.application(environ, start_response)


class _Passing:
    """The pieces of an answer on their way; what its making used is counted as the tenant's."""

    def __init__(self, answer: Answer, environ: dict[str, Any]) -> None:
        self._answer, self._environ = answer, environ
        self._counted = answer.used

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer

    def close(self) -> None:
        self._answer.close()
        count_work(self._environ, self._answer.used - self._counted)
        self._counted = self._answer.used


def register_apart(app: Flask) -> None:
    """Put the relay around the application as it is now. The server gives it a room (`app.extensions`)."""
    app.extensions[_EXTENSION] = relay = Relay(app.wsgi_app)
    app.wsgi_app = relay  # type: ignore[method-assign]


def is_apart() -> bool:
    """Whether this request was let in elsewhere, and has its place there."""
    return bool(request.environ.get(IS_APART))


def ask_apart() -> None:
    """Have the present question answered in the room, if one is free. Raises AskedApart."""
    relay: Relay = current_app.extensions[_EXTENSION]
    if relay.room is None or not relay.room.take():
        return
    try:
        body = request.get_data()
    except BaseException:
        relay.room.leave()
        raise
    raise AskedApart(body)


def _is_plain(name: str, value: Any) -> bool:
    return isinstance(value, str) and not name.startswith(("rollcall.", "gunicorn.", "werkzeug."))

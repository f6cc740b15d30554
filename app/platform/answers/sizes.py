"""How large an answer may be, whatever route gives it: a list that somebody let grow costs nobody else memory or time.

A bound of last resort: pages of lists, quotas and parts keep answers far below it, and one that meets it is told to
the operator by its route. Files alone may be of any size, because they are written while they are sent: those of the
routes with the guard of exports, and those of the page's build.
"""

from typing import Final

from flask import Flask, Response, current_app, request

from app.logs import get_logger
from app.platform.answers.json_letters import JsonLetters
from app.platform.answers.problems import problem_response
from app.platform.guards import Guard, find_guard

MOST_BYTES: Final = 16_000_000
"""Twice what all saved filters of a tenant may hold together, which is the longest answer there is."""
_log = get_logger(__name__)


def register_answer_bound(app: Flask) -> None:
    """Hold every answer to the bound. Call it after all that works on answers: the last one is asked first."""
    app.json = JsonLetters(app)
    app.after_request(_bound)


def hold(response: Response, most: int) -> bool:
    """Hold what is being streamed. False, and nothing more is made of it, once it is longer."""
    if not response.is_streamed:
        return True
    pieces, size = [], 0
    for piece in response.iter_encoded():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            response.close()
            return False
    response.close()
    response.set_data(b"".join(pieces))
    return True


def too_large_response() -> Response:
    """The answer in the place of one that is too large for its caller."""
    return problem_response(
        413, "answer_too_large", "Content Too Large", "The answer is too large. Narrow down what you ask for."
    )


def _bound(response: Response) -> Response:
    if _is_file(response) or (hold(response, MOST_BYTES) and (response.content_length or 0) <= MOST_BYTES):
        return response
    _log.error("answer_too_large", endpoint=request.endpoint)
    return too_large_response()


def _is_file(response: Response) -> bool:
    if response.direct_passthrough:
        return True
    view = current_app.view_functions.get(request.endpoint or "")
    return response.is_streamed and view is not None and find_guard(view) is Guard.EXPORT

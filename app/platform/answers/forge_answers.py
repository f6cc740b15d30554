"""Puts every answer to a caller of the Forge door into the one form that its proxy carries (platform contract 4.2).

A refusal must be of the type `application/json` and of no other, or the page learns nothing of it: whatever the app,
the web framework or a missing address says becomes that, before a caller is known as well. A file becomes
`{"text": …}`; `Rollcall-Content-Type` says what it was, and the page's host adapter takes it out again. Answers to
other callers are not touched.
"""

import json
from http import HTTPStatus

from flask import Flask, Response, request

from app.platform.answers.packing import LARGEST_PLAIN, pack_answer
from app.platform.answers.problems import PROBLEM_TYPE, problem_response
from app.platform.answers.sizes import hold, too_large_response
from app.platform.authentication.forge_auth import is_forge_request

WRAPPED_HEADER = "Rollcall-Content-Type"
_JSON = "application/json"
_OTHER_BEARERS = frozenset({"metrics"})
"""Endpoints whose bearer token is the operator's, not Forge's."""


def register_forge_answers(app: Flask) -> None:
    """Put every answer of this app to a caller of the Forge door into that form."""

    @app.after_request
    def _carry(response: Response) -> Response:
        if not is_forge_request() or response.status_code == 204 or request.endpoint in _OTHER_BEARERS:
            return response
        if not 200 <= response.status_code < 300:
            return _refuse(response)
        if not hold(response, LARGEST_PLAIN):
            return _refuse(too_large_response())
        answer = response if response.is_json else _wrap(response)
        return answer if pack_answer(answer) else _refuse(too_large_response())


def _refuse(response: Response) -> Response:
    """A refusal as JSON; a redirect would be an error in Forge, so it is nothing at this address."""
    if response.mimetype not in (PROBLEM_TYPE, _JSON):
        status = 404 if response.status_code < 400 else response.status_code
        phrase = HTTPStatus(status).phrase
        plain = problem_response(status, phrase.lower().replace(" ", "_"), phrase, f"{phrase}.")
        response.set_data(plain.get_data())
        response.status_code = status
        response.headers.pop("Location", None)
    response.content_type = _JSON
    return response


def _wrap(response: Response) -> Response:
    content_type = response.content_type or "application/octet-stream"
    text = response.get_data(as_text=True)
    response.set_data(json.dumps({"text": text}, ensure_ascii=False))
    response.headers[WRAPPED_HEADER] = content_type
    response.content_type = _JSON
    return response

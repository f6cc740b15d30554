"""Refusals and failures as problem+json (RFC 9457), for the whole app.

One shape for every error: `type`, `title`, `status`, `detail`, `code`, and `errors` with a JSON pointer
for each wrong field. What went wrong inside never reaches the caller; it is logged here, without
bodies, tokens or query strings.
"""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from psycopg.errors import IdleInTransactionSessionTimeout, QueryCanceled
from redis import RedisError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app.db import is_lock_timeout
from app.domain.errors import Conflict, DomainError, FieldError, Forbidden, Invalid, NotFound, Unavailable
from app.logs import get_logger
from app.platform.answers.refusal_pages import refusal_page

PROBLEM_TYPE = "application/problem+json"
MAX_ERRORS = 50
"""A refusal names no more fields than these, whatever is wrong."""
_STATUSES: dict[type[DomainError], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Forbidden: 403,
    Unavailable: 503,
}
_STORE_TROUBLE = (OperationalError, InterfaceError, InternalError, PoolTimeoutError, RedisError)
_AWAY = "Rollcall cannot reach its data at the moment."
_RESERVED = frozenset({"type", "title", "status", "detail", "code", "errors"})
_log = get_logger(__name__)


def problem_response(status: int, code: str, title: str, detail: str, **extra: Any) -> Response:
    """A problem+json answer; `code` is stable for clients, `extra` are further members."""
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    text = json.dumps(problem | extra, ensure_ascii=False, default=str)
    return Response(text, status=status, content_type=PROBLEM_TYPE)


def describe_domain_error(error: DomainError) -> Response:
    """The answer to a refusal of a use case; field errors keep their JSON pointers."""
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 400)
    # Members that RFC 9457 or we define cannot be overwritten by facts of the use case.
    extra = {name: value for name, value in error.extra.items() if name not in _RESERVED}
    if isinstance(error, Invalid):
        extra["errors"] = [describe_field_error(one) for one in error.errors[:MAX_ERRORS]]
    return problem_response(status, error.code, HTTPStatus(status).phrase, error.detail, **extra)


def describe_field_error(error: FieldError) -> dict[str, Any]:
    """One member of `errors`."""
    return {"pointer": error.pointer, "detail": error.detail, "code": error.code, "values": dict(error.values)}


def register_problem_handlers(app: Flask) -> None:
    """Answer domain errors, HTTP errors and everything unforeseen as problem+json."""
    app.register_error_handler(DomainError, describe_domain_error)
    app.register_error_handler(HTTPException, _describe_http_error)
    for kind in _STORE_TROUBLE:
        app.register_error_handler(kind, _describe_store_trouble)
    app.register_error_handler(Exception, _describe_failure)


def _describe_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.get_response()  # somebody has said already what the answer is
    status = error.code or 500
    phrase = HTTPStatus(status).phrase
    # Of 413 the phrase differs between versions of Python.
    code = "body_too_large" if status == 413 else phrase.lower().replace(" ", "_")
    problem = problem_response(status, code, phrase, _http_detail(status, phrase))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "location", "www-authenticate"):
            problem.headers[name] = value
    return problem


def _http_detail(status: int, phrase: str) -> str:
    details = {
        400: "The request could not be understood.",
        404: "There is nothing at this address.",
        405: "This address does not answer that method.",
        413: "The request body is too large.",
        415: "The request body must be JSON.",
    }
    return details.get(status, f"{phrase}.")


def _describe_store_trouble(error: Exception) -> Response:
    """A store is away, silent, or read-only for a while."""
    # The second: what is computed between two statements has taken longer than a transaction may do nothing.
    if isinstance(getattr(error, "orig", None), (QueryCanceled, IdleInTransactionSessionTimeout)):
        return _describe_too_long()
    if isinstance(error, InternalError) and "read-only" not in str(error):
        return _describe_failure(error)
    _log.error("store_unavailable", endpoint=request.endpoint, method=request.method, error=type(error).__name__)
    detail = "Something else holds this data at the moment." if is_lock_timeout(error) else _AWAY
    problem = problem_response(503, "store_unavailable", "Service Unavailable", f"{detail} Try again soon.")
    problem.headers["Retry-After"] = "10"
    return problem


def _describe_too_long() -> Response:
    """A statement has used up what one request may cost (`app.db`)."""
    _log.warning("statement_took_too_long", endpoint=request.endpoint, method=request.method)
    detail = "This takes longer than the server may work on one request. Narrow down what you ask for."
    problem = problem_response(503, "took_too_long", "Service Unavailable", detail)
    problem.headers["Retry-After"] = "30"
    return problem


def _describe_failure(error: Exception) -> Response:
    _log.error("request_failed", endpoint=request.endpoint, method=request.method, exc_info=error)
    if request.accept_mimetypes.best_match((PROBLEM_TYPE, "text/html")) == "text/html":
        return refusal_page("failure")  # a browser shows a page; clients of the API ask for anything, or for JSON
    return problem_response(
        500, "internal_error", "Internal Server Error", "Something went wrong on our side; it has been recorded."
    )

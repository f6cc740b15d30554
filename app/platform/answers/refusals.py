"""Refusals of callers who may not enter: one constant answer per kind.

An API call gets problem+json, a page in an iframe gets a page for people. The answers never say
whether an installation exists or what was wrong with a token (platform contract 1.3).
"""

from flask import Response

from app.platform.answers.problems import problem_response
from app.platform.answers.refusal_pages import RETRY_SECONDS, refusal_page


def unauthorized_response(*, is_page: bool, is_forge: bool = False) -> Response:
    """The one answer to a token that is missing, malformed, forged, late or of the wrong kind."""
    if is_page:
        response = refusal_page("session_over")
    else:
        response = problem_response(
            401, "unauthorized", "Unauthorized", "The request carries no valid token for this address."
        )
    response.headers["WWW-Authenticate"] = "Bearer" if is_forge else "JWT"
    return response


def busy_response(*, is_page: bool = False) -> Response:
    """The answer when somebody asks for more than their share."""
    if is_page:
        return refusal_page("busy")
    response = problem_response(
        429, "too_many_requests", "Too Many Requests", "Too many requests. Try again in a few seconds."
    )
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def crowded_response() -> Response:
    """The answer when a tenant or a person has more requests here than are served and waited for at a time."""
    response = problem_response(
        429, "too_many_at_once", "Too Many Requests",
        "Too many requests of your organization are being answered at this moment. Try again in a few seconds.",
    )  # fmt: skip
    response.headers["Retry-After"] = "5"
    return response


def key_host_response() -> Response:
    """The answer when Atlassian's key host cannot be asked: the admin may try the installation again."""
    response = problem_response(
        503, "key_host_unavailable", "Service Unavailable",
        "The signature cannot be checked at the moment. Try again in a minute.",
    )  # fmt: skip
    response.headers["Retry-After"] = RETRY_SECONDS
    return response

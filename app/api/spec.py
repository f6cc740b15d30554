"""The API's document and its validation: spectree over pydantic models, errors as problem+json.

Spectree finds what is wrong with a request; this module turns it into the one error format, with a
JSON pointer per field. Responses are typed by their models.
"""

from typing import Any

from flask import Request, request
from pydantic import BaseModel, ValidationError
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import InType, SecureType, SecuritySchemeData

from app.api.schemas.shapes import Problem
from app.domain.actions import ACTION_WORDS
from app.domain.errors import FieldError, Invalid
from app.platform.problems import problem_response

API_PREFIX = "/api/v1"
_METHODS_WITH_BODY = ("POST", "PUT", "PATCH")


def _refuse(_request: Request, _response: Any, error: Exception | None, *_rest: Any) -> None:
    """Spectree's hook before a view: raise our own error for what it found."""
    if isinstance(error, ValidationError):
        raise Invalid(*(_field_error(item) for item in error.errors()))


def _field_error(item: Any) -> FieldError:
    pointer = "".join(f"/{part}" for part in item["loc"] if part not in _UNION_TAGS)
    detail = _SENTENCES.get(item["type"])
    return FieldError(pointer or "/", detail.format(**item.get("ctx", {})) if detail else str(item["msg"]))


_UNION_TAGS = frozenset({"weekly", "interval", "manual", *ACTION_WORDS})
"""Pydantic names the chosen branch of a union in the place of an error; a client's JSON has no such level."""

_SENTENCES = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Use at most {max_length} characters.",
    "too_short": "Choose at least one.",
    "too_long": "Choose at most {max_length}.",
    "greater_than_equal": "Use {ge} or more.",
    "less_than_equal": "Use {le} or less.",
    "extra_forbidden": "There is no such field.",
    "int_parsing": "Use a whole number.",
    "int_type": "Use a whole number.",
    "int_from_float": "Use a whole number.",
    "bool_parsing": "Use true or false.",
    "bool_type": "Use true or false.",
    "string_type": "Use text.",
    "list_type": "Use a list.",
    "dict_type": "Use an object.",
    "literal_error": "Use one of {expected}.",
    "date_from_datetime_parsing": "Use a date such as 2026-01-31.",
    "date_parsing": "Use a date such as 2026-01-31.",
    "union_tag_invalid": "Use one of {expected_tags}.",
    "union_tag_not_found": "Say which kind with {discriminator}.",
}


def _schema_name(model: type[Any]) -> str:
    return model.__name__


def _nested_name(_parent: str, child: str) -> str:
    return child


def _strip_response_checks(*_arguments: Any) -> None:
    """Responses are our own models; nothing to do after a view."""


spec = SpecTree(
    "flask",
    mode="strict",
    title="Rollcall API",
    version="v1",
    openapi_version="3.1.0",
    path="api/v1/docs",
    before=_refuse,
    after=_strip_response_checks,
    naming_strategy=_schema_name,
    nested_naming_strategy=_nested_name,
    annotations=True,
    security_schemes=[
        SecurityScheme(
            name="context_token",
            data=SecuritySchemeData(type=SecureType.API_KEY, field_in=InType.HEADER, name="Authorization"),
        )
    ],
    security={"context_token": []},
)


def answers(status: int, model: type[BaseModel] | None = None, *errors: int) -> Response:
    """The documented answers of a route: one success, and problems for what can be refused."""
    documented: dict[str, Any] = {f"HTTP_{status}": model}
    for code in (401, 403, *errors):
        documented[f"HTTP_{code}"] = Problem
    return Response(**documented)


def check_body() -> Any:
    """Before a view: a body must be JSON and readable, so that a broken one is not taken for an empty one."""
    if request.method not in _METHODS_WITH_BODY or not request.path.startswith(API_PREFIX):
        return None
    if not request.get_data(cache=True):
        return None
    if not request.is_json:
        return problem_response(415, "not_json", "Unsupported media type", "Send application/json.")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return problem_response(400, "malformed_json", "Malformed JSON", "Send one JSON object.")
    return None

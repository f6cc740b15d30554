"""The API's document and its validation: spectree over pydantic models, errors as problem+json.

Spectree finds what is wrong with a request; this module turns it into the one error format, with a
JSON pointer per field. Responses are typed by their models.
"""

import inspect
from collections.abc import Mapping
from typing import Any, Final

from flask import Request, Response, current_app, request
from pydantic import BaseModel, ValidationError
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import InType, SecureType, SecuritySchemeData

from app.api.schemas.shapes import MAX_ROW_ID, Mistaken, Problem
from app.domain.automation.actions import ACTION_WORDS
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.mistakes import MistakeCode, mistake
from app.platform.answers.problems import MAX_ERRORS, problem_response
from app.platform.limits.bounds import MAX_DEPTH, find_bounds, measure

API_PREFIX = "/api/v1"
_METHODS_WITH_BODY = ("POST", "PUT", "PATCH")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _refuse(_request: Request, _response: Any, error: Exception | None, *_rest: Any) -> None:
    """Spectree's hook before a view: raise our own error for what it found."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_input=False)
        raise Invalid(*(_field_error(item) for item in found[:MAX_ERRORS]))


def _field_error(item: Any) -> FieldError:
    is_named = item["type"] == "extra_forbidden"  # the last part is what the caller wrote
    branches, named = (item["loc"][:-1], item["loc"][-1:]) if is_named else (item["loc"], ())
    parts = [part for part in branches if part not in _UNION_TAGS]
    pointer = "".join(f"/{_escape(str(part))}" for part in (*parts, *named))
    kind, found = item["type"], item.get("ctx", {})
    if isinstance(found.get("error"), Mistaken):
        return mistake(pointer, found["error"].code)
    if kind in _MISTAKES:
        code, values = _MISTAKES[kind]
        return mistake(pointer, code, **{name: found[told] for name, told in values.items()})
    detail = _SENTENCES.get(kind)
    return FieldError(pointer, detail.format(**found) if detail else str(item["msg"]))


def _escape(part: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


_UNION_TAGS = frozenset({"weekly", "interval", "manual", "once", *ACTION_WORDS})
"""Pydantic names the chosen branch of a union in the place of an error; a client's JSON has no such level."""

_MISTAKES: Final[Mapping[str, tuple[MistakeCode, Mapping[str, str]]]] = {
    "missing": ("required", {}),
    "string_too_short": ("required", {}),
    "string_too_long": ("too_long", {"most": "max_length"}),
    "too_short": ("too_few", {}),
    "too_long": ("too_many", {"most": "max_length"}),
    "greater_than_equal": ("too_small", {"least": "ge"}),
    "less_than_equal": ("too_large", {"most": "le"}),
    "int_parsing": ("not_whole", {}),
    "int_type": ("not_whole", {}),
    "int_from_float": ("not_whole", {}),
    "finite_number": ("not_whole", {}),
    "string_pattern_mismatch": ("blank_inside", {}),
    "date_from_datetime_parsing": ("not_a_date", {}),
    "date_from_datetime_inexact": ("not_a_date", {}),
    "date_parsing": ("not_a_date", {}),
}
"""What an admin can get wrong, by pydantic's word for it, and where it keeps the values."""

_SENTENCES = {
    "value_error": "{error}",
    "extra_forbidden": "There is no such field.",
    "int_parsing_size": "Use a smaller number.",
    "bool_parsing": "Use true or false.",
    "bool_type": "Use true or false.",
    "string_type": "Use text.",
    "string_unicode": "Use text of whole characters.",
    "list_type": "Use a list.",
    "dict_type": "Use an object.",
    "model_type": "Use an object.",
    "model_attributes_type": "Use an object.",
    "literal_error": "Use one of {expected}.",
    "datetime_from_date_parsing": "Use a moment such as 2026-01-31T09:00:00Z.",
    "datetime_parsing": "Use a moment such as 2026-01-31T09:00:00Z.",
    "timezone_aware": "Say in which time zone, as in 2026-01-31T09:00:00Z.",
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
    validation_error_model=Problem,
    security_schemes=[
        SecurityScheme(
            name="context_token",
            data=SecuritySchemeData(type=SecureType.API_KEY, field_in=InType.HEADER, name="Authorization"),
        )
    ],
    security={"context_token": []},
)


def answers(status: int, model: type[BaseModel] | None = None, *errors: int) -> Answers:
    """The documented answers of a route: one success, and problems for what can be refused."""
    documented: dict[str, Any] = {f"HTTP_{status}": model}
    for code in (401, 403, *errors):
        documented[f"HTTP_{code}"] = Problem
    return Answers(**documented)


def check_request() -> Response | None:
    """Before a view: refuse what no view can take, so that a broken body is not taken for an empty one."""
    if any(isinstance(value, int) and value > MAX_ROW_ID for value in (request.view_args or {}).values()):
        raise NotFound("item")
    if request.method not in _METHODS_WITH_BODY:
        return None
    if not request.get_data(cache=True):
        # Forms are read past the models; an empty one must not be.
        if request.mimetype in _FORMS:
            return _refuse_form()
        return _refuse_body() if _takes_everything() else None
    if not request.is_json:
        return _refuse_form()
    if not isinstance(_read_json(), dict):
        return _refuse_body()
    return None


def _refuse_body() -> Response:
    return problem_response(400, "malformed_json", "Malformed JSON", "Send one JSON object.")


def _takes_everything() -> bool:
    """Whether the view's body needs no field at all: nothing must not be taken for "all" or "no change" there."""
    view = current_app.view_functions[request.endpoint or ""]
    model = inspect.signature(view, eval_str=True).parameters.get("json")
    if model is None or not issubclass(model.annotation, BaseModel):
        return False
    return not any(field.is_required() for field in model.annotation.model_fields.values())


def _refuse_form() -> Response:
    return problem_response(415, "not_json", "Unsupported media type", "Send application/json.")


def _read_json() -> Any:
    """The body, None for what is no JSON in UTF-8. Raises Invalid for more of it than the view takes."""
    try:
        shape = measure(request.get_data(cache=True).decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    most = find_bounds(current_app.view_functions[request.endpoint or ""]).values
    if shape.values > most:
        raise Invalid(mistake("", "too_many_values", most=most))
    if shape.depth > MAX_DEPTH:
        return None
    try:
        return request.get_json(silent=True)
    except RecursionError:  # nested deeper than anything that is asked for here
        return None

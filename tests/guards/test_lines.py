"""Every text that a route takes, in its body or its query, stands in one line and is read as it is written."""

import inspect
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pydantic import BaseModel, ValidationError

from app.api.schemas.shapes import Body, In, Mistaken, Typed

TYPED = {"q", "text", "search", "subject", "value"}
"""Fields in which what cannot be seen does no harm, since it is folded away before it is looked for or kept."""
UNSEEN, TURNED, BROKEN = "a\u200bb", "a\u202eb", "a\u0085b"
WORDS = {"literal_error", "union_tag_invalid", "string_pattern_mismatch", "date_from_datetime_parsing"}
"""How pydantic refuses a text that is none of some fixed words or forms."""


def list_models(app: Flask) -> set[type[BaseModel]]:
    """What the views take, with what these are made of."""
    found: set[type[BaseModel]] = set()
    for view in app.view_functions.values():
        taken = inspect.signature(view, eval_str=True).parameters
        found |= {taken[name].annotation for name in ("json", "query") if name in taken}
    left = list(found)
    while left:
        for field in left.pop().model_fields.values():
            inner = {one for one in iter_types(field.annotation) if isinstance(one, type) and issubclass(one, In)}
            left += inner - found
            found |= inner
    return found


def iter_types(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of."""
    yield annotation
    for part in typing.get_args(annotation):
        yield from iter_types(part)


def list_texts(app: Flask) -> list[tuple[type[BaseModel], str, bool]]:
    """(model, field, whether it holds a list) of everything that may hold a text."""
    texts = []
    for model in list_models(app):
        for name, field in model.model_fields.items():
            types = list(iter_types(field.annotation))
            if str in types:
                texts.append((model, name, list in [typing.get_origin(one) for one in types]))
    return texts


def is_refused(model: type[BaseModel], field: str, value: Any) -> bool:
    """Whether the field is refused for its characters."""
    try:
        model.model_validate({field: value})
    except ValidationError as error:
        found = [one for one in error.errors() if one["loc"][:1] == (field,)]
        reasons = [one.get("ctx", {}).get("error") for one in found]
        return any(isinstance(one, Mistaken) and one.code == "text_characters" for one in reasons) or any(
            one["type"] in WORDS for one in found
        )
    return False


def test_whatever_a_view_takes_is_held_to_the_rule(app: Flask) -> None:
    models = list_models(app)

    assert len(models) >= 25
    for model in models:
        assert issubclass(model, In), model
    assert {Body} <= {base for model in models for base in model.__mro__}


@pytest.mark.parametrize("sign", [UNSEEN, TURNED, BROKEN])
def test_every_text_of_every_route_is_read_as_it_is_written(sign: str, app: Flask) -> None:
    texts = list_texts(app)
    assert len(texts) >= 40

    for model, field, is_list in texts:
        is_whole = typing.get_origin(model.model_fields[field].annotation) is dict
        if is_whole or dict in [typing.get_origin(one) for one in iter_types(model.model_fields[field].annotation)]:
            values: list[Any] = [{"root": {"all": [{"values": [sign]}]}}, {sign: 1}]
            expected = sign == TURNED  # the rest is the domain's, which names the place
        else:
            values = [["fine", sign] if is_list else sign]
            expected = field not in TYPED or sign != UNSEEN
        for value in values:
            assert is_refused(model, field, value) is expected, (model.__name__, field)


def test_the_fields_in_which_unseen_signs_are_taken_are_those_that_are_listed(app: Flask) -> None:
    marked = {name for model in list_models(app) for name, one in model.model_fields.items() if Typed in one.metadata}
    assert marked == TYPED

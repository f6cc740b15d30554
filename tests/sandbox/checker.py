"""A small checker of JSON against shapes written by hand.

A shape is a type, a set of allowed values, `[shape]` for a list, `{name: shape}` for an object, `Maybe(shape)` for a
field that may be absent, `Null(shape)` for a value that may be null, or a function that raises AssertionError.
Objects may not have fields that the shape does not name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any


class Maybe:
    """A field that may be absent."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class Null:
    """A value that may be null."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


def check(value: Any, shape: Any, where: str = "answer") -> None:
    """Raise AssertionError that names the place where the value differs from the shape."""
    if isinstance(shape, Null):
        if value is not None:
            check(value, shape.shape, where)
    elif isinstance(shape, dict):
        _check_object(value, shape, where)
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{where} is no list: {value!r}"
        for index, item in enumerate(value):
            check(item, shape[0], f"{where}[{index}]")
    elif isinstance(shape, (set, frozenset)):
        assert value in shape, f"{where} is {value!r}, not one of {sorted(shape)}"
    elif isinstance(shape, type):
        is_that = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
        assert is_that, f"{where} is no {shape.__name__}: {value!r}"
    else:
        shape(value, where)


def _check_object(value: Any, shape: dict[str, Any], where: str) -> None:
    assert isinstance(value, dict), f"{where} is no object: {value!r}"
    for name, part in shape.items():
        if name in value:
            check(value[name], part.shape if isinstance(part, Maybe) else part, f"{where}.{name}")
        else:
            assert isinstance(part, Maybe), f"{where} has no {name}"
    unknown = value.keys() - shape.keys()
    assert not unknown, f"{where} has {sorted(unknown)}"


def matching(pattern: str) -> Callable[[Any, str], None]:
    """Return a shape for text that matches the whole pattern."""

    def check_text(value: Any, where: str) -> None:
        assert isinstance(value, str), f"{where} is {value!r}, not text"
        assert re.fullmatch(pattern, value), f"{where} is {value!r}, not {pattern}"

    return check_text


def instant(value: Any, where: str) -> None:
    """ISO 8601 in UTC; fractions of up to nine digits occur."""
    assert isinstance(value, str), f"{where} is {value!r}, not text"
    assert value.endswith("Z"), f"{where} is no UTC instant: {value!r}"
    datetime.fromisoformat(re.sub(r"(\.\d{6})\d+Z$", r"\1Z", value))

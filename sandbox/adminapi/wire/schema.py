"""Checks what clients send: bodies and query parameters, as strictly as the official document declares them.

Unknown fields are ignored, as Atlassian does; known ones with a wrong type, value or size are refused with 400.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.adminapi.wire.answers import Refusal

MAX_BODY_BYTES = 1_000_000


def bad_request(detail: str, code: str = "ADMIN-400-24") -> Refusal:
    """Return a 400 of shape A."""
    return Refusal(400, code, detail)


class Field(Protocol):
    """One declared field."""

    def check(self, name: str, value: Any) -> Any:
        """Return the value to use; raises Refusal."""

    def parse(self, name: str, texts: list[str]) -> Any:
        """Return the value of a query parameter given once or several times; raises Refusal."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string, optionally one of `choices`."""

    choices: tuple[str, ...] = ()
    is_nullable: bool = False

    def check(self, name: str, value: Any) -> Any:
        """Refuse everything but a string."""
        if value is None and self.is_nullable:
            return None
        if not isinstance(value, str):
            raise bad_request(f"{name} must be a string")
        if self.choices and value not in self.choices:
            raise bad_request(f"{name} must be one of {', '.join(self.choices)}")
        return value

    def parse(self, name: str, texts: list[str]) -> Any:
        """Take the last one given."""
        return self.check(name, texts[-1])


@dataclass(frozen=True, slots=True)
class Texts:
    """An array of strings with declared size, optionally unique, optionally of `choices`."""

    at_most: int = 0
    choices: tuple[str, ...] = ()
    is_unique: bool = False
    at_least: int = 1
    is_exploded: bool = True

    def check(self, name: str, value: Any) -> Any:
        """Refuse wrong sizes and items."""
        if not isinstance(value, list):
            raise bad_request(f"{name} must be an array")
        if len(value) < self.at_least or (self.at_most and len(value) > self.at_most):
            raise bad_request(f"{name} must have {self.at_least} to {self.at_most or 'any number of'} items")
        for item in value:
            Text(self.choices).check(f"{name}[]", item)
        if self.is_unique and len(set(value)) != len(value):
            raise bad_request(f"{name} must not repeat items")
        return value

    def parse(self, name: str, texts: list[str]) -> Any:
        """Repeated parameters, or one comma list where the document declares `explode: false`."""
        if not self.is_exploded:
            texts = [part for text in texts for part in text.split(",")]
        return self.check(name, texts)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds."""

    at_least: int
    at_most: int

    def check(self, name: str, value: Any) -> Any:
        """Refuse everything else."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.at_least <= value <= self.at_most:
            raise bad_request(f"{name} must be a whole number from {self.at_least} to {self.at_most}")
        return value

    def parse(self, name: str, texts: list[str]) -> Any:
        """Read decimal digits."""
        text = texts[-1]
        return self.check(name, int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    def check(self, name: str, value: Any) -> Any:
        """Refuse everything else."""
        if not isinstance(value, bool):
            raise bad_request(f"{name} must be true or false")
        return value

    def parse(self, name: str, texts: list[str]) -> Any:
        """Read `true` or `false`."""
        return self.check(name, {"true": True, "false": False}.get(texts[-1], texts[-1]))


@dataclass(frozen=True, slots=True)
class SortBy:
    """Exactly one `{field, direction}`."""

    fields: tuple[str, ...]

    def check(self, name: str, value: Any) -> Any:
        """Refuse everything else."""
        if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
            raise bad_request(f"{name} must be an array of exactly one object")
        row = value[0]
        if row.get("field") not in self.fields:
            raise bad_request(f"{name}[].field must be one of {', '.join(self.fields)}")
        if row.get("direction") not in ("asc", "desc"):
            raise bad_request(f"{name}[].direction must be asc or desc")
        return value

    def parse(self, name: str, texts: list[str]) -> Any:
        """Read JSON: the document gives no serialisation for object parameters."""
        try:
            value = json.loads(texts[-1])
        except ValueError:
            raise bad_request(f"{name} must be JSON") from None
        return self.check(name, value if isinstance(value, list) else [value])


@dataclass(frozen=True, slots=True)
class Anything:
    """Checked elsewhere."""

    def check(self, name: str, value: Any) -> Any:  # noqa: ARG002 - the protocol names it
        """Take it as it is."""
        return value

    def parse(self, name: str, texts: list[str]) -> Any:  # noqa: ARG002 - the protocol names it
        """Take the last one."""
        return texts[-1]


Fields = Mapping[str, Field]


def parse_json_object(raw: bytes, *, is_required: bool) -> dict[str, Any]:
    """Return the body as an object; an empty body is `{}` unless required."""
    if not raw.strip():
        if is_required:
            raise bad_request("a request body is required")
        return {}
    if len(raw) > MAX_BODY_BYTES:
        raise bad_request("the request body is too large")
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("the request body is not JSON") from None
    except RecursionError:
        raise bad_request("the request body is nested too deeply") from None
    if not isinstance(body, dict):
        raise bad_request("the request body must be an object")
    return body


def check_body(fields: Fields, body: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the declared fields that were sent; raises Refusal."""
    for name in required:
        if name not in body:
            raise bad_request(f"{name} is required")
    return {name: rule.check(name, body[name]) for name, rule in fields.items() if name in body}


def parse_query(fields: Fields, query: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the declared parameters that were sent; raises Refusal."""
    return {name: rule.parse(name, query[name]) for name, rule in fields.items() if name in query}

"""Single fields of Atlassian's rows, read so that odd values become None. Pure.

Names may be camelCase or snake_case, ids may be ARIs (admin API contract 15). Moments: `app.atlassian.moments`.
"""

from collections.abc import Mapping
from typing import Any, Final

Row = Mapping[str, Any]
_LARGEST_NUMBER: Final = 2**53


def last_part(identifier: str | None) -> str | None:
    """The id inside an ARI (`ari:cloud:identity::group/<id>`), or the text itself."""
    return identifier.rsplit("/", 1)[-1] or None if identifier else None


def read(row: Row, name: str) -> Any:
    """A field by its camelCase name, or by the snake_case spelling of it."""
    value = row.get(name)
    return value if value is not None else row.get(_snake(name))


def is_told(row: Row, name: str) -> bool:
    """True when the field is there at all, be it null."""
    return name in row or _snake(name) in row


def read_text(row: Row, name: str) -> str | None:
    """A non-empty text field, else None. Without NUL and half surrogate pairs, which no database takes."""
    value = read(row, name)
    if not isinstance(value, str):
        return None
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\x00", "") or None


def read_number(row: Row, name: str) -> int | None:
    """A whole-number field of sensible size, else None."""
    value = read(row, name)
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_NUMBER
    return value if is_number else None


def read_count(row: Row, what: str) -> int | None:
    """One of the numbers under `counts`, which come only when they are asked for."""
    counts = read(row, "counts")
    return read_number(counts, what) if isinstance(counts, Mapping) else None


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)

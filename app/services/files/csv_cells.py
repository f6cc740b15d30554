"""CSV for every spreadsheet: it shows the letters as they are, runs nothing, and takes no id for a number.

A mark against formulas (') stands in front of what would be run, also behind a separator of another country's
spreadsheets, and in front of ids that would become numbers. It is taken off again when a list is pasted.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from app.domain.words import strip_unseen

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it an older Excel takes UTF-8 for its country's code page."""
_SIGNS: Final = ("=", "+", "-", "@")
_CONTROL: Final = "Cc"
_BEHIND_SEPARATOR: Final = re.compile(
    r"(?<!\A)([;,|\t\r\n])(?=[^\w'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62-\ufe66\ufe6b\ufe63])"
)
_LONGEST_KEPT: Final = 200
_LIKE_A_NUMBER: Final = re.compile(r"\d{12,}|\d+[eE]\d+|0\d+", re.ASCII)


def format_head(columns: Iterable[str]) -> str:
    """The first line of a file."""
    return BYTE_ORDER_MARK + format_row(columns)


def format_row(values: Iterable[Any]) -> str:
    """One line, its cells made harmless."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_cell(value) for value in values])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
    return _make_safe(value) if len(value) <= _LONGEST_KEPT else _make_safe.__wrapped__(value)


@lru_cache(maxsize=10_000)
def _make_safe(text: str) -> str:
    """A cell's text, kept for the next rows: the same groups, apps and words stand in most of them."""
    safe = _BEHIND_SEPARATOR.sub(r"\1'", text)
    return f"'{safe}" if _is_run(text) or _LIKE_A_NUMBER.fullmatch(text) else safe


def _is_run(text: str) -> bool:
    """True for what a spreadsheet runs, also with blanks, signs of double width, controls or the unseen in front."""
    seen = unicodedata.normalize("NFKC", strip_unseen(text[:100]))
    return seen.startswith(_SIGNS) or unicodedata.category(text[:1] or " ") == _CONTROL

"""Reads the fields of one JSON object and remembers everything that is wrong with them, by pointer.

Knows types and limits, not what a field means. A reader never raises: it records an error and
returns a stand-in, so that the admin is told all mistakes at once.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from app.domain.errors import FieldError
from app.domain.mistakes import MistakeCode, mistake

MAX_IDS: Final = 500
MAX_ID_LENGTH: Final = 300
MAX_DAYS: Final = 36_500
MAX_ERRORS: Final = 50


_UNSTORABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS: Final = str.maketrans(dict.fromkeys("\t\n\v\f\r", ";"))


class Errors(list[FieldError]):
    """Errors of the whole input so far; only the first `MAX_ERRORS` are kept."""

    def note(self, pointer: str, detail: str) -> None:
        """Record one mistake of a program."""
        self.add(FieldError(pointer, detail))

    def add(self, error: FieldError) -> None:
        """Record one mistake."""
        if len(self) < MAX_ERRORS:
            self.append(error)


def is_storable(text: str) -> bool:
    """True when the text can be stored and shown in one line: no control characters, no lone surrogates."""
    return _UNSTORABLE.search(text) is None


def shown(value: object) -> str:
    """A wrong value as it appears in a message: short, and safe to send."""
    text = value if isinstance(value, str) else type(value).__name__
    text = "".join(character if is_storable(character) else "�" for character in text[:60])
    return f"“{text}”" if isinstance(value, str) else text


class FieldReader:
    """The fields of the object at `pointer`. Call `finish()` after the last one: the rest is unknown."""

    def __init__(self, data: Mapping[object, object], pointer: str, errors: Errors) -> None:
        self._data = data
        self._pointer = pointer
        self._errors = errors
        self._read: set[str] = set()

    def fail(self, field: str, detail: str) -> None:
        """Record that a field is wrong in a way that no form can make it."""
        self._errors.note(f"{self._pointer}/{field}", f"{field}: {detail}")

    def reject(self, field: str, code: MistakeCode, **values: str | int) -> None:
        """Record that what an admin entered is wrong."""
        error = mistake(f"{self._pointer}/{field}", code, **values)
        self._errors.add(replace(error, detail=f"{field}: {error.detail}"))

    def get_days(self, field: str) -> int:
        """A whole number of days, at least 1."""
        value = self._take(field)
        if value is None:
            self.reject(field, "days_missing")
            return 1
        return self._check_days(field, value)

    def find_days(self, field: str) -> int | None:
        """Like `get_days`, but the field may be missing or null."""
        value = self._take(field)
        return None if value is None else self._check_days(field, value)

    def get_word(self, field: str, words: Collection[str], default: str | None = None) -> str:
        """One of the given words; `default` when the field is missing."""
        value = self._take(field)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in words:
            return value
        problem = "is required" if value is None else f"{shown(value)} is not possible"
        self.fail(field, f"{problem}; use one of {', '.join(sorted(words))}.")
        return default or next(iter(words))

    def get_words(self, field: str, words: Collection[str]) -> tuple[str, ...]:
        """A list of one or more of the given words."""
        values = self.get_texts(field)
        for position, value in enumerate(values):
            if value not in words:
                detail = f"{shown(value)} is not possible; use one of {', '.join(sorted(words))}."
                self.fail(f"{field}/{position}", detail)
        return values

    def get_text(self, field: str, *, max_length: int) -> str:
        """A text that is not blank, without the blanks around it."""
        value = self._take(field)
        if value is None:
            self.reject(field, "text_missing")
            return "?"
        return self._check_text(field, value, max_length) or "?"

    def get_texts(
        self,
        field: str,
        *,
        max_items: int = MAX_IDS,
        max_length: int = MAX_ID_LENGTH,
        may_be_empty: bool = False,
        are_lines: bool = False,
    ) -> tuple[str, ...]:
        """A list of texts such as ids, each once, in the given order. `are_lines`: line ends and tabs separate."""
        value = self._take(field)
        if are_lines and isinstance(value, list):
            value = [one.translate(_LINE_ENDS) if isinstance(one, str) else one for one in value]
        if value is None and may_be_empty:
            return ()
        if not isinstance(value, list):
            self.fail(field, "is required: a list." if value is None else f"must be a list, not {shown(value)}.")
            return ()
        if len(value) > max_items:
            self.reject(field, "list_too_long", entries=len(value), most=max_items)
            return ()
        if not value and not may_be_empty:
            self.reject(field, "list_empty")
        texts = (self._check_text(f"{field}/{position}", item, max_length) for position, item in enumerate(value))
        return tuple(dict.fromkeys(text for text in texts if text is not None))

    def finish(self, *, also: Collection[str] = ()) -> None:
        """Record every field that was not read and is not one of `also`."""
        known = self._read | set(also)
        for field in self._data:
            if field not in known:
                name = shown(field).strip("“”")
                pointer = name.replace("~", "~0").replace("/", "~1")
                detail = f"{name}: is not a known field; known are {', '.join(sorted(known))}."
                self._errors.note(f"{self._pointer}/{pointer}", detail)

    def _take(self, field: str) -> object:
        self._read.add(field)
        return self._data.get(field)

    def _check_days(self, field: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(field, f"must be a whole number of days, not {shown(value)}.")
        elif not 1 <= value <= MAX_DAYS:
            self.reject(field, "days_out_of_range", most=MAX_DAYS)
        else:
            return value
        return 1

    def _check_text(self, field: str, value: object, max_length: int) -> str | None:
        if not isinstance(value, str):
            self.fail(field, f"must be a text, not {shown(value)}.")
            return None
        text = value.strip()
        if not text:
            self.reject(field, "text_blank")
        elif len(text) > max_length:
            self.reject(field, "text_too_long", most=max_length)
        elif not is_storable(text):
            self.reject(field, "text_characters")
        else:
            return text
        return None

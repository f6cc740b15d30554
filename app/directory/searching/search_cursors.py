"""Opaque cursors of the User Browser: the sort value and the number of the last row shown.

Not signed: a cursor gives no access to anything. What cannot be one of ours is refused with a clear error.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.errors import FieldError, Invalid

MAX_ID: Final = 2**63 - 1
SortValue = str | datetime | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after a row. `order` names the order that the cursor belongs to."""

    order: str
    value: SortValue
    row_id: int

    def encode(self) -> str:
        """The text that a client sends back."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        text = json.dumps([self.order, value, self.row_id], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(text: str, order: str, *, is_time: bool) -> Cursor:
    """Read a cursor back. Raises Invalid if it is none of ours or belongs to another order."""
    try:
        padded = text + "=" * (-len(text) % 4)
        given_order, value, row_id = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        cursor = Cursor(given_order, _read_value(value, is_time=is_time), row_id)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise _invalid("This cursor is none of ours; start again without it.") from None
    if isinstance(row_id, bool) or not isinstance(row_id, int) or not 0 <= row_id <= MAX_ID:
        raise _invalid("This cursor is none of ours; start again without it.")
    if given_order != order:
        raise _invalid("This cursor belongs to another order; start again without it.")
    return cursor


def _read_value(value: object, *, is_time: bool) -> SortValue:
    if is_time and value is None:
        return None
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    value.encode()  # a lone surrogate is a ValueError, too
    if not is_time:
        return value
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _invalid(detail: str) -> Invalid:
    return Invalid(FieldError("/cursor", detail), code="invalid_cursor")

"""Opaque cursors of lists that are paged by a number (keyset paging)."""

import base64
import binascii

from app.domain.errors import FieldError, Invalid

_MAXIMUM = 2**63 - 1


def encode_cursor(number: int) -> str:
    """The cursor that continues after a row."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> int:
    """The number in a cursor made by encode_cursor. Raises Invalid."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        number = int(base64.urlsafe_b64decode(padded.encode()).decode())
    except (ValueError, binascii.Error, UnicodeError):
        number = -1
    if not 0 <= number <= _MAXIMUM:
        raise Invalid(FieldError("/cursor", "This cursor is not one of ours; start again without it."))
    return number

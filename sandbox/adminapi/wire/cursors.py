"""Cursors: opaque tokens that hold a position, the query they belong to, and when they were issued.

A position is an offset into the list as it is *now*: when the list changes between pages a row may come twice or be
skipped, as the contract lets us expect (13, "mutation during a walk"). The switch `walk=snapshot` pins the list.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any

from sandbox.adminapi.wire.answers import Refusal

_SALT = b"rollcall sandbox cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in the walk `query`; `issued_at` in epoch seconds; `pinned` = id of a kept list, or None."""

    offset: int
    limit: int
    query: dict[str, Any]
    issued_at: float
    pinned: str | None = None

    def encode(self) -> str:
        """Return the token: letters, digits, `-` and `_`."""
        row = [self.offset, self.limit, self.query, round(self.issued_at, 3), self.pinned]
        packed = _pack(json.dumps(row, separators=(",", ":")).encode())
        return base64.urlsafe_b64encode(_digest(packed) + packed).decode().rstrip("=")


def _pack(data: bytes) -> bytes:
    """Compress with a small window: making room for the usual one would take longer than the rest of a cursor."""
    packer = zlib.compressobj(level=1, wbits=10, memLevel=1)
    return packer.compress(data) + packer.flush()


def _digest(packed: bytes) -> bytes:
    return hashlib.blake2b(packed, key=_SALT, digest_size=6).digest()


def invalid_cursor() -> Refusal:
    """Return the refusal for a cursor that is unknown, expired or belongs to another query."""
    return Refusal(400, "ADMIN-400-1", "The cursor is invalid or has expired")


def decode_cursor(token: str, now: float, lifetime_seconds: float) -> Cursor:
    """Return the cursor; raises Refusal 400 `ADMIN-400-1`. A lifetime of 0 means for ever."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if raw[:6] != _digest(raw[6:]):
            raise invalid_cursor()
        offset, limit, query, issued_at, pinned = json.loads(zlib.decompress(raw[6:]))
    except (ValueError, binascii.Error, zlib.error):
        raise invalid_cursor() from None
    if lifetime_seconds and now - issued_at > lifetime_seconds:
        raise invalid_cursor()
    return Cursor(offset, limit, query, issued_at, pinned)

"""Sets of people as numbers whose bits are slots: `&`, `|` and `^` of Python's integers combine 100,000 people at once.

Pure. Written and read as bytes, lowest slot first, as PostgreSQL's `get_bit` counts them.
"""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

Bits = int
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def pack_slots(slots: Iterable[int], size: int) -> bytes:
    """The set of the slots (each below `size`) as bytes."""
    packed = bytearray((size + 7) // 8)
    for slot in slots:
        packed[slot >> 3] |= 1 << (slot & 7)
    return bytes(packed)


def read_bits(packed: bytes) -> Bits:
    """The set that was written as bytes."""
    return int.from_bytes(packed, "little")


def write_bits(bits: Bits) -> bytes:
    """The set as bytes, as short as it can be, yet never empty."""
    return bits.to_bytes(max((bits.bit_length() + 7) // 8, 1), "little")


def make_bits(slots: Sequence[int]) -> Bits:
    """The set of the slots."""
    return read_bits(pack_slots(slots, max(slots) + 1)) if slots else 0


def list_slots(bits: Bits) -> list[int]:
    """The slots of a set, lowest first; meant for few."""
    return [
        place * 8 + bit for place, byte in enumerate(write_bits(bits)) if byte for bit in range(8) if byte >> bit & 1
    ]


def count_microseconds(moment: datetime) -> int:
    """An aware moment as microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def read_numbers(sent: bytes, size: int) -> "array[int]":
    """Whole numbers of 4 or 8 bytes as PostgreSQL's `int4send` and `int8send` write them."""
    numbers = array("q" if size == 8 else "i")
    numbers.frombytes(sent)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def select_until(before: bytes, moments: bytes, slots: bytes, until: int) -> Bits:
    """All of the earlier stretches, and of this stretch those whose moment is not after `until`."""
    count = bisect_right(read_numbers(moments, 8), until)
    return read_bits(before) | make_bits(read_numbers(slots, 4)[:count])

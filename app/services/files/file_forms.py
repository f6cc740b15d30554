"""How a download is written: whole and streamed, or in parts that add up to the very same bytes.

Parts are for callers whose answers may not be large: Forge's proxy carries 5 MB (platform contract 4.2), a download has
no bound. Knows nothing about what the rows are.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Row = TypeVar("Row")
PART_BYTES: Final = 4_000_000
"""How large a part may become as JSON text; below the 5 MB of the proxy, with room for what is around it."""


@dataclass(frozen=True, slots=True)
class FileForm(Generic[Row]):
    """A file: its head, what stands before the first and before every later row, its rows, and its tail."""

    head: str
    first: str
    separator: str
    tail: str
    render: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class FilePart(Generic[Row]):
    """A piece of a file. last: the row behind which the next part begins; None: the file is complete."""

    text: str
    rows: int
    last: Row | None


def write_whole(form: FileForm[Row], rows: Iterable[Row]) -> Iterator[str]:
    """The file piece by piece, so that memory stays constant."""
    yield form.head
    before = form.first
    for row in rows:
        yield before + form.render(row)
        before = form.separator
    yield form.tail


def write_part(
    form: FileForm[Row], rows: Iterable[Row], *, is_first: bool, max_bytes: int = PART_BYTES
) -> FilePart[Row]:
    """As many of the rows as fit, one at the least; the rows are those behind the last part's."""
    pieces = [form.head] if is_first else []
    before = form.first if is_first else form.separator
    size, count, last = _measure(form.head) + _measure(form.tail), 0, None
    for row in rows:
        piece = before + form.render(row)
        size += _measure(piece)
        if count and size > max_bytes:
            return FilePart("".join(pieces), count, last)
        pieces.append(piece)
        count, last, before = count + 1, row, form.separator
    return FilePart("".join([*pieces, form.tail]), count, None)


def _measure(text: str) -> int:
    """The length of a text inside of JSON, at the most."""
    return len(json.dumps(text))

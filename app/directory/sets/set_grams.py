"""Names and emails cut into pieces of two and three letters, so that a search for any text starts from sets.

Pure. A text of two or three letters is a piece itself: whoever has it is found. Whoever has a longer text
has all of its pieces of three, which leaves few to look at. Texts are folded.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator

LONGEST = 3
BREAK = "\n"
"""Between name and email; no piece reaches across."""


class Grams:
    """Collects who has which piece."""

    def __init__(self) -> None:
        self._slots: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))

    def add(self, slot: int, text: str) -> None:
        """Take over one person's text."""
        for piece in _cut(text):
            self._slots[piece].append(slot)

    def sets(self) -> Iterator[tuple[str, "array[int]"]]:
        """Every piece with the slots of those who have it."""
        yield from self._slots.items()


def _cut(text: str) -> set[str]:
    pieces: set[str] = set()
    for part in text.split(BREAK):
        pieces.update(part[i : i + 3] for i in range(len(part) - 2))
        pieces.update(part[i : i + 2] for i in range(len(part) - 1))
        if len(part) == 1:
            pieces.add(part)
    return pieces


def cut_term(term: str) -> list[str]:
    """The pieces that a text with this term must have: the term itself, or its pieces of three letters."""
    if len(term) <= LONGEST:
        return [term]
    return sorted({term[i : i + LONGEST] for i in range(len(term) - LONGEST + 1)})

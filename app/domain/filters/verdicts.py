"""Three-valued judgement: a fact that could not be read makes neither a match nor its opposite.

Knows nothing of users and conditions.
"""

import enum
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

Side = TypeVar("Side")


class Verdict(enum.StrEnum):
    """Whether something holds. `unknown` stays unknown through NOT (Kleene's logic)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __invert__(self) -> "Verdict":
        return _OPPOSITE[self]


_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.UNKNOWN: Verdict.UNKNOWN}


def decide(fact: bool | None) -> Verdict:
    """Turn a fact into a verdict; None is a fact that is not known."""
    if fact is None:
        return Verdict.UNKNOWN
    return Verdict.YES if fact else Verdict.NO


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """AND: `no` decides, then `unknown`; of nothing it is `yes`."""
    result = Verdict.YES
    for verdict in verdicts:
        if verdict is Verdict.NO:
            return Verdict.NO
        if verdict is Verdict.UNKNOWN:
            result = Verdict.UNKNOWN
    return result


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """OR: `yes` decides, then `unknown`; of nothing it is `no`."""
    result = Verdict.NO
    for verdict in verdicts:
        if verdict is Verdict.YES:
            return Verdict.YES
        if verdict is Verdict.UNKNOWN:
            result = Verdict.UNKNOWN
    return result


class Ruling(NamedTuple, Generic[Side]):
    """When something surely holds, and when it surely does not, as SQL or as bitmaps; what is unknown is in neither."""

    yes: Side
    no: Side

    def __invert__(self) -> "Ruling[Side]":
        return Ruling(self.no, self.yes)

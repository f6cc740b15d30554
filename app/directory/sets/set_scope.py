"""Rulings of bitmaps at one moment: the questions that several conditions ask of the sets of people.

Pure but for what `Sets` looks up. Every ruling says who surely matches and who surely does not; whoever is in neither
set is not known.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Final

from app.directory.sets.set_bits import Bits
from app.directory.sets.set_reading import Sets, union
from app.domain.filters.tree import Rulings
from app.domain.filters.verdicts import Ruling

__all__ = ["NOT_KNOWN", "Bits", "SetRuling", "SetRulings", "SetScope"]

SetRuling = Ruling[Bits]
NOT_KNOWN: Final[SetRuling] = Ruling(0, 0)


class SetRulings(Rulings[Bits]):
    """Three-valued logic over bitmaps."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets

    def every(self, sides: Iterable[Bits]) -> Bits:
        """Those who are in every one of the sets."""
        return reduce(and_, sides, self.sets.everybody)

    def some(self, sides: Iterable[Bits]) -> Bits:
        """Those who are in one of the sets."""
        return union(sides)


class SetScope(SetRulings):
    """The sets that a condition asks, and the moment (aware) by which it counts days."""

    def __init__(self, sets: Sets, now: datetime) -> None:
        super().__init__(sets)
        self._now = now

    def days_ago(self, days: int) -> datetime:
        """The moment `days` × 24 hours ago."""
        return self._now - timedelta(days=days)

    def decide(self, bits: Bits, told: Bits | None = None) -> SetRuling:
        """For what is known of everybody, or of those who are `told`."""
        return SetRuling(bits, (self.sets.everybody if told is None else told) & ~bits)

    def match(self, match: str, rulings: Sequence[SetRuling]) -> SetRuling:
        """All of them, or any."""
        return self.all_of(rulings) if match == "all" else self.any_of(rulings)

    def match_members(self, kind: str, match: str, ids: Iterable[str]) -> SetRuling:
        """Any, all or none of groups, apps or sites; what the mirror does not have is not known."""
        held = [self.sets.find(kind, one) for one in ids]
        ruling = self.match(match, [NOT_KNOWN if one is None else self.decide(one) for one in held])
        return ~ruling if match == "none" else ruling

    def one_of(self, kind: str, words: Iterable[str], known: Iterable[str]) -> SetRuling:
        """One of the words; a word that is none of the known ones is not known."""
        told = union(self.sets.get(kind, word) for word in known)
        return self.decide(union(self.sets.get(kind, word) for word in words), told)

    def added_until(self, moment: datetime) -> SetRuling:
        """Added at the moment or before."""
        ever, until = self.sets.ever("added"), self.sets.until("added", "", moment)
        return SetRuling(until, ever & ~until)

    def find_there(self, app: str) -> Bits | None:
        """Those with access to the app or activity in it; None when the mirror has no such app."""
        access, used = self.sets.find("access", app), self.sets.ever("active", app)
        return None if access is None else access | used

    def if_activity_known(self, ruling: SetRuling) -> SetRuling:
        """Of those whose activity could be read."""
        known = self.sets.activity_known
        return SetRuling(ruling.yes & known, ruling.no & known)

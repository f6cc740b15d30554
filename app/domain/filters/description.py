"""Says a filter in one sentence, such as "Inactive in Jira for at least 90 days, not in group contractors"."""

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.filters.condition import Condition
from app.domain.filters.tree import Algebra, FilterSpec, fold
from app.domain.people.directory import Catalogue

ALL_USERS = "all users"


def describe(spec: FilterSpec, catalogue: Catalogue) -> str:
    """One sentence, without a full stop. Ids that the catalogue does not have are shown as unknown."""
    return fold(spec.root, Phrases(catalogue)).sentence


class Phrase(NamedTuple):
    """The words for a part of a filter; those of a group of parts stand in brackets in a longer phrase."""

    words: str
    is_group: bool = False

    @property
    def part(self) -> str:
        """The words as they stand in a longer phrase."""
        return f"({self.words})" if self.is_group else self.words

    @property
    def sentence(self) -> str:
        """The words as a sentence."""
        return self.words[:1].upper() + self.words[1:]


class Phrases(Algebra[Phrase]):
    """The words for conditions and their combinations."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def leaf(self, condition: Condition) -> Phrase:
        """The condition's own words."""
        return Phrase(condition.describe(self._catalogue))

    def all_of(self, parts: Sequence[Phrase]) -> Phrase:
        """AND: one after the other."""
        return self._join(", ", parts)

    def any_of(self, parts: Sequence[Phrase]) -> Phrase:
        """OR: with "or" between them."""
        return self._join(" or ", parts)

    def none_of(self, parts: Sequence[Phrase]) -> Phrase:
        """NOT: in brackets, whatever it is."""
        return Phrase(f"not ({parts[0].words})")

    def _join(self, between: str, parts: Sequence[Phrase]) -> Phrase:
        return Phrase(between.join(part.part for part in parts) if parts else ALL_USERS, len(parts) > 1)

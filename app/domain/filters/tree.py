"""The tree of a filter, and the one way to go through it: `fold` with an algebra of what conditions come to.

Whatever is worked out from a filter (verdict, SQL, bitmaps, sentence, explanation, the list of its conditions) says in
an `Algebra` what a condition comes to and what AND, OR and NOT make of that.
"""

import enum
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from app.domain.filters.condition import Condition, Json
from app.domain.filters.verdicts import Ruling, Side

VERSION: Final = 1
Result = TypeVar("Result")


class Op(enum.StrEnum):
    """How a group of nodes is combined."""

    AND = "and"
    OR = "or"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Combination:
    """AND or OR of any number of nodes, NOT of one. AND of nothing is everybody."""

    op: Op
    of: "tuple[Node, ...]" = ()

    def to_json(self) -> Json:
        """The JSON it was made from, in full."""
        return {"op": self.op.value, "of": [node.to_json() for node in self.of]}


Node = Combination | Condition


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """Filter specification. Immutable and comparable; `FilterSpec()` is everybody."""

    root: Node = Combination(Op.AND)
    version: int = VERSION

    def to_json(self) -> Json:
        """Write the specification in full; `parse_filter` reads it back to an equal one."""
        return {"version": self.version, "root": self.root.to_json()}

    def iter_conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with the JSON pointer to it, in reading order."""
        return ((f"/root{pointer}", condition) for pointer, condition in fold(self.root, _Listing()))


EVERYBODY: Final = FilterSpec()


class Logic(ABC, Generic[Result]):
    """Logic of combinations: what AND, OR and NOT make of the results of their parts."""

    @abstractmethod
    def all_of(self, parts: Sequence[Result]) -> Result:
        """AND; of nothing it is everybody."""

    @abstractmethod
    def any_of(self, parts: Sequence[Result]) -> Result:
        """OR; of nothing it is nobody."""

    @abstractmethod
    def none_of(self, parts: Sequence[Result]) -> Result:
        """NOT, of the one part that a filter gives it. What is not known of somebody stays so: it is no "no"."""


class Algebra(Logic[Result]):
    """A logic that also knows what a condition comes to."""

    @abstractmethod
    def leaf(self, condition: Condition) -> Result:
        """The result of one condition."""


def fold(node: Node, algebra: Algebra[Result]) -> Result:
    """Work out the result of a node from those of its conditions."""
    if isinstance(node, Condition):
        return algebra.leaf(node)
    return join(node.op, [fold(child, algebra) for child in node.of], algebra)


def join(op: Op, parts: Sequence[Result], logic: Logic[Result]) -> Result:
    """Work out the result of a combination from those of its parts."""
    if op is Op.AND:
        return logic.all_of(parts)
    return logic.any_of(parts) if op is Op.OR else logic.none_of(parts)


class Rulings(Logic[Ruling[Side]], Generic[Side]):
    """Three-valued logic over two sides (Kleene): who surely matches and who surely does not, as SQL or as bitmaps.

    Give what "every one of" and "one of" mean for a side. The two sides only ever change places under NOT, so that
    what is in neither of them stays there.
    """

    @abstractmethod
    def every(self, sides: Iterable[Side]) -> Side:
        """In every one of the sides; of none: everybody."""

    @abstractmethod
    def some(self, sides: Iterable[Side]) -> Side:
        """In one of the sides; of none: nobody."""

    def all_of(self, parts: Sequence[Ruling[Side]]) -> Ruling[Side]:
        """AND: yes where all are, no where one is."""
        return Ruling(self.every(part.yes for part in parts), self.some(part.no for part in parts))

    def any_of(self, parts: Sequence[Ruling[Side]]) -> Ruling[Side]:
        """OR: yes where one is, no where all are."""
        return Ruling(self.some(part.yes for part in parts), self.every(part.no for part in parts))

    def none_of(self, parts: Sequence[Ruling[Side]]) -> Ruling[Side]:
        """NOT: the sides change places."""
        return ~self.all_of(parts)


class _Listing(Algebra[list[tuple[str, Condition]]]):
    """The conditions of a part of the tree with the pointers to them from there."""

    def leaf(self, condition: Condition) -> list[tuple[str, Condition]]:
        return [("", condition)]

    def all_of(self, parts: Sequence[list[tuple[str, Condition]]]) -> list[tuple[str, Condition]]:
        return [(f"/of/{at}{pointer}", one) for at, part in enumerate(parts) for pointer, one in part]

    any_of = none_of = all_of

"""A many-to-many relation with two faces: the truth, and what a lagging index still shows.

Writes change the truth at once; the `seen_*` reads follow after the write's lag (admin API contract 13, "write
visibility"). It knows nothing about users or groups and takes no lock: callers hold the world's lock.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, Self, TypeVar

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Hashable)


def _discard(index: dict[Key, set[Value]], key: Key, value: Value) -> None:
    values = index[key]
    values.discard(value)
    if not values:
        del index[key]


class Relation(Generic[Left, Right]):
    """Pairs (left, right), indexed both ways."""

    def __init__(self) -> None:
        self._rights: dict[Left, set[Right]] = {}
        self._lefts: dict[Right, set[Left]] = {}
        self._stale: dict[tuple[Left, Right], bool] = {}
        self._stale_rights: dict[Left, set[Right]] = {}
        self._stale_lefts: dict[Right, set[Left]] = {}
        # By the time when they become visible, and by their order where that is the same: a lag can be shortened.
        self._queue: list[tuple[float, int, Left, Right, bool]] = []
        self._order = itertools.count()
        self.version = 0

    # -- truth ------------------------------------------------------------------------------------------------

    def has(self, left: Left, right: Right) -> bool:
        """Tell whether the pair exists now."""
        return right in self._rights.get(left, ())

    def rights_of(self, left: Left) -> set[Right]:
        """Return the rights of `left`; do not change the set."""
        return self._rights.get(left) or set()

    def lefts_of(self, right: Right) -> set[Left]:
        """Return the lefts of `right`; do not change the set."""
        return self._lefts.get(right) or set()

    def pairs(self) -> Iterable[tuple[Left, Right]]:
        """Yield all pairs of the truth."""
        for left, rights in self._rights.items():
            for right in rights:
                yield left, right

    # -- what the index shows ---------------------------------------------------------------------------------

    def seen_rights_of(self, left: Left) -> set[Right]:
        """Return what a reader of the index sees; call `settle` before."""
        if not self._stale or not (stale := self._stale_rights.get(left)):
            return self._rights.get(left) or set()
        seen = set(self.rights_of(left))
        for right in stale:
            (seen.add if self._stale[(left, right)] else seen.discard)(right)
        return seen

    def seen_lefts_of(self, right: Right) -> set[Left]:
        """Return what a reader of the index sees; call `settle` before."""
        if not self._stale or not (stale := self._stale_lefts.get(right)):
            return self._lefts.get(right) or set()
        seen = set(self.lefts_of(right))
        for left in stale:
            (seen.add if self._stale[(left, right)] else seen.discard)(left)
        return seen

    def known_rights(self) -> set[Right]:
        """Return every right that has a left now, or that the index still shows."""
        return self._lefts.keys() | self._stale_lefts.keys()

    def known_lefts(self) -> set[Left]:
        """Return every left that has a right now, or to which the index still shows one."""
        return self._rights.keys() | self._stale_rights.keys()

    def settle(self, now: float) -> None:
        """Let everything that is due at `now` (epoch seconds) become visible."""
        while self._queue and self._queue[0][0] <= now:
            _, _, left, right, value = heapq.heappop(self._queue)
            pair = (left, right)
            if pair not in self._stale:
                continue
            self.version += 1
            if value == self.has(left, right):
                self._forget_stale(pair)
            else:
                self._stale[pair] = value

    # -- writes -----------------------------------------------------------------------------------------------

    def add(self, left: Left, right: Right, visible_at: float | None = None) -> None:
        """Add a pair; the index shows it from `visible_at` (epoch seconds) on, None = at once."""
        if self.has(left, right):
            return
        self._remember_stale((left, right), visible_at, False)
        self._rights.setdefault(left, set()).add(right)
        self._lefts.setdefault(right, set()).add(left)
        self.version += 1

    def remove(self, left: Left, right: Right, visible_at: float | None = None) -> None:
        """Remove a pair; the index shows it until `visible_at` (epoch seconds), None = no longer."""
        if not self.has(left, right):
            return
        self._remember_stale((left, right), visible_at, True)
        _discard(self._rights, left, right)
        _discard(self._lefts, right, left)
        self.version += 1

    def _remember_stale(self, pair: tuple[Left, Right], visible_at: float | None, shown: bool) -> None:
        if visible_at is None:
            if pair in self._stale:
                self._forget_stale(pair)
            return
        left, right = pair
        self._stale.setdefault(pair, shown)
        self._stale_rights.setdefault(left, set()).add(right)
        self._stale_lefts.setdefault(right, set()).add(left)
        heapq.heappush(self._queue, (visible_at, next(self._order), left, right, not shown))

    def _forget_stale(self, pair: tuple[Left, Right]) -> None:
        left, right = pair
        del self._stale[pair]
        _discard(self._stale_rights, left, right)
        _discard(self._stale_lefts, right, left)

    # -- copies -----------------------------------------------------------------------------------------------

    def dump(self) -> dict[Left, list[Right]]:
        """Return the truth as lists per left; what is pending counts as visible."""
        return {left: list(rights) for left, rights in self._rights.items()}

    @classmethod
    def load(cls, saved: Mapping[Left, Iterable[Right]]) -> Self:
        """Build a relation from what `dump` returned."""
        relation = cls()
        lefts = relation._lefts
        for left, rights in saved.items():
            relation._rights[left] = members = set(rights)
            for right in members:
                lefts.setdefault(right, set()).add(left)
        return relation

"""Certainties about everybody whom a filter finds: so that a step which can do nothing is noticed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.filters import FilterSpec
from app.domain.filters.condition import Condition
from app.domain.filters.conditions.apps import Apps
from app.domain.filters.conditions.groups import Groups
from app.domain.filters.conditions.status import Status
from app.domain.filters.tree import Algebra, fold

_SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Certainties:
    """Conditions that hold (True) or do not hold (False) for everybody who matches."""

    parts: tuple[tuple[bool, Condition], ...]

    def is_member(self, group_id: str) -> bool:
        """True when everybody is in the group."""
        return any(holds and _demands(condition, group_id) for holds, condition in self.parts)

    def is_no_member(self, group_id: str) -> bool:
        """True when nobody is in the group."""
        return any(
            isinstance(condition, Groups) and group_id in condition.groups and _excludes(holds, condition.match)
            for holds, condition in self.parts
        )

    def has_no_access(self, resource_id: str) -> bool:
        """True when nobody has access to the app."""
        return any(
            isinstance(condition, Apps) and resource_id in condition.apps and _excludes(holds, condition.match)
            for holds, condition in self.parts
        )

    @property
    def are_all_suspended(self) -> bool:
        """True when everybody is suspended."""
        return {_SUSPENDED} in self._list_statuses()

    @property
    def is_nobody_suspended(self) -> bool:
        """True when nobody is suspended."""
        return any(_SUSPENDED not in allowed for allowed in self._list_statuses())

    def _list_statuses(self) -> list[set[str]]:
        return [set(one.statuses) for holds, one in self.parts if holds and isinstance(one, Status)]


def list_certainties(spec: FilterSpec) -> Certainties:
    """List the certainties of a filter: the parts of AND, and the opposite of a single condition."""
    return Certainties(fold(spec.root, _Certainties()).surely)


class _Certain(NamedTuple):
    """Conditions that hold (True) or do not (False) for everybody who matches; `alone`: the part is nothing but it."""

    surely: tuple[tuple[bool, Condition], ...] = ()
    alone: Condition | None = None


class _Certainties(Algebra[_Certain]):
    """The parts of AND are certain, and the opposite of a single condition; of OR nothing is."""

    def leaf(self, condition: Condition) -> _Certain:
        return _Certain(((True, condition),), condition)

    def all_of(self, parts: Sequence[_Certain]) -> _Certain:
        return _Certain(tuple(one for part in parts for one in part.surely))

    def any_of(self, _parts: Sequence[_Certain]) -> _Certain:
        return _Certain()

    def none_of(self, parts: Sequence[_Certain]) -> _Certain:
        return _Certain(tuple((False, part.alone) for part in parts if part.alone))


def _demands(condition: Condition, group_id: str) -> bool:
    """True when a condition that holds lets only members of the group in."""
    if not isinstance(condition, Groups):
        return False
    groups = condition.groups
    return (condition.match == "all" and group_id in groups) or (condition.match == "any" and set(groups) == {group_id})


def _excludes(holds: bool, match: str) -> bool:
    """True when a list condition says that somebody has none of it."""
    return match == ("none" if holds else "any")

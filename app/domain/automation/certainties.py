"""What a filter makes certain of everybody whom it finds: so that a step which can do nothing is noticed."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.filters import FilterSpec
from app.domain.filters.identity import Status
from app.domain.filters.membership import Apps, Groups
from app.domain.filters.specification import Combination, Node, Op

_SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Certainties:
    """What holds (True) or does not hold (False) for everybody who matches."""

    parts: tuple[tuple[bool, Node], ...]

    def is_member(self, group_id: str) -> bool:
        """Whether everybody is in the group."""
        return any(holds and _demands(node, group_id) for holds, node in self.parts)

    def is_no_member(self, group_id: str) -> bool:
        """Whether nobody is in the group."""
        return any(
            isinstance(node, Groups) and group_id in node.groups and _excludes(holds, node.match)
            for holds, node in self.parts
        )

    def has_no_access(self, resource_id: str) -> bool:
        """Whether nobody has access to the app."""
        return any(
            isinstance(node, Apps) and resource_id in node.apps and _excludes(holds, node.match)
            for holds, node in self.parts
        )

    @property
    def are_all_suspended(self) -> bool:
        """Whether everybody is suspended."""
        return {_SUSPENDED} in self._list_statuses()

    @property
    def is_nobody_suspended(self) -> bool:
        """Whether nobody is suspended."""
        return any(_SUSPENDED not in allowed for allowed in self._list_statuses())

    def _list_statuses(self) -> list[set[str]]:
        return [set(node.statuses) for holds, node in self.parts if holds and isinstance(node, Status)]


def list_certainties(spec: FilterSpec) -> Certainties:
    """What is certain of whom the filter finds: the parts of AND, and NOT of one part."""
    return Certainties(tuple(_iter_certain(spec.root)))


def _iter_certain(node: Node) -> Iterator[tuple[bool, Node]]:
    if isinstance(node, Combination) and node.op is Op.AND:
        for part in node.of:
            yield from _iter_certain(part)
    elif isinstance(node, Combination) and node.op is Op.NOT and len(node.of) == 1:
        yield False, node.of[0]
    else:
        yield True, node


def _demands(node: Node, group_id: str) -> bool:
    """Whether a condition that holds lets only members of the group in."""
    if not isinstance(node, Groups):
        return False
    return (node.match == "all" and group_id in node.groups) or (node.match == "any" and set(node.groups) == {group_id})


def _excludes(holds: bool, match: str) -> bool:
    """True when a list condition says that somebody has none of it."""
    return match == ("none" if holds else "any")

"""Verdict on one operation by a later look at Atlassian, and by the age of its write: for the check after a run.

"Not yet" is not "no": as long as reads may show the state before the write, the answer is "confirmed" or none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from app.domain.automation.actions.life import LIFE_THINGS, shows_life
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import SUSPENDED
from app.domain.engine.recent import SETTLING, LoggedChange
from app.domain.states import Confirmation

CONFIRMED: Final = Confirmation.CONFIRMED
NOT_APPLIED: Final = Confirmation.NOT_APPLIED
UNTOLD: Final = Confirmation.UNTOLD
"""It was looked at, and cannot be told: somebody wrote to the same thing since, or no bulk read shows it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as a look shows them. groups: None when the list may not be whole. statuses: by directory, those
    directories alone in which they were seen; a status that the look leaves open is another word. direct_roles: None
    when nothing tells them; behind granted_roles, which groups give, no direct one can be told. app_count: of how many
    apps they have any role, None when it was not told. status: of the account and all directories together."""

    groups: frozenset[str] | None
    statuses: Mapping[str, str] = field(default_factory=dict)
    direct_roles: frozenset[str] | None = None
    granted_roles: frozenset[str] = frozenset()
    app_count: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """Awaited state after an operation: whether each thing is there. directories: where its groups belong."""

    changes: Mapping[Element, bool]
    directories: frozenset[str] = frozenset()


def judge(awaited: Awaited, seen: Seen | None, age: timedelta) -> Confirmation | None:
    """CONFIRMED, NOT_APPLIED, or None: not to be told by this look."""
    if seen is None or not awaited.changes:
        return None
    found = {element: shows(awaited, element, seen) for element in awaited.changes}
    if any(found[element] is (not is_there) for element, is_there in awaited.changes.items()):
        return NOT_APPLIED if age >= SETTLING else None
    return None if None in found.values() else CONFIRMED


def shows(awaited: Awaited, element: Element, seen: Seen) -> bool | None:
    """Whether a thing of a person is there; None when the look does not tell."""
    kind, name = element
    if kind in LIFE_THINGS:
        return shows_life(kind, seen.status)
    if kind == "role":
        return _shows_role(name, seen)
    if kind == "directory":
        status = seen.statuses.get(name)
        return status == SUSPENDED if status in ("active", SUSPENDED) else None
    if kind != "group" or seen.groups is None:
        return None
    if name in seen.groups:
        return True
    # Who is not seen in the directory of the group any more may have lost the group with it.
    return False if awaited.directories <= seen.statuses.keys() else None


def _shows_role(name: str, seen: Seen) -> bool | None:
    if seen.direct_roles is None or name in seen.granted_roles:
        return None
    if name in seen.direct_roles:
        return True
    # Lists of who has an app may leave out whoever is suspended.
    return False if seen.statuses and set(seen.statuses.values()) == {"active"} else None


def is_overwritten(awaited: Awaited, last: Mapping[Element, LoggedChange], run_id: int) -> bool:
    """True when a later write of ours went to the same thing: what shows now says nothing of this one."""
    return any(
        element in last and (last[element].run_id, last[element].is_there) != (run_id, is_there)
        for element, is_there in awaited.changes.items()
    )

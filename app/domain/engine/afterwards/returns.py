"""Returns: changes of a run that were seen to hold, and that a later sync reads as they were before.

What a step took counts as come back, too, when the access is there again through another group or a direct role.

For the comparison with each sync of the days after a run. Nothing is said from a reading that may be older than the
write, of a thing that a later run of ours has changed, and of what the sync did not tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app.domain.automation.actions.life import LIFE_THINGS
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import join_role_target, list_grants, split_role_target
from app.domain.automation.collateral import Detail
from app.domain.engine.afterwards.checks import Awaited, Seen, shows
from app.domain.engine.afterwards.rest import Held, find_rest
from app.domain.engine.recent import SETTLING, LoggedChange
from app.domain.people.directory import Catalogue, UserFacts

WATCHED: Final = timedelta(days=1)
"""The first sync that begins so long after a run is the last one that it is compared with: a night has passed."""
APART: Final = timedelta(hours=4)
"""Syncs may follow each other within minutes; a run is compared again after so long at the earliest."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An operation that was carried out and seen to hold."""

    position: int
    account_id: str
    awaited: Awaited
    finished_at: datetime
    confirmed_at: datetime
    taken: frozenset[str] = frozenset()
    """The apps that it took, of which nothing was left when it was seen to hold."""


def is_comparison_due(finished_at: datetime, compared_at: datetime | None, read_since: datetime) -> bool:
    """Whether a run is compared with a sync that began at `read_since`; compared_at: when the last such one began."""
    if read_since < finished_at + SETTLING:
        return False
    if compared_at is None:
        return True
    if compared_at >= finished_at + WATCHED:
        return False
    return read_since >= compared_at + APART or read_since >= finished_at + WATCHED


def can_tell(watched: Watched, read_since: datetime) -> bool:
    """Whether whatever was read since shows the write for sure, and is newer than the look that confirmed it."""
    return read_since >= watched.finished_at + SETTLING and read_since >= watched.confirmed_at


def see(user: UserFacts, catalogue: Catalogue) -> Seen:
    """A person as the mirror shows them. A role that a group gives hides whether it is held directly, too."""
    granted = frozenset(join_role_target(*pair) for pair in list_grants(user.groups, catalogue))
    held = frozenset(join_role_target(*pair) for pair in user.app_roles)
    return Seen(user.groups, user.directories, held - granted, granted, status=user.status)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading of one person by a sync; None: they are not there. since: when it began."""

    seen: Seen | None
    catalogue: Catalogue
    since: datetime


def find_returned(
    watched: Watched, reading: Reading, last: Mapping[Element, LoggedChange], run_id: int
) -> frozenset[Element]:
    """The things that are not as the operation of the run left them, by somebody else.

    last: the last writes of ours to things of this person, read after what is seen.
    """
    seen = reading.seen
    if seen is None or not can_tell(watched, reading.since):
        return frozenset()
    return frozenset(
        element
        for element, is_there in watched.awaited.changes.items()
        if _is_known(element, reading.catalogue)
        and not _is_ours(last.get(element), run_id, is_there=is_there)
        and shows(watched.awaited, element, seen) is (not is_there)
    )


def find_access_again(
    watched: Watched, reading: Reading, roles: frozenset[tuple[str, str]], last: Mapping[Element, LoggedChange]
) -> tuple[Detail, ...]:
    """Through what somebody has an app again that the operation took: the same way or another one, not by us.

    roles: those of the person by app, as the sync read them; what it did not tell is not said to be there.
    """
    seen = reading.seen
    if seen is None or not watched.taken or not can_tell(watched, reading.since):
        return ()
    known = watched.taken & reading.catalogue.apps.keys()
    rest = find_rest(known, seen, Held(roles=roles), last, reading.catalogue)
    return tuple(
        replace(one, kind="direct_again" if one.kind == "keeps_direct" else "gives_again") for one in rest.details
    )


def _is_ours(change: LoggedChange | None, run_id: int, *, is_there: bool) -> bool:
    """Whether a later write of ours, an undo among them, went to the thing: then what shows is its doing."""
    return change is not None and (change.run_id, change.is_there) != (run_id, is_there)


def _is_known(element: Element, catalogue: Catalogue) -> bool:
    """Of a group or an app that is gone nobody is told to have it or not."""
    kind, name = element
    if kind == "group":
        return name in catalogue.groups
    return kind == "directory" or kind in LIFE_THINGS or split_role_target(name)[0] in catalogue.apps

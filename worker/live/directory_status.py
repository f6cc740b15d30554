"""In which of their directories a user is suspended. The search tells "suspended" only of those who are so everywhere.

The status in one directory stands with the role assignments alone (admin API contract 5.4, 7.6): one call a user, made
only for people who are in several directories and whom a step suspends or restores.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from app.atlassian import errors as atlassian
from app.atlassian.admin import AdminApi
from app.domain.automation.actions.steps import SUSPENDED, UNKNOWN_STATUS
from app.domain.people.directory import UserFacts
from worker.live.live import LiveUser

EVERYWHERE: Final = "-"
"""The path of all directories in one call; reads only."""


def is_status_open(directories: Mapping[str, str]) -> bool:
    """True when the search leaves open where somebody is suspended: in several directories, and not in all."""
    return len(directories) > 1 and set(directories.values()) != {SUSPENDED}


def fetch_statuses(api: AdminApi, live: LiveUser) -> LiveUser:
    """The user with their status in each directory; unknown where they have no role that would tell it.

    Raises AtlassianError.
    """
    if not is_status_open(live.facts.directories):
        return live
    try:
        records = api.fetch_user_role_assignments(EVERYWHERE, live.facts.account_id)
    except atlassian.NotFound:
        records = ()
    told = ((record.directory_id, record.directory_status) for record in records)
    return replace(live, facts=replace(live.facts, directories=_combine(live.facts, told)))


def _combine(user: UserFacts, told: Iterable[tuple[str | None, str | None]]) -> Mapping[str, str]:
    seen: dict[str, set[str]] = {directory_id: set() for directory_id in user.directories}
    for directory_id, status in told:
        if directory_id in seen and status in ("active", SUSPENDED):
            seen[directory_id].add(status)
    statuses = {
        directory_id: next(iter(found)) if len(found) == 1 else UNKNOWN_STATUS for directory_id, found in seen.items()
    }
    silent = [directory_id for directory_id, status in statuses.items() if status == UNKNOWN_STATUS]
    others = {status for status in statuses.values() if status != UNKNOWN_STATUS}
    is_active_somewhere = set(user.directories.values()) == {"active"}
    if len(silent) == 1 and others == {SUSPENDED} and is_active_somewhere:
        statuses[silent[0]] = "active"  # suspended everywhere else, and not everywhere
    return statuses

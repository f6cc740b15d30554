"""Targets and verdicts: what one step is applied to, and whether it would be done.

A step is an action for one user and one target. Plans, previews, undos and the last look before acting share these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.people.directory import Catalogue
from app.domain.states import StepOutcome

PlannedOutcome = Literal[StepOutcome.PLANNED, StepOutcome.SKIPPED, StepOutcome.FAILED]
SUSPENDED: Final = "suspended"
NO_MEMBERSHIP: Final = "no_membership"
UNKNOWN_STATUS: Final = "unknown"
"""A status in a directory that nobody told: the step is tried there, and Atlassian's answer decides."""


DEACTIVATED: Final = "deactivated"
FOR_DELETION: Final = "for_deletion"
LIVING: Final = ("active", SUSPENDED, "not_invited")
"""The statuses of somebody whose account is active, whatever they are in their directories."""


def find_living_status(directories: Mapping[str, str]) -> str:
    """Find the status of an active account by what it is in each directory."""
    statuses = {status for status in directories.values() if status != NO_MEMBERSHIP}
    if not statuses:
        return "not_invited"
    return SUSPENDED if statuses == {SUSPENDED} else "active"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Verdict on a step: it would be done (`planned`), is not needed or not allowed (`skipped`), or cannot be done.

    A planned step with a reason is done as far as it can be, and will fail for that reason.
    """

    outcome: PlannedOutcome
    reason: str | None = None

    @property
    def is_failing(self) -> bool:
        """True when the step will not end in success."""
        return self.outcome == StepOutcome.FAILED or (self.outcome == StepOutcome.PLANNED and self.reason is not None)


PLANNED: Final = Verdict(StepOutcome.PLANNED)


@dataclass(frozen=True, slots=True)
class Target:
    """Target of a step: a group, an app, or a directory of the user."""

    kind: str
    id: str
    name: str
    directory_id: str | None = None


def join_role_target(resource_id: str, role: str) -> str:
    """The target id of a step that gives or takes one direct role."""
    return f"{resource_id}|{role}"


def split_role_target(target_id: str) -> tuple[str, str]:
    """(resource id, role) of such a target id."""
    resource_id, _bar, role = target_id.rpartition("|")
    return resource_id, role


def list_grants(group_ids: Iterable[str], catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The (resource id, role) pairs on known apps that groups give to their members; a site's own entry is none."""
    groups = (catalogue.groups[group_id] for group_id in group_ids if group_id in catalogue.groups)
    return frozenset(pair for group in groups for pair in group.grants if pair[0] in catalogue.apps)

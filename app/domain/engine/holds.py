"""Holds: the limits over which a run waits for a release (task's, organization's, the task's own history)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.automation.actions import Action
from app.domain.engine import reasons

COMPARED_RUNS: Final = 5
"""How many of the last runs of the same filter and actions tell what is usual."""
LEAST_RUNS: Final = 2
"""One run alone is no history."""
UNUSUAL_FACTOR: Final = 3
EVERYBODY: Final = 100
"""A limit of so many percent holds nothing."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason why a plan waits.

    reason: a word of `app.domain.engine.reasons`. people: what was counted, people who would be changed; where the
    history speaks, people who matched. limit: the number that people is beyond. basis: of how many active people the
    limit is a share, or how many runs it is the most of; None for the task's own limit, and where the last run was
    stopped on its ramp, of which limit is the number of the first people.
    """

    reason: str
    people: int
    limit: int
    basis: int | None = None


@dataclass(frozen=True, slots=True)
class OrganizationLimit:
    """How much of an organization one run may change unasked: so many percent of its active people, and at least
    `people` of them."""

    percent: int
    people: int
    active: int

    @property
    def number(self) -> int | None:
        """The share in people; None: no limit."""
        if self.percent >= EVERYBODY:
            return None
        return max(self.people, math.floor(self.active * self.percent / 100))


def find_holds(
    *,
    planned: int,
    matched: int,
    task_limit: int | None,
    organization: OrganizationLimit,
    history: Sequence[int],
    stopped_at: int | None = None,
    needs_release: bool = False,
) -> list[Hold]:
    """Every reason to wait, what waits always and the task's own limit first.

    planned: people who would be changed. stopped_at: after how many people the last run of the same was stopped, for
    what had failed with them. needs_release: one of the actions always waits for another admin. history: how many
    matched in the last runs of the same filter and actions.
    Fewer people than the organization lets pass anyhow are never unusual.
    """
    holds = []
    if needs_release and planned:
        holds.append(Hold(reasons.DELETION, planned, 0))
    if task_limit is not None and planned > task_limit:
        holds.append(Hold(reasons.OVER_LIMIT, planned, task_limit))
    share = organization.number
    if share is not None and planned > share:
        holds.append(Hold(reasons.OVER_SHARE, planned, share, organization.active))
    if stopped_at is not None and planned:
        holds.append(Hold(reasons.RAMP_STOPPED, planned, stopped_at))
    seen = history[:COMPARED_RUNS]
    if len(seen) >= LEAST_RUNS and planned > organization.people and matched > UNUSUAL_FACTOR * max(seen):
        holds.append(Hold(reasons.UNUSUAL, matched, max(seen), len(seen)))
    return holds


def needs_release(actions: Iterable[Action]) -> bool:
    """Whether one of the frozen actions always waits for another admin."""
    return any(action.kind.needs_release for action in actions)


HOLD_SENTENCES: Final = {
    reasons.DELETION: "{people} users would be changed by a plan that deletes accounts; another admin has to approve "
    "it, however few they are.",
    reasons.OVER_LIMIT: "{people} users would be changed; the task's limit is {limit}.",
    reasons.OVER_SHARE: "{people} users would be changed; one run may change {limit} of the {basis} active "
    "users unasked.",
    reasons.RAMP_STOPPED: "{people} users would be changed; the last run was stopped after the first {limit}, because "
    "something failed with them.",
    reasons.UNUSUAL: "{people} users match; in the last {basis} runs of this task it were {limit} at most.",
}
"""What an admin reads, with the numbers of a hold."""

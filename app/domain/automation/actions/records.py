"""Records of a step as the log keeps them, and the person's things they tell of: for undo and before → after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.domain.automation.actions.steps import Target, join_role_target
from app.domain.engine import reasons
from app.domain.engine.composites import LEFT_GROUP
from app.domain.states import StepOutcome

Thing = tuple[str, str]
"""(kind, id) of what a step changes: a group's membership, access to an app, the status, or the whole account."""

STATUS: Final[Thing] = ("status", "")
"""Whether the person is suspended: in one directory or another, it is theirs."""
ACCOUNT: Final[Thing] = ("account", "")
"""The account itself: nothing of the person stays out of it."""

Element = tuple[str, str]
"""One thing of a user that a step changes, as (kind, id): a status in a directory, a membership, a direct role."""

ChangedKind = Literal["group", "role", "status", "app", "account"]
State = Literal[
    "member", "not_member", "held", "not_held", "access", "no_access",
    "active", "suspended", "deactivated", "for_deletion", "unknown",
]  # fmt: skip
UNKNOWN: Final[State] = "unknown"
SEEN_LATE: Final = "seen_late"
"""What an operation found was seen after an earlier try of it, which may have changed it."""


@dataclass(frozen=True, slots=True)
class DoneOperation:
    """An operation of the run that is to be undone, as its log tells it."""

    action: str
    target: Target
    outcome: StepOutcome
    reason: str | None = None
    before: Mapping[str, Any] | None = None
    steps: Sequence[Mapping[str, Any]] = ()

    @property
    def is_unknown(self) -> bool:
        """True when nobody knows what became of it."""
        return self.reason == reasons.OUTCOME_UNKNOWN


@dataclass(frozen=True, slots=True)
class StepBack:
    """One step of an undo, by the word of its action. `refusal`: why it must not be done."""

    action: str
    target: Target
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing of a person, before a run wrote to it first and after it did last. id: of a role, app and role."""

    kind: ChangedKind
    id: str
    name: str
    before: State
    after: State


def part_of(step: Mapping[str, Any]) -> Element:
    """The thing of the user that a part of a composite changes."""
    if step["step"] == LEFT_GROUP:
        return "group", str(step["group_id"])
    return "role", join_role_target(step["resource_id"], step["role"])


def tell_state(value: object, yes: State, no: State) -> State:
    """Tell a state by a kept yes or no; unknown where none was kept."""
    return UNKNOWN if not isinstance(value, bool) else yes if value else no

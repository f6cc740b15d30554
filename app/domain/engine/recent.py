"""Recent writes of our own log, held against reads that show writes late (admin API contract 8.2).

Within the time in which a write may stay hidden, a read that shows something as it was before proves nothing. So a
step counts as needless only when the read and the log agree that it is; otherwise it goes out, and Atlassian's answer
decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.automation.actions import ACTIONS
from app.domain.automation.actions.life import LIFE_THINGS, follow_life
from app.domain.automation.actions.records import Element
from app.domain.automation.actions.steps import SUSPENDED, Target, list_grants, split_role_target
from app.domain.engine import reasons
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

SETTLING: Final = timedelta(minutes=3)
"""How long a write of ours counts over a read: three times what the contract takes for the usual lag."""


@dataclass(frozen=True, slots=True)
class LoggedOperation:
    """An operation as the log keeps it, when, and of which run; `at` is its start while it has no end."""

    run_id: int
    at: datetime
    action: str
    target: Target
    outcome: StepOutcome
    reason: str | None
    steps: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """The last write of ours to one thing of a user.

    is_there: the user was left a member, suspended, or holding the role; None when nobody knows what became of it.
    """

    is_there: bool | None
    at: datetime
    run_id: int


Changes = Mapping[Element, LoggedChange]


def fold_changes(operations: Iterable[LoggedOperation]) -> dict[Element, LoggedChange]:
    """The last change of each thing of one user; the operations come in the order of their moments."""
    last: dict[Element, LoggedChange] = {}
    for operation in operations:
        for element, is_there in _list_changed(operation):
            last[element] = LoggedChange(is_there, operation.at, operation.run_id)
    return last


def keep_recent(changes: Changes, now: datetime) -> dict[Element, LoggedChange]:
    """Those that reads may not show yet."""
    return {element: change for element, change in changes.items() if now - change.at < SETTLING}


def overlay(user: UserFacts, changes: Changes, catalogue: Catalogue) -> UserFacts:
    """The user as the log says they are; where the outcome is unknown, the contrary of what is shown."""
    for (kind, target_id), change in changes.items():
        if kind == "group":
            is_there = target_id not in user.groups if change.is_there is None else change.is_there
            user = _with_group(user, target_id, catalogue, is_there=is_there)
        elif kind == "role":
            pair = frozenset({split_role_target(target_id)})
            is_there = not pair <= user.app_roles if change.is_there is None else change.is_there
            granted = list_grants(user.groups, catalogue)
            user = replace(user, app_roles=user.app_roles | pair if is_there else user.app_roles - (pair - granted))
        elif kind in LIFE_THINGS:
            user = follow_life(user, kind, is_there=change.is_there)
        elif target_id in user.directories:
            shown = user.directories[target_id] == SUSPENDED
            is_there = not shown if change.is_there is None else change.is_there
            user = replace(user, directories={**user.directories, target_id: SUSPENDED if is_there else "active"})
    return user


def unite(user: UserFacts, logged: UserFacts | None) -> UserFacts:
    """With the groups and roles of both: what is to be taken away, whichever of them knows it."""
    if logged is None:
        return user
    return replace(user, groups=user.groups | logged.groups, app_roles=user.app_roles | logged.app_roles)


def _with_group(user: UserFacts, group_id: str, catalogue: Catalogue, *, is_there: bool) -> UserFacts:
    """In or out of a group, with what follows for access; a direct role behind the group's cannot be told."""
    grants = list_grants([group_id], catalogue)
    if is_there:
        return replace(user, groups=user.groups | {group_id}, app_roles=user.app_roles | grants)
    if group_id not in user.groups:
        return user
    groups = user.groups - {group_id}
    lost = grants - list_grants(groups, catalogue)
    return replace(user, groups=groups, app_roles=user.app_roles - lost)


def _list_changed(operation: LoggedOperation) -> Iterator[tuple[Element, bool | None]]:
    is_unknown = operation.outcome == StepOutcome.STARTED or operation.reason == reasons.OUTCOME_UNKNOWN
    is_done = operation.outcome == StepOutcome.SUCCEEDED
    kind = ACTIONS[operation.action]
    return kind.list_marks(operation.target, operation.steps, is_done=is_done, is_unknown=is_unknown)

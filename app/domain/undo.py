"""Undo: what an operation that was carried out did, turned round, step by step.

Only what the run really changed is turned round: a member before is no member to remove, and of a
composite that failed half-way just the parts that were done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain import actions as act
from app.domain.actions import Action
from app.domain.composites import FOUND, LEFT_GROUP
from app.domain.planning import Target, join_role_target

UNDO_ACTIONS: Final = (
    Action(act.RESTORE_USER),
    Action(act.ADD_TO_GROUPS),
    Action(act.GRANT_APP_ROLE),
    Action(act.REMOVE_FROM_GROUPS),
    Action(act.REVOKE_APP_ROLE),
    Action(act.SUSPEND_USER),
)
"""Every kind of step an undo can have; a step's action index points in here."""

_OPPOSITES: Final = {
    act.ADD_TO_GROUPS: act.REMOVE_FROM_GROUPS,
    act.REMOVE_FROM_GROUPS: act.ADD_TO_GROUPS,
    act.SUSPEND_USER: act.RESTORE_USER,
    act.RESTORE_USER: act.SUSPEND_USER,
    act.GRANT_APP_ROLE: act.REVOKE_APP_ROLE,
    act.REVOKE_APP_ROLE: act.GRANT_APP_ROLE,
}


@dataclass(frozen=True, slots=True)
class DoneOperation:
    """An operation of the run that is to be undone, as its log tells it."""

    action: str
    target: Target
    outcome: str
    steps: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One step back. `action_index` points into UNDO_ACTIONS."""

    action_index: int
    action: str
    target: Target


def reverse_operation(done: DoneOperation) -> list[UndoStep]:
    """The steps that take an operation back, the last thing done first; empty when it changed nothing."""
    if done.action == act.REMOVE_APP_ACCESS:
        return [_reverse_step(step, done.target) for step in reversed(done.steps) if step["step"] != FOUND]
    if done.outcome != "succeeded":
        return []
    return [_step(_OPPOSITES[done.action], done.target)]


def _reverse_step(step: Mapping[str, Any], app: Target) -> UndoStep:
    if step["step"] == LEFT_GROUP:
        group = Target("group", step["group_id"], step["group_name"], step.get("directory_id"))
        return _step(act.ADD_TO_GROUPS, group)
    target_id = join_role_target(step["resource_id"], step["role"])
    return _step(act.GRANT_APP_ROLE, Target("role", target_id, f"{step['role']} in {app.name}"))


def _step(action: str, target: Target) -> UndoStep:
    index = next(number for number, known in enumerate(UNDO_ACTIONS) if known.type == action)
    return UndoStep(index, action, target)

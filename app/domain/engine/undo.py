"""Undo: what an operation that was carried out did, turned round, step by step.

Only what the run really changed is turned round: a member before is no member to remove, and of a
composite that failed half-way just the parts that were done. What may have been done, because nobody knows what
became of it, is turned round as well: whoever carries it out looks first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from app.domain.automation import actions as act
from app.domain.automation.actions import Action
from app.domain.automation.collateral import Detail
from app.domain.engine import reasons
from app.domain.engine.composites import FOUND, LEFT_GROUP
from app.domain.engine.last_admins import AdminSeats, spare_last
from app.domain.engine.planning import (
    PLANNED,
    UNKNOWN_STATUS,
    PlannedOperation,
    Target,
    Verdict,
    after_operation,
    join_role_target,
    judge_both,
)
from app.domain.engine.protection import Protection
from app.domain.people.directory import Catalogue, UserFacts

UNDO_ACTIONS: Final = (
    Action(act.RESTORE_USER),
    Action(act.ADD_TO_GROUPS),
    Action(act.GRANT_APP_ROLE),
    Action(act.REMOVE_FROM_GROUPS),
    Action(act.REVOKE_APP_ROLE),
    Action(act.SUSPEND_USER),
)
"""Every kind of step an undo can have; a step's action index points in here."""

GIVING_BACK: Final = frozenset({act.RESTORE_USER, act.ADD_TO_GROUPS, act.GRANT_APP_ROLE})
"""The steps of an undo that return something to somebody."""

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
    reason: str | None = None
    before: Mapping[str, Any] | None = None
    steps: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One step back. `action_index` points into UNDO_ACTIONS; `refusal`: why it must not be done."""

    action_index: int
    action: str
    target: Target
    refusal: str | None = None

    @property
    def element(self) -> tuple[str, str]:
        """The thing of the user that the step changes."""
        return element_of(self.action, self.target)


def element_of(action: str, target: Target) -> tuple[str, str]:
    """(kind, id) of the thing that a step changes: a membership, a status in a directory, a direct role."""
    return ("role" if action in act.ROLE_ACTIONS else target.kind), target.id


def part_of(step: Mapping[str, Any]) -> tuple[str, str]:
    """The same for a part of a composite."""
    if step["step"] == LEFT_GROUP:
        return "group", str(step["group_id"])
    return "role", join_role_target(step["resource_id"], step["role"])


def reverse_operation(done: DoneOperation) -> list[UndoStep]:
    """The steps that take an operation back, the last thing done first; empty when it changed nothing."""
    is_unknown = done.reason == reasons.OUTCOME_UNKNOWN
    if done.action == act.REMOVE_APP_ACCESS:
        return [_reverse_step(step, done.target) for step in reversed(list(_list_parts(done, is_unknown=is_unknown)))]
    if done.outcome != "succeeded" and not is_unknown:
        return []
    step = _step(_OPPOSITES[done.action], done.target)
    if step.action == act.SUSPEND_USER and (done.before or {}).get("status") == UNKNOWN_STATUS:
        # Nobody was told whether they were suspended there before; an undo must not lock them out by mistake.
        return [UndoStep(step.action_index, step.action, step.target, reasons.BEFORE_UNKNOWN)]
    return [step]


def foresee(
    users: tuple[UserFacts | None, UserFacts | None],
    steps: Iterable[PlannedOperation],
    catalogue: Catalogue,
    protection: Protection,
    *,
    now: datetime,
    seats: AdminSeats | None = None,
) -> list[PlannedOperation]:
    """Foresee the planned steps back of one user, as far as they are known without a call.

    users: as they are shown, None when nobody shows them, and as the log knows them, None when it knows nothing new.
    seats: who fills the admin roles when the undo has come to this user; the last one of each is spared.
    """
    user, logged = users
    foreseen = []
    for step in steps:
        verdict = step.verdict
        if verdict == PLANNED:
            verdict = _foresee_step((user, logged), step, catalogue, protection, now=now)
        last: tuple[Detail, ...] = ()
        if verdict.outcome == "planned":
            after = partial(after_operation, action=Action(step.action), target=step.target, catalogue=catalogue)
            last = spare_last(seats, (user, logged), after, catalogue)
            verdict = Verdict("skipped", reasons.LAST_ADMIN) if last else verdict
        if verdict.outcome == "planned" and user is not None:
            user = after_operation(user, Action(step.action), step.target, catalogue)
            logged = logged and after_operation(logged, Action(step.action), step.target, catalogue)
        foreseen.append(
            replace(
                step,
                verdict=verdict,
                consequences=last or step.consequences,
                is_changing=verdict.outcome == "planned" and not verdict.is_failing,
            )
        )
    return foreseen


def _foresee_step(
    users: tuple[UserFacts | None, UserFacts | None],
    step: PlannedOperation,
    catalogue: Catalogue,
    protection: Protection,
    *,
    now: datetime,
) -> Verdict:
    user, logged = users
    if user is None:
        return Verdict("skipped", reasons.UNKNOWN_USER)
    known = (user,) if logged is None else (user, logged)
    refusals = (protection.find_reason(facts, Action(step.action), catalogue, now) for facts in known)
    refusal = next((reason for reason in refusals if reason), None)
    if refusal:
        return Verdict("skipped", refusal)
    verdict = judge_both(user, logged, (Action(step.action), step.target), catalogue)
    return Verdict("skipped", reasons.STATE_CHANGED) if verdict.outcome == "skipped" else verdict


def _list_parts(done: DoneOperation, *, is_unknown: bool) -> Iterator[Mapping[str, Any]]:
    """List the parts that a composite has taken, and those it may have taken."""
    parts = [step for step in done.steps if step["step"] != FOUND]
    yield from parts
    if is_unknown:
        found = (part for step in done.steps if step["step"] == FOUND for part in step["parts"])
        yield from (part for part in found if part not in parts)


def _reverse_step(step: Mapping[str, Any], app: Target) -> UndoStep:
    if step["step"] == LEFT_GROUP:
        group = Target("group", step["group_id"], step["group_name"], step.get("directory_id"))
        return _step(act.ADD_TO_GROUPS, group)
    target_id = join_role_target(step["resource_id"], step["role"])
    return _step(act.GRANT_APP_ROLE, Target("role", target_id, f"{step['role']} in {app.name}"))


def _step(action: str, target: Target) -> UndoStep:
    index = next(number for number, known in enumerate(UNDO_ACTIONS) if known.type == action)
    return UndoStep(index, action, target)

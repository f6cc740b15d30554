"""Undo: what an operation that was carried out did, turned round, step by step.

Only what the run really changed is turned round: a member before is no member to remove, and of a
composite that failed half-way just the parts that were done. What may have been done, because nobody knows what
became of it, is turned round as well: whoever carries it out looks first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from app.domain.automation.actions import ACTIONS, Action
from app.domain.automation.actions.records import DoneOperation, Element, StepBack
from app.domain.automation.actions.steps import PLANNED, Target, Verdict
from app.domain.automation.collateral import Detail
from app.domain.engine import reasons
from app.domain.engine.last_admins import AdminSeats, spare_admins
from app.domain.engine.planning import PlannedOperation, after_operation, judge_both
from app.domain.engine.protection import Protection
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome

UNDO_ACTIONS: Final = tuple(
    Action(kind.word)
    for kind in sorted(ACTIONS.values(), key=lambda kind: kind.undo_place or 0)
    if kind.undo_place is not None
)
"""Every kind of step an undo can have; a step's action index points in here."""

GIVING_BACK: Final = frozenset(action.type for action in UNDO_ACTIONS if not action.is_destructive)
"""The steps of an undo that return something to somebody."""


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One step back. `action_index` points into UNDO_ACTIONS; `refusal`: why it must not be done."""

    action_index: int
    action: str
    target: Target
    refusal: str | None = None

    @property
    def element(self) -> Element:
        """The thing of the user that the step changes."""
        return element_of(self.action, self.target)


def element_of(action: str, target: Target) -> Element:
    """(kind, id) of the thing that a step changes: a membership, a status in a directory, a direct role."""
    kind = ACTIONS.get(action)
    return (target.kind, target.id) if kind is None else kind.name_element(target)


def reverse_operation(done: DoneOperation, *, age: timedelta = timedelta()) -> list[UndoStep]:
    """The steps that take an operation back, the last thing done first; empty when it changed nothing.

    age: how long ago it was done; some steps come too late after a time.
    """
    return [_step(_refuse_late(back, age)) for back in ACTIONS[done.action].reverse(done)]


def _refuse_late(back: StepBack, age: timedelta) -> StepBack:
    within = ACTIONS[back.action].undone_within
    if within is None or age < within or back.refusal is not None:
        return back
    return replace(back, refusal=reasons.GRACE_OVER)


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
        if verdict.outcome == StepOutcome.PLANNED:
            after = partial(after_operation, action=Action(step.action), target=step.target, catalogue=catalogue)
            is_delegated = bool(protection.delegates)
            spared, last = spare_admins(seats, (user, logged), after, catalogue, is_delegated=is_delegated)
            verdict = Verdict(StepOutcome.SKIPPED, spared) if spared else verdict
        if verdict.outcome == StepOutcome.PLANNED and user is not None:
            user = after_operation(user, Action(step.action), step.target, catalogue)
            logged = logged and after_operation(logged, Action(step.action), step.target, catalogue)
        foreseen.append(
            replace(
                step,
                verdict=verdict,
                consequences=last or step.consequences,
                is_changing=verdict.outcome == StepOutcome.PLANNED and not verdict.is_failing,
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
        return Verdict(StepOutcome.SKIPPED, reasons.UNKNOWN_USER)
    known = (user,) if logged is None else (user, logged)
    refusals = (protection.find_reason(facts, Action(step.action), catalogue, now) for facts in known)
    refusal = next((reason for reason in refusals if reason), None)
    if refusal:
        return Verdict(StepOutcome.SKIPPED, refusal)
    verdict = judge_both(user, logged, (Action(step.action), step.target), catalogue)
    return Verdict(StepOutcome.SKIPPED, reasons.STATE_CHANGED) if verdict.outcome == StepOutcome.SKIPPED else verdict


def _step(back: StepBack) -> UndoStep:
    index = next(number for number, known in enumerate(UNDO_ACTIONS) if known.type == back.action)
    return UndoStep(index, back.action, back.target, back.refusal)

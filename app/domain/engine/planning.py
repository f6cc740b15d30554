"""From a user and ordered actions to operations. The same code serves preview, plan and the last look before acting.

Within one action every target is tried; when any of them fails, the user's later actions are skipped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.domain.automation.actions import Action
from app.domain.automation.actions.steps import (
    Target,
    Verdict,
)
from app.domain.automation.collateral import Detail
from app.domain.engine import reasons
from app.domain.engine.last_admins import AdminSeats, spare_admins
from app.domain.engine.protection import Protection
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """One step for one user and one target, before anything is done. `later_run`: the run that changed it since."""

    action_index: int
    action: str
    target: Target
    verdict: Verdict
    consequences: tuple[Detail, ...] = ()
    is_changing: bool = False
    """True when something will be changed as far as is known; also by a step that fails in the end."""
    later_run: int | None = None


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Counts of a plan; the same for previews, limits and held plans.

    changes: steps that would succeed. skipped, failing: reasons of the steps that would not, known beforehand.
    is_changed: something is known to change, be it by a step that fails in the end.
    """

    changes: int
    skipped: tuple[str, ...]
    failing: tuple[str, ...]
    is_changed: bool


def count_plan(operations: Sequence[PlannedOperation]) -> PlanCounts:
    """Count one user's plan."""
    verdicts = [operation.verdict for operation in operations]
    return PlanCounts(
        changes=sum(verdict.outcome == StepOutcome.PLANNED and not verdict.is_failing for verdict in verdicts),
        skipped=tuple(str(verdict.reason) for verdict in verdicts if verdict.outcome == StepOutcome.SKIPPED),
        failing=tuple(str(verdict.reason) for verdict in verdicts if verdict.is_failing),
        is_changed=any(operation.is_changing for operation in operations),
    )


def plan_user(
    user: UserFacts,
    actions: Sequence[Action],
    catalogue: Catalogue,
    protection: Protection,
    *,
    now: datetime,
    logged: UserFacts | None = None,
    seats: AdminSeats | None = None,
) -> list[PlannedOperation]:
    """All operations of one user in order, with those that would be skipped or fail, and why.

    logged: the user as our own log says they are, when it knows of changes that reads may not show yet.
    seats: who fills the admin roles when the plan has come to this user; the last one of each is spared.
    """
    operations: list[PlannedOperation] = []
    has_failed = False
    for index, action in enumerate(actions):
        fails_here = False
        for target in iter_targets(user, action, catalogue):
            # Asked for each target: what was done to the one before may be why the user is protected now.
            refusal = protection.find_reason(user, action, catalogue, now)
            if refusal is None and logged is not None:
                refusal = protection.find_reason(logged, action, catalogue, now)
            if refusal:
                verdict = Verdict(StepOutcome.SKIPPED, refusal)
            elif has_failed:
                verdict = Verdict(StepOutcome.SKIPPED, reasons.EARLIER_ACTION_FAILED)
            elif (reason := protection.find_target_reason(action, target.id, catalogue)) is not None:
                verdict = Verdict(StepOutcome.FAILED, reason)
            else:
                verdict = judge_both(user, logged, (action, target), catalogue)
            consequences: tuple[Detail, ...] = ()
            if verdict.outcome == StepOutcome.PLANNED:
                after = partial(after_operation, action=action, target=target, catalogue=catalogue)
                is_delegated = bool(protection.delegates)
                spared, consequences = spare_admins(seats, (user, logged), after, catalogue, is_delegated=is_delegated)
                verdict = Verdict(StepOutcome.SKIPPED, spared) if spared else verdict
            fails_here = fails_here or verdict.is_failing
            is_changing = False
            if verdict.outcome == StepOutcome.PLANNED:
                consequences = action.kind.list_consequences(user, action, target, catalogue)
                is_changing = not verdict.is_failing or action.kind.takes_a_part(user, action, target, catalogue)
                user = after_operation(user, action, target, catalogue)
                logged = logged and after_operation(logged, action, target, catalogue)
            operations.append(PlannedOperation(index, action.type, target, verdict, consequences, is_changing))
        has_failed = has_failed or fails_here
    return operations


def iter_targets(user: UserFacts, action: Action, catalogue: Catalogue) -> Iterator[Target]:
    """The targets of an action for one user; actions on the user have one per directory membership."""
    return action.kind.list_targets(user, action, catalogue)


def judge(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> Verdict:
    """Whether a step of an action is needed and possible for a user as they are now. Knows nothing of protection."""
    return action.kind.judge(user, action, target, catalogue)


def judge_both(user: UserFacts, logged: UserFacts | None, step: tuple[Action, Target], catalogue: Catalogue) -> Verdict:
    """Whether a step is needed and possible; it is needless only where what is shown and what is logged agree."""
    action, target = step
    verdict = judge(user, action, target, catalogue)
    if verdict.outcome != StepOutcome.SKIPPED or logged is None:
        return verdict
    return judge(logged, action, target, catalogue)


def after_operation(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
    """The user as they are known to be once the step has succeeded.

    A role that came through a group which was left is kept: it may be held directly too, and only a look tells.
    """
    return action.kind.make_after(user, action, target, catalogue)

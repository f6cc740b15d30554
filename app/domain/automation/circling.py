"""Circling: people whom two tasks lead to and fro, or one alone, as what is done makes them match again.

Such tasks need not have anybody in common at any moment: each of them finds whom the other has just left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.automation.actions import Action
from app.domain.automation.actions.steps import Target
from app.domain.engine.planning import after_operation, iter_targets, judge
from app.domain.filters import FilterSpec, matches
from app.domain.people.directory import Catalogue, UserFacts
from app.domain.states import StepOutcome


@dataclass(frozen=True, slots=True)
class Doing:
    """Task as circling sees it: its people and its steps."""

    spec: FilterSpec
    actions: tuple[Action, ...]


def is_led_back(user: UserFacts, one: Doing, other: Doing, catalogue: Catalogue, now: datetime) -> bool:
    """Whether somebody whom `one` finds is changed by it, then by `other`, and then found by `one` to be changed anew.

    With the same task twice: whether it changes them again at every run.
    """
    for doing in (one, other, one):
        if not matches(doing.spec, user, catalogue, now):
            return False
        user, is_changed = follow(user, doing.actions, catalogue)
        if not is_changed:
            return False
    return True


def follow(user: UserFacts, actions: Sequence[Action], catalogue: Catalogue) -> tuple[UserFacts, bool]:
    """The user as the actions leave them, as far as is known without a look, and whether any step was needed."""
    is_changed = False
    for action in actions:
        for target in iter_targets(user, action, catalogue):
            if judge(user, action, target, catalogue).outcome == StepOutcome.PLANNED:
                user, is_changed = _after(user, action, target, catalogue), True
    return user, is_changed


def _after(user: UserFacts, action: Action, target: Target, catalogue: Catalogue) -> UserFacts:
    done = after_operation(user, action, target, catalogue)
    return action.kind.make_read(done, target, catalogue)

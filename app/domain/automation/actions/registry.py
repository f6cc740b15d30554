"""The registry of actions: who needs to know something of a word that was stored or posted looks here.

A new family is one more module in `ACTIONS`; a new action of a family needs nothing here.
"""

from collections.abc import Callable
from typing import Final

from app.domain.automation.actions import apps, groups, life, roles, status
from app.domain.automation.actions.kind import ACTIONS, Action, ActionKind

ACTIONS.update((kind.word, kind) for kind in (*groups.KINDS, *apps.KINDS, *status.KINDS, *life.KINDS, *roles.KINDS))


def list_words(has: Callable[[ActionKind], bool]) -> tuple[str, ...]:
    """The words of the actions of which something holds, in their order."""
    return tuple(word for word, kind in ACTIONS.items() if has(kind))


ACTION_WORDS: Final = list_words(lambda kind: kind.is_configurable)
"""Actions that can be configured; the others are steps that only an undo has."""
DESTRUCTIVE_ACTIONS: Final = frozenset(list_words(lambda kind: kind.is_destructive))
GIVING_BACK_IN_BULK: Final = frozenset(list_words(lambda kind: kind.is_giving_back))
LEAVING_GROUPS: Final = list_words(lambda kind: kind.leaves_groups)
TAKEN_BACK_BY_TAKING: Final = list_words(lambda kind: kind.opposite in DESTRUCTIVE_ACTIONS)
"""Actions that give something to somebody, so that an undo of it takes something away."""
ANY_TAKING: Final = Action(status.SUSPEND_USER)
"""Stands for any action that takes something away, where none in particular is meant."""

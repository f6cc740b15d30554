"""Lists of actions as they are configured: read, checked before they are saved, and said in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.automation.actions.kind import ACTIONS, Action
from app.domain.automation.actions.registry import ACTION_WORDS
from app.domain.errors import FieldError, Invalid
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue


def parse_actions(data: Iterable[dict[str, Any]]) -> tuple[Action, ...]:
    """Read stored or posted actions; repeated targets count once. Raises Invalid for an unknown type."""
    actions = []
    for index, item in enumerate(data):
        word = item.get("type")
        if word not in ACTION_WORDS:
            valid = ", ".join(ACTION_WORDS)
            raise Invalid(FieldError(f"/actions/{index}/type", f"Unknown action; use one of {valid}."))
        actions.append(ACTIONS[word].read(item))
    return tuple(actions)


def find_unknown_actions(data: object) -> list[str]:
    """The words of stored actions that this release does not know, such as an older or newer one wrote."""
    if not isinstance(data, list):
        return ["?"]
    words = [item.get("type") if isinstance(item, dict) else item for item in data]
    return [str(word) for word in words if not isinstance(word, str) or word not in ACTION_WORDS]


def parse_known_actions(data: object) -> tuple[Action, ...]:
    """The stored actions that are understood; for showing a task, never for running one."""
    rows = data if isinstance(data, list) else []
    return parse_actions(item for item in rows if not find_unknown_actions([item]))


def check_actions(actions: Sequence[Action], catalogue: Catalogue) -> list[FieldError]:
    """Check that actions can be saved: refuse none at all, unknown or read-only targets, and contradictions."""
    if not actions:
        return [mistake("/actions", "no_actions")]
    errors: list[FieldError] = []
    for index, action in enumerate(actions):
        errors += action.kind.check_targets(f"/actions/{index}", action, catalogue)
    for index, action in enumerate(actions):
        errors += action.kind.check_place(index, actions, catalogue)
        if any(earlier.kind.is_terminal for earlier in actions[:index]):
            errors.append(mistake(f"/actions/{index}/type", "after_terminal"))
    for kind in dict.fromkeys(action.kind for action in actions):
        errors += kind.check_list(actions)
    return errors


def describe_action(action: Action, catalogue: Catalogue) -> str:
    """One action as an admin reads it, such as “Remove from contractors, interns”."""
    return action.kind.describe(action, catalogue)


def name_targets(action: Action, catalogue: Catalogue) -> list[str]:
    """The names of an action's groups or apps, in their order; one that is gone by its last known name."""
    return action.kind.name_targets(action, catalogue)

"""Actions: what a task does to each user it finds, in order.

An action is configured once; applied to one user and one target it is an operation
(`app.domain.engine.planning`). "App" is what Atlassian used to call product.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.errors import FieldError, Invalid
from app.domain.mistakes import mistake
from app.domain.people.directory import Catalogue

ADD_TO_GROUPS: Final = "add_to_groups"
REMOVE_FROM_GROUPS: Final = "remove_from_groups"
REMOVE_APP_ACCESS: Final = "remove_app_access"
SUSPEND_USER: Final = "suspend_user"
RESTORE_USER: Final = "restore_user"
GRANT_APP_ROLE: Final = "grant_app_role"
REVOKE_APP_ROLE: Final = "revoke_app_role"

GROUP_ACTIONS: Final = (ADD_TO_GROUPS, REMOVE_FROM_GROUPS)
USER_ACTIONS: Final = (SUSPEND_USER, RESTORE_USER)
ROLE_ACTIONS: Final = (GRANT_APP_ROLE, REVOKE_APP_ROLE)
"""Only an undo uses these: they give and take one direct role, which nobody can configure."""
DESTRUCTIVE_ACTIONS: Final = frozenset({REMOVE_FROM_GROUPS, REMOVE_APP_ACCESS, SUSPEND_USER, REVOKE_APP_ROLE})

_VERBS = {
    ADD_TO_GROUPS: "Add to {targets}",
    REMOVE_FROM_GROUPS: "Remove from {targets}",
    REMOVE_APP_ACCESS: "Remove access to {targets}",
    SUSPEND_USER: "Suspend",
    RESTORE_USER: "Restore",
}

ACTION_WORDS: Final = tuple(_VERBS)


@dataclass(frozen=True, slots=True)
class Action:
    """One configured step. `targets` are group ids or resource ids; empty for actions on the user.

    can_leave_shared_groups: taking an app away may take what else its groups give.
    """

    type: str
    targets: tuple[str, ...] = ()
    can_leave_shared_groups: bool = False

    @property
    def is_destructive(self) -> bool:
        """True when the action takes something away."""
        return self.type in DESTRUCTIVE_ACTIONS

    def to_json(self) -> dict[str, Any]:
        """The stored and served form."""
        if self.type in GROUP_ACTIONS:
            return {"type": self.type, "groups": list(self.targets)}
        if self.type == REMOVE_APP_ACCESS:
            choice = {"can_leave_shared_groups": True} if self.can_leave_shared_groups else {}
            return {"type": self.type, "apps": list(self.targets), **choice}
        return {"type": self.type}


def parse_actions(data: Iterable[dict[str, Any]]) -> tuple[Action, ...]:
    """Read stored or posted actions; repeated targets count once. Raises Invalid for an unknown type."""
    actions = []
    for index, item in enumerate(data):
        kind = item.get("type")
        if kind not in _VERBS:
            valid = ", ".join(_VERBS)
            raise Invalid(FieldError(f"/actions/{index}/type", f"Unknown action; use one of {valid}."))
        targets = item.get("groups") or item.get("apps") or ()
        is_wide = kind == REMOVE_APP_ACCESS and item.get("can_leave_shared_groups") is True
        actions.append(Action(str(kind), tuple(dict.fromkeys(targets)), is_wide))
    return tuple(actions)


def find_unknown_actions(data: object) -> list[str]:
    """The words of stored actions that this release does not know, such as an older or newer one wrote."""
    if not isinstance(data, list):
        return ["?"]
    words = [item.get("type") if isinstance(item, dict) else item for item in data]
    return [str(word) for word in words if not isinstance(word, str) or word not in _VERBS]


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
        errors += _check_targets(f"/actions/{index}", action, catalogue)
    errors += _find_contradictions(actions, catalogue)
    return errors


def _check_targets(pointer: str, action: Action, catalogue: Catalogue) -> list[FieldError]:
    errors = []
    field = "groups" if action.type in GROUP_ACTIONS else "apps"
    if not action.targets and action.type not in USER_ACTIONS:
        return [mistake(f"{pointer}/{field}", "no_groups" if field == "groups" else "no_apps")]
    for position, target in enumerate(action.targets):
        here = f"{pointer}/{field}/{position}"
        if action.type in GROUP_ACTIONS:
            group = catalogue.groups.get(target)
            if group is None:
                errors.append(mistake(here, "unknown_group"))
            elif group.is_externally_managed:
                errors.append(mistake(here, "managed_group", group=group.shown))
        elif target not in catalogue.apps:
            errors.append(mistake(here, "unknown_app"))
    return errors


def _find_contradictions(actions: Sequence[Action], catalogue: Catalogue) -> list[FieldError]:
    errors = []
    added: set[str] = set()
    removed: set[str] = set()
    kinds = {action.type for action in actions}
    for index, action in enumerate(actions):
        if action.type not in GROUP_ACTIONS:
            continue
        mine, other = (added, removed) if action.type == ADD_TO_GROUPS else (removed, added)
        for target in action.targets:
            if target in other:
                name = catalogue.groups[target].shown if target in catalogue.groups else target
                errors.append(mistake(f"/actions/{index}/groups", "added_and_removed", group=name))
            mine.add(target)
    if {SUSPEND_USER, RESTORE_USER} <= kinds:
        errors.append(mistake("/actions", "suspended_and_restored"))
    return errors


def describe_action(action: Action, catalogue: Catalogue) -> str:
    """One action as an admin reads it, such as “Remove from contractors, interns”."""
    sentence = _VERBS[action.type].format(targets=", ".join(name_targets(action, catalogue)))
    return f"{sentence}, also by leaving groups that give other apps" if action.can_leave_shared_groups else sentence


def name_targets(action: Action, catalogue: Catalogue) -> list[str]:
    """The names of an action's groups or apps, in their order; one that is gone by its last known name."""
    ids = action.targets
    if action.type in GROUP_ACTIONS:
        return [catalogue.groups[t].shown if t in catalogue.groups else _name_gone("group", t, catalogue) for t in ids]
    return [catalogue.apps[t].label if t in catalogue.apps else _name_gone("app", t, catalogue) for t in ids]


def _name_gone(kind: str, target: str, catalogue: Catalogue) -> str:
    name = catalogue.gone.get(target)
    return f"{name} (gone)" if name else f"deleted {kind} {target}"

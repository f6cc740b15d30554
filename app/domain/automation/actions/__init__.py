"""Actions: what a task does to each user it finds, in order.

An action is configured once; applied to one user and one target it is an operation
(`app.domain.engine.planning`). "App" is what Atlassian used to call product. Each action is one class (`kind`), found
by its word in `ACTIONS`.
"""

from app.domain.automation.actions.apps import REMOVE_APP_ACCESS
from app.domain.automation.actions.configured import (
    check_actions,
    describe_action,
    find_unknown_actions,
    name_targets,
    parse_actions,
    parse_known_actions,
)
from app.domain.automation.actions.groups import ADD_TO_GROUPS, REMOVE_FROM_GROUPS
from app.domain.automation.actions.kind import ACTIONS, Action, ActionKind
from app.domain.automation.actions.life import ACTIVATE_ACCOUNT, CANCEL_DELETION, DEACTIVATE_ACCOUNT, DELETE_ACCOUNT
from app.domain.automation.actions.registry import (
    ACTION_WORDS,
    ANY_TAKING,
    DESTRUCTIVE_ACTIONS,
    GIVING_BACK_IN_BULK,
    LEAVING_GROUPS,
    TAKEN_BACK_BY_TAKING,
    list_words,
)
from app.domain.automation.actions.roles import GRANT_APP_ROLE, REVOKE_APP_ROLE
from app.domain.automation.actions.status import RESTORE_USER, SUSPEND_USER

__all__ = [
    "ACTIONS",
    "ACTION_WORDS",
    "ACTIVATE_ACCOUNT",
    "ADD_TO_GROUPS",
    "ANY_TAKING",
    "CANCEL_DELETION",
    "DEACTIVATE_ACCOUNT",
    "DELETE_ACCOUNT",
    "DESTRUCTIVE_ACTIONS",
    "GIVING_BACK_IN_BULK",
    "GRANT_APP_ROLE",
    "LEAVING_GROUPS",
    "REMOVE_APP_ACCESS",
    "REMOVE_FROM_GROUPS",
    "RESTORE_USER",
    "REVOKE_APP_ROLE",
    "SUSPEND_USER",
    "TAKEN_BACK_BY_TAKING",
    "Action",
    "ActionKind",
    "check_actions",
    "describe_action",
    "find_unknown_actions",
    "list_words",
    "name_targets",
    "parse_actions",
    "parse_known_actions",
]

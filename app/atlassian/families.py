"""Families of calls that share a rate limit, and the limit assumed until headers say better. Data only.

Limits are kept per organization and endpoint (admin API contract 4). Only `last_active_dates` and `events`
have published numbers; the rest are planning numbers that X-RateLimit headers correct.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """An endpoint whose calls are counted together."""

    ORGANIZATIONS = "organizations"
    DIRECTORIES = "directories"
    WORKSPACES = "workspaces"
    USERS_SEARCH = "users_search"
    USERS_COUNT = "users_count"
    USERS_STATS = "users_stats"
    USER_DETAIL = "user_detail"
    GROUPS_SEARCH = "groups_search"
    GROUPS_COUNT = "groups_count"
    ROLE_ASSIGNMENTS = "role_assignments"
    MEMBER_ADD = "member_add"
    MEMBER_REMOVE = "member_remove"
    USER_SUSPEND = "user_suspend"
    USER_RESTORE = "user_restore"
    ROLE_ASSIGN = "role_assign"
    ROLE_REVOKE = "role_revoke"
    USER_REMOVE = "user_remove"
    ACCOUNT_DEACTIVATE = "account_deactivate"
    ACCOUNT_ACTIVATE = "account_activate"
    ACCOUNT_DELETE = "account_delete"
    DELETION_CANCEL = "deletion_cancel"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many calls in a window of so many seconds."""

    calls: int
    window_seconds: float = 60.0


_READS: Final = Allowance(300)
_WRITES: Final = Allowance(200)
_WRITE_FAMILIES: Final = frozenset(
    {
        Family.MEMBER_ADD,
        Family.MEMBER_REMOVE,
        Family.USER_SUSPEND,
        Family.USER_RESTORE,
        Family.ROLE_ASSIGN,
        Family.ROLE_REVOKE,
        Family.USER_REMOVE,
        Family.ACCOUNT_DEACTIVATE,
        Family.ACCOUNT_ACTIVATE,
        Family.ACCOUNT_DELETE,
        Family.DELETION_CANCEL,
    }
)

ALLOWANCES: Final = {family: _WRITES if family in _WRITE_FAMILIES else _READS for family in Family}

"""Seats of apps: people whom Atlassian bills (admin API contract 5.3 and 8, W3)."""

from collections.abc import Iterable
from typing import Final

from app.domain.people.accounts import is_nobody

BILLABLE_ROLES: Final = ("atlassian/user", "atlassian/admin")
"""Roles that take a seat."""
CUSTOMER_ROLE: Final = "atlassian/customer"
"""Of a help center; the only role by which somebody is no user of an app."""
SEATLESS_APPS: Final = ("jira-admin", "platform")
"""Administration is listed like an app; it takes no seat, and nobody is ever active in it."""


def takes_seat(app_key: str, roles: Iterable[str], *, status: str | None, kind: str | None) -> bool:
    """Whether an account with these roles on an app is billed for it; the numbers of the dashboard count the same."""
    if app_key in SEATLESS_APPS or status != "active" or is_nobody(kind):
        return False
    return any(role in BILLABLE_ROLES for role in roles)

"""Who stands in the sandbox's directory, and filters that name them."""

from typing import Any

from tests.ground.desk import Desk


def people(*accounts: str) -> dict[str, Any]:
    """A filter that matches just these accounts."""
    return {"version": 1, "root": {"type": "people", "values": list(accounts)}}


def all_users(desk: Desk) -> list[dict[str, Any]]:
    """Everybody, in a stable order, as they truly are."""
    users = desk.sandbox.users(desk.org_id, limit="100000")
    return sorted(users, key=lambda user: str(user["account_id"]))


def ordinary(desk: Desk) -> list[str]:
    """Active people of the directory who are no organization admins."""
    return [
        str(user["account_id"])
        for user in all_users(desk)
        if user["membership_status"] == "active" and not user["is_org_admin"] and user["account_status"] == "active"
    ]


def show(desk: Desk, account_id: str) -> dict[str, Any]:
    """One user as they truly are."""
    shown = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/users/{account_id}")
    assert isinstance(shown, dict)
    return shown

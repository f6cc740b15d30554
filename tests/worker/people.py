"""Who stands in the sandbox's directory, and filters that name them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.models import DirectoryUser
from tests.ground.desk import Desk
from tests.ground.people import is_ordinary


def people(*accounts: str) -> dict[str, Any]:
    """A filter that matches just these accounts."""
    return {"version": 1, "root": {"type": "people", "values": list(accounts)}}


def all_users(desk: Desk) -> list[dict[str, Any]]:
    """Everybody, in a stable order, as they truly are."""
    users = desk.sandbox.users(desk.org_id, limit="100000")
    return sorted(users, key=lambda user: str(user["account_id"]))


def ordinary(desk: Desk) -> list[str]:
    """Active people of the directory who administer nothing, as no run spares them for what they are."""
    return [str(user["account_id"]) for user in all_users(desk) if is_ordinary(user)]


def in_order(desk: Desk, accounts: Sequence[str]) -> list[str]:
    """The accounts as plans go through them: the last one is looked at last."""
    rows = select(DirectoryUser.account_id).where(DirectoryUser.account_id.in_(accounts)).order_by(DirectoryUser.id)
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return list(session.scalars(rows))


def show(desk: Desk, account_id: str) -> dict[str, Any]:
    """One user as they truly are."""
    shown = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/users/{account_id}")
    assert isinstance(shown, dict)
    return shown


def promote(desk: Desk, account_id: str) -> None:
    """Make somebody an organization admin."""
    roles = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/roles")["roles"]
    platform = next(str(row["resource_id"]) for row in roles if row["role"] == "atlassian/org-admin")
    grant_role(desk, account_id, platform, "atlassian/org-admin")


def grant_role(desk: Desk, account_id: str, resource_id: str, role: str) -> None:
    """Give somebody a direct role."""
    grant = {"account_id": account_id, "resource_id": resource_id, "role": role}
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": [["user_role_granted", grant]]})

"""Changes of the organization that are made outside of the app."""

from typing import Any

from app.domain.people.erasure import FORMER_USER
from tests.api.ground import Office


def change(office: Office, *effects: list[Any]) -> None:
    office.sandbox.call("POST", f"/organizations/{office.acme.org_id}/effects", {"effects": list(effects)})
    office.acme.desk.sync()


def stored(office: Office, group_id: str) -> dict[str, Any]:
    """A group as the sandbox keeps it."""
    groups = office.sandbox.call("GET", f"/organizations/{office.acme.org_id}/groups")["groups"]
    [found] = [group for group in groups if group["group_id"] == group_id]
    return {name: value for name, value in found.items() if name not in ("member_count", "grants")}


def true_users(office: Office) -> dict[str, dict[str, Any]]:
    """The people of Acme's directories as the sandbox knows them; of closed accounts no name is kept.

    Service accounts are no people, and shown only to who asks for them. An agent without an address whose row says
    what those of people say cannot be told from one (admin API contract 5.6).
    """
    users = office.sandbox.users(office.acme.org_id, limit="1000")
    erased = {"name": FORMER_USER, "email": None}
    return {
        user["account_id"]: user | erased if user["account_status"] == "closed" else user
        for user in users
        if user["directories"] and user["account_type"] != "service_account"
    }

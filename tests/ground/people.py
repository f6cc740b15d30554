"""Who is who at the sandbox, by its own truth: as its control plane describes a user, group-given roles included."""

from typing import Any

from app.domain.rights import ADMIN_ROLES


def is_active(user: dict[str, Any]) -> bool:
    """Somebody who can sign in; service accounts and agents are no people."""
    is_person = user["account_type"] == "atlassian"
    return bool(is_person and user["membership_status"] == "active" and user["account_status"] == "active")


def holds_admin_role(user: dict[str, Any]) -> bool:
    """Administers the organization, a site or an app, directly or through a group; such people may be spared.

    So may members of a group that names the organization admin's role, though it has no effect any more.
    """
    return bool(user["is_org_admin"] or user["admin_groups"]) or any(
        access["role"] in ADMIN_ROLES or ":jira-admin:" in access["resource_id"] for access in user["access"]
    )


def is_ordinary(user: dict[str, Any]) -> bool:
    """Can sign in and administers nothing: whom every run may change."""
    return is_active(user) and not holds_admin_role(user)


def only_uses_apps(user: dict[str, Any]) -> bool:
    """Ordinary, and a user of some app without any other role."""
    return is_ordinary(user) and {access["role"] for access in user["access"]} == {"atlassian/user"}

"""User management: the life of managed accounts (admin API contract 11, error shape D).

Deactivating here blocks the whole Atlassian account; it is not a suspension in a directory.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.clock import format_instant
from sandbox.directory import ApiKey, User
from sandbox.effects import Effect
from sandbox.organization import Organization
from sandbox.state import World, Write

Json = dict[str, Any]
BEARER = "bearer "
ALLOWED: Json = {"allowed": True}
PROFILE_FIELDS = ("name", "nickname", "zoneinfo", "extended_profile.department", "extended_profile.job_title")


class ManagementRefusalError(Exception):
    """A refusal in shape D: `{"key": …}`."""

    def __init__(self, status: int, key: str, **context: Any) -> None:
        super().__init__(key)
        self.status = status
        self.row: Json = {"key": key, **context}


def render_management_error(error: ManagementRefusalError) -> Response:
    """Return the refusal."""
    response = jsonify(error.row)
    response.status_code = error.status
    return response


def build_user_management_routes(world: World) -> Blueprint:
    """Return the blueprint."""
    routes = Blueprint("user_management", __name__, url_prefix="/users/<account_id>/manage")

    @routes.get("")
    def manageability(account_id: str) -> Response:
        with world.lock:
            _, _, user = _authorise(world, account_id)
            rule = _profile_rule(user)
        return jsonify(
            {
                "apiToken.delete": ALLOWED,
                "apiToken.read": ALLOWED,
                "email.set": rule,
                "lifecycle.delete": ALLOWED,
                "lifecycle.enablement": ALLOWED,
                "profile": dict.fromkeys(PROFILE_FIELDS, rule),
                "profile.read": ALLOWED,
                "profile.write": dict.fromkeys(PROFILE_FIELDS, rule),
            }
        )

    @routes.post("/lifecycle/disable")
    def disable(account_id: str) -> tuple[str, int]:
        return _set_lifecycle(world, account_id, "inactive")

    @routes.post("/lifecycle/enable")
    def enable(account_id: str) -> tuple[str, int]:
        return _set_lifecycle(world, account_id, "active")

    return routes


def _profile_rule(user: User) -> Json:
    if user.management_source == "synced":
        return {"allowed": False, "reason": {"key": "externalDirectory.scim"}}
    return ALLOWED


def _authorise(world: World, account_id: str) -> tuple[Organization, ApiKey, User]:
    """Return who calls and the managed account; keys with scopes are refused (contract 11, measured)."""
    header = request.headers.get("Authorization", "")
    found = world.find_key(header[len(BEARER) :].strip()) if header.lower().startswith(BEARER) else None
    if found is None or found[1].state != "active":
        raise ManagementRefusalError(401, "unauthorized")
    org, key = found
    user = org.users.get(account_id)
    if user is None:
        raise ManagementRefusalError(404, "notFound.accountNotFound")
    if key.scopes is not None or user.claim_status != "managed":
        raise ManagementRefusalError(403, "forbidden")
    return org, key, user


def _set_lifecycle(world: World, account_id: str, status: str) -> tuple[str, int]:
    with world.lock:
        org, key, user = _authorise(world, account_id)
        if user.account_status == "closed" or user.account_type != "atlassian":
            raise ManagementRefusalError(
                409, "conflict", context={"errors": [{"code": "lifecycle-error", "message": "closed"}]}
            )
        changes: Json = {"account_status": status, "deactivated_on": None}
        if status == "inactive":
            changes["deactivated_on"] = format_instant(world.clock.now())
        effects = []
        if user.account_status != status:
            effects = [Effect("user_changed", {"account_id": account_id, "changes": changes})]
        world.commit(org, effects, Write("lifecycle", {"account_id": account_id, "account_status": status}, key=key))
    return "", 204

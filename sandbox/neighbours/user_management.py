"""User management: the profile of managed accounts (admin API contract 11, error shape D).

Their life is answered with the faults, limits and lags of the admin API: `sandbox.adminapi.writes.account_writes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.world.directory import ApiKey, User
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

Json = dict[str, Any]
BEARER = "bearer "
ALLOWED: Json = {"allowed": True}
SCIM_OWNED: Json = {"allowed": False, "reason": {"key": "externalDirectory.scim"}}
LONGEST_TEXT = 200
# What a profile calls a field, and what the directory calls it.
PROFILE = {"name": "name", "nickname": "nickname", "zoneinfo": "time_zone"}
EXTENDED_PROFILE = {
    "job_title": "job_title",
    "department": "department",
    "organization": "organization",
    "location": "location",
}
PROFILE_FIELDS = (*PROFILE, *(f"extended_profile.{name}" for name in EXTENDED_PROFILE))


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
    _add_profile(routes, world)
    _add_tokens(routes, world)
    return routes


def _add_profile(routes: Blueprint, world: World) -> None:
    @routes.get("")
    def manageability(account_id: str) -> Response:
        with world.lock:
            org, _, user = _authorise(world, account_id)
            return jsonify(_manageability(org, user))

    @routes.get("/profile")
    def profile(account_id: str) -> Response:
        with world.lock:
            _, _, user = _authorise(world, account_id)
            return jsonify(account=_account(user))

    @routes.patch("/profile")
    def change_profile(account_id: str) -> Response:
        with world.lock:
            org, _, _ = found = _authorise(world, account_id)
            changes = _profile_changes(_body())
            _change(world, found, "profile", changes)
            return jsonify(account=_account(org.users[account_id]))

    @routes.put("/email")
    def change_email(account_id: str) -> tuple[str, int]:
        with world.lock:
            org, _, _ = found = _authorise(world, account_id)
            email = _checked_text("email", _body().get("email"))
            domain = email.rpartition("@")[2].lower()
            if domain == email.lower() or not any(
                item.name == domain and item.claim_status == "verified" for item in org.domains.values()
            ):
                raise ManagementRefusalError(403, "forbidden.unclaimedDomain", context={"domain": domain})
            _change(world, found, "email", {"email": email})
        return "", 204


def _add_tokens(routes: Blueprint, world: World) -> None:
    """Users' own API tokens: nobody in the rehearsal organization has made one."""

    @routes.get("/api-tokens")
    def list_tokens(account_id: str) -> Response:
        with world.lock:
            _authorise(world, account_id)
        return jsonify([])

    @routes.delete("/api-tokens/<token_id>")
    def delete_token(account_id: str, token_id: str) -> Response:  # noqa: ARG001 - the route names it
        with world.lock:
            _authorise(world, account_id)
        raise ManagementRefusalError(404, "notFound")


# -- who and what -------------------------------------------------------------------------------------------------


def _authorise(world: World, account_id: str) -> tuple[Organization, ApiKey, User]:
    """Return who calls and the managed account; keys with scopes are refused (contract 11, measured)."""
    header = request.headers.get("Authorization", "")
    found = world.find_key(header[len(BEARER) :].strip()) if header.lower().startswith(BEARER) else None
    if found is None or found[1].state != "active":
        raise ManagementRefusalError(401, "unauthorized")
    org, key = found
    user = org.users.get(account_id)
    if user is None:
        raise ManagementRefusalError(404, "accountNotFound")
    if key.scopes is not None or user.claim_status != "managed":
        raise ManagementRefusalError(403, "forbidden")
    return org, key, user


def _body() -> Json:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ManagementRefusalError(400, "bodyParseFailure")
    return body


def _checked_text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_TEXT:
        violations = [{"field": name, "violations": [{"key": "invalid"}]}]
        raise ManagementRefusalError(400, "fieldConstraintsViolated", context={"fieldViolations": violations})
    return value


def _manageability(org: Organization, user: User) -> Json:
    life = SCIM_OWNED if user.management_source == "synced" and _is_life_theirs(org) else ALLOWED
    rule = SCIM_OWNED if user.management_source == "synced" else ALLOWED
    return {
        "apiToken.delete": ALLOWED,
        "apiToken.read": ALLOWED,
        "email.set": rule,
        "lifecycle.delete": life,
        "lifecycle.enablement": life,
        "profile": dict.fromkeys(PROFILE_FIELDS, rule),
        "profile.read": ALLOWED,
        "profile.write": dict.fromkeys(PROFILE_FIELDS, rule),
    }


def _is_life_theirs(org: Organization) -> bool:
    return bool(org.switches["synced_lifecycle"] == "forbidden")


def _account(user: User) -> Json:
    extended = {name: getattr(user, field) for name, field in EXTENDED_PROFILE.items()}
    row: Json = {
        "account_id": user.account_id,
        "account_type": user.account_type,
        "account_status": user.account_status,
        "name": user.name,
        "nickname": user.nickname,
        "email": user.email or "",
        "picture": f"https://avatars.example.com/{user.account_id}.png",
        "extended_profile": {name: value for name, value in extended.items() if value is not None},
    }
    if user.time_zone is not None:
        row["zoneinfo"] = user.time_zone
    return row


def _profile_changes(body: Json) -> Json:
    extended = body.get("extended_profile", {})
    if not isinstance(extended, dict):
        raise ManagementRefusalError(400, "bodyParseFailure")
    return {
        **_picked(PROFILE, body, ""),
        **_picked(EXTENDED_PROFILE, extended, "extended_profile."),
    }


def _picked(names: Mapping[str, str], given: Json, prefix: str) -> Json:
    return {field: _checked_text(f"{prefix}{name}", given[name]) for name, field in names.items() if name in given}


# -- writing ------------------------------------------------------------------------------------------------------


def _change(world: World, found: tuple[Organization, ApiKey, User], name: str, changes: Json) -> None:
    """Change profile or email, which an identity provider owns for synced accounts."""
    org, key, user = found
    if user.management_source == "synced":
        raise ManagementRefusalError(403, "forbidden.fieldMutation", context=dict.fromkeys(changes, SCIM_OWNED))
    effects = [Effect("user_changed", {"account_id": user.account_id, "changes": changes})] if changes else []
    world.commit(org, effects, Write(name, {"account_id": user.account_id, "fields": sorted(changes)}, key=key))

"""SCIM users: what an identity provider does to the accounts it provisions (admin API contract 11).

A synced account is an account of the directory whose profile the provider owns. Deleting it here deactivates the
account and lets the provider forget it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.neighbours.scim_protocol import (
    ScimRefusalError,
    authorise,
    filter_rows,
    read_body,
    read_operations,
    render_list,
)
from sandbox.world.clock import format_instant
from sandbox.world.directory import User
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

Json = dict[str, Any]
USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
# What SCIM calls a field, and what the directory calls it.
TEXTS = {
    "displayName": "name",
    "nickName": "nickname",
    "title": "job_title",
    "timezone": "time_zone",
    "department": "department",
    "organization": "organization",
    "externalId": "external_id",
}
CLEARED_BY_PUT = ("job_title", "time_zone", "department", "organization", "external_id")


def add_user_routes(routes: Blueprint, world: World) -> None:
    """Add the routes under `/Users`."""
    _add_reads(routes, world)
    _add_writes(routes, world)


def _add_reads(routes: Blueprint, world: World) -> None:
    @routes.get("/Users")
    def list_users(directory_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            fields = {"userName": lambda user: user.email, "externalId": lambda user: user.external_id}
            return render_list(filter_rows(_synced_users(org), fields), _user_row)

    @routes.get("/Users/<user_id>")
    def get_user(directory_id: str, user_id: str) -> Response:
        with world.lock:
            return jsonify(_user_row(_get_user(authorise(world, directory_id), user_id)))


def _add_writes(routes: Blueprint, world: World) -> None:
    @routes.post("/Users")
    def create_user(directory_id: str) -> tuple[Response, int]:
        with world.lock:
            org = authorise(world, directory_id)
            user, effects = _created(world, org, read_body())
            world.commit(org, effects, Write("scim", {"account_id": user.account_id}, status=201))
            return jsonify(_user_row(org.users[user.account_id])), 201

    @routes.put("/Users/<user_id>")
    def replace_user(directory_id: str, user_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            changes = {**dict.fromkeys(CLEARED_BY_PUT), **_changes(world, org, read_body())}
            return _change(world, org, _get_user(org, user_id), changes)

    @routes.patch("/Users/<user_id>")
    def patch_user(directory_id: str, user_id: str) -> Response:
        with world.lock:
            org = authorise(world, directory_id)
            user = _get_user(org, user_id)
            changes: Json = {}
            for operation in read_operations():
                changes |= _patched(world, org, operation)
            return _change(world, org, user, changes)

    @routes.delete("/Users/<user_id>")
    def delete_user(directory_id: str, user_id: str) -> tuple[str, int]:
        with world.lock:
            org = authorise(world, directory_id)
            changes = {**_activity(world, is_active=False), "management_source": None}
            _change(world, org, _get_user(org, user_id), changes)
        return "", 204


def _synced_users(org: Organization) -> list[User]:
    found = (user for user in org.users.values() if user.management_source == "synced")
    return sorted(found, key=lambda user: user.account_id)


def _get_user(org: Organization, user_id: str) -> User:
    user = org.users.get(user_id)
    if user is None or user.management_source != "synced":
        raise ScimRefusalError(404, "Resource not found")
    return user


def _created(world: World, org: Organization, body: Json) -> tuple[User, list[Effect]]:
    """A new account, or a managed one with that email which the provider takes over."""
    changes = {"management_source": "synced", **_changes(world, org, body)}
    if "email" not in changes:
        raise ScimRefusalError(400, "userName and a primary email are required", "invalidValue")
    known = org.find_user_by_email(changes["email"])
    if known is not None and known.management_source == "synced":
        raise ScimRefusalError(409, f"A user with the userName {changes['email']} exists already", "uniqueness")
    if known is not None:
        return known, [Effect("user_changed", {"account_id": known.account_id, "changes": changes})]
    name = changes.get("name") or changes["email"].partition("@")[0]
    row = {
        "account_id": f"712020:{org.fresh_id(changes['email'])}",
        "added_at": format_instant(world.clock.now()),
        "name": name,
        "nickname": name,
        **changes,
    }
    directories = [next(iter(org.directories))]
    return User.load(row), [Effect("user_put", {"user": row, "directory_ids": directories})]


def _change(world: World, org: Organization, user: User, changes: Json) -> Response:
    holder = org.find_user_by_email(changes["email"]) if "email" in changes else None
    if holder is not None and holder.account_id != user.account_id:
        raise ScimRefusalError(409, f"Another account has the email {changes['email']}", "uniqueness")
    effects = [Effect("user_changed", {"account_id": user.account_id, "changes": changes})] if changes else []
    world.commit(org, effects, Write("scim", {"account_id": user.account_id, "fields": sorted(changes)}, status=200))
    return jsonify(_user_row(org.users[user.account_id]))


def _changes(world: World, org: Organization, body: Json) -> Json:
    """Return the changes that a user resource means; raises ScimRefusalError 400."""
    given = {**_as_object("enterprise", body.get(ENTERPRISE_SCHEMA, {})), **body}
    changes: Json = {TEXTS[name]: _text(name, given[name]) for name in TEXTS if name in given}
    name = _as_object("name", given.get("name", {}))
    formatted = name.get("formatted") or " ".join(
        str(name[part]) for part in ("givenName", "familyName") if name.get(part)
    )
    if formatted and "displayName" not in given:
        changes["name"] = _text("name", formatted)
    email = _primary_email(given)
    if email is not None:
        changes["email"] = _checked_email(org, email)
    if "active" in given:
        changes |= _activity(world, is_active=_flag(given["active"]))
    return changes


def _patched(world: World, org: Organization, operation: Json) -> Json:
    """Return what one patch operation changes."""
    name, path, value = str(operation.get("op", "")).lower(), operation.get("path"), operation.get("value")
    if name not in ("add", "replace", "remove"):
        raise ScimRefusalError(400, f"The operation {name} is not supported", "invalidSyntax")
    if path is None:
        return _changes(world, org, _as_object("value", value))
    field = str(path).removeprefix(f"{ENTERPRISE_SCHEMA}:")
    if name == "remove":
        if TEXTS.get(field) not in CLEARED_BY_PUT:
            raise ScimRefusalError(400, f"{path} cannot be removed", "mutability")
        return {TEXTS[field]: None}
    if field.startswith("emails"):
        rows = value if isinstance(value, list) else [{"value": value, "primary": True}]
        return _changes(world, org, {"emails": rows})
    if field.startswith("name."):
        return _changes(world, org, {"name": {field.removeprefix("name."): value}})
    if field not in (*TEXTS, "active", "userName"):
        raise ScimRefusalError(400, f"{path} is not supported", "invalidPath")
    return _changes(world, org, {field: value})


def _activity(world: World, *, is_active: bool) -> Json:
    if is_active:
        return {"account_status": "active", "deactivated_on": None}
    return {"account_status": "inactive", "deactivated_on": format_instant(world.clock.now())}


def _flag(value: Any) -> bool:
    """Identity providers send true, and some of them "True"."""
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise ScimRefusalError(400, "active is true or false", "invalidValue")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 255:
        raise ScimRefusalError(400, f"{name} is a text of 1 to 255 characters", "invalidValue")
    return value


def _as_object(name: str, value: Any) -> Json:
    if not isinstance(value, dict):
        raise ScimRefusalError(400, f"{name} is an object", "invalidSyntax")
    return value


def _primary_email(given: Json) -> Any:
    rows = given.get("emails", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ScimRefusalError(400, "emails is an array of objects", "invalidSyntax")
    primary = next((row for row in rows if row.get("primary")), rows[0] if rows else None)
    return primary.get("value") if primary else given.get("userName")


def _checked_email(org: Organization, email: Any) -> str:
    """An account can only be provisioned with an address on a verified domain."""
    text = _text("email", email)
    domain = text.rpartition("@")[2].lower()
    verified = {item.name.lower() for item in org.domains.values() if item.claim_status == "verified"}
    if "@" not in text or domain not in verified:
        raise ScimRefusalError(400, f"{domain} is no verified domain of the organization", "invalidValue")
    return text


def _user_row(user: User) -> Json:
    row: Json = {
        "schemas": [USER_SCHEMA, ENTERPRISE_SCHEMA],
        "id": user.account_id,
        "userName": user.email or user.account_id,
        "displayName": user.name,
        "nickName": user.nickname,
        "name": {"formatted": user.name},
        "active": user.account_status == "active",
        "emails": [{"value": user.email, "type": "work", "primary": True}] if user.email else [],
        "meta": {"resourceType": "USER", "created": user.added_at},
    }
    optional = {"externalId": user.external_id, "title": user.job_title, "timezone": user.time_zone}
    row |= {name: value for name, value in optional.items() if value is not None}
    enterprise = {"department": user.department, "organization": user.organization}
    row[ENTERPRISE_SCHEMA] = {name: value for name, value in enterprise.items() if value is not None}
    return row

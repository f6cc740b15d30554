"""Invite people (W10, admin API contract 8): 200, or 206 when at least one assignment failed; 402, 409 for all."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.schema import Anything, Fields, Flag, Text, Texts, bad_request
from sandbox.adminapi.writes.licences import check_seats
from sandbox.adminapi.writes.member_writes import is_synced
from sandbox.adminapi.writes.role_writes import ROLES_OF_OWNER
from sandbox.world.clock import format_instant
from sandbox.world.directory import Grant, User
from sandbox.world.effects import Effect

Json = dict[str, Any]
FIELDS: Fields = {
    "emails": Texts(25),
    "permissionRules": Anything(),
    "additionalGroups": Texts(at_least=0),
    "sendNotification": Flag(),
    "notificationText": Text(),
}


def invite_users(call: Call) -> Reply:
    """W10: every address gets an account, then what of the wanted access is possible."""
    body = call.body(FIELDS, ("emails",))
    rules = _checked_rules(body.get("permissionRules", []))
    for email in body["emails"]:
        if email.count("@") != 1 or email.startswith("@") or email.endswith("@"):
            raise bad_request(f"{email!r} is no email address")
    _check_subscription(call)
    _check_limits(call, body, rules)
    rows = [_invite(call, email, rules, body.get("additionalGroups", [])) for email in dict.fromkeys(body["emails"])]
    return Reply(206 if any(_failed(row) for row in rows) else 200, {"data": rows})


def _check_subscription(call: Call) -> None:
    if all(app.plan == "Free" for app in call.org.apps.values()):
        raise Refusal(402, "ADMIN-UAM-402-1", "A paid subscription is needed to perform this request")


def _check_limits(call: Call, body: Json, rules: list[tuple[str, str]]) -> None:
    """Refuse the whole invitation of newcomers when an app included in it is full already."""
    if all(call.org.find_user_by_email(email) is not None for email in body["emails"]):
        return
    wanted = [Grant(resource, role) for resource, role in rules]
    for group_id in body.get("additionalGroups", []):
        wanted += call.org.group_grants.rights_of(group_id)
    check_seats(call, "", wanted, code="ADMIN-UAM-409-3")


def _checked_rules(rules: Any) -> list[tuple[str, str]]:
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise bad_request("permissionRules must be an array of objects")
    pairs = [(rule.get("resource"), rule.get("role")) for rule in rules]
    if not all(isinstance(resource, str) and isinstance(role, str) for resource, role in pairs):
        raise bad_request("permissionRules[] needs resource and role")
    return [(str(resource), str(role)) for resource, role in pairs]


def _failed(row: Json) -> bool:
    results = row["results"][0]
    return any(item["status"] == "ERROR" for part in results.values() for item in part)


def _invite(call: Call, email: str, rules: list[tuple[str, str]], group_ids: list[str]) -> Json:
    """Invite one address and commit it, so that the next one finds the seats it took."""
    effects: list[Effect] = []
    user = call.org.find_user_by_email(email)
    if user is None:
        user = _new_user(call, email)
        effects.append(Effect("user_put", {"user": user.dump(), "directory_ids": []}))
    roles = [_role_result(call, user, resource, role, effects) for resource, role in rules]
    groups = [_group_result(call, user, group_id, effects) for group_id in group_ids]
    if not rules and not group_ids:
        _join(user, next(iter(call.org.directories)), effects)
    row = {
        "email": email,
        "id": user.account_id,
        "results": [{"roleAssignmentResult": roles, "groupAssignmentResult": groups}],
    }
    call.target["account_id"] = user.account_id
    call.commit(*effects, status=206 if _failed(row) else 200)
    return row


def _new_user(call: Call, email: str) -> User:
    local, domain = email.split("@")
    verified = {item.name for item in call.org.domains.values() if item.claim_status == "verified"}
    is_managed = domain.lower() in verified
    return User(
        account_id=f"712020:{uuid.uuid4()}",
        name=local,
        nickname=local,
        email=email,
        added_at=format_instant(call.world.clock.now()),
        claim_status="managed" if is_managed else "unmanaged",
        management_source="invited" if is_managed else None,
        is_email_verified=False,
    )


def _join(user: User, directory_id: str, effects: list[Effect]) -> None:
    effects.append(Effect("directory_joined", {"account_id": user.account_id, "directory_id": directory_id}))


def _role_result(call: Call, user: User, resource_id: str, role: str, effects: list[Effect]) -> Json:
    app = call.org.apps.get(resource_id)
    reason = None
    if app is None:
        reason = "The resource was not found"
    elif role not in ROLES_OF_OWNER.get(app.owner, ()):
        reason = "The role is not valid for the resource"
    else:
        reason = _seat_problem(call, user, [Grant(resource_id, role)])
    if app is not None and reason is None:
        if app.directory_id is not None:
            _join(user, app.directory_id, effects)
        row = {"account_id": user.account_id, "resource_id": resource_id, "role": role}
        effects.append(Effect("user_role_granted", row))
    return {"resource": resource_id, "role": role, **_status(reason)}


def _group_result(call: Call, user: User, group_id: str, effects: list[Effect]) -> Json:
    group = call.org.groups.get(group_id)
    if group is None:
        return {"group": group_id, **_status("The group was not found")}
    if is_synced(group) or not group.is_modifiable:
        return {"group": group_id, **_status("The group may not be changed")}
    reason = _seat_problem(call, user, list(call.org.group_grants.rights_of(group_id)))
    if reason is None:
        _join(user, group.directory_id, effects)
        effects.append(Effect("member_added", {"account_id": user.account_id, "group_id": group_id}))
    return {"group": group_id, **_status(reason)}


def _seat_problem(call: Call, user: User, grants: list[Grant]) -> str | None:
    try:
        check_seats(call, user.account_id, grants)
    except Refusal as refusal:
        return refusal.detail
    return None


def _status(reason: str | None) -> Json:
    return {"status": "ERROR" if reason else "INVITED", "statusReason": reason}

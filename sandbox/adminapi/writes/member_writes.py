"""Group memberships: add and remove (W1, W2, admin API contract 8, 9, 13)."""

from __future__ import annotations

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.schema import Text
from sandbox.adminapi.writes.licences import check_seats
from sandbox.world.directory import Group
from sandbox.world.effects import Effect
from sandbox.world.organization import ORG_ADMIN


def add_member(call: Call) -> Reply:
    """W1."""
    group = _written_group(call)
    account_id = call.body({"accountId": Text()}, ("accountId",))["accountId"]
    call.target["account_id"] = account_id
    call.get_user(account_id)
    _check_admin_group(call, group)
    is_reverted = _check_writable(call, group)
    _check_same_directory(call, account_id, group)
    pair = {"account_id": account_id, "group_id": group.group_id}
    if call.org.membership.has(account_id, group.group_id):
        is_bodyless = call.org.switches["add_existing_member"] == "conflict_without_body"
        raise Refusal(409, "ADMIN-409-28", "User is already a member of the group", is_bodyless=is_bodyless)
    check_seats(call, account_id, call.org.group_grants.rights_of(group.group_id))
    effects = [Effect("member_added", pair)]
    if is_reverted:
        effects.append(Effect("revert_planned", {**pair, "undo": "remove"}))
    return call.commit(*effects)


def remove_member(call: Call) -> Reply:
    """W2."""
    group = _written_group(call)
    account_id = call.params["account"]
    call.target["account_id"] = account_id
    call.get_user(account_id)
    is_reverted = _check_writable(call, group)
    pair = {"account_id": account_id, "group_id": group.group_id}
    if not call.org.membership.has(account_id, group.group_id):
        if call.org.switches["remove_non_member"] == "no_content":
            return call.commit()
        raise Refusal(404, "ADMIN-404-8", "The user is not a member of the group")
    effects = [Effect("member_removed", pair)]
    if is_reverted:
        effects.append(Effect("revert_planned", {**pair, "undo": "add"}))
    return call.commit(*effects)


def _written_group(call: Call) -> Group:
    call.target["group_id"] = call.params["group"]
    return call.get_group(call.params["group"], call.written_directories())


def _check_admin_group(call: Call, group: Group) -> None:
    """Refuse members of a group that grants the organization admin role, if the switch says so (contract 9)."""
    roles = {grant.role for grant in call.org.group_grants.rights_of(group.group_id)}
    if call.org.switches["org_admins_group"] == "refuses_members" and ORG_ADMIN in roles:
        raise Refusal(403, "ADMIN-403-7", "The group grants admin access")


def is_synced(group: Group) -> bool:
    """Tell whether an identity provider owns the members (contract 7.8)."""
    return group.is_external_synced or group.managed_by == "external"


def _check_writable(call: Call, group: Group) -> bool:
    """Refuse externally managed groups; returns True when the change will be reverted at the next sync."""
    if group.is_modifiable and not is_synced(group):
        return False
    mode = call.org.switches["synced_group"] if is_synced(group) else "forbidden"
    if mode == "reverted_later":
        return True
    detail = "The group is managed by an identity provider" if is_synced(group) else "The group may not be changed"
    if mode == "bad_request":
        raise Refusal(400, "ADMIN-400-4", detail)
    if mode == "conflict":
        raise Refusal(409, "ADMIN-409-28", detail)
    raise Refusal(403, "ADMIN-403-5", detail)


def _check_same_directory(call: Call, account_id: str, group: Group) -> None:
    if call.org.in_directory.has(account_id, group.directory_id):
        return
    if call.org.switches["user_outside_directory"] == "bad_request":
        raise Refusal(400, "ADMIN-400-4", "The user must be in the same directory as the group")
    raise Refusal(404, "ADMIN-404-8", "The user was not found in the group's directory")

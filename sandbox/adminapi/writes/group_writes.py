"""Create and delete groups (W9, admin API contract 8)."""

from __future__ import annotations

import uuid

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.schema import Text, bad_request
from sandbox.adminapi.writes.member_writes import is_synced
from sandbox.world.directory import Group
from sandbox.world.effects import Effect

LONGEST_NAME = 255


def create_group(call: Call) -> Reply:
    """W9 create: 201 without the id; searches show the group a little later."""
    directory = call.written_directories()[0]
    body = call.body({"name": Text(), "description": Text()}, ("name",))
    name = body["name"].strip()
    call.target["name"] = name
    if not 1 <= len(name) <= LONGEST_NAME:
        raise bad_request(f"name must have 1 to {LONGEST_NAME} characters")
    for group in call.org.groups.values():
        if group.directory_id == directory.directory_id and group.name.casefold() == name.casefold():
            raise Refusal(409, "ADMIN-409-28", "A group with this name exists already")
    fresh = Group(str(uuid.uuid4()), directory.directory_id, name, body.get("description", ""))
    call.target["group_id"] = fresh.group_id
    return call.commit(Effect("group_put", {"group": fresh.dump()}), status=201)


def delete_group(call: Call) -> Reply:
    """W9 delete: refused for default, admin-granting and synced groups."""
    call.target["group_id"] = call.params["group"]
    group = call.get_group(call.params["group"], call.written_directories())
    if is_synced(group):
        raise Refusal(403, "ADMIN-403-5", "The group is managed by an identity provider")
    if group.defaults:
        raise Refusal(403, "ADMIN-403-6", "The group is a default group")
    roles = {grant.role for grant in call.org.group_grants.rights_of(group.group_id)}
    if any(role.endswith("admin") for role in roles):
        raise Refusal(403, "ADMIN-403-7", "The group grants admin access")
    if not group.is_deletable:
        raise Refusal(403, "ADMIN-403-5", "The group may not be deleted")
    return call.commit(Effect("group_deleted", {"group_id": group.group_id}))

"""Suspend, restore and remove a user in a directory (W3, W4, W5, admin API contract 8, 9, 13)."""

from __future__ import annotations

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.writes.licences import licence_refusal
from sandbox.world.directory import Directory
from sandbox.world.effects import Effect
from sandbox.world.organization import BILLABLE_ROLES


def suspend_user(call: Call) -> Reply:
    """W3: roles and memberships stay; nothing protects organization admins unless the switch says so."""
    directories = _joined_directories(call)
    check_org_admin(call, call.params["account"])
    return _change_suspension(call, directories, is_suspending=True)


def restore_user(call: Call) -> Reply:
    """W4: may fail at the licence limit."""
    directories = _joined_directories(call)
    _check_free_seats(call, directories)
    return _change_suspension(call, directories, is_suspending=False)


def remove_user(call: Call) -> Reply:
    """W5: out of the directory with roles and memberships; a second removal is 404."""
    directories = _joined_directories(call)
    account_id = call.params["account"]
    check_org_admin(call, account_id)
    return call.commit(*(_effect("directory_left", account_id, directory) for directory in directories))


def check_org_admin(call: Call, account_id: str) -> None:
    """Refuse to touch an organization admin, only if the switch says so (contract 13)."""
    if call.org.switches["org_admin_writes"] == "refused" and call.org.is_org_admin(account_id):
        raise Refusal(403, "ADMIN-403-3", "You may not manage an organization admin")


def _joined_directories(call: Call) -> list[Directory]:
    directories = call.written_directories()
    account_id = call.params["account"]
    call.target["account_id"] = account_id
    call.get_user(account_id)
    joined = [d for d in directories if call.org.in_directory.has(account_id, d.directory_id)]
    if not joined:
        raise Refusal(404, "ADMIN-404-8", "The user was not found in the directory")
    return joined


def _change_suspension(call: Call, directories: list[Directory], *, is_suspending: bool) -> Reply:
    account_id = call.params["account"]
    suspended = call.org.suspended_in
    changed = [d for d in directories if suspended.has(account_id, d.directory_id) != is_suspending]
    if not changed and call.org.switches["repeated_suspension"] == "bad_request":
        raise Refusal(400, "ADMIN-400-4", "The user is already in that state")
    name = "user_suspended" if is_suspending else "user_restored"
    return call.commit(*(_effect(name, account_id, directory) for directory in changed))


def _effect(name: str, account_id: str, directory: Directory) -> Effect:
    return Effect(name, {"account_id": account_id, "directory_id": directory.directory_id})


def _check_free_seats(call: Call, directories: list[Directory]) -> None:
    """Refuse a restore that needs a seat in a full app of one of the directories."""
    org, account_id = call.org, call.params["account"]
    coming_back = {d.directory_id for d in directories if org.suspended_in.has(account_id, d.directory_id)}
    for access in org.iter_access(account_id):
        app = org.apps.get(access.grant.resource_id)
        if app is None or app.seat_limit is None or access.grant.role not in BILLABLE_ROLES:
            continue
        if app.directory_id in coming_back and len(org.occupants(app)) >= app.seat_limit:
            raise licence_refusal(call, "ADMIN-409-3", app.name)

"""The life of managed accounts: deactivate, activate, delete, cancel a deletion (user management, contract 11).

Deactivating here blocks the whole Atlassian account; it is not a suspension in a directory.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import AccountRefusal, Refusal, Reply
from sandbox.adminapi.wire.schema import Fields, Text
from sandbox.world.clock import format_instant, parse_instant
from sandbox.world.directory import PERSON, User
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

GRACE = timedelta(days=14)
SUCCESS = {"message": "Success"}
BY_IDENTITY_PROVIDER = {"allowed": False, "reason": {"key": "externalDirectory.scim"}}
MESSAGE: Fields = {"message": Text()}


def deactivate(call: Call) -> Reply:
    """U1: 204; the message is optional, the body is not refused without it."""
    user = _manage(call)
    try:
        call.body(MESSAGE)
    except Refusal:
        raise AccountRefusal(400, "bodyParseFailure") from None
    if user.is_for_deletion:
        raise _conflict(user, "deletionPending", "The account is scheduled for deletion")
    now = format_instant(call.world.clock.now())
    return _change(call, user, {"account_status": "inactive", "deactivated_on": now})


def activate(call: Call) -> Reply:
    """U2: 204; a deletion has to be cancelled first."""
    user = _manage(call)
    if user.is_for_deletion:
        raise _conflict(user, "deletionPending", "Cancel the deletion of the account first")
    return _change(call, user, {"account_status": "active", "deactivated_on": None})


def delete(call: Call) -> Reply:
    """U3: 200 with a message; the account is deactivated and closed for good after the grace of 14 days."""
    user = _manage(call)
    now = call.world.clock.now()
    stopped = user.deactivated_on or format_instant(now)
    grace = {"deletion_at": format_instant(now + GRACE), "account_status": "inactive", "deactivated_on": stopped}
    return _change(call, user, {"is_for_deletion": True, **grace}, is_worded=True)


def cancel_deletion(call: Call) -> Reply:
    """U4: 200 with a message; the account is active afterwards, whatever it was before the deletion.

    No conflict is documented for it: what it does to an account that nobody deletes is a switch. A closed account is
    gone.
    """
    user = _manage(call, has_conflicts=False)
    if not user.is_for_deletion and call.org.switches["stray_cancel_delete"] == "forbidden":
        raise AccountRefusal(403, "forbidden.action", allowed=False, reason={"key": "administrative"})
    back = {"is_for_deletion": False, "deletion_at": None, "account_status": "active", "deactivated_on": None}
    return _change(call, user, back, is_worded=True, is_repeatable=True)


def close_deleted(world: World, org: Organization, now: float) -> None:
    """Close the accounts whose grace is over."""
    due = [who for who, at in org.doomed.items() if parse_instant(at).timestamp() <= now] if org.doomed else ()
    for account_id in due:
        effect = Effect("account_closed", {"account_id": account_id})
        world.commit(org, [effect], Write("account_closed", {"account_id": account_id}, status=200))


def _manage(call: Call, *, has_conflicts: bool = True) -> User:
    """The account of the path. Raises AccountRefusal: 404, 403 when it is not managed, 409 when it is closed."""
    account_id = call.params["account"]
    call.target["account_id"] = account_id
    user = call.org.users.get(account_id)
    if user is None or (user.account_status == "closed" and not has_conflicts):
        raise AccountRefusal(404, "accountNotFound")
    if user.claim_status != "managed":
        raise AccountRefusal(403, "forbidden")
    if user.account_status == "closed" or user.account_type != PERSON:
        raise _conflict(user, "closed", "The account is closed")
    switches = call.org.switches
    if user.management_source == "synced" and switches["synced_lifecycle"] == "forbidden":
        raise AccountRefusal(403, "forbidden.action", **BY_IDENTITY_PROVIDER)
    if switches["org_admin_writes"] == "refused" and call.org.is_org_admin(account_id):
        raise AccountRefusal(403, "forbidden.action", allowed=False, reason={"key": "administrative"})
    return user


def _change(
    call: Call, user: User, changes: dict[str, Any], *, is_worded: bool = False, is_repeatable: bool = False
) -> Reply:
    settled = next(iter(changes))
    is_so = getattr(user, settled) == changes[settled]
    if is_so and not is_repeatable and call.org.switches["repeated_lifecycle"] == "conflict":
        raise _conflict(user, "sameState", "The account is not eligible for this")
    is_so = all(getattr(user, name) == value for name, value in changes.items()) if is_repeatable else is_so
    call.target[settled] = changes[settled]
    effects = [] if is_so else [Effect("account_changed", {"account_id": user.account_id, "changes": changes})]
    return call.commit(*effects, status=200, payload=SUCCESS) if is_worded else call.commit(*effects)


def _conflict(user: User, code: str, message: str) -> AccountRefusal:
    return AccountRefusal(
        409,
        "conflict.lifecycleErrors",
        message=message,
        accountId=user.account_id,
        errorCodes=[{"code": code, "message": message}],
    )

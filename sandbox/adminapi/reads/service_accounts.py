"""The API Access list of service accounts, which few keys may read (admin API contract 5.6)."""

from __future__ import annotations

from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.paging import cut_page, open_walk
from sandbox.adminapi.wire.schema import Text
from sandbox.world.clock import parse_instant
from sandbox.world.directory import User

Json = dict[str, Any]
PAGE = 50


def list_service_accounts(call: Call) -> Reply:
    """A1: names no Rovo agents."""
    if call.org.switches["service_accounts_listing"] == "forbidden":
        raise Refusal(403, "ADMIN-403-3", "The API key may not perform this request")
    found = sorted(
        (user for user in call.org.users.values() if user.account_type == "service_account"),
        key=lambda user: user.account_id,
    )
    page, links = cut_page(call, open_walk(call, call.parameters({"cursor": Text()}), PAGE), found)
    return Reply(200, {"items": [_row(call, user) for user in page], "links": links, "total": len(found)})


def _row(call: Call, user: User) -> Json:
    return {
        "atlassianId": user.account_id,
        "id": f"sa-{user.account_id[-12:]}",
        "email": user.email,
        "displayName": user.name,
        "picture": f"https://avatars.example.com/{user.account_id}.png",
        "container": call.org.org_id,
        "updatedAt": int(parse_instant(user.added_at).timestamp() * 1000) if user.added_at else 0,
        "status": user.account_status.upper(),
        "createdById": None,
        "description": "",
    }

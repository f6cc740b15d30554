"""Mischief of switched-on faults: before the operation, or to its answer (see `sandbox.faults`)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from sandbox.adminapi.call import Call
from sandbox.adminapi.endpoints import Endpoint
from sandbox.adminapi.refusals import unauthenticated
from sandbox.adminapi.wire.answers import TITLES, Headers, Reply, application_error, gateway_forbidden, proxy_error
from sandbox.faults import Fault
from sandbox.world.clock import format_instant
from sandbox.world.directory import ApiKey, User
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

HTML = b"<!DOCTYPE html><html><head><title>Atlassian</title></head><body><h1>Something went wrong</h1></body></html>"
HTML_TYPE = "text/html; charset=utf-8"
WORDY = b'{"data":{"status":"accepted","message":"The change was accepted"}}'
RATE_LIMIT_CODE = "ADMIN-429-1"


def latency_seconds(faults: Sequence[Fault], jitter: random.Random) -> float:
    """Return how long the fired faults want the caller to wait."""
    wait = 0.0
    for fault in faults:
        if fault.kind == "latency":
            wait += fault.params["milliseconds"] + jitter.random() * fault.params["jitter_milliseconds"]
    return wait / 1000


def early_reply(faults: Sequence[Fault], endpoint: Endpoint, path: str, now: datetime) -> Reply | None:
    """Return the answer that replaces the whole call, or None."""
    for fault in faults:
        if fault.kind == "rate_limited":
            return rate_limited(endpoint, _injected_headers(fault, now.timestamp()))
        if fault.kind == "status" and fault.params["when"] == "before":
            return _server_error(fault)
        if fault.kind == "unauthorized":
            return _unauthorized(fault, endpoint)
        if fault.kind == "forbidden":
            return _forbidden(fault, path, now)
        if fault.kind == "html" and fault.params["when"] == "before":
            return _page(fault)
        if fault.kind == "redirected" and fault.params["when"] == "before":
            return _redirect(fault)
    return None


def drops(faults: Sequence[Fault], when: str) -> bool:
    """Tell whether the connection is dropped `before`, `after` or in the `middle`."""
    return any(fault.kind == "drop" and fault.params["when"] == when for fault in faults)


def rate_limited(endpoint: Endpoint, headers: Headers) -> Reply:
    """Return a 429: shape B on v1, shape A on v2 (contract 4)."""
    if endpoint.is_v1 or endpoint.is_of_accounts:
        reply = proxy_error(429, "Rate limit exceeded")
    else:
        reply = application_error(429, RATE_LIMIT_CODE, "Rate limit exceeded")
    return replace(reply, headers=headers)


def limit_headers(limit: int, remaining: int, reset_at: float, style: str, now: float) -> Headers:
    """Return the headers of the contract 4 and 13; `style` as the switch says, times in epoch seconds."""
    if style == "none":
        return []
    headers = [
        ("X-RateLimit-Limit", str(limit)),
        ("X-RateLimit-Remaining", str(remaining)),
        ("X-RateLimit-Reset", str(int(reset_at)) if style == "epoch" else _reset_text(reset_at)),
    ]
    if remaining == 0 and style == "retry_after":
        headers.append(("Retry-After", str(max(int(reset_at - now) + 1, 1))))
    if remaining == 0 and style == "retry_after_date":
        headers.append(("Retry-After", format_datetime(datetime.fromtimestamp(reset_at, UTC), usegmt=True)))
    return headers


@lru_cache(maxsize=64)
def _reset_text(reset_at: float) -> str:
    """A window's end stands in every answer of that window."""
    return f"{datetime.fromtimestamp(reset_at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _injected_headers(fault: Fault, now: float) -> Headers:
    style = fault.params["headers"]
    distances: dict[str, float] = {"reset_past": -3600.0, "reset_far": 86_400.0}
    wanted: float = fault.params["reset_in_seconds"]
    reset_at = now + distances.get(style, wanted)
    if style == "reset_without_seconds":
        reset = datetime.fromtimestamp(reset_at, UTC) + timedelta(minutes=1)
        return [
            ("X-RateLimit-Limit", "1"),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", f"{reset:%Y-%m-%dT%H:%MZ}"),
        ]
    return limit_headers(1, 0, reset_at, style if style in ("none", "retry_after", "retry_after_date") else "", now)


def _page(fault: Fault) -> Reply:
    return Reply(int(fault.params["status"]), body=HTML, content_type=HTML_TYPE)


def _redirect(fault: Fault) -> Reply:
    """To the log-in page, as a gateway does whose session ran out; whoever follows it brings the key along."""
    return Reply(int(fault.params["status"]), body=b"", headers=[("Location", "/admin/v1/orgs?login=1")])


def _server_error(fault: Fault) -> Reply:
    status = int(fault.params["status"])
    if fault.params["body"] == "html":
        return _page(fault)
    if fault.params["body"] == "empty":
        return Reply(status, body=b"")
    return application_error(status, "ADMIN-500-1", TITLES[status])


def _unauthorized(fault: Fault, endpoint: Endpoint) -> Reply:
    """A 401 that says nothing about the key (contract 12)."""
    if fault.params["body"] == "html":
        return Reply(401, body=HTML, content_type="text/html; charset=utf-8")
    if fault.params["body"] == "empty":
        return Reply(401, body=b"")
    return unauthenticated(endpoint)


def _forbidden(fault: Fault, path: str, now: datetime) -> Reply:
    """A documented refusal in either shape (contract 2): nothing was done, and asking again helps nobody."""
    if fault.params["shape"] == "gateway":
        return gateway_forbidden(path, format_instant(now))
    return application_error(403, "ADMIN-UAM-403-1", TITLES[403])


# -- before the operation -------------------------------------------------------------------------------------


def disturb(world: World, org: Organization, key: ApiKey | None, faults: Sequence[Fault]) -> None:
    """Change the world as the fired faults want: people who come and go, a key that dies, a longer lag."""
    for fault in faults:
        if fault.kind == "users_change":
            _change_users(world, org, fault)
        elif fault.kind == "key_revoked" and key is not None:
            row = {**key.dump(), "state": "revoked"}
            _commit(world, org, fault, [Effect("record_put", {"kind": "key", "row": row})])
        elif fault.kind == "visibility_lag":
            effects = [Effect("switch_turned", {"name": name, "value": value}) for name, value in fault.params.items()]
            _commit(world, org, fault, effects)


def _commit(world: World, org: Organization, fault: Fault, effects: list[Effect]) -> None:
    world.commit(org, effects, Write("fault", {"fault": fault.kind, "fault_id": fault.fault_id}, status=200))


def _change_users(world: World, org: Organization, fault: Fault) -> None:
    rng = random.Random(f"{fault.seed}/{fault.fired}")
    directory_id = sorted(org.directories)[0]
    effects: list[Effect] = []
    for number in range(int(fault.params["count"])):
        if fault.params["change"] == "join":
            effects.append(_newcomer(rng, fault, number, directory_id))
            continue
        members = sorted(org.in_directory.lefts_of(directory_id) - {user.account_id for user in org.org_admins()})
        if members:
            effects.append(_change(org, rng.choice(members), directory_id, fault.params["change"]))
    _commit(world, org, fault, effects)


def _newcomer(rng: random.Random, fault: Fault, number: int, directory_id: str) -> Effect:
    account_id = f"{rng.getrandbits(96):024x}"
    user = User(
        account_id=account_id,
        name=f"Newcomer {fault.fired}-{number}",
        nickname="newcomer",
        email=f"newcomer.{account_id[:8]}@mail.example",
        added_at="2026-01-01T00:00:00.000Z",
        claim_status="unmanaged",
        management_source=None,
    )
    return Effect("user_put", {"user": user.dump(), "directory_ids": [directory_id]})


def _change(org: Organization, account_id: str, directory_id: str, change: str) -> Effect:
    pair = {"account_id": account_id, "directory_id": directory_id}
    if change == "leave":
        return Effect("directory_left", pair)
    if change == "suspend":
        return Effect("user_suspended", pair)
    changes = {"nickname": f"{org.users[account_id].nickname}*", "name": f"{org.users[account_id].name}*"}
    return Effect("user_changed", {"account_id": account_id, "changes": changes})


def prepare(call: Call, faults: Sequence[Fault]) -> None:
    """Tell the operation what the fired faults want of its paging, or that it must not change anything."""
    for fault in faults:
        if fault.kind == "page_limit":
            call.page_limit = max(int(fault.params["limit"]), 1)
            call.is_page_limit_rejecting = fault.params["mode"] == "rejected"
        elif fault.kind == "cursor_expired":
            call.is_cursor_expired = True
        elif fault.kind == "repeated_cursor":
            call.is_cursor_repeated = True
        elif fault.kind == "not_applied" or (fault.kind == "other_success" and fault.params["applied"] == "no"):
            call.is_not_applied = True


# -- after the operation --------------------------------------------------------------------------------------


def spoil(reply: Reply, faults: Sequence[Fault], *, is_write: bool) -> Reply:
    """Return the answer as the fired faults leave it; what was written stays written."""
    for fault in faults:
        if fault.params.get("when") == "after" and fault.kind in _ANSWERS:
            other = _ANSWERS[fault.kind](fault)
            return replace(other, headers=[*reply.headers, *other.headers])
        if fault.kind == "other_success" and is_write and reply.status < 300:
            return _other_success(reply, fault)
        if fault.kind == "unknown_enum":
            _replace(reply.payload, fault.params["field"], fault.params["value"])
        elif fault.kind == "missing_field":
            _remove(reply.payload, fault.params["field"])
        elif fault.kind == "truncated":
            body = reply.encode()
            if is_write and reply.status == 204:
                # There is nothing to cut off an empty body: something on the way has given the answer a longer one.
                reply, body = replace(reply, status=200), WORDY
            reply.body = body[: int(len(body) * fault.params["keep_percent"] / 100)]
    return reply


def _other_success(reply: Reply, fault: Fault) -> Reply:
    """A success that nobody promised: accepted for later, answered by a proxy, or by a page."""
    body = {"empty": b"", "json": WORDY, "html": HTML}[fault.params["body"]]
    content_type = HTML_TYPE if fault.params["body"] == "html" else reply.content_type
    return replace(reply, status=int(fault.params["status"]), body=body, content_type=content_type)


_ANSWERS: dict[str, Callable[[Fault], Reply]] = {"status": _server_error, "html": _page, "redirected": _redirect}
"""What answers in place of an operation that was carried out."""


def _replace(payload: Any, name: str, value: Any) -> None:
    if isinstance(payload, dict):
        if name in payload:
            payload[name] = value
        payload = list(payload.values())
    if isinstance(payload, list):
        for part in payload:
            _replace(part, name, value)


def _remove(payload: Any, name: str) -> None:
    if isinstance(payload, dict):
        payload.pop(name, None)
        payload = list(payload.values())
    if isinstance(payload, list):
        for part in payload:
            _remove(part, name)

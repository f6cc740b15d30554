"""Calls from Forge to the remote: ``invokeRemote`` through the proxy, and events with retries (platform contract 4.2).

An answer of 401 is reserved for a refused invocation token, 3xx is an error, and what is not 2xx must carry JSON.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.manifest import Endpoint
from sandbox.host.outgoing import BODY_LIMIT, Answer, AppUnreachable, Outgoing, send, split_url
from sandbox.switches import Switches

INVOKE_SECONDS = 25.0
EVENT_SECONDS = 5.0
EVENT_RETRIES = 4
REQUEST_LIMIT = 500_000
RESPONSE_LIMIT = 5_000_000
_UNLIMITED = 1 << 30
_OWN_HEADERS = {"authorization", "host", "content-length", "cookie", "connection", "transfer-encoding"}
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Invocation:
    """Request of Custom UI through ``invokeRemote``."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class InvocationRejected(Exception):
    """The bridge rejects the promise; the message is what the page's developer gets to read."""


def invoke_remote(
    installation: ForgeInstallation, endpoint: Endpoint, invocation: Invocation, token: str, switches: Switches
) -> dict[str, Any]:
    """Carry one request to the remote and answer as the bridge does: ``success`` with ``payload``, or ``error``.

    Raises InvocationRejected where the real bridge rejects the promise.
    """
    if invocation.method not in _METHODS or not invocation.path.startswith("/"):
        raise InvocationRejected("A method and a path that starts with a slash are needed.")
    target = endpoint.path.rstrip("/") + invocation.path
    headers = [(name, value) for name, value in invocation.headers.items() if name.lower() not in _OWN_HEADERS]
    is_limited = switches["forge_size_limits"] == "on"
    try:
        url = installation.remote_url(endpoint.remote) + target
        request = _build_request(invocation.method, url, headers, invocation.body)
        if is_limited and len(request.body or b"") > REQUEST_LIMIT:
            raise InvocationRejected("The request is larger than 500 KB.")
        answer = send(
            _with_platform_headers(request, endpoint, token, is_user_present=True),
            INVOKE_SECONDS,
            max_bytes=BODY_LIMIT if is_limited else _UNLIMITED,
        )
    except (AppUnreachable, ValueError) as problem:
        raise InvocationRejected(f"The remote did not answer: {problem}") from problem
    if answer.seconds > INVOKE_SECONDS:
        raise InvocationRejected("The remote took longer than 25 seconds.")
    if is_limited and len(answer.body) > RESPONSE_LIMIT:
        raise InvocationRejected("The answer of the remote is larger than 5 MB.")
    return _judge_answer(answer, is_type_checked=switches["refusal_types"] == "rejected")


def deliver_event(
    installation: ForgeInstallation,
    endpoint: Endpoint,
    bodies: Callable[[int], dict[str, Any]],
    tokens: Callable[[], str],
    retry_seconds: float,
) -> list[dict[str, Any]]:
    """POST an event until it is answered with 2xx within 5 s, at most five times; describes every attempt.

    ``bodies`` makes the body of an attempt (0 is the first one), ``tokens`` a fresh token before each.
    """
    attempts = []
    for number in range(1 + EVENT_RETRIES):
        if number:
            time.sleep(retry_seconds)
        attempts.append(_deliver_once(installation, endpoint, bodies(number), tokens()))
        if attempts[-1]["delivered"]:
            break
    return attempts


def wrap_retry(payload: dict[str, Any], number: int) -> dict[str, Any]:
    """An event as it is sent again, for the ``number``-th time."""
    again = {"retryCount": number, "retryReason": "INVALID_REMOTE_INVOCATION_ERROR", "retryData": None}
    return {"payload": {**payload, "retryContext": again}}


def _deliver_once(
    installation: ForgeInstallation, endpoint: Endpoint, payload: dict[str, Any], token: str
) -> dict[str, Any]:
    request = _build_request("POST", installation.remote_url(endpoint.remote) + endpoint.path, [], payload)
    request = _with_platform_headers(request, endpoint, token, is_user_present=False)
    started = time.monotonic()
    try:
        answer: Answer | None = send(request, EVENT_SECONDS)
        error = None
    except AppUnreachable as problem:
        answer, error = None, str(problem)
    status = answer.status if answer else None
    seconds = time.monotonic() - started
    is_delivered = status is not None and 200 <= status < 300 and seconds <= EVENT_SECONDS
    return {"status": status, "milliseconds": round(seconds * 1000), "error": error, "delivered": is_delivered}


def _build_request(method: str, url: str, headers: list[tuple[str, str]], body: Any) -> Outgoing:
    origin, target = split_url(url)
    if body is None:
        return Outgoing(method, origin, target, tuple(headers))
    data = body.encode("utf-8") if isinstance(body, str) else json.dumps(body).encode("utf-8")
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers = [*headers, ("Content-Type", "application/json")]
    return Outgoing(method, origin, target, tuple(headers), data)


def _with_platform_headers(request: Outgoing, endpoint: Endpoint, token: str, *, is_user_present: bool) -> Outgoing:
    """Add the token, the trace ids and, where the endpoint asks for them, stand-ins for OAuth tokens."""
    own = [
        ("Authorization", f"Bearer {token}"),
        ("x-b3-traceid", secrets.token_hex(16)),
        ("x-b3-spanid", secrets.token_hex(8)),
    ]
    if endpoint.has_system_token:
        own.append(("x-forge-oauth-system", f"sandbox-system-{secrets.token_urlsafe(24)}"))
    if endpoint.has_user_token and is_user_present:
        own.append(("x-forge-oauth-user", f"sandbox-user-{secrets.token_urlsafe(24)}"))
    return Outgoing(request.method, request.origin, request.target, (*request.headers, *own), request.body)


def _judge_answer(answer: Answer, *, is_type_checked: bool) -> dict[str, Any]:
    if answer.status == 401:
        raise InvocationRejected("The remote refused the invocation token (401 is reserved for that).")
    if 300 <= answer.status < 400:
        raise InvocationRejected(f"The remote redirected ({answer.status}); a redirect is an error.")
    is_success = 200 <= answer.status < 300
    told = answer.header("Content-Type")
    if is_type_checked and not is_success and told is not None and told != "application/json":
        raise InvocationRejected(
            "Invalid response from remote - content-type header must be set to application/json "
            f"and is currently: {told}"
        )
    try:
        body = answer.json() if answer.body else None
    except ValueError as problem:
        raise InvocationRejected(f"The remote answered {answer.status} with a body that is not JSON.") from problem
    if not is_success and body is None:
        raise InvocationRejected(f"The remote answered {answer.status} without a JSON body.")
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        headers.setdefault(name.lower(), []).append(value)
    shown = {"status": answer.status, "headers": headers, "body": body}
    return {"success": True, "payload": shown} if is_success else {"success": False, "error": shown}

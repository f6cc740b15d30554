"""Account reports of apps, with the accounts they keep data about (platform contract 6.5).

Answers who was closed and whose data changed since the app fetched it, from the state and the audit log of the
rehearsal organizations.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jwt
from flask import Blueprint, Response, jsonify, request

from sandbox.host.connect.connect_routes import json_body
from sandbox.host.connect.qsh import compute_qsh
from sandbox.host.hosts import Hosts
from sandbox.host.problems import HostProblem, bad_field
from sandbox.world.clock import parse_instant

MOST_ACCOUNTS = 90
_CYCLE_DAYS = "7"
_PERSONAL_CHANGES = {"user_changed", "profile", "email"}
_CONNECT_PATH = "/rest/atlassian-connect/latest/report-accounts"


def build_privacy_routes(hosts: Hosts) -> Blueprint:
    """The blueprint of both report addresses."""
    routes = Blueprint("privacy", __name__)

    @routes.post("/app/report-accounts/")
    def report() -> Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise HostProblem(401, "Unauthorized", "A bearer token is needed.")
        return _answer(hosts, json_body())

    @routes.post(_CONNECT_PATH)
    def report_from_connect() -> Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "JWT" or not _is_from_app(hosts, token):
            raise HostProblem(401, "Unauthorized", "A token of an installed app is needed.")
        return _answer(hosts, json_body())

    return routes


def _is_from_app(hosts: Hosts, token: str) -> bool:
    """Whether an installed app signed this request: issuer is its key, with the hash of this address."""
    expected = compute_qsh("POST", _CONNECT_PATH)
    for installation in hosts.book.list_all():
        try:
            claims = jwt.decode(
                token,
                installation.shared_secret,
                algorithms=["HS256"],
                issuer=installation.app.key,
                options={"require": ["exp", "iat"], "verify_aud": False},
            )
        except jwt.PyJWTError:
            continue
        if claims.get("qsh") == expected and installation.state != "uninstalled":
            return True
    return False


def _answer(hosts: Hosts, body: dict[str, Any]) -> Response:
    accounts = body.get("accounts")
    if not isinstance(accounts, list) or not 1 <= len(accounts) <= MOST_ACCOUNTS:
        raise bad_field("accounts", f"Report 1 to {MOST_ACCOUNTS} accounts in one call.")
    found = [row for row in (_judge(hosts, *_read_account(item)) for item in accounts) if row]
    response = jsonify(accounts=found) if found else Response(status=204)
    response.headers["Cycle-Period"] = _CYCLE_DAYS
    return response


def _read_account(item: Any) -> tuple[str, datetime]:
    account_id, updated_at = (item.get("accountId"), item.get("updatedAt")) if isinstance(item, dict) else (None, None)
    if not isinstance(account_id, str) or not isinstance(updated_at, str):
        raise bad_field("accounts", "An account has an accountId and an updatedAt.")
    try:
        return account_id, parse_instant(updated_at)
    except ValueError as problem:
        raise bad_field("accounts", "updatedAt is ISO 8601 with a time zone.") from problem


def _judge(hosts: Hosts, account_id: str, updated_at: datetime) -> dict[str, str] | None:
    world = hosts.world
    with world.lock:
        for organization in world.organizations.values():
            user = organization.users.get(account_id)
            if user is not None and user.account_status == "closed":
                return {"accountId": account_id, "status": "closed"}
        entries = world.audit.after(0, limit=len(world.audit))
    changed = any(
        entry.operation in _PERSONAL_CHANGES
        and entry.target.get("account_id") == account_id
        and parse_instant(entry.at) > updated_at
        for entry in entries
    )
    return {"accountId": account_id, "status": "updated"} if changed else None

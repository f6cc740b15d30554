"""Reporting accounts (platform contract 6.5)."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from atlassian_jwt.url_utils import hash_url

from sandbox.world.effects import Effect
from sandbox.world.state import World, Write
from tests.sandbox.host.fake_app import APP_KEY, FakeApp
from tests.sandbox.host.ground import ORG_ID, Reply, Sandbox

CONNECT_PATH = "/rest/atlassian-connect/latest/report-accounts"
LONG_AGO, FAR_AHEAD = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"


def report(sandbox: Sandbox, *accounts: tuple[str, str]) -> Reply:
    body = {"accounts": [{"accountId": name, "updatedAt": at} for name, at in accounts]}
    return sandbox.call("POST", "/app/report-accounts/", body, Authorization="Bearer system-token")


def change(world: World, account_id: str, **changes: Any) -> None:
    effect = Effect("user_changed", {"account_id": account_id, "changes": changes})
    organization = world.organizations[ORG_ID]
    world.commit(organization, [effect], Write("user_changed", {"account_id": account_id}))


def test_nothing_to_do_is_204(sandbox: Sandbox) -> None:
    reply = report(sandbox, ("712020:user", LONG_AGO), ("712020:stranger", LONG_AGO))
    assert (reply.status, reply.body, reply.headers["Cycle-Period"]) == (204, b"", "7")


def test_closed_account_must_be_erased(world: World, sandbox: Sandbox) -> None:
    change(world, "712020:user", account_status="closed")
    reply = report(sandbox, ("712020:user", FAR_AHEAD), ("712020:admin", LONG_AGO))
    assert reply.json() == {"accounts": [{"accountId": "712020:user", "status": "closed"}]}


def test_account_changed_since_the_fetch_must_be_refreshed(world: World, sandbox: Sandbox) -> None:
    change(world, "712020:user", name="Renamed")
    assert report(sandbox, ("712020:user", LONG_AGO)).json()["accounts"][0]["status"] == "updated"
    assert report(sandbox, ("712020:user", FAR_AHEAD)).status == 204


@pytest.mark.parametrize("count", [0, 91])
def test_one_to_ninety_accounts_a_call(sandbox: Sandbox, count: int) -> None:
    assert report(sandbox, *[(f"712020:{number}", LONG_AGO) for number in range(count)]).status == 400


def test_ninety_accounts_are_taken(sandbox: Sandbox) -> None:
    assert report(sandbox, *[(f"712020:{number}", LONG_AGO) for number in range(90)]).status == 204


@pytest.mark.parametrize("accounts", [[{}], ["x"], [{"accountId": "x", "updatedAt": "yesterday"}], "x"])
def test_malformed_report_is_refused(sandbox: Sandbox, accounts: Any) -> None:
    reply = sandbox.call("POST", "/app/report-accounts/", {"accounts": accounts}, Authorization="Bearer x")
    assert (reply.status, reply.json()["field"]) == (400, "accounts")


def test_token_is_needed(sandbox: Sandbox) -> None:
    assert sandbox.post("/app/report-accounts/", {"accounts": []}).status == 401
    assert sandbox.post(CONNECT_PATH, {"accounts": []}).status == 401


def test_connect_app_reports_with_a_token_of_its_own(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    secret = app.calls("/connect/installed")[0].json()["sharedSecret"]
    now = int(time.time())
    claims = {"iss": APP_KEY, "iat": now, "exp": now + 60, "qsh": hash_url("POST", CONNECT_PATH)}
    body = {"accounts": [{"accountId": "712020:user", "updatedAt": LONG_AGO}]}
    for changed, status in (({}, 204), ({"iss": "other"}, 401), ({"qsh": "x"}, 401), ({"exp": now - 60}, 401)):
        token = jwt.encode(claims | changed, secret, algorithm="HS256")
        assert sandbox.call("POST", CONNECT_PATH, body, Authorization=f"JWT {token}").status == status

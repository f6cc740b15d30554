"""Minting context and page tokens (platform contract 1.3 and 1.5)."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from atlassian_jwt.url_utils import hash_url

from sandbox.host.tokens import TokenRefused, fetch_token
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.ground import Sandbox


@pytest.fixture
def secret(sandbox: Sandbox, app: FakeApp) -> str:
    sandbox.install(app.base_url)
    return str(app.calls("/connect/installed")[0].json()["sharedSecret"])


def decode(token: str, secret: str, **options: Any) -> dict[str, Any]:
    return jwt.decode(token, secret, algorithms=["HS256"], options=options)  # type: ignore[arg-type]


def test_context_token_carries_the_literal_hash_for_15_minutes(sandbox: Sandbox, secret: str) -> None:
    claims = decode(sandbox.token("acme", "712020:user", kind="context"), secret)
    assert claims["qsh"] == "context-qsh"
    assert claims["sub"] == "712020:user"
    assert claims["exp"] - claims["iat"] == 900
    assert abs(claims["iat"] - time.time()) < 5
    assert "aud" not in claims


def test_page_token_is_bound_to_the_page_for_180_seconds(sandbox: Sandbox, secret: str) -> None:
    claims = decode(sandbox.token("acme", "712020:user", kind="page"), secret)
    assert claims["qsh"] == hash_url("GET", "/connect/admin")
    assert claims["exp"] - claims["iat"] == 180


@pytest.mark.parametrize(
    ("url", "hashed"), [("/x?b=1&a=2", "/x?a=2&b=1"), ("https://elsewhere.example/x?a=2&b=1", "/x?a=2&b=1")]
)
def test_page_token_for_a_given_request(sandbox: Sandbox, secret: str, url: str, hashed: str) -> None:
    token = sandbox.token("acme", "712020:user", kind="page", method="PUT", url=url)
    assert decode(token, secret)["qsh"] == hash_url("PUT", hashed)


def test_tenant_is_a_client_key_or_a_site(sandbox: Sandbox, secret: str) -> None:
    key = sandbox.get("/_sandbox/installations/acme").json()["client_key"]
    assert decode(sandbox.token(key, "712020:user"), secret)["iss"] == key
    assert decode(sandbox.token("acme", "712020:user"), secret)["iss"] == key


@pytest.mark.parametrize(
    ("account", "account_id"),
    [
        ("organization-admin", "712020:admin"),
        ("product-admin", "712020:product"),
        ("user-access-admin", "712020:access"),
        ("user", "712020:user"),
        ("UMA@example.com", "712020:user"),
        ("712020:stranger", "712020:stranger"),
    ],
)
def test_account_is_named_by_role_email_or_id(sandbox: Sandbox, secret: str, account: str, account_id: str) -> None:
    assert decode(sandbox.token("acme", account), secret)["sub"] == account_id


def test_nobody_has_no_sub(sandbox: Sandbox, secret: str) -> None:
    assert "sub" not in decode(sandbox.token("acme", None), secret)


def test_claims_can_be_replaced_and_dropped(sandbox: Sandbox, secret: str) -> None:
    token = sandbox.token("acme", "user", claims={"qsh": None, "iss": "somebody"}, lifetime_seconds=-60)
    claims = decode(token, secret, verify_exp=False)
    assert claims["iss"] == "somebody"
    assert "qsh" not in claims
    assert claims["exp"] < time.time()


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"account": "user"}, 400, "tenant"),
        ({"tenant": "acme", "account": ""}, 400, "account"),
        ({"tenant": "acme", "account": 7}, 400, "account"),
        ({"tenant": "acme", "account": "user", "kind": "gold"}, 400, "kind"),
        ({"tenant": "acme", "account": "user", "claims": []}, 400, "claims"),
        ({"tenant": "acme", "account": "user", "lifetime_seconds": "long"}, 400, "lifetime_seconds"),
        ({"tenant": "acme", "account": "user", "kind": "page", "url": 3}, 400, "url"),
        ({"tenant": "nobody", "account": "user"}, 404, None),
        ({"tenant": "acme", "account": "nobody@example.com"}, 404, None),
    ],
)
@pytest.mark.usefixtures("secret")
def test_bad_request_is_refused(sandbox: Sandbox, body: dict[str, Any], status: int, field: str | None) -> None:
    reply = sandbox.post("/_sandbox/token", body)
    assert (reply.status, reply.json().get("field")) == (status, field)


def test_command_line_gets_its_token_over_http(sandbox: Sandbox, secret: str) -> None:
    token = fetch_token(sandbox.url, "acme", "user", "page", url="/connect/admin?x=1")
    assert decode(token, secret)["qsh"] == hash_url("GET", "/connect/admin?x=1")


def test_command_line_learns_why_there_is_no_token(sandbox: Sandbox) -> None:
    with pytest.raises(TokenRefused, match="no installation 'acme'"):
        fetch_token(sandbox.url, "acme", "user", "context")
    with pytest.raises(TokenRefused, match="does not answer"):
        fetch_token("http://127.0.0.1:1", "acme", "user", "context")

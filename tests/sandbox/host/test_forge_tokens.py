"""Invocation tokens and their keys (platform contract 4.3)."""

from __future__ import annotations

import jwt
import pytest

from sandbox.host.tokens import fetch_token
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import APP_ID, install, verify
from tests.sandbox.host.ground import Sandbox


def test_key_set_holds_public_rsa_keys_only(sandbox: Sandbox) -> None:
    reply = sandbox.get("/forge/jwks.json")
    [key] = reply.json()["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")


def test_rotated_key_joins_the_set_and_signs(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    before = sandbox.token(installation["installation_id"], "user", kind="forge")
    sandbox.post("/_sandbox/forge/jwks", {"rotate": True})
    after = sandbox.token(installation["installation_id"], "user", kind="forge")
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    assert verify(sandbox, before)["principal"] == verify(sandbox, after)["principal"]


@pytest.mark.parametrize(("behaviour", "status"), [("error", 503), ("html", 200), ("empty", 200)])
def test_key_set_can_fail(sandbox: Sandbox, behaviour: str, status: int) -> None:
    assert sandbox.post("/_sandbox/forge/jwks", {"behaviour": behaviour}).status == 200
    reply = sandbox.get("/forge/jwks.json")
    assert reply.status == status
    assert b'"kid"' not in reply.body
    assert sandbox.post("/_sandbox/forge/jwks", {"behaviour": "odd"}).status == 400


def test_token_of_a_page_has_context_and_principal(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    claims = verify(sandbox, sandbox.token(installation["installation_id"], "organization-admin", kind="forge"))
    assert claims["principal"] == "712020:admin"
    assert claims["exp"] - claims["iat"] == 25
    assert claims["app"]["id"] == APP_ID
    assert claims["app"]["installationId"] == claims["app"]["installation"]["id"] == installation["installation_ari"]
    assert claims["app"]["module"] == {"type": "jira:adminPage", "key": "admin"}
    assert claims["app"]["apiBaseUrl"].endswith("/" + claims["context"]["cloudId"] + "/")
    assert claims["context"]["siteUrl"] == "https://acme.atlassian.net"
    assert claims["app"]["environment"]["type"] == "DEVELOPMENT"
    assert "license" not in claims["app"]


def test_token_of_an_event_has_no_principal(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    claims = verify(sandbox, sandbox.token(installation["installation_id"], None, kind="forge"))
    assert "principal" not in claims
    assert claims["app"]["module"]["key"] == "on-install"


@pytest.mark.parametrize(("license_state", "is_active"), [("active", True), ("inactive", False)])
def test_licence_is_told_in_production_only(
    sandbox: Sandbox, app: FakeApp, license_state: str, is_active: bool
) -> None:
    production = install(sandbox, app, environment="PRODUCTION", license=license_state)
    claims = verify(sandbox, sandbox.token(production["installation_id"], "user", kind="forge"))
    assert claims["app"]["license"]["active"] is is_active
    staging = install(sandbox, app, environment="STAGING", license=license_state)
    claims = verify(sandbox, sandbox.token(staging["installation_id"], "user", kind="forge"))
    assert "license" not in claims["app"]


def test_command_line_gets_invocation_tokens_too(sandbox: Sandbox, app: FakeApp) -> None:
    install(sandbox, app)
    assert verify(sandbox, fetch_token(sandbox.url, "acme", "user", "forge"))["principal"] == "712020:user"

"""The Forge host: tokens, events with retries, the remote proxy, Custom UI (platform contract 4 and 9.3)."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import jwt
import pytest

from sandbox.host.tokens import fetch_token
from sandbox.state import World
from tests.sandbox.host.fake_app import FakeApp, Received
from tests.sandbox.host.forge_ground import APP_ID, APP_UUID, MANIFEST
from tests.sandbox.host.ground import ORG_ID, Sandbox, running_sandbox

LIFECYCLE = "/forge/lifecycle"


def install(sandbox: Sandbox, app: FakeApp, **options: Any) -> dict[str, Any]:
    body = {"manifest_text": MANIFEST, "app_url": app.base_url, "retry_seconds": 0, **options}
    reply = sandbox.post("/_sandbox/forge/installations", body)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def bearer(call: Received) -> str:
    return call.headers["authorization"].removeprefix("Bearer ")


def verify(sandbox: Sandbox, token: str) -> dict[str, Any]:
    found = {item["kid"]: item for item in sandbox.get("/forge/jwks.json").json()["keys"]}
    key = jwt.PyJWK(found[jwt.get_unverified_header(token)["kid"]])
    return jwt.decode(
        token,
        key.key,
        algorithms=["RS256"],
        audience=APP_ID,
        issuer="forge/invocation-token",
        options={"require": ["iat", "nbf", "exp", "jti"]},
    )


def invoke(sandbox: Sandbox, installation: dict[str, Any], **request: Any) -> dict[str, Any]:
    body = {
        "installation": installation["installation_id"],
        "account": request.pop("account", "712020:user"),
        "request": {"path": "/api/v1/tasks", **request},
    }
    reply = sandbox.post("/_sandbox/forge/invoke", body)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


# -- tokens -------------------------------------------------------------------------------------------------------


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
    assert claims["app"]["apiBaseUrl"].endswith("/" + claims["context"]["cloudId"])
    assert claims["context"]["siteUrl"] == "https://acme.atlassian.net"
    assert claims["app"]["environment"]["type"] == "DEVELOPMENT"
    assert "license" not in claims["app"]


def test_token_of_an_event_has_neither(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    claims = verify(sandbox, sandbox.token(installation["installation_id"], None, kind="forge"))
    assert "context" not in claims
    assert "principal" not in claims
    assert claims["app"]["module"]["key"] == "on-install"


@pytest.mark.parametrize(("license_state", "is_active"), [("active", True), ("inactive", False)])
def test_licence_is_told_in_production_only(
    sandbox: Sandbox, app: FakeApp, license_state: str, is_active: bool
) -> None:
    production = install(sandbox, app, environment="PRODUCTION", license=license_state)
    claims = verify(sandbox, sandbox.token(production["installation_id"], "user", kind="forge"))
    assert claims["app"]["license"]["isActive"] is is_active
    staging = install(sandbox, app, environment="STAGING", license=license_state)
    claims = verify(sandbox, sandbox.token(staging["installation_id"], "user", kind="forge"))
    assert "license" not in claims["app"]


def test_command_line_gets_invocation_tokens_too(sandbox: Sandbox, app: FakeApp) -> None:
    install(sandbox, app)
    assert verify(sandbox, fetch_token(sandbox.url, "acme", "user", "forge"))["principal"] == "712020:user"


# -- installations and events -------------------------------------------------------------------------------------


def test_install_delivers_the_installed_event(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    [call] = app.calls(LIFECYCLE)
    assert call.json() == {
        "id": installation["installation_id"],
        "context": "ari:cloud:jira::site/cloud-acme",
        "installerAccountId": "712020:admin",
        "app": {"id": APP_UUID, "version": "1.0.0"},
        "environment": {"id": installation["environment_id"]},
    }
    assert verify(sandbox, bearer(call))["app"]["installationId"] == installation["installation_ari"]
    assert re.fullmatch(r"[0-9a-f]{32}", call.headers["x-b3-traceid"])
    assert re.fullmatch(r"[0-9a-f]{16}", call.headers["x-b3-spanid"])
    assert call.headers["x-forge-oauth-system"]
    assert "x-forge-oauth-user" not in call.headers
    assert installation["deliveries"][0]["attempts"][0]["delivered"] is True


def test_reinstall_has_a_new_installation_id(sandbox: Sandbox, app: FakeApp) -> None:
    assert install(sandbox, app)["installation_id"] != install(sandbox, app)["installation_id"]


def test_event_is_tried_five_times_with_a_fresh_token_each(sandbox: Sandbox, app: FakeApp) -> None:
    app.answers[LIFECYCLE] = (500, b"")
    installation = install(sandbox, app)
    attempts = installation["deliveries"][0]["attempts"]
    assert [item["status"] for item in attempts] == [500] * 5
    assert installation["state"] == "installed"
    assert len({bearer(call) for call in app.calls(LIFECYCLE)}) == 5


def test_event_stops_at_the_first_success(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    assert len(installation["deliveries"][0]["attempts"]) == 1


def test_event_that_takes_longer_than_five_seconds_is_tried_again(sandbox: Sandbox, app: FakeApp) -> None:
    app.delays_seconds[LIFECYCLE] = 5.6
    started = time.monotonic()

    def wake_up() -> None:
        while len(app.calls(LIFECYCLE)) < 1:
            time.sleep(0.05)
        app.delays_seconds.clear()

    threading.Thread(target=wake_up, daemon=True).start()
    attempts = install(sandbox, app)["deliveries"][0]["attempts"]
    assert [item["delivered"] for item in attempts] == [False, True]
    assert attempts[0]["status"] is None
    assert time.monotonic() - started >= 5


def test_upgrade_raises_the_major_version_and_tells(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    path = f"/_sandbox/forge/installations/{installation['installation_id']}/upgrade"
    assert sandbox.post(path).json()["app_version"] == "2.0.0"
    body = app.calls(LIFECYCLE)[-1].json()
    assert (body["app"]["version"], body["upgraderAccountId"]) == ("2.0.0", "712020:admin")


def test_uninstall_calls_pre_uninstall_once_and_forgets_whatever_is_answered(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    app.answers[LIFECYCLE] = (404, b"")
    path = f"/_sandbox/forge/installations/{installation['installation_id']}/uninstall"
    assert sandbox.post(path, {"retry_seconds": 0}).json()["state"] == "uninstalled"
    assert verify(sandbox, bearer(app.calls(LIFECYCLE)[-1]))["app"]["module"]["key"] == "on-uninstall"
    assert sandbox.post(path).status == 409


def test_scheduled_trigger_fires_even_late(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    path = f"/_sandbox/forge/installations/{installation['installation_id']}"
    sandbox.post(f"{path}/uninstall")
    sandbox.post(f"{path}/scheduled/hourly")
    assert verify(sandbox, bearer(app.calls(LIFECYCLE)[-1]))["app"]["module"]["key"] == "hourly"
    assert sandbox.post(f"{path}/scheduled/daily").status == 404


def test_any_event_can_be_sent(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    name = "avi:forge:uninstalled:app"
    sandbox.post(f"/_sandbox/forge/installations/{installation['installation_id']}/events/{name}")
    assert len(app.calls(LIFECYCLE)) == 2


def test_installations_survive_a_restart(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    again = World()
    again.load(world.dump())
    with running_sandbox(again) as restarted:
        found = restarted.get("/_sandbox/forge/installations/acme").json()
    assert found["installation_id"] == installation["installation_id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("app:", "oops:"), "app"),
        ((APP_ID, "my-app"), "app.id"),
        (
            ("remote: backend\n      auth:\n        appUser", "remote: nowhere\n      auth:\n        appUser"),
            "modules.endpoint",
        ),
        (("endpoint: lifecycle\n      events", "endpoint: nowhere\n      events"), "modules"),
        (("resource: admin-ui", "resource: nowhere"), "modules"),
        (("baseUrl: https://rollcall.example.com", "x: y"), "remotes"),
        (("[storage, compute, fetch]", "{a: b}"), "manifest"),
    ],
)
def test_useless_manifest_is_refused_with_the_field(
    sandbox: Sandbox, app: FakeApp, change: tuple[str, str], field: str
) -> None:
    text = MANIFEST.replace(*change)
    assert text != MANIFEST
    reply = sandbox.post("/_sandbox/forge/installations", {"manifest_text": text, "app_url": app.base_url})
    assert (reply.status, reply.json()["field"]) == (400, field)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"manifest_path": "/etc/passwd"},
        {"manifest_path": "/nowhere/manifest.yml"},
        {"manifest_text": MANIFEST, "environment": "MOON"},
        {"manifest_text": MANIFEST, "license": "maybe"},
        {"manifest_text": MANIFEST, "app_url": 7},
        {"manifest_text": MANIFEST, "app_url": "http://127.0.0.1:1", "retry_seconds": "soon"},
    ],
)
def test_bad_installation_is_refused(sandbox: Sandbox, body: dict[str, Any]) -> None:
    assert sandbox.post("/_sandbox/forge/installations", body).status == 400


def test_manifest_is_read_from_a_file(sandbox: Sandbox, app: FakeApp, tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text(MANIFEST)
    body = {"manifest_path": str(tmp_path / "manifest.yml"), "app_url": app.base_url}
    assert sandbox.post("/_sandbox/forge/installations", body).json()["app_id"] == APP_ID


# -- invokeRemote -------------------------------------------------------------------------------------------------


def test_invoke_remote_carries_the_request_with_a_token_of_the_page(sandbox: Sandbox, app: FakeApp) -> None:
    app.answers["/api/v1/tasks"] = (201, b'{"id":1}')
    installation = install(sandbox, app)
    answer = invoke(
        sandbox, installation, method="POST", body={"name": "x"}, headers={"X-Own": "1", "Authorization": "JWT mine"}
    )
    [call] = app.calls("/api/v1/tasks")
    assert (call.method, call.json(), call.headers["x-own"]) == ("POST", {"name": "x"}, "1")
    assert verify(sandbox, bearer(call))["principal"] == "712020:user"
    assert call.headers["x-forge-oauth-user"]
    assert answer["success"] is True
    assert answer["payload"]["status"] == 201
    assert answer["payload"]["body"] == {"id": 1}
    assert answer["payload"]["headers"]["content-type"] == ["application/json"]


def test_invoke_remote_without_a_body_succeeds(sandbox: Sandbox, app: FakeApp) -> None:
    answer = invoke(sandbox, install(sandbox, app))
    assert (answer["success"], answer["payload"]["status"], answer["payload"]["body"]) == (True, 204, None)


def test_refusal_with_json_reaches_the_page(sandbox: Sandbox, app: FakeApp) -> None:
    app.answers["/api/v1/tasks"] = (403, b'{"title":"no"}')
    answer = invoke(sandbox, install(sandbox, app))
    assert (answer["success"], answer["error"]["status"], answer["error"]["body"]) == (False, 403, {"title": "no"})


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, b'{"title":"no"}', "401 is reserved"),
        (302, b"", "redirect"),
        (403, b"", "without a JSON body"),
        (500, b"<h1>oops</h1>", "not JSON"),
        (200, b"<h1>page</h1>", "not JSON"),
    ],
)
def test_bridge_rejects_what_forge_rejects(
    sandbox: Sandbox, app: FakeApp, status: int, body: bytes, words: str
) -> None:
    app.answers["/api/v1/tasks"] = (status, body)
    assert words in invoke(sandbox, install(sandbox, app))["rejected"]


def test_bridge_rejects_when_the_remote_is_gone(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app, app_url="http://127.0.0.1:1")
    assert "did not answer" in invoke(sandbox, installation)["rejected"]
    assert "slash" in invoke(sandbox, installation, path="api")["rejected"]
    assert "method" in invoke(sandbox, installation, method="TRACE")["rejected"]


@pytest.mark.parametrize(
    "body",
    [{}, {"request": {}}, {"request": {"path": "/x", "headers": ["x"]}}, {"request": {"path": "/x"}, "module": "no"}],
)
def test_bad_invocation_is_refused(sandbox: Sandbox, app: FakeApp, body: dict[str, Any]) -> None:
    installation = install(sandbox, app)
    reply = sandbox.post("/_sandbox/forge/invoke", {"installation": installation["installation_id"], **body})
    assert reply.status in {400, 404}


# -- Custom UI ----------------------------------------------------------------------------------------------------


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    folder = tmp_path / "build"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<!doctype html><html><head><script src="./assets/a.js"></script></head></html>')
    (folder / "assets" / "a.js").write_text("window.loaded = true;")
    return folder


def test_custom_ui_is_served_with_the_bridge_before_its_scripts(sandbox: Sandbox, app: FakeApp, build: Path) -> None:
    installation = install(sandbox, app, static_dir=str(build))
    path = f"/forge/ui/{installation['installation_id']}/admin/"
    page = sandbox.get(path).text
    assert page.index("/_face/bridge.js") < page.index("./assets/a.js")
    assert sandbox.get("/_face/bridge.js").status == 200
    assert sandbox.get(f"{path}assets/a.js").text == "window.loaded = true;"


def test_custom_ui_stands_under_forges_policy(sandbox: Sandbox, app: FakeApp, build: Path) -> None:
    installation = install(sandbox, app, static_dir=str(build))
    policy = sandbox.get(f"/forge/ui/{installation['installation_id']}/admin/").headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["script-src"] == "'self' https://forge.cdn.prod.atlassian-dev.net"
    assert directives["default-src"] == directives["form-action"] == "'self'"
    assert "*.atlassian.net bitbucket.org *.jira.com *.atlassian.com" in directives["frame-ancestors"]
    assert "'unsafe-inline'" in directives["style-src"]
    assert app.base_url in directives["connect-src"]
    assert directives["sandbox"].split()[0] == "allow-popups"


def test_policy_allows_only_what_the_manifest_declares(sandbox: Sandbox, app: FakeApp, build: Path) -> None:
    text = MANIFEST.replace("[unsafe-inline]", "[]").replace("        - remote: backend\n", "")
    installation = install(sandbox, app, static_dir=str(build), manifest_text=text)
    policy = sandbox.get(f"/forge/ui/{installation['installation_id']}/admin/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert app.base_url not in policy


@pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "nothing.js"])
def test_nothing_outside_the_build_is_served(sandbox: Sandbox, app: FakeApp, build: Path, path: str) -> None:
    installation = install(sandbox, app, static_dir=str(build))
    reply = sandbox.get(f"/forge/ui/{installation['installation_id']}/admin/{path}")
    assert reply.status == 404
    assert b"outside" not in reply.body


def test_missing_build_is_explained(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app, static_dir="/nowhere/build")
    reply = sandbox.get(f"/forge/ui/{installation['installation_id']}/admin/")
    assert (reply.status, "does not exist" in reply.text) == (404, True)


def test_forge_page_is_shown_for_its_own_organization_only(sandbox: Sandbox, app: FakeApp, build: Path) -> None:
    installation = install(sandbox, app, static_dir=str(build))
    path = f"/apps/forge/{installation['installation_id']}"
    assert sandbox.get(f"/o/{ORG_ID}{path}").status == 200
    assert sandbox.get(f"/o/11111111-aaaa-4bbb-8ccc-222222222222{path}").status == 404

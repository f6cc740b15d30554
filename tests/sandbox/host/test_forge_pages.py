"""`invokeRemote`, and Custom UI under its policy (platform contract 4.2 and 4.5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import MANIFEST, bearer, install, invoke, verify
from tests.sandbox.host.ground import ORG_ID, Sandbox


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
        (500, b"<h1>oops</h1>", "content-type header must be set to application/json"),
        (200, b"<h1>page</h1>", "not JSON"),
    ],
)
def test_bridge_rejects_what_forge_rejects(
    sandbox: Sandbox, app: FakeApp, status: int, body: bytes, words: str
) -> None:
    app.answers["/api/v1/tasks"] = (status, body)
    installation = install(sandbox, app)
    assert words in invoke(sandbox, installation)["rejected"]


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

"""Forge installations and the events that go to a remote (platform contract 4.2 and 4.4)."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.world.state import World
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import APP_ID, APP_UUID, MANIFEST, bearer, install, verify
from tests.sandbox.host.ground import ORG_ID, Sandbox, running_sandbox

LIFECYCLE = "/forge/lifecycle"


def test_install_delivers_the_installed_event(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    [call] = app.calls(LIFECYCLE)
    assert call.json() == {
        "id": installation["installation_id"],
        "installerAccountId": "712020:admin",
        "app": {"id": APP_UUID, "version": "1.0.0", "ownerAccountId": "557058:00000000-0000-4000-8000-00000000d001"},
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
    assert body["permissions"]["scopes"] == ["read:app-system-token"]


def test_uninstall_calls_pre_uninstall_once_and_forgets_whatever_is_answered(sandbox: Sandbox, app: FakeApp) -> None:
    installation = install(sandbox, app)
    app.answers[LIFECYCLE] = (404, b"")
    path = f"/_sandbox/forge/installations/{installation['installation_id']}/uninstall"
    assert sandbox.post(path, {"retry_seconds": 0}).json()["state"] == "uninstalled"
    body = app.calls(LIFECYCLE)[-1].json()
    assert set(body) == {"context", "contextToken"}
    assert body["context"] == {"cloudId": "cloud-acme", "moduleKey": "on-uninstall"}
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


def test_an_installation_that_may_be_repeated_stays_the_same(sandbox: Sandbox, app: FakeApp) -> None:
    first = install(sandbox, app, is_repeatable=True)
    again = install(sandbox, app, is_repeatable=True, app_url="http://127.0.0.1:1")

    assert (again["installation_id"], again["app_url"]) == (first["installation_id"], "http://127.0.0.1:1")
    assert again["deliveries"] == []
    assert len(app.calls(LIFECYCLE)) == 1


def test_the_app_that_came_through_forge_is_shown_first_and_connects_beside_it(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    installation = install(sandbox, app)
    page = sandbox.get("/o/" + ORG_ID + "/apps/rollcall")
    beside = sandbox.get("/o/" + ORG_ID + "/apps/rollcall?door=connect").text

    assert "as a Forge app" in page.text
    assert "Open through Connect" in page.text
    assert "Open through Forge" in beside
    assert installation["installation_id"] in beside

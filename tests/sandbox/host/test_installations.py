"""The Connect host leads an app through its life (platform contract 1.1 and 9.2)."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from atlassian_jwt.url_utils import hash_url

from sandbox.world.state import World
from tests.sandbox.host.fake_app import APP_KEY, FakeApp, Received
from tests.sandbox.host.ground import ORG_ID, OTHER_ORG_ID, Sandbox, running_sandbox


def act(sandbox: Sandbox, installation: dict[str, Any], action: str, **options: Any) -> dict[str, Any]:
    reply = sandbox.post(f"/_sandbox/installations/{installation['client_key']}/{action}", options)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def secret_of(call: Received) -> str:
    return str(call.json()["sharedSecret"])


def test_install_calls_installed_and_then_enabled(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    assert app.lifecycle() == ["installed", "enabled"]
    assert installation["state"] == "enabled"
    assert [call["status"] for call in installation["calls"]] == [204, 204]


def test_installed_is_signed_rs256_for_this_app_and_this_request(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    [call] = app.calls("/connect/installed")
    claims = app.verify_signed(call, sandbox.url)
    assert claims["iss"] == installation["client_key"] == call.json()["clientKey"]
    assert claims["aud"] == [app.base_url]
    assert claims["qsh"] == hash_url("POST", "/connect/installed")
    assert claims["exp"] - claims["iat"] == 180
    kid = jwt.get_unverified_header(call.token)["kid"]
    assert str(uuid.UUID(kid)) == kid


def test_enabled_is_signed_hs256_with_the_secret_of_installed(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    [installed], [enabled] = app.calls("/connect/installed"), app.calls("/connect/enabled")
    claims = jwt.decode(enabled.token, secret_of(installed), algorithms=["HS256"])
    assert claims["qsh"] == hash_url("POST", "/connect/enabled")
    assert "sharedSecret" not in enabled.json()


def test_installed_carries_the_payload_of_a_jira_site(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    body = app.calls("/connect/installed")[0].json()
    assert body["key"] == APP_KEY
    assert body["eventType"] == "installed"
    assert body["baseUrl"] == body["displayUrl"] == "https://acme.atlassian.net"
    assert body["productType"] == "jira"
    assert body["cloudId"] == "cloud-acme"
    assert 64 <= len(body["sharedSecret"]) <= 128
    assert body["entitlementId"]


def test_first_organization_and_site_are_the_default(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.post("/_sandbox/installations", {"app_url": app.base_url}).json()
    assert (installation["org_id"], installation["site"]) == (ORG_ID, "acme")


def test_installing_again_keeps_the_client_key_and_brings_a_new_secret(sandbox: Sandbox, app: FakeApp) -> None:
    first, second = sandbox.install(app.base_url), sandbox.install(app.base_url)
    calls = app.calls("/connect/installed")
    assert first["client_key"] == second["client_key"]
    assert secret_of(calls[0]) != secret_of(calls[1])
    assert len(sandbox.get("/_sandbox/installations").json()["installations"]) == 1


def test_installing_again_can_keep_the_secret(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    sandbox.install(app.base_url, keep_secret=True)
    first, second = app.calls("/connect/installed")
    assert secret_of(first) == secret_of(second)


def test_other_organization_or_site_is_another_tenant(sandbox: Sandbox, app: FakeApp) -> None:
    keys = {
        sandbox.install(app.base_url)["client_key"],
        sandbox.install(app.base_url, site="acme-two")["client_key"],
        sandbox.install(app.base_url, site="globex", org_id=OTHER_ORG_ID)["client_key"],
    }
    assert len(keys) == 3


def test_client_key_is_the_same_after_the_sandbox_was_wiped(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    before = sandbox.install(app.base_url)["client_key"]
    fresh = World()
    for organization in world.organizations.values():
        fresh.add_organization(organization)
    with running_sandbox(fresh) as other:
        assert other.install(app.base_url)["client_key"] == before


@pytest.mark.parametrize("status", [201, 302, 401, 500])
def test_installation_fails_unless_installed_is_answered_with_200_or_204(
    sandbox: Sandbox, app: FakeApp, status: int
) -> None:
    app.answers["/connect/installed"] = (status, b'{"title":"not today"}')
    reply = sandbox.post("/_sandbox/installations", {"app_url": app.base_url})
    assert reply.status == 502
    assert str(status) in reply.json()["detail"]
    assert app.lifecycle() == ["installed"]
    assert sandbox.get("/_sandbox/installations").json()["installations"] == []


def test_refused_reinstall_leaves_the_installation_as_it_was(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    secret = secret_of(app.calls("/connect/installed")[0])
    app.answers["/connect/installed"] = (500, b"")
    assert sandbox.post("/_sandbox/installations", {"app_url": app.base_url}).status == 502
    token = sandbox.token(installation["client_key"], "712020:admin")
    assert jwt.decode(token, secret, algorithms=["HS256"])["iss"] == installation["client_key"]


@pytest.mark.parametrize("action", ["disable", "enable"])
def test_disable_and_enable_are_signed_hs256(sandbox: Sandbox, app: FakeApp, action: str) -> None:
    installation = sandbox.install(app.base_url)
    secret = secret_of(app.calls("/connect/installed")[0])
    assert act(sandbox, installation, action)["state"] == f"{action}d"
    call = app.calls(f"/connect/{action}d")[-1]
    assert jwt.decode(call.token, secret, algorithms=["HS256"])["qsh"] == hash_url("POST", f"/connect/{action}d")


def test_uninstall_sends_disabled_and_uninstalled_at_the_same_moment(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    app.delays_seconds = {"/connect/disabled": 0.3, "/connect/uninstalled": 0.3}
    assert act(sandbox, installation, "uninstall")["state"] == "uninstalled"
    [disabled], [uninstalled] = app.calls("/connect/disabled"), app.calls("/connect/uninstalled")
    assert abs(disabled.at - uninstalled.at) < 0.2
    assert app.verify_signed(uninstalled, sandbox.url)["qsh"] == hash_url("POST", "/connect/uninstalled")
    assert jwt.get_unverified_header(disabled.token)["alg"] == "HS256"
    assert "sharedSecret" not in uninstalled.json()


@pytest.mark.parametrize(
    ("order", "expected"),
    [("disabled_first", ["disabled", "uninstalled"]), ("uninstalled_first", ["uninstalled", "disabled"])],
)
def test_uninstall_in_a_chosen_order(sandbox: Sandbox, app: FakeApp, order: str, expected: list[str]) -> None:
    act(sandbox, sandbox.install(app.base_url), "uninstall", order=order)
    assert app.lifecycle()[2:] == expected


def test_uninstalled_app_cannot_be_enabled_but_installed_again(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    assert sandbox.call("DELETE", f"/_sandbox/installations/{installation['client_key']}").status == 200
    assert sandbox.post(f"/_sandbox/installations/{installation['client_key']}/enable").status == 409
    again = act(sandbox, installation, "reinstall")
    assert (again["client_key"], again["state"]) == (installation["client_key"], "enabled")


def test_rotation_sends_installed_with_a_new_secret_and_no_enabled(sandbox: Sandbox, app: FakeApp) -> None:
    act(sandbox, sandbox.install(app.base_url), "rotate")
    first, second = app.calls("/connect/installed")
    assert secret_of(first) != secret_of(second)
    assert app.lifecycle() == ["installed", "enabled", "installed"]


def test_rename_keeps_client_key_and_secret_and_changes_the_base_url(sandbox: Sandbox, app: FakeApp) -> None:
    renamed = act(sandbox, sandbox.install(app.base_url), "rename", site="acme-renamed")
    first, second = app.calls("/connect/installed")
    assert second.json()["baseUrl"] == "https://acme-renamed.atlassian.net"
    assert (second.json()["clientKey"], secret_of(second)) == (first.json()["clientKey"], secret_of(first))
    assert app.lifecycle() == ["installed", "enabled", "installed"]
    assert sandbox.get("/_sandbox/installations/acme-renamed").json()["client_key"] == renamed["client_key"]


def test_upgrade_reads_the_descriptor_anew_and_enables(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    app.served_descriptor = app.descriptor() | {"name": "Fake app 2"}
    assert act(sandbox, installation, "upgrade")["app_name"] == "Fake app 2"
    assert app.lifecycle() == ["installed", "enabled", "installed", "enabled"]


def test_import_makes_a_new_tenant_on_the_same_site(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    imported = act(sandbox, installation, "import")
    bodies = [call.json() for call in app.calls("/connect/installed")]
    assert imported["client_key"] != installation["client_key"]
    assert bodies[0]["baseUrl"] == bodies[1]["baseUrl"]
    assert bodies[0]["clientKey"] != bodies[1]["clientKey"]


def test_base_path_of_the_app_is_no_part_of_the_hash(sandbox: Sandbox) -> None:
    with FakeApp(base_path="/rollcall") as app:
        sandbox.install(app.base_url)
        [call] = app.calls("/connect/installed")
        assert urlsplit(call.target).path == "/rollcall/connect/installed"
        assert app.verify_signed(call, sandbox.url)["qsh"] == hash_url("POST", "/connect/installed")


def test_secrets_are_never_shown(sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    secret = secret_of(app.calls("/connect/installed")[0])
    for path in ("/_sandbox/installations", f"/_sandbox/installations/{installation['client_key']}", "/"):
        assert secret not in sandbox.get(path).text


def test_installations_survive_a_restart(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    installation = sandbox.install(app.base_url)
    again = World()
    again.load(world.dump())
    with running_sandbox(again) as restarted:
        kept = restarted.get("/_sandbox/installations/acme").json()
    assert kept["client_key"] == installation["client_key"]


def test_snapshot_of_the_world_takes_the_installations_back(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    before = world.dump()
    sandbox.install(app.base_url)
    world.load(before)
    assert sandbox.get("/_sandbox/installations").json()["installations"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "app_url"),
        ({"app_url": 7}, "app_url"),
        ({"app_url": "ftp://x"}, "app_url"),
        ({"app_url": "http://user@127.0.0.1:1"}, "app_url"),
        ({"app_url": "http://127.0.0.1:1", "site": "Not A Site"}, "site"),
        ({"app_url": "http://127.0.0.1:1", "org_id": 3}, "org_id"),
    ],
)
def test_bad_field_is_named(sandbox: Sandbox, body: dict[str, Any], field: str) -> None:
    reply = sandbox.post("/_sandbox/installations", body)
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert (reply.status, reply.json()["field"]) == (400, field)


def test_app_that_does_not_answer_is_a_bad_gateway(sandbox: Sandbox) -> None:
    assert sandbox.post("/_sandbox/installations", {"app_url": "http://127.0.0.1:1"}).status == 502


@pytest.mark.parametrize(
    "change",
    [
        {"key": None},
        {"baseUrl": "nowhere"},
        {"authentication": {"type": "none"}},
        {"lifecycle": {}},
        {"key": "has spaces"},
    ],
)
def test_useless_descriptor_is_refused_before_any_call(sandbox: Sandbox, app: FakeApp, change: dict[str, Any]) -> None:
    app.served_descriptor = app.descriptor() | change
    assert sandbox.post("/_sandbox/installations", {"app_url": app.base_url}).status == 400
    assert app.received == []


def test_unknown_action_site_and_organization_are_refused(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    assert sandbox.post("/_sandbox/installations/acme/explode").status == 400
    assert sandbox.post("/_sandbox/installations/nobody/enable").status == 404
    assert sandbox.post("/_sandbox/installations/acme/rename", {"site": "a/b"}).status == 400
    body = {"app_url": app.base_url, "org_id": "unknown"}
    assert sandbox.post("/_sandbox/installations", body).status == 404


def test_control_routes_take_json_only(sandbox: Sandbox, app: FakeApp) -> None:
    headers = {"Content-Type": "text/plain"}
    reply = sandbox.call("POST", "/_sandbox/installations", {"app_url": app.base_url}, **headers)
    assert reply.status == 400
    assert app.received == []

"""Attack mode (platform contract 8 and 9.5): a sound app passes every case, a careless one is found out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from sandbox.host.attack.case import CASES
from sandbox.host.attack.routes import CATALOGUE
from sandbox.world.state import World
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import MANIFEST, SoundRemote
from tests.sandbox.host.ground import ORG_ID, Sandbox, running_wsgi
from tests.sandbox.host.sound_app import SoundApp

CONNECT_CASES = [name for name in CASES if name[0] in "IJK"]
FORGE_CASES = [name for name in CASES if name[0] == "F"]
HARMLESS_TO_EVERYBODY = {"I1", "I18", "I20", "I21", "I23", "I26", "J1", "J2", "K1", "K6"}


@pytest.fixture
def sound(world: World, sandbox: Sandbox) -> Iterator[SoundApp]:
    def list_admins() -> set[str]:
        return {user.account_id for user in world.organizations[ORG_ID].org_admins()}

    outer = Flask("outer")
    with running_wsgi(outer) as url:
        app = SoundApp(url, sandbox.url, "com.example.sound", list_admins)
        outer.wsgi_app = app.build().wsgi_app  # type: ignore[method-assign]
        yield app


def fire(sandbox: Sandbox, name: str, **options: Any) -> dict[str, Any]:
    reply = sandbox.post(f"/_sandbox/attack/{name}", options)
    assert reply.status == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def test_catalogue_has_every_case_of_the_contract(sandbox: Sandbox) -> None:
    assert CATALOGUE
    sizes = {"I": 29, "J": 17, "K": 7, "F": 21}
    wanted = [f"{letter}{number}" for letter, size in sizes.items() for number in range(1, size + 1)]
    listed = sandbox.get("/_sandbox/attack").json()["cases"]
    assert [item["case"] for item in listed] == wanted
    assert all(item["description"] and item["expected"] for item in listed)


@pytest.mark.parametrize("name", CONNECT_CASES)
def test_sound_app_answers_as_expected(sandbox: Sandbox, sound: SoundApp, name: str) -> None:
    sandbox.install(sound.base_url)
    answer = fire(sandbox, name, patience_seconds=1)
    wrong = [item for item in answer["attempts"] if not item["as_expected"]]
    assert wrong == []
    assert answer["as_expected"] is True
    assert answer["header_faults"] == []


@pytest.mark.parametrize("name", sorted(set(CONNECT_CASES) - HARMLESS_TO_EVERYBODY))
def test_app_that_lets_everybody_in_is_found_out(sandbox: Sandbox, app: FakeApp, name: str) -> None:
    app.answers = dict.fromkeys(("/connect/admin", "/api/v1/tasks"), (200, b"<p>welcome</p>"))
    sandbox.install(app.base_url)
    answer = fire(sandbox, name, patience_seconds=0)
    assert answer["as_expected"] is False
    assert "X-Content-Type-Options is missing" in answer["header_faults"]


def test_app_that_refuses_everybody_is_found_out(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    app.answers = dict.fromkeys(("/connect/admin", "/api/v1/tasks", "/connect/installed"), (401, b"{}"))
    for name in ("I1", "J1", "J2", "K1"):
        assert fire(sandbox, name)["as_expected"] is False


@pytest.fixture
def remote(sandbox: Sandbox) -> Iterator[str]:
    """The installation id of a sound remote."""
    app = SoundRemote(f"{sandbox.url}/forge/jwks.json", {"712020:admin"}).build()
    with running_wsgi(app) as url:
        body = {"manifest_text": MANIFEST, "app_url": url}
        yield sandbox.post("/_sandbox/forge/installations", body).json()["installation_id"]


@pytest.mark.parametrize("name", FORGE_CASES)
def test_sound_remote_answers_as_expected(sandbox: Sandbox, remote: str, name: str) -> None:
    answer = fire(sandbox, name, tenant=remote)
    assert [item for item in answer["attempts"] if not item["as_expected"]] == []
    assert answer["as_expected"] is True


@pytest.mark.parametrize("name", sorted(set(FORGE_CASES) - {"F1", "F15", "F16", "F17", "F18"}))
def test_remote_that_lets_everybody_in_is_found_out(sandbox: Sandbox, app: FakeApp, name: str) -> None:
    app.answers["/api/v1/tasks"] = (200, b"{}")
    sandbox.post("/_sandbox/forge/installations", {"manifest_text": MANIFEST, "app_url": app.base_url})
    assert fire(sandbox, name)["as_expected"] is False


def test_remote_that_refuses_with_401_is_found_out(sandbox: Sandbox, app: FakeApp) -> None:
    app.answers = {"/api/v1/tasks": (401, b"{}"), "/api/v1/there-is-no-such-thing": (401, b"{}")}
    sandbox.post("/_sandbox/forge/installations", {"manifest_text": MANIFEST, "app_url": app.base_url})
    for name in ("F1", "F15", "F19"):
        assert fire(sandbox, name)["as_expected"] is False


def test_key_set_is_sound_again_after_a_case_that_breaks_it(sandbox: Sandbox, remote: str) -> None:
    fire(sandbox, "F8", tenant=remote)
    assert sandbox.get("/_sandbox/forge/jwks").json()["behaviour"] == "sound"


def test_answer_that_repeats_the_secret_is_a_leak(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    secret = app.calls("/connect/installed")[0].json()["sharedSecret"]
    app.answers["/connect/installed"] = (401, f'{{"detail":"{secret}"}}'.encode())
    answer = fire(sandbox, "I2")
    assert answer["as_expected"] is False
    assert "leak" in answer["attempts"][0]
    assert secret not in json.dumps(answer)


def test_attack_never_answers_a_token_or_secret(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    for name in ("I1", "I4", "J1", "K1", "K4"):
        text = sandbox.post(f"/_sandbox/attack/{name}", {}).text
        for call in app.received:
            assert not call.token or call.token not in text
            assert not call.body or json.loads(call.body).get("sharedSecret", "\0") not in text


def test_attack_reports_what_was_sent_and_expected(sandbox: Sandbox, sound: SoundApp) -> None:
    sandbox.install(sound.base_url)
    answer = fire(sandbox, "I5")
    assert answer["case"] == "I5"
    assert answer["status"] == 401
    assert answer["sent"]["headers"]["Authorization"]["header"]["alg"] in {"none", "None", "NONE", ""}
    assert answer["sent"]["body"]["sharedSecret"] == "<secret>"


def test_tenants_made_up_by_a_case_are_uninstalled_again(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    fire(sandbox, "I1")
    assert app.lifecycle()[-2:] == ["installed", "uninstalled"]
    assert app.calls("/connect/installed")[-1].json()["clientKey"] == app.received[-1].json()["clientKey"]
    assert len(sandbox.get("/_sandbox/installations").json()["installations"]) == 1


def test_told_to_wait_the_attacker_comes_back(sandbox: Sandbox, sound: SoundApp) -> None:
    refusals = [1, 1]
    real = sound.admin_page

    def busy_at_first() -> Any:
        if refusals:
            refusals.pop()
            return {"title": "busy"}, 429, {"Retry-After": "0"}
        return real()

    sound.admin_page = busy_at_first  # type: ignore[method-assign]
    outer = Flask("outer")
    with running_wsgi(outer) as url:
        sound.base_url = url
        outer.wsgi_app = sound.build().wsgi_app  # type: ignore[method-assign]
        sandbox.install(url, site="busy")
        assert fire(sandbox, "J1", tenant="busy")["status"] == 200


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("Z9", {}, 404),
        ("J1", {"tenant": "nobody"}, 404),
        ("J1", {"timeout_seconds": "long"}, 400),
        ("J1", {"timeout_seconds": 10_000}, 400),
        ("J1", {"api_path": "//x"}, 409),
        ("J1", {"api_path": "x"}, 400),
        ("J1", {}, 409),
    ],
)
def test_bad_order_is_refused(sandbox: Sandbox, name: str, options: dict[str, Any], status: int) -> None:
    assert sandbox.post(f"/_sandbox/attack/{name}", options).status == status

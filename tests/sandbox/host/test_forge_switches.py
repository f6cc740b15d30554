"""Every setting of every switch of the Forge host (platform contract 9.3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from sandbox.switches import SWITCHES, Value
from sandbox.world.effects import Effect
from sandbox.world.state import Write
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import APP_ID, bearer, install, invoke, verify
from tests.sandbox.host.ground import ORG_ID, Sandbox

LIFECYCLE, TASKS = "/forge/lifecycle", "/api/v1/tasks"


def turn(sandbox: Sandbox, name: str, value: Value) -> None:
    org = sandbox.world.organizations[ORG_ID]
    effects = [Effect("switch_turned", {"name": name, "value": value})]
    sandbox.world.commit(org, effects, Write("switches", {name: value}, status=200))


def page_claims(sandbox: Sandbox, app: FakeApp, **options: Any) -> dict[str, Any]:
    tenant = install(sandbox, app, **options)["installation_id"]
    return jwt.decode(sandbox.token(tenant, "user", kind="forge"), options={"verify_signature": False})


def names_of_the_licence(sandbox: Sandbox, app: FakeApp) -> set[str]:
    claims = page_claims(sandbox, app, environment="PRODUCTION", license="active")
    return {"active", "isActive"} & set(claims["app"]["license"])


def large_answer(sandbox: Sandbox, app: FakeApp) -> Any:
    answers = []
    for size in (5_000_000, 5_000_001):
        app.answers[TASKS] = (200, json.dumps("x" * (size - 2)).encode())
        answer = invoke(sandbox, install(sandbox, app))
        answers.append("5 MB" if "5 MB" in answer.get("rejected", "") else len(answer["payload"]["body"]) + 2)
    for size in (500_000, 500_001):
        answer = invoke(sandbox, install(sandbox, app), method="POST", path="/small", body="x" * size)
        answers.append("500 KB" if "500 KB" in answer.get("rejected", "") else len(app.calls("/small")[-1].body))
    return answers


def refusal_of_another_type(sandbox: Sandbox, app: FakeApp) -> Any:
    app.types[TASKS] = "application/problem+json"
    app.answers[TASKS] = (409, b'{"title":"no"}')
    answer = invoke(sandbox, install(sandbox, app))
    return answer["rejected"].rpartition(" ")[2] if "rejected" in answer else answer["error"]["body"]


def bodies_of_an_event(sandbox: Sandbox, app: FakeApp) -> Any:
    app.answers[LIFECYCLE] = (500, b"")
    install(sandbox, app)
    bodies = [call.json() for call in app.calls(LIFECYCLE)]
    return [body["payload"]["retryContext"]["retryCount"] if "payload" in body else set(body) >= {"id", "app"}
            for body in bodies]  # fmt: skip


def context_of_an_event(sandbox: Sandbox, app: FakeApp) -> Any:
    install(sandbox, app)
    claims = verify(sandbox, bearer(app.calls(LIFECYCLE)[-1]))
    return claims.get("context", "absent")


def life(sandbox: Sandbox, app: FakeApp) -> Any:
    claims = page_claims(sandbox, app)
    return claims["exp"] - claims["iat"]


def audience(sandbox: Sandbox, app: FakeApp) -> Any:
    return page_claims(sandbox, app)["aud"]


def end_of_the_base(sandbox: Sandbox, app: FakeApp) -> Any:
    told = page_claims(sandbox, app)["app"]
    bases = {told["apiBaseUrl"], told["installation"]["contexts"][0]["apiBaseUrl"]}
    return {base[-1] for base in bases}


def theme(sandbox: Sandbox, app: FakeApp) -> Any:
    tenant = install(sandbox, app)["installation_id"]
    page = sandbox.get(f"/o/{ORG_ID}/apps/forge/{tenant}").text
    return next(form for form in ("documented", "captured", "none") if f"theme_attributes&#34;: &#34;{form}" in page)


SPOTS: tuple[tuple[str, Value, Callable[[Sandbox, FakeApp], Any], Any], ...] = (
    ("licence_claim", "new", names_of_the_licence, {"active"}),
    ("licence_claim", "old", names_of_the_licence, {"isActive"}),
    ("licence_claim", "both", names_of_the_licence, {"active", "isActive"}),
    ("licence_claim", "neither", names_of_the_licence, set()),
    ("forge_size_limits", "on", large_answer, [5_000_000, "5 MB", 500_000, "500 KB"]),
    ("forge_size_limits", "off", large_answer, [5_000_000, 5_000_001, 500_000, 500_001]),
    ("refusal_types", "rejected", refusal_of_another_type, "application/problem+json"),
    ("refusal_types", "passed", refusal_of_another_type, {"title": "no"}),
    ("retried_events", "wrapped", bodies_of_an_event, [True, 1, 2, 3, 4]),
    ("retried_events", "plain", bodies_of_an_event, [True] * 5),
    ("event_context", "present", context_of_an_event, {"cloudId": "cloud-acme", "moduleKey": "on-install"}),
    ("event_context", "null", context_of_an_event, None),
    ("event_context", "absent", context_of_an_event, "absent"),
    ("invocation_life_seconds", 25, life, 25),
    ("invocation_life_seconds", 300, life, 300),
    ("invocation_life_seconds", 3600, life, 3600),
    ("audience_form", "list", audience, [APP_ID]),
    ("audience_form", "text", audience, APP_ID),
    ("api_base_slash", "slash", end_of_the_base, {"/"}),
    ("api_base_slash", "none", end_of_the_base, {"e"}),
    ("theme_attributes", "documented", theme, "documented"),
    ("theme_attributes", "captured", theme, "captured"),
    ("theme_attributes", "none", theme, "none"),
)


@pytest.mark.parametrize(
    ("name", "setting", "probe", "expected"), SPOTS, ids=[f"{name}={setting}" for name, setting, *_ in SPOTS]
)
def test_forge_does_as_the_switch_says(
    sandbox: Sandbox,
    app: FakeApp,
    name: str,
    setting: Value,
    probe: Callable[[Sandbox, FakeApp], Any],
    expected: Any,
) -> None:
    turn(sandbox, name, setting)

    assert probe(sandbox, app) == expected


def test_every_setting_of_the_forge_hosts_switches_has_its_row() -> None:
    switches = {name: switch for name, switch in SWITCHES.items() if switch.place == "forge"}

    assert {(name, choice) for name, switch in switches.items() for choice in switch.choices} == {
        (name, setting) for name, setting, *_ in SPOTS
    }

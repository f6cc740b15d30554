"""Scheduled triggers fire by themselves, by the sandbox's clock (platform contract 4.2, 4.4, 9.3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.host import hosts
from sandbox.server.ticker import Ticker
from sandbox.world.state import World
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import MANIFEST, bearer, install, verify
from tests.sandbox.host.ground import ORG_ID, Sandbox

TICK = "/forge/tick"
MANIFEST_WITH_TICK = MANIFEST.replace(
    "  trigger:\n", "    - key: tick\n      remote: backend\n      route:\n        path: /forge/tick\n  trigger:\n"
).replace("      endpoint: lifecycle\n      interval: hour", "      endpoint: tick\n      interval: hour")


@pytest.fixture
def installation(sandbox: Sandbox, app: FakeApp) -> dict[str, Any]:
    assert "endpoint: tick" in MANIFEST_WITH_TICK
    return install(sandbox, app, manifest_text=MANIFEST_WITH_TICK)


def run_due(sandbox: Sandbox) -> list[dict[str, Any]]:
    reply = sandbox.post("/_sandbox/forge/timetable/run", {"retry_seconds": 0})
    assert reply.status == 200, reply.text
    fired: list[dict[str, Any]] = reply.json()["fired"]
    return fired


def planned(sandbox: Sandbox) -> dict[str, Any]:
    [row] = sandbox.get("/_sandbox/forge/timetable").json()["triggers"]
    assert isinstance(row, dict)
    return row


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_nothing_fires_before_its_time(sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]) -> None:
    assert run_due(sandbox) == []
    assert app.calls(TICK) == []
    assert (planned(sandbox)["last_at"], planned(sandbox)["fired"]) == (None, 0)


def test_trigger_fires_five_minutes_after_the_installation_and_then_once_an_interval(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    world.clock.advance(301)
    assert [row["trigger"] for row in run_due(sandbox)] == ["hourly"]
    world.clock.advance(3500)
    assert run_due(sandbox) == []
    world.clock.advance(101)
    assert len(run_due(sandbox)) == 1
    assert len(app.calls(TICK)) == planned(sandbox)["fired"] == 2


def test_call_carries_a_token_without_a_person_and_the_key_of_the_module(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    world.clock.advance(301)
    run_due(sandbox)
    [call] = app.calls(TICK)
    claims = verify(sandbox, bearer(call))
    assert call.json()["context"] == {"cloudId": "cloud-acme", "moduleKey": "hourly"}
    assert "principal" not in claims
    assert claims["app"]["installationId"] == installation["installation_ari"]


def test_a_long_move_of_the_clock_fires_once_because_missed_firings_are_skipped(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    world.clock.advance(30 * 86_400)
    assert len(run_due(sandbox)) == 1
    assert run_due(sandbox) == []


def test_a_clock_that_goes_back_does_not_silence_a_trigger(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    world.clock.advance(30 * 86_400)
    run_due(sandbox)
    world.clock.advance(-30 * 86_400)
    assert run_due(sandbox) == []
    world.clock.advance(3601)
    assert len(run_due(sandbox)) == 1


@pytest.mark.parametrize(("status", "attempts"), [(204, 1), (202, 1), (500, 5), (401, 5), (302, 5)])
def test_an_answer_that_is_no_success_is_tried_four_times_again(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any], status: int, attempts: int
) -> None:
    app.answers[TICK] = (status, b"")
    world.clock.advance(301)
    [row] = run_due(sandbox)
    assert [attempt["status"] for attempt in row["attempts"]] == [status] * attempts
    assert len(app.calls(TICK)) == attempts
    assert run_due(sandbox) == []


def test_an_app_that_is_down_misses_the_firing_and_gets_the_next(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    install(sandbox, app, manifest_text=MANIFEST_WITH_TICK, app_url="http://127.0.0.1:1")
    world.clock.advance(301)
    [row] = run_due(sandbox)
    assert [attempt["delivered"] for attempt in row["attempts"]] == [False] * 5
    world.clock.advance(3601)
    assert len(run_due(sandbox)) == 1


def test_an_uninstalled_app_is_not_called(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    sandbox.post(f"/_sandbox/forge/installations/{installation['installation_id']}/uninstall", {"retry_seconds": 0})
    world.clock.advance(301)
    assert run_due(sandbox) == []
    assert sandbox.get("/_sandbox/forge/timetable").json()["triggers"] == []


def test_a_snapshot_brings_the_timetable_back(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    saved = world.dump()
    world.clock.advance(301)
    run_due(sandbox)
    world.reset(saved)
    assert (planned(sandbox)["last_at"], planned(sandbox)["fired"]) == (None, 0)


def test_in_a_running_sandbox_nobody_has_to_ask(world: World, sandbox: Sandbox, app: FakeApp) -> None:
    install(sandbox, app, manifest_text=MANIFEST_WITH_TICK)
    ticker = Ticker(hosts.build_hosts(world).timetable.run_due, seconds=0.02)
    ticker.start()
    try:
        world.clock.advance(301)
        wait_for(lambda: planned(sandbox)["fired"] == 1)
        world.clock.advance(3601)
        wait_for(lambda: planned(sandbox)["fired"] == 2)
    finally:
        ticker.stop()


def test_a_ticker_outlives_a_failure() -> None:
    seen: list[int] = []

    def work() -> None:
        seen.append(1)
        raise RuntimeError("broken once")

    ticker = Ticker(work, seconds=0.01)
    ticker.start()
    wait_for(lambda: len(seen) > 2)
    ticker.stop()


def test_an_interval_that_forge_does_not_have_is_refused(sandbox: Sandbox, app: FakeApp) -> None:
    text = MANIFEST.replace("interval: hour", "interval: minute")
    reply = sandbox.post("/_sandbox/forge/installations", {"manifest_text": text, "app_url": app.base_url})
    assert (reply.status, reply.json()["field"]) == (400, "modules.scheduledTrigger")


def test_the_time_page_shows_what_fires_when(
    world: World, sandbox: Sandbox, app: FakeApp, installation: dict[str, Any]
) -> None:
    world.clock.advance(301)
    run_due(sandbox)
    text = sandbox.get(f"/o/{ORG_ID}/sandbox/time", Accept="text/html").text
    assert "hourly on acme.atlassian.net" in text
    assert "204" in text

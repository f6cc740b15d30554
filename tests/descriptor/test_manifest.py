"""The Forge manifest obeys the rules of platform contract 4.1, and every path in it is a real route."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from app.settings import Settings
from descriptor.__main__ import MANIFEST_PATH, ROOT, main
from descriptor.description import EXAMPLE_APP_ID, EXAMPLE_BASE_URL
from descriptor.manifest import build_manifest, render_manifest
from descriptor.manifest_rules import find_dead_paths, find_manifest_faults
from local.services import FORGE_APP_ID
from sandbox.host.forge.manifest import parse_manifest
from sandbox.host.forge.plain_yaml import parse_plain_yaml

Change = Callable[[dict[str, Any]], object]
PATHS = ("/forge/lifecycle", "/forge/uninstall", "/forge/tick")
ROUTES = Map([Rule(path, endpoint=path, methods=["POST"]) for path in PATHS])


@pytest.fixture
def document() -> dict[str, Any]:
    return build_manifest(EXAMPLE_APP_ID, EXAMPLE_BASE_URL)


def test_the_manifest_has_no_fault(document: dict[str, Any]) -> None:
    assert find_manifest_faults(document) == []
    assert find_dead_paths(document, ROUTES) == []


def test_what_is_written_reads_as_what_was_built(document: dict[str, Any]) -> None:
    assert parse_plain_yaml(MANIFEST_PATH.read_text()) == document


@pytest.mark.parametrize("odd", ["true", "a: b", "- x", "", " x", "#", "@x", "7", "x\ny", 'say "x"', "null", "*"])
def test_no_value_breaks_out_of_its_place(odd: str) -> None:
    document = {"a": odd, "b": [odd, {"c": odd, "d": [odd]}], "e": True}
    assert parse_plain_yaml(render_manifest(document)) == document


def test_the_app_of_this_machine_is_the_one_of_the_manifest(document: dict[str, Any]) -> None:
    assert document["app"]["id"] == FORGE_APP_ID


def test_a_licence_that_forge_calls_inactive_is_respected_without_further_ado() -> None:
    assert Settings("https://x.example", "", "", "").forge_licensing == "told"


def test_the_page_is_the_same_build_that_connect_serves(document: dict[str, Any]) -> None:
    assert [resource["path"] for resource in document["resources"]] == ["frontend/dist"]
    assert (ROOT / "frontend" / "vite.config.mts").exists()
    assert {page.kind for page in parse_manifest(document).pages} == {"jira:adminPage", "jira:globalPage"}


def test_it_asks_for_one_small_scope_and_for_its_own_token_with_the_heartbeat_alone(document: dict[str, Any]) -> None:
    manifest = parse_manifest(document)
    assert document["permissions"]["scopes"] == ["read:jira-user", "read:app-system-token", "report:personal-data"]
    assert [one.path for one in manifest.endpoints.values() if one.has_system_token] == ["/forge/tick"]
    assert not any(one.has_user_token for one in manifest.endpoints.values())
    assert manifest.client_remotes == ()


def put(value: object, *path: str | int) -> Change:
    return lambda document: step(document, path[:-1]).__setitem__(path[-1], value)


def drop(*path: str | int) -> Change:
    return lambda document: step(document, path[:-1]).pop(path[-1])


def step(document: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        document = document[name]
    return document


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop("remotes"), "remotes is missing"),
        (put("rollcall", "app", "id"), "app.id must be"),
        (put("python3", "app", "runtime", "name"), "app.runtime.name"),
        (drop("app", "licensing"), "app.licensing.enabled"),
        (put("x" * 24, "remotes", 0, "key"), "at most 23"),
        (put("http://rollcall.example.com", "remotes", 0, "baseUrl"), "must be https"),
        (put("https://rollcall.example.com/x", "remotes", 0, "baseUrl"), "must be https"),
        (put(["storage", "mining"], "remotes", 0, "operations"), "are unknown"),
        (put(["storage"], "remotes", 0, "operations"), "needs the operation compute"),
        (drop("remotes", 0, "storage"), "end-user data"),
        (put("elsewhere", "modules", "endpoint", 0, "remote"), "names a remote that does not exist"),
        (put("/forge/{x}", "modules", "endpoint", 1, "route", "path"), "must be plain"),
        (put([], "modules", "jira:adminPage"), "there must be one jira:adminPage"),
        (put("x", "modules", "jira:globalPage", 0, "resource"), "names a resource that does not exist"),
        (put({}, "modules", "jira:globalPage", 0, "resolver"), "names an endpoint that does not exist"),
        (put({"path": "/api"}, "modules", "endpoint", 0, "route"), "must have no path"),
        (put([], "modules", "preUninstall"), "there is no preUninstall"),
        (put("rollcall-api", "modules", "trigger", 0, "endpoint"), "an endpoint without a path"),
        (put(["avi:forge:zzz-invented:app"], "modules", "trigger", 0, "events"), "unknown events: avi:forge:zzz"),
        (put([], "modules", "trigger", 0, "events"), "none at all"),
        (put("month", "modules", "scheduledTrigger", 0, "interval"), "an interval that does not exist"),
        (put("rollcall-page", "modules", "jira:adminPage", 0, "key"), "the same key"),
        (put([], "permissions", "scopes"), "needs one scope"),
        (put(["manage:org"], "permissions", "scopes"), "more than the app uses"),
        (put(["read:jira-user", "read:app-user-token"], "permissions", "scopes"), "asked for together"),
        (put(True, "remotes", 0, "auth", "appUserToken", "enabled"), "asked for together"),
        (drop("permissions", "content"), "must allow the styles"),
        (drop("permissions", "external"), "does not name remote"),
    ],
)
def test_each_rule_finds_its_fault(change: Change, words: str, document: dict[str, Any]) -> None:
    change(document)

    assert any(words in fault for fault in find_manifest_faults(document)), find_manifest_faults(document)


def test_a_sixth_scheduled_trigger_is_one_too_many(document: dict[str, Any]) -> None:
    trigger = document["modules"]["scheduledTrigger"][0]
    document["modules"]["scheduledTrigger"] = [trigger | {"key": f"tick-{number}"} for number in range(6)]

    assert find_manifest_faults(document) == ["there may be at most 5 scheduled triggers"]


def test_a_path_without_a_route_is_found(document: dict[str, Any]) -> None:
    document["modules"]["endpoint"][1]["route"]["path"] = "/forge/other"

    assert find_dead_paths(document, ROUTES) == ["POST /forge/other"]


def test_a_manifest_for_a_deployment_is_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    app_id = "ari:cloud:ecosystem::app/00000000-1111-4222-8333-444444444444"
    assert main(["manifest", app_id, "https://tools.example.org"], tmp_path) == 0
    printed = parse_plain_yaml(capsys.readouterr().out)
    assert (printed["app"]["id"], printed["remotes"][0]["baseUrl"]) == (app_id, "https://tools.example.org")

    assert main(["manifest", "nothing", "http://tools.example.org"], tmp_path) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "app.id must be" in told.err
    assert list(tmp_path.iterdir()) == []


def test_an_app_for_ones_own_organization_has_no_licence_and_a_listed_one_has() -> None:
    told = [
        build_manifest(EXAMPLE_APP_ID, EXAMPLE_BASE_URL, is_licensed=flag)["app"]["licensing"] for flag in (False, True)
    ]

    assert told == [{"enabled": False}, {"enabled": True}]


def test_configure_and_get_started_lead_to_pages_of_their_own(document: dict[str, Any]) -> None:
    pages = document["modules"]["jira:adminPage"]

    assert [page["key"] for page in pages if page.get("useAsConfig")] == ["rollcall-configure"]
    assert [page["key"] for page in pages if page.get("useAsGetStarted")] == ["rollcall-welcome"]
    assert len([page for page in pages if "useAsConfig" not in page and "useAsGetStarted" not in page]) == 1


def test_no_condition_hides_a_page_and_no_filter_keeps_the_heartbeat_away(document: dict[str, Any]) -> None:
    assert "displayConditions" not in str(document)
    assert "appIsLicensed" not in str(document)

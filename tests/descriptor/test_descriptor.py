"""The descriptor obeys the rules of platform contract 3, and every URL in it is a real route."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from app.platform.entrances.descriptor import fill_template
from descriptor.__main__ import TEMPLATE_PATH, main, render
from descriptor.connect import build_template
from descriptor.rules import find_dead_urls, find_faults, iter_pages

Change = Callable[[dict[str, Any]], object]
NAMES = {"base_url": "https://rollcall.example", "app_key": "com.rollcall.app"}
ROUTES = Map(
    [
        Rule("/atlassian-connect.json", endpoint="descriptor", methods=["GET"]),
        Rule("/connect/admin", endpoint="page", methods=["GET"]),
        *(
            Rule(f"/connect/{event}", endpoint=event, methods=["POST"])
            for event in ("installed", "uninstalled", "enabled", "disabled")
        ),
    ]
)


@pytest.fixture
def document() -> dict[str, Any]:
    filled = fill_template(build_template(), NAMES)
    assert isinstance(filled, dict)
    return copy.deepcopy(filled)


def test_the_checked_in_template_is_what_the_description_builds() -> None:
    assert TEMPLATE_PATH.read_text() == render()
    assert main(["check"]) == 0


def test_the_descriptor_has_no_fault(document: dict[str, Any]) -> None:
    assert find_faults(document) == []
    assert find_dead_urls(document, ROUTES) == []


def test_the_descriptor_asks_for_nothing_and_for_all_protections(document: dict[str, Any]) -> None:
    assert document["scopes"] == ["NONE"]
    assert document["apiMigrations"] == {"gdpr": True, "signed-install": True, "context-qsh": True}
    assert document["authentication"] == {"type": "jwt"}


def test_each_page_is_shown_in_its_place(document: dict[str, Any]) -> None:
    modules = document["modules"]
    assert modules["adminPages"][0]["location"] == f"admin_plugins_menu/{modules['webSections'][0]['key']}"
    assert {page["url"] for page in iter_pages(modules)} == {"/connect/admin"}
    assert len(list(iter_pages(modules))) == 4


def drop(*path: str | int) -> Change:
    return lambda document: step(document, path[:-1]).pop(path[-1])


def put(value: object, *path: str | int) -> Change:
    return lambda document: step(document, path[:-1]).__setitem__(path[-1], value)


def step(document: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        document = document[name]
    return document


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop("key"), "key is missing"),
        (drop("authentication"), "authentication is missing"),
        (drop("apiMigrations"), "apiMigrations is missing"),
        (put("a key", "key"), "key must be"),
        (put("k" * 65, "key"), "key must be"),
        (put("Jira Rollcall", "name"), "name must not start"),
        (put("", "description"), "description is empty"),
        (put("none", "authentication", "type"), "authentication must be of type jwt"),
        (drop("vendor", "url"), "vendor needs"),
        (put("http://rollcall.example", "baseUrl"), "baseUrl must be an https URL"),
        (put("https://rollcall.example:9000", "baseUrl"), "baseUrl must be on port"),
        (put("https://rollcall.example/", "baseUrl"), "without a trailing slash"),
        (put("https://rollcall.example/" + "x" * 200, "baseUrl"), "at most 200"),
        (put("https://other.example/x.json", "links", "self"), "links.self"),
        (drop("lifecycle", "enabled"), "lifecycle must name"),
        (put("/connect/gone", "lifecycle", "uninstalled"), "lifecycle.uninstalled must have"),
        (put("/connect/installed?x=1", "lifecycle", "installed"), "lifecycle.installed must be a plain path"),
        (put(["READ", "RULE"], "scopes"), "there is no scope RULE"),
        (put(False, "apiMigrations", "context-qsh"), "apiMigrations must ask"),
        (put("yes", "enableLicensing"), "enableLicensing"),
        (put("rollcall-page", "modules", "adminPages", 0, "key"), "the same key"),
        (put("my page", "modules", "adminPages", 0, "key"), "must be letters"),
        (put("https://evil.example/", "modules", "adminPages", 0, "url"), "must be a plain path"),
        (put("/a[b]", "modules", "configurePage", "url"), "must be a plain path"),
        (drop("modules", "generalPages", 0, "name"), "has no name"),
        (put(True, "modules", "generalPages", 0, "cacheable"), "must not be cacheable"),
        (put([], "modules", "webSections"), "does not exist"),
        (put([], "modules", "configurePage"), "must be a single page"),
    ],
)
def test_each_rule_finds_its_fault(change: Change, words: str, document: dict[str, Any]) -> None:
    change(document)

    assert any(words in fault for fault in find_faults(document)), find_faults(document)


def test_a_local_address_is_allowed_while_developing(document: dict[str, Any]) -> None:
    local = fill_template(build_template(), NAMES | {"base_url": "http://127.0.0.1:8080"})

    assert find_faults(local, is_production=False) == []
    assert find_faults(local) == ["baseUrl must be an https URL"]


@pytest.mark.parametrize(
    ("change", "dead"),
    [
        (put("/connect/other", "modules", "adminPages", 0, "url"), "GET /connect/other"),
        (put("/connect/admin", "lifecycle", "installed"), "POST /connect/admin"),
        (put("https://rollcall.example/descriptor.json", "links", "self"), "GET /descriptor.json"),
    ],
)
def test_a_url_without_a_route_is_found(change: Change, dead: str, document: dict[str, Any]) -> None:
    change(document)

    assert find_dead_urls(document, ROUTES) == [dead]


def test_a_value_cannot_break_out_of_its_string() -> None:
    filled = fill_template({"a": ["${app_key}", 1, None]}, {"app_key": '", "evil": "${app_key}'})

    assert filled == {"a": ['", "evil": "${app_key}', 1, None]}
    with pytest.raises(KeyError):
        fill_template("${unknown}", NAMES)


def test_a_stale_or_missing_template_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "atlassian-connect.json"
    assert main(["check"], tmp_path) == 1
    path.write_text(json.dumps({"key": "old"}))
    assert main(["check"], tmp_path) == 1
    assert "python -m descriptor write" in capsys.readouterr().err

    assert main(["write"], tmp_path) == 0
    assert main(["check"], tmp_path) == 0
    (tmp_path / "manifest.yml").unlink()
    assert main(["check"], tmp_path) == 1
    assert main(["something"], tmp_path) == 2

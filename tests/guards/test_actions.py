"""The registries of actions: every kind has each part, nothing else has one, and nobody else compares the words."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.automation.actions import ACTION_WORDS, ACTIONS, Action, parse_actions
from local.processes import ROOT
from tests.guards.modules import Module, is_below, list_modules, list_nodes
from worker.engine.writes import WRITES

ROOMS: Final = ("app.domain.automation.actions", "worker.engine.writes")
"""Where the words may be compared: what the rules know of an action, and what a worker does."""
EXCEPTIONS: Final = {"app.api.schemas.automation": "app/api/schemas/automation.py"}
"""A type of the OpenAPI document has to name its words."""
PAGE: Final = "frontend/src/shared/domain/actions.ts"
"""Where the page says all that it has to know of each action."""
NAMED_BY_THE_PAGE: Final = {
    "frontend/src/features/tasks/templates/templates.ts": "a template begins with actions",
}
CONSTANTS: Final = frozenset(word.upper() for word in ACTIONS)
LANGUAGES: Final = ("en", "de")


def list_page() -> dict[str, str]:
    """The page's own source by its place: without its tests, its words, and what is generated."""
    names = [path for suffix in ("*.ts", "*.tsx") for path in sorted((ROOT / "frontend/src").rglob(suffix))]
    left_out = re.compile(r"\.test\.tsx?$|\.d\.ts$|/messages/|/testing/")
    places = [str(path.relative_to(ROOT)) for path in names]
    return {place: (ROOT / place).read_text("utf-8") for place in places if not left_out.search(place)}


@cache
def read_words(language: str) -> str:
    """All that the page says in a language."""
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "frontend/src").rglob(f"messages/{language}/*.ts"))


def list_spoken(prefix: str, language: str) -> set[str]:
    """The actions for which the page has words under keys that begin like this."""
    return set(re.findall(rf"^\s+{prefix}_(\w+): ", read_words(language), re.MULTILINE))


def list_offered() -> set[str]:
    """The actions that the API takes."""
    document = json.loads((ROOT / "app/api/openapi.json").read_text("utf-8"))
    items = document["components"]["schemas"]["TaskDraft"]["properties"]["actions"]["items"]
    return set(items["discriminator"]["mapping"])


def list_documented() -> list[str]:
    """The actions of a run's file as its documentation names them."""
    schema: dict[str, Any] = json.loads((ROOT / "docs/run-result.schema.json").read_text("utf-8"))
    return list(schema["$defs"]["actionWord"]["enum"])


@pytest.mark.parametrize("word", ACTIONS)
def test_every_action_says_what_it_is(word: str) -> None:
    kind, write = ACTIONS[word], WRITES[word]
    assert kind.word == write.word == word
    assert kind.verb
    for part in (kind, write):
        assert (inspect.getdoc(type(part)) or "").endswith((".", "…"))
    assert isinstance(kind.leaves_it, bool)


def test_every_action_has_each_part_and_nothing_else_has_one() -> None:
    assert list(WRITES) == list(ACTIONS)
    assert list_offered() == set(ACTION_WORDS)
    assert sorted(list_documented()) == sorted(ACTIONS)


def test_the_page_knows_every_action_in_one_place() -> None:
    page = list_page()
    assert re.findall(r"^  (\w+): \{", page[PAGE], re.MULTILINE) == list(ACTION_WORDS)
    quoted = re.compile(rf"['\"]({'|'.join(ACTIONS)})['\"]|^\s+({'|'.join(ACTIONS)}):", re.MULTILINE)
    assert {place for place, text in page.items() if quoted.search(text)} == {PAGE, *NAMED_BY_THE_PAGE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_words_for_every_action_and_for_nothing_else(language: str) -> None:
    assert set(ACTIONS) <= list_spoken("action", language)
    for prefix in ("type", "do"):
        spoken = list_spoken(prefix, language) & {*ACTIONS, *_list_likely(language, prefix)}
        assert spoken == set(ACTION_WORDS), prefix


def _list_likely(language: str, prefix: str) -> set[str]:
    """Words that read like an action: a verb that some action begins with."""
    verbs = {word.split("_")[0] for word in ACTIONS}
    spoken = list_spoken(prefix, language)
    return {word for word in spoken if word.split("_")[0] in verbs and not word.endswith("_wide")}


def test_what_takes_an_action_back_is_taken_back_by_it() -> None:
    for kind in ACTIONS.values():
        if kind.opposite is not None:
            other = ACTIONS[kind.opposite]
            assert other.opposite == kind.word
            assert other.leaves_it is not kind.leaves_it
            assert other.is_destructive is not kind.is_destructive
            assert other.undo_place is not None, "an undo has no such step"
    places = sorted(kind.undo_place for kind in ACTIONS.values() if kind.undo_place is not None)
    assert places == list(range(len(places))), "the place of a step is stored; new ones come behind"


@pytest.mark.parametrize("word", ACTION_WORDS)
def test_what_is_stored_is_read_as_it_was(word: str) -> None:
    field = ACTIONS[word].field
    action = Action(word, ("one", "two") if field else ())
    form = action.to_json()
    assert form == {"type": word} | ({field: ["one", "two"]} if field else {})
    assert parse_actions([form]) == (action,)


def find_comparisons(module: Module) -> Iterator[str]:
    """Where a module names the word of an action, or asks the actions' package for one."""
    for node in list_nodes(module):
        if isinstance(node, ast.Constant) and node.value in ACTIONS:
            yield f"{module.place}:{node.lineno} {node.value}"
        elif isinstance(node, ast.Attribute) and node.attr in CONSTANTS:
            yield f"{module.place}:{node.lineno} {node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{module.place}:{node.lineno} {one.name}" for one in node.names if one.name in CONSTANTS)


def test_nobody_else_compares_the_words_of_actions() -> None:
    elsewhere = [one for one in list_modules("app", "worker") if not is_below(one.name, *ROOMS, *EXCEPTIONS)]
    assert [found for module in elsewhere for found in find_comparisons(module)] == []
    for name in (*ROOMS, *EXCEPTIONS):
        inside = [one for one in list_modules("app", "worker") if is_below(one.name, name)]
        assert any(found for module in inside for found in find_comparisons(module)), f"{name} names none"


@pytest.mark.parametrize(
    "line",
    [
        'if action.type == "suspend_user": pass',
        "from app.domain.automation.actions import SUSPEND_USER",
        "if action.type in (act.GRANT_APP_ROLE,): pass",
    ],
)
def test_the_guard_notices_a_comparison(line: str) -> None:
    module = Module("app.somewhere", ROOT / "app/somewhere.py", ast.parse(line))
    assert list(find_comparisons(module))


@pytest.mark.parametrize("word", ACTION_WORDS)
def test_the_recipe_names_every_file_that_holds_a_part(word: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    recipe = text[text.index("**A new action.**") : text.index("**A new API route.**")]
    named = re.findall(r"`([\w./-]+/[\w./-]*)`", recipe)
    assert [name for name in named if not (ROOT / name).exists()] == []
    parts = {Path(inspect.getfile(type(one))).relative_to(ROOT) for one in (ACTIONS[word], WRITES[word])}
    files = {*map(str, parts), *EXCEPTIONS.values(), "docs/run-result.schema.json", PAGE}
    for file in files:
        assert any(file == name or file.startswith(name) for name in named), file
        held = (ROOT / file).read_text("utf-8")
        assert word in held or word.upper() in held, file
    assert f"{len(files)} source files" in " ".join(recipe.split())

"""Every type of condition has each of its parts under its name, and nothing else has one."""

import inspect
import re
from pathlib import Path

import pytest

from app.directory.conditions.by_type import RULES
from app.domain.filters import CONDITIONS
from app.domain.filters.condition import Condition
from tests.directory.organizations import _SHAPES
from tests.guards.modules import ROOT

ROOMS = ("app/domain/filters/conditions", "app/directory/conditions/by_type")
"""Where each type of condition has a module of its name."""
PAGE_KINDS = "frontend/src/shared/filters/conditions"
PAGE_EDITORS = "frontend/src/features/browser/filters/fields"
PAGE_SHARED = {"index", "kind", "lists", "activity"}
REGISTRIES = (
    *(f"{room}/__init__.py" for room in ROOMS),
    f"{PAGE_KINDS}/index.ts",
    "frontend/src/features/browser/filters/ConditionFields.tsx",
)
MOST_FILES = 8
"""So many source files a new condition touches at the most; languages, tests and what is generated are not counted."""


def list_names(room: str) -> set[str]:
    return {path.stem for path in (ROOT / room).glob("*.py")} - {"__init__"}


def read_registry(name: str, constant: str) -> list[str]:
    """The keys of a registry of the page."""
    text = (ROOT / name).read_text()
    body = text.partition(f"const {constant}:")[2].partition("= {\n")[2].partition("\n}")[0]
    return [line.strip(" ,").partition(":")[0] for line in body.splitlines()]


@pytest.mark.parametrize("room", ROOMS)
def test_every_condition_has_a_module_of_its_name_in_every_room(room: str) -> None:
    assert list_names(room) == set(CONDITIONS)


def test_every_condition_is_a_subclass_and_every_subclass_is_registered() -> None:
    assert set(Condition.__subclasses__()) >= set(CONDITIONS.values())
    ours = {one for one in Condition.__subclasses__() if one.__module__.startswith("app.")}
    # A dataclass with slots replaces the class that was written; both have the name.
    assert {one.__name__ for one in ours} == {one.__name__ for one in CONDITIONS.values()}


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_class_and_the_rules_of_a_condition_stand_under_its_name(name: str) -> None:
    assert CONDITIONS[name].__module__.endswith(f".conditions.{name}")
    for rule in RULES[name]:
        assert rule.__module__.endswith(f".by_type.{name}")
        asked, *_rest = inspect.signature(rule).parameters.values()
        assert asked.annotation is CONDITIONS[name]


def test_rules_and_random_filters_are_of_the_registered_conditions() -> None:
    assert RULES.keys() == CONDITIONS.keys()
    assert CONDITIONS.keys() <= _SHAPES.keys()


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_field_of_a_condition_says_how_it_is_read(name: str) -> None:
    condition = CONDITIONS[name]
    declared = [one.name for one in condition.list_fields()]
    assert declared
    assert set(condition.refers_to) <= set(declared)


def test_every_condition_has_its_place_on_the_page() -> None:
    kinds = {path.stem for path in (ROOT / PAGE_KINDS).glob("*.ts")} - PAGE_SHARED
    assert {name.replace("-", "_") for name in kinds} == set(CONDITIONS)
    assert set(read_registry(REGISTRIES[2], "KINDS")) == set(CONDITIONS)
    assert set(read_registry(REGISTRIES[3], "EDITORS")) == set(CONDITIONS)
    for name in CONDITIONS:
        editor = "".join(part.title() for part in name.split("_"))
        assert (ROOT / PAGE_EDITORS / f"{editor}Fields.tsx").is_file(), name


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_condition_has_a_name_in_every_language(language: str) -> None:
    messages = ROOT / "frontend/src/shared/messages" / language
    for name in CONDITIONS:
        assert re.search(rf"^  {name}:", (messages / "filters.ts").read_text(), re.MULTILINE), name


def test_the_recipe_names_every_room_and_registry_and_is_short() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    recipe = text.partition("**A new filter condition.**")[2].partition("\n\n**")[0]
    rooms = (*ROOMS, PAGE_KINDS, PAGE_EDITORS)

    for named in (*rooms, *(name for name in REGISTRIES if name.endswith(".tsx"))):
        assert named in recipe, named
    assert len(rooms) + len(REGISTRIES) == MOST_FILES
    assert "eight source files" in recipe


def test_only_the_registry_lists_the_types() -> None:
    """A list of most types anywhere else would have to be kept beside the registries."""
    allowed = {"app/domain/filters/conditions/__init__.py", "app/directory/conditions/by_type/__init__.py"}
    names = [cls.__name__ for cls in CONDITIONS.values()]
    found = set()
    for folder in ("app", "worker"):
        for path in Path(ROOT, folder).rglob("*.py"):
            text = path.read_text()
            if sum(f'"{name}"' in text for name in CONDITIONS) + sum(f"import {name}\n" in text for name in names) > 8:
                found.add(str(path.relative_to(ROOT)))
    assert found <= allowed
    assert "app/domain/filters/conditions/__init__.py" in found

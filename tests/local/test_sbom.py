"""The bill of materials names what is pinned, in both worlds, and nothing that only tools need."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.checks.sbom import PAGE, PYTHON, check_document, main
from local.errors import LocalError
from tests.guards.modules import ROOT


def read_components(path: Path) -> dict[str, str]:
    """Name with group → version of each component."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert document["bomFormat"] == "CycloneDX"
    return {
        "/".join(filter(None, (one.get("group"), one["name"]))): one.get("version", "")
        for one in document["components"]
    }


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both documents."""
    folder = tmp_path_factory.mktemp("sbom")
    assert main([str(folder)]) == 0
    return folder


def test_every_pinned_package_of_the_processes_is_named_with_its_version(bills: Path) -> None:
    pinned = dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;]+)", (ROOT / "requirements.txt").read_text("utf-8")))
    assert len(pinned) > 20
    assert read_components(bills / PYTHON) == pinned


def test_the_page_is_made_of_what_its_lock_file_says_without_its_tools(bills: Path) -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    components = read_components(bills / PAGE)

    assert {name: components.get(name) for name in package["dependencies"]} == package["dependencies"]
    assert not set(package["devDependencies"]) & set(components)


def test_nothing_of_the_page_depends_on_what_is_not_named(bills: Path) -> None:
    bill = json.loads((bills / PAGE).read_text("utf-8"))
    known = {one["bom-ref"] for one in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}

    assert {one["ref"] for one in bill["dependencies"]} == known
    assert {ref for one in bill["dependencies"] for ref in one["dependsOn"]} <= known


@pytest.mark.parametrize("name", [PYTHON, PAGE])
def test_both_are_held_against_the_schema_of_their_version(name: str, bills: Path, tmp_path: Path) -> None:
    bill = json.loads((bills / name).read_text("utf-8"))
    assert bill["specVersion"] in ("1.5", "1.6")
    check_document(bills / name)

    for wrong in ({"specVersion": "0.9"}, {"components": [{"name": "no type"}]}, {"unheard": 1}):
        (tmp_path / name).write_text(json.dumps(bill | wrong))
        with pytest.raises(LocalError):
            check_document(tmp_path / name)


@pytest.mark.parametrize("arguments", [[], ["one", "two"]])
def test_one_folder_is_needed(arguments: list[str]) -> None:
    assert main(arguments) == 2

"""The lock files fit pyproject.toml and each other, and name no server."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guards.modules import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCKS = {
    "requirements.txt": RUNTIME,
    "requirements-local.txt": [*RUNTIME, *EXTRAS["local"]],
    "requirements-dev.txt": [*RUNTIME, *EXTRAS["local"], *EXTRAS["dev"]],
    "requirements-bench.txt": [*RUNTIME, *EXTRAS["local"], *EXTRAS["dev"], *EXTRAS["bench"]],
    "local/tools/uv.txt": PROJECT["dependency-groups"]["uv"],
    "local/tools/node.txt": PROJECT["dependency-groups"]["node"],
}
STEP = "run `make lock`"


def read_pins(path: Path) -> dict[str, str]:
    """Each locked package with its exact version; fails on a line that pins nothing or has no hash."""
    pins: dict[str, str] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", path.read_text("utf-8"))):
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", block)
        assert match, f"{path.name}: {block[:60]!r} is no exact version"
        assert "--hash=sha256:" in block, f"{path.name}: {match[1]} has no hash"
        pins[canonicalize_name(match[1])] = match[2]
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_every_dependency_in_a_version_that_is_asked_for(name: str) -> None:
    pins = read_pins(ROOT / name)
    for text in LOCKS[name]:
        wanted = Requirement(text)
        version = pins.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is missing in {name}: {STEP}"
        assert wanted.specifier.contains(version), f"{text}, but {name} has {version}: {STEP}"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_asks_for_nothing_directly_that_the_project_no_longer_names(name: str) -> None:
    asked = {canonicalize_name(Requirement(text).name) for text in LOCKS[name]}
    direct = set()
    package = ""
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", line):
            package = canonicalize_name(match[1])
        elif "rollcall" in line and "pyproject.toml" in line and line.lstrip().startswith("#") and package:
            direct.add(package)
    assert direct == asked, STEP


def test_what_is_deployed_is_what_was_tested() -> None:
    tested = read_pins(ROOT / "requirements-dev.txt")
    for name in ("requirements.txt", "requirements-local.txt"):
        assert read_pins(ROOT / name).items() <= tested.items(), f"{name}: {STEP}"


def test_what_is_measured_is_what_was_tested() -> None:
    """The peers of the benches may bring what they like, but nothing in another version than ours."""
    tested, measured = (read_pins(ROOT / name) for name in ("requirements-dev.txt", "requirements-bench.txt"))
    assert tested.items() <= measured.items(), STEP


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_server(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


def test_the_front_ends_lock_file_names_no_server_and_holds_each_design_package_once() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    assert [path for path, entry in packages.items() if "resolved" in entry] == []
    # What only tools use never gets onto the page and may bring its own.
    shown = [path for path, entry in packages.items() if not entry.get("dev")]
    design = [path.rpartition("node_modules/")[2] for path in shown if "node_modules/@atlaskit/" in path]
    assert design
    assert sorted(design) == sorted(set(design))


def test_the_front_ends_packages_are_exact_versions_and_locked_with_a_hash() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        entry = locked[f"node_modules/{name}"]
        assert entry["version"] == version, f"{name}: run `npm install` in frontend/"
        assert entry["integrity"].startswith("sha512-")

"""Which Node builds the front end."""

from pathlib import Path

import pytest

from local.node import find_node_folder, is_fitting_version


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2\n", "v22.12.0", "v22.20.1", "v23.0.0", "v24.19.0"])
def test_a_node_within_the_range_fits(version: str) -> None:
    assert is_fitting_version(version)


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.0", "v21.7.3", "v22.11.0", "", "node", "20.19.0"])
def test_a_node_outside_the_range_does_not_fit(version: str) -> None:
    assert not is_fitting_version(version)


def make_tool(folder: Path, name: str, answer: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho {answer}\n")
    (folder / name).chmod(0o755)


def test_a_fitting_node_on_path_is_used(tmp_path: Path) -> None:
    make_tool(tmp_path / "bin", "node", "v22.12.0")
    make_tool(tmp_path / "bin", "npm", "11.0.0")
    assert find_node_folder(str(tmp_path / "bin")) == tmp_path / "bin"


def test_an_old_node_on_path_is_not_used(tmp_path: Path) -> None:
    make_tool(tmp_path / "bin", "node", "v18.19.0")
    make_tool(tmp_path / "bin", "npm", "9.0.0")
    assert find_node_folder(str(tmp_path / "bin")) is None


def test_a_node_without_npm_is_not_used(tmp_path: Path) -> None:
    make_tool(tmp_path / "bin", "node", "v22.12.0")
    assert find_node_folder(str(tmp_path / "bin")) is None


def test_no_node_at_all_is_no_error_yet(tmp_path: Path) -> None:
    assert find_node_folder(str(tmp_path)) is None

"""What `make` does before Python is there, and what it offers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.processes import ROOT


def make_environment(folder: Path, *, search_path: Path, python: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the script that makes the environment, with only `search_path` to find a Python on."""
    shell = shutil.which("sh") or "/bin/sh"
    return subprocess.run(
        [shell, str(ROOT / "local" / "tools" / "make-venv.sh"), str(folder)],
        env={"PATH": str(search_path), "PYTHON": python},
        capture_output=True,
        text=True,
    )


def put_command(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_machine_without_python_is_told_what_is_needed(tmp_path: Path) -> None:
    answer = make_environment(tmp_path / "venv", search_path=tmp_path)
    assert answer.returncode == 1
    assert "Python 3.11 or newer is needed" in answer.stderr


def test_an_old_python_is_passed_over(tmp_path: Path) -> None:
    put_command(tmp_path / "bin", "python3", "exit 1")
    put_command(tmp_path / "bin", "python3.12", f'echo "$*" >> "{tmp_path}/calls"')
    answer = make_environment(tmp_path / "venv", search_path=tmp_path / "bin")
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "calls").read_text().splitlines()[-1] == f"-m venv {tmp_path / 'venv'}"


def test_a_python_without_its_venv_module_is_told_with_the_remedy(tmp_path: Path) -> None:
    put_command(tmp_path / "bin", "python3", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    answer = make_environment(tmp_path / "venv", search_path=tmp_path / "bin")
    assert answer.returncode == 1
    assert "python3-venv" in answer.stderr


def test_the_python_that_the_person_names_goes_first(tmp_path: Path) -> None:
    put_command(tmp_path / "bin", "python3.11", "exit 0")
    put_command(tmp_path / "bin", "mine", f'echo "$*" >> "{tmp_path}/calls"')
    answer = make_environment(tmp_path / "venv", search_path=tmp_path / "bin", python=str(tmp_path / "bin" / "mine"))
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "calls").read_text().splitlines()[-1] == f"-m venv {tmp_path / 'venv'}"


@pytest.mark.parametrize(
    ("told", "has_configured", "expected"),
    [
        ({}, False, "of the system"),
        ({"PIP_CERT": "/mine.pem"}, False, "/mine.pem"),
        ({"REQUESTS_CA_BUNDLE": "/theirs.pem"}, False, ""),
        ({}, True, ""),
    ],
)
def test_pip_is_told_of_the_systems_authorities_where_nobody_told_it_of_others(
    tmp_path: Path, told: dict[str, str], has_configured: bool, expected: str
) -> None:
    bundle = tmp_path / "company.pem"
    bundle.touch()
    script = f"""
case "$*" in
  *"config get"*) exit {0 if has_configured else 1};;
  *"pip install"*) echo "$PIP_CERT"; echo "$*" > "{tmp_path}/calls";;
  *) exec "{sys.executable}" "$@";;
esac"""
    put_command(tmp_path / "bin", "python", script)
    answer = subprocess.run(
        ["sh", "local/tools/fetch-uv.sh", str(tmp_path / "bin" / "python")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(bundle), **told},
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == (str(bundle) if expected == "of the system" else expected)
    assert "--require-hashes" in (tmp_path / "calls").read_text()


@pytest.fixture(scope="module")
def makefile() -> str:
    return (ROOT / "Makefile").read_text("utf-8")


def test_make_alone_shows_every_target_with_what_it_does(makefile: str) -> None:
    offered = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"(?m)^\.PHONY: ([a-z-]+)$", makefile)
    assert {"run", "test", "check", "help"} <= set(targets)
    for target in targets:
        assert re.search(rf"(?m)^  make {target} +\S", offered), f"{target} is not explained"

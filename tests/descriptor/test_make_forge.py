"""`make forge` as a person types it, in a copy of what it needs; Atlassian's own rules judge what it writes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.checks import validators
from local.processes import ROOT
from sandbox.host.forge.manifest import Manifest, parse_manifest
from sandbox.host.forge.plain_yaml import parse_plain_yaml

URL = "https://rollcall.example.org"
VENV = Path(sys.prefix)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The makefile and the programs it calls, beside a page that is built."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "descriptor", tmp_path / "descriptor", ignore=shutil.ignore_patterns("node_modules"))
    for name in ("app", "local", "worker"):
        (tmp_path / name).symlink_to(ROOT / name)
    dist = tmp_path / "frontend" / "dist"
    dist.mkdir(parents=True)
    for name in ("index.html", "index.html.gz", "refusal.html"):
        (dist / name).write_text(name, encoding="utf-8")
    return tmp_path


def make(folder: Path, *variables: str) -> "subprocess.CompletedProcess[str]":
    """`make forge`, without building anything anew."""
    command = ["make", "--old-file=build", f"VENV={VENV}", "forge", *variables]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def read(folder: Path) -> Manifest:
    return parse_manifest(parse_plain_yaml((folder / "forge" / "manifest.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("is_listed", [False, True])
def test_it_makes_the_folder_and_says_what_to_do_next(is_listed: bool, copy: Path) -> None:
    done = make(copy, f"URL={URL}", *(["LISTED=yes"] if is_listed else []))

    assert done.returncode == 0, done.stderr
    made = sorted(str(path.relative_to(copy / "forge")) for path in (copy / "forge").rglob("*") if path.is_file())
    assert made == ["manifest.yml", "page/index.html"]
    manifest = read(copy)
    assert (manifest.is_licensed, manifest.remotes) == (is_listed, {"rollcall-backend": URL})
    assert f"BASE_URL={URL}" in done.stdout
    assert "forge register" in done.stdout


def test_it_keeps_the_app_that_was_registered_there(copy: Path) -> None:
    make(copy, f"URL={URL}")
    path, mine = copy / "forge" / "manifest.yml", "ari:cloud:ecosystem::app/11111111-2222-4333-8444-555555555555"
    path.write_text(path.read_text(encoding="utf-8").replace(read(copy).app_id, mine), encoding="utf-8")

    done = make(copy, "URL=https://other.example.org", "LISTED=yes")

    assert (read(copy).app_id, read(copy).remotes) == (mine, {"rollcall-backend": "https://other.example.org"})
    assert f"FORGE_APP_ID={mine}" in done.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [((), "make forge URL=https://"), (("URL=http://rollcall.example.org",), "https")],
)
def test_without_an_address_that_forge_takes_nothing_is_made(
    variables: tuple[str, ...], words: str, copy: Path
) -> None:
    done = make(copy, *variables)

    assert done.returncode != 0
    assert words in done.stderr
    assert not (copy / "forge").exists()


def test_atlassians_rules_and_linters_take_it_and_refuse_what_is_wrong() -> None:
    """`make check` has installed the rules; without them this test does."""
    descriptor = (ROOT / "atlassian-connect.json").read_text(encoding="utf-8")
    listed, unlisted = validators.build_deployed_manifests()
    wrong = unlisted.replace("report:personal-data", "read:nothing")
    assert wrong != unlisted

    sound, also_sound, faults = validators.judge(
        [{"manifest.yml": text, "atlassian-connect.json": descriptor} for text in (listed, unlisted, wrong)]
    )

    assert (sound, also_sound) == ([], [])
    assert {fault.split(": ")[1] for fault in faults} >= {"forge lint"}
    assert all("read:nothing" in fault for fault in faults)

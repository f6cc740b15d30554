"""Where settings come from: variables, mounted files, and the sentence with which a process ends without them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from app.settings_checks import SettingsError
from tests.guards.modules import ROOT

NEEDED = {
    "BASE_URL": "https://rollcall.example",
    "DATABASE_URL": "postgresql://x",
    "REDIS_URL": "rediss://:word@x",
    "ENCRYPTION_KEYS": "k1:x",
}


def without(name: str) -> dict[str, str]:
    """What is needed, but for one variable."""
    return {key: value for key, value in NEEDED.items() if key != name}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_can_stand_in_a_file(tmp_path: Path, end: str) -> None:
    (tmp_path / "keys").write_text(f"k1:from a file {end}", encoding="utf-8", newline="")

    settings = Settings.from_env(without("ENCRYPTION_KEYS") | {"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")})

    assert settings.encryption_keys == "k1:from a file "


def test_what_is_set_goes_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("k1:from a file", encoding="utf-8")

    settings = Settings.from_env(NEEDED | {"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")})

    assert settings.encryption_keys == "k1:x"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named_without_what_is_in_it(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "keys").write_bytes(content)

    with pytest.raises(SettingsError, match="ENCRYPTION_KEYS_FILE names a file that cannot be read"):
        Settings.from_env(without("ENCRYPTION_KEYS") | {"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")})


def test_an_empty_file_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()

    with pytest.raises(SettingsError, match="ENCRYPTION_KEYS is not set"):
        Settings.from_env(without("ENCRYPTION_KEYS") | {"ENCRYPTION_KEYS_FILE": str(tmp_path / "keys")})


@pytest.mark.parametrize(
    "command", [("worker",), ("worker.scheduler",), ("worker.rotate_keys",), ("alembic", "upgrade", "head")]
)
def test_a_process_without_its_variables_ends_with_one_sentence(command: tuple[str, ...]) -> None:
    environment = {"PATH": os.environ["PATH"]}

    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )

    assert ended.returncode == 2
    name = "DATABASE_URL" if command[0] == "alembic" else "BASE_URL"
    assert ended.stderr.splitlines() == [ended.stderr.strip()]
    assert ended.stderr.startswith(f"rollcall: {name} is not set: ")

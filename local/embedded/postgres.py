"""An embedded PostgreSQL on a data folder of ours, reachable through a private unix socket only.

PostgreSQL refuses to run as root, so there are three modes (`Mode`). None of them creates a user or
widens the permissions of a folder. This module knows nothing of Rollcall's tables.
"""

import enum
import functools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from local.embedded.programs import get_postgres_major, get_postgres_programs
from local.errors import LocalError
from local.folders import NOBODY, get_socket_folder, is_open_to_others, take_lock
from local.processes import Program

SUPERUSER = "postgres"
APP_ROLE = "rollcall"
APP_DATABASE = "rollcall"
_SOCKET_NAME = ".s.PGSQL.5432"
_LOCK_WAIT_SECONDS = 15.0
_STATUS_LINE = 7
_SETTINGS = {"jit": "off", "timezone": "UTC", "log_timezone": "UTC", "max_connections": "150"}


class Mode(enum.StrEnum):
    """How the server gets along without being root."""

    PLAIN = "plain"
    """This process is not root: nothing to do."""
    USERNS = "userns"
    """Root: in a user namespace the server sees another user id, while its files stay root's."""
    SETUID = "setuid"
    """Root where user namespaces are refused: the server and its data folder are `nobody`'s."""


class PostgresServer:
    """One data folder and the server on it."""

    def __init__(self, data: Path, mode: Mode | None = None, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are added to the server's command line, over our own."""
        self.data = data.absolute()
        self.mode = mode or choose_mode()
        self._settings = {**_SETTINGS, **(settings or {})}
        self._programs = get_postgres_programs()
        self._sockets = get_socket_folder(self.data, _SOCKET_NAME)
        self._lock = -1

    def url(self, database: str = APP_DATABASE, role: str = APP_ROLE) -> str:
        """Return the SQLAlchemy URL of `database` for `role`; by default the app's own."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self._sockets), safe='/')}"

    @property
    def socket(self) -> str:
        """The path of the socket on which the server listens."""
        return str(self._sockets / _SOCKET_NAME)

    def prepare(self) -> Program:
        """Lock and, the first time, create the data folder; return the program to start.

        Waits some seconds for a server that is still shutting down. Raises LocalError when the folder
        is in use or was made by another major version of PostgreSQL.
        """
        self._make_data_folder()
        if self._lock < 0:
            self._lock = take_lock(self.data.parent / f"{self.data.name}.lock", _LOCK_WAIT_SECONDS)
        if self.mode is Mode.SETUID:
            self._programs = self._reachable_programs()
        if (self.data / "PG_VERSION").exists():
            self._check_version()
        else:
            self._create_cluster()
        options = [part for pair in self._settings.items() for part in ("-c", "=".join(pair))]
        return Program(
            name="postgres",
            argv=(
                *self._prefix(),
                str(self._programs / "postgres"),
                "-D",
                str(self.data),
                "-k",
                str(self._sockets),
                "-h",
                "",
                "-c",
                "unix_socket_permissions=0700",
                *options,
            ),
            environment=_plain_environment(),
            folder=Path("/"),
            user=NOBODY if self.mode is Mode.SETUID else None,
            inherited=(self._lock,),
            is_ready=self.is_ready,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            grace_seconds=20.0,
            is_hurried=False,
            stop_rank=0,
        )

    def is_ready(self) -> bool:
        """Tell whether the server accepts connections."""
        if not self._says_ready():  # asking it any earlier would put an error into its log each time
            return False
        command = [str(get_postgres_programs() / "pg_isready"), "-q", "-t", "1", "-U", SUPERUSER]
        answer = subprocess.run([*command, "-h", str(self._sockets)], check=False)  # noqa: S603
        return answer.returncode == 0

    def _says_ready(self) -> bool:
        """Tell whether its own file says so, which may be a killed server's."""
        try:
            lines = (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"

    def create_app_database(self) -> None:
        """Create the app's role and its database where they are missing. The server must be ready.

        The role can neither become superuser nor bypass row-level security, so the policies bind it.
        """
        with self.connect() as connection:
            known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if connection.execute(known, [APP_ROLE]).fetchone() is None:
                connection.execute(
                    _format("CREATE ROLE {} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS", APP_ROLE)
                )
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [APP_DATABASE]).fetchone() is None:
                connection.execute(_format("CREATE DATABASE {} OWNER {}", APP_DATABASE, APP_ROLE))

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a superuser's connection outside any transaction: for making databases only."""
        return psycopg.connect(host=str(self._sockets), user=SUPERUSER, dbname="postgres", autocommit=True)

    def _prefix(self) -> tuple[str, ...]:
        return _USERNS_COMMAND if self.mode is Mode.USERNS else ()

    def _make_data_folder(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.mode is Mode.SETUID and not is_open_to_others(self.data.parent):
            raise LocalError(
                "PostgreSQL refuses to run as root, this machine refuses user namespaces, and other "
                f"users may not enter {self.data.parent}. Set DATA_DIR to a folder that they may "
                "enter, such as /var/lib/rollcall, or start as an ordinary user."
            )
        for folder in (self.data, self._sockets):
            self._give_away(folder)

    def _give_away(self, folder: Path) -> None:
        if self.mode is Mode.SETUID:
            os.chown(folder, NOBODY, NOBODY)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = get_postgres_major(get_postgres_programs())
        if made_by != str(ours):
            raise LocalError(
                f"{self.data} was made by PostgreSQL {made_by}, the installed one is {ours}. "
                "Move the folder away to start afresh, or go back to the earlier version."
            )

    def _create_cluster(self) -> None:
        # Made beside its place and moved there when complete: a killed initdb leaves half a cluster.
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give_away(unfinished)
        command = [
            *self._prefix(),
            str(self._programs / "initdb"),
            "-D",
            str(unfinished),
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        user = NOBODY if self.mode is Mode.SETUID else None
        answer = subprocess.run(  # noqa: S603 - a program of our own environment
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_plain_environment(),
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        if answer.returncode:
            raise LocalError(f"PostgreSQL could not create {self.data}: {answer.stderr.strip()}")
        unfinished.rename(self.data)

    def _reachable_programs(self) -> Path:
        """Return the programs, copied beside the data folder if `nobody` cannot reach ours."""
        ours = get_postgres_programs()
        if is_open_to_others(ours):
            return ours
        package, site = ours.parents[1], ours.parents[2]
        copy = self.data.parent / f"postgres-programs-{get_postgres_major(ours)}"
        if not copy.exists():
            unfinished = copy.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            for folder in (Path(package.name) / "pginstall", Path(f"{package.name}.libs")):
                # The libraries stay beside the package: the programs look for them there.
                shutil.copytree(site / folder, unfinished / folder, symlinks=True)
            for path in _walk(unfinished):
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            unfinished.rename(copy)
        return copy / package.name / "pginstall" / "bin"


_USERNS_COMMAND = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")


@functools.cache
def has_user_namespaces() -> bool:
    """Tell whether this process may make a user namespace; strict containers refuse."""
    if sys.platform != "linux" or shutil.which(_USERNS_COMMAND[0]) is None:
        return False
    answer = subprocess.run([*_USERNS_COMMAND, "true"], capture_output=True, check=False)  # noqa: S603
    return answer.returncode == 0


def choose_mode() -> Mode:
    """Return the mode that works for this user on this machine."""
    if os.geteuid():
        return Mode.PLAIN
    return Mode.USERNS if has_user_namespaces() else Mode.SETUID


def _plain_environment() -> dict[str, str]:
    """Return an environment without PG* variables and locales, which would change the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _format(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _walk(folder: Path) -> Iterator[Path]:
    yield folder
    for path in folder.rglob("*"):
        if not path.is_symlink():
            yield path

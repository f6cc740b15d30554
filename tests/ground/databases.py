"""Databases for tests: one migrated template on the worker's own server, cloned in some 50 ms."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from local.embedded.postgres import APP_ROLE, SUPERUSER, PostgresServer
from local.embedded.programs import get_postgres_programs
from local.processes import ROOT

TEMPLATE = "migrated_template"


class Databases:
    """Makes databases that the app's role owns, and drops them again."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = itertools.count(1)
        self._has_template = False
        self._prepared: set[str] = set()

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """The URL of a database at the newest migration, without rows."""
        if not self._has_template:
            with self._kept(TEMPLATE, "template1") as url:
                migrate(url)
            self._has_template = True
        with self._database(TEMPLATE) as url:
            yield url

    @contextmanager
    def prepared(self, name: str, prepare: Callable[[str], None], copy: str | None = None) -> Iterator[str]:
        """The URL of a copy of a migrated database that `prepare` filled once; it must leave no connection open.

        copy: its name, for who keeps an engine, and all that is compiled for it, over many copies.
        """
        if name not in self._prepared:
            with self.migrated(), self._kept(name, TEMPLATE) as url:
                prepare(url)
            self._prepared.add(name)
        with self._database(name, copy) as url:
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table."""
        with self._database("template1") as url:
            yield url

    def dump(self, url: str, file: Path) -> None:
        """Write what `docs/operate.md` tells an operator to write, as the superuser."""
        self._run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={_name_of(url)}")

    @contextmanager
    def restored(self, file: Path) -> Iterator[str]:
        """The URL of a fresh database that holds a dump."""
        with self.empty() as url:
            self._run("pg_restore", "--exit-on-error", f"--dbname={_name_of(url)}", str(file))
            yield url

    def _run(self, program: str, *arguments: str) -> None:
        place = [f"--host={Path(self.server.socket).parent}", f"--username={SUPERUSER}"]
        command = [str(get_postgres_programs() / program), *place, *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr

    @contextmanager
    def _kept(self, name: str, template: str) -> Iterator[str]:
        """A database that stays when it was filled without an error: else the next test meets the error, no remains."""
        self._create(name, template)
        try:
            yield self.server.url(name)
        except BaseException:
            self._drop(name)
            raise

    @contextmanager
    def _database(self, template: str, name: str | None = None) -> Iterator[str]:
        name = name or f"test_{next(self._numbers)}"
        self._create(name, template)
        try:
            yield self.server.url(name)
        finally:
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _create(self, name: str, template: str) -> None:
        # Copied as files: half the time of copying through the log, which would grow by the whole database each time.
        self._execute("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy", name, APP_ROLE, template)

    def _execute(self, statement: str, *names: str) -> None:
        with self.server.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _name_of(url: str) -> str:
    return str(sa.make_url(url).database)


def migrate(database_url: str) -> None:
    """Bring a database to the newest migration, as a deployment does: in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={"DATABASE_URL": database_url, "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, f"the migrations failed:\n{answer.stdout}{answer.stderr}"


def connect(database_url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Open a plain connection as the app's role, for looking at rows from outside the app."""
    return psycopg.connect(database_url.replace("+psycopg", "", 1))

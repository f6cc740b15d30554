"""The embedded PostgreSQL, in every mode that this machine and this user allow."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from local.embedded.postgres import Mode, PostgresServer, choose_mode, has_user_namespaces
from local.errors import LocalError
from local.folders import LONGEST_SOCKET_PATH
from local.processes import end, spawn
from local.stores import wait_until_ready
from tests.ground.databases import connect


def available_modes() -> list[Mode]:
    """The modes that can be tried by this user."""
    if os.geteuid():
        return [Mode.PLAIN]
    return [Mode.USERNS, Mode.SETUID] if has_user_namespaces() else [Mode.SETUID]


@contextmanager
def running(server: PostgresServer, stop_signal: signal.Signals = signal.SIGINT) -> Iterator[int]:
    """The process id of the server while it runs; it is ended by `stop_signal`."""
    program = server.prepare()
    process = spawn(program)
    try:
        wait_until_ready(program, process)
        server.create_app_database()
        yield process.pid
    finally:
        process.send_signal(stop_signal)
        end(process, program)


@pytest.fixture(scope="module")
def server(ground: Path) -> Iterator[PostgresServer]:
    """One server for the tests that only look at it."""
    server = PostgresServer(ground / "looked-at" / "postgres")
    with running(server):
        yield server


def run(server: PostgresServer, statement: str) -> list[tuple[object, ...]]:
    with connect(server.url()) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("mode", available_modes())
def test_what_was_committed_is_there_after_an_orderly_restart(folder: Path, mode: Mode) -> None:
    server = PostgresServer(folder / "postgres", mode)
    with running(server):
        run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    with running(server):
        assert run(server, "SELECT number FROM kept") == [(7,)]


@pytest.mark.parametrize("mode", available_modes())
def test_what_was_committed_is_there_after_the_server_was_killed(folder: Path, mode: Mode) -> None:
    server = PostgresServer(folder / "postgres", mode)
    with running(server, stop_signal=signal.SIGKILL):
        run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    with running(server):
        assert run(server, "SELECT number FROM kept") == [(7,)]


def test_the_mode_follows_the_user_and_the_machine() -> None:
    assert choose_mode() is available_modes()[0]


def test_the_app_logs_in_as_a_role_that_row_level_security_binds(server: PostgresServer) -> None:
    rows = run(
        server,
        "SELECT current_user::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname = current_user",
    )
    assert rows == [("rollcall", False, False, False, True)]


def test_a_row_that_a_policy_hides_stays_hidden_from_the_app(server: PostgresServer) -> None:
    run(
        server,
        "CREATE TABLE secrets AS SELECT 1 AS tenant_id;"
        "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    )
    assert run(server, "SELECT * FROM secrets") == []


def test_the_server_listens_on_no_network_port(server: PostgresServer) -> None:
    assert run(server, "SHOW listen_addresses") == [("",)]


def test_nobody_else_on_the_machine_can_reach_the_data_or_the_socket(server: PostgresServer) -> None:
    assert server.data.stat().st_mode & 0o077 == 0
    assert (server.data / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_variables_for_other_postgres_servers_do_not_reach_ours(folder: Path) -> None:
    assert not [name for name in PostgresServer(folder / "pg").prepare().environment if name.startswith("PG")]


def test_a_data_folder_with_a_long_path_works_too(folder: Path) -> None:
    server = PostgresServer(folder / ("x" * LONGEST_SOCKET_PATH) / "postgres")
    with running(server):
        assert run(server, "SELECT 1") == [(1,)]
    Path(server.url().partition("host=")[2]).rmdir()


def test_a_data_folder_of_another_major_version_is_refused_and_left_alone(folder: Path) -> None:
    data = folder / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(LocalError, match=r"made by PostgreSQL 14, the installed one is \d+"):
        PostgresServer(data).prepare()
    assert (data / "PG_VERSION").read_text() == "14\n"


def test_a_creation_that_was_killed_half_way_is_started_afresh(folder: Path) -> None:
    unfinished = folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with running(PostgresServer(folder / "postgres")):
        assert not unfinished.exists()


def test_creating_the_database_again_changes_nothing(server: PostgresServer) -> None:
    run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    server.create_app_database()
    assert run(server, "SELECT number FROM kept") == [(7,)]


def test_a_server_that_is_not_there_is_not_ready(folder: Path) -> None:
    server = PostgresServer(folder / "postgres")
    assert not server.is_ready()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change to another user")
def test_where_the_unprivileged_user_cannot_enter_root_is_told_what_to_do(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(LocalError, match=r"refuses to run as root.*DATA_DIR"):
        PostgresServer(closed / "postgres", Mode.SETUID).prepare()
    assert closed.stat().st_mode & 0o777 == 0o700, "no folder is opened to others"

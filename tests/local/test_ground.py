"""The test ground itself: what one test does is not there for the next one."""

from pathlib import Path

import psycopg
import pytest
import redis
import requests

from tests.ground.browser import find_browser
from tests.ground.databases import Databases, connect
from tests.ground.folders import find_quick_place, server_folder, sweep
from tests.ground.sandbox import SandboxClient


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_database_without_tables_of_the_other(empty_database_url: str, turn: str) -> None:
    with connect(empty_database_url) as connection:
        connection.execute("CREATE TABLE mine (turn text)")
        connection.execute("INSERT INTO mine VALUES (%s)", [turn])
        assert connection.execute("SELECT turn FROM mine").fetchall() == [(turn,)]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_redis_without_keys_of_the_other(redis_url: str, turn: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_a_migrated_database_has_the_tables_and_no_rows(database_url: str) -> None:
    with connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert ("tenants",) in tables
        assert connection.execute("SELECT count(*) FROM tenants").fetchone() == (0,)


def test_two_databases_can_be_open_side_by_side(databases: Databases) -> None:
    with databases.empty() as one, databases.empty() as other:
        assert one != other


def test_after_a_preparation_that_failed_the_next_test_prepares_anew(databases: Databases) -> None:
    def fail(url: str) -> None:
        left_open.append(connect(url))
        raise LookupError("the real error")

    left_open: list[psycopg.Connection[tuple[object, ...]]] = []
    for _test in range(2):
        with pytest.raises(LookupError, match="the real error"), databases.prepared("prepared_in_vain", fail):
            pass
    with databases.prepared("prepared_in_vain", lambda url: connect(url).close()) as url, connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM tenants").fetchone() == (0,)
    for connection in left_open:
        connection.close()


def test_a_database_is_gone_after_its_test_even_when_a_connection_was_left_open(databases: Databases) -> None:
    with databases.empty() as url:
        left_open = connect(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(url)
    left_open.close()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_the_sandbox_as_it_was_seeded(sandbox: SandboxClient, turn: str) -> None:
    assert sandbox.call("GET", "/faults")["faults"] == []
    assert sandbox.count_requests() == 0
    org_id = sandbox.organization()["org_id"]
    sandbox.fault("status", endpoint="*", params={"status": 503})
    url = f"{sandbox.base_url}/admin/v1/orgs/{org_id}"
    assert requests.get(url, timeout=10).status_code >= 400
    assert sandbox.count_requests() >= 1


def test_the_folder_of_a_killed_test_run_is_removed_and_one_in_use_is_not(tmp_path: Path) -> None:
    left = tmp_path / "rc-left"
    left.mkdir()
    (left / "in-use").touch()
    foreign = tmp_path / "rc-foreign"
    foreign.mkdir()
    with server_folder(tmp_path) as used:
        assert not left.exists()
        sweep(tmp_path)
        assert used.is_dir()
        assert foreign.is_dir(), "without our mark it is not ours"
    assert not used.exists()


def test_stores_live_in_memory_only_where_there_is_room_and_we_may_write(tmp_path: Path) -> None:
    assert find_quick_place(tmp_path, room=1) == tmp_path
    assert find_quick_place(tmp_path, room=2**60) is None
    assert find_quick_place(tmp_path / "missing", room=1) is None


def test_a_browser_is_looked_for_on_path_only(tmp_path: Path) -> None:
    assert find_browser(str(tmp_path)) is None
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_browser(str(tmp_path)) == str(program)

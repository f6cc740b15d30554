"""Both stores together, and what becomes of them when their parent dies."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from local.errors import LocalError
from local.processes import ROOT, Program, spawn
from local.stores import Stores, wait_until_ready
from tests.ground.databases import connect
from tests.ground.processes import child_pids, is_running, wait_until

HOLD_STORES = """
import sys
from pathlib import Path
from local.stores import Stores
with Stores(Path(sys.argv[1])) as stores:
    print(stores.postgres.url(), flush=True)
    sys.stdin.read()
"""


def test_both_answer_inside_and_neither_runs_afterwards(folder: Path) -> None:
    before = set(child_pids())
    with Stores(folder) as stores:
        servers = set(child_pids()) - before
        assert len(servers) == 2
        with connect(stores.postgres.url()) as connection, redis.Redis.from_url(stores.redis.url) as client:
            assert connection.execute("SELECT current_database()").fetchone() == ("rollcall",)
            assert client.ping() is True
    assert not [pid for pid in servers if is_running(pid)]


def test_both_end_when_the_test_inside_fails(folder: Path) -> None:
    before = set(child_pids())
    servers: set[int] = set()

    def fail_inside() -> None:
        with Stores(folder):
            servers.update(set(child_pids()) - before)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    assert len(servers) == 2
    assert not [pid for pid in servers if is_running(pid)]


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_parent_takes_both_down_and_its_data_can_be_opened_at_once(
    folder: Path, death: signal.Signals
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", HOLD_STORES, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    url = parent.stdout.readline().strip()
    with connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    servers = child_pids(parent.pid)
    assert len(servers) == 2
    parent.send_signal(death)
    parent.communicate()
    with Stores(folder) as stores, connect(stores.postgres.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    wait_until(lambda: not any(map(is_running, servers)))


def test_a_program_that_ends_before_it_is_ready_is_told_with_its_exit_code() -> None:
    program = Program("broken", (sys.executable, "-c", "raise SystemExit(3)"), is_ready=lambda: False)
    with pytest.raises(LocalError, match="broken ended with exit code 3"):
        wait_until_ready(program, spawn(program))


def test_a_program_that_is_never_ready_is_given_up() -> None:
    program = Program("slow", (sys.executable, "-c", "input()"), is_ready=lambda: False)
    process = subprocess.Popen(program.argv, stdin=subprocess.PIPE)
    try:
        with pytest.raises(LocalError, match="slow was not ready within 0 seconds"):
            wait_until_ready(program, process, timeout_seconds=0.1)
    finally:
        process.communicate()

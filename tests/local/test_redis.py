"""The embedded Redis."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from local.embedded.redis import RedisServer
from local.folders import LONGEST_SOCKET_PATH
from local.processes import end, spawn
from local.stores import wait_until_ready


@contextmanager
def running(server: RedisServer, stop_signal: signal.Signals = signal.SIGTERM) -> Iterator["redis.Redis"]:
    program = server.prepare()
    process = spawn(program)
    try:
        wait_until_ready(program, process)
        with redis.Redis.from_url(server.url) as client:
            yield client
    finally:
        process.send_signal(stop_signal)
        end(process, program)


def test_keys_are_there_after_an_orderly_restart(folder: Path) -> None:
    server = RedisServer(folder / "redis")
    with running(server) as client:
        client.set("kept", "7")
    with running(server) as client:
        assert client.get("kept") == b"7"


def test_keys_are_there_after_the_server_was_killed(folder: Path) -> None:
    server = RedisServer(folder / "redis")
    with running(server, stop_signal=signal.SIGKILL) as client:
        client.set("kept", "7")
    with running(server) as client:
        assert client.get("kept") == b"7"


def test_the_server_is_new_enough_for_the_queue(folder: Path) -> None:
    with running(RedisServer(folder / "redis")) as client:
        version = str(client.info()["redis_version"])
    assert tuple(map(int, version.split(".")[:2])) >= (6, 2)


def test_the_server_never_throws_jobs_away_to_save_memory(folder: Path) -> None:
    with running(RedisServer(folder / "redis")) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_only_a_private_socket_leads_to_the_server(folder: Path) -> None:
    server = RedisServer(folder / "redis")
    with running(server) as client:
        assert client.config_get("port") == {"port": "0"}
        assert (server.data / "redis.sock").stat().st_mode & 0o077 == 0
        assert server.data.stat().st_mode & 0o077 == 0


def test_options_can_be_changed_for_data_that_is_thrown_away(folder: Path) -> None:
    with running(RedisServer(folder / "redis", options={"appendonly": "no"})) as client:
        assert client.config_get("appendonly") == {"appendonly": "no"}


def test_a_data_folder_with_a_long_path_works_too(folder: Path) -> None:
    server = RedisServer(folder / ("x" * LONGEST_SOCKET_PATH) / "redis")
    with running(server) as client:
        assert client.ping() is True
    Path(server.url.removeprefix("unix://").removesuffix("?db=0")).parent.rmdir()


def test_a_server_that_is_not_there_is_not_ready(folder: Path) -> None:
    assert not RedisServer(folder / "redis").is_ready()

"""Health checks of containers: each kind of process is found well on its own machine, and unwell when it is not."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from rq import Worker

from app.services.operating.vitals import ALIVE_FOR, is_scheduler_alive, record_processes
from tests.ground.desk import Desk
from worker.probe import Unwell, main, probe_scheduler, probe_web, probe_worker
from worker.processes.queues import open_queue


@pytest.fixture
def connection(redis_url: str) -> Iterator[redis.Redis]:
    """A Redis without keys."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


def test_a_worker_of_this_machine_is_found(synced: Desk, connection: redis.Redis) -> None:
    settings = synced.context.settings
    with pytest.raises(Unwell, match="no worker"):
        probe_worker(settings)

    queue = open_queue(connection)
    worker = Worker([queue], connection=connection, serializer=queue.serializer)
    worker.register_birth()  # type: ignore[no-untyped-call]  # RQ leaves it bare
    probe_worker(settings)

    connection.hset(worker.key, "hostname", "elsewhere")
    with pytest.raises(Unwell, match="no worker"):
        probe_worker(settings)


def test_a_scheduler_counts_on_its_own_machine_and_for_a_time(synced: Desk) -> None:
    now = synced.clock()
    with synced.context.database.system_session() as session:
        record_processes(session, "one-17", {}, now)

    with synced.context.database.system_session() as session:
        assert is_scheduler_alive(session, "one", now + ALIVE_FOR - timedelta(seconds=1))
        assert not is_scheduler_alive(session, "one", now + ALIVE_FOR + timedelta(seconds=1))
        assert not is_scheduler_alive(session, "on_", now)
        assert not is_scheduler_alive(session, "on", now)
    with pytest.raises(Unwell, match="no scheduler"):
        probe_scheduler(synced.context.settings)
    assert socket.gethostname() != "one"


def test_a_web_server_that_is_not_there_is_unwell(synced: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(closed.getsockname()[1]))
        with pytest.raises(Unwell, match="does not answer"):
            probe_web(synced.context.settings)


@pytest.mark.parametrize("arguments", [[], ["database"], ["web", "worker"]])
def test_a_kind_that_is_none_is_refused(arguments: list[str]) -> None:
    assert main(arguments) == 2

"""Whoever can write to Redis gets no code executed: only our entry points run, whatever a job says or carries."""

import json
import pickle
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from rq import Callback, Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from app.settings import Settings
from app.settings_checks import SettingsError
from worker.processes.entry_jobs import ENTRY_POINTS, QUEUE, EntryJob, ForeignJobError
from worker.processes.queues import RunWorker, open_queue


@pytest.fixture
def connection(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(redis_url) as opened:
        opened.flushdb()
        yield opened


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def fetch(connection: "redis.Redis", job_id: str) -> EntryJob:
    job = EntryJob.fetch(job_id, connection=connection, serializer=JSONSerializer)
    assert isinstance(job, EntryJob)
    return job


def work_all(connection: "redis.Redis") -> None:
    """What a worker does until its queue is empty."""
    queue = open_queue(connection)
    RunWorker([queue], connection=connection, serializer=queue.serializer).work(burst=True, logging_level="CRITICAL")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("pathlib.Path.touch", None),
        ("subprocess.check_output", None),
        ("runpy.run_path", None),
        ("worker.jobs.prepare", ()),
        ("worker.jobs.work_run.__globals__", ()),
        ("worker.jobs.work_run", ("1; drop", 2, 3)),
    ],
)
def test_a_job_with_another_name_or_other_arguments_is_refused(
    connection: "redis.Redis", tmp_path: Path, name: str, args: Any
) -> None:
    marker = tmp_path / "made"
    script = tmp_path / "script.py"
    script.write_text(f"open({str(marker)!r}, 'w')")
    given = {
        "pathlib.Path.touch": (str(marker),),
        "subprocess.check_output": (["touch", str(marker)],),
        "runpy.run_path": (str(script),),
    }.get(name, args)
    foreign = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    job = foreign.enqueue_call(name, given)
    work_all(connection)
    assert not marker.exists()
    assert not connection.exists(f"rq:job:{job.id}"), "it is gone"
    assert connection.llen(foreign.key) == 0


def test_the_same_job_would_run_with_a_worker_as_it_comes(connection: "redis.Redis", tmp_path: Path) -> None:
    """What makes the refusals mean something."""
    marker = tmp_path / "made"
    job = Job.create("subprocess.check_output", (["touch", str(marker)],), connection=connection)
    job.perform()
    assert marker.exists()


@pytest.mark.parametrize("field", ["data", "meta", "result", "exc_info"])
def test_pickles_are_not_opened_wherever_they_stand(connection: "redis.Redis", tmp_path: Path, field: str) -> None:
    marker = tmp_path / "made"
    queue = open_queue(connection)
    job = queue.enqueue_call("worker.jobs.work_run", (1, 2, 3))
    bomb = pickle.dumps(("worker.jobs.work_run", None, Bomb(marker), {}))
    for payload in (bomb, zlib.compress(bomb)):
        connection.hset(f"rq:job:{job.id}", field, payload)
        read = fetch(connection, job.id)
        if field == "data":
            with pytest.raises(ForeignJobError):
                read.check()
        else:
            read.check()
        assert not marker.exists()
    if field == "data":
        work_all(connection)
        assert not marker.exists()


@pytest.mark.parametrize("kind", ["success", "failure", "stopped"])
def test_callbacks_are_dropped(connection: "redis.Redis", kind: str) -> None:
    foreign = Queue(QUEUE, connection=connection, serializer=JSONSerializer)
    callback = Callback("os.getcwd")
    job = foreign.enqueue_call(
        "worker.jobs.work_run",
        (1, 2, 3),
        on_success=callback if kind == "success" else None,
        on_failure=callback if kind == "failure" else None,
        on_stopped=callback if kind == "stopped" else None,
    )
    read = fetch(connection, job.id)
    assert getattr(read, f"{kind}_callback") is None
    assert read.func_name in ENTRY_POINTS


def test_an_instance_or_named_arguments_are_refused(connection: "redis.Redis") -> None:
    queue = open_queue(connection)
    forged: list[Any] = [
        ["work_run", "text", [1], {}],
        ["worker.jobs.work_run", "x", [1, 2, 3], {}],
        ["worker.jobs.work_run", None, [1, 2], {"attempt": 3}],
        ["worker.jobs.work_run", None, [True], {}],
        ["worker.jobs.work_run"],
        {},
        7,
        None,
    ]
    for data in forged:
        job = queue.enqueue_call("worker.jobs.work_run", (1, 2, 3))
        connection.hset(f"rq:job:{job.id}", "data", json.dumps(data).encode())
        with pytest.raises(ForeignJobError):
            fetch(connection, job.id).check()


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("redis://:word@127.0.0.1:6379/0", True),
        ("redis://:word@localhost/0", True),
        ("rediss://:word@cache.example/0", True),
        ("rediss://user:word@cache.example/0", True),
        ("unix:///run/redis.sock", True),
        ("redis://127.0.0.1:6379/0", False),
        ("rediss://cache.example/0", False),
        ("redis://:word@cache.example/0", False),
        ("redis://:word@10.0.0.5/0", False),
    ],
)
def test_production_asks_for_a_password_and_off_the_machine_for_encryption(url: str, is_taken: bool) -> None:
    def build(*, is_production: bool) -> Settings:
        return Settings("https://app.example", "postgresql://x", url, "k", is_production=is_production)

    build(is_production=False)
    if is_taken:
        build(is_production=True)
    else:
        with pytest.raises(SettingsError, match="REDIS_URL"):
            build(is_production=True)

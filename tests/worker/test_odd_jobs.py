"""Whatever stands in Redis where a job should: it is passed over, and the next one is taken."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from rq.serializers import JSONSerializer

from worker.processes.entry_jobs import ENTRY_POINTS, MOST_IN_A_FIELD, QUEUE, EntryJob, ForeignJobError
from worker.processes.queues import RunWorker, open_queue

GOOD: list[Any] = ["worker.jobs.work_run", None, [1, 2, 3], {}]
LISTS = ("wip", "failed", "finished", "deferred", "scheduled", "canceled")


@pytest.fixture
def connection(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(redis_url) as opened:
        opened.flushdb()
        yield opened


def put(connection: "redis.Redis", job_id: str, data: bytes, **fields: bytes) -> None:
    """A job as somebody who can write to Redis puts it there."""
    created_at = b"2026-11-30T18:00:00.000000Z"
    usual: dict[Any, Any] = {"created_at": created_at, "origin": QUEUE.encode(), "status": b"queued", "data": data}
    connection.hset(f"rq:job:{job_id}", mapping=usual | fields)
    connection.rpush(f"rq:queue:{QUEUE}", job_id)


def fetch(connection: "redis.Redis", job_id: str) -> EntryJob:
    job = EntryJob.fetch(job_id, connection=connection, serializer=JSONSerializer)
    assert isinstance(job, EntryJob)
    return job


def work_all(connection: "redis.Redis") -> None:
    queue = open_queue(connection)
    RunWorker([queue], connection=connection, serializer=queue.serializer).work(burst=True, logging_level="CRITICAL")


def call(*arguments: Any, name: str = "worker.jobs.work_run") -> bytes:
    return json.dumps([name, None, list(arguments), {}]).encode()


FOREIGN = {
    "packed to a bomb": zlib.compress(b" " * 2_000_000),
    "ours, packed to a bomb": zlib.compress(json.dumps(GOOD).encode() + b" " * 2_000_000),
    "a long list": zlib.compress(b'["worker.jobs.work_run",null,[' + b"1," * 9_000 + b"1],{}]"),
    "packed twice": zlib.compress(zlib.compress(json.dumps(GOOD).encode())),
    "cut off": zlib.compress(json.dumps(GOOD).encode())[:-5],
    "nested": b"[" * 4_000,
    "too large": b" " * MOST_IN_A_FIELD + json.dumps(GOOD).encode(),
    "a number of many digits": b'["worker.jobs.work_run",null,[' + b"9" * 4_000 + b",2,3],{}]",
    "a number beyond the database": call(2**63, 2, 3),
    "a negative number": call(-1, 2, 3),
    "no number": b'["worker.jobs.work_run",null,[NaN,2,3],{}]',
    "too few": call(1, 2),
    "too many": call(1, 2, 3, 4),
    "nothing": call(),
    "a name in a list": b'[["worker.jobs.work_run"],null,[1,2,3],{}]',
    "a name with another dot": call(1, 2, 3, name="worker.jobs..work_run"),
    "another module's": call(1, 2, 3, name="worker.jobs.os.getpid"),
    "a name in other letters": call(1, 2, 3, name="worker.jobs.work_run\u200b"),
    "half a letter": b'["\\ud800",null,[1,2,3],{}]',
    "no text": b"\xff\xfe\x00",
    "nothing at all": b"",
}


@pytest.mark.parametrize("shape", FOREIGN)
def test_what_is_no_job_of_ours_is_refused(connection: "redis.Redis", shape: str) -> None:
    put(connection, "odd", FOREIGN[shape])
    with pytest.raises(Exception) as told:
        fetch(connection, "odd").check()
    assert type(told.value).__name__ in {"ForeignJobError", "NoSuchJobError"}


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_a_job_runs_from_its_own_queue_alone(connection: "redis.Redis", name: str) -> None:
    entry = ENTRY_POINTS[name]
    put(connection, "moved", call(*range(1, entry.arguments + 1), name=name))
    job = fetch(connection, "moved")
    job.check(entry.queue)
    for queue in {one.queue for one in ENTRY_POINTS.values()} - {entry.queue}:
        with pytest.raises(ForeignJobError):
            job.check(queue)


GARBAGE = (b"", b"x", b"\xff", b"-1", b"9" * 5_000, b"1e99", b"9999999-01-01T00:00:00Z", b"NaN", b"[1]")
FIELDS = (
    "created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat", "status", "origin", "worker_name", "ttl",
    "timeout", "result_ttl", "failure_ttl", "repeats_left", "retries_left", "meta", "description", "dependency_ids",
    "group_id", "webhooks", "success_callback_timeout",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_cannot_be_read_is_not_read(connection: "redis.Redis", field: str) -> None:
    for value in GARBAGE:
        put(connection, "odd", json.dumps(GOOD).encode(), **{field: value})
        job = fetch(connection, "odd")
        job.check(QUEUE)
        assert (job.timeout, job.result_ttl) == (180, 0), "nobody else says how long a job may take"
        assert b"9" * 5_000 not in (job.origin.encode(), (job.worker_name or "").encode()), "it was not even fetched"


def test_whatever_stands_before_it_the_next_job_is_taken(connection: "redis.Redis") -> None:
    for number, (field, value) in enumerate((field, value) for field in FIELDS for value in GARBAGE):
        put(connection, f"field-{number}", b"{}", **{field: value})
    for number, data in enumerate(FOREIGN.values()):
        put(connection, f"shape-{number}", data)
    connection.set("rq:job:text", b"x")
    connection.rpush("rq:job:list", b"x")
    connection.rpush(f"rq:queue:{QUEUE}", "text", "list", "nobody", b"\xff\xfe", b"", b"a b", b"../x", b"x" * 100_000)
    good = open_queue(connection).enqueue_call("worker.jobs.work_run", (1, 2, 3), failure_ttl=3600)
    work_all(connection)
    assert connection.llen(f"rq:queue:{QUEUE}") == 0
    assert was_taken(connection, good.id)


def was_taken(connection: "redis.Redis", job_id: str) -> bool:
    """A job that was carried out and failed, since there is no such run here, or one that ended well and is gone."""
    return connection.hget(f"rq:job:{job_id}", "status") in (None, b"failed")


@pytest.mark.parametrize("name", LISTS)
def test_foreign_lists_of_jobs_keep_no_worker_from_its_work(connection: "redis.Redis", name: str) -> None:
    put(connection, "odd", b"\xff", created_at=b"x")
    connection.delete(f"rq:queue:{QUEUE}")
    entries: dict[Any, float] = {"odd:run": 1, b"\xff\xfe:run": 1, "a b:run": 1}
    connection.zadd(f"rq:{name}:{QUEUE}", entries)
    connection.rpush(f"rq:queue:{QUEUE}:intermediate", b"\xff", b"a b", "odd")
    good = open_queue(connection).enqueue_call("worker.jobs.work_run", (1, 2, 3), failure_ttl=3600)
    work_all(connection)
    assert connection.llen(f"rq:queue:{QUEUE}") == 0
    assert was_taken(connection, good.id)

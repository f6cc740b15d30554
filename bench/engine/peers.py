"""Schedulers that others use, each with the same number of due jobs: how many a second it hands on.

As each is meant to be run with a store that outlives it: APScheduler and procrastinate with their jobs in PostgreSQL,
rq-scheduler in Redis. The jobs do nothing. Putting the jobs there is not counted.
"""

import asyncio
import importlib
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import redis
import rq
from psycopg import sql

from local.embedded.postgres import APP_ROLE
from local.stores import Stores

_LATE: Final = timedelta(minutes=1)
_done = threading.Semaphore(0)


def tick() -> None:
    """The job of APScheduler and of rq-scheduler: nothing, and that it was done."""
    _done.release()


def _make_database(stores: Stores, name: str) -> str:
    with stores.postgres.connect() as connection:
        statement = sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(APP_ROLE))
        connection.execute(statement)
    return stores.postgres.url(name)


def measure_apscheduler(stores: Stores, jobs: int) -> float:
    """Jobs a second from the start of the scheduler until a thread has done the last one."""
    schedulers = importlib.import_module("apscheduler.schedulers.background")
    store = importlib.import_module("apscheduler.jobstores.sqlalchemy").SQLAlchemyJobStore(
        url=_make_database(stores, "apscheduler")
    )
    scheduler = schedulers.BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    at = datetime.now(UTC) - _LATE
    for number in range(jobs):
        scheduler.add_job("bench.engine.peers:tick", "date", run_date=at, id=str(number), misfire_grace_time=None)
    began = time.perf_counter()
    scheduler.resume()
    for _ in range(jobs):
        _done.acquire()
    seconds = time.perf_counter() - began
    scheduler.shutdown()
    return jobs / seconds


def measure_rq_scheduler(stores: Stores, jobs: int) -> float:
    """Jobs a second from the look at what is due until the last one stands in the queue."""
    client = redis.Redis.from_url(stores.redis.url, db=3)
    scheduler = importlib.import_module("rq_scheduler").Scheduler("peer", connection=client)
    at = datetime.now(UTC).replace(tzinfo=None) - _LATE
    for _ in range(jobs):
        scheduler.enqueue_at(at, tick)
    began = time.perf_counter()
    scheduler.enqueue_jobs()
    seconds = time.perf_counter() - began
    handed = rq.Queue("peer", connection=client).count
    assert handed == jobs, f"{handed} of {jobs}"
    return jobs / seconds


def measure_procrastinate(stores: Stores, jobs: int) -> float:
    """Jobs a second from the start of a worker until it has done the last one."""
    return asyncio.run(_measure_procrastinate(_make_database(stores, "procrastinate"), jobs))


async def _measure_procrastinate(url: str, jobs: int) -> float:
    procrastinate: Any = importlib.import_module("procrastinate")
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url.replace("+psycopg", "", 1)))
    done = 0

    async def work() -> None:
        nonlocal done
        done += 1

    task = app.task(name="tick")(work)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        at = datetime.now(UTC) - _LATE
        await task.configure(schedule_at=at).batch_defer_async(*[{} for _ in range(jobs)])
        began = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=10, install_signal_handlers=False)
        seconds = time.perf_counter() - began
    assert done == jobs, f"{done} of {jobs}"
    return jobs / seconds


PEERS: Final = {
    "APScheduler": measure_apscheduler,
    "rq-scheduler": measure_rq_scheduler,
    "procrastinate": measure_procrastinate,
}

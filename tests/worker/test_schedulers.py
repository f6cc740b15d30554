"""Several schedulers at once, some of them killed: no slot is lost and none is done twice; news is heard at once."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from app.db import Database
from app.models import Run, Task
from app.services.queues.dispatch import LOST_AFTER, hand_out_work
from app.services.queues.wakeup import announce_work
from tests.ground.processes import wait_until
from tests.worker.due_tasks import fill_with_due_tasks
from worker import crash_points
from worker.processes.queues import open_queue
from worker.scheduler import Scheduler

_SPAWN = multiprocessing.get_context("spawn")
TENANTS = 40
TASKS = 6_000


@pytest.fixture
def database(bare_database_url: str) -> Iterator[Database]:
    """Many tenants whose tasks are all due in one slot."""
    database = Database(bare_database_url)
    fill_with_due_tasks(database, TENANTS, TASKS)
    yield database
    database.dispose()


def _turn_until_killed(database_url: str, redis_url: str, start: Any, last_batch: int | None) -> None:
    """A scheduler process; ends when nothing is due, or kills itself after a batch of due tasks."""
    batches = [0]

    def hook(point: str) -> None:
        batches[0] += point == "dispatched"
        if batches[0] == last_batch:
            os.kill(os.getpid(), signal.SIGKILL)

    crash_points.install_hook(hook)
    database = Database(database_url, pool_size=1, are_plans_kept=True)
    connection = connect_redis_at(redis_url)
    scheduler = Scheduler(database, open_queue(connection), connection, lambda: datetime.now(UTC))
    start.wait(60)
    for _ in range(3):
        scheduler.turn()


def connect_redis_at(url: str) -> redis.Redis:
    """A client of the queue's Redis."""
    return redis.Redis.from_url(url)


def test_four_schedulers_of_which_two_are_killed_lose_and_double_nothing(
    database: Database, bare_database_url: str, redis_url: str
) -> None:
    start, last_batches = _SPAWN.Barrier(4), (1, 2, None, None)
    processes = [
        _SPAWN.Process(target=_turn_until_killed, args=(bare_database_url, redis_url, start, last_batch))
        for last_batch in last_batches
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(90)

    assert [process.exitcode for process in processes] == [-signal.SIGKILL, -signal.SIGKILL, 0, 0]
    with database.system_session() as session:
        runs = session.execute(sa.select(Run.tenant_id, Run.task_id, Run.scheduled_for, Run.state)).all()
        moved = session.scalar(sa.select(sa.func.count()).where(Task.next_run_at > datetime.now(UTC)))
    assert len(runs) == len({(run.tenant_id, run.task_id) for run in runs}) == TASKS
    assert {run.state for run in runs} == {"queued"}
    assert moved == TASKS
    _check_handed_out(database, bare_database_url, redis_url)


def _check_handed_out(database: Database, database_url: str, redis_url: str) -> None:
    """One piece of work per tenant is out; what a killed scheduler took with it comes again."""
    jobs = Counter(open_queue(connect_redis_at(redis_url)).job_ids)
    assert set(jobs.values()) <= {1}
    with database.system_session() as session:
        out = session.execute(sa.select(Run.tenant_id, Run.id).where(Run.enqueued_at.is_not(None))).all()
        assert len(out) == len({run.tenant_id for run in out})
    later = Database(database_url, ahead=lambda: LOST_AFTER + timedelta(seconds=1))
    with later.system_session() as session:
        again = hand_out_work(session, limit=10_000)
    later.dispose()
    assert {work.tenant_id for work in again} == set(range(1, TENANTS + 1))
    assert {run.id for run in out} <= {work.row_id for work in again}


def test_news_wakes_an_idle_scheduler_within_a_second(bare_database_url: str, redis_url: str) -> None:
    process = _SPAWN.Process(target=_run_scheduler, args=(bare_database_url, redis_url))
    process.start()
    database = Database(bare_database_url)
    queue = open_queue(connect_redis_at(redis_url))
    try:
        wait_until(lambda: _is_listening(database), timeout_seconds=30)
        waits = [_time_until_enqueued(database, queue, number) for number in (1, 2, 3)]
    finally:
        process.terminate()
        process.join(30)
        database.dispose()
    assert max(waits) <= 1.0, waits
    assert sorted(waits)[1] <= 0.5, "a look every second alone would take half a second on average"


def _run_scheduler(database_url: str, redis_url: str) -> None:
    database = Database(database_url, pool_size=2, are_plans_kept=True)
    connection = connect_redis_at(redis_url)
    scheduler = Scheduler(database, open_queue(connection), connection, lambda: datetime.now(UTC))
    signal.signal(signal.SIGTERM, scheduler.stop)
    scheduler.run()


def _is_listening(database: Database) -> bool:
    query = """
select count(*) from pg_stat_activity where query like 'listen rollcall_work%' and datname = current_database()
"""
    with database.system_session() as session:
        return bool(session.scalar(sa.text(query)))


def _time_until_enqueued(database: Database, queue: Any, number: int) -> float:
    time.sleep(0.3)
    with database.system_session() as session:
        session.execute(sa.text("insert into tenants select"))
        tenant_id = session.scalar(sa.text("select max(id) from tenants"))
        session.add(Run(tenant_id=tenant_id, trigger="bulk", specification={}, counts={}))
        announce_work(session)
    started = time.monotonic()
    wait_until(lambda: queue.count >= number, timeout_seconds=10)
    return time.monotonic() - started

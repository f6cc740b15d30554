"""Somebody's transaction holds rows and does nothing: who needs them gives up after a time, everybody else goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import redis
import sqlalchemy as sa
from flask import Flask

from app.db import IDLE_SECONDS, Database, is_lock_timeout
from app.models import Run, Tenant
from app.platform.answers.problems import register_problem_handlers
from app.services.queues.dispatch import hand_out_work
from tests.ground.databases import connect
from tests.worker.due_tasks import fill_with_due_tasks
from worker.context import LOCK_SECONDS
from worker.processes.entry_jobs import JOB_TIMEOUT_SECONDS
from worker.processes.queues import open_queue
from worker.scheduler import Scheduler

SOON = 0.3
TENANTS = 3


@pytest.fixture
def database(bare_database_url: str) -> Iterator[Database]:
    """Three tenants with one due task each, and a patience of a moment."""
    database = Database(bare_database_url, lock_seconds=SOON)
    fill_with_due_tasks(database, TENANTS, TENANTS)
    yield database
    database.dispose()


@contextmanager
def held(bare_database_url: str, query: str) -> Iterator[None]:
    """A transaction of somebody who idles holds the rows."""
    with connect(bare_database_url) as connection:
        connection.execute("select set_config('rollcall.scope', 'system', false)")
        assert connection.execute(f"{query} for update").fetchall()
        yield
        connection.rollback()


def test_a_request_that_needs_a_held_row_is_told_to_come_back(database: Database, bare_database_url: str) -> None:
    app = Flask("test")
    register_problem_handlers(app)

    @app.put("/")
    def rename() -> str:
        with database.system_session() as session:
            session.execute(sa.update(Tenant).values(young_account_days=1))
        return "done"

    with held(bare_database_url, "select 1 from tenants where id = 2"):
        answer = app.test_client().put("/")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "store_unavailable")
    assert "holds" in answer.get_json()["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert app.test_client().put("/").status_code == 200


def test_only_a_wait_for_a_lock_counts_as_one(database: Database, bare_database_url: str) -> None:
    with held(bare_database_url, "select 1 from tenants"), pytest.raises(sa.exc.OperationalError) as caught:
        lock_all(database)
    assert is_lock_timeout(caught.value)
    assert not is_lock_timeout(sa.exc.OperationalError("select 1", {}, Exception("gone")))


def lock_all(database: Database) -> None:
    with database.system_session() as session:
        session.execute(sa.select(Tenant).with_for_update())


def test_a_run_that_somebody_holds_keeps_nobody_else_from_their_turn(
    database: Database, bare_database_url: str
) -> None:
    with database.system_session() as session:
        for tenant_id in range(1, TENANTS + 1):
            session.add(Run(tenant_id=tenant_id, trigger="bulk", specification={}, counts={}))
    with held(bare_database_url, "select 1 from runs where tenant_id = 1"), database.system_session() as session:
        assert {work.tenant_id for work in hand_out_work(session)} == {2, 3}
    with database.system_session() as session:
        assert [work.tenant_id for work in hand_out_work(session)] == [1]


def test_a_tenant_whose_row_is_held_stops_no_other_tenants_schedule(
    database: Database, bare_database_url: str, redis_url: str
) -> None:
    connection = redis.Redis.from_url(redis_url)
    queue = open_queue(connection)
    scheduler = Scheduler(database, queue, connection, lambda: datetime.now(UTC))
    with held(bare_database_url, "select 1 from tenants where id = 1"):
        scheduler.turn()
        assert queue.count == TENANTS - 1
    with database.system_session() as session:
        assert set(session.scalars(sa.select(Run.tenant_id))) == {2, 3}


def test_a_part_of_a_turn_that_waits_in_vain_is_told_and_the_others_are_done(
    database: Database, bare_database_url: str, redis_url: str
) -> None:
    """The table of tasks itself is locked, as by somebody who changes it: nothing is dispatched, all else goes on."""
    with database.system_session() as session:
        session.add(Run(tenant_id=2, trigger="bulk", specification={}, counts={}))
    connection = redis.Redis.from_url(redis_url)
    queue = open_queue(connection)
    scheduler = Scheduler(database, queue, connection, lambda: datetime.now(UTC))
    with connect(bare_database_url) as other:
        other.execute("lock table tasks in access exclusive mode")
        scheduler.turn()
        other.rollback()
    assert queue.count == 1
    assert "dispatch" in scheduler.troubles
    scheduler.turn()
    assert scheduler.troubles == set()
    assert queue.count == TENANTS


def test_no_wait_for_a_lock_outlasts_what_waits(bare_database_url: str) -> None:
    database = Database(bare_database_url)
    with database.system_session() as session:
        assert session.execute(sa.text("show lock_timeout")).scalar() == "10s"
        assert session.execute(sa.text("show idle_in_transaction_session_timeout")).scalar() == "30s"
    database.dispose()
    assert IDLE_SECONDS < LOCK_SECONDS < JOB_TIMEOUT_SECONDS, "who waits for a stopped worker's rows gets them"

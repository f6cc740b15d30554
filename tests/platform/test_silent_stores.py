"""A PostgreSQL or Redis that is connected and does not answer is noticed within thirty seconds, and gone on with."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
import sqlalchemy as sa
from flask import Flask

from app.db import FRESH_SECONDS, Database
from app.platform.answers.problems import register_problem_handlers
from app.settings import Settings
from tests.ground.silence import Passage, passage_to
from worker.context import connect_redis
from worker.processes.stores import STORE_TROUBLE

NOTICED = 30.0


@pytest.fixture
def passage(database_url: str) -> Iterator[Passage]:
    url = sa.make_url(database_url)
    folder, port = url.query["host"], url.port or url.query.get("port", "5432")
    with passage_to(f"{folder}/.s.PGSQL.{port}") as opened:
        yield opened


@pytest.fixture
def database(database_url: str, passage: Passage) -> Iterator[Database]:
    database = Database(through(database_url, passage))
    yield database
    database.dispose()


def through(database_url: str, passage: Passage) -> str:
    """The same database by way of the passage."""
    url = sa.make_url(database_url).set(host="127.0.0.1", port=passage.port, query={})
    return url.render_as_string(hide_password=False)


def ask(database: Database, statement: str = "select 1") -> object:
    with database.system_session() as session:
        return session.execute(sa.text(statement)).scalar()


@pytest.mark.parametrize("is_tested", [True, False])
def test_a_silent_postgresql_is_noticed_and_gone_on_with(database_url: str, passage: Passage, is_tested: bool) -> None:
    database = Database(through(database_url, passage), is_tested=is_tested)
    assert ask(database) == 1
    passage.silence()
    began = time.monotonic()
    with pytest.raises(STORE_TROUBLE):
        ask(database)
    assert time.monotonic() - began < NOTICED
    passage.speak()
    assert ask(database) == 1
    database.dispose()


@pytest.mark.parametrize("pause", [0.0, FRESH_SECONDS * 1.2], ids=["just used", "after a pause"])
def test_a_connection_that_the_server_has_ended_is_replaced_before_it_is_used(
    database_url: str, database: Database, pause: float
) -> None:
    ask(database)
    time.sleep(pause)  # by the pool's own clock
    with psycopg.connect(database_url.replace("+psycopg", "", 1), autocommit=True) as other:
        mine = "pid <> pg_backend_pid() and usename = current_user and datname = current_database()"
        other.execute(f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where {mine}")
    for _ in range(3):
        assert ask(database) == 1


def test_only_a_connection_that_was_not_just_used_is_tried(database_url: str) -> None:
    database, tried = Database(database_url), list[object]()
    dialect = database.engine.dialect
    ping = dialect.do_ping

    def count(connection: Any) -> bool:
        tried.append(connection)
        return ping(connection)

    dialect.do_ping = count  # type: ignore[method-assign,assignment]
    for _ in range(5):
        ask(database)
    assert tried == []
    time.sleep(FRESH_SECONDS * 1.2)
    ask(database)
    assert len(tried) == 1
    database.dispose()


def test_an_answer_that_never_arrives_is_noticed_though_new_connections_work(
    database: Database, passage: Passage
) -> None:
    def ask_twice() -> None:
        with database.system_session() as session:
            session.execute(sa.text("select 1"))
            passage.deafen()  # what the server says on the old connection is heard by nobody
            session.execute(sa.text("select 2"))

    began = time.monotonic()
    with pytest.raises(STORE_TROUBLE):
        ask_twice()
    assert time.monotonic() - began < NOTICED
    assert ask(database) == 1


def test_a_statement_that_takes_long_is_let_work(database: Database) -> None:
    assert ask(database, "select 7 from pg_sleep(14)") == 7


def test_a_silent_redis_is_noticed(redis_url: str) -> None:
    with passage_to(urlsplit(redis_url).path) as passage:
        settings = Settings("http://x", "postgresql://x", f"redis://127.0.0.1:{passage.port}/0", "k", False)
        client = connect_redis(settings)
        assert client.ping()
        passage.silence()
        began = time.monotonic()
        with pytest.raises(redis.RedisError):
            client.ping()
        assert time.monotonic() - began < NOTICED
        passage.speak()
        client.connection_pool.disconnect()
        assert client.ping()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (sa.exc.OperationalError("select 1", {}, Exception("gone")), 503),
        (sa.exc.TimeoutError("no connection became free"), 503),
        (sa.exc.InternalError("update", {}, Exception("cannot execute UPDATE in a read-only transaction")), 503),
        (redis.exceptions.ReadOnlyError("You can't write against a read only replica."), 503),
        (redis.exceptions.TimeoutError(), 503),
        (sa.exc.InternalError("update", {}, Exception("tuple concurrently updated")), 500),
        (sa.exc.ProgrammingError("select", {}, Exception("no such column")), 500),
    ],
)
def test_the_page_is_told_that_a_store_is_away_and_when_to_come_back(error: Exception, status: int) -> None:
    app = Flask("test")
    register_problem_handlers(app)

    @app.get("/")
    def fail() -> str:
        raise error

    answer = app.test_client().get("/")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert (answer.headers.get("Retry-After") is not None) is (status == 503)


def test_a_read_only_postgresql_is_trouble_of_the_store(database: Database) -> None:
    with database.system_session() as session:
        session.execute(sa.text("set transaction read only"))
        with pytest.raises(STORE_TROUBLE):
            session.execute(sa.text("delete from tombstones"))

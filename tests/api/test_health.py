"""The health page and the operator's metrics: who lives, what waits, what needs somebody."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from flask import Flask

from app import counters as names
from app.atlassian.errors import RateLimited
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.composition import create_app
from app.counters import CountedThrottle, RedisCounters, open_counters
from app.health import CHECKS_AT_ONCE, CHECKS_PER_SECOND
from app.models import Process
from app.services.operating.vitals import record_processes
from local.web import find_free_port
from tests.api.ground import Office
from tests.api.stories import people, save_task
from tests.ground.desk import Unpaced

TOKEN = "a-token-of-the-operator"


def show_life(office: Office, **ages: float) -> None:
    """A scheduler, and workers that were seen so many seconds ago."""
    now = office.clock()
    seen = {name: now - timedelta(seconds=age) for name, age in ages.items()}
    with office.database.system_session() as session:
        record_processes(session, "scheduler", seen, now)


def test_a_healthy_app_names_no_problem(office: Office) -> None:
    show_life(office, first=3, second=50)

    health = office.ask("GET", "/health")

    assert health["problems"] == []
    assert (health["scheduler"]["alive"], health["workers"]["alive"]) == (1, 1)
    assert health["workers"]["seen_at"] > health["mirror"]["synced_at"][:10]
    assert (health["queue"], health["organization"]["days_left"]) == ({"count": 0, "age_seconds": 0}, 90)


def test_what_is_dead_or_late_is_named(office: Office) -> None:
    task = save_task(office, people("nobody"))
    office.ask("POST", f"/tasks/{task['id']}/runs")
    office.advance(minutes=3)

    waiting = office.ask("GET", "/health")
    assert waiting["problems"] == ["scheduler_dead", "workers_dead", "queue_late"]
    assert waiting["queue"]["count"] == 1
    assert 180 <= waiting["queue"]["age_seconds"] < 240

    office.work()
    show_life(office, only=10)
    office.acme.desk.kill_key(office.acme.tenant_id)
    office.advance(seconds=30)
    assert office.ask("GET", "/health")["problems"] == ["key_dead"]
    assert office.ask("GET", "/health", as_=office.globex.admin)["problems"] == []


def test_old_data_and_an_expiring_key_are_named(office: Office) -> None:
    office.advance(days=61)
    show_life(office, only=1)

    assert office.ask("GET", "/health")["problems"] == ["key_expires_soon", "data_old"]


def test_a_process_that_is_gone_for_a_day_is_forgotten(office: Office) -> None:
    show_life(office, gone=1)
    office.advance(days=1, minutes=1)
    show_life(office)

    with office.database.system_session() as session:
        assert session.scalars(sa.select(Process.name)).all() == ["scheduler"]


@pytest.fixture
def measured(office: Office) -> Iterator[Flask]:
    """The office's app as an operator runs it who collects metrics."""
    settings = office.app.extensions["rollcall_platform"].settings
    app = create_app(replace(settings, metrics_token=TOKEN), clock=office.clock)
    yield app
    app.extensions["rollcall_platform"].database.dispose()


def scrape(app: Flask) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_metrics_are_closed_until_the_operator_opens_them(office: Office, measured: Flask) -> None:
    assert office.app.test_client().get("/metrics", headers={"Authorization": "Bearer none"}).status_code == 404
    for header in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        office.sign(office.acme.admin),
    ):
        assert measured.test_client().get("/metrics", headers=header).status_code == 401


def test_metrics_tell_runs_queue_processes_and_requests(office: Office, measured: Flask) -> None:
    task = save_task(office, people("nobody"))
    office.ask("POST", f"/tasks/{task['id']}/runs")
    office.request("GET", "/no/such/page")
    show_life(office, only=7)

    told = scrape(measured)

    assert told['rollcall_runs{state="queued"}'] == 1
    assert told["rollcall_queue_waiting"] == 1
    assert told['rollcall_processes_alive{kind="worker"}'] == 1
    assert 7 <= told['rollcall_heartbeat_age_seconds{kind="worker"}'] < 30
    run_now = 'method="POST",route="/api/v1/tasks/<int:task_id>/runs",status="201"'
    assert [
        told.get(f"rollcall_http_requests_total{{{run_now.replace('201', code)}}}") for code in ("201", "202")
    ].count(1.0) == 1
    assert told['rollcall_http_requests_total{method="GET",route="none",status="404"}'] == 1
    office.work()
    assert scrape(measured)['rollcall_runs_ended_last_day{state="succeeded"}'] == 1


def test_metrics_tell_by_how_much_the_oldest_due_slot_is_late(office: Office, measured: Flask) -> None:
    assert scrape(measured)["rollcall_slot_lag_seconds"] == 0
    task = save_task(office, people("nobody"))
    with office.database.system_session() as session:
        due_at = office.clock() - timedelta(seconds=90)
        session.execute(sa.text("update tasks set next_run_at = :at where id = :id"), {"at": due_at, "id": task["id"]})

    assert 90 <= scrape(measured)["rollcall_slot_lag_seconds"] < 100


@pytest.mark.parametrize(("days", "state"), [(90, "good"), (30, "30_days"), (7, "7_days"), (0, "7_days"), (-1, "dead")])
def test_metrics_count_keys_by_what_they_need(office: Office, measured: Flask, days: int, state: str) -> None:
    with office.database.system_session() as session:
        expires_on = office.clock().date() + timedelta(days=days)
        session.execute(sa.text("update organization_credentials set expires_on = :day"), {"day": expires_on})
        keys = session.execute(sa.text("select count(*) from organization_credentials")).scalar_one()

    told = scrape(measured)
    assert keys > 0
    assert told[f'rollcall_organization_keys{{state="{state}"}}'] == keys
    assert sum(count for name, count in told.items() if name.startswith("rollcall_organization_keys")) == keys


def test_no_tenant_person_or_secret_stands_in_the_metrics(office: Office, measured: Flask) -> None:
    office.ask("GET", f"/users/{office.acme.admin.account_id}")
    office.request("BREW", "/me")

    answer = measured.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    for secret in (office.acme.org_id, office.acme.admin.account_id, office.acme.admin.client_key, office.acme.api_key):
        assert secret not in answer
    assert set(re.findall(r"(\w+)=", answer)) <= {"method", "route", "status", "state", "kind", "family", "outcome"}
    assert "BREW" not in answer


def test_calls_and_refusals_of_atlassian_are_counted_over_all_processes(redis_url: str) -> None:
    class Refusing(Unpaced):
        def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
            raise RateLimited("Not now.", retry_after=1.0)

    family = next(iter(Family))
    for process in (open_counters(redis_url), open_counters(redis_url)):
        throttle = CountedThrottle(Unpaced(), process)
        throttle.acquire("org", family, 1.0)
        throttle.pause("org", family, RateLimits())
        with pytest.raises(RateLimited):
            CountedThrottle(Refusing(), process).acquire("org", family, 1.0)

    counts = open_counters(redis_url)
    assert counts.read(names.ATLASSIAN_CALLS) == {(family.value,): 2}
    assert counts.read(names.ATLASSIAN_REFUSALS) == {(family.value,): 2}


def test_counting_waits_for_nobody_when_redis_is_away() -> None:
    now = [0.0]
    counters = RedisCounters(redis.Redis(port=find_free_port(), socket_connect_timeout=1), clock=lambda: now[0])

    counters.add(names.HTTP_REQUESTS, "GET", "/", "200")

    assert counters.read(names.HTTP_REQUESTS) == {}


def test_the_stores_are_asked_seldom_however_often_somebody_asks_for_their_state(shared_office: Office) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = shared_office.app.extensions["rollcall_platform"].database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    began = time.monotonic()
    try:
        with shared_office.app.test_client() as client:
            answers = {client.get("/health/ready").status_code for _ in range(300)}
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    seconds = time.monotonic() - began

    assert answers == {200}
    assert len([one for one in asked if "from tenants" in one]) <= CHECKS_AT_ONCE + CHECKS_PER_SECOND * (seconds + 1)

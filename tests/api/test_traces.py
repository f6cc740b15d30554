"""One trace from the page's request to the last call: linked across processes, under the id that the logs carry, and
without a word about anybody."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.settings_checks import TraceTarget
from app.traces import _NAMES, close_traces, open_traces, span
from local.processes import ROOT
from local.services import build_environment
from local.settings import LocalSettings
from local.web import find_free_port
from tests.api.ground import API, Office
from tests.api.stories import ordinary, people, save_task
from tests.ground.collector import Collector, Told, running_collector
from tests.ground.desk import KEYS
from tests.ground.processes import wait_until
from tests.platform.logged import captured_logs
from tests.upgrade.releases import Release
from worker.housekeeping import Housekeeping

CALL_KINDS = {"http.request.method", "url.template", "http.response.status_code"}


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Where everything goes that this process does; sent when the test asks for it."""
    with running_collector() as collector:
        open_traces(TraceTarget(collector.url, {"x-key": "for the collector"}), "rollcall-test")
        try:
            yield collector
        finally:
            close_traces()


def seal(office: Office) -> None:
    """The scheduler's part in the end of a run."""
    database = office.acme.desk.context.database
    Housekeeping(database, office.clock, lambda _tenant: None, lambda _tenant, _run: None).run_if_due()


def find_children(collector: Collector, parent: Told) -> list[Told]:
    return [one for one in collector.spans if one.parent_id == parent.span_id and one.trace_id == parent.trace_id]


def check_linked(collector: Collector, services: tuple[str, str, str]) -> None:
    """One Run Now: request → run → slices → calls, all in one trace, each within the time of what it is part of."""
    [request] = collector.named("POST /api/v1/tasks/<int:task_id>/runs")
    [run] = collector.named("run")
    slices, web, (worker, scheduler) = collector.named("slice of a run"), services[0], services[1:]
    assert (request.parent_id, request.service, run.service) == ("", web, scheduler)
    assert [one for one in find_children(collector, request) if one.name == "run"] == [run]
    assert slices
    assert [one for one in find_children(collector, run) if one.name == "slice of a run"] == slices
    assert {one.service for one in slices} == {worker}
    calls = [one for piece in slices for one in find_children(collector, piece)]
    assert [one for one in calls if one.name.startswith("POST ") and "/suspend" in one.name]
    assert all(one.attributes.keys() >= CALL_KINDS for one in calls)
    assert run.began <= min(one.began for one in slices)
    assert run.attributes["rollcall.state"] == "succeeded"
    assert request.attributes["http.response.status_code"] == 202


def test_one_run_now_is_one_trace_and_one_id_in_the_logs(office: Office, collector: Collector) -> None:
    task = save_task(office, people(*ordinary(office.acme)[:2]))
    with captured_logs() as printed:
        office.ask("POST", f"/tasks/{task['id']}/runs")
        office.work()
        seal(office)
    close_traces()

    check_linked(collector, ("rollcall-test",) * 3)
    [request] = collector.named("POST /api/v1/tasks/<int:task_id>/runs")
    lines = [json.loads(line) for line in printed.getvalue().splitlines()]
    writes = [line for line in lines if line["event"] == "atlassian_call" and line["path"].endswith("/suspend")]
    assert len(writes) == 2
    told = [line for line in lines if line["event"] in ("atlassian_call", "run finished")]
    assert {line.get("request_id") for line in told if "run_id" in line} == {request.trace_id}
    assert all("run_id" in line for line in writes), "a thread's lines carry what it works for"
    assert collector.headers[0]["x-key"] == "for the collector"


def test_the_trace_goes_through_all_processes(office: Office, tmp_path: Path) -> None:
    task = save_task(office, people(*ordinary(office.acme)[:2]))
    settings = LocalSettings(find_free_port(), int(office.sandbox.base_url.rpartition(":")[2]), tmp_path)
    redis_url = office.app.extensions["rollcall_platform"].settings.redis_url
    stores = {"DATABASE_URL": office.database_url, "REDIS_URL": redis_url, "ENCRYPTION_KEYS": KEYS}
    with running_collector() as collector:
        environment = build_environment(settings, stores, {"PATH": os.environ["PATH"]})
        environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "100"}
        with Release(ROOT, settings, environment, tmp_path / "log") as release:
            release.start("web", "worker-1", "scheduler")
            url = f"http://127.0.0.1:{settings.port}{API}/tasks/{task['id']}/runs"
            answer = requests.post(url, json={}, headers=office.sign(office.acme.admin), timeout=30)
            assert answer.status_code == 202, answer.text
            wait_until(lambda: bool(collector.named("run")), 40)
        check_linked(collector, ("rollcall-web", "rollcall-worker", "rollcall-scheduler"))


def test_a_run_that_nobody_works_on_and_one_that_is_due_leave_a_trace_too(office: Office, collector: Collector) -> None:
    stopped = save_task(office, people(*ordinary(office.acme)[:1]))
    run = office.ask("POST", f"/tasks/{stopped['id']}/runs")
    office.ask("POST", f"/runs/{run['id']}/cancel")
    due = save_task(
        office, people(*ordinary(office.acme)[:1]), name="Due", schedule=every_day(), is_schedule_active=True
    )
    office.acme.desk.advance_to_next_run(due["id"])
    office.work()
    seal(office)
    close_traces()

    cancelled, scheduled = sorted(collector.named("run"), key=lambda one: one.attributes["rollcall.run_id"])
    assert (cancelled.attributes["rollcall.state"], scheduled.attributes["rollcall.trigger"]) == (
        "cancelled",
        "scheduled",
    )
    assert cancelled.parent_id
    assert scheduled.parent_id == ""
    assert {one.name for one in find_children(collector, scheduled)} >= {"slice of a run"}
    assert cancelled.trace_id != scheduled.trace_id


def every_day() -> dict[str, object]:
    return {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}


def test_no_span_says_anything_about_a_person_or_a_secret(office: Office, collector: Collector) -> None:
    office.sandbox.fault("status", "searches", params={"status": 503}, times=1)
    task = save_task(office, people(*ordinary(office.acme)[:3]), name="Zebra fish")
    for method, path, body in [
        ("POST", f"/tasks/{task['id']}/runs", None),
        ("POST", "/users/search", {"search": "zebra@fish.example"}),
        ("GET", f"/users/{ordinary(office.acme)[0]}", None),
    ]:
        office.request(method, path, body)
    office.work()
    seal(office)
    office.acme.desk.sync()
    close_traces()

    users = office.sandbox.users(office.acme.org_id, limit="1000")
    secrets = {office.acme.org_id, office.acme.api_key, KEYS, "zebra", "eyJ"}
    secrets |= {str(user[name]) for user in users for name in ("account_id", "email", "name")}
    said = "\n".join(one.words for one in collector.spans).lower()
    assert [word for word in secrets if word.lower() in said] == []
    assert {name for one in collector.spans for name in one.attributes} <= set(_NAMES.values())
    assert collector.named("slice of a sync")
    assert any(one.has_failed for one in collector.spans), "a call that fails shows, by its status alone"


def test_a_caller_cannot_choose_the_trace(office: Office, collector: Collector) -> None:
    chosen = "0af7651916cd43dd8448eb211c80319c"
    office.request("GET", "/tasks", headers={"traceparent": f"00-{chosen}-b7ad6b7169203331-01", "x-b3-traceid": chosen})
    close_traces()
    [told] = collector.named("GET /api/v1/tasks")
    assert (told.parent_id, told.trace_id != chosen) == ("", True)


def test_a_span_says_nothing_that_is_not_listed(collector: Collector) -> None:
    with pytest.raises(KeyError), span("x", account_id="557058"):
        pass
    with pytest.raises(ValueError, match="acme"), span("y", route="/y"):
        raise ValueError("ann@acme.example")
    close_traces()
    [told] = collector.named("y")
    assert told.attributes == {"http.route": "/y", "error.type": "ValueError"}
    assert "ann@" not in told.words


def test_without_an_endpoint_nothing_that_sends_is_there_and_a_span_is_nothing() -> None:
    assert span("x", tenant_id=1) is span("y", "client", method="GET")
    program = (
        "import sys, app.composition, worker.jobs, worker.scheduler; from app.traces import open_traces, span\n"
        "open_traces(None, 'x')\n"
        "with span('x', tenant_id=1) as one: one.note(status=1); one.fail('x')\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry.exporter')]"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_collector_that_is_away_keeps_nobody_waiting(office: Office) -> None:
    open_traces(TraceTarget(f"http://127.0.0.1:{find_free_port()}"), "rollcall-test")
    try:
        started = time.monotonic()
        office.ask("GET", "/tasks")
        assert time.monotonic() - started < 2
        close_traces()
        assert time.monotonic() - started < 8
    finally:
        close_traces()

"""Two requests at the same moment: the second waits for the first, and is told what the first one did."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.services.automation import filters
from app.services.engine import runs
from app.services.queues import syncs
from app.services.tenancy import settings
from tests.api.ground import Office, pointers, read_problem
from tests.api.stories import EVERYBODY, draft, save_filter

WAITING = sa.text(
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
)


@contextmanager
def overtaken(
    office: Office, request: Callable[[], TestResponse], use_case: Any, *arguments: Any, **options: Any
) -> Iterator[list[Any]]:
    """Begin the use case, send the request meanwhile, and let the use case end when the request waits for it.

    Yields (what the use case returned, the answer to the request).
    """
    found: list[Any] = []
    sender = threading.Thread(target=lambda: found.append(request()))
    with office.acme.desk.context.database.tenant_session(office.acme.tenant_id) as session:
        first = use_case(session, office.acme.tenant_id, *arguments, **options)
        session.flush()
        sender.start()
        _wait_for_lock(office)
    sender.join(timeout=30)
    assert not sender.is_alive()
    yield [first, *found]


def _wait_for_lock(office: Office) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with office.globex.desk.context.database.system_session() as session:
            if session.scalar(WAITING):
                return
        time.sleep(0.02)
    raise AssertionError("the request does not wait for anything")


def test_run_now_twice_at_once_makes_one_run(office: Office) -> None:
    task = office.ask("POST", "/tasks", draft(save_filter(office)["id"]))
    path = f"/tasks/{task['id']}/runs"

    with overtaken(office, lambda: office.request("POST", path), runs.request_run, task["id"], by="colleague") as both:
        run_id, answer = both

    problem = read_problem(answer, 409)
    assert (problem["code"], problem["run_id"]) == ("run_active", run_id)
    assert [run["id"] for run in office.ask("GET", "/runs")["items"]] == [run_id]


def test_sync_users_twice_at_once_makes_one_sync(office: Office) -> None:
    office.ask("GET", "/me")
    with overtaken(office, lambda: office.request("POST", "/syncs"), syncs.request_sync, "manual", "colleague") as both:
        sync, answer = both

    assert (answer.status_code, answer.json["id"]) == (202, sync.id)


def test_two_edits_at_once_keep_the_first_and_refuse_the_second(office: Office) -> None:
    saved = save_filter(office)
    edit = filters.FilterEdit("First", EVERYBODY, 1)
    body = {"name": "Second", "specification": EVERYBODY, "version": 1}
    path = f"/filters/{saved['id']}"

    with overtaken(
        office, lambda: office.request("PUT", path, body),
        filters.update_filter, saved["id"], edit, by="colleague", now=office.clock(),
    ) as both:  # fmt: skip
        _first, answer = both

    assert read_problem(answer, 409)["code"] == "version_conflict"
    assert office.ask("GET", path)["name"] == "First"


def test_one_name_saved_twice_at_once_is_taken_for_the_second(office: Office) -> None:
    office.ask("GET", "/filters")
    body = {"name": "Same", "specification": EVERYBODY}

    with overtaken(
        office,
        lambda: office.request("POST", "/filters", body),
        filters.create_filter,
        "Same",
        EVERYBODY,
        by="colleague",
    ) as both:
        _first, answer = both

    assert pointers(read_problem(answer, 422)) == ["/name"]


def test_one_domain_protected_twice_at_once_is_protected_already_for_the_second(office: Office) -> None:
    office.ask("GET", "/protected")
    entry = settings.NewProtectedEntry("domain", "partner.example", "Partners")
    body = {"kind": entry.kind, "value": entry.value, "reason": entry.reason}

    colleague = {"by": "colleague", "now": datetime.now(UTC)}
    with overtaken(
        office, lambda: office.request("POST", "/protected", body), settings.add_protected, entry, **colleague
    ) as both:
        _first, answer = both

    assert read_problem(answer, 409)["code"] == "already_protected"

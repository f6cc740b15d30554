"""Every answer has a bound, whatever route gives it, and a tenant that stores all it may does not meet it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.models import Exemption, ProtectedEntry, SavedFilter, Task
from app.platform.answers.sizes import MOST_BYTES, register_answer_bound
from app.platform.guards import Guard, requires_admin, requires_admin_for_export
from app.services.tenancy.quotas import (
    MOST_EXEMPTIONS,
    MOST_FILTER_BYTES,
    MOST_FILTERS,
    MOST_PROTECTED,
    MOST_TASK_BYTES,
    MOST_TASKS,
)
from local.stores import Stores
from tests.api.ground import Office, open_office, read_problem
from tests.api.stories import people
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient
from tests.guards.routes import call, list_api, make_ids

NEED_A_QUESTION = {"get_preview_progress"}
"""Views that say nothing to whoever asks for nothing."""
WIDE = "ж" * 100
"""Of letters that take more room than they count."""


@pytest.fixture(scope="module")
def full(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    """An office of its own, whose Acme stores as much as it may."""
    with open_office(databases, stores, sandbox_server) as office:
        yield office


def insert(office: Office, model: type[Any], rows: list[dict[str, Any]]) -> None:
    """Rows of Acme's, past the quotas."""
    by = {"tenant_id": office.acme.tenant_id, "created_by": office.acme.admin.account_id}
    changed = {"updated_by": by["created_by"]} if hasattr(model, "updated_by") else {}
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.execute(sa.insert(model), [by | changed | row for row in rows])


def fill(office: Office, name: str, total: int, count: int) -> None:
    """So many filters, which hold so much together."""
    values = [f"{number}{WIDE}@x.example" for number in range(total // count // (len(WIDE.encode()) + 20))]
    insert(office, SavedFilter, [{"name": f"{name} {n}", "specification": people(*values)} for n in range(count)])


def measure(office: Office, model: type[Any], column: Any) -> tuple[int, int]:
    size = sa.func.sum(sa.func.octet_length(sa.cast(column, sa.Text)))
    with office.database.tenant_session(office.acme.tenant_id) as session:
        count, total = session.execute(sa.select(sa.func.count(), size).select_from(model)).one()
    return int(count), int(total)


def test_no_route_answers_more_for_a_tenant_that_stores_all_it_may_and_what_would_is_refused(full: Office) -> None:
    ids = make_ids(full)
    fill(full, "Long", MOST_FILTER_BYTES, MOST_FILTERS - 2)
    group = {"type": "add_to_groups", "groups": [WIDE[:90] + str(number) for number in range(10)]}
    task = {"filter_id": ids["filter_id"], "actions": [group], "schedule": {"mode": "manual"}, "time_zone": "UTC"}
    insert(full, Task, [task | {"name": f"{number} {WIDE}"} for number in range(MOST_TASKS - 1)])
    entry = {"kind": "domain", "reason": WIDE * 5}
    insert(full, ProtectedEntry, [entry | {"value": f"{n}.x.example"} for n in range(MOST_PROTECTED - 1)])
    insert(full, Exemption, [
        {
            "task_id": ids["task_id"], "account_id": f"account-{number}", "reason": WIDE * 5,
            "created_at": full.clock(), "expires_at": full.clock() + timedelta(days=1),
        }
        for number in range(MOST_EXEMPTIONS - 1)
    ])  # fmt: skip
    count, size = measure(full, SavedFilter, SavedFilter.specification)
    assert (count > MOST_FILTERS * 0.9, size > MOST_FILTER_BYTES * 0.8) == (True, True)
    assert measure(full, Task, Task.actions)[1] > MOST_TASK_BYTES * 0.8

    sizes = {}
    for route in list_api(full):
        if route.method == "GET" and route.guard is not Guard.EXPORT:
            answer = call(full, route, ids, full.acme.admin)
            assert answer.status_code in (200, 404) or route.view in NEED_A_QUESTION, route
            sizes[str(route)] = len(answer.data)
    assert max(sizes.values()) > MOST_FILTER_BYTES * 0.8
    assert {route: size for route, size in sizes.items() if size > MOST_BYTES * 0.75} == {}

    fill(full, "Beyond", MOST_BYTES, 30)
    answer = full.request("GET", "/filters")
    assert (read_problem(answer, 413)["code"], len(answer.data) < 1_000) == ("answer_too_large", True)
    assert full.request("GET", "/tasks").status_code == 200
    assert full.request("GET", "/filters", as_=full.globex.admin).status_code == 200


def test_nothing_but_a_file_is_of_any_size() -> None:
    app, sent = Flask(__name__), list[int]()

    def write() -> Iterator[bytes]:
        for number in range(3 * MOST_BYTES // 1_000_000):
            sent.append(number)
            yield b"x" * 1_000_000

    @app.get("/file")
    @requires_admin_for_export
    def _give() -> Any:
        return write()

    @app.get("/page")
    @requires_admin
    def _show() -> Any:
        return write()

    @app.get("/list")
    @requires_admin
    def _list() -> Any:
        return {"items": "x" * MOST_BYTES}

    register_answer_bound(app)
    client = app.test_client()

    assert len(client.get("/file").data) == 3 * MOST_BYTES
    sent.clear()
    for path in ("/page", "/list"):
        answer = client.get(path)
        assert (answer.status_code, len(answer.data) < 1_000) == (413, True), path
    assert len(sent) <= MOST_BYTES // 1_000_000 + 1

"""One request, one person and one tenant can ask for so much, and store so much."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.db import Database
from app.models import ProtectedEntry, SavedFilter, Task
from app.platform.answers.problems import register_problem_handlers
from app.platform.limits.bounds import LISTS, NARROW, find_bounds
from app.platform.limits.in_flight import InFlight
from app.services.tenancy import quotas
from local.stores import Stores
from tests.api.ground import API, Office, open_office, read_problem
from tests.api.stories import EVERYBODY, SUSPEND, draft, people, save_filter
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient

JSON = {"Content-Type": "application/json"}
NONSENSE = [
    lambda count: json.dumps({f"k{number}": 1 for number in range(count)}),
    lambda count: json.dumps({"a": [{}] * count}),
    lambda count: json.dumps({"specification": {"version": 1, "root": {f"k{number}": [] for number in range(count)}}}),
    lambda count: json.dumps({"account_ids": [7] * count, "excluded": [None] * count, "actions": []}),
    lambda count: json.dumps({"actions": [{"type": "no"}] * count}),
    lambda count: json.dumps({"name": "x" * count * 8}),
]


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        yield office


def list_takers(office: Office) -> list[tuple[str, str]]:
    """Every route of the API that takes a body: method and path below the API."""
    found = []
    for rule in office.app.url_map.iter_rules():
        path = rule.rule.replace("<account_id>", "x")
        for argument in rule.arguments:
            path = path.replace(f"<int:{argument}>", "1")
        if path.startswith(f"{API}/"):
            found += [(method, path.removeprefix(API)) for method in {"POST", "PUT", "PATCH"} & (rule.methods or set())]
    return found


@pytest.mark.parametrize("number", range(len(NONSENSE)))
@pytest.mark.parametrize("count", [4_000, 300_000])
def test_nonsense_of_any_size_is_refused_in_few_words(count: int, number: int, office: Office) -> None:
    data = NONSENSE[number](count)
    for method, path in list_takers(office):
        answer = office.request(method, path, data=data, headers=JSON)

        assert len(answer.data) < 30_000, f"{method} {path}"
        if answer.status_code >= 300:
            assert len(read_problem(answer).get("errors", [])) <= 50, f"{method} {path}"


def test_an_ordinary_person_is_refused_by_the_size_before_anything_is_read(office: Office) -> None:
    data = json.dumps({f"key{number}": 1 for number in range(200_000)})

    problem = read_problem(office.request("PUT", "/organization", data=data, headers=JSON, as_=office.acme.stranger))

    assert (problem["status"], problem["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(("path", "bounds"), [("/protected", NARROW), ("/users/search", LISTS)])
def test_the_values_of_a_body_are_counted_and_the_field_says_how_many_there_may_be(
    path: str, bounds: Any, office: Office
) -> None:
    problem = office.refuse(422, "POST", path, data=f'{{"a":[{"1," * bounds.values}1]}}', headers=JSON)

    assert [(one["code"], one["pointer"], one["values"]) for one in problem["errors"]] == [
        ("too_many_values", "", {"most": bounds.values})
    ]


def test_the_lists_of_all_conditions_together_are_bounded(office: Office) -> None:
    def asking(*counts: int) -> dict[str, Any]:
        lists = [people(*(f"{number}-{count}@x.example" for number in range(count)))["root"] for count in counts]
        return {"specification": {"version": 1, "root": {"op": "or", "of": lists}}}

    problem = office.refuse(422, "POST", "/users/search", asking(10_000, 9_999, 2))

    assert [(one["code"], one["pointer"]) for one in problem["errors"]] == [("too_many_entries", "/specification/root")]
    assert office.ask("POST", "/users/search", asking(10_000, 9_999, 1))["total"] == 0


def store(office: Office, row: Any, count: int) -> None:
    """So many rows like this one, beside it."""
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name != "id"}
    named = "value" if isinstance(row, ProtectedEntry) else "name"
    rows = [values | {named: f"{number}.example"} for number in range(count)]
    with office.database.tenant_session(row.tenant_id) as session:
        session.execute(sa.insert(type(row)), rows)


def first(office: Office, kind: type[Any]) -> Any:
    with office.database.tenant_session(office.acme.tenant_id) as session:
        return session.scalars(sa.select(kind).order_by(kind.id).limit(1)).one()


def test_a_tenant_stores_so_many_filters_tasks_and_protected_entries(office: Office) -> None:
    saved = save_filter(office, "First", EVERYBODY)
    office.ask("POST", "/tasks", draft(saved["id"]))
    domain = {"kind": "domain", "value": "first.example", "reason": "x"}
    office.ask("POST", "/protected", domain)
    for kind, most, path, body, code in [
        (SavedFilter, quotas.MOST_FILTERS, "/filters", {"name": "Z", "specification": EVERYBODY}, "too_many_filters"),
        (Task, quotas.MOST_TASKS, "/tasks", draft(None), "too_many_tasks"),
        (ProtectedEntry, quotas.MOST_PROTECTED, "/protected", domain | {"value": "last.example"}, "too_many_protected"),
    ]:  # fmt: skip
        store(office, first(office, kind), most - 1)
        problem = office.refuse(409, "POST", path, body)
        assert (problem["code"], problem["most"]) == (code, most)
        with office.database.tenant_session(office.acme.tenant_id) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(kind)) == most
            row: Any = kind
            session.execute(sa.delete(kind).where(row.id != first(office, kind).id))
        office.ask("POST", path, body)
    assert office.ask("POST", "/filters", {"name": "Of globex", "specification": EVERYBODY}, as_=office.globex.admin)


def test_saved_filters_hold_so_much_together_whoever_of_them_grows(office: Office) -> None:
    name = "x" * 280
    pasted = people(*(f"{number}-{name}@x.example" for number in range(9_000)))
    wide = [save_filter(office, f"Wide {number}", pasted) for number in range(2)]
    small = save_filter(office, "Small", EVERYBODY)

    for method, path, body in [
        ("POST", "/filters", {"name": "Wide 3", "specification": pasted}),
        ("PUT", f"/filters/{small['id']}", {"name": "Small", "specification": pasted, "version": 1}),
        ("POST", f"/filters/{wide[0]['id']}/copy", {"name": "Copy"}),
    ]:
        problem = office.refuse(409, method, path, body)
        assert (problem["code"], problem["pointer"]) == ("filters_too_large", "/specification")
    for one in wide:
        office.ask("DELETE", f"/filters/{one['id']}")


def test_the_audit_log_keeps_a_long_list_in_short(office: Office) -> None:
    save_filter(office, "Long", people(*(f"person-{number}@x.example" for number in range(9_999))))

    [entry] = [one for one in office.ask("GET", "/audit")["items"] if one["subject"] == "Long"]

    kept = entry["after"]["specification"]["root"]["values"]
    assert kept[0] == "person-0@x.example"
    assert kept[-1] == f"… and {9_999 - len(kept) + 1} more"
    assert len(kept) <= quotas.MOST_AUDIT_VALUES + 1


def lanes_of(office: Office) -> InFlight:
    lanes = office.app.extensions["rollcall_platform"].in_flight
    assert isinstance(lanes, InFlight)
    return lanes


def test_who_has_too_many_requests_here_is_asked_to_come_again_and_nobody_else(office: Office) -> None:
    acme = office.acme
    held = [
        lanes_of(office).enter(str(acme.tenant_id), person, is_question=False)
        for person in (acme.admin.account_id, acme.colleague.account_id)
        for _ in range(2)
    ]
    body = {"account_ids": ["x"], "actions": [SUSPEND]}
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/me", None),
        ("GET", "/filters", None),
        ("POST", "/bulk/preview", body),
    ]
    try:
        # The places are taken for as long as this test wants; those who wait, all at once, give up.
        with ThreadPoolExecutor(len(calls)) as pool:
            for answer in pool.map(lambda call: office.request(*call), calls):
                assert read_problem(answer, 429)["code"] == "too_many_at_once"
                assert int(answer.headers["Retry-After"]) >= 1
        for call in calls:
            assert office.request(*call, as_=office.globex.admin).status_code == 200
    finally:
        for leave in held:
            assert leave is not None
            leave()
    assert office.request("GET", "/filters").status_code == 200
    assert lanes_of(office).is_empty()


def test_a_file_keeps_its_place_until_it_has_been_sent(office: Office) -> None:
    headers = office.sign(office.acme.admin)
    with office.app.test_client() as client:
        answer = client.open(f"{API}/users/export", method="POST", json={"format": "csv"}, headers=headers)
        assert not lanes_of(office).is_empty()
        answer.close()
    assert lanes_of(office).is_empty()


def test_refusals_and_failures_leave_no_place_taken(office: Office) -> None:
    office.refuse(404, "GET", "/filters/999999")
    office.refuse(422, "POST", "/filters", {})
    office.refuse(403, "GET", "/filters", as_=office.acme.stranger)
    assert lanes_of(office).is_empty()


def test_a_statement_that_takes_too_long_ends_and_says_so(database_url: str) -> None:
    database = Database(database_url, statement_seconds=1)
    app = Flask(__name__)
    register_problem_handlers(app)

    @app.get("/slow")
    def _slow() -> str:
        with database.system_session() as session:
            session.execute(sa.text("select pg_sleep(20)"))
        return "never"

    try:
        answer = app.test_client().get("/slow", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json and answer.json["code"]) == (503, "took_too_long")
        assert answer.headers["Retry-After"]
        with pytest.raises(OperationalError), database.system_session() as session:
            session.execute(sa.text("select pg_sleep(20)"))
    finally:
        database.dispose()


def test_what_is_computed_too_long_within_a_transaction_says_so_as_well(database_url: str) -> None:
    """PostgreSQL ends a transaction in which nothing is asked for long: a slow computation is no fault of ours."""
    database = Database(database_url)
    app = Flask(__name__)
    register_problem_handlers(app)

    @app.get("/slow")
    def _slow() -> str:
        with database.system_session() as session:
            session.execute(sa.text("set local idle_in_transaction_session_timeout = '50ms'"))
            time.sleep(0.3)
            session.execute(sa.text("select 1"))
        return "never"

    try:
        answer = app.test_client().get("/slow", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json and answer.json["code"]) == (503, "took_too_long")
    finally:
        database.dispose()


def test_the_web_process_bounds_its_statements(office: Office) -> None:
    with office.database.system_session() as session:
        assert session.scalar(sa.text("show statement_timeout")) == "30s"
    assert find_bounds(lambda: None) is NARROW

"""Whatever is sent, the answer is a problem that says what is wrong, and nothing has changed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import Base
from tests.api.ground import Office, pointers, read_problem
from tests.api.stories import EVERYBODY, MANUAL, SUSPEND, draft, ordinary, people, run_to_end, save_task

JSON = "application/json"
TOO_LARGE = b'{"name": "' + b"x" * (4 * 1024 * 1024) + b'"}'
NOT_OURS = ("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw", "zzz", "%00", "%ff", "-1", "..", "é", "x" * 3000)
OWN = ("tenants", "installations", "organization_credentials", "saved_filters", "tasks", "runs", "operations",
       "protected_entries", "audit_entries", "syncs")  # fmt: skip


def look(office: Office) -> list[Any]:
    """Everything of both tenants that a request could change, row by row."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in OWN]
    assert len(tables) == len(OWN)
    with office.database.system_session() as session:
        return [sorted(map(str, session.execute(sa.select(table)))) for table in tables]


@pytest.fixture(scope="module")
def busy_office(shared_office: Office) -> Office:
    """An office with a filter, a task, a run with a log, and a protected domain; each with the id 1."""
    run_to_end(shared_office, save_task(shared_office, people(ordinary(shared_office.acme)[0])))
    shared_office.ask("POST", "/protected", {"kind": "domain", "value": "partner.example", "reason": "Partners"})
    return shared_office


@pytest.fixture
def unchanged(busy_office: Office) -> Iterator[Office]:
    """The office, looked at before and after."""
    before = look(busy_office)
    yield busy_office
    assert look(busy_office) == before


def send(
    office: Office, data: bytes, content_type: str | None = JSON, *, method: str = "POST", path: str = "/filters"
) -> Any:
    headers = {} if content_type is None else {"Content-Type": content_type}
    return office.request(method, path, data=data, headers=headers)


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"\xff\xfe\xff",
        b'{"name": "\xff"}',
        b"{'name': 1}",
        b'{"limit": ' + b"9" * 5000 + b"}",
        b"[" * 2_000 + b"]" * 2_000,
        b'{"a":' * 4_000 + b"1" + b"}" * 4_000,
    ],
    ids=lambda data: ascii(data[:12]),
)
def test_what_is_no_json_object_is_400(data: bytes, unchanged: Office) -> None:
    for method, path in [("POST", "/filters"), ("PATCH", "/settings"), ("POST", "/tasks/1/clone"), ("PUT", "/tasks/1")]:
        problem = read_problem(send(unchanged, data, method=method, path=path), 400)
        assert problem["code"] == "malformed_json"


@pytest.mark.parametrize("data", [b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 90_000 + b"1" + b"}" * 90_000])
def test_what_is_nested_without_end_is_refused_by_its_size(data: bytes, unchanged: Office) -> None:
    for method, path, code in [("POST", "/filters", "invalid"), ("PATCH", "/settings", "body_too_large")]:
        assert read_problem(send(unchanged, data, method=method, path=path))["code"] == code


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "text/html",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "json",
    ],
)
def test_what_is_not_sent_as_json_is_415(content_type: str | None, unchanged: Office) -> None:
    body = json.dumps({"name": "Form", "specification": EVERYBODY}).encode()

    assert read_problem(send(unchanged, body, content_type), 415)["code"] == "not_json"


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_an_empty_form_is_415_as_well(content_type: str, unchanged: Office) -> None:
    assert read_problem(send(unchanged, b"", content_type), 415)["code"] == "not_json"


def test_an_empty_body_lacks_every_required_field(unchanged: Office) -> None:
    for content_type in (JSON, None):
        assert pointers(read_problem(send(unchanged, b"", content_type), 422)) == ["/name", "/specification"]


@pytest.mark.parametrize("path", ["/filters", "/users/export", "/tasks/1/clone"])
def test_a_body_over_the_limit_is_413(path: str, unchanged: Office) -> None:
    read_problem(send(unchanged, TOO_LARGE, path=path), 413)


def test_a_large_body_within_the_limit_is_read_and_refused_by_its_field(unchanged: Office) -> None:
    problem = read_problem(send(unchanged, TOO_LARGE[: 4 * 1024 * 1024 - 10] + b'"}'), 422)

    assert "/name" in pointers(problem)
    assert len(problem["detail"]) < 200


@pytest.mark.parametrize("depth", [9, 50, 400])
def test_a_filter_nested_too_deep_is_refused_where_it_gets_too_deep(depth: int, unchanged: Office) -> None:
    nested = b'{"op":"not","of":[' * depth + b'{"type":"text","contains":"x"}' + b"]}" * depth
    data = b'{"name":"Deep","specification":{"version":1,"root":' + nested + b"}}"

    problem = read_problem(send(unchanged, data), 422)

    assert pointers(problem) == ["/specification/root" + "/of/0" * 8]


@pytest.mark.parametrize("kind", ["groups", "apps", "sites", "roles", "people", "email_domain"])
def test_a_pasted_list_that_is_too_long_is_refused_and_not_echoed(kind: str, unchanged: Office) -> None:
    field = {"people": "values", "email_domain": "domains"}.get(kind, kind)
    count = 10_001 if kind == "people" else 10_000
    root = {"type": kind, field: [f"id-{number}" for number in range(count)]}

    problem = unchanged.refuse(422, "POST", "/users/search", {"specification": {"version": 1, "root": root}})

    assert f"/specification/root/{field}" in pointers(problem)
    assert len(json.dumps(problem)) < 2000


def test_ten_thousand_pasted_people_are_looked_for(unchanged: Office) -> None:
    anna = ordinary(unchanged.acme)[0]
    pasted = people(anna, *(f"person-{number}@nowhere.example" for number in range(9_999)))

    assert unchanged.ask("POST", "/users/search", {"specification": pasted})["total"] == 1


PATHS = [
    ("GET", "/filters/{}"), ("PUT", "/filters/{}"), ("DELETE", "/filters/{}"), ("POST", "/filters/{}/copy"),
    ("POST", "/filters/{}/change"), ("GET", "/tasks/{}"), ("PUT", "/tasks/{}"), ("DELETE", "/tasks/{}"),
    ("PUT", "/tasks/{}/schedule-active"), ("POST", "/tasks/{}/clone"), ("POST", "/tasks/{}/runs"),
    ("GET", "/runs/{}"), ("GET", "/runs/{}/operations"), ("POST", "/runs/{}/cancel"), ("POST", "/runs/{}/approve"),
    ("POST", "/runs/{}/reject"), ("POST", "/runs/{}/undo"), ("GET", "/runs/{}/result.json"),
    ("GET", "/runs/{}/result.csv"), ("DELETE", "/protected/{}"), ("GET", "/users/{}"),
    ("POST", "/users/{}/explain"),
]  # fmt: skip
BODIES = {
    "copy": {"name": "Copy"}, "change": {"specification": EVERYBODY}, "approve": {"plan_hash": "x"},
    "schedule-active": {"is_schedule_active": True, "is_confirmed": True}, "explain": {"specification": EVERYBODY},
    "filters": {"name": "Any", "specification": EVERYBODY, "version": 1}, "tasks": draft(None, version=1),
}  # fmt: skip
IMPOSSIBLE = [
    "0",
    str(2**63 - 1),
    str(2**63),
    str(2**80),
    "9" * 5000,
    "-1",
    "1.0",
    "0x1",
    "%00",
    "%FF",
    "%ED%A0%80",
    "..%2f1",
    "1;drop",
    "x" * 5000,
]


@pytest.mark.parametrize("wrong", IMPOSSIBLE, ids=lambda one: one[:12])
def test_an_id_that_cannot_be_is_not_found(wrong: str, unchanged: Office) -> None:
    for method, path in PATHS:
        words = path.strip("/").split("/")
        body = BODIES.get(words[-1]) or (BODIES.get(words[0]) if method == "PUT" else None)
        answer = unchanged.request(method, path.format(wrong), body)
        status = 404 if len(wrong) < 5000 else None  # so long a number matches no route that takes one
        assert read_problem(answer, status)["code"] in ("not_found", "method_not_allowed"), f"{method} {path}"


@pytest.mark.parametrize("cursor", NOT_OURS, ids=lambda one: one[:12])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str, unchanged: Office) -> None:
    for path in ("/runs", "/runs/1/operations", "/groups", "/audit"):
        assert pointers(unchanged.refuse(422, "GET", f"{path}?cursor={cursor}")) == ["/cursor"]
    for path, body in [
        ("/users/search", {}),
        ("/tasks/preview", draft(1)),
        ("/bulk/preview", {"account_ids": ["x"], "actions": [SUSPEND]}),
    ]:
        assert pointers(unchanged.refuse(422, "POST", path, body | {"cursor": cursor})) == ["/cursor"]


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/runs?limit=0", "/limit"),
        ("/runs?limit=101", "/limit"),
        ("/runs?limit=ten", "/limit"),
        ("/runs?limit=1&limit=2", "/limit"),
        ("/runs?task_id=x", "/task_id"),
        (f"/runs?task_id={2**80}", "/task_id"),
        (f"/runs?task_id={'9' * 5000}", "/task_id"),
        ("/runs?state=held", "/state"),
        ("/runs/1/operations?outcome=fine", "/outcome"),
        ("/runs/1/operations?account_id=%00", "/account_id"),
        ("/runs/1/operations?limit=-5", "/limit"),
        ("/groups?search=%00", "/search"),
        (f"/groups?search={'x' * 201}", "/search"),
        ("/groups?page=2", "/page"),
        ("/dashboard?site_id=%00", "/site_id"),
        ("/audit?after=1", "/after"),
        ("/dashboard?a~/b=1", "/a~0~1b"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_parameter_is_named(path: str, wrong: str, unchanged: Office) -> None:
    assert pointers(unchanged.refuse(422, "GET", path)) == [wrong]


@pytest.mark.parametrize("text", ["null \x00 character", "\ud800", "a \udfff b"], ids=ascii)
@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/filters", {"specification": EVERYBODY}, "name"),
        ("PUT", "/filters/1", {"specification": EVERYBODY, "version": 1}, "name"),
        ("POST", "/filters/1/copy", {}, "name"),
        ("POST", "/tasks", {"filter_id": 1, "actions": [SUSPEND], "schedule": MANUAL}, "name"),
        ("PUT", "/tasks/1", {"filter_id": 1, "actions": [SUSPEND], "schedule": MANUAL, "version": 1}, "name"),
        ("POST", "/tasks/schedule-preview", {"schedule": MANUAL}, "time_zone"),
        ("PATCH", "/settings", {}, "time_zone"),
        ("POST", "/protected", {"kind": "user", "reason": "x"}, "value"),
        ("POST", "/protected", {"kind": "group", "reason": "x"}, "value"),
        ("POST", "/protected", {"kind": "domain", "value": "x.example"}, "reason"),
        ("POST", "/runs/1/approve", {}, "plan_hash"),
        ("POST", "/users/search", {}, "text"),
        ("POST", "/users/search", {}, "app_id"),
        ("POST", "/users/search", {}, "cursor"),
        ("POST", "/users/export", {}, "text"),
        ("POST", "/bulk/runs", {"actions": [SUSPEND]}, "text"),
        ("PUT", "/organization", {"api_key": "x", "expires_on": "2099-01-01"}, "org_id"),
        ("PUT", "/organization", {"org_id": "x", "expires_on": "2099-01-01"}, "api_key"),
    ],
)
def test_a_text_that_no_database_keeps_is_refused_by_its_field(
    method: str, path: str, body: dict[str, Any], field: str, text: str, unchanged: Office
) -> None:
    problem = unchanged.refuse(422, method, path, body | {field: text})

    assert pointers(problem) == [f"/{field}"]


@pytest.mark.parametrize("text", ["null \x00 character", "\ud800"], ids=ascii)
def test_such_a_text_is_refused_wherever_it_stands(text: str, unchanged: Office) -> None:
    action = {"type": "add_to_groups", "groups": [text]}
    for body in (draft(1, action), draft(1, {"type": "remove_app_access", "apps": [text]}), draft(1, {"type": text})):
        assert pointers(unchanged.refuse(422, "POST", "/tasks", body))[0].startswith("/actions/0")
    for root in ({"type": "people", "values": [text]}, {"type": "text", "contains": text}, {"type": text}, {text: 1}):
        problem = unchanged.refuse(422, "POST", "/users/search", {"specification": {"version": 1, "root": root}})
        assert pointers(problem)[0].startswith("/specification")
    problem = unchanged.refuse(422, "POST", "/filters", {"name": "X", "specification": EVERYBODY, text: 1})
    assert problem["errors"]
    assert unchanged.refuse(422, "POST", "/bulk/runs", {"actions": [SUSPEND], "account_ids": [text]})["errors"]


def test_values_are_taken_as_they_are_written(unchanged: Office) -> None:
    """`true` is no id, `"5"` no number and `1` no yes: what was meant is not guessed."""
    for body, wrong in [
        (draft(1) | {"filter_id": True}, "/filter_id"),
        (draft(1) | {"max_users": "5"}, "/max_users"),
        (draft(1) | {"max_users": 5.5}, "/max_users"),
        (draft(1) | {"is_schedule_active": 0}, "/is_schedule_active"),
        (draft(1) | {"name": 1}, "/name"),
        (draft(1) | {"actions": {"0": SUSPEND}}, "/actions"),
    ]:
        assert pointers(unchanged.refuse(422, "POST", "/tasks", body)) == [wrong]


def test_an_address_that_is_not_is_404_and_a_method_that_is_not_is_405(unchanged: Office) -> None:
    for path in ("/", "/nothing", "/tasks/", "//tasks", "/tasks/1/", "/tasks/1/2", "/Tasks", "/users", "/bulk"):
        assert unchanged.refuse(404, "GET", path)["code"] == "not_found"
    for method, path, allowed in [
        ("PATCH", "/tasks", {"GET", "POST"}),
        ("POST", "/me", {"GET"}),
        ("DELETE", "/runs/1", {"GET"}),
    ]:
        answer = unchanged.request(method, path)
        assert read_problem(answer, 405)["code"] == "method_not_allowed"
        assert set(answer.headers["Allow"].replace(" ", "").split(",")) - {"HEAD", "OPTIONS"} == allowed

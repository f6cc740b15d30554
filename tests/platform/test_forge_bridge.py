"""Everything that the app refuses arrives at the page through Forge's bridge, whole (platform contract 4.2, F37, F38).

The sandbox's Forge host plays the bridge: a refusal of another type than `application/json` is rejected there, and then
the page learns neither status nor words.
"""

import ast
import json
import re
from collections.abc import Iterator

import pytest
from flask import Response, abort, redirect
from flask.typing import ResponseReturnValue

from app.domain import errors
from app.domain.errors import DomainError, FieldError, Invalid
from app.domain.mistakes import MISTAKES
from app.platform.answers.problems import MAX_ERRORS, problem_response
from app.platform.guards import public
from local.processes import ROOT
from tests.ground.sandbox import SandboxClient
from tests.platform.bridge import Bridge, served
from tests.platform.deployment import deployed
from tests.platform.door import Door

KINDS = ("Conflict", "Forbidden", "Unavailable", "NotFound", "Invalid")
EXTRA = {"run_id": 7, "tasks": [{"id": 1, "name": "Aufräumen"}], "added": 3}
ERRORS = tuple(FieldError(f"/actions/{index}", "words", code, {"name": "x"}) for index, code in enumerate(MISTAKES))
FRAMEWORKS = (400, 403, 404, 405, 408, 409, 410, 411, 413, 414, 415, 422, 429, 431, 500, 501, 502, 503, 504)


def iter_refusals() -> Iterator[tuple[str, str]]:
    """Each code that the app's source refuses with, and by which kind of error."""
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"problem_response": 1, **dict.fromkeys(KINDS, 0)}.get(node.func.id)
            named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            placed = node.args[place : place + 1] if place is not None and node.func.id != "Invalid" else []
            for told in (*named, *placed):
                if place is not None and isinstance(told, ast.Constant) and isinstance(told.value, str):
                    yield node.func.id, told.value


def iter_told() -> Iterator[tuple[str, str]]:
    """The codes that the page has words for, which the source may find in a variable; not those of the page itself."""
    words = (ROOT / "frontend/src/shared/messages/en/problems.ts").read_text(encoding="utf-8")
    own = (ROOT / "frontend/src/shared/host/rejections.ts").read_text(encoding="utf-8")
    known = {code for _kind, code in iter_refusals()} | set(re.findall(r"code: '(\w+)'", own))
    return (("Conflict", code) for code in re.findall(r"\bproblem_(\w+):", words) if code not in known)


REFUSALS = sorted({*iter_refusals(), *iter_told()})


def make_error(kind: str, code: str) -> DomainError:
    if kind == "NotFound":
        return errors.NotFound(code)
    if kind == "Invalid":
        return Invalid(*ERRORS, code=code)
    made: DomainError = getattr(errors, kind)(code, f"The words of {code}: ä.", **EXTRA)
    return made


@public
def _refuse(number: int) -> ResponseReturnValue:
    kind, code = REFUSALS[number]
    if kind == "problem_response":
        return problem_response(418, code, "Refused", f"The words of {code}: ä.", **EXTRA)
    raise make_error(kind, code)


@public
def _refuse_fields(first: int) -> ResponseReturnValue:
    raise Invalid(*ERRORS[first:])


@public
def _abort(status: int) -> ResponseReturnValue:
    if status != 431:
        abort(status)
    return Response("<h1>too large</h1>", 431)


@public
def _go_elsewhere() -> ResponseReturnValue:
    return redirect("https://evil.example/?token=x")


@pytest.fixture
def refusing(door: Door, sandbox: SandboxClient) -> Iterator[Bridge]:
    """An app that refuses everything, each in its way."""
    door.app.add_url_rule("/refuse/<int:number>", view_func=_refuse)
    door.app.add_url_rule("/fields/<int:first>", view_func=_refuse_fields, methods=["GET", "PUT"])
    door.app.add_url_rule("/abort/<int:status>", view_func=_abort)
    door.app.add_url_rule("/elsewhere", view_func=_go_elsewhere)
    with served(door.app) as url:
        yield Bridge(sandbox, url)


def test_every_code_of_the_source_is_walked() -> None:
    codes = {code for _kind, code in REFUSALS}

    assert {"filter_in_use", "version_conflict", "run_active", "setup_required", "no_license", "not_admin"} <= codes
    assert {"needs_proof", "organization_held", "site_elsewhere", "not_org_admin", "name_taken"} <= codes
    assert {"too_many_tasks", "too_many_at_once", "filters_too_large", "not_empty", "key_dead"} <= codes
    assert {"unauthorized", "too_many_requests", "key_host_unavailable", "internal_error"} <= codes


def test_every_refusal_arrives_with_its_status_its_code_and_its_facts(refusing: Bridge) -> None:
    for number, (kind, code) in enumerate(REFUSALS):
        status, body = refusing.refuse(f"/refuse/{number}")

        assert body["status"] == status, code
        if kind == "NotFound":
            assert (status, body["code"]) == (404, "not_found")
            continue
        assert body["code"] == code
        if kind == "Invalid":
            assert [error["code"] for error in body["errors"]] == list(MISTAKES)[:MAX_ERRORS]
        else:
            assert body["detail"].endswith("ä.")
            assert {name: body[name] for name in EXTRA} == EXTRA


def test_every_field_error_arrives_with_pointer_code_and_values(refusing: Bridge) -> None:
    for first in range(0, len(ERRORS), MAX_ERRORS):
        status, body = refusing.refuse(f"/fields/{first}", "PUT")

        assert status == 422
        told = [(error["pointer"], error["code"], error["values"]) for error in body["errors"]]
        assert told == [(one.pointer, one.code, dict(one.values)) for one in ERRORS[first:][:MAX_ERRORS]]


@pytest.mark.parametrize("status", FRAMEWORKS)
def test_what_the_web_framework_refuses_arrives_too(status: int, refusing: Bridge) -> None:
    told, body = refusing.refuse(f"/abort/{status}")

    assert (told, body["status"]) == (status, status)
    assert isinstance(body["code"], str)


def test_a_redirect_is_nothing_at_this_address(refusing: Bridge) -> None:
    status, body = refusing.refuse("/elsewhere")

    assert (status, body["code"]) == (404, "not_found")


def test_a_failure_of_ours_arrives_without_its_inside(refusing: Bridge) -> None:
    status, body = refusing.refuse("/boom")

    assert (status, body["code"]) == (500, "internal_error")
    assert "inside" not in json.dumps(body)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_addresses_and_methods_that_do_not_exist_arrive_too(method: str, refusing: Bridge) -> None:
    assert refusing.refuse("/api/v1/nowhere", method)[0] == 404
    assert refusing.refuse("/health/live", method)[0] == 405


def test_callers_of_the_other_door_get_problem_json(door: Door, refusing: Bridge) -> None:
    assert door.get("/fields/0").content_type == "application/problem+json"


@pytest.fixture
def real(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[Bridge]:
    """The whole app, behind the bridge."""
    with deployed(sandbox, database_url, redis_url) as url:
        yield Bridge(sandbox, url)


def test_the_main_refusals_of_the_whole_app_arrive(real: Bridge) -> None:
    status, body = real.refuse("/api/v1/tasks")
    assert (status, body["code"]) == (403, "setup_required")
    key = {"org_id": "x", "api_key": "wrong", "expires_on": "2020-01-01"}
    status, body = real.refuse("/api/v1/organization", "PUT", "organization-admin", key)
    assert status == 422
    assert body["errors"]

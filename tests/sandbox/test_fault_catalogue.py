"""Every kind of fault with every choice it has, as a client meets it (admin API contract 2, 3, 4, 13)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
import requests

from sandbox.faults import KINDS, RATE_LIMIT_HEADERS
from sandbox.world.clock import parse_instant
from tests.sandbox.asking import V2_SEARCH, choices, is_suspended, suspend
from tests.sandbox.ground import Sandbox

V1_READ = ("GET", "/v1/orgs/{o}")
ENDPOINTS = (V1_READ, V2_SEARCH)


@pytest.fixture
def user(sandbox: Sandbox) -> str:
    return sandbox.member()


@pytest.mark.parametrize("status", choices("status", "status"))
@pytest.mark.parametrize("body", choices("status", "body"))
@pytest.mark.parametrize("when", choices("status", "when"))
def test_a_server_error_has_every_status_and_body_before_and_after_the_change(
    sandbox: Sandbox, user: str, status: int, body: str, when: str
) -> None:
    """Contract 2, 9: a body may be missing or HTML, and after a 5xx the outcome of a write is unknown."""
    sandbox.fault("status", endpoint="W3", params={"status": status, "body": body, "when": when})
    answer = sandbox.api(*suspend(user))
    assert answer.status_code == status
    kinds = {"json": "application/json", "html": "text/html; charset=utf-8", "empty": None}
    assert answer.headers.get("Content-Type") == kinds[body]
    assert bool(answer.content) is (body != "empty")
    assert is_suspended(sandbox, user) is (when == "after")


@pytest.mark.parametrize("status", choices("html", "status"))
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_html_page_comes_with_every_status(sandbox: Sandbox, endpoint: tuple[str, str], status: int) -> None:
    """Contract 2: tolerate HTML, even with 200."""
    sandbox.fault("html", params={"status": status})
    answer = sandbox.api(*endpoint)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("body", choices("unauthorized", "body"))
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_one_401_comes_with_every_body_and_the_key_lives_on(
    sandbox: Sandbox, user: str, endpoint: tuple[str, str], body: str
) -> None:
    """Contract 12: one 401 is no verdict; nothing was applied."""
    sandbox.fault("unauthorized", params={"body": body})
    refused = sandbox.api(*endpoint)
    assert refused.status_code == 401
    kinds = {"json": "application/json", "html": "text/html; charset=utf-8", "empty": None}
    assert refused.headers.get("Content-Type") == kinds[body]
    assert bool(refused.content) is (body != "empty")
    assert sandbox.api(*endpoint).status_code == 200

    sandbox.fault("unauthorized", endpoint="W3", params={"body": body}, times=2)
    assert [sandbox.api(*suspend(user)).status_code for _ in range(2)] == [401, 401]
    assert not is_suspended(sandbox, user)
    assert sandbox.api(*suspend(user)).status_code == 204


@pytest.mark.parametrize("shape", choices("forbidden", "shape"))
def test_a_refusal_comes_in_both_shapes_and_nothing_is_done(sandbox: Sandbox, user: str, shape: str) -> None:
    """Contract 2: shape A of the application, shape C of the gateway."""
    sandbox.fault("forbidden", endpoint="W3", params={"shape": shape}, times=1)
    refused = sandbox.api(*suspend(user))
    assert refused.status_code == 403
    assert ("errors" in refused.json(), "timestamp" in refused.json()) == (shape == "application", shape == "gateway")
    assert not is_suspended(sandbox, user)
    assert sandbox.api(*suspend(user)).status_code == 204


def test_a_share_of_calls_can_be_answered_401(sandbox: Sandbox) -> None:
    """Contract 13.1: `percent`, for as long as the fault stands."""
    sandbox.fault("unauthorized", endpoint="R2", percent=50)
    statuses = [sandbox.api(*V1_READ).status_code for _ in range(40)]
    assert 8 <= statuses.count(401) <= 32
    assert set(statuses) == {200, 401}


@pytest.mark.parametrize("when", choices("drop", "when"))
def test_a_connection_is_dropped_at_every_moment(sandbox: Sandbox, user: str, when: str) -> None:
    """Contract 9, 13: dropped before the change, or after it was applied."""
    fault = sandbox.fault("drop", endpoint="*", params={"when": when})
    with pytest.raises(requests.RequestException):
        sandbox.api(*suspend(user))
    assert is_suspended(sandbox, user) is (when != "before")
    sandbox.control("DELETE", f"/faults/{fault}")
    assert sandbox.api(*V2_SEARCH).status_code == 200


@pytest.mark.parametrize("headers", RATE_LIMIT_HEADERS)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_429_comes_with_every_kind_of_headers(sandbox: Sandbox, endpoint: tuple[str, str], headers: str) -> None:
    """Contract 4: the reset is ISO 8601, may lie anywhere or be missing; shape B on v1, A on v2."""
    sandbox.fault("rate_limited", params={"headers": headers, "reset_in_seconds": 30})
    answer = sandbox.api(*endpoint)
    assert answer.status_code == 429
    assert ("errors" in answer.json()) is (endpoint == V2_SEARCH)
    assert ("code" in answer.json()) is (endpoint == V1_READ)
    if headers == "none":
        assert not {name.lower() for name in answer.headers} & {"x-ratelimit-reset", "retry-after"}
        return
    distance = (parse_instant(answer.headers["X-RateLimit-Reset"]) - sandbox.world.clock.now()).total_seconds()
    low, high = {"reset_past": (-3602, -3598), "reset_far": (86_390, 86_401), "reset_without_seconds": (25, 91)}.get(
        headers, (25, 31)
    )
    assert low <= distance <= high
    retry_after = answer.headers.get("Retry-After")
    assert (retry_after is not None) is (headers in ("retry_after", "retry_after_date"))
    if headers == "retry_after":
        assert 25 <= int(retry_after or 0) <= 31
    if headers == "retry_after_date":
        assert parsedate_to_datetime(retry_after or "").tzinfo is not None


@pytest.mark.parametrize("mode", choices("page_limit", "mode"))
def test_the_page_limit_is_lowered_in_both_ways(sandbox: Sandbox, mode: str) -> None:
    """Contract 3: the maximum is a server's choice that can shrink."""
    sandbox.fault("page_limit", endpoint="R4", params={"limit": 10, "mode": mode})
    answer = sandbox.api(*V2_SEARCH, {"limit": 100})
    if mode == "rejected":
        assert sandbox.code(answer) == (400, "ADMIN-400-24")
    else:
        assert len(answer.json()["data"]) == 10
    assert len(sandbox.api(*V2_SEARCH, {"limit": 10}).json()["data"]) == 10


@pytest.mark.parametrize("change", choices("users_change", "change"))
def test_people_change_in_every_way_during_a_walk(sandbox: Sandbox, change: str) -> None:
    """Contract 3, 13: the set may change while it is walked."""
    before = {row["accountId"]: row for row in sandbox.search_users(limit=100)}
    sandbox.fault("users_change", endpoint="R4", params={"change": change, "count": 3}, times=1)
    after = {row["accountId"]: row for row in sandbox.search_users(limit=100)}
    both = before.keys() & after.keys()
    renamed = sum(1 for one in both if before[one]["name"] != after[one]["name"])
    suspended = [
        one
        for one in both
        if (before[one]["membershipStatus"], after[one]["membershipStatus"]) == ("active", "suspended")
    ]
    assert (len(after) - len(before) > 0) is (change == "join")
    assert (len(after) - len(before) < 0) is (change == "leave")
    assert (renamed > 0) is (change == "rename")
    assert not suspended or change == "suspend"


def test_every_choice_of_every_kind_is_tried_here_or_has_none() -> None:
    """The kinds whose parameters are free text or numbers are tried in test_faults."""
    with_choices = {
        (kind, name) for kind, params in KINDS.items() for name, value in params.items() if isinstance(value, tuple)
    }
    assert with_choices == {
        ("status", "status"),
        ("status", "body"),
        ("status", "when"),
        ("html", "status"),
        ("html", "when"),
        ("redirected", "status"),
        ("redirected", "when"),
        ("other_success", "status"),
        ("other_success", "applied"),
        ("other_success", "body"),
        ("drop", "when"),
        ("rate_limited", "headers"),
        ("page_limit", "mode"),
        ("users_change", "change"),
        ("unauthorized", "body"),
        ("forbidden", "shape"),
    }


FAULTS_ON_WRITES = ("latency", "unknown_enum", "missing_field", "repeated_cursor", "cursor_expired")


@pytest.mark.parametrize("kind", FAULTS_ON_WRITES)
def test_a_fault_that_means_nothing_to_a_write_leaves_it_alone(sandbox: Sandbox, user: str, kind: str) -> None:
    """A write answers 204 without a body: there is nothing to spoil."""
    sandbox.fault(kind, endpoint="writes", params={"milliseconds": 1} if kind == "latency" else {})
    assert sandbox.api(*suspend(user)).status_code == 204
    assert is_suspended(sandbox, user)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fault_can_be_switched_on_and_off_between_two_calls(sandbox: Sandbox, kind: str) -> None:
    """Every kind per endpoint at run time: another endpoint does not meet it, and it ends when it is removed."""
    fault = sandbox.fault(kind, endpoint="R13", params={"milliseconds": 1} if kind == "latency" else {})
    assert sandbox.api(*V2_SEARCH).status_code == 200
    assert sandbox.control("GET", "/faults").json()["faults"][0]["fired"] == 0
    sandbox.control("DELETE", f"/faults/{fault}")
    group = sandbox.group_named("jira-users-acme")
    assert sandbox.api("GET", f"{{d}}/groups/{group}/role-assignments").status_code == 200


def test_faults_of_the_same_percentage_fire_independently(sandbox: Sandbox) -> None:
    """Contract 13: a seedable percentage of 429 and of 5xx, each on its own."""
    sandbox.turn(rate_limits="off")
    sandbox.fault("rate_limited", endpoint="R2", percent=40)
    sandbox.fault("status", endpoint="R2", percent=40, params={"status": 503})
    seen = [sandbox.api("GET", "/v1/orgs/{o}").status_code for _ in range(40)]
    assert {200, 429, 503} == set(seen)

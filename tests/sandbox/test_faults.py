"""Faults per endpoint, switched on at run time (admin API contract 13, "429 / 5xx injection")."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sandbox.faults import FaultBoard, UnknownFaultError, build_fault
from tests.sandbox.ground import Sandbox
from tests.sandbox.shapes import SHAPE_A, SHAPE_B, check


def _suspend(sandbox: Sandbox, user: str) -> requests.Response:
    return sandbox.api("POST", f"{{d}}/users/{user}/suspend")


def test_latency_delays_the_answer(sandbox: Sandbox) -> None:
    sandbox.fault("latency", endpoint="R2", params={"milliseconds": 250})
    started = time.perf_counter()
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 200
    assert time.perf_counter() - started >= 0.25


def test_a_fault_hits_the_named_endpoint_only(sandbox: Sandbox) -> None:
    sandbox.fault("status", endpoint="searchDirectoryUsers", params={"status": 503})
    assert sandbox.api("POST", "{d}/users/search").status_code == 503
    assert sandbox.api("POST", "{d}/groups/search").status_code == 200


@pytest.mark.parametrize(
    ("endpoint", "hit"),
    [("R4", "search"), ("searches", "search"), ("reads", "both"), ("*", "both"), ("writes", "none")],
)
def test_endpoints_are_named_by_code_family_or_all(sandbox: Sandbox, endpoint: str, hit: str) -> None:
    sandbox.fault("status", endpoint=endpoint)
    search = sandbox.api("POST", "{d}/users/search").status_code
    read = sandbox.api("GET", "/v1/orgs/{o}").status_code
    assert (search, read) == {"search": (500, 200), "both": (500, 500), "none": (200, 200)}[hit]


def test_a_fault_can_wait_and_end(sandbox: Sandbox) -> None:
    """After n calls, for n calls."""
    sandbox.fault("status", endpoint="R2", after=2, times=3)
    assert [sandbox.api("GET", "/v1/orgs/{o}").status_code for _ in range(7)] == [200, 200, 500, 500, 500, 200, 200]


def test_a_fault_with_a_percentage_is_repeatable() -> None:
    """Seedable percentage."""

    def run(seed: int) -> list[bool]:
        board = FaultBoard()
        board.add(build_fault({"kind": "status", "percent": 30, "seed": seed}))
        return [bool(board.fire("o", ("*",), "/x")) for _ in range(400)]

    assert run(7) == run(7)
    assert run(7) != run(8)
    assert 80 <= sum(run(7)) <= 160


def test_a_fault_can_be_aimed_at_one_user_and_one_organization(sandbox: Sandbox) -> None:
    first, second = sandbox.member(), sandbox.member(nth=1)
    sandbox.fault("status", endpoint="W3", path_contains=first)
    sandbox.fault("status", endpoint="*", org_id="another")
    assert _suspend(sandbox, first).status_code == 500
    assert _suspend(sandbox, second).status_code == 204


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", ["json", "html", "empty"])
def test_a_server_error_before_the_change(sandbox: Sandbox, status: int, body: str) -> None:
    sandbox.fault("status", endpoint="W3", params={"status": status, "body": body})
    user = sandbox.member()
    answer = _suspend(sandbox, user)
    assert answer.status_code == status
    assert sandbox.org.membership_status(user) == "active"
    if body == "json":
        check(answer.json(), SHAPE_A)
    else:
        assert answer.text.startswith("<!DOCTYPE html>") if body == "html" else answer.content == b""


def test_a_server_error_after_the_change_was_applied(sandbox: Sandbox) -> None:
    """Contract 9: outcome unknown after 5xx."""
    sandbox.fault("status", endpoint="W3", params={"status": 504, "when": "after"})
    user = sandbox.member()
    assert _suspend(sandbox, user).status_code == 504
    assert sandbox.org.membership_status(user) == "suspended"


@pytest.mark.parametrize(("when", "status"), [("before", "active"), ("after", "suspended")])
def test_a_connection_dropped_before_or_after_the_change(sandbox: Sandbox, when: str, status: str) -> None:
    sandbox.fault("drop", endpoint="W3", params={"when": when})
    user = sandbox.member()
    with pytest.raises(requests.ConnectionError):
        _suspend(sandbox, user)
    assert sandbox.org.membership_status(user) == status
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 200


def test_a_connection_dropped_in_the_middle_of_the_body(sandbox: Sandbox) -> None:
    sandbox.fault("drop", endpoint="R4", params={"when": "middle"})
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sandbox.api("POST", "{d}/users/search")


def test_an_html_page_instead_of_json(sandbox: Sandbox) -> None:
    sandbox.fault("html", endpoint="R4")
    answer = sandbox.api("POST", "{d}/users/search")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_truncated_json(sandbox: Sandbox) -> None:
    sandbox.fault("truncated", endpoint="R4", params={"keep_percent": 90})
    answer = sandbox.api("POST", "{d}/users/search")
    assert answer.status_code == 200
    assert answer.text.startswith('{"data":[{')
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_an_unknown_enum_value(sandbox: Sandbox) -> None:
    sandbox.fault("unknown_enum", endpoint="R4", params={"field": "accountStatus", "value": "dormant"})
    rows = sandbox.api("POST", "{d}/users/search").json()["data"]
    assert {row["accountStatus"] for row in rows} == {"dormant"}


def test_a_missing_field_at_any_depth(sandbox: Sandbox) -> None:
    sandbox.fault("missing_field", endpoint="R10", params={"field": "modifiable"})
    rows = sandbox.api("POST", "{d}/groups/search").json()["data"]
    assert all(set(row["managementAccess"]) == {"deletable", "readable"} for row in rows)


def test_the_page_limit_is_lowered_overnight(sandbox: Sandbox) -> None:
    """Contract 15: page maximum lowered by Atlassian overnight."""
    fault = sandbox.fault("page_limit", endpoint="R4", params={"limit": 7})
    assert len(sandbox.api("POST", "{d}/users/search", {"limit": 100}).json()["data"]) == 7
    sandbox.control("DELETE", f"/faults/{fault}")
    sandbox.fault("page_limit", endpoint="R4", params={"limit": 7, "mode": "rejected"})
    assert sandbox.api("POST", "{d}/users/search", {"limit": 8}).status_code == 400
    assert sandbox.api("POST", "{d}/users/search", {"limit": 7}).status_code == 200


def test_a_cursor_that_repeats_for_ever(sandbox: Sandbox) -> None:
    """Contract 3: abort when a cursor repeats."""
    sandbox.fault("repeated_cursor", endpoint="R4")
    cursors = []
    body: dict[str, Any] = {"limit": 10}
    for _ in range(3):
        cursors.append(sandbox.api("POST", "{d}/users/search", body).json()["links"]["next"])
        body["cursor"] = cursors[-1]
    assert len(set(cursors)) == 1


def test_a_cursor_that_expires_in_mid_walk(sandbox: Sandbox) -> None:
    sandbox.fault("cursor_expired", endpoint="R4", after=2)
    cursor = sandbox.api("POST", "{d}/users/search", {"limit": 10}).json()["links"]["next"]
    cursor = sandbox.api("POST", "{d}/users/search", {"limit": 10, "cursor": cursor}).json()["links"]["next"]
    assert sandbox.code(sandbox.api("POST", "{d}/users/search", {"cursor": cursor})) == (400, "ADMIN-400-1")


@pytest.mark.parametrize(("change", "difference"), [("join", 2), ("leave", -2), ("suspend", 0), ("rename", 0)])
def test_users_change_during_a_walk(sandbox: Sandbox, change: str, difference: int) -> None:
    org = sandbox.org
    before = len(org.in_directory.lefts_of(sandbox.directory_id))
    suspended = len(org.suspended_in.lefts_of(sandbox.directory_id))
    names = {user.name for user in org.users.values()}
    sandbox.fault("users_change", endpoint="R4", times=2, params={"change": change})
    sandbox.search_users(limit=50)
    assert len(org.in_directory.lefts_of(sandbox.directory_id)) - before == difference
    if change == "suspend":
        assert len(org.suspended_in.lefts_of(sandbox.directory_id)) > suspended
    if change == "rename":
        assert {user.name for user in org.users.values()} != names


def test_a_key_revoked_in_mid_run_stays_revoked(sandbox: Sandbox) -> None:
    """Contract 13: revoked mid-run, 401 shape B everywhere."""
    sandbox.fault("key_revoked", endpoint="writes", after=1)
    assert _suspend(sandbox, sandbox.member()).status_code == 204
    second = _suspend(sandbox, sandbox.member(nth=1))
    assert second.status_code == 401
    check(second.json(), SHAPE_B)
    sandbox.control("DELETE", "/faults")
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 401


def test_the_lag_can_grow_in_mid_run(sandbox: Sandbox) -> None:
    sandbox.fault("visibility_lag", endpoint="W3", params={"suspension_lag_seconds": 600})
    user = sandbox.member()
    _suspend(sandbox, user)
    sandbox.wait(500)
    assert sandbox.search_users(accountIds=[user])[0]["membershipStatus"] == "active"


# -- 429 ------------------------------------------------------------------------------------------------------


def _injected(sandbox: Sandbox, **params: Any) -> requests.Response:
    sandbox.fault("rate_limited", endpoint="W3", params=params)
    user = sandbox.member()
    answer = _suspend(sandbox, user)
    assert answer.status_code == 429
    assert sandbox.org.membership_status(user) == "active"
    return answer


def _reset_in(sandbox: Sandbox, answer: requests.Response) -> timedelta:
    return datetime.fromisoformat(answer.headers["X-RateLimit-Reset"]) - sandbox.world.clock.now()


def test_an_injected_429_says_when_to_come_back(sandbox: Sandbox) -> None:
    answer = _injected(sandbox, reset_in_seconds=20)
    check(answer.json(), SHAPE_A)
    assert timedelta(seconds=15) < _reset_in(sandbox, answer) <= timedelta(seconds=20)
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize(("style", "low", "high"), [("reset_past", -3700, -3500), ("reset_far", 86_000, 86_400)])
def test_the_reset_may_lie_in_the_past_or_far_away(sandbox: Sandbox, style: str, low: int, high: int) -> None:
    answer = _injected(sandbox, headers=style)
    assert timedelta(seconds=low) < _reset_in(sandbox, answer) <= timedelta(seconds=high)


def test_the_reset_may_come_without_seconds(sandbox: Sandbox) -> None:
    """Contract 4: may omit seconds, e.g. 2026-06-05T06:00Z."""
    text = _injected(sandbox, headers="reset_without_seconds").headers["X-RateLimit-Reset"]
    assert len(text) == len("2026-06-05T06:00Z")
    assert datetime.fromisoformat(text).tzinfo == UTC


def test_a_429_may_carry_retry_after_or_nothing(sandbox: Sandbox) -> None:
    assert int(_injected(sandbox, headers="retry_after", reset_in_seconds=9).headers["Retry-After"]) in (9, 10)
    sandbox.control("DELETE", "/faults")
    assert _injected(sandbox, headers="retry_after_date").headers["Retry-After"].endswith("GMT")
    sandbox.control("DELETE", "/faults")
    assert "X-RateLimit-Reset" not in _injected(sandbox, headers="none").headers


def test_a_storm_of_429_ends_by_itself(sandbox: Sandbox) -> None:
    sandbox.fault("rate_limited", endpoint="*", times=25)
    statuses = [sandbox.api("GET", "/v1/orgs/{o}").status_code for _ in range(26)]
    assert statuses == [429] * 25 + [200]


def test_several_faults_work_together(sandbox: Sandbox) -> None:
    sandbox.fault("unknown_enum", endpoint="R4")
    sandbox.fault("missing_field", endpoint="R4", params={"field": "name"})
    sandbox.fault("latency", endpoint="R4", params={"milliseconds": 30})
    row = sandbox.api("POST", "{d}/users/search").json()["data"][0]
    assert row["status"] == "quarantined"
    assert "name" not in row


# -- the switchboard ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "flood"}, "kind"),
        ({"kind": "html", "endpoint": 4}, "endpoint"),
        ({"kind": "html", "after": -1}, "after"),
        ({"kind": "html", "times": 1.5}, "times"),
        ({"kind": "html", "percent": 101}, "percent"),
        ({"kind": "html", "speed": 1}, "speed"),
        ({"kind": "html", "params": []}, "params"),
        ({"kind": "status", "params": {"status": 418}}, "params.status"),
        ({"kind": "status", "params": {"colour": 1}}, "params.colour"),
        ({"kind": "latency", "params": {"milliseconds": "long"}}, "params.milliseconds"),
        ({"kind": "missing_field", "params": {"field": 5}}, "params.field"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_the_field(
    sandbox: Sandbox, body: dict[str, Any], field: str
) -> None:
    answer = sandbox.control("POST", "/faults", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    with pytest.raises(UnknownFaultError):
        build_fault(body)
    assert sandbox.control("GET", "/faults").json()["faults"] == []


def test_faults_are_listed_with_what_they_did_and_removed(sandbox: Sandbox) -> None:
    fault = sandbox.fault("status", endpoint="R2", times=1)
    sandbox.api("GET", "/v1/orgs/{o}")
    sandbox.api("GET", "/v1/orgs/{o}")
    listed = sandbox.control("GET", "/faults").json()
    assert [(row["fault_id"], row["calls"], row["fired"]) for row in listed["faults"]] == [(fault, 2, 1)]
    assert listed["kinds"]["status"]["status"] == [500, 502, 503, 504]
    assert sandbox.control("DELETE", f"/faults/{fault}").status_code == 200
    assert sandbox.control("DELETE", f"/faults/{fault}").status_code == 404

"""Rate limits per organization and endpoint, and the headers of a 429 (admin API contract 4, 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
import requests

from sandbox.world.limits import RateLimits, Rule
from tests.sandbox.ground import Sandbox
from tests.sandbox.shapes import SHAPE_A, SHAPE_B, check


def _freeze(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/time", {"now": "2026-09-02T10:00:30Z", "is_frozen": True})


def _exhaust(sandbox: Sandbox, method: str, path: str, count: int) -> requests.Response:
    """Send `count` requests, which all pass, and return the answer to the next one."""
    for _ in range(count):
        assert sandbox.api(method, path).status_code == 200
    return sandbox.api(method, path)


def test_the_eleventh_query_of_events_in_a_minute_is_429_in_shape_b(sandbox: Sandbox) -> None:
    """Contract 4: events 10 per minute; v1 answers shape B."""
    _freeze(sandbox)
    refused = _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10)
    assert refused.status_code == 429
    check(refused.json(), SHAPE_B)
    assert refused.headers["X-RateLimit-Limit"] == "10"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert datetime.fromisoformat(refused.headers["X-RateLimit-Reset"]) == datetime(2026, 9, 2, 10, 1, tzinfo=UTC)
    assert "Retry-After" not in refused.headers


def test_the_stream_of_events_has_its_documented_limit(sandbox: Sandbox) -> None:
    """Contract 4: 50 per minute and API path."""
    _freeze(sandbox)
    refused = _exhaust(sandbox, "GET", "/v1/orgs/{o}/events-stream", 50)
    assert (refused.status_code, refused.headers["X-RateLimit-Limit"]) == (429, "50")


def test_a_new_minute_gives_new_requests(sandbox: Sandbox) -> None:
    """Contract 4: wait for the counter to reset."""
    _freeze(sandbox)
    assert _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10).status_code == 429
    sandbox.wait(31)
    assert sandbox.api("GET", "/v1/orgs/{o}/events").status_code == 200


def test_a_429_was_not_applied(sandbox: Sandbox) -> None:
    """Contract 4: any verb may be resent; v2 answers shape A."""
    _freeze(sandbox)
    sandbox.turn(rate_limits="60")
    user, other = sandbox.member(), sandbox.member(nth=1)
    for _ in range(60):
        assert sandbox.api("POST", f"{{d}}/users/{other}/suspend").status_code == 204
    refused = sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    assert refused.status_code == 429
    check(refused.json(), SHAPE_A)
    assert sandbox.org.membership_status(user) == "active"


def test_limits_are_counted_per_endpoint(sandbox: Sandbox) -> None:
    """Contract 4: per endpoint."""
    _freeze(sandbox)
    _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10)
    assert sandbox.api("GET", "/v1/orgs/{o}/events-stream").status_code == 200


def test_limits_are_shared_by_all_keys_of_an_organization(sandbox: Sandbox) -> None:
    """Contract 4: assumed per organization and endpoint."""
    _freeze(sandbox)
    _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10)
    other = sandbox.control("POST", "/organizations/{o}/keys").json()["secret"]
    assert sandbox.api("GET", "/v1/orgs/{o}/events", key=other).status_code == 429


def test_limits_of_two_organizations_are_apart(two_organizations: Sandbox) -> None:
    """Contract 4: per organization."""
    sandbox = two_organizations
    _freeze(sandbox)
    _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10)
    other = next(org for org in sandbox.world.organizations.values() if org.org_id != sandbox.org_id)
    answer = sandbox.api("GET", f"/v1/orgs/{other.org_id}/events", key=other.active_key().secret)
    assert answer.status_code == 200


def test_the_remaining_requests_are_counted_down_on_every_answer(sandbox: Sandbox) -> None:
    """Contract 4: X-RateLimit-Remaining."""
    _freeze(sandbox)
    left = [int(sandbox.api("GET", "/v1/orgs/{o}").headers["X-RateLimit-Remaining"]) for _ in range(3)]
    assert left == [299, 298, 297]


@pytest.mark.parametrize(
    ("style", "expected"), [("retry_after", "seconds"), ("retry_after_date", "date"), ("none", "nothing")]
)
def test_the_headers_of_a_429_can_be_others(sandbox: Sandbox, style: str, expected: str) -> None:
    """Contract 13: + Retry-After seconds; Retry-After HTTP date; no headers at all."""
    _freeze(sandbox)
    sandbox.turn(rate_limit_headers=style)
    headers = _exhaust(sandbox, "GET", "/v1/orgs/{o}/events", 10).headers
    if expected == "seconds":
        assert 29 <= int(headers["Retry-After"]) <= 31
    elif expected == "date":
        assert parsedate_to_datetime(headers["Retry-After"]) == datetime(2026, 9, 2, 10, 1, tzinfo=UTC)
    else:
        assert not [name for name in headers if "ratelimit" in name.lower() or name == "Retry-After"]


def test_limits_can_be_switched_off(sandbox: Sandbox) -> None:
    """Contract 13: a switch, for tests that want to be quick."""
    _freeze(sandbox)
    sandbox.turn(rate_limits="off")
    answers = [sandbox.api("GET", "/v1/orgs/{o}/events") for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers


def _allowed(limits: RateLimits, family: str, profile: str, now: float, tries: int = 1100) -> int:
    return sum(
        1 for _ in range(tries) if (taken := limits.take(("o", "x"), family, Rule(profile), now)) and taken.is_allowed
    )


@pytest.mark.parametrize(
    ("family", "profile", "allowed"),
    [
        ("search", "documented", 300),
        ("read", "documented", 300),
        ("write", "documented", 200),
        ("write", "60", 60),
        ("read", "1000", 1000),
    ],
)
def test_the_undocumented_limits(family: str, profile: str, allowed: int) -> None:
    """Contract 13: searches 300/min, single reads 300/min, writes 200/min; 60/min; 1000/min."""
    assert _allowed(RateLimits(), family, profile, 600.0) == allowed


def test_the_activity_call_has_its_documented_limit_whatever_the_switch_says() -> None:
    """Contract 4: 200 requests per minute per organization."""
    limits = RateLimits()
    taken = [limits.take(("o", "getUserLastActiveDates"), "read", Rule("1000", 1), 0.0) for _ in range(201)]
    assert [allowance.is_allowed for allowance in taken if allowance] == [True] * 200 + [False]


@pytest.mark.parametrize(("seconds", "search", "write"), [(60, 300, 200), (10, 50, 33), (1, 5, 3)])
def test_the_undocumented_limits_scale_with_their_window(seconds: int, search: int, write: int) -> None:
    """Contract 4, 13.1: windows of 60, 10 and 1 s; the reset lies at the window's end."""
    limits, rule = RateLimits(), Rule("documented", seconds)
    taken = [limits.take(("o", "x"), "search", rule, 600.0) for _ in range(search + 1)]
    assert [allowance.is_allowed for allowance in taken if allowance] == [True] * search + [False]
    assert {allowance.reset_at for allowance in taken if allowance} == {600.0 + seconds}
    following = limits.take(("o", "x"), "search", rule, 600.0 + seconds)
    assert following is not None
    assert (following.is_allowed, following.remaining) == (True, search - 1)
    writes = [limits.take(("o", "w"), "write", rule, 600.0) for _ in range(write + 1)]
    assert sum(allowance.is_allowed for allowance in writes if allowance) == write


def test_a_short_window_is_told_in_the_headers(sandbox: Sandbox) -> None:
    """Contract 4, 13.1: Limit of the window, Reset at its end; the documented numbers stay per minute."""
    _freeze(sandbox)
    sandbox.turn(rate_window_seconds=10)
    headers = sandbox.api("GET", "/v1/orgs/{o}").headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("50", "49")
    assert datetime.fromisoformat(headers["X-RateLimit-Reset"]) == datetime(2026, 9, 2, 10, 0, 40, tzinfo=UTC)
    documented = sandbox.api("GET", "/v1/orgs/{o}/events").headers
    assert documented["X-RateLimit-Limit"] == "10"
    assert datetime.fromisoformat(documented["X-RateLimit-Reset"]) == datetime(2026, 9, 2, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("style", ["standard", "none"])
def test_accepted_calls_tell_the_limits_or_nothing(sandbox: Sandbox, style: str) -> None:
    """Contract 4, 13: headers may be missing altogether."""
    sandbox.turn(rate_limit_headers=style)
    headers = sandbox.api("GET", "/v1/orgs/{o}").headers
    assert ("X-RateLimit-Limit" in headers) is (style == "standard")


def test_burst_then_starve_lets_a_burst_pass_and_then_hardly_anything() -> None:
    """Contract 13: burst-then-starve."""
    limits = RateLimits()
    assert _allowed(limits, "write", "burst_then_starve", 0.0, 700) == 600
    assert _allowed(limits, "write", "burst_then_starve", 60.0, 100) == 10
    assert _allowed(limits, "write", "burst_then_starve", 3600.0, 700) == 600

"""One call over HTTP: what is sent, what is tried again, what is counted, and what is never said."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses

from app.atlassian import errors
from app.atlassian.families import Family
from app.atlassian.transport import Call, RetryPolicy, Transport
from tests.atlassian.pacing import OpenThrottle
from tests.platform.logged import captured_logs

BASE = "https://api.example"
PATH = "/admin/v2/orgs/o/thing"
KEY = "ATCTT-very-secret"
READ = Call("GET", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_COUNT)
SEARCH = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_SEARCH, body={"limit": 5})
WRITE = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USER_SUSPEND, is_write=True)
DELETE = Call("DELETE", "/admin/v2/orgs/{org}/thing", PATH, Family.MEMBER_REMOVE, is_write=True)
FAULTS: list[dict[str, Any]] = [
    {"status": 500},
    {"status": 503, "body": "<html>"},
    {"body": requests.ConnectionError("reset")},
    {"body": requests.ReadTimeout("slow")},
    {"body": requests.exceptions.ChunkedEncodingError("cut")},
]


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def throttle() -> OpenThrottle:
    return OpenThrottle()


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def transport(throttle: OpenThrottle, naps: list[float]) -> Transport:
    return Transport(BASE, "o", KEY, throttle, sleep=naps.append)


def test_a_read_carries_the_key_and_gives_the_parsed_answer(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.get(BASE + PATH, json={"count": 3})
    assert transport.send(READ) == {"count": 3}
    assert wire.calls[0].request.headers["Authorization"] == f"Bearer {KEY}"
    assert transport.calls == 1


def test_an_empty_post_still_sends_a_json_object(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.post(BASE + PATH, status=204)
    assert transport.send(WRITE) is None
    assert wire.calls[0].request.headers["Content-Type"] == "application/json"
    assert wire.calls[0].request.body == b"{}"


def test_a_body_is_sent_as_json(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.post(BASE + PATH, json={"data": []})
    transport.send(SEARCH)
    assert json.loads(wire.calls[0].request.body or "") == {"limit": 5}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_is_repeated_after_a_fault(
    transport: Transport, wire: responses.RequestsMock, fault: dict[str, Any], naps: list[float]
) -> None:
    wire.post(BASE + PATH, **fault)
    wire.post(BASE + PATH, json={"data": []})
    assert transport.send(SEARCH) == {"data": []}
    assert transport.calls == 2
    assert len(naps) == 1


@pytest.mark.parametrize("body", ["<html>oops</html>", '{"data": [1,', ""])
def test_an_answer_that_cannot_be_read_is_asked_for_again(
    transport: Transport, wire: responses.RequestsMock, body: str
) -> None:
    wire.post(BASE + PATH, body=body)
    wire.post(BASE + PATH, json={"data": []})
    assert transport.send(SEARCH) == {"data": []}


def test_a_read_that_always_fails_is_given_up_with_short_and_growing_pauses(
    transport: Transport, wire: responses.RequestsMock, naps: list[float]
) -> None:
    wire.get(BASE + PATH, status=502)
    with pytest.raises(errors.ServerFault):
        transport.send(READ)
    assert transport.calls == RetryPolicy().read_attempts
    assert len(naps) == transport.calls - 1
    assert all(0 < nap <= RetryPolicy().longest_delay_seconds for nap in naps)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_is_never_repeated_after_a_fault_and_its_outcome_is_unknown(
    transport: Transport, wire: responses.RequestsMock, fault: dict[str, Any]
) -> None:
    wire.post(BASE + PATH, **fault)
    wire.post(BASE + PATH, status=204)
    with pytest.raises(errors.AtlassianError) as caught:
        transport.send(WRITE)
    assert transport.calls == 1
    assert caught.value.is_outcome_unknown
    assert not caught.value.is_permanent


def test_a_failed_read_has_no_unknown_outcome(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.get(BASE + PATH, body=requests.ConnectionError())
    with pytest.raises(errors.Unreachable) as caught:
        transport.send(READ)
    assert not caught.value.is_outcome_unknown


@pytest.mark.parametrize("call", [READ, SEARCH, WRITE, DELETE])
def test_any_call_is_repeated_after_a_refusal_by_the_rate_limit(
    transport: Transport, wire: responses.RequestsMock, throttle: OpenThrottle, call: Call
) -> None:
    wire.add(call.method, BASE + PATH, status=429, headers={"Retry-After": "2"})
    wire.add(call.method, BASE + PATH, json={})
    transport.send(call)
    assert transport.calls == 2
    assert [limits.pause_seconds for limits in throttle.paused] == [2.0]
    assert len(throttle.asked) == 2
    assert len(throttle.reported) == 1


def test_endless_refusals_end_with_the_wait_that_was_asked_for(
    transport: Transport, wire: responses.RequestsMock
) -> None:
    wire.get(BASE + PATH, status=429, headers={"Retry-After": "3"})
    with pytest.raises(errors.RateLimited) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 3.0
    assert transport.calls == RetryPolicy().refused_attempts


def test_a_wait_longer_than_allowed_leaves_at_once_and_sends_nothing(wire: responses.RequestsMock) -> None:
    transport = Transport(BASE, "o", KEY, OpenThrottle(wait_seconds=30.0), max_wait_seconds=5.0)
    with pytest.raises(errors.RateLimited) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 30.0
    assert transport.calls == 0


def test_a_server_that_asks_for_a_long_wait_after_a_fault_is_left_to_the_caller(
    transport: Transport, wire: responses.RequestsMock, naps: list[float]
) -> None:
    wire.get(BASE + PATH, status=503, headers={"Retry-After": "120"})
    with pytest.raises(errors.ServerFault) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 120.0
    assert transport.calls == 1
    assert naps == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_is_permanent_is_not_tried_again(transport: Transport, wire: responses.RequestsMock, status: int) -> None:
    wire.get(BASE + PATH, status=status, body=b"")
    with pytest.raises(errors.AtlassianError) as caught:
        transport.send(READ)
    assert caught.value.is_permanent
    assert transport.calls == 1


def test_a_redirect_is_not_followed_with_the_key(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.get(BASE + PATH, status=302, headers={"Location": "https://elsewhere.example/"})
    stolen = wire.get("https://elsewhere.example/", json={})
    with pytest.raises(errors.Malformed):
        transport.send(READ)
    assert stolen.call_count == 0


def test_cookies_are_not_kept(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.get(BASE + PATH, json={}, headers={"Set-Cookie": "session=1; Path=/"})
    transport.send(READ)
    transport.send(READ)
    assert "Cookie" not in wire.calls[1].request.headers


@pytest.mark.parametrize("key", ["two words", "new\nline", "schlüssel", "nul\x00"])
def test_a_key_that_cannot_be_one_is_refused_without_quoting_it(throttle: OpenThrottle, key: str) -> None:
    with pytest.raises(errors.KeyRejected) as caught:
        Transport(BASE, "o", key, throttle)
    assert key not in str(caught.value)


def test_neither_key_nor_bodies_reach_the_log(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.post(BASE + PATH, status=500, body='{"message": "private answer"}')
    call = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_SEARCH, body={"emails": ["ann@acme.com"]})
    with captured_logs() as printed, pytest.raises(errors.ServerFault):
        transport.send(call)
    said = printed.getvalue()
    assert "/admin/v2/orgs/{org}/thing" in said
    for secret in (KEY, "ann@acme.com", "private answer"):
        assert secret not in said
    assert KEY not in repr(transport.__dict__)
    assert "ann@acme.com" not in repr(call)


def test_after_the_time_limit_nothing_is_sent(transport: Transport, wire: responses.RequestsMock) -> None:
    wire.get(BASE + PATH, json={})
    with transport.limited_to(0.0), pytest.raises(errors.RateLimited):
        transport.send(READ)
    assert transport.calls == 0
    transport.send(READ)
    assert transport.calls == 1


def test_within_the_time_limit_calls_are_cut_short(throttle: OpenThrottle) -> None:
    # 192.0.2.0/24 is reserved for documentation: nobody answers there.
    transport = Transport("http://192.0.2.1", "o", KEY, throttle, policy=RetryPolicy(read_attempts=1))
    started = time.monotonic()
    with transport.limited_to(0.5), pytest.raises(errors.AtlassianError):
        transport.send(READ)
    assert time.monotonic() - started < 2.0

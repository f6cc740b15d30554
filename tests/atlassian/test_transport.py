"""One call over HTTP: what is sent, what is tried again, what is counted, and what is never said."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.families import Family
from app.atlassian.transport import Call, RetryPolicy, Transport
from tests.atlassian.calls import KEY, PATH, READ, WRITE
from tests.atlassian.pacing import OpenThrottle
from tests.atlassian.wire import BAD_CHUNK, CUT, DROPPED, Wire
from tests.platform.logged import captured_logs

SEARCH = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_SEARCH, body={"limit": 5})
DELETE = Call("DELETE", "/admin/v2/orgs/{org}/thing", PATH, Family.MEMBER_REMOVE, is_write=True)
FAULTS: dict[str, dict[str, Any]] = {
    "a server error": {"status": 500},
    "an unavailable server": {"status": 503, "body": b"<html>"},
    "a dropped connection": {"raw": DROPPED},
    "a cut body": {"raw": CUT},
    "a bad chunk": {"raw": BAD_CHUNK},
    "a body that is not what it says": {"body": b"{}", "headers": {"Content-Encoding": "gzip"}},
}
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())


@pytest.fixture
def throttle() -> OpenThrottle:
    return OpenThrottle()


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def transport(wire: Wire, throttle: OpenThrottle, naps: list[float]) -> Iterator[Transport]:
    transport = Transport(wire.base_url, "o", KEY, throttle, sleep=naps.append)
    yield transport
    transport.close()


@pytest.fixture
def impatient(wire: Wire, throttle: OpenThrottle, naps: list[float]) -> Iterator[Transport]:
    transport = Transport(wire.base_url, "o", KEY, throttle, answer_seconds=0.4, sleep=naps.append)
    yield transport
    transport.close()


def test_a_read_carries_the_key_and_gives_the_parsed_answer(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, json={"count": 3})
    assert transport.send(READ) == {"count": 3}
    assert wire.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert transport.calls == 1


def test_an_empty_post_still_sends_a_json_object(transport: Transport, wire: Wire) -> None:
    wire.post(PATH, status=204)
    assert transport.send(WRITE) is None
    assert wire.asked[0].headers["Content-Type"] == "application/json"
    assert wire.asked[0].body == b"{}"


def test_a_body_is_sent_as_json(transport: Transport, wire: Wire) -> None:
    wire.post(PATH, json={"data": []})
    transport.send(SEARCH)
    assert json.loads(wire.asked[0].body) == {"limit": 5}


@each_fault
def test_a_read_is_repeated_after_a_fault(
    transport: Transport, wire: Wire, fault: dict[str, Any], naps: list[float]
) -> None:
    wire.post(PATH, **fault)
    wire.post(PATH, json={"data": []})
    assert transport.send(SEARCH) == {"data": []}
    assert transport.calls == 2
    assert len(naps) == 1


@pytest.mark.parametrize("body", [b"<html>oops</html>", b'{"data": [1,', b"", b"[" * 100_000])
def test_an_answer_that_cannot_be_read_is_asked_for_again(transport: Transport, wire: Wire, body: bytes) -> None:
    wire.post(PATH, body=body)
    wire.post(PATH, json={"data": []})
    assert transport.send(SEARCH) == {"data": []}


def test_a_read_that_always_fails_is_given_up_with_short_and_growing_pauses(
    transport: Transport, wire: Wire, naps: list[float]
) -> None:
    wire.get(PATH, status=502)
    with pytest.raises(errors.ServerFault):
        transport.send(READ)
    assert transport.calls == RetryPolicy().read_attempts
    assert len(naps) == transport.calls - 1
    assert all(0 < nap <= RetryPolicy().longest_delay_seconds for nap in naps)


@each_fault
def test_a_write_is_never_repeated_after_a_fault_and_its_outcome_is_unknown(
    transport: Transport, wire: Wire, fault: dict[str, Any]
) -> None:
    wire.post(PATH, **fault)
    wire.post(PATH, status=204)
    with pytest.raises(errors.AtlassianError) as caught:
        transport.send(WRITE)
    assert transport.calls == 1
    assert caught.value.is_outcome_unknown
    assert not caught.value.is_permanent


@pytest.mark.parametrize("call", [WRITE, DELETE])
@pytest.mark.parametrize("status", [200, 201, 202, 203, 205, 206, 207, 301, 302, 303, 304, 307, 308])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"data": [1,', b"<!DOCTYPE html><html></html>"])
def test_a_write_that_is_not_answered_as_documented_is_not_confirmed(
    transport: Transport, wire: Wire, call: Call, status: int, body: bytes
) -> None:
    wire.add(call.method, PATH, status=status, body=body, headers={"Location": "/elsewhere"})
    with pytest.raises(errors.AtlassianError) as caught:
        transport.send(call)
    assert caught.value.is_outcome_unknown
    assert caught.value.status in (status, None)
    assert len(wire.asked) == 1, "sent once, and followed nowhere"


def test_a_read_is_repeated_when_no_answer_comes_in_time(impatient: Transport, wire: Wire, naps: list[float]) -> None:
    wire.get(PATH, is_held=True)
    wire.get(PATH, json={"count": 3})
    assert impatient.send(READ) == {"count": 3}
    assert impatient.calls == len(naps) + 1 >= 2


def test_a_write_without_an_answer_in_time_is_not_repeated_and_its_outcome_is_unknown(
    impatient: Transport, wire: Wire
) -> None:
    wire.post(PATH, is_held=True)
    with pytest.raises(errors.Unreachable, match="in time") as caught:
        impatient.send(WRITE)
    assert impatient.calls == 1
    assert caught.value.is_outcome_unknown


def test_a_failed_read_has_no_unknown_outcome(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, raw=DROPPED)
    with pytest.raises(errors.Unreachable) as caught:
        transport.send(READ)
    assert not caught.value.is_outcome_unknown


@pytest.mark.parametrize("call", [READ, SEARCH, WRITE, DELETE])
def test_any_call_is_repeated_after_a_refusal_by_the_rate_limit(
    transport: Transport, wire: Wire, throttle: OpenThrottle, call: Call
) -> None:
    wire.add(call.method, PATH, status=429, headers={"Retry-After": "2"})
    if call.is_write:
        wire.add(call.method, PATH, status=204)
    else:
        wire.add(call.method, PATH, json={})
    transport.send(call)
    assert transport.calls == 2
    assert [limits.pause_seconds for limits in throttle.paused] == [2.0]
    assert len(throttle.asked) == 2
    assert len(throttle.reported) == 1


def test_endless_refusals_end_with_the_wait_that_was_asked_for(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, status=429, headers={"Retry-After": "3"})
    with pytest.raises(errors.RateLimited) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 3.0
    assert transport.calls == RetryPolicy().refused_attempts


def test_a_wait_longer_than_allowed_leaves_at_once_and_sends_nothing(wire: Wire) -> None:
    transport = Transport(wire.base_url, "o", KEY, OpenThrottle(wait_seconds=30.0), max_wait_seconds=5.0)
    with pytest.raises(errors.RateLimited) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 30.0
    assert transport.calls == 0


def test_a_server_that_asks_for_a_long_wait_after_a_fault_is_left_to_the_caller(
    transport: Transport, wire: Wire, naps: list[float]
) -> None:
    wire.get(PATH, status=503, headers={"Retry-After": "120"})
    with pytest.raises(errors.ServerFault) as caught:
        transport.send(READ)
    assert caught.value.retry_after == 120.0
    assert transport.calls == 1
    assert naps == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_is_permanent_is_not_tried_again(transport: Transport, wire: Wire, status: int) -> None:
    wire.get(PATH, status=status, body=b"")
    with pytest.raises(errors.AtlassianError) as caught:
        transport.send(READ)
    assert caught.value.is_permanent
    assert transport.calls == 1


def test_neither_key_nor_bodies_reach_the_log(transport: Transport, wire: Wire) -> None:
    wire.post(PATH, status=500, body=b'{"message": "private answer"}')
    call = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_SEARCH, body={"emails": ["ann@acme.com"]})
    with captured_logs() as printed, pytest.raises(errors.ServerFault):
        transport.send(call)
    said = printed.getvalue()
    assert "/admin/v2/orgs/{org}/thing" in said
    for secret in (KEY, "ann@acme.com", "private answer"):
        assert secret not in said
    assert KEY not in repr(transport.__dict__)
    assert "ann@acme.com" not in repr(call)


def test_after_the_time_limit_nothing_is_sent(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, json={})
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

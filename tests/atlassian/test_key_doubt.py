"""A 401 is no verdict on a key: the same key is asked for again, once for all threads, and the call is sent again."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.key_doubt import LOOKS, KeyDoubt
from app.atlassian.transport import KeyCheck, Transport
from tests.atlassian.calls import PATH, READ, WRITE
from tests.atlassian.pacing import OpenThrottle
from tests.atlassian.wire import Wire

PROBE_PATH = "/admin/v1/orgs/o"
PROBE = type(READ)("GET", "/admin/v1/orgs/{org}", PROBE_PATH, READ.family)
HTML = b"<!DOCTYPE html><html></html>"


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def transport(wire: Wire, naps: list[float]) -> Iterator[Transport]:
    check = KeyCheck(PROBE, "first key", pause_seconds=4.0)
    transport = Transport(wire.base_url, "o", "ATCTT-key", OpenThrottle(), key_check=check, sleep=naps.append)
    yield transport
    transport.close()


@pytest.mark.parametrize("body", [b"", b'{"code":401,"message":"Unauthorized"}'])
def test_a_read_is_sent_again_after_a_stray_401(transport: Transport, wire: Wire, body: bytes) -> None:
    wire.get(PATH, status=401, body=body)
    wire.get(PATH, json={"count": 3})
    wire.get(PROBE_PATH, json={"data": {"id": "o"}})
    assert transport.send(READ) == {"count": 3}


def test_a_write_is_sent_again_after_a_stray_401_for_nothing_was_applied(transport: Transport, wire: Wire) -> None:
    wire.post(PATH, status=401)
    wire.post(PATH, status=204)
    wire.get(PROBE_PATH, json={"data": {"id": "o"}})
    assert transport.send(WRITE) is None
    assert [asked.method for asked in wire.asked] == ["POST", "GET", "POST"]


def test_a_key_is_rejected_when_it_is_refused_each_time_some_seconds_apart(
    transport: Transport, wire: Wire, naps: list[float]
) -> None:
    wire.get(PATH, status=401)
    wire.get(PROBE_PATH, status=401)
    with pytest.raises(errors.KeyRejected) as caught:
        transport.send(READ)
    assert caught.value.key_version == "first key"
    assert [asked.target for asked in wire.asked] == [PATH, *[PROBE_PATH] * LOOKS]
    assert naps == [4.0] * LOOKS


def test_one_look_that_succeeds_clears_the_key(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, status=401)
    wire.get(PATH, json={"count": 3})
    wire.get(PROBE_PATH, status=401)
    wire.get(PROBE_PATH, json={"data": {"id": "o"}})
    assert transport.send(READ) == {"count": 3}


@pytest.mark.parametrize("status", [403, 404])
def test_a_look_that_is_refused_for_another_reason_clears_the_key(
    transport: Transport, wire: Wire, status: int
) -> None:
    wire.get(PATH, status=401)
    wire.get(PATH, json={"count": 3})
    wire.get(PROBE_PATH, status=status)
    assert transport.send(READ) == {"count": 3}


@pytest.mark.parametrize(
    "answer", [{"status": 503}, {"status": 401, "body": HTML}, {"status": 200, "body": HTML}, {"status": 429}]
)
@pytest.mark.parametrize("call", [READ, WRITE])
def test_who_cannot_ask_again_says_so_and_that_nothing_was_applied(
    transport: Transport, wire: Wire, call: Any, answer: dict[str, Any]
) -> None:
    wire.add(call.method, PATH, status=401)
    wire.get(PROBE_PATH, **answer)
    with pytest.raises(errors.KeyInDoubt) as caught:
        transport.send(call)
    assert isinstance(caught.value, errors.RateLimited), "the callers of writes know that nothing was applied"
    assert not caught.value.is_outcome_unknown


def test_a_call_that_is_refused_every_time_with_a_living_key_is_refused(transport: Transport, wire: Wire) -> None:
    wire.post(PATH, status=401)
    wire.get(PROBE_PATH, json={"data": {"id": "o"}})
    with pytest.raises(errors.Refused):
        transport.send(WRITE)
    assert sum(asked.method == "POST" for asked in wire.asked) == 3


def test_a_web_page_under_a_401_says_nothing_about_the_key(transport: Transport, wire: Wire) -> None:
    wire.get(PATH, status=401, body=HTML)
    wire.post(PATH, status=401, body=HTML)
    with pytest.raises(errors.Malformed):
        transport.send(READ)
    with pytest.raises(errors.Malformed) as caught:
        transport.send(WRITE)
    assert caught.value.is_outcome_unknown, "what a gateway's page stands for has to be read"


def test_a_key_that_cannot_be_sent_is_rejected_with_its_name(wire: Wire) -> None:
    with pytest.raises(errors.KeyRejected) as caught:
        Transport(wire.base_url, "o", "kéy", OpenThrottle(), key_check=KeyCheck(PROBE, "odd key"))
    assert caught.value.key_version == "odd key"


def _ask_from_many(doubt: KeyDoubt) -> list[bool | None]:
    found: list[bool | None] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        found.append(doubt.is_key_dead())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize("is_dead", [True, False])
def test_threads_that_are_refused_together_ask_once(is_dead: bool) -> None:
    asked: list[int] = []
    waiting = threading.Event()

    def ask() -> None:
        asked.append(1)
        waiting.wait(0.3)
        if is_dead:
            raise errors.KeyRejected("no", status=401)

    assert _ask_from_many(KeyDoubt(ask, lambda _seconds: None, 0)) == [is_dead] * 8
    assert len(asked) == (LOOKS if is_dead else 1)


def _raise(error: Exception) -> Callable[[], None]:
    def ask() -> None:
        raise error

    return ask


def test_a_dead_key_is_not_asked_for_again_but_a_living_one_is() -> None:
    asked: list[float] = []
    dead = KeyDoubt(_raise(errors.KeyRejected("no")), asked.append, 1.0)
    assert [dead.is_key_dead(), dead.is_key_dead()] == [True, True]
    assert len(asked) == LOOKS
    asked.clear()
    alive = KeyDoubt(lambda: None, asked.append, 1.0)
    assert [alive.is_key_dead(), alive.is_key_dead()] == [False, False]
    assert len(asked) == 2

"""What a refusal costs, and what is learnt from headers: windows of any length, odd refusals, headers that stop."""

import time
from collections.abc import Iterator

import pytest
import redis

from app.atlassian.errors import RateLimited
from app.atlassian.families import ALLOWANCES, Family
from app.atlassian.limits import RateLimits
from app.atlassian.throttle import RedisThrottle, open_throttle
from tests.atlassian.pacing import run_callers, window

WRITE = Family.MEMBER_ADD
LEDGER = "throttle:org:member_add"


@pytest.fixture
def client(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


def read(client: "redis.Redis", name: str) -> float:
    return float(client.hget(LEDGER, name) or 0)


def test_many_refusals_cost_the_pauses_that_they_ask_for_and_little_more(client: "redis.Redis") -> None:
    """Refusals in a row, of half a second each, each with a limit of one call."""
    throttle = RedisThrottle(client)
    told = RateLimits(limit=1, remaining=0, reset_seconds=0.5)
    began, refusals = time.monotonic(), 8
    for turn in range(3 * refusals):
        while True:
            try:
                throttle.acquire("org", WRITE, 5.0)
                break
            except RateLimited as error:
                time.sleep(error.retry_after or 0)
        if turn % 3 == 0:
            throttle.pause("org", WRITE, told)
        else:
            throttle.report("org", WRITE, RateLimits())
    took = time.monotonic() - began
    assert refusals * 0.45 < took < refusals * 0.5 * 1.5 + 6


def test_an_odd_refusal_leaves_limit_and_window_as_they_were(client: "redis.Redis") -> None:
    throttle = RedisThrottle(client)
    throttle.report("org", WRITE, window(200, 150, 40.0))
    throttle.pause("org", WRITE, RateLimits(limit=1, remaining=0, reset_seconds=5.0))
    assert (read(client, "limit"), read(client, "window"), read(client, "left")) == (200, 60, 150)
    assert read(client, "paused") - time.time() == pytest.approx(5.0, abs=0.3)


def test_a_window_of_a_second_is_learnt(client: "redis.Redis") -> None:
    throttle = RedisThrottle(client)
    throttle.report("org", WRITE, window(5, 4, 0.3))
    time.sleep(0.4)
    throttle.report("org", WRITE, window(5, 4, 0.9))
    assert read(client, "window") == pytest.approx(1.0, abs=0.3)


def test_a_limit_of_a_second_is_used_each_second(redis_url: str) -> None:
    throttle = open_throttle(redis_url)
    throttle.report("org", Family.USERS_SEARCH, window(10, 0, 0.2))
    time.sleep(0.25)
    throttle.report("org", Family.USERS_SEARCH, window(10, 10, 1.0))
    passed = run_callers(throttle, 4, 4.0)
    assert 20 <= len(passed) <= 40, "not ten calls a minute"


def test_what_was_learnt_goes_when_the_headers_stop(client: "redis.Redis") -> None:
    throttle = RedisThrottle(client)
    throttle.report("org", WRITE, window(10, 9, 0.3))
    throttle.report("org", WRITE, RateLimits())
    assert read(client, "limit") == 10, "one silent answer proves nothing"
    client.hset(LEDGER, mapping={"reset": str(time.time() - 100), "window": "1"})
    throttle.report("org", WRITE, RateLimits())
    allowance = ALLOWANCES[WRITE]
    assert (read(client, "limit"), read(client, "window")) == (allowance.calls, allowance.window_seconds)

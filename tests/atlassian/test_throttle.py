"""The shared throttle: how fast calls may go, who waits, and what happens without Redis."""

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
import redis

from app.atlassian.errors import RateLimited
from app.atlassian.families import ALLOWANCES, Family
from app.atlassian.limits import RateLimits
from app.atlassian.throttle import LocalThrottle, RedisThrottle, SafeThrottle, Throttle, open_throttle
from tests.atlassian.pacing import SEARCH, run_callers, window

PATIENT = 30.0


@pytest.fixture
def client(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def throttle(client: "redis.Redis", naps: list[float]) -> RedisThrottle:
    """Sleeps are noted, not slept."""
    return RedisThrottle(client, sleep=naps.append)


def take(throttle: Throttle, calls: int, max_wait: float = PATIENT) -> None:
    for _ in range(calls):
        throttle.acquire("org", SEARCH, max_wait)


def test_what_is_unknown_is_paced_like_the_planning_number(throttle: RedisThrottle, naps: list[float]) -> None:
    allowance = ALLOWANCES[SEARCH]
    take(throttle, allowance.calls // 10)
    assert naps == []
    with pytest.raises(RateLimited) as caught:
        take(throttle, allowance.calls, max_wait=10.0)
    assert caught.value.retry_after == pytest.approx(10.0, abs=0.5)
    # In ten seconds a sixth of the minute's calls, and no burst beyond the first tenth.
    assert len(naps) == pytest.approx(allowance.calls / 6, rel=0.1)


def test_waits_are_in_order_and_evenly_spread(throttle: RedisThrottle, naps: list[float]) -> None:
    take(throttle, 1)
    throttle.report("org", SEARCH, window(10, 4, 50.0))
    take(throttle, 4, max_wait=60.0)
    assert naps == sorted(naps)
    gaps = [later - earlier for earlier, later in pairwise(naps)]
    assert max(gaps) - min(gaps) < 1.0


def test_half_of_a_known_window_may_go_at_once(throttle: RedisThrottle, naps: list[float]) -> None:
    take(throttle, 1)
    throttle.report("org", SEARCH, window(100, 99, 60.0))
    take(throttle, 49)
    assert naps == []
    take(throttle, 5)
    assert len(naps) >= 4


def test_when_nothing_is_left_the_next_window_is_waited_for(throttle: RedisThrottle, naps: list[float]) -> None:
    take(throttle, 1)
    throttle.report("org", SEARCH, window(100, 0, 12.0))
    take(throttle, 1)
    assert 12.0 < naps[0] < 13.0


def test_a_wait_longer_than_allowed_books_nothing(throttle: RedisThrottle, client: "redis.Redis") -> None:
    take(throttle, 1)
    throttle.report("org", SEARCH, window(100, 0, 12.0))
    before = client.hgetall("throttle:org:users_search")
    with pytest.raises(RateLimited) as caught:
        take(throttle, 1, max_wait=5.0)
    assert 12.0 < (caught.value.retry_after or 0) < 13.0
    assert not caught.value.is_permanent
    assert client.hgetall("throttle:org:users_search") == before


def test_a_refusal_stops_everybody_until_the_given_moment(throttle: RedisThrottle) -> None:
    take(throttle, 1)
    throttle.pause("org", SEARCH, RateLimits(retry_after_seconds=20.0))
    with pytest.raises(RateLimited) as caught:
        take(throttle, 1, max_wait=5.0)
    assert caught.value.retry_after == pytest.approx(20.0, abs=0.2)


def test_a_refusal_without_any_hint_waits_longer_each_time(throttle: RedisThrottle, client: "redis.Redis") -> None:
    waits = []
    for _ in range(4):
        throttle.pause("org", SEARCH, RateLimits())
        with pytest.raises(RateLimited) as caught:
            take(throttle, 1, max_wait=0.0)
        waits.append(caught.value.retry_after or 0.0)
        client.hset("throttle:org:users_search", "paused", "0")
    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]
    assert waits[-1] <= 60


def test_one_series_of_refusals_counts_once(throttle: RedisThrottle, client: "redis.Redis") -> None:
    for _ in range(8):
        throttle.pause("org", SEARCH, RateLimits())
    assert float(client.hget("throttle:org:users_search", "strikes") or 0) == 1


def test_success_ends_a_series_of_refusals(throttle: RedisThrottle, client: "redis.Redis") -> None:
    throttle.pause("org", SEARCH, RateLimits())
    client.hset("throttle:org:users_search", "paused", "0")
    throttle.report("org", SEARCH, RateLimits())
    assert float(client.hget("throttle:org:users_search", "strikes") or 0) == 0


def test_organizations_and_endpoints_do_not_wait_for_each_other(throttle: RedisThrottle, naps: list[float]) -> None:
    throttle.pause("org", SEARCH, RateLimits(retry_after_seconds=60.0))
    throttle.acquire("org", Family.GROUPS_SEARCH, 0.0)
    throttle.acquire("other", SEARCH, 0.0)
    assert naps == []


def test_who_was_asleep_when_a_refusal_came_waits_again(client: "redis.Redis") -> None:
    slept: list[float] = []

    def nap(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            RedisThrottle(client).pause("org", SEARCH, RateLimits(retry_after_seconds=7.0))

    throttle = RedisThrottle(client, sleep=nap)
    throttle.report("org", SEARCH, window(10, 0, 3.0))
    with pytest.raises(RateLimited) as caught:
        take(throttle, 1, max_wait=5.0)
    assert len(slept) == 1
    assert caught.value.retry_after == pytest.approx(7.0, abs=0.2)


def test_a_lower_limit_is_taken_over_at_once(throttle: RedisThrottle) -> None:
    take(throttle, 20)
    throttle.report("org", SEARCH, window(10, 0, 40.0))
    with pytest.raises(RateLimited):
        take(throttle, 1, max_wait=30.0)


def test_a_higher_limit_is_used(throttle: RedisThrottle, naps: list[float]) -> None:
    take(throttle, 1)
    throttle.report("org", SEARCH, window(1000, 999, 59.0))
    take(throttle, 499)
    assert naps == []


def test_a_shorter_window_is_learnt_from_two_resets(throttle: RedisThrottle, client: "redis.Redis") -> None:
    throttle.report("org", SEARCH, window(10, 9, 0.4))
    time.sleep(0.45)
    throttle.report("org", SEARCH, window(10, 9, 2.0))
    assert float(client.hget("throttle:org:users_search", "window") or 0) == pytest.approx(2.05, abs=0.2)


def test_an_answer_of_the_window_before_does_not_spend_the_next_one(
    throttle: RedisThrottle, client: "redis.Redis"
) -> None:
    throttle.report("org", SEARCH, window(10, 0, 3.0))
    take(throttle, 1)
    throttle.report("org", SEARCH, window(10, 0, 2.9))
    assert float(client.hget("throttle:org:users_search", "left") or 0) == 9


def test_a_ledger_is_forgotten_in_the_end(throttle: RedisThrottle, client: "redis.Redis") -> None:
    take(throttle, 1)
    assert 0 < client.ttl("throttle:org:users_search") <= 1200


@pytest.mark.parametrize("callers", [1, 12])
def test_many_callers_together_use_a_window_up_and_no_more(redis_url: str, callers: int) -> None:
    throttle = open_throttle(redis_url)
    throttle.report("org", SEARCH, window(40, 0, 0.2))
    time.sleep(0.25)
    throttle.report("org", SEARCH, window(40, 40, 2.0))
    passed = run_callers(throttle, callers, 2.0)
    assert 38 <= len(passed) <= 40


def test_without_redis_calls_go_on_at_a_quarter_of_the_pace(naps: list[float]) -> None:
    nobody = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    local = LocalThrottle(clock=lambda: 0.0, sleep=naps.append)
    throttle = SafeThrottle(RedisThrottle(nobody), local)
    take(throttle, 11)
    allowance = ALLOWANCES[SEARCH]
    assert naps[-1] == pytest.approx(10 * allowance.window_seconds / allowance.calls * 4)


def test_a_missing_redis_is_not_asked_for_every_call(naps: list[float]) -> None:
    asked: list[str] = []

    class Broken(LocalThrottle):
        def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
            asked.append(org_id)
            raise redis.ConnectionError

    now = [100.0]
    throttle = SafeThrottle(Broken(), LocalThrottle(sleep=naps.append), clock=lambda: now[0])
    take(throttle, 5)
    assert len(asked) == 1
    now[0] += 6
    take(throttle, 1)
    assert len(asked) == 2


def test_the_local_pace_honours_refusals_and_lower_limits(naps: list[float]) -> None:
    throttle = LocalThrottle(clock=lambda: 0.0, sleep=naps.append)
    throttle.report("org", SEARCH, RateLimits(limit=60))
    take(throttle, 2)
    assert naps == [pytest.approx(4.0)]
    throttle.pause("org", SEARCH, RateLimits(retry_after_seconds=20.0))
    with pytest.raises(RateLimited):
        take(throttle, 1, max_wait=5.0)
    throttle.pause("org", SEARCH, RateLimits())
    with pytest.raises(RateLimited):
        take(throttle, 1, max_wait=5.0)

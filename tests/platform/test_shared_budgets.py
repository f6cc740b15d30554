"""Budgets are shared by all web processes through Redis, and each process counts for itself while Redis is away."""

import time

import pytest
import redis

from app.platform.limits.shared_budgets import PAUSE_SECONDS, SharedBudget, open_budget_store
from app.platform.limits.throttle import Throttle
from local.web import find_free_port

SLOW = 0.001


class Timer:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def budget(redis_url: str, name: str = "address", *, burst: int = 3, per_second: float = SLOW) -> SharedBudget:
    """A budget as one process has it."""
    return SharedBudget(name, Throttle(per_second=per_second, burst=burst), open_budget_store(redis_url))


def test_two_processes_share_a_callers_budget(redis_url: str) -> None:
    one, other = budget(redis_url), budget(redis_url)

    taken = [one.take("10.0.0.1"), other.take("10.0.0.1"), one.take("10.0.0.1"), other.take("10.0.0.1")]

    assert taken == [True, True, True, False]
    assert other.take("10.0.0.2") is True


def test_budgets_of_two_names_are_apart(redis_url: str) -> None:
    one, other = budget(redis_url, burst=1), budget(redis_url, "tenant", burst=1)

    assert [one.take("7"), other.take("7"), one.take("7"), other.take("7")] == [True, True, False, False]


def test_a_budget_fills_again_and_is_forgotten_when_it_is_full(redis_url: str) -> None:
    quick = budget(redis_url, burst=2, per_second=20)
    assert [quick.take("a") for _ in range(3)] == [True, True, False]

    time.sleep(0.12)
    assert quick.take("a") is True
    with redis.Redis.from_url(redis_url) as store:
        [key] = store.keys("rollcall:budget:*")
        assert 0 < store.pttl(key) <= 1200
        assert b"10.0" not in key


def test_without_redis_each_process_counts_for_itself() -> None:
    timer = Timer()
    gone = open_budget_store(f"redis://127.0.0.1:{find_free_port()}/0")
    alone = SharedBudget("address", Throttle(per_second=SLOW, burst=2), gone, timer)

    started = time.monotonic()
    taken = [alone.take("a") for _ in range(200)]

    assert taken[:3] == [True, True, False]
    assert not any(taken[2:])
    # Redis was asked once and then left alone: a flood costs no time.
    assert time.monotonic() - started < 1.0


def test_redis_is_asked_again_after_a_while(redis_url: str) -> None:
    timer = Timer()
    shared = SharedBudget("address", Throttle(per_second=SLOW, burst=2), open_budget_store(redis_url), timer)
    with redis.Redis.from_url(redis_url) as store:
        assert shared.take("a") is True
        [key] = store.keys("rollcall:budget:*")
        store.set(key, "nonsense")  # from now on Redis answers with an error
        assert shared.take("a") is True  # counted locally
        store.delete(key)
        assert [shared.take("a"), shared.take("a")] == [True, False]
        assert store.keys("rollcall:budget:*") == []

        timer.seconds += PAUSE_SECONDS
        assert shared.take("a") is True
        assert store.keys("rollcall:budget:*") == [key]


@pytest.mark.parametrize("caller", ["", "x" * 100_000, "é", "\ud800", "a\x00b"])
def test_any_caller_can_be_counted(caller: str, redis_url: str) -> None:
    assert budget(redis_url).take(caller) is True

"""The shared throttle: one ledger per organization and endpoint family, kept in Redis for all processes.

A caller books its call in one round trip and sleeps until its turn; nobody polls. The ledger mirrors
Atlassian's window: how many calls are left, and when it ends, corrected by X-RateLimit headers. The first half
of a window is spent as fast as callers come, the rest is spread evenly, so that small work is quick and a long
sync never starves a run. A 429 pauses the whole ledger. Without Redis a local, much slower pace applies.
It never waits longer than the caller allows: it raises `RateLimited` instead, so that the worker is freed.
"""

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.atlassian.errors import RateLimited
from app.atlassian.families import ALLOWANCES, Family
from app.atlassian.limits import RateLimits
from app.atlassian.throttle_scripts import BLOCKED_SCRIPT, PAUSE_SCRIPT, REPORT_SCRIPT, RESERVE_SCRIPT
from app.logs import get_logger

_log = get_logger(__name__)
_RECHECK_AFTER_SECONDS: Final = 0.05
_REDIS_RETRY_SECONDS: Final = 5.0
_LOCAL_SHARE: Final = 0.25
_LOCAL_BACK_OFF_SECONDS: Final = 10.0


class Throttle(Protocol):
    """Protocol of the pacing of calls, as the transport uses it."""

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """Wait for the turn of one call. Raises RateLimited when that takes longer than `max_wait_seconds`."""

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Tell what the headers of an accepted call said."""

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """Tell that a call was answered 429; everybody waits."""


class RedisThrottle:
    """The ledger in Redis. Raises redis errors; `SafeThrottle` deals with those."""

    def __init__(
        self,
        client: "redis.Redis",
        *,
        sleep: Callable[[float], None] = time.sleep,
        ahead: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """ahead: by how many seconds time runs ahead of Redis' clock: none, except where time is rehearsed."""
        self._reserve = client.register_script(RESERVE_SCRIPT)
        self._report = client.register_script(REPORT_SCRIPT)
        self._pause = client.register_script(PAUSE_SCRIPT)
        self._blocked = client.register_script(BLOCKED_SCRIPT)
        self._sleep = sleep
        self._ahead = ahead

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """See `Throttle`. Whoever slept asks once more whether a 429 has come meanwhile."""
        key = _key(org_id, family)
        allowance = ALLOWANCES[family]
        while True:
            arguments = [allowance.calls, allowance.window_seconds, max_wait_seconds, self._ahead()]
            wait = float(self._reserve(keys=[key], args=arguments))
            if wait > max_wait_seconds:
                raise _too_long(wait)
            if wait <= 0:
                return
            self._sleep(wait)
            if wait < _RECHECK_AFTER_SECONDS or not float(self._blocked(keys=[key], args=[self._ahead()])):
                return

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`. Told for every accepted call: also a silent one ends a series of refusals."""
        self._report(keys=[_key(org_id, family)], args=[*_arguments(family, limits), self._ahead()])

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        pause = limits.pause_seconds
        arguments = [*_arguments(family, limits), "" if pause is None else pause, self._ahead()]
        self._pause(keys=[_key(org_id, family)], args=arguments)


class LocalThrottle:
    """A pace for this process alone: a quarter of what is permitted, evenly spread, for others are at work too."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next_at: dict[str, float] = {}
        self._limits: dict[str, int] = {}

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """See `Throttle`."""
        key = _key(org_id, family)
        allowance = ALLOWANCES[family]
        with self._lock:
            now = self._clock()
            turn = max(now, self._next_at.get(key, now))
            wait = turn - now
            if wait > max_wait_seconds:
                raise _too_long(wait)
            calls = self._limits.get(key, allowance.calls) * _LOCAL_SHARE
            self._next_at[key] = turn + allowance.window_seconds / max(calls, 1.0)
        if wait > 0:
            self._sleep(wait)

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`: only a lower limit than assumed matters here."""
        if limits.limit is not None:
            with self._lock:
                self._limits[_key(org_id, family)] = min(limits.limit, ALLOWANCES[family].calls)

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        pause = limits.pause_seconds
        until = self._clock() + (_LOCAL_BACK_OFF_SECONDS if pause is None else pause)
        key = _key(org_id, family)
        with self._lock:
            self._next_at[key] = max(self._next_at.get(key, 0.0), until)


class SafeThrottle:
    """The shared throttle while Redis answers, the local one while it does not: slower, never unlimited."""

    def __init__(
        self, shared: Throttle, local: Throttle | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._shared = shared
        self._local = local or LocalThrottle()
        self._clock = clock
        self._down_until = 0.0

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """See `Throttle`."""
        self._run(lambda throttle: throttle.acquire(org_id, family, max_wait_seconds))

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        self._run(lambda throttle: throttle.report(org_id, family, limits))

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        self._run(lambda throttle: throttle.pause(org_id, family, limits))

    def _run(self, act: Callable[[Throttle], None]) -> None:
        if self._clock() >= self._down_until:
            try:
                return act(self._shared)
            except redis.RedisError as error:
                self._down_until = self._clock() + _REDIS_RETRY_SECONDS
                _log.warning("throttle_without_redis", error=type(error).__name__)
        return act(self._local)


def open_throttle(redis_url: str) -> Throttle:
    """The throttle of a worker process, for composition roots."""
    client = redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 1))
    return SafeThrottle(RedisThrottle(client))


def _key(org_id: str, family: Family) -> str:
    return f"throttle:{org_id}:{family.value}"


def _arguments(family: Family, limits: RateLimits) -> list[float | str]:
    told = (limits.limit, limits.remaining, limits.reset_seconds)
    allowance = ALLOWANCES[family]
    texts = ["" if value is None else value for value in told]
    return [allowance.calls, allowance.window_seconds, *texts, limits.slack_seconds]


def _too_long(wait: float) -> RateLimited:
    return RateLimited("Atlassian's rate limit is used up for the moment.", retry_after=wait)

"""Counts that every process adds to, kept in Redis: web servers and job processes come and go, the counts stay.

Redis may be emptied at any time; a count that starts again at zero is what Prometheus expects. While Redis is away
nothing is counted and nobody waits. Labels come from short, fixed lists, never from a tenant or a caller.
"""

import time
from collections.abc import Callable
from typing import Final, Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.atlassian.throttle import Throttle
from app.logs import get_logger

_log = get_logger(__name__)

HTTP_REQUESTS: Final = "http_requests"
"""By method, route and status."""
ATLASSIAN_CALLS: Final = "atlassian_calls"
ATLASSIAN_REFUSALS: Final = "atlassian_refusals"
"""Both by endpoint family; refusals are answers of 429."""
NOTIFICATION_TRIES: Final = "notification_tries"
"""By kind of channel and outcome."""
LEASE_LOSSES: Final = "lease_losses"
"""By kind of work: its worker was away for too long, and stopped."""
LATE_CALLS: Final = "late_calls"
"""By kind of work: what left when the lease had ended. Nothing should."""

_RETRY_SECONDS: Final = 5.0
_SEPARATOR: Final = "\x1f"


class Counters(Protocol):
    """Protocol of a counter store."""

    def add(self, name: str, *labels: str) -> None:
        """Count one. Never raises."""


class NoCounters:
    """Counts nothing, where nobody reads it."""

    def add(self, name: str, *labels: str) -> None:
        """Let it pass."""


class RedisCounters:
    """The counts of all processes."""

    def __init__(self, client: "redis.Redis", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = client
        self._clock = clock
        self._away_until = 0.0

    def add(self, name: str, *labels: str) -> None:
        """See `Counters`."""
        if self._clock() < self._away_until:
            return
        try:
            self._redis.hincrby(_key(name), _SEPARATOR.join(labels), 1)
        except redis.RedisError as error:
            self._away_until = self._clock() + _RETRY_SECONDS
            _log.warning("counters_without_redis", error=type(error).__name__)

    def read(self, name: str) -> dict[tuple[str, ...], int]:
        """All counts of a name by their labels; nothing while Redis is away."""
        try:
            found: dict[bytes, bytes] = self._redis.hgetall(_key(name))  # type: ignore[assignment]
        except redis.RedisError as error:
            _log.warning("counters_without_redis", error=type(error).__name__)
            return {}
        return {tuple(labels.decode().split(_SEPARATOR)): int(count) for labels, count in found.items()}


class CountedThrottle:
    """A throttle that counts the calls it lets pass and the refusals it is told of."""

    def __init__(self, throttle: Throttle, counters: Counters) -> None:
        self._throttle = throttle
        self._counters = counters

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        """See `Throttle`."""
        self._throttle.acquire(org_id, family, max_wait_seconds)
        self._counters.add(ATLASSIAN_CALLS, family.value)

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        self._throttle.report(org_id, family, limits)

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        """See `Throttle`."""
        self._throttle.pause(org_id, family, limits)
        self._counters.add(ATLASSIAN_REFUSALS, family.value)


def open_counters(redis_url: str) -> RedisCounters:
    """The counters of a process, for composition roots. Connects when first used."""
    client = redis.Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    return RedisCounters(client)


def _key(name: str) -> str:
    return f"counts:{name}"

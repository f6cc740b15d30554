"""Budgets of callers that all web processes share, counted in Redis.

Without Redis each process counts for itself, so that nobody gets in who should not and nobody waits: after a failure
Redis is left alone for a few seconds. Callers stand in Redis as digests, and only until their budget is full again.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol, cast

import redis

from app.logs import get_logger
from app.platform.limits.throttle import Throttle

TIMEOUT_SECONDS: Final = 0.25
PAUSE_SECONDS: Final = 5.0
_PREFIX: Final = "rollcall:budget:"
# One bucket: what is left and when it was last looked at, by Redis' own clock. Answers 1 when there was something left.
_TAKE: Final = """
local now = redis.call('time')
now = tonumber(now[1]) + tonumber(now[2]) / 1000000
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('hmget', KEYS[1], 'left', 'at')
local left = math.min(burst, tonumber(kept[1] or burst) + math.max(0, now - tonumber(kept[2] or now)) * rate)
local allowed = left >= 1 and 1 or 0
redis.call('hset', KEYS[1], 'left', tostring(left - allowed), 'at', string.format('%.6f', now))
redis.call('pexpire', KEYS[1], math.ceil((burst - left + allowed) / rate * 1000) + 1000)
return allowed
"""
_log = get_logger(__name__)


class Budget(Protocol):
    """A limit on how often one caller may do something."""

    def take(self, caller: str) -> bool:
        """Take one request of the caller's budget; False when it is used up."""


class SharedBudget:
    """Like the `Throttle` that it falls back to, for all processes together. Safe to share between threads."""

    def __init__(
        self, name: str, local: Throttle, connection: "redis.Redis", timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._prefix = f"{_PREFIX}{name}:"
        self._local = local
        self._script = connection.register_script(_TAKE)
        self._timer = timer
        self._lock = threading.Lock()
        self._away_until = 0.0

    def take(self, caller: str) -> bool:
        """Take one request of the caller's budget; False when it is used up."""
        if self._timer() < self._away_until:
            return self._local.take(caller)
        key = self._prefix + hashlib.sha256(caller.encode("utf-8", "replace")).hexdigest()[:32]
        try:
            return bool(cast("int", self._script(keys=[key], args=[self._local.per_second, self._local.burst])))
        except redis.RedisError as error:
            self._leave_alone(error)
            return self._local.take(caller)

    def _leave_alone(self, error: redis.RedisError) -> None:
        with self._lock:
            is_news = self._timer() >= self._away_until
            self._away_until = self._timer() + PAUSE_SECONDS
        if is_news:
            _log.warning("budgets_counted_locally", error=type(error).__name__)


def open_budget_store(redis_url: str) -> "redis.Redis":
    """A connection for budgets: a request must never wait for it for long."""
    return redis.Redis.from_url(
        redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
    )

"""How far long answers have come, for whoever waits for them and may be served by another process: kept in Redis.

A note lives for a minute. While Redis is away nobody is told anything, and nobody waits.
"""

import time
from collections.abc import Callable
from typing import Final, Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.logs import get_logger

_log = get_logger(__name__)

KEPT_SECONDS: Final = 60
NOTE_SECONDS: Final = 0.2
"""No oftener is a note written: somebody looks, and a plan goes on meanwhile."""
_RETRY_SECONDS: Final = 5.0


class Progress(Protocol):
    """Progress of answers on their way, by tenant and the name that the asker gave."""

    def follow(self, tenant_id: int, name: str) -> Callable[[int], None]:
        """Follow an answer: returns the function to call with each number reached. It never raises."""

    def find(self, tenant_id: int, name: str) -> int | None:
        """The number reached; None when nothing is known."""


class RedisProgress:
    """The notes of all processes."""

    def __init__(self, client: "redis.Redis", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = client
        self._clock = clock
        self._away_until = 0.0

    def follow(self, tenant_id: int, name: str) -> Callable[[int], None]:
        """See `Progress`."""
        key, next_at = _key(tenant_id, name), 0.0

        def note(number: int) -> None:
            nonlocal next_at
            now = self._clock()
            if now < max(next_at, self._away_until):
                return
            next_at = now + NOTE_SECONDS
            try:
                self._redis.set(key, number, ex=KEPT_SECONDS)
            except redis.RedisError as error:
                self._rest(error)

        return note

    def find(self, tenant_id: int, name: str) -> int | None:
        """See `Progress`."""
        if self._clock() < self._away_until:
            return None
        try:
            found = self._redis.get(_key(tenant_id, name))
        except redis.RedisError as error:
            self._rest(error)
            return None
        return int(found) if isinstance(found, bytes) and found.isdigit() else None

    def _rest(self, error: redis.RedisError) -> None:
        self._away_until = self._clock() + _RETRY_SECONDS
        _log.warning("progress_without_redis", error=type(error).__name__)


def open_progress(redis_url: str) -> RedisProgress:
    """The notes of a process, for composition roots. Connects when first used."""
    client = redis.Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    return RedisProgress(client)


def _key(tenant_id: int, name: str) -> str:
    return f"progress:{tenant_id}:{name}"

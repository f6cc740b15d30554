"""What jobs work with, put together once per process from the settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.atlassian.admin import AdminApi, open_admin_api
from app.atlassian.throttle import Throttle, open_throttle
from app.counters import CountedThrottle, Counters, NoCounters, open_counters
from app.crypto import Keyring
from app.db import Database
from app.services.leases import Lease, LeaseLengths, uptime
from app.services.organization import get_key
from app.settings import Settings

REDIS_SECONDS = 8.0
"""A Redis that takes longer has gone silent. RQ allows its own waiting more."""
THREADS = 10
"""Users that are worked on at the same time: a whole batch."""


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """Connections and secrets of a worker; `clock` gives aware UTC, `sleep` waits so many seconds.

    `uptime` is the clock by which leases are measured: it never stops and nobody sets it.
    """

    settings: Settings
    database: Database
    keyring: Keyring
    throttle: Throttle
    clock: Callable[[], datetime]
    sleep: Callable[[float], None] = time.sleep
    counters: Counters = field(default_factory=NoCounters)
    leases: LeaseLengths = field(default_factory=LeaseLengths)
    uptime: Callable[[], float] = uptime

    def begin_lease(self, length: timedelta) -> Lease:
        """A lease that is about to be claimed."""
        return Lease(length, self.uptime)

    def open_api(self, tenant_id: int, lease: Lease, *, is_probing: bool = False) -> AdminApi:
        """The admin API with the tenant's key; every call raises LeaseLost once the lease may have run out.

        `is_probing`: with little patience, after an outage. Raises NotFound without a live key, KeyRejected for an
        unusable one.
        """
        with self.database.tenant_session(tenant_id) as session:
            key = get_key(session, tenant_id, self.keyring)
        return open_admin_api(
            self.settings.atlassian_api_base,
            key.org_id,
            key.api_key,
            self.throttle,
            pool_size=THREADS,
            key_version=key.version,
            is_probing=is_probing,
            sleep=self.sleep,
            may_send=lease.check,
        )


def build_context(settings: Settings) -> WorkerContext:
    """Compose a process's context. Connections are opened when first used."""
    counters = open_counters(settings.redis_url)
    return WorkerContext(
        settings=settings,
        database=Database(settings.database_url, pool_size=THREADS + 2, is_tested=False),
        keyring=Keyring.parse(settings.encryption_keys),
        throttle=CountedThrottle(open_throttle(settings.redis_url), counters),
        clock=lambda: datetime.now(UTC),
        counters=counters,
    )


def connect_redis(settings: Settings) -> redis.Redis:
    """The Redis that carries the queue."""
    return redis.Redis.from_url(
        settings.redis_url,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 0),
    )

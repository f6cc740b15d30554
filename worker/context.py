"""Worker context: what jobs work with, put together once per process from the settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.orm import Session

from app.atlassian.admin import AdminApi, open_admin_api
from app.atlassian.throttle import Throttle, open_throttle
from app.counters import LATE_CALLS, LEASE_LOSSES, CountedThrottle, Counters, NoCounters, open_counters
from app.crypto import Keyring
from app.db import UNBOUND, Database, fetch_now, is_unbound
from app.directory.group_reading import MAX_MEMBERS
from app.outbound.lookups import Lookups
from app.services.queues.leases import Lease, LeaseLengths, uptime
from app.services.tenancy.organization import get_key
from app.settings import Settings

REDIS_SECONDS = 8.0
"""A Redis that takes longer has gone silent. RQ allows its own waiting more."""
LOCK_SECONDS = 60.0
"""A slice has nobody who waits for it, and one that fails is counted; its lease is kept meanwhile."""
THREADS = 10
"""Users that are worked on at the same time: a whole batch."""
_UNNOTICED: Final = timedelta(seconds=1)
"""What a clock may be wrong by; the way to the database takes time as well."""


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """Connections and secrets of a worker; `clock` gives aware UTC, `sleep` waits so many seconds.

    `uptime` is the clock by which leases are measured: it never stops and nobody sets it. `most_members`: of the groups
    that a run names, so many members are read again before it. `lookups`: of the names of webhooks.
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
    most_members: int = MAX_MEMBERS
    lookups: Lookups = field(default_factory=Lookups)

    def set_clock(self, session: Session) -> "WorkerContext":
        """The same with a clock that agrees with the database's; for the first statement of a transaction.

        What a worker dates (until when a call stays in doubt, of when the mirror is) others with other clocks read.
        """
        error = self.clock() - fetch_now(session)
        if abs(error) < _UNNOTICED:
            return self
        own = self.clock
        return replace(self, clock=lambda: own() - error)

    def begin_lease(self, length: timedelta) -> Lease:
        """A lease that is about to be claimed."""
        return Lease(length, self.uptime)

    def count_lost_lease(self, kind: str) -> None:
        """Tell the operator; the work itself goes on elsewhere."""
        self.counters.add(LEASE_LOSSES, kind)

    def open_api(self, tenant_id: int, lease: Lease, *, kind: str = "run", is_probing: bool = False) -> AdminApi:
        """The admin API with the tenant's key; every call raises LeaseLost once the lease may have run out.

        `kind` of work, for who counts. `is_probing`: with little patience, after an outage. Raises NotFound without a
        live key, KeyRejected for an unusable one.
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
            has_sent=lambda: self._count_late(lease, kind),
            clock=self.uptime,
        )

    def _count_late(self, lease: Lease, kind: str) -> None:
        if lease.has_ended():
            self.counters.add(LATE_CALLS, kind)


def require_bound_role(settings: Settings) -> None:
    """End a process of production, with one sentence, whose database role row-level security does not bind."""
    if settings.is_production and is_unbound(settings.database_url):
        raise SystemExit(f"rollcall: {UNBOUND}")


def build_context(settings: Settings) -> WorkerContext:
    """Compose a process's context. Connections are opened when first used."""
    counters = open_counters(settings.redis_url)
    keyring = Keyring.parse(settings.encryption_keys)
    return WorkerContext(
        settings=settings,
        database=Database(
            settings.database_url,
            keyring=keyring,
            pool_size=THREADS + 2,
            is_tested=False,
            lock_seconds=LOCK_SECONDS,
            must_be_bound=settings.is_production,
        ),
        keyring=keyring,
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

"""Connections that notice when PostgreSQL has gone silent: connected, but nothing comes any more.

Neither side closes such a connection, as after a failover or behind a proxy that hangs. Whoever waits for an answer
looks now and then, over a connection of its own, whether the server still works on the statement; a long statement may
therefore take as long as it wants.
"""

from typing import Any, Final

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.errors import _WaitTimeout

LOOK_SECONDS: Final = 5.0
LOOKS: Final = 2
"""So many looks in a row that find nobody at work end the wait: an answer may be on its way during one."""
CONNECT_SECONDS: Final = 4
KEEPALIVE: Final[dict[str, Any]] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""For connections that nobody waits at, and for machines that are gone."""
_IS_AT_WORK: Final = "select exists (select 1 from pg_stat_activity where pid = %s and state = 'active')"


class _Look(psycopg.Connection[Any]):
    """A connection that waits a few seconds and no longer."""

    def wait(self, gen: "PQGen[RV]", interval: float = 0.1, timeout: float | None = None) -> RV:  # noqa: ARG002
        """Raises an OperationalError when nothing comes in time."""
        return super().wait(gen, interval, CONNECT_SECONDS)


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that ends, with an OperationalError, when the server does not work on what was asked."""

    def wait(self, gen: "PQGen[RV]", interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an answer for as long as somebody works on it."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        idle = 0
        while True:
            try:
                return super().wait(gen, interval, LOOK_SECONDS)
            except _WaitTimeout:
                idle = 0 if self._is_at_work() else idle + 1
                if idle >= LOOKS:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("PostgreSQL does not answer any more") from None

    def _is_at_work(self) -> bool:
        """Whether the server says, to another connection, that it works on our statement."""
        try:
            with _Look.connect(self.info.dsn, password=self.info.password, **KEEPALIVE) as look:
                found = look.execute(_IS_AT_WORK, (self.info.backend_pid,)).fetchone()
        except (psycopg.Error, OSError):
            return False
        return bool(found and found[0])

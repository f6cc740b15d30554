"""Keeps a lease while a slice works, from a thread of its own, and hears of cancellation and loss."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from app.logs import get_logger
from app.services.queues.leases import Lease, LeaseLost
from app.threads import knowing

logger = get_logger(__name__)

INTERVAL_SECONDS: Final = 1.0
"""Also how soon a cancellation is heard of."""
_BEATS_PER_LEASE: Final = 10
"""At least: a lease that is renewed late is not trusted long before it ends."""


class Heartbeat:
    """Calls `renew` every second or so until left. `renew` returns True when the work should be cancelled."""

    def __init__(self, lease: Lease, renew: Callable[[], bool], *, is_cancelled: bool = False) -> None:
        self._lease = lease
        self._renew = renew
        self._interval = min(INTERVAL_SECONDS, lease.length.total_seconds() / _BEATS_PER_LEASE)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=knowing(self._beat), name="heartbeat", daemon=True)
        self.is_cancelled = is_cancelled

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> bool:
        """Check the last beat, at no cost. True when the work should be cancelled; raises LeaseLost."""
        self._lease.check()
        return self.is_cancelled

    def _beat(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self._lease.check()  # the row of a holder that was away too long is left to others
                asked_at = self._lease.now()
                self.is_cancelled = self._renew() or self.is_cancelled
                self._lease.renewed(asked_at)
            except LeaseLost:
                self._lease.give_up()
                return
            except Exception:
                # The database may be restarting; the lease runs out by itself if it stays away.
                logger.warning("lease could not be renewed", exc_info=True)

"""Keeps a lease while a slice works, from a thread of its own, and hears of cancellation and loss."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from app.logs import get_logger
from app.services.operations import LeaseLost

logger = get_logger(__name__)

INTERVAL_SECONDS: Final = 1.0
"""Also how soon a cancellation is heard of."""


class Heartbeat:
    """Calls `renew` every second or so until left. `renew` returns True when the work should be cancelled."""

    def __init__(
        self, renew: Callable[[], bool], *, is_cancelled: bool = False, interval_seconds: float = INTERVAL_SECONDS
    ) -> None:
        self._renew = renew
        self._interval = interval_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self.is_cancelled = is_cancelled
        self.is_lost = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> bool:
        """What the last beat found, at no cost. True when the work should be cancelled; raises LeaseLost."""
        if self.is_lost:
            raise LeaseLost("the heartbeat found another worker")
        return self.is_cancelled

    def _beat(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self.is_cancelled = self._renew() or self.is_cancelled
            except LeaseLost:
                self.is_lost = True
                return
            except Exception:
                # The database may be restarting; the lease runs out by itself if it stays away.
                logger.warning("lease could not be renewed", exc_info=True)

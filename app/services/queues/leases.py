"""The lease of a worker on a row: one mechanism for runs, syncs, deliveries and account reports.

Claims and renewals are dated by the database's clock, the only one that all processes share. The holder measures how
long ago it last renewed by a clock of its own that goes on while the process is stopped or the machine sleeps, and
trusts the lease for half of its length: nothing leaves for Atlassian after that.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseLost(Exception):
    """Another worker may hold the row now; stop without touching anything."""


def uptime() -> float:
    """Seconds since the machine was started, those asleep included where the system counts them."""
    return time.clock_gettime(_CLOCK)


@dataclass(frozen=True, slots=True)
class LeaseLengths:
    """How long the leases of each queue are: a worker that dies is noticed after this."""

    run: timedelta = timedelta(seconds=20)
    sync: timedelta = timedelta(seconds=30)
    delivery: timedelta = timedelta(seconds=60)
    """Longer than any try may take: nobody renews it."""
    report: timedelta = timedelta(seconds=60)


class Lease:
    """Lease as its holder knows it; make it before the claim is sent. Safe to share between threads.

    Once lost it stays lost: a holder that was away for so long has looked at a world that is gone, also when nobody
    else has come meanwhile.
    """

    def __init__(self, length: timedelta, clock: Callable[[], float] = uptime) -> None:
        self.length = length
        self._clock = clock
        self._renewed_at = clock()
        self._is_lost = False

    def now(self) -> float:
        """The holder's clock; read it before a renewal is sent."""
        return self._clock()

    def renewed(self, asked_at: float) -> None:
        """The database has taken a renewal that was sent at `asked_at`."""
        self._is_lost = self._is_lost or not self._is_trusted(asked_at)
        self._renewed_at = asked_at

    def give_up(self) -> None:
        """Give up the lease: somebody else holds the row."""
        self._is_lost = True

    def check(self) -> None:
        """Ask directly before anything leaves the process. Raises LeaseLost when the lease may have run out."""
        if not self._is_trusted(self._clock()):
            self._is_lost = True
        if self._is_lost:
            raise LeaseLost("the lease may have run out")

    def has_ended(self) -> bool:
        """Whether another worker may hold the row already: what has just left was too late."""
        return self._clock() - self._renewed_at >= self.length.total_seconds()

    def _is_trusted(self, moment: float) -> bool:
        return moment - self._renewed_at < self.length.total_seconds() / 2

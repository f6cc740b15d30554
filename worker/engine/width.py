"""How many calls of a run may be out at a time: no more than the permitted rate needs.

Where the throttle makes calls wait, further ones only queue up behind it, and a slice that gives way to another
tenant has to wait for all that are out. So the width follows how long calls wait for their turn: it begins small,
doubles while nobody waits, and shrinks by one when they wait long.
"""

from typing import Final, Protocol

from worker.context import THREADS

FIRST: Final = 2
LONG_WAIT_SECONDS: Final = 1.0
SHORT_WAIT_SECONDS: Final = 0.25


class Pace(Protocol):
    """How many calls were sent so far, and how long all of them together waited for their turn."""

    calls: int
    waited_seconds: float


class Width:
    """`calls` is the width now."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._seen = (pace.calls, pace.waited_seconds)
        self.calls = FIRST

    def adapt(self) -> None:
        """Look at the waits since the last look."""
        calls, waited = self._pace.calls - self._seen[0], self._pace.waited_seconds - self._seen[1]
        if not calls:
            return
        self._seen = (self._pace.calls, self._pace.waited_seconds)
        if waited > calls * LONG_WAIT_SECONDS:
            self.calls = max(self.calls - 1, 1)
        elif waited < calls * SHORT_WAIT_SECONDS:
            self.calls = min(self.calls * 2, THREADS)

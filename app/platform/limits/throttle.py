"""A limit on how often one caller may do something: a token bucket per caller.

Lives in the memory of one process; `shared_budgets` counts for all of them. Callers that were not seen for long are
forgotten first.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

REQUESTS_PER_SECOND = 50.0
BURST = 500
MAX_CALLERS = 10_000


class Throttle:
    """Buckets that hold `burst` requests and refill at `per_second`. Safe to share between threads."""

    def __init__(
        self, per_second: float = REQUESTS_PER_SECOND, burst: int = BURST,
        max_callers: int = MAX_CALLERS, timer: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.per_second = per_second
        self.burst = float(burst)
        self._max_callers = max_callers
        self._timer = timer
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> bool:
        """Take one request of the caller's budget; False when it is used up."""
        now = self._timer()
        with self._lock:
            left, seen_at = self._buckets.pop(caller, (self.burst, now))
            left = min(self.burst, left + (now - seen_at) * self.per_second)
            is_allowed = left >= 1.0
            self._buckets[caller] = (left - 1.0 if is_allowed else left, now)
            if len(self._buckets) > self._max_callers:
                self._buckets.popitem(last=False)
        return is_allowed

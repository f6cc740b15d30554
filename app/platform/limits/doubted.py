"""Addresses that have sent so many refused tokens that few more of theirs are looked at.

A budget that is asked after a token has been looked at bounds the answers, not the work. Who is doubted is refused
before anything is read, decrypted or computed. Callers that share the address are not lost: a token that was right
a while ago is looked at always, and of the others some every second. Kept in each process, as the work is its own.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from app.platform.limits.throttle import Throttle

DOUBT_SECONDS: Final = 10.0
PER_SECOND: Final = 5.0
BURST: Final = 10
MOST_KEPT: Final = 10_000


class DoubtedAddresses:
    """Doubted addresses and trusted tokens. Safe to share between threads."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._trickle = Throttle(PER_SECOND, BURST, timer=timer)
        self._lock = threading.Lock()
        self._until: OrderedDict[str, float] = OrderedDict()
        self._right: OrderedDict[int, None] = OrderedDict()

    def may_ask(self, address: str, token: str) -> bool:
        """Whether a token of this address is looked at."""
        with self._lock:
            if self._until.get(address, -math.inf) <= self._timer() or hash(token) in self._right:
                return True
        return self._trickle.take(address)

    def doubt(self, address: str) -> None:
        """Look at few tokens of this address for a while."""
        with self._lock:
            self._until[address] = self._timer() + DOUBT_SECONDS
            self._until.move_to_end(address)
            _forget_first(self._until)

    def trust(self, token: str) -> None:
        """Remember that this token was right. Of the token itself nothing is kept."""
        with self._lock:
            self._right[hash(token)] = None
            self._right.move_to_end(hash(token))
            _forget_first(self._right)


def _forget_first(kept: OrderedDict[str, float] | OrderedDict[int, None]) -> None:
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)

"""Doubt about a key after a 401: one is no verdict (admin API contract 12), so the same key is asked for again.

A harmless read decides, for all threads of a transport at once. A refused call has changed nothing.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from app.atlassian.errors import AtlassianError, KeyRejected, Malformed, RateLimited, ServerFault, Unreachable

LOOKS: Final = 2
"""So many refusals in a row of the read, after the one that raised the doubt, are a verdict."""


class KeyDoubt:
    """Settles whether a key lives. `ask` reads something harmless with it once, `sleep` waits so many seconds."""

    def __init__(self, ask: Callable[[], object], sleep: Callable[[float], None], pause_seconds: float) -> None:
        self._ask = ask
        self._sleep = sleep
        self._pause_seconds = pause_seconds
        self._lock = threading.Lock()
        self._settled_at = 0.0
        self._verdict: bool | None = None

    def is_key_dead(self) -> bool | None:
        """True once every look was refused, False when one was not, None when Atlassian could not be asked.

        Who waited for another thread's looks takes their verdict; a dead key is not asked for again.
        """
        began = time.monotonic()
        with self._lock:
            if not (self._verdict or self._settled_at > began):
                self._verdict = self._look()
                self._settled_at = time.monotonic()
            return self._verdict

    def _look(self) -> bool | None:
        for _ in range(LOOKS):
            self._sleep(self._pause_seconds)
            try:
                self._ask()
            except KeyRejected:
                continue
            except (ServerFault, Unreachable, Malformed, RateLimited):
                return None
            except AtlassianError:
                return False  # refused for another reason: whose key it is was understood
            return False
        return True

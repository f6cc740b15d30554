"""Admission of whole requests to threads: few compute at a time, in the order of their coming.

Threads of one interpreter that compute take it from each other after every statement of the database: of eight, each
is slower than eight one after another, and all of them end late. Whoever has been served for long waits for something
else (its turn, Atlassian, a lock, the process that answers questions) and keeps nobody out.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

AT_ONCE: Final = 2
"""One computes while another waits for the database."""
LONG_SECONDS: Final = 0.02
"""Longer than a small read takes beside another one."""

Request = TypeVar("Request", bound=Hashable)


class Admission(Generic[Request]):
    """Admission of a process's requests. For the thread of the loop alone."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._waiting: deque[Request] = deque()
        self._computing: dict[Request, float] = {}

    def add(self, request: Request) -> None:
        """Let a request wait for its admission, behind those that came before."""
        self._waiting.append(request)

    def leave(self, request: Request) -> None:
        """Count a request no more that has been served."""
        self._computing.pop(request, None)

    def take(self) -> list[Request]:
        """Take those that a thread may serve now, in order."""
        now = self._timer()
        taken: list[Request] = []
        for long in [one for one, until in self._computing.items() if until <= now]:
            del self._computing[long]
        while self._waiting and len(self._computing) < AT_ONCE:
            request = self._waiting.popleft()
            self._computing[request] = now + LONG_SECONDS
            taken.append(request)
        return taken

    def find_pause(self) -> float | None:
        """Seconds until somebody may be admitted although nobody has left; None while nobody waits."""
        if not self._waiting:
            return None
        return max(0.0, min(self._computing.values(), default=0.0) - self._timer())

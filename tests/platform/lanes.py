"""Places of a tenant in one process and in several, with a clock that a test moves."""

import os
import time
from collections.abc import Callable
from typing import Any

from app.platform.limits.in_flight import InFlight, Lanes


def enter(lanes: InFlight, tenant: str = "acme", person: str = "anna", *, asks: bool = False) -> Any:
    return lanes.enter(tenant, person, is_question=asks)


class Watch:
    """A clock and a processor that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.worked = 0.0

    def lanes(self, **lanes: Any) -> InFlight:
        return InFlight(Lanes(**lanes), lambda: self.now, lambda: self.worked)


def fork(work: Callable[[], bool]) -> bool:
    """What the work says in a process that inherits the turnstile, and then ends."""
    child = os.fork()
    if not child:
        os._exit(0 if work() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def is_still(is_so: Callable[[], bool], seconds: float = 0.1) -> bool:
    """Whether it stays so for as long as several looks of those who wait take."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not is_so():
            return False
        time.sleep(0.005)
    return True

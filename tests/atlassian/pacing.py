"""Throttles in tests: one that lets everything pass at once, and callers who hurry through a real one."""

import threading
import time
from dataclasses import dataclass, field

from app.atlassian.errors import RateLimited
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits
from app.atlassian.throttle import Throttle

SEARCH = Family.USERS_SEARCH


@dataclass
class OpenThrottle:
    """`wait_seconds`: what every caller would have to wait; above its patience it is sent away."""

    wait_seconds: float = 0.0
    asked: list[Family] = field(default_factory=list)
    reported: list[RateLimits] = field(default_factory=list)
    paused: list[RateLimits] = field(default_factory=list)

    def acquire(self, org_id: str, family: Family, max_wait_seconds: float) -> None:
        self.asked.append(family)
        if self.wait_seconds > max_wait_seconds:
            raise RateLimited("full", retry_after=self.wait_seconds)

    def report(self, org_id: str, family: Family, limits: RateLimits) -> None:
        self.reported.append(limits)

    def pause(self, org_id: str, family: Family, limits: RateLimits) -> None:
        self.paused.append(limits)


def window(limit: int, remaining: int, reset: float) -> RateLimits:
    return RateLimits(limit=limit, remaining=remaining, reset_seconds=reset)


def run_callers(throttle: Throttle, callers: int, seconds: float) -> list[float]:
    """Moments at which calls were let through."""
    passed: list[float] = []
    until = time.monotonic() + seconds

    def call() -> None:
        while time.monotonic() < until:
            try:
                throttle.acquire("org", SEARCH, 5.0)
            except RateLimited as error:
                time.sleep(min(error.retry_after or 0.0, max(until - time.monotonic(), 0.0)))
                continue
            if time.monotonic() < until:
                passed.append(time.monotonic())

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return passed

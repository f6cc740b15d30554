"""A throttle that lets everything pass at once and remembers what it was told."""

from dataclasses import dataclass, field

from app.atlassian.errors import RateLimited
from app.atlassian.families import Family
from app.atlassian.limits import RateLimits


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

"""Rate limits per organization and endpoint, shared by all keys of the organization (admin API contract 4, 13).

Fixed windows of the sandbox's clock: of a minute for the documented numbers, which hold whatever the switch says unless
it says `off`, and of as many seconds as another switch says for the rest, whose numbers shrink with the window.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

WINDOW_SECONDS = 60
DOCUMENTED = {"getUserLastActiveDates": 200, "getEvents": 10, "pollEvents": 50}
PER_FAMILY = {"search": 300, "read": 300, "write": 200}
BURST_REQUESTS = 600
STARVED_LIMIT = 10
BURST_RECOVERY_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule of undocumented limits from an organization's switches: the profile, and the window's seconds."""

    profile: str = "documented"
    window_seconds: int = WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class Allowance:
    """Allowance left in the present window; `reset_at` in epoch seconds."""

    is_allowed: bool
    limit: int
    remaining: int
    reset_at: float


class RateLimits:
    """Thread-safe counters of the present windows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], tuple[int, int]] = {}
        self._bursts: dict[tuple[str, str], tuple[int, float]] = {}

    def clear(self) -> None:
        """Forget all windows."""
        with self._lock:
            self._windows.clear()
            self._bursts.clear()

    def take(self, bucket: tuple[str, str], family: str, rule: Rule, now: float) -> Allowance | None:
        """Count one request of `bucket` (organization, endpoint); None = no limit at all."""
        if rule.profile == "off":
            return None
        seconds = WINDOW_SECONDS if bucket[1] in DOCUMENTED else rule.window_seconds
        with self._lock:
            limit = max(1, self._limit(bucket, family, rule.profile, now) * seconds // WINDOW_SECONDS)
            ends_at = (math.floor(now / seconds) + 1) * seconds
            current, used = self._windows.get(bucket, (ends_at, 0))
            if current != ends_at:
                used = 0
            is_allowed = used < limit
            if is_allowed:
                used += 1
                self._spend_burst(bucket, rule.profile, now)
            self._windows[bucket] = (ends_at, used)
        return Allowance(is_allowed, limit, max(limit - used, 0), ends_at)

    def _limit(self, bucket: tuple[str, str], family: str, profile: str, now: float) -> int:
        documented = DOCUMENTED.get(bucket[1])
        if documented is not None:
            return documented
        if profile == "documented":
            return PER_FAMILY[family]
        if profile == "burst_then_starve":
            spent, last_at = self._bursts.get(bucket, (0, now))
            if now - last_at > BURST_RECOVERY_SECONDS:
                self._bursts.pop(bucket, None)
                spent = 0
            return BURST_REQUESTS if spent < BURST_REQUESTS else STARVED_LIMIT
        return int(profile)

    def _spend_burst(self, bucket: tuple[str, str], profile: str, now: float) -> None:
        if profile == "burst_then_starve":
            self._bursts[bucket] = (self._bursts.get(bucket, (0, now))[0] + 1, now)

"""Rate limits as the headers of a reply tell them. Pure; the present time is a parameter.

X-RateLimit-Reset is an ISO 8601 date-time that may omit seconds and may lie in the past or far ahead;
Retry-After is seconds or an HTTP date, or missing (admin API contract 4). What cannot be true is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

MAX_PAUSE_SECONDS: Final = 900.0
MIN_PAUSE_SECONDS: Final = 0.05
MAX_CALLS: Final = 100_000
TRUSTED_SKEW_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limit of an endpoint as told by one reply; None where it says nothing usable.

    reset_seconds: from now until the window ends. slack_seconds: how much later that may really be, because
    the header is cut to whole seconds. retry_after_seconds: the wait that a refusal asks for.
    """

    limit: int | None = None
    remaining: int | None = None
    reset_seconds: float | None = None
    slack_seconds: float = 0.0
    retry_after_seconds: float | None = None

    @property
    def pause_seconds(self) -> float | None:
        """How long a refused caller must wait: Retry-After, else the reset, else unknown."""
        if self.retry_after_seconds is not None:
            return self.retry_after_seconds
        return None if self.reset_seconds is None else self.reset_seconds + self.slack_seconds


def read_limits(headers: Mapping[str, str], now: datetime) -> RateLimits:
    """Read the rate-limit headers of a reply received at `now` (aware)."""
    server_now = _read_server_time(headers, now)
    reset = headers.get("X-RateLimit-Reset", "").strip()
    return RateLimits(
        limit=_read_count(headers.get("X-RateLimit-Limit"), 1),
        remaining=_read_count(headers.get("X-RateLimit-Remaining"), 0),
        reset_seconds=_read_reset(reset, server_now),
        slack_seconds=0.0 if "." in reset else 1.0,
        retry_after_seconds=_read_retry_after(headers.get("Retry-After", "").strip(), server_now),
    )


def _read_server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """Our own clock, which is finer, unless the Date header shows that the two clocks disagree."""
    told = _parse_http_date(headers.get("Date", ""))
    if told is None or abs((told - now).total_seconds()) <= TRUSTED_SKEW_SECONDS:
        return now
    return told


def _read_count(text: str | None, least: int) -> int | None:
    try:
        count = int(text or "")
    except ValueError:
        return None
    return min(count, MAX_CALLS) if count >= least else None


def _read_reset(text: str, now: datetime) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (aware - now).total_seconds()
    return seconds if 0 < seconds <= MAX_PAUSE_SECONDS else None


def _read_retry_after(text: str, now: datetime) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        moment = _parse_http_date(text)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    if not seconds <= MAX_PAUSE_SECONDS:
        return MAX_PAUSE_SECONDS
    return max(seconds, MIN_PAUSE_SECONDS)


def _parse_http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Moments as Atlassian gives them: the one place that tells a date from the "no value" of clocks and spreadsheets.

Nothing at Atlassian can be older than Atlassian, and nothing can have happened tomorrow. Whatever lies outside is no
date but a zero in some spelling (year 1, 1899-12-30, 1970, 2001), a unit mistaken for another, or a mistake: it counts
as not told, and is kept as it came for people to look at (admin API contract 5.5).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

EARLIEST: Final = datetime(2002, 1, 1, tzinfo=UTC)
"""Atlassian was founded in 2002; the usual zeros, up to that of 2001, are earlier in every time zone."""
SKEW: Final = timedelta(hours=1)
"""How far ahead a moment may be: clocks differ."""
_FRACTION: Final = re.compile(r"[.,](\d+)")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_UNITS: Final = (1, 10**3, 10**6, 10**9)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment (aware UTC), or what was given instead of one; neither when nothing was given."""

    moment: datetime | None = None
    odd: str | None = None


NOTHING: Final = Reading()


def read_moment(value: Any, *, now: datetime | None = None) -> Reading:
    """Read what Atlassian gives as a moment; `now` (aware) says what is in the future."""
    if value is None or value == "":
        return NOTHING
    latest = (now or datetime.now(UTC)) + SKEW
    moment = _read_number(value, latest) if _is_number(value) else _read_text(value)
    if moment is not None and EARLIEST <= moment <= latest:
        return Reading(moment)
    return Reading(odd=str(value).strip()[:_LONGEST] or None)


def parse_instant(value: Any, *, now: datetime | None = None) -> datetime | None:
    """The moment alone; None for everything that is none."""
    return read_moment(value, now=now).moment


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return _NUMBER.fullmatch(text) is not None and len(text) != len("20260131")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read_number(value: Any, latest: datetime) -> datetime | None:
    """Seconds, or thousandths, millionths, billionths of them, since 1970: only one of them can be meant."""
    for unit in _UNITS:
        try:
            moment = datetime.fromtimestamp(float(value) / unit, UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if EARLIEST <= moment <= latest:
            return moment
    return None


def _read_text(value: Any) -> datetime | None:
    """An ISO 8601 date-time or date; nanoseconds are cut to microseconds, no zone means UTC."""
    if not isinstance(value, str):
        return None
    text = _FRACTION.sub(lambda match: "." + match.group(1)[:6].ljust(6, "0"), value.strip().upper(), count=1)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None

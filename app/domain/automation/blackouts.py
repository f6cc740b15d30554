"""Blackouts: days on which no run that takes something away starts, and the hour of the daily sync, which it waits out.

Days are those of the tenant's zone, whatever the zone of a task: a day begins and ends with the clock on the wall
there, so it has 23 or 25 hours when that clock is changed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from app.domain.automation.actions import DESTRUCTIVE_ACTIONS
from app.domain.automation.schedules import WEEKDAYS, WeeklySchedule, next_run_after
from app.domain.engine.reasons import BLACKOUT, explain_reason
from app.domain.errors import Conflict, FieldError
from app.domain.mistakes import mistake
from app.domain.zones import find_zone_or_utc

BlackoutKind = Literal["date", "weekday"]
MOST_ENTRIES: Final = 100
LONGEST_RANGE: Final = 366
"""Days of one entry at most."""
LONGEST_NOTE: Final = 100
YEAR: Final = timedelta(days=366)
QUIET_HOUR: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(hours=4)
"""So long after its slot a run waits for the daily sync at most: well within what is still caught up with."""
LOOK_AGAIN: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_EVERY_DAY: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class BlackoutRange:
    """A day, or all days from the first to the last one."""

    first: date
    last: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Blackout:
    """Blackout of a day. until: the last of the days in a row that are blacked out, None: no end within a
    year."""

    kind: BlackoutKind
    day: date
    until: date | None
    note: str = ""

    def to_json(self) -> dict[str, str | None]:
        """Serialize for the row of a run and for refusals."""
        until = None if self.until is None else self.until.isoformat()
        return {"kind": self.kind, "day": self.day.isoformat(), "until": until, "note": self.note}


@dataclass(frozen=True, slots=True)
class BlackoutCalendar:
    """When a tenant wants nothing taken away. sync_hour: that of the daily sync when it is waited out, else None."""

    ranges: tuple[BlackoutRange, ...] = ()
    weekdays: frozenset[int] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: find_zone_or_utc("UTC"))
    sync_hour: int | None = None

    def find_blackout(self, *moments: datetime) -> Blackout | None:
        """The blackout of the first of these moments that has one; an entry with its note goes before a weekday."""
        for moment in moments:
            day = moment.astimezone(self.zone).date()
            found = self._find_cause(day)
            if found is not None:
                return Blackout(found[0], day, self._find_end(day), found[1])
        return None

    def find_end_of_sync_hour(self, moment: datetime) -> datetime | None:
        """The end of the daily sync's hour when the moment lies in it."""
        if self.sync_hour is None:
            return None
        # The hour begins when the daily sync does, also where the clock skips or repeats it.
        begins = next_run_after(WeeklySchedule(_EVERY_DAY, self.sync_hour), self.zone, moment - QUIET_HOUR)
        return begins + QUIET_HOUR if begins is not None and begins <= moment else None

    def _find_cause(self, day: date) -> tuple[BlackoutKind, str] | None:
        for entry in self.ranges:
            if entry.first <= day <= entry.last:
                return "date", entry.note
        return ("weekday", "") if day.weekday() in self.weekdays else None

    def _find_end(self, day: date) -> date | None:
        last = day
        while self._find_cause(last + _DAY) is not None:
            last += _DAY
            if last - day >= YEAR:
                return None
        return last


def find_wait(calendar: BlackoutCalendar, slot: datetime, now: datetime, *, is_syncing: bool) -> datetime | None:
    """Until when a slot that is due waits for the daily sync; None: it waits no longer.

    It waits out the hour, whether it falls into it or is caught up with in it, and then a sync that still goes on.
    """
    latest = slot + LONGEST_WAIT
    end = calendar.find_end_of_sync_hour(now)
    if end is not None and end <= latest:
        return end
    if is_syncing and calendar.find_end_of_sync_hour(slot) is not None and now < latest:
        return min(now + LOOK_AGAIN, latest)
    return None


def has_destructive(actions: object) -> bool:
    """Whether stored actions take something away, as far as they are understood."""
    rows = actions if isinstance(actions, list | tuple) else ()
    return any(isinstance(one, Mapping) and one.get("type") in DESTRUCTIVE_ACTIONS for one in rows)


def check_range(first: date, last: date) -> list[FieldError]:
    """Check both ends of a range of days."""
    if last < first:
        return [mistake("/last_on", "ends_before_start")]
    if (last - first).days >= LONGEST_RANGE:
        return [mistake("/last_on", "range_too_long", most=LONGEST_RANGE)]
    return []


def read_weekdays(words: Collection[str]) -> frozenset[int]:
    """Stored weekdays as numbers (0 is Monday)."""
    return frozenset(number for number, word in enumerate(WEEKDAYS) if word in words)


def describe_blackout(blackout: Mapping[str, Any]) -> str:
    """A stored blackout as an admin reads it."""
    day = f"{date.fromisoformat(str(blackout['day'])):%A}s" if blackout.get("kind") == "weekday" else blackout["day"]
    note = f" ({blackout['note']})" if blackout.get("note") else ""
    return f"{day}{note}"


def explain_run(reason: str | None, blackout: Mapping[str, Any] | None) -> str | None:
    """Explain the reason of a run to an admin, with the day and the note where that was a blackout."""
    sentence = explain_reason(reason)
    if reason != BLACKOUT or blackout is None:
        return sentence
    return f"{sentence} It was one: {describe_blackout(blackout)}."


def build_refusal(blackout: Blackout) -> Conflict:
    """The refusal of a start on such a day: which day, why, and what to do."""
    until = "" if blackout.until is None else f" Start it after {blackout.until.isoformat()}, or"
    detail = (
        f"Nothing that takes something away starts on a blackout day: {describe_blackout(blackout.to_json())}."
        f"{until or ' Change the blackout days in Settings, or'} let an organization admin start it as an emergency "
        "(is_emergency true)."
    )
    return Conflict("blackout", detail, **blackout.to_json())

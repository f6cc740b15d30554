"""Schedules: when a task runs by itself. Wall-clock arithmetic in the task's zone, comparison in UTC.

A slot is always `start + n × interval` (never last + interval), so that 31 January + 1 month is the
last day of February and then 31 March again. A wall time in the gap of the change to summer time
runs at the first valid instant after it; a repeated hour runs once, the first time.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.domain.errors import FieldError, Invalid
from app.domain.mistakes import mistake
from app.domain.zones import find_zone

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS: Final = ("days", "weeks", "months")
PREVIEWED_RUNS: Final = 5
_LAST_YEAR: Final = 9000


@dataclass(frozen=True, slots=True)
class ManualSchedule:
    """Never by itself."""

    mode: str = "manual"


@dataclass(frozen=True, slots=True)
class WeeklySchedule:
    """On each of the weekdays (0 is Monday) at a full hour of the task's zone."""

    weekdays: frozenset[int]
    hour: int
    mode: str = "weekly"


@dataclass(frozen=True, slots=True)
class IntervalSchedule:
    """Every N days, weeks or months from a start date, at a full hour of the task's zone."""

    every: int
    unit: str
    start_date: date
    hour: int
    mode: str = "interval"


@dataclass(frozen=True, slots=True)
class OnceSchedule:
    """On one day at a full hour of the task's zone, and never again."""

    day: date
    hour: int
    mode: str = "once"


Timed = WeeklySchedule | IntervalSchedule | OnceSchedule
Schedule = ManualSchedule | Timed
MANUAL: Final = ManualSchedule()


def parse_schedule(data: dict[str, Any]) -> Schedule:
    """Read a stored or posted schedule. Raises Invalid with the field."""
    mode = data.get("mode")
    if mode == "manual":
        return ManualSchedule()
    hour = data.get("hour")
    if not isinstance(hour, int) or not 0 <= hour <= 23:
        raise Invalid(mistake("/schedule/hour", "bad_hour"))
    if mode == "weekly":
        return _parse_weekly(data, hour)
    if mode == "interval":
        return _parse_interval(data, hour)
    if mode == "once":
        return _parse_once(data, hour)
    raise Invalid(FieldError("/schedule/mode", "Choose manual, weekly, interval or once."))


def _parse_weekly(data: dict[str, Any], hour: int) -> WeeklySchedule:
    names = data.get("weekdays") or []
    if not names or any(name not in WEEKDAYS for name in names):
        raise Invalid(mistake("/schedule/weekdays", "no_weekdays", weekdays=", ".join(WEEKDAYS)))
    return WeeklySchedule(frozenset(WEEKDAYS.index(name) for name in names), hour)


def _parse_interval(data: dict[str, Any], hour: int) -> IntervalSchedule:
    every, unit = data.get("every"), data.get("unit")
    if not isinstance(every, int) or not 1 <= every <= 1000:
        raise Invalid(mistake("/schedule/every", "bad_every"))
    if unit not in UNITS:
        raise Invalid(FieldError("/schedule/unit", "Choose days, weeks or months."))
    start = data.get("start_date")
    try:
        start_date = start if isinstance(start, date) else date.fromisoformat(str(start))
    except ValueError:
        raise Invalid(mistake("/schedule/start_date", "bad_start_date")) from None
    if not 2000 <= start_date.year <= 2200:
        raise Invalid(mistake("/schedule/start_date", "bad_start_year"))
    return IntervalSchedule(every, str(unit), start_date, hour)


def _parse_once(data: dict[str, Any], hour: int) -> OnceSchedule:
    given = data.get("date")
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        raise Invalid(mistake("/schedule/date", "not_a_date")) from None
    if not 2000 <= day.year < _LAST_YEAR:
        raise Invalid(mistake("/schedule/date", "unlikely_year"))
    return OnceSchedule(day, hour)


def find_passed(schedule: Schedule, zone: ZoneInfo, now: datetime) -> FieldError | None:
    """Find the fault of a schedule that is set now and whose only moment is over; nobody would see it run."""
    if not isinstance(schedule, OnceSchedule) or next_run_after(schedule, zone, now) is not None:
        return None
    return mistake("/schedule/date", "date_passed")


def schedule_to_json(schedule: Schedule) -> dict[str, Any]:
    """The stored and served form."""
    if isinstance(schedule, WeeklySchedule):
        return {
            "mode": "weekly",
            "weekdays": [WEEKDAYS[day] for day in sorted(schedule.weekdays)],
            "hour": schedule.hour,
        }
    if isinstance(schedule, IntervalSchedule):
        return {
            "mode": "interval",
            "every": schedule.every,
            "unit": schedule.unit,
            "start_date": schedule.start_date.isoformat(),
            "hour": schedule.hour,
        }
    if isinstance(schedule, OnceSchedule):
        return {"mode": "once", "date": schedule.day.isoformat(), "hour": schedule.hour}
    return {"mode": "manual"}


def parse_time_zone(name: str, pointer: str = "/time_zone") -> ZoneInfo:
    """The zone of an IANA name. Raises Invalid."""
    zone = find_zone(name)
    if zone is None:
        raise Invalid(mistake(pointer, "bad_time_zone", name=name))
    return zone


def next_run_after(schedule: Schedule, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first slot later than `after` (aware), in UTC; None for a manual schedule."""
    return next(iter_runs_after(schedule, zone, after), None)


def iter_runs_after(schedule: Schedule, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """All slots later than `after`, ascending, in UTC."""
    if isinstance(schedule, ManualSchedule):
        return
    last: datetime | None = None
    for day in _days(schedule, zone, after):
        slot = _to_utc(day, schedule.hour, zone)
        if slot > after and (last is None or slot > last):
            yield slot
            last = slot


def _days(schedule: Timed, zone: ZoneInfo, after: datetime) -> Iterator[date]:
    if isinstance(schedule, OnceSchedule):
        return iter((schedule.day,))
    if isinstance(schedule, WeeklySchedule):
        return _weekly_days(schedule, zone, after)
    return _interval_days(schedule, zone, after)


def _to_utc(day: date, hour: int, zone: ZoneInfo) -> datetime:
    # fold=0 picks the first of a repeated hour; in a gap it applies the offset from before the gap,
    # which lands as far after the gap as the wall time lies inside it (PEP 495): a full hour's gap
    # that starts at the full hour gives its end. Gaps of other sizes are cut to their end below.
    wall = datetime.combine(day, time(hour), zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after a gap that swallows the wall time, found by halving to the second."""
    before = wall.replace(fold=1).astimezone(UTC)
    after = wall.astimezone(UTC)
    low, high = min(before, after), max(before, after)
    old_offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == old_offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _weekly_days(schedule: WeeklySchedule, zone: ZoneInfo, after: datetime) -> Iterator[date]:
    day = after.astimezone(zone).date() - timedelta(days=1)
    while day.year < _LAST_YEAR:
        if day.weekday() in schedule.weekdays:
            yield day
        day += timedelta(days=1)


def _interval_days(schedule: IntervalSchedule, zone: ZoneInfo, after: datetime) -> Iterator[date]:
    number = max(0, _intervals_before(schedule, after.astimezone(zone).date()) - 1)
    while True:
        day = _interval_day(schedule, number)
        if day.year >= _LAST_YEAR:
            return
        yield day
        number += 1


def _intervals_before(schedule: IntervalSchedule, today: date) -> int:
    start = schedule.start_date
    if schedule.unit == "months":
        return ((today.year - start.year) * 12 + today.month - start.month) // schedule.every
    return (today - start).days // (schedule.every * (7 if schedule.unit == "weeks" else 1))


def _interval_day(schedule: IntervalSchedule, number: int) -> date:
    steps = schedule.every * number
    start = schedule.start_date
    if schedule.unit != "months":
        return start + timedelta(days=steps * (7 if schedule.unit == "weeks" else 1))
    year, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def describe_schedule(schedule: Schedule, zone_name: str) -> str:
    """A schedule as an admin reads it, such as “Mondays and Fridays at 03:00 (Europe/Berlin)”."""
    if isinstance(schedule, ManualSchedule):
        return "Only when started by hand"
    if isinstance(schedule, OnceSchedule):
        return f"Once on {schedule.day.isoformat()} at {schedule.hour:02d}:00 ({zone_name})"
    clock = f"at {schedule.hour:02d}:00 ({zone_name})"
    if isinstance(schedule, WeeklySchedule):
        if len(schedule.weekdays) == len(WEEKDAYS):
            return f"Every day {clock}"
        days = [f"{WEEKDAYS[day].capitalize()}s" for day in sorted(schedule.weekdays)]
        listed = days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"
        return f"{listed} {clock}"
    unit = schedule.unit[:-1] if schedule.every == 1 else f"{schedule.every} {schedule.unit}"
    return f"Every {unit} from {schedule.start_date.isoformat()} {clock}"

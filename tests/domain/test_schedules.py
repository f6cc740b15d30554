"""When a schedule runs: tables for the hard days, and `whenever` as an independent oracle for all others."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Instant, PlainDateTime, RepeatedTime, SkippedTime

from app.domain.automation.schedules import (
    PREVIEWED_RUNS,
    UNITS,
    WEEKDAYS,
    IntervalSchedule,
    ManualSchedule,
    OnceSchedule,
    Schedule,
    WeeklySchedule,
    describe_schedule,
    find_passed,
    iter_runs_after,
    next_run_after,
    parse_schedule,
    parse_time_zone,
    schedule_to_json,
)
from app.domain.automation.timetable import Timing, list_due_slots
from app.domain.errors import Invalid

BERLIN = "Europe/Berlin"
ODD_ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Apia")
"""With gaps and repeated hours of all sizes; half of the examples are about them."""
ALL_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def _local(schedule: Schedule, zone: str, after: str, count: int) -> list[str]:
    slots = list(islice(iter_runs_after(schedule, ZoneInfo(zone), datetime.fromisoformat(after)), PREVIEWED_RUNS))
    return [slot.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes") for slot in slots[:count]]


def test_a_weekly_slot_in_the_gap_of_summer_time_runs_at_the_first_valid_instant() -> None:
    sundays = WeeklySchedule(frozenset({6}), 2)
    assert _local(sundays, BERLIN, "2026-03-28T12:00+00:00", 2) == ["2026-03-29T03:00+02:00", "2026-04-05T02:00+02:00"]


def test_a_repeated_hour_runs_once_the_first_time() -> None:
    sundays = WeeklySchedule(frozenset({6}), 2)
    assert _local(sundays, BERLIN, "2026-10-24T12:00+00:00", 2) == ["2026-10-25T02:00+02:00", "2026-11-01T02:00+01:00"]


def test_a_gap_of_half_an_hour_ends_at_half_past() -> None:
    daily = WeeklySchedule(frozenset(range(7)), 2)
    assert _local(daily, "Australia/Lord_Howe", "2026-10-03T00:00+00:00", 1) == ["2026-10-04T02:30+11:00"]


def test_a_day_that_does_not_exist_runs_when_the_next_one_begins() -> None:
    daily = WeeklySchedule(frozenset(range(7)), 12)
    slots = _local(daily, "Pacific/Apia", "2011-12-29T21:00+00:00", 3)
    assert slots == ["2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00"]


def test_the_31st_of_january_plus_months_is_the_end_of_each_month_and_the_31st_again() -> None:
    monthly = IntervalSchedule(1, "months", date(2026, 1, 31), 3)
    days = [slot[:10] for slot in _local(monthly, "UTC", "2026-01-01T00:00+00:00", 5)]
    assert days == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_leap_day_comes_back_as_the_28th_and_as_the_29th_in_a_leap_year() -> None:
    yearly = IntervalSchedule(12, "months", date(2024, 2, 29), 0)
    days = [slot[:10] for slot in _local(yearly, "UTC", "2024-03-01T00:00+00:00", 4)]
    assert days == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_start_in_the_future_is_the_first_slot() -> None:
    schedule = IntervalSchedule(2, "weeks", date(2030, 6, 5), 9)
    assert _local(schedule, BERLIN, "2026-01-01T00:00+00:00", 1) == ["2030-06-05T09:00+02:00"]


def test_a_slot_is_strictly_later_than_the_moment_asked_about() -> None:
    daily = IntervalSchedule(1, "days", date(2026, 1, 1), 3)
    at_slot = datetime(2026, 1, 5, 3, tzinfo=UTC)
    assert next_run_after(daily, ZoneInfo("UTC"), at_slot) == at_slot + timedelta(days=1)


def test_a_manual_schedule_never_runs_by_itself() -> None:
    assert next_run_after(ManualSchedule(), ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("zone", "day", "hour", "slot"),
    [
        (BERLIN, "2026-12-24", 3, "2026-12-24T03:00+01:00"),
        (BERLIN, "2026-03-29", 2, "2026-03-29T03:00+02:00"),
        (BERLIN, "2026-10-25", 2, "2026-10-25T02:00+02:00"),
        ("Pacific/Apia", "2011-12-30", 12, "2011-12-31T00:00+14:00"),
        ("UTC", "8999-12-31", 23, "8999-12-31T23:00+00:00"),
    ],
)
def test_once_is_once(zone: str, day: str, hour: int, slot: str) -> None:
    schedule = parse_schedule({"mode": "once", "date": day, "hour": hour})
    assert _local(schedule, zone, "2010-01-01T00:00+00:00", 5) == [slot]
    moment = datetime.fromisoformat(slot)
    assert next_run_after(schedule, ZoneInfo(zone), moment) is None
    assert next_run_after(schedule, ZoneInfo(zone), moment - timedelta(seconds=1)) == moment
    assert find_passed(schedule, ZoneInfo(zone), moment - timedelta(seconds=1)) is None
    passed = find_passed(schedule, ZoneInfo(zone), moment)
    assert passed is not None
    assert (passed.pointer, passed.code) == ("/schedule/date", "date_passed")


def test_nothing_but_a_date_can_be_over() -> None:
    late, daily = datetime(8999, 1, 1, tzinfo=UTC), IntervalSchedule(1, "days", date(2026, 1, 1), 3)
    for schedule in (ManualSchedule(), WeeklySchedule(frozenset({0}), 3), daily):
        assert find_passed(schedule, ZoneInfo("UTC"), late) is None


def test_missed_slots_collapse_into_the_latest_one() -> None:
    daily = WeeklySchedule(frozenset(range(7)), 3)
    first = datetime(2026, 5, 1, 3, tzinfo=UTC)
    timing = Timing(daily, ZoneInfo("UTC"), is_schedule_active=True, has_filter=True)
    assert list_due_slots(timing, first, datetime(2026, 5, 4, 5, tzinfo=UTC))[-1] == first + timedelta(days=3)
    assert list_due_slots(timing, first, first)[-1] == first


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"mode": "weekly", "weekdays": [], "hour": 3}, "/schedule/weekdays"),
        ({"mode": "weekly", "weekdays": ["someday"], "hour": 3}, "/schedule/weekdays"),
        ({"mode": "weekly", "weekdays": ["monday"], "hour": 24}, "/schedule/hour"),
        ({"mode": "interval", "every": 0, "unit": "days", "start_date": "2026-01-01", "hour": 1}, "/schedule/every"),
        ({"mode": "interval", "every": 1, "unit": "years", "start_date": "2026-01-01", "hour": 1}, "/schedule/unit"),
        ({"mode": "interval", "every": 1, "unit": "days", "start_date": "soon", "hour": 1}, "/schedule/start_date"),
        (
            {"mode": "interval", "every": 1, "unit": "days", "start_date": "1066-10-14", "hour": 1},
            "/schedule/start_date",
        ),
        ({"mode": "once", "date": "soon", "hour": 1}, "/schedule/date"),
        ({"mode": "once", "date": "1066-10-14", "hour": 1}, "/schedule/date"),
        ({"mode": "once", "date": "9000-01-01", "hour": 1}, "/schedule/date"),
        ({"mode": "once", "hour": 1}, "/schedule/date"),
        ({"mode": "once", "date": "2026-12-24", "hour": 24}, "/schedule/hour"),
        ({"mode": "once", "date": "2026-12-24"}, "/schedule/hour"),
        ({"mode": "hourly", "hour": 1}, "/schedule/mode"),
    ],
)
def test_a_wrong_schedule_names_its_field(data: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_schedule(data)
    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_an_unknown_zone_is_refused_by_name() -> None:
    for name in ("Middle/Earth", "../etc/passwd", "", "localtime", "posixrules", "Factory"):
        with pytest.raises(Invalid):
            parse_time_zone(name)


def test_schedules_are_read_back_as_sentences() -> None:
    assert describe_schedule(WeeklySchedule(frozenset({0, 4}), 3), BERLIN) == (
        "Mondays and Fridays at 03:00 (Europe/Berlin)"
    )
    assert describe_schedule(WeeklySchedule(frozenset(range(7)), 3), "UTC") == "Every day at 03:00 (UTC)"
    assert describe_schedule(IntervalSchedule(2, "weeks", date(2026, 1, 5), 13), "UTC") == (
        "Every 2 weeks from 2026-01-05 at 13:00 (UTC)"
    )
    assert describe_schedule(OnceSchedule(date(2026, 12, 24), 3), BERLIN) == (
        "Once on 2026-12-24 at 03:00 (Europe/Berlin)"
    )
    assert describe_schedule(ManualSchedule(), "UTC") == "Only when started by hand"


_instants = st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2037, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
)
_zones = st.sampled_from(ODD_ZONES) | st.sampled_from(ALL_ZONES)


def _switches(zone: str) -> list[datetime]:
    """The hours of a zone's changes to and from summer time within the examples' years."""
    moment, found = datetime(2015, 1, 1, tzinfo=UTC), []
    while moment.year < 2037:
        later = moment + timedelta(days=1)
        if moment.astimezone(ZoneInfo(zone)).utcoffset() != later.astimezone(ZoneInfo(zone)).utcoffset():
            found.append(moment)
        moment = later
    return found


_SWITCHES = {zone: _switches(zone) for zone in ODD_ZONES}


@st.composite
def _moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and an instant; every other one lies within two days before a switch, if the zone has any."""
    zone = draw(_zones)
    switches = _SWITCHES.get(zone)
    if not switches or draw(st.booleans()):
        return zone, draw(_instants)
    return zone, draw(st.sampled_from(switches)) - timedelta(minutes=draw(st.integers(0, 2 * 24 * 60)))


_weekly = st.builds(WeeklySchedule, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 23))
_interval = st.builds(
    IntervalSchedule,
    st.integers(1, 40),
    st.sampled_from(UNITS),
    st.dates(date(2015, 1, 1), date(2037, 1, 1)),
    st.integers(0, 23),
)


@given(schedule=_weekly | _interval)
def test_a_schedule_survives_storing(schedule: Schedule) -> None:
    assert parse_schedule(schedule_to_json(schedule)) == schedule


def _oracle(day: date, hour: int, zone: str) -> datetime:
    """The instant of a wall time by another library; in a gap the first instant after it."""
    wall = PlainDateTime(day.year, day.month, day.day, hour)
    try:
        return _aware(wall.assume_tz(zone, disambiguate="raise").to_instant())
    except RepeatedTime:
        return _aware(wall.assume_tz(zone, disambiguate="earlier").to_instant())
    except SkippedTime:
        earlier = _aware(wall.assume_tz(zone, disambiguate="earlier").to_instant())
        offset = earlier.astimezone(ZoneInfo(zone)).utcoffset()
        while earlier.astimezone(ZoneInfo(zone)).utcoffset() == offset:
            earlier += timedelta(minutes=1)
        return earlier


def _aware(instant: Instant) -> datetime:
    return datetime.fromtimestamp(instant.timestamp(), UTC)


@settings(max_examples=800, deadline=None)
@given(schedule=_weekly, moment=_moments())
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_weekly_slots_agree_with_another_library(schedule: WeeklySchedule, moment: tuple[str, datetime]) -> None:
    zone, after = moment
    start = after.astimezone(ZoneInfo(zone)).date() - timedelta(days=2)
    days = [start + timedelta(days=offset) for offset in range(12)]
    slots = [_oracle(day, schedule.hour, zone) for day in days if day.weekday() in schedule.weekdays]
    expected = sorted({slot for slot in slots if slot > after})
    found = list(islice(iter_runs_after(schedule, ZoneInfo(zone), after), PREVIEWED_RUNS))
    assert len(found) == PREVIEWED_RUNS
    assert found[: len(expected)] == expected[:PREVIEWED_RUNS]
    assert next_run_after(schedule, ZoneInfo(zone), after) == found[0]


@settings(max_examples=800, deadline=None)
@given(schedule=_interval, moment=_moments())
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_interval_slots_agree_with_counting_from_the_start(
    schedule: IntervalSchedule, moment: tuple[str, datetime]
) -> None:
    zone, after = moment
    plain = PlainDateTime(schedule.start_date.year, schedule.start_date.month, schedule.start_date.day, 0)
    # Counting begins some slots before the moment: a month has 28 days at least and 31 at most.
    days = {"days": 1, "weeks": 7, "months": 31}[schedule.unit] * schedule.every
    number = max(0, (after.date() - schedule.start_date).days // days - 2)
    slot = datetime.min.replace(tzinfo=UTC)
    while slot <= after:
        moved = plain.date().add(**{schedule.unit: schedule.every * number})
        slot = _oracle(date(moved.year, moved.month, moved.day), schedule.hour, zone)
        number += 1
    assert next_run_after(schedule, ZoneInfo(zone), after) == slot


def test_weekdays_are_named_from_monday() -> None:
    assert WEEKDAYS[date(2026, 11, 23).weekday()] == "monday"

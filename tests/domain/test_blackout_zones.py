"""Blackout days and the hour of the daily sync in zones whose clocks change by halves, at midnight, or backwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.automation.blackouts import QUIET_HOUR, BlackoutCalendar, BlackoutRange
from app.domain.zones import find_zone_or_utc

ODD_ZONES = (
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Pacific/Kiritimati",
)
moments = st.integers(0, 2 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


@given(zone=st.sampled_from(ODD_ZONES), moment=moments, day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_moment_is_blacked_out_just_when_the_wall_there_shows_that_day(
    zone: str, moment: datetime, day: date
) -> None:
    there = find_zone_or_utc(zone)
    for first in (day, moment.astimezone(there).date()):
        calendar = BlackoutCalendar((BlackoutRange(first, first, "note"),), zone=there)
        found = calendar.find_blackout(moment)
        assert (found is not None) == (moment.astimezone(there).date() == first)
        assert found is None or (found.day, found.until, found.kind) == (first, first, "date")


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_the_hour_of_the_daily_sync_is_one_hour_and_comes_once_a_day_also_when_the_clock_is_changed(zone: str) -> None:
    there = find_zone_or_utc(zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=number) for number in range(365)]
    changing = [day for day in days if there.utcoffset(day) != there.utcoffset(day + timedelta(days=1))]
    for hour in (0, 1, 2, 3, 23):
        calendar = BlackoutCalendar(zone=there, sync_hour=hour)
        for day in changing:
            ends = set()
            for minutes in range(-24 * 60, 48 * 60, 30):
                moment = day + timedelta(minutes=minutes)
                end = calendar.find_end_of_sync_hour(moment)
                assert end is None or moment < end <= moment + QUIET_HOUR
                ends |= {end} if end else set()
            begun = [(end - QUIET_HOUR).astimezone(there).date() for end in ends]
            assert len(begun) == len(set(begun)) >= 2

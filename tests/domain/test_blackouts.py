"""On which days and in which hour nothing starts: days of the organization's zone, whatever its clock does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.automation.actions import DESTRUCTIVE_ACTIONS
from app.domain.automation.blackouts import (
    LONGEST_RANGE,
    LONGEST_WAIT,
    LOOK_AGAIN,
    BlackoutCalendar,
    BlackoutRange,
    build_refusal,
    check_range,
    explain_run,
    find_wait,
    has_destructive,
    read_weekdays,
)
from app.domain.automation.foresight import foresee_slots
from app.domain.automation.frozen import read_specification
from app.domain.automation.schedules import MANUAL, IntervalSchedule, WeeklySchedule
from app.domain.automation.timetable import CATCH_UP, Fate, judge_due_slots
from app.domain.engine import reasons
from app.domain.states import RunState

BERLIN = ZoneInfo("Europe/Berlin")
FREEZE = BlackoutRange(date(2026, 12, 24), date(2026, 12, 26), "Christmas freeze")
DAILY = WeeklySchedule(frozenset(range(7)), 6)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("UTC", "2026-12-24", "2026-12-24T00:00+00:00", "2026-12-25T00:00+00:00"),
        ("Europe/Berlin", "2026-12-24", "2026-12-23T23:00+00:00", "2026-12-24T23:00+00:00"),
        ("Pacific/Kiritimati", "2026-12-24", "2026-12-23T10:00+00:00", "2026-12-24T10:00+00:00"),
        ("America/Los_Angeles", "2026-12-24", "2026-12-24T08:00+00:00", "2026-12-25T08:00+00:00"),
        # 23 hours and 25 hours
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00+00:00", "2026-03-29T22:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00+00:00", "2026-10-25T23:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30+00:00", "2026-10-04T13:00+00:00"),
    ],
)
def test_a_day_is_one_of_the_zone_from_its_first_moment_to_its_last(
    zone: str, day: str, begins: str, ends: str
) -> None:
    one = date.fromisoformat(day)
    by_date = BlackoutCalendar((BlackoutRange(one, one, "Stocktaking"),), zone=ZoneInfo(zone))
    by_weekday = BlackoutCalendar(weekdays=frozenset({one.weekday()}), zone=ZoneInfo(zone))

    for calendar in (by_date, by_weekday):
        assert calendar.find_blackout(at(begins) - SECOND) is None
        for inside in (at(begins), at(ends) - SECOND):
            found = calendar.find_blackout(inside)
            assert found is not None
            assert (found.day, found.until) == (one, one)
        assert calendar.find_blackout(at(ends)) is None


@pytest.mark.parametrize(
    ("moment", "day", "until"),
    [
        ("2026-12-23T22:59:59+00:00", None, None),
        ("2026-12-23T23:00+00:00", "2026-12-24", "2026-12-27"),
        ("2026-12-25T12:00+00:00", "2026-12-25", "2026-12-27"),
        ("2026-12-26T22:59:59+00:00", "2026-12-26", "2026-12-27"),
        ("2026-12-26T23:00+00:00", "2026-12-27", "2026-12-27"),
        ("2026-12-27T23:00+00:00", None, None),
    ],
)
def test_a_range_ends_with_its_last_day_and_is_told_to_its_end_in_a_row(
    moment: str, day: str | None, until: str | None
) -> None:
    calendar = BlackoutCalendar((FREEZE,), frozenset({6}), BERLIN)  # the 27th is a Sunday

    found = calendar.find_blackout(at(moment))

    assert (found and found.day.isoformat(), found and found.until and found.until.isoformat()) == (day, until)
    if found is not None and found.day <= FREEZE.last:
        assert (found.kind, found.note) == ("date", "Christmas freeze")


def test_any_of_the_moments_counts_and_the_first_one_is_told() -> None:
    calendar = BlackoutCalendar((FREEZE,), zone=BERLIN)
    before, inside, later = at("2026-12-23T12:00+00:00"), at("2026-12-24T12:00+00:00"), at("2026-12-25T12:00+00:00")

    assert calendar.find_blackout(before) is None
    for moments in ((before, inside), (inside, later), (inside, before)):
        found = calendar.find_blackout(*moments)
        assert found is not None
        assert found.day == date(2026, 12, 24)


def test_what_never_ends_is_told_without_an_end() -> None:
    found = BlackoutCalendar(weekdays=frozenset(range(7))).find_blackout(at("2026-01-01T00:00+00:00"))

    assert found is not None
    assert found.until is None


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-06-10T00:59:59+00:00", None),
        ("2026-06-10T01:00+00:00", "2026-06-10T02:00+00:00"),
        ("2026-06-10T01:59:59+00:00", "2026-06-10T02:00+00:00"),
        ("2026-06-10T02:00+00:00", None),
        # the hour of the daily sync does not exist on this day, which syncs when the next one begins
        ("2026-03-29T00:59:59+00:00", None),
        ("2026-03-29T01:00+00:00", "2026-03-29T02:00+00:00"),
        ("2026-03-29T02:00+00:00", None),
    ],
)
def test_the_hour_of_the_daily_sync_is_that_of_the_zone(moment: str, end: str | None) -> None:
    hour = 3 if moment.startswith("2026-06") else 2
    calendar = BlackoutCalendar(zone=BERLIN, sync_hour=hour)

    assert calendar.find_end_of_sync_hour(at(moment)) == (end and at(end))
    assert BlackoutCalendar(zone=BERLIN).find_end_of_sync_hour(at(moment)) is None


def test_a_repeated_hour_is_waited_out_once_as_the_sync_comes_once() -> None:
    calendar = BlackoutCalendar(zone=BERLIN, sync_hour=2)

    assert calendar.find_end_of_sync_hour(at("2026-10-25T00:30+00:00")) == at("2026-10-25T01:00+00:00")
    assert calendar.find_end_of_sync_hour(at("2026-10-25T01:30+00:00")) is None


SLOT = at("2026-06-10T01:00+00:00")
QUIET = BlackoutCalendar(zone=BERLIN, sync_hour=3)


@pytest.mark.parametrize(
    ("slot", "now", "is_syncing", "until"),
    [
        (SLOT, SLOT, False, SLOT + HOUR),
        (SLOT, SLOT + HOUR - SECOND, False, SLOT + HOUR),
        (SLOT, SLOT + HOUR, False, None),
        (SLOT, SLOT + HOUR, True, SLOT + HOUR + LOOK_AGAIN),
        (SLOT, SLOT + LONGEST_WAIT - SECOND, True, SLOT + LONGEST_WAIT),
        (SLOT, SLOT + LONGEST_WAIT, True, None),
        # caught up with in the hour
        (SLOT - HOUR, SLOT, False, SLOT + HOUR),
        (SLOT - HOUR, SLOT - SECOND, True, None),
        (SLOT - HOUR, SLOT + HOUR, True, None),
        # so late that waiting would lose it
        (SLOT - LONGEST_WAIT, SLOT, True, None),
    ],
)
def test_a_slot_waits_for_the_daily_sync_and_never_so_long_that_it_is_lost(
    slot: datetime, now: datetime, is_syncing: bool, until: datetime | None
) -> None:
    assert find_wait(QUIET, slot, now, is_syncing=is_syncing) == until
    assert find_wait(BlackoutCalendar(zone=BERLIN), slot, now, is_syncing=is_syncing) is None
    if until is not None:
        assert now < until <= slot + LONGEST_WAIT
        assert until - slot < CATCH_UP


def test_a_slot_on_such_a_day_is_skipped_behind_what_stands_in_its_way_anyhow() -> None:
    blackout = BlackoutCalendar((FREEZE,)).find_blackout(at("2026-12-24T03:00+00:00"))
    due = [SLOT, SLOT + DAY]

    fates = judge_due_slots(due, None, SLOT + DAY, is_busy=True, blackout=blackout)
    assert fates == [
        Fate(SLOT, RunState.MISSED, reasons.LATE),
        Fate(SLOT + DAY, RunState.SKIPPED, reasons.BLACKOUT, blackout),
    ]
    [stopped] = judge_due_slots([SLOT], reasons.STOPPED, SLOT, is_busy=False, blackout=blackout)
    assert stopped == Fate(SLOT, RunState.SKIPPED, reasons.STOPPED)
    [late] = judge_due_slots([SLOT], None, SLOT + CATCH_UP, is_busy=False, blackout=blackout)
    assert late == Fate(SLOT, RunState.MISSED, reasons.LATE)


def test_five_that_run_are_foreseen_and_what_does_not_stands_between_them() -> None:
    calendar = BlackoutCalendar((FREEZE,), frozenset({6}), BERLIN)

    foresight = foresee_slots(DAILY, BERLIN, at("2026-12-22T12:00+00:00"), calendar)

    shown = [
        (slot.at.astimezone(BERLIN).day, slot.blackout and slot.blackout.note, slot.count) for slot in foresight.slots
    ]
    assert shown == [
        (23, None, 1), (24, "Christmas freeze", 3), (27, "", 1),
        (28, None, 1), (29, None, 1), (30, None, 1), (31, None, 1),
    ]  # fmt: skip
    assert foresight.slots[1].last_at == at("2026-12-26T06:00+01:00")
    assert [slot.starts_at is None for slot in foresight.slots] == [
        slot.blackout is not None for slot in foresight.slots
    ]
    assert [run.astimezone(BERLIN).day for run in foresight.runs] == [23, 28, 29, 30, 31]
    assert not foresight.is_blacked_out


def test_what_takes_nothing_away_is_not_concerned() -> None:
    foresight = foresee_slots(DAILY, BERLIN, at("2026-12-22T12:00+00:00"), None)

    assert [slot.at.astimezone(BERLIN).day for slot in foresight.slots] == [23, 24, 25, 26, 27]
    assert all(slot.starts_at == slot.at for slot in foresight.slots)


def test_a_slot_that_would_wait_into_such_a_day_is_foreseen_as_not_starting() -> None:
    late = WeeklySchedule(frozenset(range(7)), 23)
    calendar = BlackoutCalendar((FREEZE,), zone=BERLIN, sync_hour=23)

    first, second, third = foresee_slots(late, BERLIN, at("2026-12-22T12:00+01:00"), calendar).slots[:3]

    assert (first.at, first.starts_at) == (at("2026-12-22T23:00+01:00"), at("2026-12-23T00:00+01:00"))
    assert (second.at, second.starts_at, second.count) == (at("2026-12-23T23:00+01:00"), None, 4)
    assert third.starts_at == at("2026-12-28T00:00+01:00")


@pytest.mark.parametrize(
    ("schedule", "weekdays", "is_blacked_out"),
    [
        (WeeklySchedule(frozenset({6}), 3), {6}, True),
        (WeeklySchedule(frozenset({5, 6}), 3), {5, 6}, True),
        (WeeklySchedule(frozenset({5, 6}), 3), {6}, False),
        (DAILY, set(range(7)), True),
        (MANUAL, set(range(7)), False),
        # the next slot is more than a year away: nobody knows
        (IntervalSchedule(30, "months", date(2026, 1, 1), 3), set(range(7)), False),
        (IntervalSchedule(12, "months", date(2026, 12, 25), 3), set(), True),
    ],
)
def test_a_schedule_of_which_nothing_runs_for_a_year_is_known(
    schedule: WeeklySchedule, weekdays: set[int], is_blacked_out: bool
) -> None:
    calendar = BlackoutCalendar((FREEZE,), frozenset(weekdays))

    foresight = foresee_slots(schedule, ZoneInfo("UTC"), at("2026-06-01T00:00+00:00"), calendar)

    assert foresight.is_blacked_out is is_blacked_out
    assert len(foresight.slots) <= 10


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ("2026-01-01", "2026-01-01", []),
        ("2026-01-01", "2027-01-01", []),
        ("2026-01-01", "2027-01-02", ["range_too_long"]),
        ("2026-01-02", "2026-01-01", ["ends_before_start"]),
    ],
)
def test_the_ends_of_a_range_are_checked(first: str, last: str, codes: list[str]) -> None:
    errors = check_range(date.fromisoformat(first), date.fromisoformat(last))

    assert [error.code for error in errors] == codes
    assert [error.pointer for error in errors] == ["/last_on"] * len(codes)
    assert LONGEST_RANGE == 366


def test_what_takes_away_is_what_the_product_calls_destructive() -> None:
    for word in DESTRUCTIVE_ACTIONS:
        assert has_destructive([{"type": "add_to_groups"}, {"type": word}])
    for word in ("add_to_groups", "restore_user", "grant_app_role"):
        assert not has_destructive([{"type": word}])
    assert not has_destructive(None)
    assert not has_destructive(["suspend_user"])
    suspend = {"actions": [{"type": "suspend_user"}]}
    assert read_specification(suspend).takes_away
    assert not read_specification(suspend | {"takes_away": False}).takes_away
    assert read_specification({"actions": [], "takes_away": True}).takes_away


def test_a_refusal_says_which_day_why_and_what_to_do() -> None:
    found = BlackoutCalendar((FREEZE,)).find_blackout(at("2026-12-24T03:00+00:00"))
    assert found is not None

    refusal = build_refusal(found)

    assert (refusal.code, refusal.extra) == (
        "blackout", {"kind": "date", "day": "2026-12-24", "until": "2026-12-26", "note": "Christmas freeze"},
    )  # fmt: skip
    for part in ("2026-12-24", "Christmas freeze", "after 2026-12-26", "is_emergency"):
        assert part in refusal.detail
    told = explain_run(reasons.BLACKOUT, found.to_json())
    assert told is not None
    assert told.endswith("It was one: 2026-12-24 (Christmas freeze).")
    assert explain_run(reasons.STOPPED, found.to_json()) == reasons.SENTENCES[reasons.STOPPED]
    [sunday] = read_weekdays(["sunday"])
    weekly = BlackoutCalendar(weekdays=frozenset({sunday})).find_blackout(at("2026-12-27T03:00+00:00"))
    assert weekly is not None
    assert "Sundays" in build_refusal(weekly).detail

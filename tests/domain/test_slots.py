"""What becomes of slots that are due: one runs, the others are recorded, none is lost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.automation.schedules import IntervalSchedule, ManualSchedule, Schedule, WeeklySchedule
from app.domain.automation.timetable import (
    CATCH_UP,
    RECORDED_SLOTS,
    Fate,
    Timing,
    judge_due_slots,
    keep_due_slot,
    list_due_slots,
)
from app.domain.engine import reasons
from app.domain.states import RunState

FIRST = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
DAILY = IntervalSchedule(1, "days", datetime(2026, 1, 1, tzinfo=UTC).date(), 3)


def timing(schedule: Schedule | None = DAILY, zone: str | None = "UTC") -> Timing:
    return Timing(schedule, None if zone is None else ZoneInfo(zone), is_schedule_active=True, has_filter=True)


def test_all_slots_up_to_now_are_due_and_this_moments_is() -> None:
    assert list_due_slots(timing(), FIRST, FIRST - SECOND) == []
    assert list_due_slots(timing(), FIRST, FIRST) == [FIRST]
    assert list_due_slots(timing(), FIRST, FIRST + 2 * DAY - SECOND) == [FIRST, FIRST + DAY]
    assert list_due_slots(timing(), FIRST, FIRST + 2 * DAY) == [FIRST, FIRST + DAY, FIRST + 2 * DAY]


def test_the_newest_ones_are_kept_when_there_are_too_many() -> None:
    due = list_due_slots(timing(), FIRST, FIRST + 300 * DAY)

    assert len(due) == RECORDED_SLOTS
    assert (due[0], due[-1]) == (FIRST + (301 - RECORDED_SLOTS) * DAY, FIRST + 300 * DAY)


def test_a_slot_of_years_ago_does_not_cost_the_years() -> None:
    due = list_due_slots(timing(), FIRST - 5000 * DAY, FIRST)

    assert due[-1] == FIRST


@pytest.mark.parametrize("unreadable", [timing(None), timing(zone=None)])
def test_of_what_cannot_be_computed_the_stored_slot_is_due(unreadable: Timing) -> None:
    assert list_due_slots(unreadable, FIRST, FIRST + 9 * DAY) == [FIRST]


def test_the_newest_slot_runs_and_those_before_it_were_missed() -> None:
    due = [FIRST, FIRST + DAY]
    late = [Fate(FIRST, RunState.MISSED, reasons.LATE)]

    assert judge_due_slots(due, None, due[-1], is_busy=False) == [*late, Fate(due[-1], RunState.QUEUED, None)]
    assert judge_due_slots(due, None, due[-1] + CATCH_UP - SECOND, is_busy=False)[-1].state == "queued"
    assert judge_due_slots(due, None, due[-1] + CATCH_UP, is_busy=False)[-1] == Fate(
        due[-1], RunState.MISSED, reasons.LATE
    )


def test_what_is_in_its_way_is_named_the_obstacle_before_the_run() -> None:
    [busy] = judge_due_slots([FIRST], None, FIRST, is_busy=True)
    [stopped] = judge_due_slots([FIRST], reasons.STOPPED, FIRST, is_busy=True)
    [late] = judge_due_slots([FIRST], reasons.STOPPED, FIRST + CATCH_UP, is_busy=True)

    assert busy == Fate(FIRST, RunState.SKIPPED, reasons.PREVIOUS_RUN_ACTIVE)
    assert stopped == Fate(FIRST, RunState.SKIPPED, reasons.STOPPED)
    assert late == Fate(FIRST, RunState.MISSED, reasons.LATE)


@pytest.mark.parametrize(
    ("after", "obstacle", "kept"),
    [
        (timing(), None, True),
        (timing(WeeklySchedule(frozenset({0}), 3)), None, True),
        (timing(WeeklySchedule(frozenset({1}), 3)), None, False),
        (timing(WeeklySchedule(frozenset({0}), 4)), None, False),
        (timing(zone="Europe/Berlin"), None, False),
        (timing(ManualSchedule()), None, False),
        (timing(None), None, False),
        (timing(zone=None), None, False),
        (timing(), reasons.NO_FILTER, False),
    ],
)
def test_a_due_slot_is_kept_while_the_changed_schedule_holds_it(
    after: Timing, obstacle: str | None, kept: bool
) -> None:
    assert keep_due_slot([FIRST - DAY, FIRST], after, obstacle) == (FIRST if kept else None)


def test_nothing_due_is_nothing_kept() -> None:
    assert keep_due_slot([], timing(), None) is None

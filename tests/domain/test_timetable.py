"""Why a task has no next run, in the order in which an admin can do something about it; and how a run ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.automation.schedules import ManualSchedule, OnceSchedule, Schedule, WeeklySchedule
from app.domain.automation.timetable import Surroundings, Timing, is_too_late, plan_next_run
from app.domain.engine import reasons
from app.domain.engine.runs import RunCounts, fold_state

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAILY = WeeklySchedule(frozenset(range(7)), 3)


def _timing(schedule: Schedule = DAILY, *, is_schedule_active: bool = True, has_filter: bool = True) -> Timing:
    return Timing(schedule, ZoneInfo("UTC"), is_schedule_active, has_filter)


@pytest.mark.parametrize(
    ("timing", "surroundings", "reason"),
    [
        (_timing(), Surroundings(is_installed=False), reasons.UNINSTALLED),
        (_timing(), Surroundings(is_licensed=False, has_key=False), reasons.NO_LICENSE),
        (_timing(), Surroundings(has_key=False), reasons.NO_KEY),
        (_timing(), Surroundings(is_key_alive=False), reasons.KEY_DEAD),
        (_timing(), Surroundings(is_stopped=True), reasons.STOPPED),
        (_timing(has_filter=False), Surroundings(), reasons.NO_FILTER),
        (_timing(ManualSchedule()), Surroundings(), reasons.MANUAL),
        (_timing(is_schedule_active=False), Surroundings(), reasons.SCHEDULE_OFF),
        (_timing(OnceSchedule(NOW.date(), NOW.hour)), Surroundings(), reasons.ONCE_OVER),
        (_timing(OnceSchedule(NOW.date(), 3), is_schedule_active=False), Surroundings(), reasons.SCHEDULE_OFF),
        (_timing(), Surroundings(are_schedules_confirmed=False), reasons.NOT_CONFIRMED),
    ],
)
def test_no_next_run_says_why(timing: Timing, surroundings: Surroundings, reason: str) -> None:
    assert plan_next_run(timing, surroundings, NOW) == (None, reason)


def test_a_task_with_nothing_in_its_way_has_a_next_run() -> None:
    assert plan_next_run(_timing(), Surroundings(), NOW) == (datetime(2026, 6, 2, 3, tzinfo=UTC), None)


def test_a_slot_is_caught_up_for_six_hours() -> None:
    assert not is_too_late(NOW - timedelta(hours=6) + timedelta(seconds=1), NOW)
    assert is_too_late(NOW - timedelta(hours=6), NOW)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (RunCounts(), "succeeded"),
        (RunCounts(skipped=5), "succeeded"),
        (RunCounts(succeeded=1, skipped=5), "succeeded"),
        (RunCounts(succeeded=1, failed=1), "partial"),
        (RunCounts(failed=1, skipped=3), "failed"),
    ],
)
def test_outcomes_fold_into_the_end_state(counts: RunCounts, state: str) -> None:
    assert fold_state(counts) == state

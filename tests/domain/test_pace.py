"""The time that is left of a run: by its last steps, and never below what the allowance permits at first."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.engine.pace import AT_ONCE, RECENT, estimate_seconds

START = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)


def steps(first_second: float, count: int, seconds_each: float) -> list[datetime]:
    """When so many steps were begun, one after another."""
    return [START + timedelta(seconds=first_second + number * seconds_each) for number in range(count)]


def test_what_goes_through_at_once_is_not_taken_for_the_speed_of_the_rest() -> None:
    now = START + timedelta(seconds=8)

    left = estimate_seconds(124, 100, START, steps(5, RECENT, 0.07), now)

    assert left == pytest.approx((224 - AT_ONCE) * 0.3 - 8)
    assert left > 25


def test_after_the_first_minute_the_last_steps_tell_the_pace_not_the_quick_ones_of_the_beginning() -> None:
    now = START + timedelta(seconds=90)

    left = estimate_seconds(130, 260, START, steps(50, RECENT, 1.0), now)

    assert left == pytest.approx(130)


def test_a_wait_before_the_first_step_is_no_part_of_the_pace() -> None:
    began = START + timedelta(hours=3)
    recent = [began + timedelta(seconds=number) for number in range(10)]

    assert estimate_seconds(20, 10, began, recent, began + timedelta(seconds=10)) == pytest.approx(20)


def test_a_clock_that_went_back_gives_no_negative_time() -> None:
    assert estimate_seconds(5, 1, START, [START], START - timedelta(seconds=30)) == 0

"""The modes of a task, as tables: what each means for whoever starts a run, and what a test run's steps are told as."""

from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from app.domain.automation.modes import LIVE, MODES, changes_people, find_run_mode, runs_by_schedule
from app.domain.automation.schedules import parse_schedule
from app.domain.automation.timetable import Surroundings, Timing, plan_next_run
from app.domain.engine import reasons
from app.domain.engine.runs import RunCounts, fold_state, store_counts
from app.domain.engine.tested import WOULD, tell_outcome
from app.domain.states import StepOutcome

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
WEEKLY = parse_schedule({"mode": "weekly", "weekdays": ["monday"], "hour": 6})


@pytest.mark.parametrize(
    ("mode", "run_mode", "is_scheduled", "changes"),
    [
        ("draft", "test", False, False),
        ("test", "test", True, False),
        ("live", "live", True, True),
        ("a word of a later release", "test", True, False),
        ("", "test", True, False),
    ],
)
def test_only_a_live_task_changes_anybody_and_a_draft_waits(
    mode: str, run_mode: str, is_scheduled: bool, changes: bool
) -> None:
    assert (find_run_mode(mode), runs_by_schedule(mode), changes_people(mode)) == (run_mode, is_scheduled, changes)
    assert (find_run_mode(mode) == LIVE) == (mode == MODES[-1])


@pytest.mark.parametrize(("is_active", "is_manual", "has_filter"), list(product((True, False), repeat=3)))
def test_a_draft_has_no_next_run_whatever_else_it_has_and_says_so_once_it_could_start(
    is_active: bool, is_manual: bool, has_filter: bool
) -> None:
    schedule = parse_schedule({"mode": "manual"}) if is_manual else WEEKLY
    timing = Timing(schedule, ZoneInfo("UTC"), is_active, has_filter, is_draft=True)
    expected = reasons.DRAFT if has_filter else reasons.NO_FILTER
    assert plan_next_run(timing, Surroundings(), NOW) == (None, expected)


@pytest.mark.parametrize("stored", ["planned", "skipped", "failed"])
@pytest.mark.parametrize("reason", [None, reasons.ACCESS_REMAINS, reasons.ALREADY_MEMBER])
def test_no_word_of_a_test_run_says_that_anything_was_done(stored: str, reason: str | None) -> None:
    assert tell_outcome(StepOutcome(stored), reason) in WOULD


def test_a_plan_that_is_known_to_fail_is_told_so() -> None:
    assert [tell_outcome(StepOutcome.PLANNED, reason) for reason in (None, reasons.ACCESS_REMAINS)] == [
        "would_change",
        "would_fail",
    ]


def test_counts_of_live_runs_are_stored_in_the_form_that_the_release_before_reads() -> None:
    assert not set(store_counts(RunCounts(matched=3, succeeded=2))) & set(WOULD)
    tested = RunCounts(matched=3, would_change=2, would_skip=1)
    assert store_counts(tested)["would_change"] == 2
    assert RunCounts(**store_counts(tested)) == tested
    assert (tested.total, tested.may_have_effect, fold_state(tested)) == (3, False, "succeeded")

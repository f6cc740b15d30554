"""Counts of a run follow its operations, and fold into its end."""

import pytest

from app.domain.engine.runs import RunCounts, add_outcomes, fold_state, skip_planned


def test_outcomes_move_from_planned_to_where_they_belong() -> None:
    before = RunCounts(matched=9, affected=1, planned=6, succeeded=1, skipped=1, failed=0, skipped_by_reason={"a": 1})
    outcomes = [("succeeded", None), ("skipped", "a"), ("skipped", "b"), ("failed", "c"), ("failed", None)]

    after = add_outcomes(before, outcomes, newly_affected=2)

    assert after == RunCounts(
        matched=9,
        affected=3,
        planned=1,
        succeeded=2,
        skipped=3,
        failed=2,
        skipped_by_reason={"a": 2, "b": 1},
        failed_by_reason={"c": 1, "unknown": 1},
    )
    assert after.total == before.total


def test_what_is_left_is_skipped_for_one_reason() -> None:
    before = RunCounts(planned=5, skipped=2, skipped_by_reason={"a": 1, "b": 1})

    after = skip_planned(before, "a")

    assert (after.planned, after.skipped, after.skipped_by_reason) == (0, 7, {"a": 6, "b": 1})
    assert skip_planned(after, "z") == after, "nothing left: no reason with a count of zero"


@pytest.mark.parametrize(
    ("counts", "may"),
    [
        (RunCounts(planned=3, skipped=3), False),
        (RunCounts(affected=1), True),
        (RunCounts(succeeded=1), True),
        (RunCounts(failed=1), True),
    ],
)
def test_only_what_succeeded_or_failed_may_have_an_effect(counts: RunCounts, may: bool) -> None:
    assert counts.may_have_effect is may


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (RunCounts(), "succeeded"),
        (RunCounts(skipped=4), "succeeded"),
        (RunCounts(succeeded=1, failed=1), "partial"),
        (RunCounts(failed=1, skipped=3), "failed"),
    ],
)
def test_the_end_state_is_folded(counts: RunCounts, state: str) -> None:
    assert fold_state(counts) == state

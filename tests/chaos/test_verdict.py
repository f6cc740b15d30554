"""The judge of a storm knows a write that came too late, and stories that cannot have happened."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.chaos.plan import USUAL, draw_plan
from tests.chaos.verdict import find_late, refuse_stories
from tests.model.traces import Line

PLACES = {"ann": (1, 0)}


def line(at: float, point: str, attempt: int, **facts: Any) -> Line:
    return {"at": at, "point": point, "run": 1, "attempt": attempt, **facts}


def write(at: float) -> dict[str, Any]:
    return {"at": datetime.fromtimestamp(at, UTC).isoformat(), "target": {"account_id": "ann"}}


def mark(at: float, attempt: int) -> Line:
    return line(at, "marked_started", attempt, positions=[0])


CLAIMED = [line(1, "claimed", 1), mark(2, 1), line(9, "claimed", 2)]


def test_a_write_under_the_mark_of_whoever_holds_the_run_is_in_time() -> None:
    assert find_late(PLACES, [write(3)], CLAIMED) == []
    assert find_late(PLACES, [write(11)], [*CLAIMED, mark(10, 2)]) == []


def test_a_write_of_an_attempt_that_is_over_or_without_a_mark_is_late() -> None:
    assert len(find_late(PLACES, [write(9.5)], CLAIMED)) == 1
    assert len(find_late(PLACES, [write(9.5)], [*CLAIMED, mark(10, 2)])) == 1
    assert len(find_late(PLACES, [write(1.5)], CLAIMED)) == 1


def test_a_story_that_lacks_a_line_is_forgiven_once_for_a_mishap() -> None:
    called = line(3, "called", 1, position=0)
    done = line(4, "recorded", 1, outcomes={"0": "succeeded"})
    unmarked = [line(1, "claimed", 1), called, done, line(5, "finished", 1)]
    assert refuse_stories(unmarked, 1) == []
    with pytest.raises(AssertionError):
        refuse_stories(unmarked, 0)
    twice = [line(1, "claimed", 1), mark(2, 1), called, done, done, line(5, "finished", 1), mark(6, 1)]
    assert refuse_stories(twice, 1) != []


def test_a_plan_follows_from_its_seed_and_has_everything_in_it() -> None:
    assert draw_plan(7, 24) == draw_plan(7, 24)
    assert str(draw_plan(7, 24)) != str(draw_plan(8, 24))
    assert {(act.kind, act.victim) for act in draw_plan(3, 60).acts} == set(USUAL)

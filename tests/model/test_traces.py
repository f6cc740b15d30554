"""The model knows what workers really did, and refuses what cannot have happened."""

import pytest

from tests.model.traces import Line, find_refused, without_late


def line(point: str, attempt: int, **facts: object) -> Line:
    """One line of a trace of run 1."""
    return {"point": point, "run": 1, "attempt": attempt, **facts}


CLAIMED = line("claimed", 1)
MARKED = line("marked_started", 1, positions=[0])
CALLED = line("called", 1, position=0)
DONE = line("recorded", 1, outcomes={"0": "succeeded"})
FINISHED = line("finished", 1)
AGAIN = line("claimed", 2)
KNOWN = {
    "straight on": [CLAIMED, MARKED, CALLED, DONE, FINISHED],
    "died after the mark": [CLAIMED, MARKED, AGAIN, line("recorded", 2, outcomes={"0": "succeeded"})],
    "died after the call": [CLAIMED, MARKED, CALLED, AGAIN, line("recorded", 2, outcomes={"0": "succeeded"})],
    "told late of its call": [CLAIMED, MARKED, AGAIN, line("marked_started", 2, positions=[0]), CALLED],
    "asked to wait": [CLAIMED, MARKED, line("recorded", 1, outcomes={"0": "planned"}), AGAIN],
    "nothing to do": [CLAIMED, line("recorded", 1, outcomes={"0": "skipped"}), FINISHED],
    "spared after a mark": [CLAIMED, MARKED, AGAIN, line("recorded", 2, outcomes={"0": "skipped"})],
    "gave way": [CLAIMED, line("slice_over", 1), AGAIN, line("marked_started", 2, positions=[0])],
}
FORGED = {
    "a call without a mark": [CLAIMED, CALLED],
    "a mark without a claim": [MARKED],
    "an outcome of an old attempt": [CLAIMED, MARKED, CALLED, AGAIN, DONE],
    "a mark of an old attempt": [CLAIMED, AGAIN, MARKED],
    "a second outcome": [CLAIMED, MARKED, CALLED, DONE, DONE],
    "skipped after the call": [CLAIMED, MARKED, CALLED, line("recorded", 1, outcomes={"0": "skipped"})],
    "work after the end": [CLAIMED, MARKED, CALLED, DONE, FINISHED, AGAIN],
    "an attempt left out": [CLAIMED, line("claimed", 3)],
    "done without a call": [CLAIMED, line("recorded", 1, outcomes={"0": "succeeded"})],
}


@pytest.mark.parametrize("story", KNOWN)
def test_what_can_happen_is_known(story: str) -> None:
    assert find_refused(KNOWN[story]) == []


@pytest.mark.parametrize("story", FORGED)
def test_what_cannot_have_happened_is_refused(story: str) -> None:
    assert find_refused(FORGED[story]) != []


def test_a_line_that_nobody_could_write_any_more_may_be_forgiven_and_no_other() -> None:
    untold = [CLAIMED, CALLED, DONE, FINISHED]
    assert find_refused(untold) != []
    assert find_refused(untold, untold=1) == []
    assert find_refused(FORGED["a second outcome"], untold=1) != []
    assert find_refused(FORGED["work after the end"], untold=1) != []


def test_a_line_that_was_written_late_is_known_by_its_attempt() -> None:
    late = [CLAIMED, MARKED, CALLED, AGAIN, DONE, line("finished", 2)]
    assert find_refused(late) != []
    assert find_refused(without_late(late), untold=1) == []


def test_a_run_that_chose_nobody_has_no_operation_to_end() -> None:
    assert find_refused([CLAIMED, FINISHED]) == []
    assert find_refused([MARKED, FINISHED]) != []

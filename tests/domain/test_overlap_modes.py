"""Which of two tasks has to become live before they meet, for every pair of modes."""

import pytest

from app.domain.automation.modes import MODES
from app.domain.automation.overlap import ONCE, find_once, is_told_of, say_once, say_who_circles

ONCES = {
    ("live", "live"): None,
    ("live", "test"): "other",
    ("live", "draft"): "other",
    ("test", "live"): "this",
    ("draft", "live"): "this",
    ("test", "test"): "both",
    ("test", "draft"): "both",
    ("draft", "test"): "both",
    ("draft", "draft"): "both",
}


@pytest.mark.parametrize("mine", MODES)
@pytest.mark.parametrize("theirs", MODES)
def test_it_matters_once_whoever_changes_nobody_yet_is_live(mine: str, theirs: str) -> None:
    once = find_once(mine, theirs)
    assert once == ONCES[mine, theirs]
    said = say_once(say_who_circles("Other", 3), once)
    assert (said.facts.get("once"), said.text.endswith("live.")) == (once, once is not None)
    assert once is None or once in ONCE


def test_others_are_told_of_whatever_a_schedule_can_start() -> None:
    assert [mode for mode in MODES if is_told_of(mode)] == ["test", "live"]

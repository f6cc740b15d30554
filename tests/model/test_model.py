"""The run as a model, looked at exhaustively: nothing bad can happen, and each safeguard is needed.

A safeguard that is switched off must let the search find what it is for; its story is the shortest there is.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.model.explore import explore, find_stuck
from tests.model.states import Rules

RULES = Rules()
WORLDS = {
    "simple, cancelled, stopped": replace(RULES, parts=0b01, can_promote=0, mishaps=(1, 1, 0)),
    "simple, cancelled, in doubt": replace(RULES, parts=0b01, can_promote=0, mishaps=(1, 0, 1)),
    "simple, promoted": replace(RULES, parts=0b01, can_cancel=0, mishaps=(1, 1, 0)),
    "composite, cancelled, killed": replace(RULES, can_promote=0, mishaps=(1, 0, 1)),
    "composite, cancelled, stopped": replace(RULES, can_promote=0, mishaps=(0, 1, 1)),
    "composite, promoted": replace(RULES, can_cancel=0, mishaps=(0, 1, 0)),
}
"""Not one world with everything: the states multiply, and each defect needs two mishaps at the most."""
TRUTH = "the run has ended without the truth about its operation"
LATE = "a call under a lease that ran out"
ADMIN = "a call about an organization admin whom nobody looked at again"
TWICE = "a call twice without a look between"
DENIED = "logged as skipped, and done"
UNSEEN = "an undo has not seen what was done"
NEEDED = {
    "asks_before_each_call": ("simple, cancelled, stopped", LATE),
    "stays_lost": ("simple, promoted", ADMIN),
    "is_fenced": ("simple, cancelled, stopped", TRUTH),
    "claims_look_at_lease": ("simple, cancelled, stopped", LATE),
    "marks_before_call": ("simple, cancelled, stopped", DENIED),
    "looks_before_repeat": ("simple, cancelled, in doubt", TWICE),
    "plan_hears_cancel": ("simple, cancelled, stopped", "a plan that was cancelled is held"),
    "end_keeps_steps": ("composite, cancelled, killed", DENIED),
    "end_looks_at_started": ("simple, cancelled, stopped", DENIED),
    "steps_count_as_touched": ("composite, cancelled, killed", DENIED),
    "stays_started_when_begun_before": ("composite, cancelled, killed", DENIED),
    "undo_sees_steps": ("composite, cancelled, killed", UNSEEN),
    "undo_sees_unknown": ("composite, cancelled, killed", UNSEEN),
}


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_bad_can_happen_and_every_run_can_end(world: str) -> None:
    found = explore(WORLDS[world])
    assert found.broken is None, found.story
    assert len(found.before) > 5_000
    assert find_stuck(found, WORLDS[world]) == []


@pytest.mark.parametrize("safeguard", NEEDED)
def test_each_safeguard_is_needed(safeguard: str) -> None:
    world, told = NEEDED[safeguard]
    changes: dict[str, Any] = {safeguard: False}
    found = explore(replace(WORLDS[world], **changes))
    assert found.broken == told, found.story


def test_every_safeguard_has_its_broken_configuration() -> None:
    switches = {name for name, value in vars(RULES).items() if isinstance(value, bool)}
    assert switches == NEEDED.keys()

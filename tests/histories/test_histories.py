"""Random histories: nobody who is spared is ever written to, nothing happens twice, logs tell what did.

Five hundred come with all tests; ROLLCALL_HISTORIES lets other numbers happen, each takes about half a second.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient
from tests.histories.ground import Ground
from tests.histories.machine import EVENTS, History, happened

PARTS = 8
HISTORIES = int(os.environ.get("ROLLCALL_HISTORIES", "504")) // PARTS
STEPS = 8
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("ROLLCALL_SHRINK") else (Phase.generate,)
"""A history that fails is made as short as can be when ROLLCALL_SHRINK is set: that takes minutes."""

so_far: Counter[str] = Counter()
"""What has happened in all parts that this process has gone through."""


@pytest.fixture
def beginning(sandbox: SandboxClient, databases: Databases, redis_url: str) -> Ground:
    """Where all histories of a part begin."""
    happened.clear()
    return Ground(sandbox, databases, redis_url)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_in_whatever_order(beginning: Ground, part: int) -> None:
    class Here(History):
        def __init__(self) -> None:
            super().__init__(beginning)

    run_state_machine_as_test(
        seed(part)(Here),
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert happened["histories"] >= HISTORIES
    for word, part in (("written", 20), ("succeeded", 20), ("cancelled", 20)):
        assert happened[word] >= HISTORIES // part, happened
    so_far.update(happened)
    assert so_far["slots"] >= so_far["histories"] // 250, "a few in a part, in some parts none"
    assert sum(happened[f"away, {event}"] for event in EVENTS) >= HISTORIES / 10, happened

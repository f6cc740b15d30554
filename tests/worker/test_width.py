"""How many calls may be out follows how long calls wait for their turn."""

from dataclasses import dataclass

import pytest

from worker.context import THREADS
from worker.engine.width import FIRST, LONG_WAIT_SECONDS, SHORT_WAIT_SECONDS, Width


@dataclass
class Told:
    """A pace as the transport tells it."""

    calls: int = 7
    waited_seconds: float = 3.0

    def send(self, calls: int, wait_each: float) -> None:
        self.calls += calls
        self.waited_seconds += calls * wait_each


def follow(*waits: float) -> list[int]:
    """The widths after so many rounds of two calls each."""
    told, widths = Told(), []
    width = Width(told)
    for wait in waits:
        told.send(2, wait)
        width.adapt()
        widths.append(width.calls)
    return widths


def test_it_begins_small_and_doubles_up_to_the_threads_while_nobody_waits() -> None:
    assert follow(0.0, 0.0, 0.0, 0.0) == [2 * FIRST, 4 * FIRST, THREADS, THREADS]


def test_it_shrinks_by_one_while_calls_wait_long_and_never_to_nothing() -> None:
    assert follow(0.0, 2.0, 2.0, 2.0, 2.0) == [4, 3, 2, 1, 1]


@pytest.mark.parametrize("wait", [SHORT_WAIT_SECONDS, LONG_WAIT_SECONDS])
def test_in_between_it_stays(wait: float) -> None:
    assert follow(wait, wait) == [FIRST, FIRST]


def test_without_calls_nothing_is_learnt() -> None:
    told = Told()
    width = Width(told)
    width.adapt()
    assert width.calls == FIRST

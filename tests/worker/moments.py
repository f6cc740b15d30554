"""What happens while a worker is at a named point of a run."""

from collections.abc import Callable

from worker import crash_points

_Happening = Callable[[], object]
At = Callable[[str, _Happening], None]
"""Lets something happen once, when the worker passes that point the next time."""


def happen_at(point: str, happening: _Happening) -> None:
    """Do so once; the fixture `at` takes it away after the test."""
    left = [happening]

    def hook(reached: str) -> None:
        if reached == point and left:
            left.pop()()

    crash_points.install_hook(hook)


def forget_moments() -> None:
    crash_points.install_hook(lambda _point: None)

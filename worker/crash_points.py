"""Named moments at which a test ends the process, to prove that nothing runs twice and nothing is lost.

In production the hook does nothing.
"""

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "dispatched",
    "handed_out",
    "enqueued",
    "claimed",
    "waiting_for_sync",
    "synced",
    "names_frozen",
    "planned_chunk",
    "planned",
    "opened",
    "read_live",
    "marked_started",
    "step_called",
    "step_recorded",
    "called",
    "recorded",
    "batch_done",
    "slice_over",
    "before_finish",
    "finished",
    "ended",
    "delivery_claimed",
    "delivered",
    "report_claimed",
)


def _nothing(_point: str) -> None:
    return None


_hook: Callable[[str], None] = _nothing


def install_hook(hook: Callable[[str], None]) -> None:
    """Call `hook` with the name of every point that this process passes. For crash tests only."""
    global _hook  # noqa: PLW0603 - one hook per process is the point of it
    _hook = hook


def reach(point: str) -> None:
    """Pass a point."""
    _hook(point)

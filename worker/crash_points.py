"""Named moments at which a test ends or stops the process, to prove that nothing runs twice and nothing is lost.

Each moment can also be written down with what it is about (run, attempt, operations), so that a model of the run can
say whether such a story may happen. In production both hooks do nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

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
    "calling",
    "step_called",
    "step_recorded",
    "called",
    "call_ended",
    "recorded",
    "batch_done",
    "slice_over",
    "before_finish",
    "finished",
    "ended",
    "delivery_claimed",
    "delivered",
    "report_claimed",
    "check_begun",
)


def _nothing(_point: str) -> None:
    return None


def _tell_nobody(_story: Mapping[str, Any]) -> None:
    return None


_hook: Callable[[str], None] = _nothing
_trace: Callable[[Mapping[str, Any]], None] = _tell_nobody
_facts: ContextVar[Mapping[str, Any] | None] = ContextVar("facts", default=None)


def install_hook(hook: Callable[[str], None]) -> None:
    """Call `hook` with the name of every point that this process passes. For crash tests only."""
    global _hook  # noqa: PLW0603 - one hook per process is the point of it
    _hook = hook


def install_trace(trace: Callable[[Mapping[str, Any]], None]) -> None:
    """Call `trace` with every point that this process passes, and what it is about."""
    global _trace  # noqa: PLW0603 - as above
    _trace = trace


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Name what the crash points that this thread passes meanwhile are about."""
    token = _facts.set({**(_facts.get() or {}), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def reach(point: str, **facts: Any) -> None:
    """Pass a point; `facts` say more about it."""
    _trace({"point": point, **(_facts.get() or {}), **facts})
    _hook(point)


def reach_at_once(*passed: tuple[str, Mapping[str, Any]]) -> None:
    """Pass points that one transaction brought about: all are told of before a test stops the process at one."""
    for point, facts in passed:
        _trace({"point": point, **(_facts.get() or {}), **facts})
    for point, _said in passed:
        _hook(point)

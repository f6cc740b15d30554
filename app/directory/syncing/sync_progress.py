"""How far a sync is, and how long it will take, from counts. Pure.

Calls are counted from pages still to be read. While the first minute's allowance lasts, calls go faster than they
will later on, so the estimate is never below what the assumed allowance permits until a minute has passed.
"""

from collections.abc import Sequence
from typing import Any, Final

from app.atlassian.families import ALLOWANCES, Family
from app.directory.syncing.sync_rows import Walk
from app.domain.states import WalkState

PAGE_ROWS: Final = 100
PREPARATION_CALLS: Final = 3
_FREE_CALLS: Final = 150


def build_progress(walks: Sequence[Walk], calls_done: int, elapsed_seconds: float) -> dict[str, Any]:
    """The facts for people; `eta_seconds` is None until something was read. elapsed_seconds: since the start."""
    remaining = sum(_remaining_pages(walk) for walk in walks)
    is_over = all(walk.state != WalkState.PENDING for walk in walks)
    return {
        "users_done": _count_rows(walks, "users"),
        "users_total": _count_expected(walks, "users"),
        "groups_done": _count_rows(walks, "groups"),
        "groups_total": _count_expected(walks, "groups"),
        "walks_done": sum(walk.state != WalkState.PENDING for walk in walks),
        "walks_total": len(walks),
        "calls_done": calls_done,
        "calls_expected": calls_done + remaining,
        "eta_seconds": 0 if is_over else _estimate(walks, remaining, calls_done, elapsed_seconds),
    }


def _count_rows(walks: Sequence[Walk], kind: str) -> int:
    return sum(min(walk.rows, _total(walk)) for walk in walks if walk.kind == kind)


def _count_expected(walks: Sequence[Walk], kind: str) -> int:
    return sum(_total(walk) for walk in walks if walk.kind == kind)


def _total(walk: Walk) -> int:
    """Atlassian's count; once all was read, what was read (people come and go meanwhile)."""
    expected = walk.expected_rows or 0
    return walk.rows if walk.is_read else max(expected, walk.rows)


def _remaining_pages(walk: Walk) -> int:
    if walk.state != WalkState.PENDING or walk.is_read:
        return 0
    planned = -(-(walk.expected_rows or 0) // PAGE_ROWS)
    return max(planned - walk.pages, 1)


def _estimate(walks: Sequence[Walk], remaining: int, calls_done: int, elapsed_seconds: float) -> int | None:
    if calls_done <= PREPARATION_CALLS or elapsed_seconds <= 0:
        return None
    seconds = remaining * elapsed_seconds / calls_done
    read = [walk for walk in walks if walk.pages > 0 and walk.state == WalkState.PENDING]
    if read:
        # Pages of one walk come one after another, whatever else runs beside it.
        seconds = max(seconds, *(_remaining_pages(walk) * elapsed_seconds / walk.pages for walk in read))
    allowance = ALLOWANCES[Family.USERS_SEARCH]
    if elapsed_seconds < allowance.window_seconds:
        paced = max(calls_done + remaining - _FREE_CALLS, 0) * allowance.window_seconds / allowance.calls
        seconds = max(seconds, paced - elapsed_seconds)
    return round(seconds)

"""Progress and the honest estimate."""

from typing import Any

import pytest

from app.directory.syncing.sync_progress import build_progress
from app.directory.syncing.sync_rows import Walk


def walk(kind: str = "users", **values: Any) -> Walk:
    plain: dict[str, Any] = {
        "position": 0,
        "kind": kind,
        "directory_id": "d",
        "directory_row_id": 1,
        "app_row_id": None,
        "resource_id": None,
        "role": None,
        "state": "pending",
        "cursor": None,
        "pages": 0,
        "rows": 0,
        "expected_rows": None,
        "faults": 0,
        "faulty_since": None,
        "restarts": 0,
        "not_before": None,
        "error": None,
        "fault": None,
    }
    return Walk(**(plain | values))


def users(pages: int, total: int, **values: Any) -> Walk:
    return walk(pages=pages, rows=min(pages * 100, total), expected_rows=total, cursor="c", **values)


def test_before_anything_was_read_no_time_is_promised() -> None:
    progress = build_progress([users(0, 1000)], calls_done=3, elapsed_seconds=0.5)
    assert progress["eta_seconds"] is None
    assert (progress["users_done"], progress["users_total"]) == (0, 1000)
    assert (progress["calls_done"], progress["calls_expected"]) == (3, 13)


def test_at_the_end_nothing_remains() -> None:
    done = [users(10, 1000, state="done"), walk("groups", state="done", pages=1, rows=4, expected_rows=5)]
    progress = build_progress(done, calls_done=14, elapsed_seconds=5.0)
    assert progress["eta_seconds"] == 0
    assert progress["calls_expected"] == 14
    assert (progress["walks_done"], progress["walks_total"]) == (2, 2)


def test_what_was_read_in_the_end_counts_as_the_total() -> None:
    progress = build_progress([walk(pages=10, rows=990, expected_rows=1000)], calls_done=14, elapsed_seconds=5.0)
    assert (progress["users_done"], progress["users_total"]) == (990, 990)


def test_more_rows_than_were_counted_never_show_more_than_all() -> None:
    progress = build_progress([users(11, 1000), walk("groups")], calls_done=14, elapsed_seconds=5.0)
    assert progress["users_done"] <= progress["users_total"]


def test_the_pace_so_far_decides_once_a_minute_has_passed() -> None:
    progress = build_progress([users(300, 60_000)], calls_done=303, elapsed_seconds=60.6)
    assert progress["eta_seconds"] == pytest.approx(60.6, abs=1)


def test_the_quick_start_does_not_promise_too_much() -> None:
    progress = build_progress([users(100, 100_000)], calls_done=103, elapsed_seconds=10.0)
    assert progress["eta_seconds"] == pytest.approx(161, abs=2)


def test_one_long_walk_cannot_be_hurried_by_many_short_ones() -> None:
    walks = [users(10, 10_000), *[walk("grants", state="done", pages=1) for _ in range(90)]]
    progress = build_progress(walks, calls_done=103, elapsed_seconds=100.0)
    assert progress["eta_seconds"] == pytest.approx(900, abs=5)


def test_failed_walks_are_over() -> None:
    progress = build_progress([users(1, 1000, state="failed")], calls_done=10, elapsed_seconds=5.0)
    assert (progress["walks_done"], progress["eta_seconds"]) == (1, 0)

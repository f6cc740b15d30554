"""Growth is told from noise, from warming up, and from processes that did not live long enough."""

import os
import random

import pytest

from tests.chaos.watch import (
    KINDS,
    MOST_GROWTH_MB,
    Series,
    find_crowd,
    find_growth,
    find_unseen,
    iter_processes,
    read_megabytes,
)

LEAK = [(float(at), 100.0 + at * 2) for at in range(60)]
FLAT = [(float(at), 100.0 + random.Random(at).uniform(-15, 15)) for at in range(60)]
WARMING = [(50.0 + at, min(20.0 + at * 4, 90.0)) for at in range(60)]


@pytest.mark.parametrize(("series", "grows"), [(LEAK, True), (FLAT, False), (WARMING, False), (LEAK[:8], False)])
def test_what_grows_is_told(series: Series, grows: bool) -> None:
    found = find_growth({("gunicorn", 1): series, ("worker.scheduler", 2): FLAT})
    assert list(found) == (["gunicorn 1"] if grows else [])
    assert all(growth > MOST_GROWTH_MB for growth in found.values())


@pytest.mark.parametrize(
    ("counts", "is_crowd"),
    [([20, 25, 22, 24, 23, 21], False), ([20, 22, 24, 60, 70, 80], True), ([20, 95, 20, 20, 20, 20], True), ([], True)],
)
def test_connections_that_pile_up_are_told(counts: list[int], is_crowd: bool) -> None:
    assert (find_crowd([(float(at), float(count)) for at, count in enumerate(counts)]) is not None) is is_crowd


def test_a_kind_that_nobody_looked_at_is_told() -> None:
    seen = {(kind, 1): [(0.0, 5.0)] for kind in KINDS}
    assert find_unseen(seen) == []
    for kind in KINDS:
        without = {key: series for key, series in seen.items() if key[0] != kind}
        assert find_unseen(without) == find_unseen(without | {(kind, 1): []}) == [kind]
    assert find_unseen({}) == list(KINDS)


def test_a_process_is_read_and_one_that_is_gone_is_nothing() -> None:
    assert read_megabytes(os.getpid()) > 5
    assert read_megabytes(2**22) == 0.0
    assert list(iter_processes(2**22)) == []

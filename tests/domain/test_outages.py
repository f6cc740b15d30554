"""How long work waits in an outage: pauses grow, are bounded, and end with the patience."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.engine.outages import FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, plan_next_try

SINCE = datetime(2026, 11, 29, 10, tzinfo=UTC)


def list_tries(length: timedelta) -> list[timedelta]:
    """When an outage of that length is looked at, counted from its beginning."""
    tries = [timedelta()]
    while tries[-1] < length:
        following = plan_next_try(SINCE, SINCE + tries[-1])
        if following is None:
            break
        tries.append(following - SINCE)
    return tries


def test_pauses_grow_from_seconds_to_minutes_and_no_further() -> None:
    tries = list_tries(timedelta(hours=10))
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses[0] == FIRST_PAUSE
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


@pytest.mark.parametrize(("length", "most_late"), [(45, 30), (180, 120), (600, 300), (7200, 900)])
def test_the_end_of_an_outage_is_noticed_soon_for_its_length(length: int, most_late: int) -> None:
    noticed = list_tries(timedelta(seconds=length))[-1]
    assert timedelta(seconds=length) <= noticed <= timedelta(seconds=length + most_late)


def test_a_day_of_outage_costs_few_tries_and_the_last_one_is_at_its_end() -> None:
    tries = list_tries(timedelta(days=2))
    assert tries[-1] == PATIENCE
    assert len(tries) < 130
    assert plan_next_try(SINCE, SINCE + PATIENCE) is None
    assert plan_next_try(SINCE, SINCE + PATIENCE - timedelta(seconds=1)) == SINCE + PATIENCE

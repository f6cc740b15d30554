"""When the first people of a task's first live run go before the others, and what keeps the run from these."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine import reasons
from app.domain.engine.holds import OrganizationLimit, find_holds
from app.domain.engine.ramp import choose_first, proves, stops


@pytest.mark.parametrize(
    ("first", "planned", "is_proved", "is_released", "expected"),
    [
        (10, 11, False, False, 10),
        (10, 10, False, False, None),
        (10, 0, False, False, None),
        (10, 5_000, True, False, None),
        (10, 5_000, False, True, None),
        (0, 5_000, False, False, None),
        (1, 2, False, False, 1),
    ],
)
def test_a_ramp_is_for_more_people_than_it_has_and_for_what_nobody_has_seen(
    first: int, planned: int, is_proved: bool, is_released: bool, expected: int | None
) -> None:
    assert choose_first(first, planned, is_proved=is_proved, is_released=is_released) == expected


@pytest.mark.parametrize(
    ("state", "reason", "affected", "expected"),
    [
        ("succeeded", None, 12, True),
        ("partial", None, 12, True),
        ("succeeded", None, 0, False),
        ("partial", reasons.RAMP_STOPPED, 9, False),
        ("failed", None, 3, False),
        ("cancelled", None, 3, False),
        ("tested", None, 3, False),
    ],
)
def test_only_a_run_that_changed_somebody_and_went_on_proves_something(
    state: str, reason: str | None, affected: int, expected: bool
) -> None:
    assert proves(state, reason, affected) is expected


@given(st.sampled_from(sorted(reasons.SENTENCES)))
def test_every_failure_stops_but_those_that_a_preview_tells(reason: str) -> None:
    assert stops(reason) is (reason not in {reasons.ACCESS_REMAINS, reasons.SHARED_GROUP})
    assert stops(None)


def test_what_was_stopped_waits_for_a_release_the_next_time() -> None:
    nothing = OrganizationLimit(100, 10, 500)

    def hold(planned: int, stopped_at: int | None) -> list[tuple[str, int, int]]:
        found = find_holds(
            planned=planned, matched=planned, task_limit=None, organization=nothing, history=[], stopped_at=stopped_at
        )
        return [(one.reason, one.people, one.limit) for one in found]

    assert hold(40, 10) == [(reasons.RAMP_STOPPED, 40, 10)]
    assert hold(40, None) == hold(0, 10) == []

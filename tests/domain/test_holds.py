"""What makes a run wait: its task's limit, the organization's share, and what is unusual for the task."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine import reasons
from app.domain.engine.holds import Hold, OrganizationLimit, find_holds
from app.domain.notices.words import find_words

NO_LIMIT = OrganizationLimit(percent=100, people=10, active=120)


def limit(percent: int = 5, people: int = 10, active: int = 1000) -> OrganizationLimit:
    return OrganizationLimit(percent, people, active)


@pytest.mark.parametrize(
    ("share", "number"),
    [
        (limit(), 50),
        (limit(active=1019), 50),
        (limit(active=1020), 51),
        (limit(active=120), 10),
        (limit(active=0), 10),
        (limit(people=0, active=0), 0),
        (limit(people=70), 70),
        (limit(percent=99), 990),
        (limit(percent=100), None),
    ],
)
def test_the_share_is_so_many_percent_and_never_fewer_people_than_may_always_change(
    share: OrganizationLimit, number: int | None
) -> None:
    assert share.number == number


@pytest.mark.parametrize(("planned", "is_held"), [(50, False), (51, True)])
def test_more_than_the_share_waits(planned: int, is_held: bool) -> None:
    holds = find_holds(planned=planned, matched=planned, task_limit=None, organization=limit(), history=[])

    assert holds == ([Hold(reasons.OVER_SHARE, planned, 50, 1000)] if is_held else [])


@pytest.mark.parametrize(("planned", "is_held"), [(7, False), (8, True)])
def test_more_than_the_limit_of_the_task_waits(planned: int, is_held: bool) -> None:
    holds = find_holds(planned=planned, matched=99, task_limit=7, organization=NO_LIMIT, history=[])

    assert holds == ([Hold(reasons.OVER_LIMIT, planned, 7)] if is_held else [])


@pytest.mark.parametrize(
    ("matched", "planned", "history", "usual"),
    [
        (224, 224, [3, 1, 1], 3),
        (11, 11, [0, 0], 0),
        (31, 31, [10, 2], 10),
        (30, 30, [10, 2], None),
        (224, 224, [3], None),
        (224, 224, [], None),
        (224, 10, [3, 1, 1], None),
        (224, 11, [3, 1, 1], 3),
        (224, 224, [3, 1, 1, 1, 1, 200], 3),
        (224, 224, [3, 1, 1, 1, 200], None),
    ],
)
def test_far_more_than_the_last_runs_matched_waits(
    matched: int, planned: int, history: list[int], usual: int | None
) -> None:
    holds = find_holds(planned=planned, matched=matched, task_limit=None, organization=NO_LIMIT, history=history)

    assert [(hold.reason, hold.people, hold.limit) for hold in holds] == (
        [] if usual is None else [(reasons.UNUSUAL, matched, usual)]
    )


@given(
    planned=st.integers(0, 300), extra=st.integers(0, 300), task=st.none() | st.integers(1, 300),
    percent=st.integers(1, 100), people=st.integers(0, 300), active=st.integers(0, 3000),
    history=st.lists(st.integers(0, 300), max_size=8),
)  # fmt: skip
def test_every_reason_is_told_with_numbers_that_are_one_and_whoever_changes_nobody_never_waits(
    planned: int, extra: int, task: int | None, percent: int, people: int, active: int, history: list[int]
) -> None:
    share = OrganizationLimit(percent, people, active)
    holds = find_holds(
        planned=planned, matched=planned + extra, task_limit=task, organization=share, history=history
    )  # fmt: skip

    assert all(hold.people > hold.limit for hold in holds)
    assert len({hold.reason for hold in holds}) == len(holds)
    assert not (planned == 0 and holds)
    alone = [
        *find_holds(planned=planned, matched=0, task_limit=task, organization=NO_LIMIT, history=[]),
        *find_holds(planned=planned, matched=0, task_limit=None, organization=share, history=[]),
    ]
    assert holds[: len(alone)] == alone


def test_a_reason_reads_as_a_sentence_with_both_numbers() -> None:
    stored = {"reason": "unusual", "people": 1224, "limit": 3, "basis": 5}

    say = find_words("en").describe_hold
    assert say(stored) == "1,224 users match; in the last 5 runs of this task it were 3 at most."
    assert say({"reason": "of tomorrow"}) == "of tomorrow"

"""Confirmed, not applied, or not to be told: one operation against a look."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.automation.actions.records import Element
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED, Awaited, Seen, is_overwritten, judge
from app.domain.engine.recent import SETTLING, LoggedChange

OLD = SETTLING
YOUNG = SETTLING - timedelta(seconds=1)
GROUP: Element = ("group", "g")
STATUS: Element = ("directory", "d")


def await_(element: Element, *, is_there: bool) -> Awaited:
    return Awaited({element: is_there}, frozenset({"d"}))


def see(*groups: str, status: str = "active") -> Seen:
    return Seen(frozenset(groups), {"d": status})


@pytest.mark.parametrize(
    ("awaited", "right", "wrong"),
    [
        (await_(GROUP, is_there=True), see("g"), see("other")),
        (await_(GROUP, is_there=False), see("other"), see("g")),
        (await_(STATUS, is_there=True), see(status="suspended"), see()),
        (await_(STATUS, is_there=False), see(), see(status="suspended")),
    ],
)
def test_not_yet_is_not_no(awaited: Awaited, right: Seen, wrong: Seen) -> None:
    assert [judge(awaited, right, age) for age in (timedelta(), YOUNG, OLD)] == [CONFIRMED] * 3
    assert [judge(awaited, wrong, age) for age in (timedelta(), YOUNG, OLD)] == [None, None, NOT_APPLIED]


@pytest.mark.parametrize(
    "seen",
    [None, Seen(None, {"d": "quarantined"}), Seen(frozenset(), {}), Seen(None, {})],
    ids=["nobody", "cut list, odd status", "not in the directory", "nothing"],
)
@pytest.mark.parametrize("element", [GROUP, STATUS, ("role", "app|user")])
def test_what_a_look_does_not_tell_is_no_answer(element: Element, seen: Seen | None) -> None:
    assert judge(await_(element, is_there=True), seen, OLD) is None


def test_of_several_things_one_that_is_wrong_decides_and_one_that_is_open_confirms_nothing() -> None:
    parts = Awaited({GROUP: False, ("group", "h"): False}, frozenset({"d"}))
    assert judge(parts, see(), OLD) == CONFIRMED
    assert judge(parts, see("h"), OLD) == NOT_APPLIED
    assert judge(Awaited({GROUP: False, ("role", "r"): False}, frozenset({"d"})), see(), OLD) is None
    assert judge(Awaited({}), see(), OLD) is None


@pytest.mark.parametrize(
    ("run_id", "is_there", "expected"), [(7, True, False), (8, True, True), (7, False, True), (8, None, True)]
)
def test_a_later_write_to_the_same_thing_takes_its_place(run_id: int, is_there: bool | None, expected: bool) -> None:
    last = {GROUP: LoggedChange(is_there, datetime(2026, 11, 23, tzinfo=UTC), run_id)}
    assert is_overwritten(await_(GROUP, is_there=True), last, 7) is expected
    assert not is_overwritten(await_(STATUS, is_there=True), last, 7)

from string import Formatter

import pytest

from app.domain.faults import FAULTS, Fault, read_fault
from app.domain.mistakes import MISTAKES

NUMBERS = {"counted": 20, "listed": 3, "most": 9, "status": 502}


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_read_again_as_it_was_written(code: str) -> None:
    names = {name for _text, name, _format, _conversion in Formatter().parse(FAULTS[code]) if name}  # type: ignore[index]
    fault = Fault(code, {name: NUMBERS[name] for name in names}).reading("users", 2)  # type: ignore[arg-type]

    assert read_fault(fault.as_json()) == fault
    assert "{" not in fault.sentence


def test_an_address_that_may_not_be_used_is_told_by_what_is_wrong_with_it() -> None:
    assert Fault("bad_address", {"mistake": "host_private"}).sentence == MISTAKES["host_private"]


@pytest.mark.parametrize(
    "stored", [None, {}, {"code": "of_tomorrow", "values": {}}, {"code": "down"}, {"code": "down", "values": []}]
)
def test_what_this_release_does_not_know_is_no_fault(stored: dict[str, object] | None) -> None:
    assert read_fault(stored) is None


def test_values_that_are_no_text_and_no_number_are_left_out() -> None:
    assert read_fault({"code": "down", "values": {"more": 1, "odd": None, "list": [1]}}) == Fault("down", {"more": 1})

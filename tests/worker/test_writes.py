"""What shows of a write that was begun, by the user's row and by what may still be hidden."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.automation.actions import Action
from app.domain.automation.actions.records import Element
from app.domain.engine.recent import LoggedChange
from tests.domain.people import CATALOGUE, person
from tests.worker.deciding import BEGUN, JOIN, JUST_NOW, LEAVE, OTHER, step
from worker.engine.writes import WRITES, Look
from worker.engine.writes.write import is_believed
from worker.live.live import LiveUser

NOBODY: Any = None
IN, OUT = (
    {("group", "g-staff"): LoggedChange(True, JUST_NOW, OTHER)},
    {("group", "g-staff"): LoggedChange(False, JUST_NOW, OTHER)},
)


@pytest.mark.parametrize(
    ("action", "groups", "recent", "is_done"),
    [
        (JOIN, ("g-staff",), {}, True),
        (JOIN, (), {}, False),
        (JOIN, ("g-staff",), IN, True),
        (JOIN, ("g-staff",), OUT, False),
        (LEAVE, (), {}, True),
        (LEAVE, ("g-staff",), {}, False),
        (LEAVE, (), OUT, True),
        (LEAVE, (), IN, False),
    ],
)
def test_a_write_shows_when_the_row_and_the_log_agree(
    action: Action, groups: tuple[str, ...], recent: Mapping[Element, LoggedChange], is_done: bool
) -> None:
    live = LiveUser(person(groups=frozenset(groups)))

    sight = WRITES[action.type].see(Look(NOBODY, step(action, **BEGUN), live, CATALOGUE, recent))

    assert sight.is_done is is_done


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize(
    ("written", "is_so"), [("nothing", True), ("the same", True), ("the contrary", False), ("not known", False)]
)
def test_what_shows_is_believed_unless_a_write_of_ours_may_still_be_hidden(
    written: str, is_so: bool, is_there: bool
) -> None:
    element: Element = ("role", "app|admin")
    left = {"the same": is_there, "the contrary": not is_there, "not known": None}
    recent = {element: LoggedChange(left[written], JUST_NOW, OTHER)} if written in left else {}
    elsewhere: Element = ("role", "app|user")
    recent[elsewhere] = LoggedChange(not is_there, JUST_NOW, OTHER)
    assert is_believed(recent, element, is_there=is_there) is is_so

"""Came back, or not to be told: one operation that held, against what a later sync has read."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.automation.actions.records import Element
from app.domain.engine.afterwards.checks import Awaited, Seen
from app.domain.engine.afterwards.returns import APART, WATCHED, Reading, Watched, find_returned, is_comparison_due, see
from app.domain.engine.recent import SETTLING, LoggedChange
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts

WRITTEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONFIRMED = WRITTEN + SETTLING + timedelta(seconds=20)
MORNING = WRITTEN + timedelta(hours=14)
APP = "ari:cloud:jira-software::site/1"
ROLE = f"{APP}|atlassian/user"
CATALOGUE = Catalogue(
    groups={name: GroupFacts(name, name, "d", False, frozenset()) for name in ("g", "h")},
    apps={APP: AppFacts(APP, "Jira", "1", "one", "jira-software")},
)
STATES: dict[Element, tuple[Seen, Seen]] = {
    ("group", "g"): (Seen(frozenset("g"), {"d": "active"}), Seen(frozenset(), {"d": "active"})),
    ("directory", "d"): (Seen(frozenset(), {"d": "suspended"}), Seen(frozenset(), {"d": "active"})),
    ("role", ROLE): (
        Seen(frozenset(), {"d": "active"}, frozenset({ROLE})),
        Seen(frozenset(), {"d": "active"}, frozenset()),
    ),
}
"""Of each kind of thing: a person who has it, and one who has not."""


def find(
    element: Element,
    seen: Seen | None,
    *,
    is_there: bool,
    last: LoggedChange | None = None,
    since: datetime = MORNING,
    confirmed_at: datetime = CONFIRMED,
    catalogue: Catalogue = CATALOGUE,
) -> frozenset[Element]:
    watched = Watched(1, "a", Awaited({element: is_there}, frozenset({"d"})), WRITTEN, confirmed_at)
    return find_returned(watched, Reading(seen, catalogue, since), {} if last is None else {element: last}, 7)


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("element", STATES)
def test_what_shows_as_it_was_before_came_back(element: Element, is_there: bool) -> None:
    having, lacking = STATES[element]
    assert find(element, having, is_there=is_there) == (frozenset() if is_there else {element})
    assert find(element, lacking, is_there=is_there) == ({element} if is_there else frozenset())


@pytest.mark.parametrize("lag", [0, 30, 120, 179])
@pytest.mark.parametrize("element", STATES)
def test_what_was_read_within_the_lag_says_nothing(element: Element, lag: int) -> None:
    read_since = WRITTEN + timedelta(seconds=lag)
    assert not find(element, STATES[element][0], is_there=False, since=read_since, confirmed_at=WRITTEN)


@pytest.mark.parametrize("element", STATES)
def test_what_was_read_before_it_was_seen_to_hold_says_nothing(element: Element) -> None:
    late = MORNING + timedelta(seconds=1)
    assert not find(element, STATES[element][0], is_there=False, confirmed_at=late)
    assert find(element, STATES[element][0], is_there=False, confirmed_at=MORNING)


@pytest.mark.parametrize(
    ("run_id", "is_there", "is_told"),
    [(7, False, True), (8, False, False), (8, True, False), (8, None, False), (7, True, False)],
)
@pytest.mark.parametrize("element", STATES)
def test_what_a_later_write_of_ours_went_to_is_its_doing(
    element: Element, run_id: int, is_there: bool | None, is_told: bool
) -> None:
    last = LoggedChange(is_there, WRITTEN + timedelta(hours=1), run_id)
    assert bool(find(element, STATES[element][0], is_there=False, last=last)) is is_told


@pytest.mark.parametrize(
    ("element", "seen"),
    [
        *((element, None) for element in STATES),
        (("group", "g"), Seen(frozenset(), {})),
        (("group", "g"), Seen(None, {"d": "active"})),
        (("group", "gone"), Seen(frozenset(), {"d": "active"})),
        (("directory", "d"), Seen(frozenset(), {"d": "unknown"})),
        (("directory", "d"), Seen(frozenset(), {})),
        (("role", ROLE), Seen(frozenset(), {"d": "active"})),
        (("role", ROLE), Seen(frozenset(), {"d": "active"}, frozenset(), frozenset({ROLE}))),
        (("role", ROLE), Seen(frozenset(), {"d": "suspended"}, frozenset())),
        (("role", "ari:cloud:gone::site/1|atlassian/user"), Seen(frozenset(), {"d": "active"}, frozenset())),
    ],
)
def test_who_is_gone_and_what_is_not_told_did_not_come_back(element: Element, seen: Seen | None) -> None:
    assert not find(element, seen, is_there=True)


def test_a_role_that_a_group_gives_is_no_direct_one() -> None:
    role = (APP, "atlassian/user")
    giving = Catalogue(groups={"g": GroupFacts("g", "g", "d", False, frozenset({role}))}, apps=CATALOGUE.apps)
    through = see(
        UserFacts("a", groups=frozenset("g"), app_roles=frozenset({role}), directories={"d": "active"}), giving
    )
    direct = see(UserFacts("a", app_roles=frozenset({role}), directories={"d": "active"}), giving)
    assert not find(("role", ROLE), through, is_there=False, catalogue=giving)
    assert find(("role", ROLE), direct, is_there=False, catalogue=giving)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("compared_at", "read_since", "is_due"),
    [
        (None, WRITTEN + SETTLING - timedelta(seconds=1), False),
        (None, WRITTEN + SETTLING, True),
        (None, WRITTEN + 5 * WATCHED, True),
        (WRITTEN + HOUR, WRITTEN + HOUR + APART - timedelta(seconds=1), False),
        (WRITTEN + HOUR, WRITTEN + HOUR + APART, True),
        (WRITTEN + WATCHED - HOUR, WRITTEN + WATCHED, True),
        (WRITTEN + WATCHED, WRITTEN + 2 * WATCHED, False),
    ],
)
def test_a_run_is_compared_until_a_night_has_passed(
    compared_at: datetime | None, read_since: datetime, is_due: bool
) -> None:
    assert is_comparison_due(WRITTEN, compared_at, read_since) is is_due

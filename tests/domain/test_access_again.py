"""Access that is there again after a step took it: through what, and when nothing may be said."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.automation.actions.records import Element
from app.domain.engine.afterwards.checks import Awaited
from app.domain.engine.afterwards.returns import Reading, Watched, find_access_again, see
from app.domain.engine.recent import SETTLING, LoggedChange
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts

WRITTEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONFIRMED = WRITTEN + SETTLING + timedelta(seconds=20)
APP = "ari:cloud:jira-software::site/1"
OTHER = "ari:cloud:confluence::site/1"
USER = "atlassian/user"
CATALOGUE = Catalogue(
    groups={
        "gives": GroupFacts("gives", "Gives", "d", False, frozenset({(APP, USER)})),
        "managed": GroupFacts("managed", "Managed", "d", True, frozenset({(APP, USER)})),
        "plain": GroupFacts("plain", "Plain", "d", False, frozenset()),
    },
    apps={APP: AppFacts(APP, "Jira", "1", "one", "jira-software")},
)
DIRECT: Element = ("role", f"{APP}|{USER}")


def find(
    *groups: str,
    roles: frozenset[tuple[str, str]] = frozenset(),
    taken: frozenset[str] = frozenset({APP}),
    last: dict[Element, LoggedChange] | None = None,
    minutes: int = 14 * 60,
    is_there: bool = True,
) -> list[tuple[str, str | None]]:
    watched = Watched(1, "a", Awaited({}, frozenset()), WRITTEN, CONFIRMED, taken)
    given = frozenset(pair for one in groups for pair in CATALOGUE.groups[one].grants)
    user = UserFacts("a", groups=frozenset(groups), app_roles=roles | given)
    reading = Reading(see(user, CATALOGUE) if is_there else None, CATALOGUE, WRITTEN + timedelta(minutes=minutes))
    return [
        (one.kind, one.group_id or one.role) for one in find_access_again(watched, reading, user.app_roles, last or {})
    ]


@pytest.mark.parametrize(
    ("groups", "roles", "told"),
    [
        (("gives",), frozenset(), [("gives_again", "gives")]),
        (("managed",), frozenset(), [("gives_again", "managed")]),
        (("plain",), frozenset(), []),
        ((), frozenset({(APP, USER)}), [("direct_again", USER)]),
        ((), frozenset({(OTHER, USER)}), []),
        (("gives",), frozenset({(APP, USER)}), [("gives_again", "gives")]),
    ],
)
def test_the_way_by_which_it_is_there_again_is_named(
    groups: tuple[str, ...], roles: frozenset[tuple[str, str]], told: list[tuple[str, str]]
) -> None:
    assert find(*groups, roles=roles) == told


def test_what_the_step_did_not_take_did_not_come_back() -> None:
    assert find("gives", taken=frozenset()) == []
    assert find(roles=frozenset({(OTHER, USER)}), taken=frozenset({OTHER})) == [], "an app that nobody knows any more"


def test_nothing_is_said_of_who_is_gone_nor_from_an_old_reading() -> None:
    assert find("gives", is_there=False) == []
    assert find("gives", minutes=1) == []
    assert find("gives", minutes=3) == [], "before it was seen to hold"


@pytest.mark.parametrize("is_there", [True, None])
def test_what_a_write_of_ours_gave_did_not_come_back(is_there: bool | None) -> None:
    gave = LoggedChange(is_there, WRITTEN + timedelta(hours=1), 8)
    assert find("gives", last={("group", "gives"): gave}) == []
    assert find(roles=frozenset({(APP, USER)}), last={DIRECT: gave}) == []
    took = LoggedChange(False, WRITTEN, 7)
    assert find("gives", last={("group", "gives"): took}) == [("gives_again", "gives")]

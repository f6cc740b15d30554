"""What is left of access after a step took some: which questions are open, and through what it remains."""

from datetime import UTC, datetime

import pytest

from app.domain.automation.actions.records import Element
from app.domain.engine.afterwards.checks import CONFIRMED, NOT_APPLIED, Awaited, Seen, judge
from app.domain.engine.afterwards.rest import (
    Held,
    Rest,
    find_rest,
    is_explained,
    list_open_apps,
    list_open_roles,
    see_granted,
    with_roles,
)
from app.domain.engine.recent import SETTLING, LoggedChange
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts

USER, ADMIN = "atlassian/user", "atlassian/admin"
CATALOGUE = Catalogue(
    groups={
        "left": GroupFacts("left", "Left", "d", grants=frozenset({("jira", USER)})),
        "other": GroupFacts("other", "Other", "d", grants=frozenset({("jira", USER), ("wiki", USER)})),
        "managed": GroupFacts(
            "managed", "Managed", "d", is_externally_managed=True, grants=frozenset({("jira", USER)})
        ),
        "plain": GroupFacts("plain", "Plain", "d"),
    },
    apps={one: AppFacts(one, one.title(), "s", "Main") for one in ("jira", "wiki")},
)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def see(*groups: str, count: int | None = None, status: str = "active") -> Seen:
    granted = see_granted(groups, CATALOGUE)
    return Seen(frozenset(groups), {"d": status}, granted_roles=granted, app_count=count)


@pytest.mark.parametrize(
    ("seen", "explained"),
    [
        (see(count=0), True),
        (see("plain", count=0), True),
        (see("other", count=2), True),
        (see("other", count=3), False),
        (see("other", count=1), False),
        (see("other"), False),
        (Seen(None, {"d": "active"}, app_count=0), False),
    ],
)
def test_only_as_many_apps_as_groups_give_leave_nothing_to_ask(seen: Seen, explained: bool) -> None:
    assert is_explained(seen) is explained
    assert list_open_apps({"mail"}, seen) == (frozenset() if explained else {"mail"})


def test_what_a_group_goes_on_giving_is_not_asked_for() -> None:
    assert list_open_apps({"jira", "mail"}, see("other", count=5)) == {"mail"}


@pytest.mark.parametrize(
    ("is_there", "seen", "asked"),
    [
        (False, see(count=0), False),
        (False, see(count=1), True),
        (False, see(), True),
        (False, see("other", count=2), False),
        (True, see(count=0), True),
        (True, see(count=1), True),
    ],
)
def test_a_direct_role_is_asked_for_unless_its_absence_follows(is_there: bool, seen: Seen, asked: bool) -> None:
    awaited = Awaited({("role", f"jira|{USER}"): is_there})
    assert list(list_open_roles(awaited, seen)) == ([("jira", USER)] if asked else [])


def test_a_role_beside_that_of_a_group_on_the_same_app_is_asked_for() -> None:
    awaited = Awaited({("role", f"jira|{ADMIN}"): False})
    assert list(list_open_roles(awaited, see("other", count=2))) == [("jira", ADMIN)]


@pytest.mark.parametrize(
    ("is_there", "held", "verdict"),
    [
        (False, (), CONFIRMED),
        (False, (("jira", ADMIN),), NOT_APPLIED),
        (True, (("jira", ADMIN),), CONFIRMED),
        (True, (), NOT_APPLIED),
    ],
)
def test_the_answer_judges_a_role_that_was_given_or_taken(
    is_there: bool, held: tuple[tuple[str, str], ...], verdict: str
) -> None:
    awaited = Awaited({("role", f"jira|{ADMIN}"): is_there})
    seen = with_roles(see("other", count=2), held)
    assert judge(awaited, seen, SETTLING) == verdict
    young = judge(awaited, seen, SETTLING / 2)
    assert young == (CONFIRMED if verdict == CONFIRMED else None), "not yet is not no"


def test_of_somebody_suspended_a_role_that_does_not_show_says_nothing() -> None:
    awaited = Awaited({("role", f"jira|{USER}"): False})
    assert judge(awaited, with_roles(see(count=0, status="suspended"), ()), SETTLING) is None


def rest_of(seen: Seen, held: Held = Held(), last: dict[Element, LoggedChange] | None = None) -> Rest:  # noqa: B008
    return find_rest({"jira"}, seen, held, last or {}, CATALOGUE)


def test_access_remains_through_a_group_a_managed_one_or_a_direct_role_and_the_rest_is_named() -> None:
    told = {
        "nothing": rest_of(see("plain")),
        "group": rest_of(see("other")),
        "managed": rest_of(see("managed")),
        "direct": rest_of(see(), Held(frozenset({"jira"}), frozenset({("jira", ADMIN), ("wiki", USER)}))),
        "unread": rest_of(see(), Held(frozenset({"jira"}))),
    }
    kinds = {word: [(one.kind, one.group_id or one.role) for one in rest.details] for word, rest in told.items()}
    assert kinds == {
        "nothing": [],
        "group": [("keeps_apps", "other")],
        "managed": [("keeps_managed", "managed")],
        "direct": [("keeps_direct", ADMIN)],
        "unread": [],
    }
    assert {word for word, rest in told.items() if rest.apps} == {"group", "managed", "direct", "unread"}
    assert {word for word, rest in told.items() if rest.unread} == {"unread"}
    assert told["direct"].direct == {("jira", ADMIN)}


@pytest.mark.parametrize("is_there", [True, None])
def test_what_a_later_run_gave_does_not_remain(is_there: bool | None) -> None:
    change = LoggedChange(is_there, AT, 2)
    assert rest_of(see("other"), last={("group", "other"): change}) == Rest()
    direct = Held(frozenset({"jira"}), frozenset({("jira", USER)}))
    assert rest_of(see(), direct, {("role", f"jira|{USER}"): change}) == Rest()


def test_what_a_run_took_and_shows_nevertheless_remains() -> None:
    change = LoggedChange(False, AT, 2)
    assert rest_of(see("other"), last={("group", "other"): change}).apps == {"jira"}

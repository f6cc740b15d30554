"""When two steps change the same of a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.automation import actions as act
from app.domain.automation.actions.records import ACCOUNT, STATUS, Thing
from app.domain.engine.composites import FOUND, LEFT_GROUP, REVOKED_ROLE
from app.domain.engine.things import are_same, find_changer, list_changed, name_thing
from app.domain.people.directory import Catalogue, GroupFacts

CATALOGUE = Catalogue(
    groups={
        "plain": GroupFacts("plain", "plain", "d"),
        "jira": GroupFacts("jira", "jira", "d", grants=frozenset({("ari:jira", "user"), ("ari:jira", "admin")})),
        "both": GroupFacts("both", "both", "d", grants=frozenset({("ari:jira", "user"), ("ari:wiki", "user")})),
    }
)
GROUP_JOIN, GROUP_LEAVE = (act.ADD_TO_GROUPS, "jira"), (act.REMOVE_FROM_GROUPS, "jira")
SUSPEND, RESTORE = (act.SUSPEND_USER, "d"), (act.RESTORE_USER, "other directory")
DROP_JIRA, DROP_WIKI = (act.REMOVE_APP_ACCESS, "ari:jira"), (act.REMOVE_APP_ACCESS, "ari:wiki")
GIVE_JIRA = (act.GRANT_APP_ROLE, "ari:jira|user")
UNKNOWN = ("send_on_holiday", "-")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (GROUP_JOIN, GROUP_LEAVE, True),
        (GROUP_JOIN, GROUP_JOIN, True),
        (GROUP_JOIN, (act.ADD_TO_GROUPS, "plain"), False),
        (GROUP_JOIN, (act.ADD_TO_GROUPS, "both"), False),
        (GROUP_JOIN, DROP_JIRA, True),
        (GROUP_JOIN, DROP_WIKI, False),
        ((act.ADD_TO_GROUPS, "both"), DROP_WIKI, True),
        ((act.ADD_TO_GROUPS, "unheard of"), DROP_JIRA, False),
        (DROP_JIRA, DROP_JIRA, True),
        (DROP_JIRA, DROP_WIKI, False),
        (GIVE_JIRA, DROP_JIRA, True),
        (GIVE_JIRA, (act.REVOKE_APP_ROLE, "ari:jira|admin"), True),
        (GIVE_JIRA, DROP_WIKI, False),
        (SUSPEND, RESTORE, True),
        (SUSPEND, GROUP_JOIN, False),
        (SUSPEND, DROP_JIRA, False),
        *((UNKNOWN, other, True) for other in (GROUP_JOIN, DROP_JIRA, GIVE_JIRA, SUSPEND, UNKNOWN)),
    ],
)
def test_what_is_the_same(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert are_same(name_thing(*one), name_thing(*other), CATALOGUE) is same
    assert are_same(name_thing(*other), name_thing(*one), CATALOGUE) is same


def test_every_action_that_can_be_configured_is_known() -> None:
    """One that is new and not named here would count as one that changes everything."""
    named = {name_thing(kind, "x|y") for kind in act.ACTIONS}
    assert {kind for kind, _id in named} == {"group", "app", "status", "account"}


def test_a_composite_has_changed_the_groups_that_it_left() -> None:
    left, role = {"step": LEFT_GROUP, "group_id": "both"}, {"step": REVOKED_ROLE, "resource_id": "r", "role": "user"}
    begun = {"step": FOUND, "parts": [{"step": LEFT_GROUP, "group_id": "jira"}]}
    assert list_changed(*DROP_JIRA, [begun, left, role]) == [
        ("app", "ari:jira"), ("group", "jira"), ("group", "both"),
    ]  # fmt: skip
    assert list_changed(*SUSPEND, []) == [STATUS]


THINGS = st.sampled_from(
    [
        STATUS,
        ACCOUNT,
        *(("group", name) for name in (*CATALOGUE.groups, "gone")),
        ("app", "ari:jira"),
        ("app", "ari:wiki"),
    ]
)


@given(THINGS, st.lists(st.tuples(THINGS, st.integers(1, 9))))
def test_the_newest_run_that_changed_the_same_is_named(thing: Thing, changed: list[tuple[Thing, int]]) -> None:
    found = find_changer(thing, changed, CATALOGUE)
    same = [run_id for other, run_id in changed if are_same(other, thing, CATALOGUE)]
    assert found == (max(same) if same else None)

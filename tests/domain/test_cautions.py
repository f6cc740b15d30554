"""What is allowed in a task but probably not meant."""

from typing import Any

import pytest

from app.domain.automation.actions import Action
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.overlap import find_contrary_effects, say_how_many
from app.domain.filters import FilterSpec, parse_filter
from app.domain.naming import list_names
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts

JIRA = "ari:cloud:jira::site/s1"
CATALOGUE = Catalogue(
    groups={
        "g-jira": GroupFacts("g-jira", "jira-users", "d1", grants=frozenset({(JIRA, "atlassian/user")})),
        "g-staff": GroupFacts("g-staff", "staff", "d1"),
    },
    apps={JIRA: AppFacts(JIRA, "Jira", "s1", "acme")},
)
ADD_STAFF = Action("add_to_groups", ("g-staff",))
REMOVE_STAFF = Action("remove_from_groups", ("g-staff",))
REMOVE_JIRA = Action("remove_app_access", (JIRA,))


def spec(*conditions: dict[str, Any]) -> FilterSpec:
    return parse_filter({"version": 1, "root": {"op": "and", "of": list(conditions)}})


def groups(match: str, *ids: str) -> dict[str, Any]:
    return {"type": "groups", "match": match, "groups": list(ids)}


def negated(condition: dict[str, Any]) -> dict[str, Any]:
    return {"op": "not", "of": [condition]}


def texts(*actions: Action, filter_: FilterSpec | None = None) -> list[str]:
    return [caution.text for caution in find_cautions(actions, CATALOGUE, filter_)]


def test_giving_and_taking_the_same_access_is_noticed() -> None:
    assert texts(Action("add_to_groups", ("g-jira",)), REMOVE_JIRA) == [
        "jira-users gives access to Jira (acme), which is also taken away."
    ]


def test_the_same_action_twice_is_noticed_and_named_for_every_language() -> None:
    suspend = Action("suspend_user")
    [caution] = find_cautions((suspend, suspend), CATALOGUE)
    assert caution.text == "“Suspend” stands twice; the second one changes nothing."
    assert (caution.code, caution.facts["action"], caution.facts["targets"]) == (
        "repeated_action", "suspend_user", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "condition", "text"),
    [
        (ADD_STAFF, groups("any", "g-staff"), "Everybody whom the filter finds is in staff already."),
        (ADD_STAFF, groups("all", "g-staff", "g-jira"), "Everybody whom the filter finds is in staff already."),
        (REMOVE_STAFF, groups("none", "g-staff"), "Nobody whom the filter finds is in staff."),
        (REMOVE_STAFF, negated(groups("any", "g-staff", "g-jira")), "Nobody whom the filter finds is in staff."),
        (
            REMOVE_JIRA,
            {"type": "apps", "match": "none", "apps": [JIRA]},
            "Nobody whom the filter finds has access to Jira (acme).",
        ),
        (
            Action("suspend_user"),
            {"type": "status", "statuses": ["suspended"]},
            "Everybody whom the filter finds is suspended already.",
        ),
        (
            Action("restore_user"),
            {"type": "status", "statuses": ["active", "deactivated"]},
            "Nobody whom the filter finds is suspended.",
        ),
    ],
)
def test_an_action_that_the_filter_makes_useless_is_noticed(
    action: Action, condition: dict[str, Any], text: str
) -> None:
    other = {"type": "text", "contains": "a"}
    assert texts(action, filter_=spec(other, condition)) == [text]


@pytest.mark.parametrize(
    ("action", "condition"),
    [
        (ADD_STAFF, groups("any", "g-staff", "g-jira")),
        (ADD_STAFF, groups("none", "g-staff")),
        (REMOVE_STAFF, groups("any", "g-staff")),
        (REMOVE_STAFF, {"op": "or", "of": [groups("none", "g-staff"), groups("any", "g-jira")]}),
        (REMOVE_STAFF, negated(groups("all", "g-staff", "g-jira"))),
        (Action("suspend_user"), {"type": "status", "statuses": ["active", "suspended"]}),
        (Action("restore_user"), {"type": "status", "statuses": ["suspended"]}),
    ],
)
def test_an_action_that_may_change_somebody_is_not(action: Action, condition: dict[str, Any]) -> None:
    assert texts(action, filter_=spec(condition)) == []


def test_an_effect_that_another_task_takes_back_names_the_task_and_the_group() -> None:
    [caution] = find_contrary_effects((ADD_STAFF,), (REMOVE_STAFF,), CATALOGUE, task="Leavers")
    assert (caution.code, caution.facts) == ("overlap_added_here", {"task": "Leavers", "group": "staff"})
    assert "“Leavers”" in caution.text
    [back] = find_contrary_effects((REMOVE_STAFF,), (ADD_STAFF,), CATALOGUE, task="Joiners")
    assert back.code == "overlap_added_there"
    counted = say_how_many(back, 1200)
    assert (counted.code, counted.facts) == (back.code, back.facts | {"people": "1200"})
    assert counted.text == f"{back.text} 1,200 people match the filters of both now."


def test_names_are_those_of_actions_and_filter_and_what_is_gone_has_none() -> None:
    named = list_names(
        CATALOGUE,
        (REMOVE_JIRA, Action("add_to_groups", ("g-gone",))),
        spec(groups("any", "g-staff"), {"type": "sites", "match": "any", "sites": ["s1"]}),
    )
    assert named == {JIRA: "Jira (acme)", "g-staff": "staff", "s1": "acme"}

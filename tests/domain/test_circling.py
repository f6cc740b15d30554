"""Whom tasks lead to and fro."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.automation.actions import Action
from app.domain.automation.circling import Doing, follow, is_led_back
from app.domain.automation.overlap import say_who_circles, takes_back_itself
from app.domain.filters import parse_filter
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts

NOW = datetime(2026, 11, 30, tzinfo=UTC)
JIRA = "ari:cloud:jira::site/s1"
CATALOGUE = Catalogue(
    groups={
        "jira": GroupFacts("jira", "jira-users", "d1", grants=frozenset({(JIRA, "atlassian/user")})),
        "staff": GroupFacts("staff", "staff", "d1"),
        "other": GroupFacts("other", "other", "d1"),
    },
    apps={JIRA: AppFacts(JIRA, "Jira", "s1", "acme")},
    directories={"d1": "Main"},
)


def person(*groups: str, status: str = "active") -> UserFacts:
    roles = frozenset(pair for group in groups for pair in CATALOGUE.groups[group].grants)
    return UserFacts("a", status=status, directories={"d1": status}, groups=frozenset(groups), app_roles=roles)


def doing(condition: dict[str, Any], *actions: Action) -> Doing:
    return Doing(parse_filter({"version": 1, "root": {"op": "and", "of": [condition]}}), actions)


def member(match: str, group: str) -> dict[str, Any]:
    return {"type": "groups", "match": match, "groups": [group]}


def status(word: str) -> dict[str, Any]:
    return {"type": "status", "statuses": [word]}


JOIN, LEAVE = Action("add_to_groups", ("staff",)), Action("remove_from_groups", ("staff",))
JOIN_JIRA, DROP_JIRA = Action("add_to_groups", ("jira",)), Action("remove_app_access", (JIRA,))
SUSPEND, RESTORE = Action("suspend_user"), Action("restore_user")
ANEW = doing(member("any", "jira"), DROP_JIRA, JOIN_JIRA)
IN, OUT = member("any", "staff"), member("none", "staff")


@pytest.mark.parametrize(
    ("user", "one", "other", "circles"),
    [
        (person(), doing(OUT, JOIN), doing(IN, LEAVE), True),
        (person("staff"), doing(IN, LEAVE), doing(OUT, JOIN), True),
        (person("staff"), doing(OUT, JOIN), doing(IN, LEAVE), False),  # begins with the other one
        (person(), doing(OUT, LEAVE), doing(OUT, LEAVE), False),  # found again, and nothing is ever done
        (person(), doing(OUT, JOIN), doing(member("any", "other"), LEAVE), False),
        (person("other"), doing(OUT, JOIN), doing(member("any", "other"), LEAVE), True),
        (person(), doing(status("active"), SUSPEND), doing(status("suspended"), RESTORE), True),
        (person(), doing(member("none", "jira"), JOIN_JIRA), doing(member("any", "jira"), DROP_JIRA), True),
        (person("jira"), ANEW, ANEW, True),
        (person(), doing(OUT, JOIN), doing(OUT, JOIN), False),
    ],
)  # fmt: skip
def test_who_is_led_back(user: UserFacts, one: Doing, other: Doing, circles: bool) -> None:
    assert is_led_back(user, one, other, CATALOGUE, NOW) is circles


@pytest.mark.parametrize(("groups", "keeps"), [(("jira",), False), (("jira", "second"), True)])
def test_who_leaves_a_group_keeps_what_another_one_gives(groups: tuple[str, ...], keeps: bool) -> None:
    second = replace(CATALOGUE.groups["jira"], group_id="second", name="second")
    catalogue = replace(CATALOGUE, groups={**CATALOGUE.groups, "second": second})
    user = replace(person("jira"), groups=frozenset(groups))

    left, is_changed = follow(user, [Action("remove_from_groups", ("jira",))], catalogue)

    assert is_changed
    assert (JIRA in left.apps) is keeps


def test_a_list_of_actions_may_take_back_what_it_gives() -> None:
    assert takes_back_itself((DROP_JIRA, JOIN_JIRA), CATALOGUE)
    assert not takes_back_itself((DROP_JIRA, JOIN), CATALOGUE)


def test_it_is_said_with_the_number_and_the_other_task() -> None:
    both, alone = say_who_circles("Leavers", 1200), say_who_circles(None, 3)
    assert (both.code, both.facts) == ("overlap_circling", {"circling": "1200", "task": "Leavers"})
    assert "“Leavers”" in both.text
    assert "1,200" in both.text
    assert (alone.code, alone.facts) == ("overlap_circling_alone", {"circling": "3"})

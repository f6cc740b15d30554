"""The facts about Atlassian that no document states: judged by what was seen, contradicted by their opposites."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.doctor import FACTS, WRITES, Seen, examine, list_unsafe_actions

JIRA = "ari:cloud:jira-software::site/1"
ADMIN = "atlassian/org-admin"


def user(number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "accountId": f"account-{number}",
        "accountType": "atlassian",
        "membershipStatus": "active",
        "addedToOrg": "2026-01-05T08:00:00.000Z",
        "platformRoles": [],
        "groups": [{"id": "ari:cloud:identity::group/g1", "name": "Staff"}],
        "productAccess": [{"id": JIRA, "key": "jira", "lastActiveTimestamp": "2026-11-01T08:00:00.000Z"}],
    } | changes
    return {name: value for name, value in row.items() if value != "left out"}


def users(**changes: Any) -> list[dict[str, Any]]:
    return [user(1), user(2, **changes)]


SOUND = Seen(
    organizations=1,
    directories=[{"directoryId": "d1"}],
    users=users(),
    user_count=2,
    is_whole_directory=True,
    groups=[{"id": "g1", "managementAccess": {"modifiable": True}}],
    group_members=users(),
    group_id="g1",
    workspaces=[JIRA],
    roster=[user(3, platformRoles=[ADMIN])],
    assignments=[{"resourceId": JIRA}],
    pages=[frozenset({"account-1"}), frozenset({"account-2"})],
)
OPPOSITES: dict[str, dict[str, Any]] = {
    "key_lists_its_organization": {"organizations": 0},
    "directories_have_ids": {"directories": [{"name": "Main"}]},
    "users_have_ids": {"users": users(accountId="left out")},
    "ids_are_unique": {"users": [user(1), user(1)]},
    "admin_roles_are_told": {"users": users(platformRoles="left out")},
    "groups_are_told": {"users": users(groups=None)},
    "activity_is_told": {"users": users(productAccess="left out")},
    "people_are_people": {"users": users(accountType="app")},
    "membership_is_told": {"users": users(membershipStatus="left out")},
    "age_is_told": {"users": users(addedToOrg="yesterday")},
    "moments_can_be_read": {"users": users(productAccess=[{"id": JIRA, "lastActiveTimestamp": 1795415185}])},
    "count_is_the_walk": {"user_count": 3},
    "cursors_lead_on": {"pages": [frozenset({"a", "b"}), frozenset({"b"})]},
    "group_filter_is_respected": {"group_members": users(groups=[])},
    "group_ids_are_the_same": {"groups": [{"id": "another", "managedBy": "external"}]},
    "groups_tell_who_manages_them": {"groups": [{"id": "g1"}]},
    "activity_names_apps": {"workspaces": ["ari:cloud:jira::site/1"]},
    "role_filter_is_respected": {"roster": [user(3)]},
    "there_are_admins": {"roster": []},
    "roles_name_apps": {"assignments": [{"resourceId": "ari:cloud:jira::site/9"}]},
}


def verdicts(seen: Seen) -> dict[str, str]:
    return {one.fact: one.verdict for one in examine(seen)}


def test_everything_holds_where_atlassian_does_as_it_is_taken_to_do() -> None:
    assert set(verdicts(SOUND).values()) == {"holds"}
    assert list_unsafe_actions(examine(SOUND)) == frozenset()


@pytest.mark.parametrize("fact", OPPOSITES)
def test_the_opposite_of_a_fact_contradicts_it_and_warns_of_the_actions_that_rely_on_it(fact: str) -> None:
    findings = examine(replace(SOUND, **OPPOSITES[fact]))
    told = {one.fact: one for one in findings}

    assert told[fact].verdict == "contradicted"
    assert told[fact].agree < told[fact].seen
    assert set(told[fact].actions) <= list_unsafe_actions(findings)


def test_what_was_not_to_be_seen_is_neither() -> None:
    assert set(verdicts(Seen()).values()) == {"not_seen"}
    assert verdicts(replace(SOUND, assignments=None))["roles_can_be_read"] == "not_seen"
    assert verdicts(replace(SOUND, is_whole_directory=False))["count_is_the_walk"] == "not_seen"


def test_every_fact_has_its_opposite_here_and_names_actions_that_exist() -> None:
    assert {fact.name for fact in FACTS} == {*OPPOSITES, "roles_can_be_read"}
    assert all(set(fact.actions) <= set(WRITES) for fact in FACTS)


def test_a_report_names_no_person_no_group_and_no_address() -> None:
    told = str([one.to_dict() for one in examine(replace(SOUND, **OPPOSITES["ids_are_unique"]))])

    for secret in ("account-1", "Staff", "g1", JIRA):
        assert secret not in told

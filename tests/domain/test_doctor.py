"""The facts about Atlassian that no document states: judged by what was seen, contradicted by their opposites."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.doctor import FACTS, WRITES, Envelope, Seen, examine, list_unsafe_actions

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JIRA = "ari:cloud:jira-software::site/1"
ADMIN = "atlassian/org-admin"
LEFT_OUT = object()


def user(number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "accountId": f"account-{number}",
        "accountType": "atlassian",
        "accountStatus": "active",
        "membershipStatus": "active",
        "claimStatus": "managed",
        "addedToOrg": "2026-01-05T08:00:00.000Z",
        "platformRoles": [],
        "groups": [{"id": "ari:cloud:identity::group/g1", "name": "Staff"}],
        "productAccess": [{"id": JIRA, "key": "jira", "lastActiveTimestamp": "2026-11-01T08:00:00.123456789Z"}],
    } | changes
    return {name: value for name, value in row.items() if value is not LEFT_OUT}


def users(**changes: Any) -> list[dict[str, Any]]:
    """Enough of them for everything; the last one is another."""
    return [*(user(number) for number in range(1, 12)), user(12, **changes)]


def everybody(**changes: Any) -> list[dict[str, Any]]:
    return [user(number, **changes) for number in range(1, 13)]


def group(**changes: Any) -> dict[str, Any]:
    row = {"id": "g1", "directoryId": "d1", "managementAccess": {"modifiable": True}, "managedBy": "admins"}
    row |= {"counts": {"users": 12}} | changes
    return {name: value for name, value in row.items() if value is not LEFT_OUT}


def access(**changes: Any) -> dict[str, Any]:
    roles = [{"role": "atlassian/user", "roleAssignmentMethods": ["direct"]}]
    return {"resourceId": JIRA, "userDirectoryStatus": "active", "roleAssignments": roles} | changes


def envelope(**changes: Any) -> Envelope:
    told = {"content_type": "application/json", "limit": "300", "remaining": "299", "reset": "2026-11-02T09:01Z"}
    return Envelope(NOW, **(told | changes))


ADMIN_ROLES = [{"directoryId": None, "roleAssignments": [{"role": ADMIN}]}]
SOUND = Seen(
    asked_for="o1",
    answered_for="o1",
    at=NOW,
    envelopes=[envelope(), envelope(reset="2026-11-02T09:00:30Z")],
    organizations=1,
    directories=[{"directoryId": "d1"}, {"directoryId": "d2"}],
    workspaces=[{"id": JIRA, "attributes": {"typeKey": "jira-software", "hostUrl": "https://acme.example"}}],
    users=users(),
    pages=[frozenset({"account-1"}), frozenset({"account-2"})],
    cursors=["abc"],
    page_size=100,
    is_whole_directory=True,
    user_count=12,
    without_ids=users(),
    person=user(1),
    detail=user(1),
    by_id=[user(1)],
    any_group=[user(1)],
    groups_of=[group()],
    assignments=[access()],
    role_holders=[user(1)],
    groups=[group()],
    group_members=users(),
    group_id="g1",
    roster=[user(3, platformRoles=[ADMIN])],
    everywhere=[user(3, platformRoles=[ADMIN]), user(99, platformRoles=[ADMIN])],
    admin_groups=0,
    admin_assignments=ADMIN_ROLES,
)
UNREAD = [{"id": JIRA, "lastActiveTimestamp": 1795415185}]
OPPOSITES: dict[str, list[dict[str, Any]]] = {
    "organization_is_the_one_asked": [{"answered_for": "o2"}],
    "key_lists_its_organization": [{"organizations": 0}],
    "answers_are_json": [{"envelopes": [envelope(content_type=told)]} for told in ("text/plain", "", "text/html")],
    "limits_are_told": [{"envelopes": [envelope(**{name: None})]} for name in ("limit", "remaining", "reset")]
    + [{"envelopes": [envelope(limit="many")]}],
    "resets_are_moments": [{"envelopes": [envelope(reset=told)]} for told in ("1795415185", "30", "soon", "")],
    "windows_are_short": [{"envelopes": [envelope(reset="2026-11-02T09:05:00Z")]}],
    "directories_have_ids": [{"directories": [{"name": "Main"}]}, {"directories": [{"directoryId": "a b"}]}],
    "pages_hold_a_hundred": [{"page_size": 50}],
    "cursors_lead_on": [{"pages": [frozenset({"a", "b"}), frozenset({"b"})]}, {"pages": [frozenset("a"), frozenset()]}],
    "cursors_are_bare": [{"cursors": ["https://api.example/?cursor=abc"]}],
    "users_have_ids": [{"users": users(accountId=LEFT_OUT)}, {"users": users(accountId="")}],
    "account_ids_have_their_form": [{"users": users(accountId="a b")}, {"users": users(accountId=7)}],
    "ids_are_unique": [{"users": [user(1), user(1)]}],
    "people_are_found_by_id": [{"by_id": []}, {"by_id": [user(2)]}, {"by_id": [user(1), user(2)]}],
    "reads_agree": [{"detail": user(1, membershipStatus="suspended")}, {"detail": user(2)}],
    "empty_lists_are_sent": [{"users": users(groups=LEFT_OUT)}, {"users": users(platformRoles=None)}],
    "people_are_people": [{"users": users(accountType="app")}, {"users": users(accountType=LEFT_OUT)}],
    "membership_is_told": [{"users": users(membershipStatus=LEFT_OUT)}, {"users": users(membershipStatus="resting")}],
    "account_status_is_told": [{"users": users(accountStatus="partial")}],
    "management_is_told": [{"users": users(claimStatus=None)}],
    "age_is_told": [{"users": users(addedToOrg="yesterday")}, {"users": users(addedToOrg=LEFT_OUT)}],
    "activity_is_told": [{"users": everybody(productAccess=LEFT_OUT)}, {"users": everybody(productAccess=None)}],
    "moments_can_be_read": [{"users": users(productAccess=UNREAD)}],
    "moments_are_true": [
        {"users": users(addedToOrg="0001-01-01T00:00:00Z")},
        {"users": users(addedToOrg="2031-01-01T00:00:00Z")},
        {"users": users(productAccess=[{"id": JIRA, "lastActiveTimestamp": "1970-01-01T00:00:00Z"}])},
    ],
    "activity_is_recent": [{"at": NOW + timedelta(days=8)}],
    "unopened_apps_are_left_out": [{"users": users(productAccess=[{"id": JIRA}])}],
    "activity_names_apps": [{"workspaces": [{"id": "ari:cloud:jira::site/1"}]}],
    "count_is_the_walk": [{"user_count": 13}],
    "path_names_the_directory": [{"without_ids": [user(77)]}],
    "groups_are_told": [{"group_members": users(groups=LEFT_OUT)}],
    "inline_groups_are_whole": [{"groups_of": [group(), group(id="g2")]}],
    "group_ids_are_the_same": [{"groups_of": [group(id="another")]}],
    "groups_name_their_directory": [{"groups": [group(directoryId=None)]}, {"groups": [group(id=LEFT_OUT)]}],
    "groups_tell_who_manages_them": [{"groups": [group(managementAccess=LEFT_OUT, managedBy=LEFT_OUT)]}],
    "managers_are_known": [{"groups": [group(managedBy="somebody")]}],
    "group_filter_is_respected": [{"group_members": users(groups=[])}],
    "group_sizes_agree": [{"groups_of": [group(counts={"users": 13})]}],
    "several_groups_mean_any": [{"any_group": []}],
    "admin_roles_are_told": [{"roster": [user(3, platformRoles=None)]}, {"everywhere": [user(3, platformRoles=None)]}],
    "role_filter_is_respected": [{"roster": [user(3)]}, {"everywhere": [user(3), user(4)]}],
    "there_are_admins": [{"roster": [], "everywhere": []}],
    "all_directories_can_be_read": [{"everywhere": []}, {"everywhere": None, "refused": frozenset({"everywhere"})}],
    "admin_groups_can_be_asked_for": [{"admin_groups": None, "refused": frozenset({"admin_groups"})}],
    "admins_have_their_role": [{"admin_assignments": [ADMIN_ROLES[0] | {"directoryId": "d1"}]}],
    "roles_can_be_read": [{"assignments": None, "refused": frozenset({"assignments"})}],
    "role_methods_are_known": [
        {"assignments": [access(roleAssignments=[{"role": "atlassian/user", "roleAssignmentMethods": methods}])]}
        for methods in (None, [], ["by_magic"], ["direct", "by_magic"])
    ],
    "roles_name_apps": [{"assignments": [access(resourceId="ari:cloud:jira::site/9")]}],
    "role_search_finds_holders": [{"role_holders": []}],
    "directory_status_is_told": [{"assignments": [access(userDirectoryStatus=None)]}],
    "apps_have_types": [{"workspaces": [{"id": JIRA, "type": "workspace"}]}, {"workspaces": [{"type": "jira"}]}],
    "apps_name_their_site": [{"workspaces": [{"id": JIRA, "type": "jira"}]}],
}
CASES = [(fact, opposite) for fact, opposites in OPPOSITES.items() for opposite in opposites]


def verdicts(seen: Seen) -> dict[str, str]:
    return {one.fact: one.verdict for one in examine(seen)}


def test_everything_holds_where_atlassian_does_as_it_is_taken_to_do() -> None:
    assert {fact: verdict for fact, verdict in verdicts(SOUND).items() if verdict != "holds"} == {}
    assert list_unsafe_actions(examine(SOUND)) == frozenset()


@pytest.mark.parametrize(("fact", "opposite"), CASES, ids=[f"{fact}-{n}" for n, (fact, _) in enumerate(CASES)])
def test_the_opposite_of_a_fact_contradicts_it_and_warns_of_the_actions_that_rely_on_it(
    fact: str, opposite: dict[str, Any]
) -> None:
    findings = examine(replace(SOUND, **opposite))
    told = {one.fact: one for one in findings}

    assert told[fact].verdict == "contradicted"
    assert told[fact].agree < told[fact].seen
    assert set(told[fact].actions) <= list_unsafe_actions(findings)


def test_what_was_not_to_be_seen_is_neither() -> None:
    assert set(verdicts(Seen()).values()) == {"not_seen"}


@pytest.mark.parametrize(
    ("fact", "blind"),
    [
        ("roles_can_be_read", {"assignments": None}),
        ("count_is_the_walk", {"is_whole_directory": False, "user_count": 99}),
        ("path_names_the_directory", {"is_whole_directory": False, "without_ids": [user(77)]}),
        ("all_directories_can_be_read", {"everywhere": None}),
        ("there_are_admins", {"roster": None}),
        ("there_are_admins", {"roster": [], "everywhere": None}),
        ("inline_groups_are_whole", {"groups_of": None}),
        ("inline_groups_are_whole", {"person": user(1, groups=None)}),
        ("group_sizes_agree", {"page_size": None}),
        ("group_sizes_agree", {"page_size": 12, "groups_of": [group(counts={"users": 500})]}),
        ("directory_status_is_told", {"directories": [{"directoryId": "d1"}]}),
        ("activity_is_recent", {"users": [user(1)], "at": NOW + timedelta(days=80)}),
        ("activity_is_recent", {"users": everybody(productAccess=[])}),
        ("windows_are_short", {"envelopes": [envelope(reset="2026-11-02T08:00:00Z")]}),
        ("limits_are_told", {"envelopes": [envelope(content_type="text/html", limit=None)]}),
        ("reads_agree", {"detail": None}),
        ("people_are_found_by_id", {"by_id": None}),
        ("several_groups_mean_any", {"any_group": None}),
        ("role_search_finds_holders", {"role_holders": None}),
        ("organization_is_the_one_asked", {"answered_for": None}),
    ],
)
def test_a_doubt_is_no_contradiction(fact: str, blind: dict[str, Any]) -> None:
    assert verdicts(replace(SOUND, **blind))[fact] == "not_seen"


def test_every_fact_has_its_opposite_here_and_names_actions_that_exist() -> None:
    assert [fact.name for fact in FACTS] == list(OPPOSITES)
    assert all(set(fact.actions) <= set(WRITES) for fact in FACTS)


def test_an_organization_of_any_shape_is_judged_without_a_crash() -> None:
    """Whatever Atlassian puts where a list, a row or a word should be."""
    values: tuple[Any, ...] = (None, 7, "text", [], {}, [None], [7], {"id": []}, [["x"]])
    for value in values:
        row = dict.fromkeys((*user(1), *group(), *access(), "attributes", "directoryId"), value)
        seen = replace(
            SOUND, users=[row], groups=[row], workspaces=[row], directories=[row, row], assignments=[row],
            group_members=[row], roster=[row], everywhere=[row], admin_assignments=[row], person=row, detail=row,
            groups_of=[row], by_id=[row], any_group=[row], role_holders=[row], without_ids=[row],
        )  # fmt: skip
        assert len(examine(seen)) == len(FACTS)


def test_a_report_names_no_person_no_group_and_no_address() -> None:
    told = str([one.to_dict() for one in examine(replace(SOUND, users=[user(1), user(1)]))])

    for secret in ("account-1", "Staff", "g1", JIRA):
        assert secret not in told

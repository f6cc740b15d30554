"""users/search: filters, scope, expansions (R4, admin API contract 5.2, 7.3, 13)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.world.directory import Grant
from tests.sandbox.ground import Sandbox


def _ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["accountId"] for row in rows}


def test_account_ids_and_emails_find_exactly_those(sandbox: Sandbox) -> None:
    """Contract 7.3: accountIds <= 10; emails exact, whatever the case."""
    first, second = sandbox.member(), sandbox.member(nth=1)
    email = sandbox.org.users[second].email or ""
    assert _ids(sandbox.search_users(accountIds=[first, "nobody"])) == {first}
    assert _ids(sandbox.search_users(emails=[email.upper(), "nobody@acme.example"])) == {second}


def test_search_term_and_emails_exclude_each_other(sandbox: Sandbox) -> None:
    """Contract 7.3: both -> 400."""
    assert sandbox.api("POST", "{d}/users/search", {"searchTerm": "a", "emails": ["a@b.c"]}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"accountIds": [str(n) for n in range(11)]},
        {"accountIds": []},
        {"accountIds": "x"},
        {"accountIds": [1]},
        {"emails": [f"{n}@x.y" for n in range(101)]},
        {"emails": ["a@x.y", "a@x.y"]},
        {"directoryIds": [str(n) for n in range(11)]},
        {"groupIds": [str(n) for n in range(11)]},
        {"resourceIds": [str(n) for n in range(21)]},
        {"roleIds": ["atlassian/king"]},
        {"roleIds": ["atlassian/viewer"]},
        {"status": ["gone"]},
        {"status": ["active", "suspended", "not_invited", "deactivated", "for_deletion"]},
        {"accountStatus": ["suspended"]},
        {"membershipStatus": ["closed"]},
        {"claimStatus": "both"},
        {"mfaEnabled": "yes"},
        {"sortBy": [{"field": "name", "direction": "asc"}]},
        {"sortBy": [{"field": "nick_name"}]},
        {"sortBy": {"field": "nick_name", "direction": "asc"}},
        {"expand": ["everything"]},
        {"expand": ["groups", "groups"]},
        {"searchTerm": 5},
        {"cursor": None},
    ],
)
def test_what_the_document_does_not_allow_is_400(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """Contract 7.3: limits and enums of the request."""
    answer = sandbox.api("POST", "{d}/users/search", body)
    assert sandbox.code(answer) == (400, "ADMIN-400-24")


def test_unknown_fields_are_silently_ignored(sandbox: Sandbox) -> None:
    """Contract 15: filters that are silently ignored return everything."""
    answer = sandbox.api("POST", "{d}/users/search", {"limit": 100, "productAccess": ["x"]})
    assert len(answer.json()["data"]) == 100


def test_a_free_text_search_looks_at_name_and_email(sandbox: Sandbox) -> None:
    """Contract 7.3: searchTerm, free text on display name and email."""
    user = sandbox.org.users[sandbox.member()]
    assert user.account_id in _ids(sandbox.search_users(searchTerm=user.name.upper()))
    assert user.account_id in _ids(sandbox.search_users(searchTerm=(user.email or "")[:12]))
    assert not sandbox.search_users(searchTerm="no such person")


def test_email_domains_match_the_whole_domain(sandbox: Sandbox) -> None:
    """Contract 7.3: emailDomains."""
    found = sandbox.search_users(emailDomains=["partner.example"])
    assert found
    assert all(row["email"].endswith("@partner.example") for row in found)
    assert not sandbox.search_users(emailDomains=["artner.example"])


def test_members_of_several_groups_are_united_or_intersected(sandbox: Sandbox) -> None:
    """Contract 13: several groupIds, OR by default, AND otherwise."""
    jira, confluence = sandbox.group_named("jira-users-acme"), sandbox.group_named("confluence-users-acme")
    in_jira, in_confluence = (set(sandbox.org.membership.lefts_of(group)) for group in (jira, confluence))
    assert in_jira - in_confluence
    assert _ids(sandbox.search_users(groupIds=[jira, confluence])) == in_jira | in_confluence
    sandbox.turn(several_ids="all")
    assert _ids(sandbox.search_users(groupIds=[jira, confluence])) == in_jira & in_confluence


def test_filters_of_different_fields_are_intersected(sandbox: Sandbox) -> None:
    """Contract 13: AND across fields."""
    jira = sandbox.group_named("jira-users-acme")
    found = sandbox.search_users(groupIds=[jira], claimStatus="unmanaged")
    assert found
    assert {row["claimStatus"] for row in found} == {"unmanaged"}
    assert _ids(found) < set(sandbox.org.membership.lefts_of(jira))


def test_resource_and_role_must_be_the_same_assignment(sandbox: Sandbox) -> None:
    """Contract 7.3: resourceIds + roleIds; holders are direct ones and members of granting groups."""
    resource = sandbox.app_id("confluence")
    expected = sandbox.org.holders(Grant(resource, "atlassian/guest")) & set(
        sandbox.org.in_directory.lefts_of(sandbox.directory_id)
    )
    found = _ids(sandbox.search_users(resourceIds=[resource], roleIds=["atlassian/guest"]))
    assert found
    assert found == expected
    assert not sandbox.search_users(resourceIds=[sandbox.app_id("jira-software")], roleIds=["atlassian/guest"])


def test_organization_admins_are_found_in_one_call_and_by_role_only(sandbox: Sandbox) -> None:
    """Contract 7.3: the org-admins group no longer makes an admin."""
    found = sandbox.search_users(roleIds=["atlassian/org-admin"], expand=["platformRoles"])
    in_group = set(sandbox.org.membership.lefts_of(sandbox.group_named("org-admins")))
    assert len(found) == 3
    assert all("atlassian/org-admin" in row["platformRoles"] for row in found)
    assert _ids(found) < in_group


def test_a_suspended_user_has_an_active_account(sandbox: Sandbox) -> None:
    """Contract 5.2: accountStatus stays active while suspended."""
    found = sandbox.search_users(membershipStatus=["suspended"], accountStatus=["active"])
    assert found
    assert {(row["accountStatus"], row["membershipStatus"], row["status"]) for row in found} == {
        ("active", "suspended", "suspended")
    }


@pytest.mark.parametrize("status", ["active", "suspended", "deactivated"])
def test_the_composite_status_filters(sandbox: Sandbox, status: str) -> None:
    """Contract 5.2: the composite `status`."""
    found = sandbox.search_users(status=[status])
    assert found
    assert {row["status"] for row in found} == {status}


def test_two_step_verification_is_known_for_managed_accounts_only(sandbox: Sandbox) -> None:
    """Contract 7.3: mfaEnabled, managed accounts only."""
    found = sandbox.search_users(mfaEnabled=False)
    assert found
    assert {row["claimStatus"] for row in found} == {"managed"}
    assert all("mfaEnabled" not in row for row in sandbox.search_users(claimStatus="unmanaged"))


def test_rows_can_be_sorted_by_nickname(sandbox: Sandbox) -> None:
    """Contract 7.3: sortBy, exactly one."""
    rows = sandbox.search_users(sortBy=[{"field": "nick_name", "direction": "desc"}])
    names = [row["nickname"].casefold() for row in rows]
    assert names == sorted(names, reverse=True)


def test_the_directory_of_the_path_scopes_by_default(sandbox: Sandbox) -> None:
    """Contract 13: path directory without directoryIds; otherwise all, with managed accounts in no directory."""
    outside = {a for a in sandbox.org.users if not sandbox.org.in_directory.rights_of(a)}
    body = {"limit": 100, "membershipStatus": ["no_membership"]}
    assert not sandbox.api("POST", "{d}/users/search", body).json()["data"]
    sandbox.turn(directory_scope="everything")
    found = sandbox.api("POST", "{d}/users/search", body).json()["data"]
    assert found
    assert _ids(found) <= outside
    assert {row["status"] for row in found} == {"not_invited"}


def test_a_dash_reads_all_directories(original: Sandbox) -> None:
    """Contract 5.1: `-` = all directories the requester may manage."""
    labs = next(d for d in original.org.directories if d != original.directory_id)
    elsewhere = set(original.org.in_directory.lefts_of(labs)) - set(
        original.org.in_directory.lefts_of(original.directory_id)
    )
    chosen = sorted(elsewhere)[:10]
    body = {"accountIds": chosen}
    everywhere = original.api("POST", "/v2/orgs/{o}/directories/-/users/search", body).json()["data"]
    assert _ids(everywhere) == set(chosen)
    assert not original.api("POST", "{d}/users/search", body).json()["data"]


def test_groups_cannot_be_expanded_over_all_directories(sandbox: Sandbox) -> None:
    """Contract 13: expand groups with path `-`."""
    path, body = "/v2/orgs/{o}/directories/-/users/search", {"expand": ["groups"]}
    assert sandbox.api("POST", path, body).status_code == 400
    sandbox.turn(groups_expand_everywhere="all_directories")
    assert sandbox.api("POST", path, body).status_code == 200


def test_an_unknown_directory_is_404(sandbox: Sandbox) -> None:
    """Contract 7.3: 404 organization or directory."""
    assert sandbox.code(sandbox.api("POST", "/v2/orgs/{o}/directories/x/users/search")) == (404, "ADMIN-404-1")


def test_inline_groups_are_those_of_the_directory_with_ids_as_ari(original: Sandbox) -> None:
    """Contract 5.1, 7.3: groups within the requested directory; id is an ARI there and a UUID elsewhere."""
    labs = next(d for d in original.org.directories if d != original.directory_id)
    both = set(original.org.in_directory.lefts_of(original.directory_id)) & set(
        original.org.in_directory.lefts_of(labs)
    )
    someone = max(sorted(both), key=lambda account_id: len(original.org.membership.rights_of(account_id)))
    row = original.search_users(accountIds=[someone], expand=["groups"])[0]
    own = {
        f"ari:cloud:identity::group/{group_id}"
        for group_id in original.org.membership.rights_of(someone)
        if original.org.groups[group_id].directory_id == original.directory_id
    }
    assert {group["id"] for group in row["groups"]} == own
    assert len(own) < len(original.org.membership.rights_of(someone))


def test_inline_groups_can_be_capped_and_given_as_uuid(sandbox: Sandbox) -> None:
    """Contract 13: cap on inline groups, first 100 only."""
    user = sandbox.member()
    effects = []
    for number in range(120):
        group = {"group_id": f"00000000-0000-4000-8000-{number:012d}", "directory_id": sandbox.directory_id}
        effects.append(["group_put", {"group": {**group, "name": f"many-{number}", "description": ""}}])
        effects.append(["member_added", {"account_id": user, "group_id": group["group_id"]}])
    assert sandbox.control("POST", "/organizations/{o}/effects", {"effects": effects}).status_code == 200
    assert len(sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"]) > 120
    sandbox.turn(inline_groups="first_100", group_id_form="uuid")
    groups = sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"]
    assert len(groups) == 100
    assert groups[0]["id"] == "00000000-0000-4000-8000-000000000000"


def test_product_access_is_activity_and_not_access(sandbox: Sandbox) -> None:
    """Contract 7.3: the name misleads; an app never opened is absent, one used but taken away is there."""
    rows = {row["accountId"]: row for row in sandbox.search_users(expand=["productAccess"])}
    org = sandbox.org
    never = [
        account_id
        for account_id in rows
        if not org.users[account_id].activity and any(True for _ in org.iter_access(account_id))
    ]
    assert never
    assert all(rows[account_id]["productAccess"] == [] for account_id in never)
    without_access = [
        account_id
        for account_id in rows
        if {item["id"] for item in rows[account_id]["productAccess"]}
        - {access.grant.resource_id for access in org.iter_access(account_id)}
    ]
    assert without_access


def test_apps_never_opened_can_be_shown_without_a_timestamp(sandbox: Sandbox) -> None:
    """Contract 13: present with no timestamp."""
    sandbox.turn(unopened_apps="without_timestamp")
    items = [item for row in sandbox.search_users(expand=["productAccess"]) for item in row["productAccess"]]
    assert [item for item in items if "lastActiveTimestamp" not in item]
    assert [item for item in items if "lastActiveTimestamp" in item]


def test_timestamps_come_with_three_or_nine_digits(sandbox: Sandbox) -> None:
    """Contract 15: nanosecond timestamps."""
    stamps = {
        len(item["lastActiveTimestamp"])
        for row in sandbox.search_users(expand=["productAccess"])
        for item in row["productAccess"]
    }
    assert stamps == {24, 30}


def test_the_number_of_resources_counts_every_way_of_access(sandbox: Sandbox) -> None:
    """Contract 7.3: counts.resources."""
    admin = sandbox.org_admin()
    row = sandbox.search_users(accountIds=[admin], expand=["counts.resources"])[0]
    expected = {access.grant.resource_id for access in sandbox.org.iter_access(admin)}
    assert row["counts"] == {"resources": len(expected)}


def test_a_hidden_email_is_absent_and_unknown_profile_fields_are_null(sandbox: Sandbox) -> None:
    """Contract 5.2, 7.3, 15."""
    rows = sandbox.search_users(claimStatus="unmanaged")
    assert [row for row in rows if "email" not in row]
    assert [row for row in sandbox.search_users() if row["department"] is None]
    sandbox.turn(empty_profile_fields="absent")
    assert all(row.get("department", "") is not None for row in sandbox.search_users())


def test_app_and_customer_accounts_do_not_exist_here(sandbox: Sandbox) -> None:
    """Contract 5.2, 15: v2 search returns people only."""
    sandbox.turn(directory_scope="everything")
    robots = [user.account_id for user in sandbox.org.users.values() if user.account_type in ("app", "customer")]
    assert len(robots) == 3
    assert not sandbox.api("POST", "{d}/users/search", {"accountIds": robots}).json()["data"]
    assert sandbox.code(sandbox.api("GET", f"{{d}}/users/{robots[0]}")) == (404, "ADMIN-404-8")

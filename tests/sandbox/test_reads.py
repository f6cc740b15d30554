"""Single reads: users, counts, roles, activity, directories, apps, accounts, domains.

Admin API contract 7.2, 7.4 to 7.7, 7.10 and 7.11.
"""

from __future__ import annotations

import pytest

from sandbox.world.directory import Grant
from sandbox.world.organization import ORG_ADMIN
from tests.sandbox.ground import Sandbox


def test_a_user_is_read_without_groups_and_activity(sandbox: Sandbox) -> None:
    """Contract 7.4."""
    row = sandbox.api("GET", f"{{d}}/users/{sandbox.org_admin()}").json()["data"]
    assert row["platformRoles"] == ["atlassian/org-admin"]
    assert "groups" not in row
    assert "productAccess" not in row


def test_a_user_of_another_directory_is_404(original: Sandbox) -> None:
    """Contract 7.4: presumably; the harsher reading."""
    labs = next(d for d in original.org.directories if d != original.directory_id)
    own = set(original.org.in_directory.lefts_of(original.directory_id))
    stranger = min(set(original.org.in_directory.lefts_of(labs)) - own)
    assert original.code(original.api("GET", f"{{d}}/users/{stranger}")) == (404, "ADMIN-404-8")
    everywhere = original.api("GET", f"/v2/orgs/{{o}}/directories/-/users/{stranger}")
    assert everywhere.status_code == 200


def test_a_count_covers_all_directories_unless_told_otherwise(sandbox: Sandbox) -> None:
    """Contract 7.3, 7.5: managed accounts in no directory are counted too; directoryIds narrows."""
    in_directory = len(sandbox.org.in_directory.lefts_of(sandbox.directory_id))
    people = [user for user in sandbox.org.users.values() if user.account_type not in ("app", "customer")]
    narrow = sandbox.api("GET", f"{{d}}/users/count?directoryIds={sandbox.directory_id}").json()
    wide = sandbox.api("GET", "{d}/users/count").json()
    assert narrow == {"count": in_directory}
    assert wide == {"count": len(people)}
    assert in_directory < len(people)


def test_a_count_agrees_with_the_walk_for_every_filter(sandbox: Sandbox) -> None:
    """Contract 7.5: use count as a completeness check."""
    base = f"directoryIds={sandbox.directory_id}"
    group = sandbox.group_named("jira-users-acme")
    for query, filters in (
        ("status=active&status=suspended", {"status": ["active", "suspended"]}),
        ("claimStatus=unmanaged", {"claimStatus": "unmanaged"}),
        ("mfaEnabled=true", {"mfaEnabled": True}),
        (f"groupIds={group}", {"groupIds": [group]}),
        ("emailDomains=acme.example", {"emailDomains": ["acme.example"]}),
        ("searchTerm=mi", {"searchTerm": "mi"}),
        ("roleIds=atlassian%2Fguest", {"roleIds": ["atlassian/guest"]}),
    ):
        count = sandbox.api("GET", f"{{d}}/users/count?{base}&{query}").json()["count"]
        assert count == len(sandbox.search_users(**filters)) > 0, query


@pytest.mark.parametrize("query", ["status=gone", "mfaEnabled=maybe", "limit=101", "limit=abc", "limit=0"])
def test_bad_query_parameters_are_400(sandbox: Sandbox, query: str) -> None:
    """Contract 7.5."""
    assert sandbox.code(sandbox.api("GET", f"{{d}}/users?{query}")) == (400, "ADMIN-400-24")


def test_user_stats_count_accounts_and_roles(sandbox: Sandbox) -> None:
    """Contract 7.5."""
    stats = sandbox.api("GET", "{d}/users/stats").json()
    by_status = {row["status"]: row["count"] for row in stats["accountStatus"]}
    assert sum(by_status.values()) == len(sandbox.org.in_directory.lefts_of(sandbox.directory_id))
    assert {"roleId": ORG_ADMIN, "count": 3} in stats["roles"]


def test_role_assignments_say_direct_group_or_inferred(sandbox: Sandbox) -> None:
    """Contract 5.3, 7.6: the only call that tells direct access from a group's; platform roles have no directory."""
    admin = sandbox.org_admin()
    resource = sandbox.app_id("jira-software")
    sandbox.turn(role_lag_seconds=0)
    sandbox.api("POST", f"/v1/orgs/{{o}}/users/{admin}/roles/assign", {"role": "atlassian/user", "resource": resource})
    rows = sandbox.api("GET", f"{{d}}/users/{admin}/role-assignments?limit=100").json()["data"]
    methods = {
        (row["resourceId"], item["role"]): item["roleAssignmentMethods"]
        for row in rows
        for item in row["roleAssignments"]
    }
    site = next(iter(sandbox.org.sites))
    assert "direct" in methods[(resource, "atlassian/user")]
    assert methods[(sandbox.org.platform_resource_id, ORG_ADMIN)] == ["direct"]
    assert methods[(f"ari:cloud:platform::site/{site}", "atlassian/site-admin")] == ["inferred"]
    platform = next(row for row in rows if row["resourceId"] == sandbox.org.platform_resource_id)
    assert (platform["directoryId"], platform["userDirectoryStatus"]) == (None, None)


def test_access_through_a_group_says_so(sandbox: Sandbox) -> None:
    """Contract 7.6: `group_direct`."""
    group = sandbox.group_named("confluence-guests-acme")
    guest = sandbox.insider_of(group)
    query = "roleIds=atlassian%2Fguest"
    rows = sandbox.api("GET", f"{{d}}/users/{guest}/role-assignments?{query}").json()["data"]
    assert rows
    for row in rows:
        assert row["roleAssignments"] == [{"role": "atlassian/guest", "roleAssignmentMethods": ["group_direct"]}]


def test_role_assignments_can_be_filtered(sandbox: Sandbox) -> None:
    """Contract 7.6: resourceIds, resourceOwners, directoryIds."""
    admin = sandbox.org_admin()
    path = f"{{d}}/users/{admin}/role-assignments"
    owners = {row["resourceOwner"] for row in sandbox.api("GET", f"{path}?resourceOwners=platform").json()["data"]}
    assert owners == {"platform"}
    in_directory = sandbox.api("GET", f"{path}?directoryIds={sandbox.directory_id}&limit=100").json()["data"]
    assert {row["directoryId"] for row in in_directory} == {sandbox.directory_id}


def test_activity_of_one_user_is_snake_case_with_a_date_and_a_timestamp(sandbox: Sandbox) -> None:
    """Contract 7.7."""
    user = next(user for user in sandbox.org.users.values() if user.activity)
    data = sandbox.api("GET", f"/v1/orgs/{{o}}/directory/users/{user.account_id}/last-active-dates").json()["data"]
    assert {row["id"] for row in data["product_access"]} == set(user.activity)
    assert all(row["last_active_timestamp"].startswith(row["last_active"]) for row in data["product_access"])
    assert data["added_to_org"] == str(user.added_at)[:10]


def test_activity_is_empty_for_a_user_who_never_opened_anything_and_404_for_a_stranger(sandbox: Sandbox) -> None:
    """Contract 7.7."""
    path = "/v1/orgs/{o}/directory/users/%s/last-active-dates"
    user = next(user for user in sandbox.org.users.values() if not user.activity and user.account_type == "atlassian")
    assert sandbox.api("GET", path % user.account_id).json()["data"]["product_access"] == []
    assert sandbox.code(sandbox.api("GET", path % "nobody")) == (404, "ADMIN-404-8")


# -- directories, apps, accounts, domains ---------------------------------------------------------------------


def test_directories_of_a_user(original: Sandbox) -> None:
    """Contract 7.2: only directories where that user is a member; a row has no type and no site."""
    one = next(a for a in sorted(original.org.users) if len(original.org.in_directory.rights_of(a)) == 1)
    rows = original.api("GET", f"/v2/orgs/{{o}}/directories?accountId={one}").json()["data"]
    assert [row["directoryId"] for row in rows] == list(original.org.in_directory.rights_of(one))
    assert len(original.api("GET", "/v2/orgs/{o}/directories").json()["data"]) == 2


def test_directories_can_be_searched_by_name(original: Sandbox) -> None:
    """Contract 7.2: searchTerm."""
    rows = original.api("GET", "/v2/orgs/{o}/directories?searchTerm=LABS").json()["data"]
    assert [row["name"] for row in rows] == ["acme-labs.atlassian.net"]


def _workspaces(sandbox: Sandbox, query: object) -> set[str]:
    answer = sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"limit": 1000, "query": query})
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["data"]}


def test_workspaces_can_be_queried(sandbox: Sandbox) -> None:
    """Contract 7.10: and, nor, field, searchWorkspaces."""
    every = set(sandbox.org.apps)
    confluence = {app.resource_id for app in sandbox.org.apps.values() if app.owner == "confluence"}
    by_type = {"field": {"name": "attributes.typeKey", "values": ["confluence"]}}
    assert _workspaces(sandbox, by_type) == confluence
    assert _workspaces(sandbox, {"nor": [by_type]}) == every - confluence
    labs = _workspaces(sandbox, {"searchWorkspaces": "ACME-LABS"})
    assert labs < every
    assert _workspaces(sandbox, {"and": [by_type, {"searchWorkspaces": "acme-labs"}]}) == confluence & labs
    assert _workspaces(sandbox, {"field": {"name": "attributes.typeKey"}}) == every
    assert _workspaces(sandbox, {"features": ["x"]}) == set()


@pytest.mark.parametrize(
    "body",
    [
        {"query": "x"},
        {"query": {"or": []}},
        {"query": {"and": {}}},
        {"query": {"field": {}}},
        {"sort": "x"},
        {"sort": [{"field": "attributes.type", "order": "up"}]},
        {"limit": 1001},
    ],
)
def test_a_bad_workspace_query_is_400(sandbox: Sandbox, body: dict[str, object]) -> None:
    """Contract 7.10."""
    assert sandbox.code(sandbox.api("POST", "/v2/orgs/{o}/workspaces", body)) == (400, "ADMIN-400-4")


def test_workspaces_can_be_sorted_and_sandboxes_told_apart(sandbox: Sandbox) -> None:
    """Contract 7.10: sort; sandbox type CHILD."""
    body = {"sort": [{"field": "attributes.type", "order": "desc"}]}
    rows = sandbox.api("POST", "/v2/orgs/{o}/workspaces", body).json()["data"]
    types = [row["attributes"]["type"] for row in rows]
    assert types == sorted(types, reverse=True)
    assert [row["attributes"]["sandbox"]["type"] for row in rows].count("CHILD") == 1


def test_without_a_verified_domain_there_are_no_managed_accounts_to_list(sandbox: Sandbox) -> None:
    """Contract 7.11: 200 and `[]`, measured."""
    domain = next(d for d in sandbox.org.domains.values() if d.claim_status == "verified")
    row = {**domain.dump(), "claim_status": "unverified"}
    effects = [["record_put", {"kind": "domain", "row": row}]]
    sandbox.control("POST", "/organizations/{o}/effects", {"effects": effects})
    answer = sandbox.api("GET", "/v1/orgs/{o}/users")
    assert (answer.status_code, answer.json()["data"]) == (200, [])


def test_an_unknown_domain_is_404(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-404-3`."""
    assert sandbox.code(sandbox.api("GET", "/v1/orgs/{o}/domains/x")) == (404, "ADMIN-404-3")


def test_a_direct_holder_is_a_holder(sandbox: Sandbox) -> None:
    """Contract 7.3: roles held directly are found by the same search."""
    grant = Grant(sandbox.app_id("jira-software"), "atlassian/user-access-admin")
    found = sandbox.search_users(resourceIds=[grant.resource_id], roleIds=[grant.role])
    assert {row["accountId"] for row in found} == sandbox.org.holders(grant)


def test_a_domain_id_that_is_none_is_400(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-400-2`."""
    assert sandbox.code(sandbox.api("GET", "/v1/orgs/{o}/domains/a b")) == (400, "ADMIN-400-2")


def test_filters_of_the_managed_accounts_are_silently_ignored(sandbox: Sandbox) -> None:
    """Contract 15: v1 answers everything with 200 to `query`, `groupIds` and `productAccess`."""
    everything = sandbox.api("GET", "/v1/orgs/{o}/users").json()["meta"]["total"]
    for query in ("query=nobody", "groupIds=x", "productAccess=none", "limit=1"):
        answer = sandbox.api("GET", f"/v1/orgs/{{o}}/users?{query}")
        assert (answer.status_code, answer.json()["meta"]["total"]) == (200, everything)
        assert len(answer.json()["data"]) == 50


def test_operations_that_stopped_in_june_are_gone(sandbox: Sandbox) -> None:
    """Contract 1: twelve v1 operations on users and groups left the document."""
    user, group = sandbox.member(), sandbox.free_group()
    for method, path in (
        ("POST", "/v1/orgs/{o}/users/search"),
        ("POST", "/v1/orgs/{o}/users/invite"),
        ("POST", "/v1/orgs/{o}/groups/search"),
        ("POST", f"/v1/orgs/{{o}}/directory/groups/{group}/memberships"),
        ("POST", f"/v1/orgs/{{o}}/directory/users/{user}/suspend-access"),
        ("DELETE", f"/v1/orgs/{{o}}/directory/users/{user}"),
    ):
        assert sandbox.api(method, path).status_code == 404


def test_an_app_opened_today_is_reported_tomorrow(sandbox: Sandbox) -> None:
    """Contract 7.7, 15: activity is up to 24 h late, in every read; until then the older one is shown."""
    user, app = sandbox.member(), sandbox.app_id("confluence")
    sandbox.org.users[user].activity[app] = "2026-01-01T00:00:00.000Z"
    path = f"/organizations/{{o}}/users/{user}/activity"
    now = sandbox.control("POST", path, {"resource_id": app}).json()["activity"][app]

    def shown() -> tuple[str, str]:
        row = sandbox.search_users(accountIds=[user], expand=["productAccess"])[0]
        inline = next(item["lastActiveTimestamp"] for item in row["productAccess"] if item["id"] == app)
        dates = sandbox.api("GET", f"/v1/orgs/{{o}}/directory/users/{user}/last-active-dates").json()["data"]
        return inline[:10], next(item["last_active"] for item in dates["product_access"] if item["id"] == app)

    assert shown() == ("2026-01-01", "2026-01-01")
    sandbox.wait(86_401)
    assert shown() == (now[:10], now[:10])


def test_an_app_opened_for_the_first_time_is_absent_until_reported(sandbox: Sandbox) -> None:
    """Contract 7.3, 7.7: an app never opened is absent."""
    user, app = sandbox.member(), sandbox.app_id("confluence")
    sandbox.org.users[user].activity.clear()
    path = f"/organizations/{{o}}/users/{user}/activity"
    assert sandbox.control("POST", path, {"resource_id": app}).status_code == 200
    assert sandbox.search_users(accountIds=[user], expand=["productAccess"])[0]["productAccess"] == []
    unknown = sandbox.control("POST", path, {"resource_id": "ari:cloud:loom::site/x"})
    assert (unknown.status_code, unknown.json()["field"]) == (400, "resource_id")

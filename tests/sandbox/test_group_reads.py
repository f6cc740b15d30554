"""Groups: search, detail, totals, what they grant (R10 to R13; admin API contract 7.5, 7.8, 7.9)."""

from __future__ import annotations

from tests.sandbox.ground import Sandbox


def _group_names(sandbox: Sandbox, **filters: object) -> set[str]:
    answer = sandbox.api("POST", "{d}/groups/search", {"limit": 100, **filters})
    assert answer.status_code == 200, answer.text
    return {row["name"] for row in answer.json()["data"]}


def test_groups_are_found_by_exact_name_whatever_the_case(sandbox: Sandbox) -> None:
    """Contract 7.8: groupNames exact, case-insensitive."""
    assert _group_names(sandbox, groupNames=["JIRA-users-acme", "jira-users"]) == {"jira-users-acme"}


def test_group_names_exclude_ids_and_search_term(sandbox: Sandbox) -> None:
    """Contract 7.8."""
    for extra in ({"searchTerm": "x"}, {"groupIds": ["x"]}):
        assert sandbox.api("POST", "{d}/groups/search", {"groupNames": ["a"], **extra}).status_code == 400


def test_groups_of_a_user(sandbox: Sandbox) -> None:
    """Contract 7.8: accountIds."""
    user = sandbox.member()
    own = {sandbox.org.groups[group_id].name for group_id in sandbox.org.membership.rights_of(user)}
    assert _group_names(sandbox, accountIds=[user]) == own


def test_every_group_that_grants_a_role_on_an_app(sandbox: Sandbox) -> None:
    """Contract 7.9: bulk inversion by resourceIds and roleIds."""
    found = _group_names(sandbox, resourceIds=[sandbox.app_id("jira-software")], roleIds=["atlassian/user"])
    assert found == {"jira-users-acme", "okta-jira-users"}
    assert _group_names(sandbox, resourceOwners=["jira-servicedesk"]) == {
        "jira-servicemanagement-users-acme",
        "jira-servicemanagement-customers-acme",
    }


def test_group_counts_come_only_when_asked_for(sandbox: Sandbox) -> None:
    """Contract 7.8: expand."""
    plain = sandbox.api("POST", "{d}/groups/search", {"groupNames": ["jira-users-acme"]}).json()["data"][0]
    counted = sandbox.api(
        "POST", "{d}/groups/search", {"groupNames": ["jira-users-acme"], "expand": ["counts.users"]}
    ).json()["data"][0]
    members = sandbox.org.membership.lefts_of(sandbox.group_named("jira-users-acme"))
    assert "counts" not in plain
    assert counted["counts"] == {"users": len(members)}


def test_read_only_groups_carry_their_markers(sandbox: Sandbox) -> None:
    """Contract 7.8: modifiable false is authoritative; other non-modifiable kinds exist."""
    rows = {row["name"]: row for row in sandbox.api("POST", "{d}/groups/search", {"limit": 100}).json()["data"]}
    synced, team, admins = rows["okta-all-staff"], rows["team-apollo"], rows["org-admins"]
    assert (synced["managedBy"], synced["externalSynced"]) == ("external", True)
    assert (team["managedBy"], team["externalSynced"]) == ("team-members", False)
    assert not any(row["managementAccess"]["modifiable"] for row in (synced, team, admins))
    assert rows["jira-users-acme"]["managementAccess"]["modifiable"]


def test_groups_can_be_sorted_and_searched_by_name(sandbox: Sandbox) -> None:
    """Contract 7.8: sortBy name, searchTerm."""
    body = {"limit": 100, "sortBy": [{"field": "name", "direction": "desc"}]}
    names = [row["name"].casefold() for row in sandbox.api("POST", "{d}/groups/search", body).json()["data"]]
    assert names == sorted(names, reverse=True)
    assert _group_names(sandbox, searchTerm="OKTA-") >= {"okta-all-staff"}


def test_what_a_group_grants_and_its_default_role(sandbox: Sandbox) -> None:
    """Contract 7.9."""
    group = sandbox.group_named("jira-users-acme")
    assert sandbox.api("GET", f"{{d}}/groups/{group}/role-assignments").json()["data"] == [
        {
            "resourceId": sandbox.app_id("jira-software"),
            "resourceOwner": "jira-software",
            "roles": ["atlassian/user"],
            "defaultRole": "atlassian/user",
        }
    ]


def test_group_totals_agree(sandbox: Sandbox) -> None:
    """Contract 7.5."""
    stats = sandbox.api("GET", "{d}/groups/stats").json()
    total = len(sandbox.org.groups)
    assert sandbox.api("GET", "{d}/groups/count").json() == {"count": total}
    assert stats["totals"]["all"] == total == stats["totals"]["managed"] + stats["totals"]["synced"]
    assert sum(row["count"] for row in stats["types"]) == total


def test_an_unknown_group_is_404(sandbox: Sandbox) -> None:
    """Contract 7.9: `ADMIN-404-10`."""
    for path in ("{d}/groups/nobody", "{d}/groups/nobody/role-assignments"):
        assert sandbox.code(sandbox.api("GET", path)) == (404, "ADMIN-404-10")

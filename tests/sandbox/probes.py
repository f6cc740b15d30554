"""What is asked about each silent spot, and how the answer is told apart (admin API contract 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests

from sandbox.world.directory import Grant, Group
from sandbox.world.effects import Effect, apply_effect
from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox

USER = "atlassian/user"


def outcome(answer: requests.Response) -> Any:
    """The status alone, or with the application code of shape A."""
    if not answer.content or answer.status_code < 300:
        return answer.status_code
    return answer.status_code, answer.json()["errors"][0]["code"]


def members(group_id: str) -> str:
    return f"{{d}}/groups/{group_id}/memberships"


# -- writes -------------------------------------------------------------------------------------------------------


def suspend_an_organization_admin(sandbox: Sandbox) -> Any:
    return outcome(sandbox.api("POST", f"{{d}}/users/{sandbox.org_admin()}/suspend"))


def add_a_member_again(sandbox: Sandbox) -> Any:
    group = sandbox.group_named("jira-users-acme")
    return outcome(sandbox.api("POST", members(group), {"accountId": sandbox.insider_of(group)}))


def add_a_member_to_a_group_of_a_full_app(sandbox: Sandbox) -> Any:
    app = fill_app(sandbox)
    group = min(
        group_id
        for group_id in sandbox.org.group_grants.lefts_of(Grant(app.resource_id, USER))
        if sandbox.org.groups[group_id].is_modifiable
    )
    nth = 0
    while (user := sandbox.member(nth=nth)) in sandbox.org.occupants(app):
        nth += 1
    return outcome(sandbox.api("POST", members(group), {"accountId": user}))


def add_a_member_to_a_synced_group(sandbox: Sandbox) -> Any:
    group = sandbox.synced_group()
    user = sandbox.outsider_of(group)
    answer = outcome(sandbox.api("POST", members(group), {"accountId": user}))
    sandbox.control("POST", "/organizations/{o}/identity-provider-sync")
    assert not sandbox.org.membership.has(user, group)
    return answer


def remove_somebody_who_is_no_member(sandbox: Sandbox) -> Any:
    group = sandbox.free_group()
    return outcome(sandbox.api("DELETE", f"{members(group)}/{sandbox.outsider_of(group)}"))


def suspend_twice(sandbox: Sandbox) -> Any:
    path = f"{{d}}/users/{sandbox.member()}/suspend"
    return [outcome(sandbox.api("POST", path)) for _ in range(2)]


def add_a_user_of_another_directory(sandbox: Sandbox) -> Any:
    org = sandbox.org
    elsewhere = next(
        user.account_id
        for user in org.users.values()
        if org.membership_status(user.account_id) == "active"
        and not org.in_directory.has(user.account_id, sandbox.directory_id)
    )
    return outcome(sandbox.api("POST", members(sandbox.free_group()), {"accountId": elsewhere}))


def suspend_in_no_directory(sandbox: Sandbox) -> Any:
    return outcome(sandbox.api("POST", f"/v2/orgs/{{o}}/directories/-/users/{sandbox.member()}/suspend"))


def revoke_a_role_that_nobody_gave(sandbox: Sandbox) -> Any:
    body = {"role": "atlassian/guest", "resource": sandbox.app_id("confluence")}
    return outcome(sandbox.api("POST", f"/v1/orgs/{{o}}/users/{sandbox.member()}/roles/revoke", body))


def revoke_a_role_held_through_a_group(sandbox: Sandbox) -> Any:
    org, grant = sandbox.org, Grant(sandbox.app_id("jira-software"), USER)
    user = min(sandbox.org.holders(grant) - org.user_grants.lefts_of(grant) - {u.account_id for u in org.org_admins()})
    body = {"role": USER, "resource": grant.resource_id}
    answer = outcome(sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/roles/revoke", body))
    assert user in org.holders(grant)
    return answer


def post_without_a_content_type(sandbox: Sandbox) -> Any:
    return outcome(sandbox.api("POST", f"{{d}}/users/{sandbox.member()}/suspend", data=b""))


# -- searches -----------------------------------------------------------------------------------------------------


def search_two_groups(sandbox: Sandbox) -> Any:
    """One of the groups is within the other, so that the answer is the members of one of them."""
    membership, groups = sandbox.org.membership, sorted(sandbox.org.groups)
    pairs = [(one, other) for one in groups for other in groups]
    one, other = next(pair for pair in pairs if membership.lefts_of(pair[0]) > membership.lefts_of(pair[1]) != set())
    found = {row["accountId"] for row in sandbox.search_users(groupIds=[one, other])}
    return {
        frozenset(membership.lefts_of(one)): "union",
        frozenset(membership.lefts_of(other)): "intersection",
    }.get(frozenset(found), "neither")


def search_without_directory_ids(sandbox: Sandbox) -> Any:
    total = sandbox.api("GET", "{d}/users/count").json()["count"]
    in_path = sandbox.api("GET", f"{{d}}/users/count?directoryIds={sandbox.directory_id}").json()["count"]
    assert total > in_path
    found = len(walk(sandbox, {"limit": 100}))
    return {total: "everybody", in_path: "the directory of the path"}.get(found, found)


def walk(sandbox: Sandbox, body: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = sandbox.api("POST", "{d}/users/search", body).json()
        rows += page["data"]
        if "next" not in page["links"]:
            return rows
        body = {**body, "cursor": page["links"]["next"]}


def apps_without_activity(sandbox: Sandbox) -> Any:
    rows = [access for row in sandbox.search_users(expand=["productAccess"]) for access in row["productAccess"]]
    return any("lastActiveTimestamp" not in access for access in rows)


def expand_groups_everywhere(sandbox: Sandbox) -> Any:
    return outcome(sandbox.api("POST", "/v2/orgs/{o}/directories/-/users/search", {"expand": ["groups"]}))


def groups_of_a_user_with_many(sandbox: Sandbox) -> Any:
    user = sandbox.member()
    for number in range(120):
        group = Group(f"00000000-0000-4000-8000-{number:012d}", sandbox.directory_id, f"many-{number}", "")
        apply_effect(sandbox.org, Effect("group_put", {"group": group.dump()}))
        apply_effect(sandbox.org, Effect("member_added", {"account_id": user, "group_id": group.group_id}))
    shown = sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"]
    return "all" if len(shown) == len(sandbox.org.membership.rights_of(user)) else len(shown)


def empty_profile_fields(sandbox: Sandbox) -> Any:
    rows = sandbox.search_users()
    return any(row.get("department", "filled") is None for row in rows), all("department" in row for row in rows)


def id_of_an_inline_group(sandbox: Sandbox) -> Any:
    user = sandbox.insider_of(sandbox.group_named("jira-users-acme"))
    shown = str(sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"][0]["id"])
    return shown.removesuffix(shown[-36:])


# -- time ---------------------------------------------------------------------------------------------------------


def seconds_until(sandbox: Sandbox, is_shown: Callable[[], bool], steps: tuple[int, ...]) -> Any:
    """After how many of the steps' seconds something is shown; time is moved from one to the next."""
    passed = 0.0
    for seconds in steps:
        sandbox.wait(max(seconds + 0.5 - passed, 0) if seconds else 0)
        passed = max(seconds + 0.5, passed) if seconds else 0.0
        if is_shown():
            return seconds
    return None


def membership_lag(sandbox: Sandbox) -> Any:
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    sandbox.api("POST", members(group), {"accountId": user})
    return seconds_until(sandbox, lambda: bool(sandbox.search_users(accountIds=[user], groupIds=[group])), (0, 2, 120))


def role_lag(sandbox: Sandbox) -> Any:
    user, role = sandbox.member(), "atlassian/org-admin"
    sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/role-assignments/assign", {"role": role})
    return seconds_until(
        sandbox, lambda: bool(sandbox.search_users(accountIds=[user], roleIds=[role])), (0, 2, 30, 120)
    )


def suspension_lag(sandbox: Sandbox) -> Any:
    user = sandbox.member()
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")

    def is_shown() -> bool:
        return bool(sandbox.search_users(accountIds=[user])[0]["membershipStatus"] == "suspended")

    return seconds_until(sandbox, is_shown, (0, 2, 30, 120))


def activity_lag(sandbox: Sandbox) -> Any:
    user, app = sandbox.member(), sandbox.app_id("confluence")
    opened = sandbox.control("POST", f"/organizations/{{o}}/users/{user}/activity", {"resource_id": app})
    now = opened.json()["activity"][app]

    def is_shown() -> bool:
        rows = sandbox.search_users(accountIds=[user], expand=["productAccess"])[0]["productAccess"]
        return any(row.get("lastActiveTimestamp") == now for row in rows)

    return seconds_until(sandbox, is_shown, (0, 14_400, 86_400))


def cursor_after_ten_minutes(sandbox: Sandbox) -> Any:
    cursor = sandbox.api("POST", "{d}/users/search", {}).json()["links"]["next"]
    sandbox.wait(601)
    return outcome(sandbox.api("POST", "{d}/users/search", {"cursor": cursor}))


def cursor_alone(sandbox: Sandbox) -> Any:
    body = {"claimStatus": "managed", "limit": 20}
    cursor = sandbox.api("POST", "{d}/users/search", body).json()["links"]["next"]
    rows = sandbox.api("POST", "{d}/users/search", {"cursor": cursor, "limit": 100}).json()["data"]
    return "filtered" if {row["claimStatus"] for row in rows} == {"managed"} else "unfiltered"


def user_leaves_during_a_walk(sandbox: Sandbox) -> Any:
    before = len(sandbox.search_users())
    body = {"limit": 50, "directoryIds": [sandbox.directory_id]}
    first = sandbox.api("POST", "{d}/users/search", body).json()
    gone = {"account_id": first["data"][0]["accountId"], "directory_id": sandbox.directory_id}
    sandbox.control("POST", "/organizations/{o}/effects", {"effects": [["directory_left", gone]]})
    rest = walk(sandbox, {**body, "cursor": first["links"]["next"]})
    return before - len({row["accountId"] for row in first["data"] + rest})


# -- limits -------------------------------------------------------------------------------------------------------


def limit_of_a_read(sandbox: Sandbox) -> Any:
    return sandbox.api("GET", "/v1/orgs/{o}").headers.get("X-RateLimit-Limit")


def headers_of_a_429(sandbox: Sandbox) -> Any:
    answers = [sandbox.api("GET", "/v1/orgs/{o}/events") for _ in range(11)]
    assert answers[-1].status_code == 429
    shown = {name.lower() for name in answers[-1].headers} & {"x-ratelimit-reset", "retry-after"}
    return sorted(shown), answers[-1].headers.get("Retry-After", "").isdigit()


def page_of_51(sandbox: Sandbox) -> Any:
    return outcome(sandbox.api("POST", "{d}/users/search", {"limit": 51}))


def page_of_101(sandbox: Sandbox) -> Any:
    answer = sandbox.api("POST", "{d}/users/search", {"limit": 101})
    return outcome(answer), len(answer.json().get("data", ()))


def next_of_workspaces(sandbox: Sandbox) -> Any:
    link = sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"limit": 1}).json()["links"]["next"]
    return link.startswith(f"{sandbox.url}/admin/v2/orgs/{sandbox.org_id}/workspaces?cursor=")

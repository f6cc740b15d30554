"""What is asked about the silent spots that concern what is left out, empty or nobody (admin API contract 5, 13.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from sandbox.world.effects import Effect, apply_effect
from tests.sandbox.ground import Sandbox

EXPAND = ["platformRoles", "productAccess", "groups"]
ORG_ADMIN = "atlassian/org-admin"


def _put(sandbox: Sandbox, name: str, **args: Any) -> None:
    apply_effect(sandbox.org, Effect(name, args))


def loner(sandbox: Sandbox) -> str:
    """Somebody without admin roles, groups and activity."""
    account_id = sandbox.member()
    for group_id in list(sandbox.org.membership.rights_of(account_id)):
        _put(sandbox, "member_removed", account_id=account_id, group_id=group_id)
    _put(sandbox, "user_changed", account_id=account_id, changes={"activity": {}})
    return account_id


def empty_lists(sandbox: Sandbox) -> Any:
    [row] = sandbox.search_users(accountIds=[loner(sandbox)], expand=EXPAND)
    return [row.get(name, "absent") for name in EXPAND]


def organizations_of_a_key(sandbox: Sandbox) -> Any:
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 200
    return len(sandbox.api("GET", "/v1/orgs").json()["data"])


def _others(sandbox: Sandbox) -> dict[str, str]:
    kinds = ("service_account", "agent")
    return {user.account_id: user.account_type for user in sandbox.org.users.values() if user.account_type in kinds}


def accounts_that_are_nobody(sandbox: Sandbox) -> Any:
    """In searches, in counts, as members of their groups, and may they be changed."""
    org, others = sandbox.org, _others(sandbox)
    assert set(others.values()) == {"service_account", "agent"}
    listed = {row["accountId"] for row in sandbox.search_users()} & others.keys()
    path = f"{{d}}/users/count?directoryIds={sandbox.directory_id}"
    people = [a for a in org.in_directory.lefts_of(sandbox.directory_id) if a not in others]
    counted = sandbox.api("GET", path).json()["count"] - len(people)
    groups = {group for account_id in others for group in org.membership.rights_of(account_id)}
    found = {row["accountId"] for group in groups for row in sandbox.search_users(groupIds=[group])} & others.keys()
    read = [sandbox.api("GET", f"{{d}}/groups/{group}").json()["data"]["counts"]["users"] for group in sorted(groups)]
    members = sum(read) - sum(len(org.membership.lefts_of(group) - others.keys()) for group in groups)
    suspended = sandbox.api("POST", f"{{d}}/users/{min(others)}/suspend").status_code
    return (len(listed), counted, len(found), members, suspended)


def type_of_nobody(sandbox: Sandbox) -> Any:
    """What their rows say, and that only service accounts show an address."""
    others = _others(sandbox)
    rows = [row for row in sandbox.search_users(expand=EXPAND) if row["accountId"] in others]
    for row in rows:
        is_service = others[row["accountId"]] == "service_account"
        assert row.get("email", "").endswith("@serviceaccount.atlassian.com") is is_service
        assert row["productAccess"] == []
    people = {row["accountType"] for row in sandbox.search_users() if row["accountId"] not in others}
    return {row.get("accountType") for row in rows}, people


def list_of_service_accounts(sandbox: Sandbox) -> Any:
    answer = sandbox.api("GET", "/api-access/v1/orgs/{o}/service-accounts")
    if answer.status_code != 200:
        return answer.status_code
    others = _others(sandbox)
    assert {others[item["atlassianId"]] for item in answer.json()["items"]} == {"service_account"}
    return len(answer.json()["items"])


def moments_without_a_value(sandbox: Sandbox) -> Any:
    account_id = sandbox.member()
    _put(sandbox, "user_changed", account_id=account_id, changes={"added_at": None, "activity": {}})
    [row] = sandbox.search_users(accountIds=[account_id], expand=EXPAND)
    used = [entry.get("lastActiveTimestamp") for entry in row["productAccess"]]
    return row.get("addedToOrg"), row.get("deactivatedOn"), set(used)


def accounts_in_no_directory(sandbox: Sandbox) -> Any:
    """Managed and other accounts outside every directory: with claimStatus, without, and for the count."""
    users = [user for user in sandbox.org.users.values() if user.account_type == "atlassian"]
    outside = {user.account_id for user in users if not sandbox.org.in_directory.rights_of(user.account_id)}
    assert outside

    def search(**filters: Any) -> int:
        body = {"limit": 100, **filters}
        found: set[str] = set()
        while True:
            answer = sandbox.api("POST", "/v2/orgs/{o}/directories/-/users/search", body).json()
            found |= {row["accountId"] for row in answer["data"]}
            if not answer["links"].get("next"):
                return len(found & outside)
            body["cursor"] = answer["links"]["next"]

    counted = sandbox.api("GET", "/v2/orgs/{o}/directories/-/users/count").json()["count"]
    inside = set(sandbox.org.in_directory.lefts_of(sandbox.directory_id))
    return search() > 0, search(claimStatus="managed") > 0, counted > len(inside)


def member_of_the_admins_group(sandbox: Sandbox) -> Any:
    """What membership of a group with the organization admin role does: to the role, and may one join."""
    org, group_id = sandbox.org, sandbox.group_named("org-admins")
    account_id = sandbox.member()
    _put(sandbox, "member_added", account_id=account_id, group_id=group_id)
    found = {row["accountId"] for row in sandbox.search_users(roleIds=[ORG_ADMIN])}
    [row] = sandbox.search_users(accountIds=[account_id], expand=EXPAND)
    is_admin = org.is_org_admin(account_id)
    assert (account_id in found, ORG_ADMIN in row["platformRoles"]) == (is_admin, is_admin)
    group = org.groups[group_id]
    _put(sandbox, "group_put", group={**group.dump(), "is_modifiable": True})
    joined = sandbox.api("POST", f"{{d}}/groups/{group_id}/memberships", {"accountId": sandbox.member(nth=1)})
    return is_admin, joined.status_code


# -- what a doctor looks for ----------------------------------------------------------------------------------


def form_of_the_reset(sandbox: Sandbox) -> Any:
    told = sandbox.api("GET", "/v1/orgs/{o}").headers["X-RateLimit-Reset"]
    return "epoch" if told.isdigit() else "moment" if told.endswith("Z") else told


def type_of_an_answer(sandbox: Sandbox) -> Any:
    return sandbox.api("GET", "/v1/orgs/{o}").headers["Content-Type"]


def people_of_a_filter(sandbox: Sandbox) -> Any:
    user = sandbox.member()
    found = [row["accountId"] for row in sandbox.search_users(accountIds=[user])]
    everybody = len(sandbox.search_users())
    return {(): "nobody", (user,): "the one who was asked for"}.get(
        tuple(found), "everybody" if len(found) == everybody else found
    )


def next_of_a_search(sandbox: Sandbox) -> Any:
    """Whether it is a URL, and whether the cursor in it leads on."""
    body = {"limit": 10, "directoryIds": [sandbox.directory_id]}
    first = sandbox.api("POST", "{d}/users/search", body).json()
    link = first["links"]["next"]
    cursor = unquote(link.rpartition("cursor=")[2])
    second = sandbox.api("POST", "{d}/users/search", {**body, "cursor": cursor}).json()
    ids = [{row["accountId"] for row in page["data"]} for page in (first, second)]
    return link.startswith("http"), len(ids[1]) == 10 and ids[0].isdisjoint(ids[1])


def count_against_walk(sandbox: Sandbox) -> Any:
    told = sandbox.api("GET", f"{{d}}/users/count?directoryIds={sandbox.directory_id}").json()["count"]
    return len(sandbox.search_users()) - told

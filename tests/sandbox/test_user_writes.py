"""Suspend, restore and remove (W3, W4, W5; admin API contract 8, 9, 13)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox


def _act(sandbox: Sandbox, user: str, verb: str, directory: str | None = None) -> Any:
    directory = directory or sandbox.directory_id
    return sandbox.api("POST", f"/v2/orgs/{{o}}/directories/{directory}/users/{user}/{verb}")


def test_suspending_keeps_roles_and_memberships(sandbox: Sandbox) -> None:
    """Contract 8 W3: kept, and back on restore."""
    user = sandbox.member()
    groups, roles = set(sandbox.org.membership.rights_of(user)), set(sandbox.org.user_grants.rights_of(user))
    assert groups
    answer = _act(sandbox, user, "suspend")
    assert (answer.status_code, answer.content) == (204, b"")
    assert sandbox.org.membership_status(user) == "suspended"
    assert set(sandbox.org.membership.rights_of(user)) == groups
    assert set(sandbox.org.user_grants.rights_of(user)) == roles
    assert _act(sandbox, user, "restore").status_code == 204
    assert sandbox.org.membership_status(user) == "active"


@pytest.mark.parametrize("claim_status", ["managed", "unmanaged"])
def test_managed_and_unmanaged_users_can_be_suspended(sandbox: Sandbox, claim_status: str) -> None:
    """Contract 8 W3."""
    user = next(
        user.account_id
        for user in sandbox.org.users.values()
        if user.claim_status == claim_status
        and sandbox.org.directory_status(user.account_id, sandbox.directory_id) == "active"
    )
    assert _act(sandbox, user, "suspend").status_code == 204
    assert sandbox.org.membership_status(user) == "suspended"


def test_nothing_protects_an_organization_admin_unless_the_switch_says_so(sandbox: Sandbox) -> None:
    """Contract 13: 204, it really happens; otherwise 403 `ADMIN-403-3`."""
    first, second, _ = (user.account_id for user in sandbox.org.org_admins())
    assert _act(sandbox, first, "suspend").status_code == 204
    assert sandbox.org.membership_status(first) == "suspended"
    sandbox.turn(org_admin_writes="refused")
    assert sandbox.code(_act(sandbox, second, "suspend")) == (403, "ADMIN-403-3")
    assert sandbox.code(sandbox.api("DELETE", f"{{d}}/users/{second}")) == (403, "ADMIN-403-3")
    assert sandbox.org.membership_status(second) == "active"


def test_repeating_a_suspension_or_restore(sandbox: Sandbox) -> None:
    """Contract 13: 204, otherwise 400; the audit log tells a no-op from a change."""
    user = sandbox.member()
    assert _act(sandbox, user, "restore").status_code == 204
    assert sandbox.control("GET", "/audit?limit=1").json()["entries"][0]["outcome"] == "unchanged"
    _act(sandbox, user, "suspend")
    assert _act(sandbox, user, "suspend").status_code == 204
    sandbox.turn(repeated_suspension="bad_request")
    assert sandbox.code(_act(sandbox, user, "suspend")) == (400, "ADMIN-400-4")
    assert sandbox.org.membership_status(user) == "suspended"


def test_a_user_without_membership_in_the_directory_is_404(sandbox: Sandbox) -> None:
    """Contract 9: suspend a user with no membership in that directory."""
    outside = next(
        a for a, u in sandbox.org.users.items()
        if u.account_type == "atlassian" and not sandbox.org.in_directory.rights_of(a)
    )  # fmt: skip
    assert sandbox.code(_act(sandbox, outside, "suspend")) == (404, "ADMIN-404-8")
    assert sandbox.code(_act(sandbox, "nobody", "restore")) == (404, "ADMIN-404-8")


def test_a_restore_may_fail_at_the_licence_limit(sandbox: Sandbox) -> None:
    """Contract 8 W4: 409 `ADMIN-409-3`, otherwise 400 `ADMIN-400-32`."""
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    app = sandbox.org.apps[sandbox.app_id("jira-servicedesk")]
    user = next(a for a in sorted(sandbox.org.membership.lefts_of(group)) if a in sandbox.org.occupants(app))
    _act(sandbox, user, "suspend")
    fill_app(sandbox)
    assert sandbox.code(_act(sandbox, user, "restore")) == (409, "ADMIN-409-3")
    assert sandbox.org.membership_status(user) == "suspended"
    sandbox.turn(licence_limit="bad_request")
    assert sandbox.code(_act(sandbox, user, "restore")) == (400, "ADMIN-400-32")
    fill_app(sandbox, free=1)
    assert _act(sandbox, user, "restore").status_code == 204


def test_suspended_in_one_of_two_directories_is_not_suspended(original: Sandbox) -> None:
    """Contract 5.2: suspended only when suspended in ALL directories; one call each."""
    org = original.org
    first, second = org.directories
    user = next(
        a for a in sorted(org.users)
        if org.in_directory.rights_of(a) == {first, second} and not org.suspended_in.rights_of(a)
    )  # fmt: skip
    original.turn(suspension_lag_seconds=0)
    _act(original, user, "suspend", first)
    row = original.search_users(accountIds=[user])[0]
    assert (row["membershipStatus"], row["status"]) == ("active", "active")
    roles = original.api("GET", f"{{d}}/users/{user}/role-assignments").json()["data"]
    assert {item["userDirectoryStatus"] for item in roles if item["directoryId"] == first} <= {"suspended"}
    _act(original, user, "suspend", second)
    assert original.search_users(accountIds=[user])[0]["membershipStatus"] == "suspended"


def test_removing_a_user_takes_roles_and_memberships_of_that_directory(original: Sandbox) -> None:
    """Contract 8 W5."""
    org = original.org
    first, second = org.directories
    user = next(
        a for a in sorted(org.users)
        if org.in_directory.rights_of(a) == {first, second}
        and {org.groups[g].directory_id for g in org.membership.rights_of(a)} == {first, second}
    )  # fmt: skip
    assert original.api("DELETE", f"{{d}}/users/{user}").status_code == 204
    assert set(org.in_directory.rights_of(user)) == {second}
    assert {org.groups[g].directory_id for g in org.membership.rights_of(user)} == {second}


def test_removing_twice_is_404(sandbox: Sandbox) -> None:
    """Contract 9: 404 `ADMIN-404-8`."""
    user = sandbox.member()
    assert sandbox.api("DELETE", f"{{d}}/users/{user}").status_code == 204
    assert sandbox.code(sandbox.api("DELETE", f"{{d}}/users/{user}")) == (404, "ADMIN-404-8")


def test_a_dash_means_every_directory_of_the_user_when_allowed(original: Sandbox) -> None:
    """Contract 13: `-` in a write path."""
    org = original.org
    user = next(a for a in sorted(org.users) if len(org.in_directory.rights_of(a)) == 2)
    assert _act(original, user, "suspend", "-").status_code == 404
    original.turn(dash_in_write_path="all_directories")
    assert _act(original, user, "suspend", "-").status_code == 204
    assert org.membership_status(user) == "suspended"

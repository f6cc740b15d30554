"""Direct roles, the organization role, group roles, groups (W6 to W9).

Admin API contract 5.1, 8, 9, 13.
"""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.world.directory import Grant
from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox

USER = "atlassian/user"


def _role(sandbox: Sandbox, user: str, verb: str, role: str, resource: str | None = None) -> Any:
    body = {"role": role} if resource is None else {"role": role, "resource": resource}
    return sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/roles/{verb}", body)


def _without_direct_role(sandbox: Sandbox, grant: Grant, *, is_holder: bool) -> str:
    org = sandbox.org
    return next(
        a
        for a in sorted(org.in_directory.lefts_of(sandbox.directory_id))
        if org.users[a].account_status == "active"
        and not org.user_grants.has(a, grant)
        and (a in org.holders(grant)) == is_holder
    )


# -- W6 -------------------------------------------------------------------------------------------------------


def test_a_role_is_granted_and_revoked(sandbox: Sandbox) -> None:
    """Contract 8 W6: 204."""
    grant = Grant(sandbox.app_id("confluence"), USER)
    user = _without_direct_role(sandbox, grant, is_holder=False)
    assert _role(sandbox, user, "assign", USER, grant.resource_id).status_code == 204
    assert sandbox.org.user_grants.has(user, grant)
    assert _role(sandbox, user, "assign", USER, grant.resource_id).status_code == 204
    assert _role(sandbox, user, "revoke", USER, grant.resource_id).status_code == 204
    assert not sandbox.org.user_grants.has(user, grant)


def test_revoking_takes_the_direct_assignment_only(sandbox: Sandbox) -> None:
    """Contract 8 W6: access through a group stays."""
    grant = Grant(sandbox.app_id("jira-software"), USER)
    user = _without_direct_role(sandbox, grant, is_holder=True)
    _role(sandbox, user, "assign", USER, grant.resource_id)
    assert _role(sandbox, user, "revoke", USER, grant.resource_id).status_code == 204
    assert not sandbox.org.user_grants.has(user, grant)
    assert user in sandbox.org.holders(grant)


def test_revoking_a_role_held_through_a_group(sandbox: Sandbox) -> None:
    """Contract 13: 204 no-op for the group part, otherwise 400 `ADMIN-UAM-400-3`."""
    grant = Grant(sandbox.app_id("jira-software"), USER)
    user = _without_direct_role(sandbox, grant, is_holder=True)
    assert _role(sandbox, user, "revoke", USER, grant.resource_id).status_code == 204
    assert user in sandbox.org.holders(grant)
    sandbox.turn(revoke_inherited_role="bad_request")
    assert sandbox.code(_role(sandbox, user, "revoke", USER, grant.resource_id)) == (400, "ADMIN-UAM-400-3")


def test_revoking_a_role_not_held_at_all(sandbox: Sandbox) -> None:
    """Contract 13: 404 `ADMIN-UAM-404-3`, otherwise 204 no-op."""
    grant = Grant(sandbox.app_id("jira-software"), USER)
    user = _without_direct_role(sandbox, grant, is_holder=False)
    assert sandbox.code(_role(sandbox, user, "revoke", USER, grant.resource_id)) == (404, "ADMIN-UAM-404-3")
    sandbox.turn(revoke_role_not_held="no_content")
    assert _role(sandbox, user, "revoke", USER, grant.resource_id).status_code == 204


def test_a_full_app_refuses_the_role(sandbox: Sandbox) -> None:
    """Contract 8 W6: 409 `ADMIN-UAM-409-3`."""
    app = fill_app(sandbox)
    user = _without_direct_role(sandbox, Grant(app.resource_id, USER), is_holder=False)
    assert sandbox.code(_role(sandbox, user, "assign", USER, app.resource_id)) == (409, "ADMIN-UAM-409-3")
    not_billable = _role(sandbox, user, "assign", "atlassian/customer", app.resource_id)
    assert not_billable.status_code == 204


@pytest.mark.parametrize(
    ("role", "owner", "expected"),
    [
        ("atlassian/guest", "jira-software", (400, "ADMIN-UAM-400-3")),
        ("atlassian/king", "jira-software", (400, "ADMIN-UAM-400-1")),
        ("atlassian/viewer", "jira-software", (400, "ADMIN-UAM-400-1")),
        (USER, None, (400, "ADMIN-UAM-400-1")),
        (USER, "nothing", (404, "ADMIN-UAM-404-1")),
    ],
)
def test_bad_roles_and_resources(sandbox: Sandbox, role: str, owner: str | None, expected: tuple[int, str]) -> None:
    """Contract 8 W6: `ADMIN-UAM-400-1`, `-400-3`; resource required except for org-admin."""
    resource = "ari:cloud:nothing::site/1" if owner == "nothing" else owner and sandbox.app_id(owner)
    assert sandbox.code(_role(sandbox, sandbox.member(), "assign", role, resource)) == expected


def test_unknown_and_inactive_users(sandbox: Sandbox) -> None:
    """Contract 2, 8: 404 `ADMIN-UAM-404-3`, 400 `ADMIN-UAM-400-2`."""
    resource = sandbox.app_id("confluence")
    inactive = next(a for a, u in sandbox.org.users.items() if u.account_status == "inactive")
    assert sandbox.code(_role(sandbox, "nobody", "assign", USER, resource)) == (404, "ADMIN-UAM-404-3")
    assert sandbox.code(_role(sandbox, inactive, "assign", USER, resource)) == (400, "ADMIN-UAM-400-2")


def test_jira_administration_is_listed_under_one_ari_and_written_under_another(sandbox: Sandbox) -> None:
    """Contract 5.1: jira-admin ARI bug, `ADMIN-UAM-400-5`."""
    listed = sandbox.app_id("jira-admin")
    user, admin = sandbox.member(), "atlassian/admin"
    assert sandbox.code(_role(sandbox, user, "assign", admin, listed)) == (400, "ADMIN-UAM-400-5")
    assert _role(sandbox, user, "assign", admin, listed.replace("jira-admin", "jira")).status_code == 204
    assert sandbox.org.user_grants.has(user, Grant(listed, admin))


def test_site_admin_lives_on_the_platform_resource_of_a_site(sandbox: Sandbox) -> None:
    """Contract 5.3: `ari:cloud:platform::site/…`."""
    site, user = next(iter(sandbox.org.sites)), sandbox.member()
    resource = f"ari:cloud:platform::site/{site}"
    assert _role(sandbox, user, "assign", "atlassian/site-admin", resource).status_code == 204
    assert sandbox.api("GET", f"{{d}}/users/{user}").json()["data"]["platformRoles"] == []
    sandbox.wait(31)
    assert sandbox.api("GET", f"{{d}}/users/{user}").json()["data"]["platformRoles"] == ["atlassian/site-admin"]


def test_revoking_from_an_organization_admin_really_happens(sandbox: Sandbox) -> None:
    """Contract 13: 204, otherwise 403 `ADMIN-403-3`."""
    grant = Grant(sandbox.app_id("jira-software"), USER)
    first, second, _ = (user.account_id for user in sandbox.org.org_admins())
    for admin in (first, second):
        _role(sandbox, admin, "assign", USER, grant.resource_id)
    assert _role(sandbox, first, "revoke", USER, grant.resource_id).status_code == 204
    sandbox.turn(org_admin_writes="refused")
    assert sandbox.code(_role(sandbox, second, "revoke", USER, grant.resource_id)) == (403, "ADMIN-403-3")
    assert sandbox.org.user_grants.has(second, grant)


# -- W7 -------------------------------------------------------------------------------------------------------


def _org_role(sandbox: Sandbox, user: str, verb: str, role: str = "atlassian/org-admin") -> Any:
    return sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/role-assignments/{verb}", {"role": role})


def test_the_organization_role_is_granted_and_revoked(sandbox: Sandbox) -> None:
    """Contract 8 W7."""
    user = sandbox.member()
    assert _org_role(sandbox, user, "assign").status_code == 204
    assert sandbox.org.is_org_admin(user)
    assert _org_role(sandbox, user, "revoke").status_code == 204
    assert not sandbox.org.is_org_admin(user)
    assert sandbox.code(_org_role(sandbox, user, "revoke")) == (404, "ADMIN-UAM-404-3")
    assert sandbox.code(_org_role(sandbox, user, "assign", USER)) == (400, "ADMIN-UAM-400-1")


def test_the_last_organization_admin_stays(sandbox: Sandbox) -> None:
    """An organization always has one (contract 14.3, rule 5)."""
    first, second, third = (user.account_id for user in sandbox.org.org_admins())
    assert _org_role(sandbox, first, "revoke").status_code == 204
    assert _role(sandbox, second, "revoke", "atlassian/org-admin").status_code == 204
    assert sandbox.code(_org_role(sandbox, third, "revoke")) == (403, "ADMIN-403-3")
    assert sandbox.code(_role(sandbox, third, "revoke", "atlassian/org-admin")) == (403, "ADMIN-403-3")
    assert sandbox.org.is_org_admin(third)


def test_the_org_admins_group_makes_no_admin(sandbox: Sandbox) -> None:
    """Contract 7.3: membership no longer grants org admin, though the group lists the role."""
    group = sandbox.group_named("org-admins")
    former = next(a for a in sandbox.org.membership.lefts_of(group) if not sandbox.org.is_org_admin(a))
    assert sandbox.api("GET", f"{{d}}/users/{former}").json()["data"]["platformRoles"] == []
    roles = sandbox.api("GET", f"{{d}}/groups/{group}/role-assignments").json()["data"]
    assert roles[0]["roles"] == ["atlassian/org-admin"]


# -- W8, W9 ---------------------------------------------------------------------------------------------------


def _group_role(sandbox: Sandbox, group: str, verb: str, **body: str) -> Any:
    return sandbox.api("POST", f"{{d}}/groups/{group}/role-assignments/{verb}", body)


def test_a_group_role_is_granted_with_200_and_revoked_with_204(sandbox: Sandbox) -> None:
    """Contract 8 W8: other field names than W6."""
    group, resource = sandbox.free_group(), sandbox.app_id("confluence")
    granted = _group_role(sandbox, group, "assign", resourceId=resource, roleId=USER)
    assert (granted.status_code, granted.content) == (200, b"")
    assert sandbox.org.group_grants.has(group, Grant(resource, USER))
    assert _group_role(sandbox, group, "revoke", resourceId=resource, roleId=USER).status_code == 204
    assert _group_role(sandbox, group, "revoke", resourceId=resource, roleId=USER).status_code == 404
    assert _group_role(sandbox, group, "assign", resource=resource, role=USER).status_code == 400


def test_groups_grant_no_organization_role_and_respect_the_licence(sandbox: Sandbox) -> None:
    """Contract 7.3, 8 W8: 409 when members would exceed the limit."""
    group = sandbox.group_named("jira-users-acme")
    refused = _group_role(
        sandbox, group, "assign", resourceId=sandbox.org.platform_resource_id, roleId="atlassian/org-admin"
    )
    assert refused.status_code == 400
    app = fill_app(sandbox)
    full = _group_role(sandbox, group, "assign", resourceId=app.resource_id, roleId=USER)
    assert sandbox.code(full) == (409, "ADMIN-409-3")


def test_a_group_is_created_without_its_id_and_found_a_little_later(sandbox: Sandbox) -> None:
    """Contract 8 W9, 15: 201 without id; a fresh group shows up in search 1 to 2 s late."""
    created = sandbox.api("POST", "{d}/groups", {"name": "Brand new", "description": "x"})
    assert (created.status_code, created.content) == (201, b"")
    by_name = {"groupNames": ["brand NEW"]}
    assert sandbox.api("POST", "{d}/groups/search", by_name).json()["data"] == []
    sandbox.wait(3)
    found = sandbox.api("POST", "{d}/groups/search", by_name).json()["data"]
    assert [row["name"] for row in found] == ["Brand new"]
    taken = sandbox.api("POST", "{d}/groups", {"name": "brand new"})
    assert sandbox.code(taken) == (409, "ADMIN-409-28")


@pytest.mark.parametrize("body", [{}, {"name": " "}, {"name": "x" * 256}, {"name": 5}])
def test_a_group_needs_a_name(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """Contract 8 W9."""
    assert sandbox.code(sandbox.api("POST", "{d}/groups", body)) == (400, "ADMIN-400-24")


def test_a_group_is_deleted_with_its_memberships(sandbox: Sandbox) -> None:
    """Contract 8 W9."""
    group = max(
        (g.group_id for g in sandbox.org.groups.values() if g.is_deletable and g.name.startswith("dept")),
        key=lambda group_id: len(sandbox.org.membership.lefts_of(group_id)),
    )
    member = sandbox.insider_of(group)
    assert sandbox.api("DELETE", f"{{d}}/groups/{group}").status_code == 204
    assert group not in sandbox.org.membership.rights_of(member)
    assert sandbox.code(sandbox.api("DELETE", f"{{d}}/groups/{group}")) == (404, "ADMIN-404-10")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("okta-all-staff", "ADMIN-403-5"),
        ("jira-users-acme", "ADMIN-403-6"),
        ("jira-admins-acme", "ADMIN-403-7"),
        ("team-apollo", "ADMIN-403-5"),
    ],
)
def test_some_groups_cannot_be_deleted(sandbox: Sandbox, name: str, code: str) -> None:
    """Contract 2: -403-5 managed elsewhere, -403-6 default-role group, -403-7 grants admin access."""
    assert sandbox.code(sandbox.api("DELETE", f"{{d}}/groups/{sandbox.group_named(name)}")) == (403, code)

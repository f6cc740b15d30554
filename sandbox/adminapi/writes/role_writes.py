"""Roles of users and groups: direct product roles, the organization role, group grants (W6, W7, W8).

Revoking takes off the direct assignment only; access through a group stays (admin API contract 8).
"""

from __future__ import annotations

from sandbox.adminapi.call import Call
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.schema import Fields, Text
from sandbox.adminapi.writes.licences import check_seats, licence_refusal
from sandbox.adminapi.writes.user_writes import check_org_admin
from sandbox.world.directory import App, Grant, Group
from sandbox.world.effects import Effect
from sandbox.world.organization import BILLABLE_ROLES, ORG_ADMIN, SITE_ADMIN

USER_ROLES = (
    "atlassian/user",
    "atlassian/user-access-admin",
    "atlassian/admin",
    "atlassian/guest",
    "atlassian/contributor",
    "atlassian/customer",
    "atlassian/basic",
    "atlassian/stakeholder",
    SITE_ADMIN,
    ORG_ADMIN,
)
_COMMON = ("atlassian/user", "atlassian/admin", "atlassian/user-access-admin")
ROLES_OF_OWNER = {
    "jira-software": (*_COMMON, "atlassian/viewer"),
    "jira-servicedesk": (*_COMMON, "atlassian/customer", "atlassian/stakeholder", "atlassian/basic"),
    "confluence": (*_COMMON, "atlassian/guest"),
    "jira-product-discovery": (*_COMMON, "atlassian/contributor"),
    "jira-admin": ("atlassian/admin",),
}


def assign_user_role(call: Call) -> Reply:
    """W6 assign."""
    grant = _user_grant(call)
    account_id = call.params["account"]
    user = call.org.users[account_id]
    if user.account_status != "active":
        raise Refusal(400, "ADMIN-UAM-400-2", "The user is inactive")
    app = call.org.apps.get(grant.resource_id)
    if app and app.directory_id and not call.org.in_directory.has(account_id, app.directory_id):
        raise Refusal(404, "ADMIN-UAM-404-3", "The user was not found in the directory of the resource")
    if call.org.user_grants.has(account_id, grant):
        return call.commit()
    check_seats(call, account_id, [grant], code="ADMIN-UAM-409-3")
    return call.commit(_user_effect("user_role_granted", account_id, grant))


def revoke_user_role(call: Call) -> Reply:
    """W6 revoke."""
    grant = _user_grant(call)
    account_id = call.params["account"]
    check_org_admin(call, account_id)
    if call.org.user_grants.has(account_id, grant):
        _check_last_org_admin(call, grant)
        return call.commit(_user_effect("user_role_revoked", account_id, grant))
    is_inherited = any(access.grant == grant for access in call.org.iter_access(account_id))
    if is_inherited:
        if call.org.switches["revoke_inherited_role"] == "bad_request":
            raise Refusal(400, "ADMIN-UAM-400-3", "The role is held through a group")
        return call.commit()
    if call.org.switches["revoke_role_not_held"] == "no_content":
        return call.commit()
    raise Refusal(404, "ADMIN-UAM-404-3", "The user does not hold the role")


def _user_effect(name: str, account_id: str, grant: Grant) -> Effect:
    return Effect(name, {"account_id": account_id, "resource_id": grant.resource_id, "role": grant.role})


def _user_grant(call: Call) -> Grant:
    account_id = call.params["account"]
    call.target["account_id"] = account_id
    fields: Fields = {"role": Text(USER_ROLES), "resource": Text()}
    body = call.body(fields, ("role",), code="ADMIN-UAM-400-1")
    call.target.update(role=body["role"], resource_id=body.get("resource"))
    user = call.org.users.get(account_id)
    if user is None or not call.org.is_listed(user):
        raise Refusal(404, "ADMIN-UAM-404-3", "The user was not found")
    if body["role"] == ORG_ADMIN:  # "any resource passed for org-admin shall be ignored"
        return Grant(call.org.platform_resource_id, ORG_ADMIN)
    if not body.get("resource"):
        raise Refusal(400, "ADMIN-UAM-400-1", "resource is required for this role")
    return _resolve(call, body["resource"], body["role"])


def _resolve(call: Call, resource_id: str, role: str) -> Grant:
    """Return the grant a role write means; raises Refusal for unknown resources and roles they do not have."""
    org = call.org
    if role == SITE_ADMIN:
        if not any(resource_id == f"ari:cloud:platform::site/{site_id}" for site_id in org.sites):
            raise Refusal(404, "ADMIN-UAM-404-1", "The resource was not found")
        return Grant(resource_id, role)
    app = _find_app_for_roles(call, resource_id)
    if app is None:
        raise Refusal(404, "ADMIN-UAM-404-1", "The resource was not found")
    if role not in ROLES_OF_OWNER.get(app.owner, ()):
        raise Refusal(400, "ADMIN-UAM-400-3", "The role is not valid for the resource")
    return Grant(app.resource_id, role)


def _find_app_for_roles(call: Call, resource_id: str) -> App | None:
    """Return the app, looked up as role writes do: Jira Administration answers to another ARI (contract 5.1)."""
    app = call.org.apps.get(resource_id)
    if app is None:
        return next((app for app in call.org.apps.values() if app.role_resource_id == resource_id), None)
    if app.role_resource_id is not None:
        raise Refusal(400, "ADMIN-UAM-400-5", "Cloud Resource is invalid")
    return app


def assign_org_role(call: Call) -> Reply:
    """W7 assign."""
    grant = _org_grant(call)
    account_id = call.params["account"]
    if call.org.user_grants.has(account_id, grant):
        return call.commit()
    return call.commit(_user_effect("user_role_granted", account_id, grant))


def revoke_org_role(call: Call) -> Reply:
    """W7 revoke; the last organization admin stays."""
    grant = _org_grant(call)
    account_id = call.params["account"]
    check_org_admin(call, account_id)
    if not call.org.user_grants.has(account_id, grant):
        if call.org.switches["revoke_role_not_held"] == "no_content":
            return call.commit()
        raise Refusal(404, "ADMIN-UAM-404-3", "The user does not hold the role")
    _check_last_org_admin(call, grant)
    return call.commit(_user_effect("user_role_revoked", account_id, grant))


def _org_grant(call: Call) -> Grant:
    account_id = call.params["account"]
    call.target["account_id"] = account_id
    body = call.body({"role": Text((ORG_ADMIN,))}, ("role",), code="ADMIN-UAM-400-1")
    call.target["role"] = body["role"]
    user = call.org.users.get(account_id)
    if user is None or not call.org.is_listed(user):
        raise Refusal(404, "ADMIN-404-8", "The user was not found")
    return Grant(call.org.platform_resource_id, ORG_ADMIN)


def _check_last_org_admin(call: Call, grant: Grant) -> None:
    if grant.role == ORG_ADMIN and len(call.org.user_grants.lefts_of(grant)) <= 1:
        raise Refusal(403, "ADMIN-403-3", "An organization keeps at least one organization admin")


def assign_group_role(call: Call) -> Reply:
    """W8 assign: 200 without a body."""
    group, grant = _group_grant(call)
    if call.org.group_grants.has(group.group_id, grant):
        return call.commit(status=200)
    _check_seats_for_group(call, group, grant)
    return call.commit(_group_effect("group_role_granted", group, grant), status=200)


def revoke_group_role(call: Call) -> Reply:
    """W8 revoke."""
    group, grant = _group_grant(call)
    if not call.org.group_grants.has(group.group_id, grant):
        if call.org.switches["revoke_role_not_held"] == "no_content":
            return call.commit()
        raise Refusal(404, "ADMIN-404-1", "The group does not grant the role")
    return call.commit(_group_effect("group_role_revoked", group, grant))


def _group_effect(name: str, group: Group, grant: Grant) -> Effect:
    return Effect(name, {"group_id": group.group_id, "resource_id": grant.resource_id, "role": grant.role})


def _group_grant(call: Call) -> tuple[Group, Grant]:
    call.target["group_id"] = call.params["group"]
    group = call.get_group(call.params["group"], call.written_directories())
    body = call.body({"resourceId": Text(), "roleId": Text()}, ("resourceId", "roleId"))
    call.target.update(role=body["roleId"], resource_id=body["resourceId"])
    if body["roleId"] == ORG_ADMIN:
        raise Refusal(400, "ADMIN-400-4", "Groups no longer grant the organization admin role")
    return group, _resolve(call, body["resourceId"], body["roleId"])


def _check_seats_for_group(call: Call, group: Group, grant: Grant) -> None:
    app = call.org.apps.get(grant.resource_id)
    if app is None or app.seat_limit is None or grant.role not in BILLABLE_ROLES:
        return
    newcomers = call.org.membership.lefts_of(group.group_id) - call.org.occupants(app)
    if len(call.org.occupants(app)) + len(newcomers) > app.seat_limit:
        raise licence_refusal(call, "ADMIN-409-3", app.name)

"""Operations of the admin API: the function that answers each; nothing else."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.adminapi.call import Call
from sandbox.adminapi.reads import events, groups, organizations, role_reads, service_accounts, users, workspaces
from sandbox.adminapi.wire.answers import Reply
from sandbox.adminapi.writes import account_writes, group_writes, invites, member_writes, role_writes, user_writes

OPERATIONS: dict[str, Callable[[Call], Reply]] = {
    "getOrgs": organizations.list_organizations,
    "getOrgById": organizations.get_organization,
    "getDirectoriesForOrg": organizations.list_directories,
    "searchDirectoryUsers": users.search_users,
    "getDirectoryUsers": users.list_users,
    "getDirectoryUserDetails": users.get_user,
    "getDirectoryUsersCount": users.count_users,
    "getUserStats": users.user_stats,
    "getUserRoleAssignments": role_reads.user_role_assignments,
    "getUserLastActiveDates": users.last_active_dates,
    "searchDirectoryGroups": groups.search_groups,
    "getGroups": groups.list_groups,
    "getGroup": groups.get_group,
    "getGroupsCount": groups.count_groups,
    "getGroupsStats": groups.group_stats,
    "getGroupRoleAssignments": role_reads.group_role_assignments,
    "queryWorkspacesV2": workspaces.query_workspaces,
    "getUsers": organizations.list_managed_accounts,
    "getDomains": organizations.list_domains,
    "getDomainById": organizations.get_domain,
    "getEvents": events.query_events,
    "pollEvents": events.poll_events,
    "getEventById": events.get_event,
    "getEventActions": events.list_event_actions,
    "getServiceAccounts": service_accounts.list_service_accounts,
    "addUserToGroup": member_writes.add_member,
    "removeUserFromGroup": member_writes.remove_member,
    "suspendUser": user_writes.suspend_user,
    "restoreUser": user_writes.restore_user,
    "removeUserFromDirectory": user_writes.remove_user,
    "assignRole": role_writes.assign_user_role,
    "revokeRole": role_writes.revoke_user_role,
    "assignOrganizationLevelRole": role_writes.assign_org_role,
    "revokeOrganizationLevelRole": role_writes.revoke_org_role,
    "assignGroupRole": role_writes.assign_group_role,
    "revokeGroupRole": role_writes.revoke_group_role,
    "createGroup": group_writes.create_group,
    "deleteGroup": group_writes.delete_group,
    "inviteUsers": invites.invite_users,
    "deactivateAccount": account_writes.deactivate,
    "activateAccount": account_writes.activate,
    "deleteAccount": account_writes.delete,
    "cancelDeletion": account_writes.cancel_deletion,
}

"""The shapes of the admin API contract 2, 7, 8 and 10, written by hand; `checker` says how to read them."""

from __future__ import annotations

from typing import Any

from tests.sandbox.checker import Maybe, Null, check, instant, matching

__all__ = ["INVITE", "READS", "SHAPE_A", "SHAPE_B", "SHAPE_C", "check"]

ORG_ID = matching(r"[A-Za-z0-9-]{1,100}")
ACCOUNT_ID = matching(r"[a-zA-Z0-9_|\-:]{1,128}")
UUID = matching(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ARI = matching(r"ari:cloud:[a-z-]+::[a-z]+/.+")
GROUP_ARI = matching(r"ari:cloud:identity::group/[0-9a-f-]{36}")
URL = matching(r"https?://.+")
BARE_CURSOR = matching(r"[A-Za-z0-9_-]+")
CURSOR_URL = matching(r"https?://.+[?]cursor=[A-Za-z0-9_%-]+")
DAY = matching(r"\d{4}-\d\d-\d\d")
SELF_LINK = {"self": URL}
BARE_LINKS = {"self": Maybe(BARE_CURSOR), "prev": Maybe(BARE_CURSOR), "next": Maybe(BARE_CURSOR)}
URL_LINKS = {"self": Maybe(CURSOR_URL), "prev": Maybe(CURSOR_URL), "next": Maybe(CURSOR_URL)}
PLATFORM_ROLE = {"atlassian/org-admin", "atlassian/site-admin", "atlassian/user-access-admin", "atlassian/ai-access"}
ROLE = PLATFORM_ROLE | {
    "atlassian/user",
    "atlassian/admin",
    "atlassian/guest",
    "atlassian/customer",
    "atlassian/contributor",
    "atlassian/basic",
    "atlassian/stakeholder",
}
ACTIVITY_KEY = {"jira-software", "jira-service-desk", "jira-core", "confluence", "jira-product-discovery"}

ORG = {
    "id": ORG_ID,
    "type": {"orgs"},
    "attributes": {"name": str},
    "relationships": {"domains": {"links": {"related": URL}}, "users": {"links": {"related": URL}}},
    "links": SELF_LINK,
}
DIRECTORY = {"directoryId": UUID, "name": str, "icon": URL}
USER_DETAIL = {
    "accountId": ACCOUNT_ID,
    "accountType": {"atlassian"},
    "status": {"active", "suspended", "not_invited", "deactivated", "for_deletion"},
    "accountStatus": {"active", "inactive", "closed"},
    "membershipStatus": {"active", "suspended", "no_membership"},
    "addedToOrg": instant,
    "name": str,
    "nickname": str,
    "email": Maybe(str),
    "emailVerified": bool,
    "claimStatus": {"managed", "unmanaged"},
    "picture": URL,
    "avatar": URL,
    "managementSource": Null({"invited", "synced"}),
    "mfaEnabled": Maybe(bool),
    "jobTitle": Maybe(str),
    "department": Null(str),
    "organization": Null(str),
    "location": Null(str),
    "timeZone": Null(str),
    "deactivatedOn": Maybe(instant),
    "platformRoles": Maybe([PLATFORM_ROLE]),
    "counts": Maybe({"resources": int}),
}
USER = {
    **USER_DETAIL,
    "links": SELF_LINK,
    "productAccess": Maybe([{"id": ARI, "key": str, "lastActiveTimestamp": Maybe(instant)}]),
    "groups": Maybe([{"id": GROUP_ARI, "name": Null(str), "description": Null(str)}]),
}
GROUP = {
    "id": UUID,
    "name": str,
    "description": str,
    "directoryId": UUID,
    "externalSynced": bool,
    "managedBy": {"external", "admins", "team-members", "open"},
    "managementAccess": {"deletable": bool, "modifiable": bool, "readable": bool},
    "counts": Maybe({"users": Maybe(int), "resources": Maybe(int)}),
    "links": SELF_LINK,
}
USER_ROLES = {
    "resourceId": ARI,
    "resourceOwner": str,
    "directoryId": Null(UUID),
    "userDirectoryStatus": Null({"active", "suspended", "no_membership"}),
    "roleAssignments": [{"role": ROLE, "roleAssignmentMethods": [{"direct", "group_direct", "inferred"}]}],
    "roles": [ROLE],
}
GROUP_ROLES = {"resourceId": ARI, "resourceOwner": str, "roles": [ROLE], "defaultRole": Null(ROLE)}
LAST_ACTIVE = {
    "product_access": [{"id": ARI, "key": ACTIVITY_KEY, "last_active": DAY, "last_active_timestamp": instant}],
    "added_to_org": Null(DAY),
    "added_to_org_timestamp": Null(instant),
}
WORKSPACE = {
    "id": ARI,
    "type": str,
    "attributes": {
        "name": str,
        "type": str,
        "typeKey": str,
        "hostUrl": Null(URL),
        "status": {"online", "offline", "deprecated"},
        "statusDetails": [str],
        "realm": str,
        "regions": [str],
        "owner": Null(str),
        "sandbox": Null({"type": {"CHILD", "NONE"}}),
        "capacity": Null(int),
        "usage": Null(int),
        "createdAt": Null(instant),
        "createdBy": Null(str),
        "labels": [str],
    },
    "links": SELF_LINK,
    "relationships": {
        "entitlement": [{"id": str, "type": str, "attributes": {"key": str, "plan": Null(str), "planKey": Null(str)}}]
    },
}
MANAGED_ACCOUNT = {
    "account_id": ACCOUNT_ID,
    "account_type": {"atlassian", "customer", "app"},
    "account_status": {"active", "inactive", "closed"},
    "name": str,
    "picture": URL,
    "email": Maybe(str),
    "access_billable": bool,
    "last_active": Maybe(instant),
    "product_access": [
        {"key": ACTIVITY_KEY, "name": str, "url": Maybe(URL), "last_active": Maybe(instant)},
    ],
    "links": SELF_LINK,
}
DOMAIN = {
    "id": str,
    "type": {"domains"},
    "attributes": {
        "name": str,
        "claim": {
            "type": {"http", "dns"},
            "status": {"verified", "deleted", "unverified", "superseded", "missing_token"},
        },
    },
    "links": SELF_LINK,
}
SERVICE_ACCOUNT = {
    "atlassianId": ACCOUNT_ID,
    "id": str,
    "email": str,
    "displayName": str,
    "picture": URL,
    "container": str,
    "updatedAt": int,
    "status": str,
    "createdById": Null(str),
    "description": str,
}
EVENT_OBJECT = {"id": str, "type": str, "attributes": dict}
EVENT = {
    "id": str,
    "type": {"events"},
    "attributes": {
        "time": instant,
        "processedAt": Maybe(instant),
        "action": str,
        "actor": {
            "id": str,
            "name": str,
            "auth": Maybe({"authType": {"api-token"}, "tokenId": str, "tokenLabel": str}),
        },
        "context": [EVENT_OBJECT],
        "container": [EVENT_OBJECT],
        "location": {"ip": str},
    },
    "message": {"content": str, "format": str},
    "links": SELF_LINK,
}
EVENT_META = {"next": Maybe(BARE_CURSOR), "page_size": int}

# What each read answers, by operation.
READS: dict[str, Any] = {
    "getOrgs": {"data": [ORG], "links": URL_LINKS},
    "getOrgById": {"data": ORG},
    "getDirectoriesForOrg": {"data": [DIRECTORY], "links": BARE_LINKS},
    "searchDirectoryUsers": {"data": [USER], "links": BARE_LINKS},
    "getDirectoryUsers": {"data": [USER], "links": BARE_LINKS},
    "getDirectoryUserDetails": {"data": USER_DETAIL},
    "getDirectoryUsersCount": {"count": int},
    "getUserStats": {
        "accountStatus": [{"status": {"active", "inactive", "closed"}, "count": int}],
        "roles": [{"roleId": ROLE, "count": int}],
    },
    "getUserRoleAssignments": {"data": [USER_ROLES], "links": BARE_LINKS},
    "getUserLastActiveDates": {"data": LAST_ACTIVE, "links": {"next": Maybe(BARE_CURSOR)}},
    "searchDirectoryGroups": {"data": [GROUP], "links": BARE_LINKS},
    "getServiceAccounts": {"items": [SERVICE_ACCOUNT], "links": BARE_LINKS, "total": int},
    "getGroups": {"data": [GROUP], "links": BARE_LINKS},
    "getGroup": {"data": GROUP},
    "getGroupsCount": {"count": int},
    "getGroupsStats": {
        "totals": {"all": int, "managed": int, "synced": int},
        "types": [{"type": {"TEAM", "GROUP", "USERBASE_GROUP"}, "count": int}],
    },
    "getGroupRoleAssignments": {"data": [GROUP_ROLES], "links": BARE_LINKS},
    "queryWorkspacesV2": {
        "data": [WORKSPACE],
        "links": URL_LINKS,
        "meta": {"pageSize": int, "startIndex": Null(int), "endIndex": Null(int), "total": int},
    },
    "getUsers": {"data": [MANAGED_ACCOUNT], "links": URL_LINKS, "meta": {"total": int}},
    "getDomains": {"data": [DOMAIN], "links": URL_LINKS},
    "getDomainById": {"data": DOMAIN},
    "getEvents": {"data": [EVENT], "links": URL_LINKS, "meta": EVENT_META},
    "pollEvents": {"data": [EVENT], "links": URL_LINKS, "meta": EVENT_META},
    "getEventById": {"data": EVENT},
    "getEventActions": {
        "data": [{"id": str, "type": str, "attributes": {"displayName": str, "groupDisplayName": str}}]
    },
}
INVITE = {
    "data": [
        {
            "email": str,
            "id": ACCOUNT_ID,
            "results": [
                {
                    "roleAssignmentResult": [
                        {"resource": str, "role": str, "status": {"INVITED", "ERROR"}, "statusReason": Null(str)}
                    ],
                    "groupAssignmentResult": [
                        {"group": str, "status": {"INVITED", "ERROR"}, "statusReason": Null(str)}
                    ],
                }
            ],
        }
    ]
}
# The error shapes of contract 2.
SHAPE_A = {
    "errors": [
        {"id": Maybe(str), "status": matching(r"\d{3}"), "code": matching(r"ADMIN-(UAM-)?\d{3}-\d+"), "title": str,
         "detail": str}
    ]
}  # fmt: skip
SHAPE_B = {"code": int, "message": str}
SHAPE_C = {
    "timestamp": matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"),
    "path": matching(r"/api/admin/v[12]/.+"),
    "status": int,
    "error": str,
    "message": str,
    "requestId": matching(r"[0-9a-f]{8}-\d+"),
}

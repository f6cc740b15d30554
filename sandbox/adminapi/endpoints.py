"""Endpoints of the admin API: one row per operation of the admin API contract 6. No behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True)
class Endpoint:
    """One operation.

    `code` is the contract's row, `family` search, read or write (for limits and faults); `scope` is the scope that
    a key with scopes needs, None = only keys without scopes work (contract 6, 12). `base`: what the template stands
    below; empty for user management (contract 11).
    """

    code: str
    name: str
    method: str
    template: str
    family: str
    scope: str | None = None
    base: str = "/admin"

    @cached_property
    def is_v1(self) -> bool:
        """v1 answers some errors as the gateway does (contract 2, shape B)."""
        return self.template.startswith("/v1/")

    @property
    def is_of_accounts(self) -> bool:
        """User management answers errors in a shape of its own."""
        return not self.base

    @cached_property
    def title(self) -> str:
        """Title of the operation for counts and the host page."""
        return f"{self.code} {self.name}".strip()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every name under which faults may address this operation."""
        families = {"search": ("searches", "reads"), "read": ("reads",), "write": ("writes",)}
        return ("*", self.code, self.name, *families[self.family])


_ORG = "/v1/orgs/{org}"
_V2 = "/v2/orgs/{org}"
_DIR = f"{_V2}/directories/{{directory}}"
_USER = f"{_DIR}/users/{{account}}"
_LIFE = "/users/{account}/manage/lifecycle"
_GROUP = f"{_DIR}/groups/{{group}}"
# R4 and R10 print no scope, yet worked with a read-scoped key (contract 12).
_ANY_READ = "read:directories:admin"
_SERVICE_ACCOUNTS = "read:service-accounts:admin"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("R1", "getOrgs", "GET", "/v1/orgs", "read"),
    Endpoint("R2", "getOrgById", "GET", _ORG, "read", "read:orgs:admin"),
    Endpoint("R3", "getDirectoriesForOrg", "GET", f"{_V2}/directories", "read", "read:directories:admin"),
    Endpoint("R4", "searchDirectoryUsers", "POST", f"{_DIR}/users/search", "search", _ANY_READ),
    Endpoint("R5", "getDirectoryUsers", "GET", f"{_DIR}/users", "search", "read:directories:admin"),
    Endpoint("R6", "getDirectoryUserDetails", "GET", _USER, "read"),
    Endpoint("R7", "getDirectoryUsersCount", "GET", f"{_DIR}/users/count", "read"),
    Endpoint("R7", "getUserStats", "GET", f"{_DIR}/users/stats", "read", "read:directories:admin"),
    Endpoint("R8", "getUserRoleAssignments", "GET", f"{_USER}/role-assignments", "read", "read:directories:admin"),
    Endpoint("R9", "getUserLastActiveDates", "GET", f"{_ORG}/directory/users/{{account}}/last-active-dates", "read"),
    Endpoint("R10", "searchDirectoryGroups", "POST", f"{_DIR}/groups/search", "search", _ANY_READ),
    Endpoint("R11", "getGroups", "GET", f"{_DIR}/groups", "search", "read:groups:admin"),
    Endpoint("R12", "getGroup", "GET", _GROUP, "read"),
    Endpoint("R12", "getGroupsCount", "GET", f"{_DIR}/groups/count", "read"),
    Endpoint("R12", "getGroupsStats", "GET", f"{_DIR}/groups/stats", "read"),
    Endpoint("R13", "getGroupRoleAssignments", "GET", f"{_GROUP}/role-assignments", "read", "read:groups:admin"),
    Endpoint("R14", "queryWorkspacesV2", "POST", f"{_V2}/workspaces", "search", "read:workspaces:admin"),
    Endpoint("R15", "getUsers", "GET", f"{_ORG}/users", "search", "read:accounts:admin"),
    Endpoint("R16", "getDomains", "GET", f"{_ORG}/domains", "read", "read:domains:admin"),
    Endpoint("R16", "getDomainById", "GET", f"{_ORG}/domains/{{domain}}", "read", "read:domains:admin"),
    Endpoint("R17", "getEvents", "GET", f"{_ORG}/events", "search", "read:events:admin"),
    Endpoint("R17", "pollEvents", "GET", f"{_ORG}/events-stream", "search", "read:events:admin"),
    Endpoint("R17", "getEventById", "GET", f"{_ORG}/events/{{event}}", "read", "read:events:admin"),
    Endpoint("R17", "getEventActions", "GET", f"{_ORG}/event-actions", "read", "read:events:admin"),
    Endpoint(
        "A1", "getServiceAccounts", "GET", "/api-access/v1/orgs/{org}/service-accounts", "read", _SERVICE_ACCOUNTS
    ),
    Endpoint("W1", "addUserToGroup", "POST", f"{_GROUP}/memberships", "write"),
    Endpoint("W2", "removeUserFromGroup", "DELETE", f"{_GROUP}/memberships/{{account}}", "write"),
    Endpoint("W3", "suspendUser", "POST", f"{_USER}/suspend", "write"),
    Endpoint("W4", "restoreUser", "POST", f"{_USER}/restore", "write"),
    Endpoint("W5", "removeUserFromDirectory", "DELETE", _USER, "write"),
    Endpoint("W6", "assignRole", "POST", f"{_ORG}/users/{{account}}/roles/assign", "write"),
    Endpoint("W6", "revokeRole", "POST", f"{_ORG}/users/{{account}}/roles/revoke", "write"),
    Endpoint("W7", "assignOrganizationLevelRole", "POST", f"{_ORG}/users/{{account}}/role-assignments/assign", "write"),
    Endpoint("W7", "revokeOrganizationLevelRole", "POST", f"{_ORG}/users/{{account}}/role-assignments/revoke", "write"),
    Endpoint("W8", "assignGroupRole", "POST", f"{_GROUP}/role-assignments/assign", "write"),
    Endpoint("W8", "revokeGroupRole", "POST", f"{_GROUP}/role-assignments/revoke", "write"),
    Endpoint("W9", "createGroup", "POST", f"{_DIR}/groups", "write"),
    Endpoint("W9", "deleteGroup", "DELETE", _GROUP, "write"),
    Endpoint("W10", "inviteUsers", "POST", f"{_V2}/users/invite", "write"),
    Endpoint("U1", "deactivateAccount", "POST", f"{_LIFE}/disable", "write", base=""),
    Endpoint("U2", "activateAccount", "POST", f"{_LIFE}/enable", "write", base=""),
    Endpoint("U3", "deleteAccount", "POST", f"{_LIFE}/delete", "write", base=""),
    Endpoint("U4", "cancelDeletion", "POST", f"{_LIFE}/cancel-delete", "write", base=""),
)


NOWHERE = Endpoint("", "unknown", "", "", "read")
"""Where a request goes that no operation answers."""


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node]
    parameter: tuple[str, _Node] | None
    endpoints: dict[str, Endpoint]


def _build_tree() -> _Node:
    root = _Node({}, None, {})
    for endpoint in ENDPOINTS:
        node = root
        for part in endpoint.template.strip("/").split("/"):
            if part.startswith("{"):
                if node.parameter is None:
                    node.parameter = (part[1:-1], _Node({}, None, {}))
                node = node.parameter[1]
            else:
                node = node.literals.setdefault(part, _Node({}, None, {}))
        node.endpoints[endpoint.method] = endpoint
    return root


_TREE = _build_tree()


class Match(NamedTuple):
    """Match of a path: the operation (None = the path exists, but not with this method) and its parameters."""

    endpoint: Endpoint | None
    params: dict[str, str]


def find_endpoint(method: str, path: str, base: str = "/admin") -> Match | None:
    """Return where a decoded path below `base` leads, None for an unknown path. Literals win over parameters."""
    node = _TREE
    params: dict[str, str] = {}
    for part in path.strip("/").split("/"):
        literal = node.literals.get(part)
        if literal is not None:
            node = literal
        elif node.parameter is not None and part:
            params[node.parameter[0]] = part
            node = node.parameter[1]
        else:
            return None
    if not any(endpoint.base == base for endpoint in node.endpoints.values()):
        return None
    return Match(node.endpoints.get(method), params)

"""The organization admin API, one method per endpoint. Ids go in and records come out; no rules of ours.

R and W numbers are those of the admin API contract 6. Every method may raise any `AtlassianError`; only what
is special is said below. Writes return None on success and act in one concrete directory, never in `-`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from app.atlassian.caller import PAGE_LIMIT, Caller, Search, fill_path, read_count, read_data, with_cursor
from app.atlassian.connections import always
from app.atlassian.errors import Malformed
from app.atlassian.families import Family
from app.atlassian.fields import Row, read_number, read_text
from app.atlassian.paging import parse_page
from app.atlassian.records import (
    DirectoryRecord,
    GroupRecord,
    OrganizationRecord,
    Page,
    RoleAssignmentRecord,
    UserRecord,
    WorkspaceRecord,
    parse_directory,
    parse_group,
    parse_organization,
    parse_role_assignment,
    parse_user,
    parse_workspace,
)
from app.atlassian.throttle import Throttle
from app.atlassian.transport import ANSWER_SECONDS, Call, KeyCheck, RetryPolicy, Transport
from app.atlassian.user_management.accounts import AccountsApi

MAX_IDS_PER_SEARCH: Final = 10
PROBE_SECONDS: Final = 10.0
ALL_DIRECTORIES: Final = "-"
"""Stands for all directories in the path of a read; never in a write (admin API contract 5.1)."""

_ORG: Final = "/admin/v2/orgs/{org}"
_DIRECTORY: Final = _ORG + "/directories/{directory}"
_ORG_V1: Final = "/admin/v1/orgs/{org}"
_SERVICE_ACCOUNTS: Final = "/admin/api-access/v1/orgs/{org}/service-accounts"

USER_EXPANDS: Final = ("platformRoles", "productAccess", "groups")
"""What a user search can bring inline (admin API contract 7.3)."""


class AdminApi:
    """One organization's admin API. Safe to share between threads."""

    def __init__(self, transport: Transport, org_id: str) -> None:
        self.transport = transport
        self.org_id = org_id
        self._caller = Caller(transport, org_id)
        self.accounts = AccountsApi(self._caller)

    # -- organization ---------------------------------------------------------------------------------------------

    def fetch_organization(self) -> OrganizationRecord:
        """R2: the organization. KeyRejected: wrong key; NotFound: not an organization of this key."""
        document = self._caller.get(_ORG_V1, Family.ORGANIZATIONS)
        record = parse_organization(read_data(document))
        if record is None:
            raise Malformed("Atlassian's answer has no organization id.")
        return record

    def fetch_organizations(self) -> tuple[OrganizationRecord, ...]:
        """R1: the organizations of the key, first page; empty for a key with scopes (admin API contract 7.1)."""
        document = self._caller.get("/admin/v1/orgs", Family.ORGANIZATIONS)
        return parse_page(document, parse_organization, None).rows

    def iter_directories(self) -> Iterator[DirectoryRecord]:
        """R3: all directories that the key may manage."""

        def fetch(cursor: str | None, limit: int) -> Any:
            query = with_cursor({"limit": limit}, cursor)
            return self._caller.get(_ORG + "/directories", Family.DIRECTORIES, query=query)

        return self._caller.iter_rows(Family.DIRECTORIES, parse_directory, fetch)

    def fetch_workspaces(self) -> tuple[WorkspaceRecord, ...]:
        """R14: all apps of all sites, sandboxes included. A cursor travels alone (admin API contract 3)."""

        def fetch(cursor: str | None, limit: int) -> Any:
            body: Row = {"cursor": cursor} if cursor else {"limit": limit}
            return self._caller.post(_ORG + "/workspaces", Family.WORKSPACES, body=body)

        return tuple(self._caller.iter_rows(Family.WORKSPACES, parse_workspace, fetch))

    # -- users ----------------------------------------------------------------------------------------------------

    def search_users(
        self,
        directory_id: str,
        *,
        cursor: str | None = None,
        limit: int = PAGE_LIMIT,
        account_ids: Sequence[str] = (),
        group_ids: Sequence[str] = (),
        emails: Sequence[str] = (),
        role_ids: Sequence[str] = (),
        resource_ids: Sequence[str] = (),
        claim_status: str | None = None,
        expand: Sequence[str] = (),
    ) -> Page[UserRecord]:
        """R4: one page of the members of one directory; of all, and perhaps of none, with ALL_DIRECTORIES.

        account_ids, group_ids, role_ids: at most 10; resource_ids: at most 20; emails: at most 100, exact.
        expand: see USER_EXPANDS. The page may be shorter than `limit` and still not be the last.
        Check rows against the filter before acting on them: Atlassian has been seen to ignore filters.
        Raises BadCursor for a cursor that has grown too old.
        """
        filters = {
            "directoryIds": _scope(directory_id),
            "accountIds": account_ids,
            "groupIds": group_ids,
            "emails": emails,
            "roleIds": role_ids,
            "resourceIds": resource_ids,
            "claimStatus": claim_status or (),
            "expand": expand,
        }
        search = Search(_DIRECTORY + "/users/search", Family.USERS_SEARCH, directory_id, filters)
        return self._caller.fetch_page(search, parse_user, cursor, limit)

    def count_users(self, directory_id: str, *, role_ids: Sequence[str] = (), resource_ids: Sequence[str] = ()) -> int:
        """R7: how many members of the directory match."""
        template = _DIRECTORY + "/users/count"
        query = {"directoryIds": _scope(directory_id), "roleIds": role_ids, "resourceIds": resource_ids}
        return read_count(self._caller.get(template, Family.USERS_COUNT, {"directory": directory_id}, query))

    def fetch_role_counts(self, directory_id: str) -> dict[str, int]:
        """R7 stats: role id → number of users who hold it anywhere; roles that nobody holds may be missing."""
        document = self._caller.get(_DIRECTORY + "/users/stats", Family.USERS_STATS, {"directory": directory_id})
        rows = document.get("roles") if isinstance(document, Mapping) else None
        if not isinstance(rows, list):
            raise Malformed("Atlassian's answer has no role counts.")
        counts = [(read_text(row, "roleId"), read_number(row, "count")) for row in rows if isinstance(row, Mapping)]
        return {role: count or 0 for role, count in counts if role}

    def fetch_service_accounts(self) -> frozenset[str]:
        """The account ids in the API Access list of service accounts, which few keys may read (contract 5.6)."""

        def fetch(cursor: str | None, _limit: int) -> Any:
            document = self._caller.get(_SERVICE_ACCOUNTS, Family.ORGANIZATIONS, query=with_cursor({}, cursor))
            items = document.get("items") if isinstance(document, Mapping) else None
            return {"data": items, "links": document.get("links")} if items is not None else document

        return frozenset(self._caller.iter_rows(Family.ORGANIZATIONS, lambda row: read_text(row, "atlassianId"), fetch))

    def fetch_user_role_assignments(
        self, directory_id: str, account_id: str, *, resource_ids: Sequence[str] = ()
    ) -> tuple[RoleAssignmentRecord, ...]:
        """R8: what one user may do where, and whether directly or through a group. NotFound: unknown there."""
        ids = {"directory": directory_id, "account": account_id}
        return self._fetch_roles("/users/{account}/role-assignments", ids, {"resourceIds": list(resource_ids)})

    # -- groups ---------------------------------------------------------------------------------------------------

    def search_groups(
        self,
        directory_id: str,
        *,
        cursor: str | None = None,
        limit: int = PAGE_LIMIT,
        group_ids: Sequence[str] = (),
        account_ids: Sequence[str] = (),
        role_ids: Sequence[str] = (),
        resource_ids: Sequence[str] = (),
        expand: Sequence[str] = (),
    ) -> Page[GroupRecord]:
        """R10: one page of the groups of one directory; with role and resource, the groups that grant it.

        group_ids, account_ids, role_ids: at most 10; resource_ids: at most 20. expand: `counts.users`.
        """
        filters = {
            "directoryIds": _scope(directory_id),
            "groupIds": group_ids,
            "accountIds": account_ids,
            "roleIds": role_ids,
            "resourceIds": resource_ids,
            "expand": expand,
        }
        search = Search(_DIRECTORY + "/groups/search", Family.GROUPS_SEARCH, directory_id, filters)
        return self._caller.fetch_page(search, parse_group, cursor, limit)

    def fetch_group_role_assignments(self, directory_id: str, group_id: str) -> tuple[RoleAssignmentRecord, ...]:
        """R13: what one group gives its members. NotFound: unknown there."""
        return self._fetch_roles("/groups/{group}/role-assignments", {"directory": directory_id, "group": group_id})

    def _fetch_roles(self, path: str, ids: Row, filters: Row | None = None) -> tuple[RoleAssignmentRecord, ...]:
        def fetch(cursor: str | None, limit: int) -> Any:
            query = with_cursor({"limit": limit, **(filters or {})}, cursor)
            return self._caller.get(_DIRECTORY + path, Family.ROLE_ASSIGNMENTS, ids, query)

        return tuple(self._caller.iter_rows(Family.ROLE_ASSIGNMENTS, parse_role_assignment, fetch))

    def count_groups(self, directory_id: str, *, role_ids: Sequence[str] = (), resource_ids: Sequence[str] = ()) -> int:
        """R12: how many groups of the directory match."""
        template = _DIRECTORY + "/groups/count"
        query = {"directoryIds": _scope(directory_id), "roleIds": role_ids, "resourceIds": resource_ids}
        return read_count(self._caller.get(template, Family.GROUPS_COUNT, {"directory": directory_id}, query))

    # -- writes ---------------------------------------------------------------------------------------------------

    def add_group_member(self, directory_id: str, group_id: str, account_id: str) -> None:
        """W1. AlreadyDone: is a member; LicenceLimit; Refused: managed elsewhere; Conflict: read the truth."""
        ids = {"directory": directory_id, "group": group_id}
        template = _DIRECTORY + "/groups/{group}/memberships"
        self._caller.write("POST", template, Family.MEMBER_ADD, ids, body={"accountId": account_id})

    def remove_group_member(self, directory_id: str, group_id: str, account_id: str) -> None:
        """W2. NotFound: not a member (or group or directory unknown); Refused: managed elsewhere."""
        ids = {"directory": directory_id, "group": group_id, "account": account_id}
        template = _DIRECTORY + "/groups/{group}/memberships/{account}"
        self._caller.write("DELETE", template, Family.MEMBER_REMOVE, ids)

    def suspend_user(self, directory_id: str, account_id: str) -> None:
        """W3: suspend in this directory only. NotFound: no membership there."""
        ids = {"directory": directory_id, "account": account_id}
        self._caller.write("POST", _DIRECTORY + "/users/{account}/suspend", Family.USER_SUSPEND, ids)

    def restore_user(self, directory_id: str, account_id: str) -> None:
        """W4: lift the suspension in this directory. LicenceLimit: no free seat."""
        ids = {"directory": directory_id, "account": account_id}
        self._caller.write("POST", _DIRECTORY + "/users/{account}/restore", Family.USER_RESTORE, ids)

    def remove_user(self, directory_id: str, account_id: str) -> None:
        """W5: out of this directory with roles and memberships; only an invitation leads back. NotFound: not in it."""
        ids = {"directory": directory_id, "account": account_id}
        self._caller.write("DELETE", _DIRECTORY + "/users/{account}", Family.USER_REMOVE, ids)

    def assign_role(self, account_id: str, resource_id: str, role: str) -> None:
        """W6: give a direct role on an app. LicenceLimit: no free seat."""
        body = {"role": role, "resource": _role_resource(resource_id)}
        path = _ORG_V1 + "/users/{account}/roles/assign"
        self._caller.write("POST", path, Family.ROLE_ASSIGN, {"account": account_id}, body=body)

    def revoke_role(self, account_id: str, resource_id: str, role: str) -> None:
        """W6: take a direct role on an app away; access through groups stays. NotFound: the role was not held."""
        body = {"role": role, "resource": _role_resource(resource_id)}
        path = _ORG_V1 + "/users/{account}/roles/revoke"
        self._caller.write("POST", path, Family.ROLE_REVOKE, {"account": account_id}, body=body)


def open_admin_api(
    base_url: str,
    org_id: str,
    api_key: str,
    throttle: Throttle,
    *,
    pool_size: int = 8,
    max_wait_seconds: float = 5.0,
    key_version: str | None = None,
    doubt_seconds: float = 4.0,
    is_probing: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    may_send: Callable[[], None] = always,
    has_sent: Callable[[], None] = always,
    clock: Callable[[], float] = time.monotonic,
) -> AdminApi:
    """The admin API of one organization, for composition roots.

    base_url: without `/admin`. key_version: told by KeyRejected. doubt_seconds: before each look after a 401.
    is_probing: Atlassian has just failed, so find out soon whether it still does. sleep: after faults and in doubt.
    may_send: asked directly before each request leaves; whatever it raises keeps the request back. has_sent: told when
    it has left.
    clock: by which waits for a turn are measured.
    """
    probe = Call("GET", _ORG_V1, fill_path(_ORG_V1, {"org": org_id}), Family.ORGANIZATIONS)
    transport = Transport(
        base_url,
        org_id,
        api_key,
        throttle,
        pool_size=pool_size,
        max_wait_seconds=max_wait_seconds,
        answer_seconds=PROBE_SECONDS if is_probing else ANSWER_SECONDS,
        policy=RetryPolicy(read_attempts=2, patience_seconds=PROBE_SECONDS) if is_probing else RetryPolicy(),
        key_check=KeyCheck(probe, key_version, doubt_seconds),
        sleep=sleep,
        may_send=may_send,
        has_sent=has_sent,
        clock=clock,
    )
    return AdminApi(transport, org_id)


def _scope(directory_id: str) -> Sequence[str]:
    """The directory again, for the body: the path alone may mean all directories (admin API contract 7.3)."""
    return () if directory_id == ALL_DIRECTORIES else (directory_id,)


def _role_resource(resource_id: str) -> str:
    """The resource as role writes want it: Jira Administration has another name there (contract 5.1)."""
    return resource_id.replace("ari:cloud:jira-admin::", "ari:cloud:jira::", 1)

"""Records of Atlassian's answers, frozen and parsed tolerantly. Pure: no network, no rules of ours.

Unknown enum values are kept as they are, missing or odd fields become None, and a row without its id is
reported as None so that the caller can skip it. "Not in the answer" is kept apart from "empty" and from "no value"
(admin API contract 5.5, 14.3 rule 6). Names may be camelCase or snake_case (admin API contract 15).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from app.atlassian.fields import Row, is_told, last_part, read, read_count, read_number, read_text
from app.atlassian.moments import read_moment

Record = TypeVar("Record")

# Single texts of a user row: ours → Atlassian's.
_TEXTS: Final = {
    **{name: name for name in ("email", "status")},
    "account_status": "accountStatus",
    "membership_status": "membershipStatus",
    "claim_status": "claimStatus",
    "management_source": "managementSource",
    "account_type": "accountType",
}
_NO_SANDBOX: Final = frozenset({"", "none"})


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """One page of a listing. `next_cursor` is None on the last one; `skipped` counts unreadable rows.

    `total` is the length of the whole listing, where Atlassian tells it (workspaces do, users do not).
    """

    rows: tuple[Record, ...]
    next_cursor: str | None = None
    skipped: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """The organization of a key."""

    org_id: str
    name: str


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """A user directory."""

    directory_id: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupReference:
    """A group named inside a user row."""

    group_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """Last activity in one app; without a moment it was never opened. `odd`: what stands there is none."""

    resource_id: str
    key: str
    last_active_at: datetime | None
    odd: str | None = None


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A row of the user search. `platform_roles`, `groups` and `activity` are None when left out or null.
    name: the nickname where the row has no name.
    told: which of the single values the row has, be it null (no value); the others were left out, or cannot be true.
    app_count: how many apps (resources) they have in any way.
    odd_moments: by `added_at`, `deactivated_on` or the resource id of an app, what stands there instead of a moment.
    """

    account_id: str
    name: str
    email: str | None = None
    status: str | None = None
    account_status: str | None = None
    membership_status: str | None = None
    claim_status: str | None = None
    management_source: str | None = None
    added_at: datetime | None = None
    account_type: str | None = None
    told: frozenset[str] = frozenset()
    odd_moments: Mapping[str, str] = field(default_factory=dict)
    platform_roles: tuple[str, ...] | None = None
    groups: tuple[GroupReference, ...] | None = None
    activity: tuple[ActivityRecord, ...] | None = None
    app_count: int | None = None

    @property
    def is_activity_told(self) -> bool:
        """True when the row says of every app when it was used, or that it was not."""
        return self.activity is not None and all(entry.odd is None for entry in self.activity)


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A row of the group search. `is_externally_managed` follows the admin API contract 7.8, if any mark is there."""

    group_id: str
    name: str
    directory_id: str | None = None
    description: str | None = None
    managed_by: str | None = None
    is_externally_managed: bool = False
    is_management_told: bool = True
    user_count: int | None = None


@dataclass(frozen=True, slots=True)
class WorkspaceRecord:
    """An app on a site as Atlassian lists it. `kind` is the discriminator, e.g. `confluence`."""

    resource_id: str
    kind: str
    name: str | None = None
    host_url: str | None = None
    status: str | None = None
    is_sandbox: bool = False
    seat_limit: int | None = None


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role and how it was given: `direct`, `group_direct`, `inferred`; empty when Atlassian does not say."""

    role: str
    methods: frozenset[str] = frozenset()

    @property
    def is_direct(self) -> bool:
        """True when revoking the role itself can take it away."""
        return "direct" in self.methods


@dataclass(frozen=True, slots=True)
class RoleAssignmentRecord:
    """The roles of one user on one resource. `directory_id` is None for platform roles."""

    resource_id: str
    resource_owner: str | None
    directory_id: str | None
    directory_status: str | None
    grants: tuple[RoleGrant, ...]


def parse_user(row: Row) -> UserRecord | None:
    """A user row (admin API contract 7.3), None without an account id."""
    account_id = read_text(row, "accountId")
    if account_id is None:
        return None
    name = read_text(row, "name") or read_text(row, "nickname") or ""
    told = {ours for ours, theirs in _TEXTS.items() if _has_text(row, theirs)}
    told |= {"name"} if read_text(row, "name") else set()
    added, deactivated = read_moment(read(row, "addedToOrg")), read_moment(read(row, "deactivatedOn"))
    if is_told(row, "addedToOrg") and added.odd is None:
        told.add("added_at")
    activity = _read_rows(row, "productAccess", _parse_activity)
    odd = {"added_at": added.odd, "deactivated_on": deactivated.odd}
    odd |= {entry.resource_id: entry.odd for entry in activity or ()}
    return UserRecord(
        account_id=account_id,
        name=name,
        **{ours: read_text(row, theirs) for ours, theirs in _TEXTS.items()},
        added_at=added.moment,
        told=frozenset(told),
        odd_moments={what: text for what, text in odd.items() if text is not None},
        platform_roles=_read_texts(row, "platformRoles"),
        groups=_read_rows(row, "groups", _parse_group_reference),
        activity=activity,
        app_count=read_count(row, "resources"),
    )


def _has_text(row: Row, name: str) -> bool:
    """The field is there: with a text, or with none. Anything else says nothing."""
    value = read(row, name)
    return is_told(row, name) and (value is None or isinstance(value, str))


def parse_group(row: Row) -> GroupRecord | None:
    """A group row (admin API contract 7.8), None without an id."""
    group_id = last_part(read_text(row, "id"))
    if group_id is None:
        return None
    management = read(row, "managementAccess")
    is_modifiable = read(management, "modifiable") if isinstance(management, Mapping) else None
    managed_by = read_text(row, "managedBy")
    return GroupRecord(
        group_id=group_id,
        name=read_text(row, "name") or "",
        directory_id=read_text(row, "directoryId"),
        description=read_text(row, "description"),
        managed_by=managed_by,
        is_externally_managed=is_modifiable is False or managed_by == "external" or read(row, "externalSynced") is True,
        is_management_told=any(is_told(row, name) for name in ("managementAccess", "managedBy", "externalSynced")),
        user_count=read_count(row, "users"),
    )


def parse_workspace(row: Row) -> WorkspaceRecord | None:
    """A workspace row (admin API contract 7.10), None without an id.

    The discriminator is looked for in `attributes.typeKey`, `attributes.type` and the top-level `type`, where
    the literal `workspaces` only names the kind of row.
    """
    resource_id = read_text(row, "id")
    if resource_id is None:
        return None
    attributes = read(row, "attributes")
    values: Row = attributes if isinstance(attributes, Mapping) else {}
    kinds = (read_text(values, "typeKey"), read_text(values, "type"), read_text(row, "type"))
    sandbox = read(values, "sandbox")
    sandbox_kind = read_text(sandbox, "type") if isinstance(sandbox, Mapping) else None
    return WorkspaceRecord(
        resource_id=resource_id,
        kind=next((kind for kind in kinds if kind and kind not in ("workspace", "workspaces")), ""),
        name=read_text(values, "name"),
        host_url=read_text(values, "hostUrl"),
        status=read_text(values, "status"),
        is_sandbox=(sandbox_kind or "").lower() not in _NO_SANDBOX,
        seat_limit=read_number(values, "capacity"),
    )


def parse_role_assignment(row: Row) -> RoleAssignmentRecord | None:
    """A role assignment row (admin API contract 7.6), None without a resource."""
    resource_id = read_text(row, "resourceId")
    if resource_id is None:
        return None
    grants = _read_rows(row, "roleAssignments", _parse_role_grant)
    if not grants:
        grants = tuple(RoleGrant(role) for role in _read_texts(row, "roles") or ())
    return RoleAssignmentRecord(
        resource_id=resource_id,
        resource_owner=read_text(row, "resourceOwner"),
        directory_id=read_text(row, "directoryId"),
        directory_status=read_text(row, "userDirectoryStatus"),
        grants=grants,
    )


def parse_directory(row: Row) -> DirectoryRecord | None:
    """A directory row (admin API contract 7.2), None without an id."""
    directory_id = read_text(row, "directoryId")
    return DirectoryRecord(directory_id, read_text(row, "name") or directory_id) if directory_id else None


def parse_organization(row: Row) -> OrganizationRecord | None:
    """An organization row (admin API contract 7.1), None without an id."""
    org_id = read_text(row, "id")
    if org_id is None:
        return None
    attributes = read(row, "attributes")
    name = read_text(attributes, "name") if isinstance(attributes, Mapping) else None
    return OrganizationRecord(org_id, name or org_id)


def _read_texts(row: Row, name: str) -> tuple[str, ...] | None:
    values = read(row, name)
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else None


def _read_rows(row: Row, name: str, parse: Callable[[Row], Record | None]) -> tuple[Record, ...] | None:
    values = read(row, name)
    if not isinstance(values, list):
        return None
    parsed = (parse(value) for value in values if isinstance(value, Mapping))
    return tuple(record for record in parsed if record is not None)


def _parse_group_reference(row: Row) -> GroupReference | None:
    group_id = last_part(read_text(row, "id"))
    return GroupReference(group_id, read_text(row, "name")) if group_id else None


def _parse_activity(row: Row) -> ActivityRecord | None:
    resource_id = read_text(row, "id")
    if resource_id is None:
        return None
    reading = read_moment(read(row, "lastActiveTimestamp"))
    return ActivityRecord(resource_id, read_text(row, "key") or "", reading.moment, reading.odd)


def _parse_role_grant(row: Row) -> RoleGrant | None:
    role = read_text(row, "role")
    return RoleGrant(role, frozenset(_read_texts(row, "roleAssignmentMethods") or ())) if role else None

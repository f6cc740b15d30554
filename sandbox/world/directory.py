"""The things an organization consists of: plain records without behaviour.

Who belongs to what is not stored here but in the relations of `sandbox.world.organization`. Times are UTC ISO 8601
text, as on the wire. Words and values follow the admin API contract 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, Self


class Grant(NamedTuple):
    """A role on a resource, e.g. (`ari:cloud:confluence::site/…`, `atlassian/user`)."""

    resource_id: str
    role: str


class Record:
    """JSON in, JSON out, for the slotted dataclasses below."""

    __slots__ = ()

    def dump(self) -> dict[str, Any]:
        """Return the record as JSON; containers are copied."""
        row: dict[str, Any] = {}
        for name in _field_names(type(self)):
            value = getattr(self, name)
            row[name] = value.copy() if isinstance(value, (dict, list)) else value
        return row

    @classmethod
    def load(cls, row: dict[str, Any]) -> Self:
        """Build a record from what `dump` returned; raises TypeError on unknown fields."""
        return cls(**{name: value.copy() if isinstance(value, (dict, list)) else value for name, value in row.items()})


_FIELD_NAMES: dict[type, tuple[str, ...]] = {}


def _field_names(kind: type) -> tuple[str, ...]:
    names = _FIELD_NAMES.get(kind)
    if names is None:
        names = _FIELD_NAMES[kind] = tuple(item.name for item in fields(kind))
    return names


@dataclass(slots=True)
class Directory(Record):
    """A user directory: one in centralized user management, one per site in the original one."""

    directory_id: str
    name: str


@dataclass(slots=True)
class Site(Record):
    """A site `https://<name>.atlassian.net`; `site_id` is its cloud id."""

    site_id: str
    name: str
    url: str
    directory_id: str


@dataclass(slots=True)
class App(Record):
    """An app on a site (a "resource" or "workspace" on the wire), identified by its ARI.

    `owner` is the resource owner, e.g. `jira-software`; `activity_key` the key in `productAccess`;
    `seat_limit` None = unlimited; `role_resource_id` = the ARI that role writes accept instead of `resource_id`.
    """

    resource_id: str
    owner: str
    activity_key: str
    name: str
    site_id: str | None
    directory_id: str | None
    seat_limit: int | None
    plan: str
    created_at: str
    host_url: str | None = None
    role_resource_id: str | None = None
    is_sandbox: bool = False
    status: str = "online"


PERSON = "atlassian"
NON_PERSONS = ("service_account", "agent")
"""Kinds of accounts in the directory that are nobody (admin API contract 5.6); the wire has other words for them."""


@dataclass(slots=True)
class User(Record):
    """An Atlassian account as this organization knows it.

    `activity`: resource id → last active. `added_at` None: nobody knows. `account_type`: `atlassian` (a person), `app`
    and `customer` (in the v1 list only), or one of NON_PERSONS. `deletion_at`: when an account for deletion is closed
    for good; None = never.
    """

    account_id: str
    name: str
    nickname: str
    email: str | None
    added_at: str | None
    account_type: str = "atlassian"
    account_status: str = "active"
    claim_status: str = "managed"
    management_source: str | None = "invited"
    is_email_verified: bool = True
    is_mfa_enabled: bool = False
    is_for_deletion: bool = False
    deletion_at: str | None = None
    deactivated_on: str | None = None
    job_title: str | None = None
    department: str | None = None
    organization: str | None = None
    location: str | None = None
    time_zone: str | None = None
    external_id: str | None = None
    activity: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Group(Record):
    """A group of one directory. `defaults`: resource id → role this group grants by default."""

    group_id: str
    directory_id: str
    name: str
    description: str
    managed_by: str = "admins"
    is_external_synced: bool = False
    is_modifiable: bool = True
    is_deletable: bool = True
    group_type: str = "GROUP"
    defaults: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Domain(Record):
    """An email domain the organization claims."""

    domain_id: str
    name: str
    claim_type: str = "dns"
    claim_status: str = "verified"


@dataclass(slots=True)
class ApiKey(Record):
    """An organization API key. `scopes` None = without scopes; `state`: active, expired or revoked."""

    key_id: str
    secret: str
    label: str
    expires_at: str
    scopes: list[str] | None = None
    state: str = "active"
    created_by: str | None = None

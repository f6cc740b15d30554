"""Directory facts: what is known of a person, in the shape that filters and plans judge, from the mirror or live.

Ids are Atlassian's. "Unknown" is a value of its own: activity that could not be read
(`is_activity_known` false) is neither active nor inactive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.people.accounts import PERSON

ORG_ADMIN_ROLE = "atlassian/org-admin"


@dataclass(frozen=True, slots=True)
class UserFacts:
    """One user. None, and a status or claim that is no word of ours, is not known.

    kind: one of app.domain.people.accounts.KINDS, or `other`.
    management_source: how a managed account came in: `invited`, or `synced` from an identity provider.
    directories: directory id → membership status in it (`active`, `suspended`, …).
    groups: ids of the groups the user is in.
    app_roles: pairs (resource id of the app, role) the user holds, directly or through a group.
    activity: resource id → last active, aware UTC; an app never opened is absent.
    told_seats: admin roles (resource id, role) that a look at this person told, on entries that are known here or not;
    no filter reads them. loose_seats: those of them that may come through a group, nobody says which.
    """

    account_id: str
    name: str = ""
    email: str | None = None
    status: str = "active"
    claim: str | None = None
    management_source: str | None = None
    kind: str | None = PERSON
    added_at: datetime | None = None
    is_activity_known: bool = True
    platform_roles: frozenset[str] = frozenset()
    directories: Mapping[str, str] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    app_roles: frozenset[tuple[str, str]] = frozenset()
    activity: Mapping[str, datetime] = field(default_factory=dict)
    told_seats: frozenset[tuple[str, str]] = frozenset()
    loose_seats: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_org_admin(self) -> bool:
        """True for organization admins, who are never touched (admin API contract 7.3: by role, not by group)."""
        return ORG_ADMIN_ROLE in self.platform_roles

    @property
    def last_active_at(self) -> datetime | None:
        """The latest activity in any app, None when never active (or unknown)."""
        return max(self.activity.values(), default=None)

    @property
    def apps(self) -> frozenset[str]:
        """Resource ids of the apps the user has any role on."""
        return frozenset(resource_id for resource_id, _role in self.app_roles)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group: where it lives, whether we may change it, and the apps it grants (resource id, role).

    grants_org_admin: its role assignments hold the organization admin role, which is no app's.
    """

    group_id: str
    name: str
    directory_id: str
    is_externally_managed: bool = False
    grants: frozenset[tuple[str, str]] = frozenset()
    grants_org_admin: bool = False
    label: str = ""
    """The name with what tells it from another group of the name; empty while it is the only one."""

    @property
    def shown(self) -> str:
        """How the group is named to an admin, wherever it is."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class AppFacts:
    """One app on a site."""

    resource_id: str
    name: str
    site_id: str
    site_name: str
    key: str = ""

    @property
    def label(self) -> str:
        """How the app is named to an admin when several sites have it."""
        return f"{self.name} ({self.site_name})"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names and properties of everything a filter or an action can point at, by id.

    gone: the last known names of groups, apps and sites that went away.
    sandbox_apps: resource ids of the sandboxes of apps, which nothing points at and whose use is no activity.
    """

    groups: Mapping[str, GroupFacts] = field(default_factory=dict)
    apps: Mapping[str, AppFacts] = field(default_factory=dict)
    directories: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    sandbox_apps: frozenset[str] = frozenset()

"""Directory pages of the face: rows and details, read from the world under its lock.

Shows the truth of the directory, not what a lagging search would answer.  Changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.host.people import Person, matches, person_of
from sandbox.world.directory import App, Group, User
from sandbox.world.organization import Organization
from sandbox.world.state import World

PAGE_SIZE = 50
STATUSES = ("active", "suspended", "not_invited", "deactivated", "for_deletion")
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; ``first`` and ``last`` count from 1, both 0 when it is empty."""

    rows: list[Row]
    number: int
    first: int
    last: int
    total: int


@dataclass(frozen=True)
class UserRow:
    """One line of the users page."""

    person: Person
    status: str
    is_managed: bool
    groups: int
    apps: list[str]
    last_active_at: str | None
    roles: list[str]


@dataclass(frozen=True)
class GroupRow:
    """One line of the groups page."""

    group_id: str
    name: str
    description: str
    members: int
    is_externally_managed: bool
    managed_by: str
    grants: list[str]


def status_of(organization: Organization, user: User) -> str:
    """The composite status of admin API contract 5.2."""
    if user.is_for_deletion:
        return "for_deletion"
    if user.account_status != "active":
        return "deactivated"
    membership = organization.membership_status(user.account_id)
    return "not_invited" if membership == "no_membership" else membership


def cut_page(rows: list[Row], number: int) -> Page[Row]:
    """The given page of all rows; a number beyond the end gives the last page."""
    last_page = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(max(number, 1), last_page)
    start = (number - 1) * PAGE_SIZE
    shown = rows[start : start + PAGE_SIZE]
    return Page(shown, number, start + 1 if shown else 0, start + len(shown), len(rows))


class DirectoryViews:
    """Reads the directory pages of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def users(self, org: Organization, text: str, status: str, number: int) -> Page[UserRow]:
        """Users whose name, email or id contains ``text`` and who have that status ("" = any)."""
        wanted = text.strip().casefold()
        with self._world.lock:
            found = [
                user
                for user in org.users.values()
                if (not wanted or matches(user, wanted)) and (not status or status_of(org, user) == status)
            ]
            found.sort(key=lambda user: (user.name.casefold(), user.account_id))
            page = cut_page(found, number)
            rows = [_user_row(org, user) for user in page.rows]
        return Page(rows, page.number, page.first, page.last, page.total)

    def groups(self, org: Organization, text: str, number: int) -> Page[GroupRow]:
        """Groups whose name contains ``text``."""
        wanted = text.strip().casefold()
        with self._world.lock:
            found = [group for group in org.groups.values() if wanted in group.name.casefold()]
            found.sort(key=lambda group: (group.name.casefold(), group.group_id))
            page = cut_page(found, number)
            rows = [_group_row(org, group) for group in page.rows]
        return Page(rows, page.number, page.first, page.last, page.total)

    def user(self, org: Organization, account_id: str) -> dict[str, Any] | None:
        """Everything about one user, or None."""
        with self._world.lock:
            user = org.users.get(account_id)
            if user is None:
                return None
            groups = [org.groups[key] for key in org.membership.rights_of(account_id)]
            return {
                "user": user.dump(),
                "row": _user_row(org, user),
                "directories": _directories(org, account_id),
                "groups": sorted((_group_row(org, item) for item in groups), key=lambda row: row.name),
                "access": _access_rows(org, user),
            }

    def group(self, org: Organization, group_id: str, number: int) -> dict[str, Any] | None:
        """One group with a page of its members, or None."""
        with self._world.lock:
            group = org.groups.get(group_id)
            if group is None:
                return None
            members = [org.users[key] for key in org.membership.lefts_of(group_id)]
            members.sort(key=lambda user: (user.name.casefold(), user.account_id))
            page = cut_page(members, number)
            rows = [_user_row(org, user) for user in page.rows]
            return {
                "group": _group_row(org, group),
                "directory": org.directories[group.directory_id].name,
                "members": Page(rows, page.number, page.first, page.last, page.total),
            }

    def overview(self, org: Organization) -> dict[str, Any]:
        """Counts by status, and every app with its seats."""
        with self._world.lock:
            counts = dict.fromkeys(STATUSES, 0)
            for user in org.users.values():
                counts[status_of(org, user)] += 1
            return {
                "counts": counts,
                "users": len(org.users),
                "groups": len(org.groups),
                "external_groups": sum(is_externally_managed(group) for group in org.groups.values()),
                "admins": len(org.org_admins()),
                "sites": [site.dump() for site in org.sites.values()],
                "apps": [_app_row(org, app) for app in org.apps.values()],
                "is_centralized": org.is_centralized,
            }


def is_externally_managed(group: Group) -> bool:
    """Whether somebody other than an admin decides about the members (admin API contract 7.8)."""
    return group.is_external_synced or not group.is_modifiable


def _user_row(org: Organization, user: User) -> UserRow:
    grants = {access.grant for access in org.iter_access(user.account_id)}
    return UserRow(
        person=person_of(org, user.account_id),
        status=status_of(org, user),
        is_managed=user.claim_status == "managed",
        groups=len(org.membership.rights_of(user.account_id)),
        apps=sorted({app_label(org, grant.resource_id) for grant in grants if grant.resource_id in org.apps}),
        last_active_at=max(user.activity.values(), default=None),
        roles=sorted({grant.role.removeprefix("atlassian/") for grant in grants} - {"user"}),
    )


def _group_row(org: Organization, group: Group) -> GroupRow:
    grants = sorted(org.group_grants.rights_of(group.group_id))
    return GroupRow(
        group_id=group.group_id,
        name=group.name,
        description=group.description,
        members=len(org.membership.lefts_of(group.group_id)),
        is_externally_managed=is_externally_managed(group),
        managed_by=group.managed_by,
        grants=[f"{app_label(org, grant.resource_id)}: {_role(grant.role)}" for grant in grants],
    )


def app_label(org: Organization, resource_id: str) -> str:
    """The app's name, with its site unless the name says it; also for the organization and sites."""
    if resource_id == org.platform_resource_id:
        return "Organization"
    app = org.apps.get(resource_id)
    site = org.sites.get(app.site_id or "" if app else resource_id.rpartition("/")[2])
    if app is None:
        return f"Site {site.name}" if site else resource_id
    is_plain = site is None or len(org.sites) == 1 or site.name.casefold() in app.name.casefold()
    return app.name if is_plain or site is None else f"{app.name} ({site.name})"


def _role(role: str) -> str:
    return role.removeprefix("atlassian/")


def _directories(org: Organization, account_id: str) -> list[dict[str, str]]:
    return [
        {"name": org.directories[key].name, "status": org.directory_status(account_id, key)}
        for key in sorted(org.in_directory.rights_of(account_id))
    ]


def _access_rows(org: Organization, user: User) -> list[dict[str, Any]]:
    rows = []
    for access in org.iter_access(user.account_id):
        group = org.groups.get(access.group_id or "")
        rows.append(
            {
                "app": app_label(org, access.grant.resource_id),
                "role": _role(access.grant.role),
                "method": access.method,
                "group": group.name if group else None,
                "last_active_at": user.activity.get(access.grant.resource_id),
            }
        )
    return sorted(rows, key=lambda row: (row["app"], row["role"], row["method"], row["group"] or ""))


def _app_row(org: Organization, app: App) -> dict[str, Any]:
    site = org.sites.get(app.site_id or "")
    return {
        "name": app.name,
        "site": site.name if site else "",
        "seats": len(org.occupants(app)),
        "limit": app.seat_limit,
        "plan": app.plan,
    }

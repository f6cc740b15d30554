"""A user as the User Browser shows one: the columns to select, and the row made from them.

One statement yields everything; groups and apps come as JSON in the same row, so that neither a page
nor an export asks again for every user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.directory.predicates import User
from app.domain.directory import ORG_ADMIN_ROLE, AppFacts
from app.models import App, AppAccess, AppActivity, DirectoryGroup, GroupGrant, GroupMember


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the organization."""

    site_id: str
    name: str


@dataclass(frozen=True, slots=True)
class UserApp:
    """An app the user has access to, with the roles held there."""

    resource_id: str
    label: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A group the user is in; an access group gives a role on some app."""

    group_id: str
    name: str
    is_access_group: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user with all columns. `last_active_at` follows the chosen app or site; None is never, if it is known."""

    account_id: str
    name: str
    email: str | None
    status: str
    claim: str | None
    is_org_admin: bool
    sites: tuple[Site, ...]
    apps: tuple[UserApp, ...]
    roles: tuple[str, ...]
    groups: tuple[UserGroup, ...]
    last_active_at: datetime | None
    is_activity_known: bool
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActivityScope:
    """Where "Last Active" looks: one app, the apps of one site, or (nothing chosen) everywhere."""

    app_id: str | None = None
    site_id: str | None = None

    @property
    def is_everywhere(self) -> bool:
        """Nothing is chosen."""
        return self.app_id is None and self.site_id is None

    def app_row_ids(self, tenant_id: int) -> sa.Select[int]:
        """Our numbers of the apps that count."""
        query = sa.select(App.id).where(App.tenant_id == tenant_id)
        if self.app_id is not None:
            query = query.where(App.resource_id == self.app_id)
        if self.site_id is not None:
            query = query.where(App.site_id == self.site_id)
        return query.correlate(None)


def select_last_active(tenant_id: int, user: User, scope: ActivityScope) -> sa.ColumnElement[datetime]:
    """The last activity of one row of `user` within the scope."""
    if scope.is_everywhere:
        return sa.type_coerce(user.last_active_at, sa.DateTime(timezone=True))
    query = sa.select(sa.func.max(AppActivity.last_active_at)).where(
        AppActivity.tenant_id == tenant_id,
        AppActivity.user_id == user.id,
        AppActivity.app_row_id.in_(scope.app_row_ids(tenant_id)),
    )
    return sa.type_coerce(query.correlate(user).scalar_subquery(), sa.DateTime(timezone=True))


def latest_activity(tenant_id: int, scope: ActivityScope) -> sa.Select[int, datetime]:
    """The last activity within the scope of all users who have one: `user_id`, `last_active_at`."""
    latest = sa.func.max(AppActivity.last_active_at).label("last_active_at")
    mine = (AppActivity.tenant_id == tenant_id, AppActivity.app_row_id.in_(scope.app_row_ids(tenant_id)))
    return sa.select(AppActivity.user_id, latest).where(*mine).group_by(AppActivity.user_id)


def select_columns(tenant_id: int, user: User, scope: ActivityScope) -> tuple[sa.ColumnElement[Any], ...]:
    """The columns that `read_row` reads, for the rows of `user`."""
    columns = (
        user.account_id, user.name, user.email, user.status, user.claim, user.platform_roles,
        user.is_activity_known, user.added_at,
    )  # fmt: skip
    return (
        *(sa.type_coerce(column, column.type).label(column.key) for column in columns),
        select_last_active(tenant_id, user, scope).label("last_active_at"),
        _select_groups(tenant_id, user).label("groups"),
        _select_app_roles(tenant_id, user).label("app_roles"),
    )


def read_row(row: Any) -> UserRow:
    """Make a row from the columns of `select_columns`."""
    sites, apps = _read_apps(row.app_roles)
    app_roles = {role for app in apps for role in app.roles}
    return UserRow(
        account_id=row.account_id,
        name=row.name,
        email=row.email,
        status=row.status,
        claim=row.claim,
        is_org_admin=ORG_ADMIN_ROLE in row.platform_roles,
        sites=sites,
        apps=apps,
        roles=tuple(sorted(app_roles.union(row.platform_roles))),
        groups=tuple(UserGroup(*group) for group in row.groups),
        last_active_at=row.last_active_at,
        is_activity_known=row.is_activity_known,
        added_at=row.added_at,
    )


def _select_groups(tenant_id: int, user: User) -> sa.ColumnElement[list[Any]]:
    """`[[group id, name, is an access group]…]` by name."""
    group = DirectoryGroup
    grants = sa.exists().where(GroupGrant.tenant_id == tenant_id, GroupGrant.group_row_id == group.id)
    entry = sa.func.json_build_array(group.group_id, group.name, grants.correlate_except(GroupGrant))
    query = sa.select(_json_list(entry, group.name, group.group_id)).where(
        GroupMember.tenant_id == tenant_id,
        GroupMember.user_id == user.id,
        group.tenant_id == tenant_id,
        group.id == GroupMember.group_row_id,
    )
    return query.correlate(user).scalar_subquery()


def _select_app_roles(tenant_id: int, user: User) -> sa.ColumnElement[list[Any]]:
    """`[[resource id, name, site id, site name, role]…]` by site, name and role."""
    entry = sa.func.json_build_array(App.resource_id, App.name, App.site_id, App.site_name, AppAccess.role)
    order = (App.site_name, App.name, App.resource_id, AppAccess.role)
    query = sa.select(_json_list(entry, *order)).where(
        AppAccess.tenant_id == tenant_id,
        AppAccess.user_id == user.id,
        App.tenant_id == tenant_id,
        App.id == AppAccess.app_row_id,
    )
    return query.correlate(user).scalar_subquery()


def _json_list(entry: sa.ColumnElement[Any], *order: Any) -> sa.ColumnElement[list[Any]]:
    return sa.func.coalesce(sa.func.json_agg(aggregate_order_by(entry, *order)), sa.literal_column("'[]'::json"))


def _read_apps(app_roles: Sequence[Sequence[str]]) -> tuple[tuple[Site, ...], tuple[UserApp, ...]]:
    sites: dict[str, Site] = {}
    labels: dict[str, str] = {}
    roles: dict[str, list[str]] = {}
    for resource_id, name, site_id, site_name, role in app_roles:
        sites[site_id] = Site(site_id, site_name)
        labels[resource_id] = AppFacts(resource_id, name, site_id, site_name).label
        roles.setdefault(resource_id, []).append(role)
    apps = tuple(UserApp(resource_id, labels[resource_id], tuple(held)) for resource_id, held in roles.items())
    return tuple(sites.values()), apps

"""A user as the User Browser shows one: the columns to select, and the row made from them.

A row brings the numbers of the user's groups and apps; `Names` knows what they are called. So many users share
a group that looking its name up once is far cheaper than joining it to each of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.directory.predicates import User
from app.domain.directory import ORG_ADMIN_ROLE, AppFacts
from app.models import App, AppAccess, AppActivity, GroupMember


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
    """The columns that `Names.read_row` reads, for the rows of `user`."""
    columns = (
        user.account_id, user.name, user.email, user.status, user.claim, user.platform_roles,
        user.is_activity_known, user.added_at,
    )  # fmt: skip
    return (
        *(sa.type_coerce(column, column.type).label(column.key) for column in columns),
        select_last_active(tenant_id, user, scope).label("last_active_at"),
        _select_links(tenant_id, user, GroupMember, GroupMember.group_row_id).label("group_rows"),
        _select_links(tenant_id, user, AppAccess, _in_order(AppAccess.app_row_id)).label("app_rows"),
        _select_links(tenant_id, user, AppAccess, _in_order(AppAccess.role)).label("app_roles"),
    )


def _in_order(column: Any) -> Any:
    """A column of the access, so that the values of two columns come side by side."""
    return aggregate_order_by(column, AppAccess.app_row_id, AppAccess.role)


def _select_links(tenant_id: int, user: User, table: Any, column: Any) -> sa.ColumnElement[Any]:
    """The user's values in a table of links."""
    query = sa.select(sa.func.array_agg(column))
    return query.where(table.tenant_id == tenant_id, table.user_id == user.id).correlate(user).scalar_subquery()


class Names:
    """What groups and apps are called; each is looked up once."""

    def __init__(self, session: Session, tenant_id: int) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._groups: dict[int, UserGroup] = {}
        self._apps: dict[int, AppFacts] = {}

    def load(self, rows: Iterable[Any]) -> None:
        """Learn the names that rows of `select_columns` need, in at most two statements."""
        listed = list(rows)
        groups = {one for row in listed for one in row.group_rows or ()} - self._groups.keys()
        apps = {one for row in listed for one in row.app_rows or ()} - self._apps.keys()
        if groups:
            self._load_groups(groups)
        if apps:
            given = {"tenant": self._tenant_id, "ids": list(apps)}
            self._apps |= {row[0]: AppFacts(*row[1:]) for row in self._session.execute(_APPS, given)}

    def read_row(self, row: Any) -> UserRow:
        """Make a row from the columns of `select_columns`, whose names must be loaded."""
        groups = [self._groups[one] for one in row.group_rows or () if one in self._groups]
        roles = zip(row.app_rows or (), row.app_roles or (), strict=True)
        held = [(self._apps[app], role) for app, role in roles if app in self._apps]
        sites, apps = _read_apps(held)
        return UserRow(
            account_id=row.account_id,
            name=row.name,
            email=row.email,
            status=row.status,
            claim=row.claim,
            is_org_admin=ORG_ADMIN_ROLE in row.platform_roles,
            sites=sites,
            apps=apps,
            roles=tuple(sorted({role for _app, role in held}.union(row.platform_roles))),
            groups=tuple(sorted(groups, key=lambda group: (group.name, group.group_id))),
            last_active_at=row.last_active_at,
            is_activity_known=row.is_activity_known,
            added_at=row.added_at,
        )

    def _load_groups(self, ids: Collection[int]) -> None:
        given = {"tenant": self._tenant_id, "ids": list(ids)}
        for number, group_id, name, is_access_group in self._session.execute(_GROUPS, given):
            self._groups[number] = UserGroup(group_id, name, is_access_group)


_GROUPS = sa.text("""
select g.id, g.group_id, g.name, exists (
    select from group_grants x where x.tenant_id = :tenant and x.group_row_id = g.id) as is_access_group
from directory_groups g where g.tenant_id = :tenant and g.id = any(cast(:ids as bigint[]))
""")
_APPS = sa.text("""
select id, resource_id, name, site_id, site_name, key from apps
where tenant_id = :tenant and id = any(cast(:ids as bigint[]))
""")


def _read_apps(held: Sequence[tuple[AppFacts, str]]) -> tuple[tuple[Site, ...], tuple[UserApp, ...]]:
    """Sites and apps by name, from pairs of app and role."""
    roles: dict[AppFacts, list[str]] = {}
    for app, role in held:
        roles.setdefault(app, []).append(role)
    listed = sorted(roles, key=lambda app: (app.site_name, app.name, app.resource_id))
    sites = {app.site_id: Site(app.site_id, app.site_name) for app in listed}
    apps = tuple(UserApp(app.resource_id, app.label, tuple(sorted(roles[app]))) for app in listed)
    return tuple(sites.values()), apps

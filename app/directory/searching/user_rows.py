"""A user as the User Browser shows one: the columns to select, and the row made from them.

A row brings the numbers of the user's groups and apps; `Names` knows what they are called. So many users share
a group that looking its name up once is far cheaper than joining it to each of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.directory.conditions.predicates import Predicate, User
from app.domain.people.directory import ORG_ADMIN_ROLE, AppFacts
from app.models import App, AppAccess, AppActivity, DirectoryGroup, GroupGrant, GroupMember

TenantId = int | sa.BindParameter[int]
MAX_KEPT: Final = 5_000


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
    kind: str | None
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
    """Scope of "Last Active": one app, the apps of one site, or (nothing chosen) everywhere."""

    app_id: str | None = None
    site_id: str | None = None

    @property
    def is_everywhere(self) -> bool:
        """True when nothing is chosen."""
        return self.app_id is None and self.site_id is None

    def app_row_ids(self, tenant_id: TenantId) -> sa.Select[int]:
        """Our numbers of the apps that count."""
        query = sa.select(App.id).where(App.tenant_id == tenant_id)
        if self.app_id is not None:
            query = query.where(App.resource_id == self.app_id)
        if self.site_id is not None:
            query = query.where(App.site_id == self.site_id)
        return query.correlate(None)


def select_last_active(tenant_id: TenantId, user: User, scope: ActivityScope) -> sa.ColumnElement[datetime]:
    """The last activity of one row of `user` within the scope."""
    if scope.is_everywhere:
        return sa.type_coerce(user.last_active_at, sa.DateTime(timezone=True))
    query = sa.select(sa.func.max(AppActivity.last_active_at)).where(
        AppActivity.tenant_id == tenant_id,
        AppActivity.user_id == user.id,
        AppActivity.app_row_id.in_(scope.app_row_ids(tenant_id)),
    )
    return sa.type_coerce(query.correlate(user).scalar_subquery(), sa.DateTime(timezone=True))


def latest_activity(tenant_id: TenantId, scope: ActivityScope) -> sa.Select[int, datetime]:
    """The last activity within the scope of all users who have one: `user_id`, `last_active_at`."""
    latest = sa.func.max(AppActivity.last_active_at).label("last_active_at")
    mine = (AppActivity.tenant_id == tenant_id, AppActivity.app_row_id.in_(scope.app_row_ids(tenant_id)))
    return sa.select(AppActivity.user_id, latest).where(*mine).group_by(AppActivity.user_id)


def select_columns(tenant_id: TenantId, user: User, scope: ActivityScope) -> tuple[sa.ColumnElement[Any], ...]:
    """The columns that `Names.read_row` reads, for the rows of `user`."""
    columns = (
        user.account_id, user.name, user.email, user.status, user.claim, user.kind, user.platform_roles,
        user.is_activity_known, user.added_at,
    )  # fmt: skip
    return (
        *(sa.type_coerce(column, column.type).label(column.key) for column in columns),
        select_last_active(tenant_id, user, scope).label("last_active_at"),
        _select_links(tenant_id, user, GroupMember, GroupMember.group_row_id).label("group_rows"),
        _select_links(tenant_id, user, AppAccess, _APP_ROLE).label("app_roles"),
    )


_APP_ROLE = sa.cast(AppAccess.app_row_id, sa.Text) + " " + AppAccess.role


def _select_links(tenant_id: TenantId, user: User, table: Any, column: Any) -> sa.ColumnElement[Any]:
    """The user's values in a table of links."""
    query = sa.select(sa.func.array_agg(column))
    return query.where(table.tenant_id == tenant_id, table.user_id == user.id).correlate(user).scalar_subquery()


class Names:
    """Names of groups and apps; each is looked up once."""

    def __init__(self, session: Session, tenant_id: int) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._groups: dict[int, UserGroup] = {}
        self._ranks: dict[int, int] = {}
        self._apps: dict[int, AppFacts] = {}
        self._access: dict[tuple[str, ...], tuple[tuple[Site, ...], tuple[UserApp, ...]]] = {}

    def load(self, rows: Iterable[Any]) -> None:
        """Learn the names that rows of `select_columns` need."""
        listed = list(rows)
        groups = {one for row in listed for one in row.group_rows or ()} - self._groups.keys()
        apps = {_read_app_role(one)[0] for row in listed for one in row.app_roles or ()} - self._apps.keys()
        if groups or apps:
            given = {"groups": list(groups), "apps": list(apps)}
            is_group = DirectoryGroup.id == sa.any_(sa.bindparam("groups", type_=ARRAY(sa.BigInteger)))
            is_app = App.id == sa.any_(sa.bindparam("apps", type_=ARRAY(sa.BigInteger)))
            query = sa.select(
                select_group_names(self._tenant_id, is_group).label("groups"),
                select_app_names(self._tenant_id, is_app).label("apps"),
            )
            found = self._session.execute(query, given).one()
            self.learn(found.groups, found.apps)

    def learn(self, groups: Iterable[dict[str, Any]] | None, apps: Iterable[dict[str, Any]] | None) -> None:
        """Take over what `select_group_names` and `select_app_names` have brought."""
        for one in groups or ():
            self._groups[one["id"]] = UserGroup(one["group_id"], one["name"], one["is_access_group"])
        for one in apps or ():
            self._apps[one["id"]] = AppFacts(one["resource_id"], one["name"], one["site_id"], one["site_name"])
        by_name = sorted(self._groups.items(), key=lambda item: (item[1].name, item[1].group_id))
        self._ranks = {number: rank for rank, (number, _group) in enumerate(by_name)}

    def read_row(self, row: Any) -> UserRow:
        """Make a row from the columns of `select_columns`, whose names must be loaded."""
        groups = sorted((one for one in row.group_rows or () if one in self._groups), key=self._ranks.__getitem__)
        sites, apps = self._read_apps(tuple(row.app_roles or ()))
        app_roles = {role for app in apps for role in app.roles}
        return UserRow(
            account_id=row.account_id,
            name=row.name,
            email=row.email,
            status=row.status,
            claim=row.claim,
            kind=row.kind,
            is_org_admin=ORG_ADMIN_ROLE in row.platform_roles,
            sites=sites,
            apps=apps,
            roles=tuple(sorted(app_roles.union(row.platform_roles))),
            groups=tuple(self._groups[one] for one in groups),
            last_active_at=row.last_active_at,
            is_activity_known=row.is_activity_known,
            added_at=row.added_at,
        )

    def _read_apps(self, app_roles: tuple[str, ...]) -> tuple[tuple[Site, ...], tuple[UserApp, ...]]:
        """A user's sites and apps by name; many users have the same."""
        if app_roles not in self._access:
            if len(self._access) >= MAX_KEPT:
                self._access.clear()
            self._access[app_roles] = self._make_access(app_roles)
        return self._access[app_roles]

    def _make_access(self, app_roles: tuple[str, ...]) -> tuple[tuple[Site, ...], tuple[UserApp, ...]]:
        roles: dict[int, list[str]] = {}
        for number, role in map(_read_app_role, app_roles):
            roles.setdefault(number, []).append(role)
        held = [(self._apps[number], tuple(sorted(roles[number]))) for number in roles if number in self._apps]
        held.sort(key=lambda one: (one[0].site_name, one[0].name, one[0].resource_id))
        sites = {app.site_id: Site(app.site_id, app.site_name) for app, _roles in held}
        return tuple(sites.values()), tuple(UserApp(app.resource_id, app.label, given) for app, given in held)


def select_group_names(tenant_id: TenantId, condition: Predicate) -> sa.ScalarSelect[Any]:
    """A JSON list with the number and the facts of `UserGroup` of some groups."""
    group = DirectoryGroup
    grants = sa.exists().where(GroupGrant.tenant_id == tenant_id, GroupGrant.group_row_id == group.id)
    columns = (group.id, group.group_id, group.name, grants.correlate_except(GroupGrant).label("is_access_group"))
    return _list_as_json(sa.select(*columns).where(group.tenant_id == tenant_id, condition))


def select_app_names(tenant_id: TenantId, condition: Predicate) -> sa.ScalarSelect[Any]:
    """A JSON list with the number and the facts of `AppFacts` of some apps."""
    columns = (App.id, App.resource_id, App.name, App.site_id, App.site_name)
    return _list_as_json(sa.select(*columns).where(App.tenant_id == tenant_id, condition))


def _list_as_json(query: sa.Select[*tuple[Any, ...]]) -> sa.ScalarSelect[Any]:
    rows = query.subquery("named")
    return sa.select(sa.func.json_agg(sa.literal_column("named"))).select_from(rows).scalar_subquery()


def _read_app_role(text: str) -> tuple[int, str]:
    number, _, role = text.partition(" ")
    return int(number), role

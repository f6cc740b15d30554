"""Writes an organization that is given as facts into the tables of the mirror, as a sync would leave it."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.filters import email_domain_of
from app.domain.people.directory import Catalogue, UserFacts
from app.models import (
    App,
    AppAccess,
    AppActivity,
    Directory,
    DirectoryGroup,
    DirectoryMembership,
    DirectoryUser,
    GroupGrant,
    GroupMember,
    Tenant,
)

Rows = list[dict[str, Any]]


def create_tenant(database: Database) -> int:
    """A new tenant with an empty mirror."""
    with database.system_session() as session:
        tenant = Tenant()
        session.add(tenant)
        session.flush()
        return tenant.id


def store_mirror(session: Session, tenant_id: int, catalogue: Catalogue, users: Collection[UserFacts]) -> None:
    """Write everything that the facts say. The tenant's mirror must be empty."""
    _Writer(session, tenant_id).write(catalogue, users)


class _Writer:
    def __init__(self, session: Session, tenant_id: int) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def write(self, catalogue: Catalogue, users: Collection[UserFacts]) -> None:
        apps = self._insert(App, "resource_id", [_app_row(app) for app in catalogue.apps.values()])
        groups = self._insert(DirectoryGroup, "group_id", [_group_row(group) for group in catalogue.groups.values()])
        names = catalogue.directories.items()
        directory_rows = [{"directory_id": one, "name": name} for one, name in names]
        directories = self._insert(Directory, "directory_id", directory_rows)
        grants = [
            {"group_row_id": groups[group.group_id], "app_row_id": apps[app], "role": role}
            for group in catalogue.groups.values()
            for app, role in group.grants
        ]
        self._insert_links(GroupGrant, grants)
        ids = self._insert(DirectoryUser, "account_id", [_user_row(user) for user in users])
        self._insert_links(GroupMember, _links(users, ids, "groups", groups))
        self._insert_links(AppAccess, _links(users, ids, "app_roles", apps))
        self._insert_links(AppActivity, _links(users, ids, "activity", apps))
        self._insert_links(DirectoryMembership, _links(users, ids, "directories", directories))

    def _insert(self, table: Any, key: str, rows: Rows) -> Mapping[str, int]:
        """Insert rows and return our number for each of Atlassian's ids."""
        if not rows:
            return {}
        statement = sa.insert(table).returning(getattr(table, key), table.id)
        rows = [{"tenant_id": self._tenant_id, **row} for row in rows]
        return {one: number for one, number in self._session.execute(statement, rows)}  # noqa: C416 - rows, no pairs

    def _insert_links(self, table: Any, rows: Rows) -> None:
        if rows:
            self._session.execute(sa.insert(table), [{"tenant_id": self._tenant_id, **row} for row in rows])


def _app_row(app: Any) -> dict[str, Any]:
    names = ("resource_id", "key", "name", "site_id", "site_name")
    return {name: getattr(app, name) for name in names}


def _group_row(group: Any) -> dict[str, Any]:
    names = ("group_id", "directory_id", "name", "is_externally_managed")
    return {name: getattr(group, name) for name in names}


def _user_row(user: UserFacts) -> dict[str, Any]:
    names = (
        "account_id",
        "name",
        "email",
        "status",
        "claim",
        "kind",
        "added_at",
        "is_activity_known",
        "last_active_at",
    )
    row = {name: getattr(user, name) for name in names}
    return row | {"email_domain": email_domain_of(user.email), "platform_roles": sorted(user.platform_roles)}


def _links(users: Collection[UserFacts], ids: Mapping[str, int], kind: str, targets: Mapping[str, int]) -> Rows:
    return [row | {"user_id": ids[user.account_id]} for user in users for row in _link_rows(user, kind, targets)]


def _link_rows(user: UserFacts, kind: str, targets: Mapping[str, int]) -> Rows:
    if kind == "groups":
        return [{"group_row_id": targets[group]} for group in user.groups]
    if kind == "app_roles":
        return [{"app_row_id": targets[app], "role": role} for app, role in user.app_roles]
    if kind == "activity":
        return [{"app_row_id": targets[app], "last_active_at": at} for app, at in user.activity.items()]
    return [{"directory_row_id": targets[one], "status": status} for one, status in user.directories.items()]

"""The detail panel of one user: activity app by app, groups and what they give, directories."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.directory.facts import load_catalogue, load_users
from app.directory.searching.user_rows import ActivityScope, Names, UserRow, select_columns
from app.domain.errors import NotFound
from app.domain.filters.reading import is_storable
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from app.domain.people.seats import takes_seat
from app.models import DirectoryUser


@dataclass(frozen=True, slots=True)
class UserActivity:
    """One app of the user: last activity (None: never, if activity is known) and where the access comes from.

    granted_by: names of the user's groups that give a role held there.
    is_direct: a role is held that none of the user's groups gives. Atlassian tells in bulk which roles are
    held, not whence (admin API contract 14.1), so a role held both ways counts as the group's.
    takes_seat: they are billed for it.
    """

    resource_id: str
    label: str
    last_active_at: datetime | None
    granted_by: tuple[str, ...]
    is_direct: bool
    takes_seat: bool = False


@dataclass(frozen=True, slots=True)
class UserGroupDetail:
    """A group of the user, whether somebody else manages it, and the apps that it gives."""

    group_id: str
    name: str
    is_access_group: bool
    is_externally_managed: bool
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserDirectory:
    """A directory that the user is a member of, with the status there."""

    directory_id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class UserDetail:
    """Everything that the mirror knows of one user."""

    user: UserRow
    facts: UserFacts
    activity: tuple[UserActivity, ...]
    groups: tuple[UserGroupDetail, ...]
    directories: tuple[UserDirectory, ...]
    odd_moments: Mapping[str, str]


def get_user_detail(session: Session, tenant_id: int, account_id: str) -> UserDetail:
    """The user with the account id. Raises NotFound, also for another tenant's user."""
    if not is_storable(account_id):
        raise NotFound("user")
    user = aliased(DirectoryUser)
    query = sa.select(*select_columns(tenant_id, user, ActivityScope()), user.odd_moments).where(
        user.tenant_id == tenant_id, user.account_id == account_id
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("user")
    names = Names(session, tenant_id)
    names.load([row])
    facts = load_users(session, tenant_id, [row.account_id])[row.account_id]
    catalogue = load_catalogue(session, tenant_id)
    groups = sorted((catalogue.groups[one] for one in facts.groups), key=lambda group: (group.name, group.group_id))
    apps = [app for one, app in catalogue.apps.items() if one in facts.apps or one in facts.activity]
    user_row = names.read_row(row)
    return UserDetail(
        user=user_row,
        facts=facts,
        activity=tuple(
            _describe_app(app, facts, groups, user_row.status) for app in sorted(apps, key=lambda app: app.label)
        ),
        groups=tuple(_describe_group(group, catalogue.apps) for group in groups),
        directories=_list_directories(facts, catalogue),
        odd_moments=row.odd_moments or {},
    )


def _describe_app(app: AppFacts, facts: UserFacts, groups: Sequence[GroupFacts], status: str | None) -> UserActivity:
    held = {grant for grant in facts.app_roles if grant[0] == app.resource_id}
    granting = [group for group in groups if held & group.grants]
    given = frozenset().union(*(group.grants for group in granting))
    return UserActivity(
        resource_id=app.resource_id,
        label=app.label,
        last_active_at=facts.activity.get(app.resource_id),
        granted_by=tuple(group.name for group in granting),
        is_direct=bool(held - given),
        takes_seat=takes_seat(app.key, {role for _app, role in held}, status=status, kind=facts.kind),
    )


def _describe_group(group: GroupFacts, apps: Mapping[str, AppFacts]) -> UserGroupDetail:
    return UserGroupDetail(
        group_id=group.group_id,
        name=group.name,
        is_access_group=bool(group.grants),
        is_externally_managed=group.is_externally_managed,
        grants=tuple(_label_all({app for app, _role in group.grants}, apps)),
    )


def _label_all(resource_ids: Collection[str], apps: Mapping[str, AppFacts]) -> list[str]:
    return sorted(apps[one].label if one in apps else one for one in resource_ids)


def _list_directories(facts: UserFacts, catalogue: Catalogue) -> tuple[UserDirectory, ...]:
    found = (
        UserDirectory(one, catalogue.directories.get(one, one), status) for one, status in facts.directories.items()
    )
    return tuple(sorted(found, key=lambda directory: (directory.name, directory.directory_id)))

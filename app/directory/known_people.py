"""Known people of the mirror, against which an answer of Atlassian that leaves something out is held."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from app.directory.syncing.tellings import UNHEARD, Profile
from app.models import App, AppAccess, AppActivity, Directory, DirectoryMembership, DirectoryUser, GroupMember

_TENANT: Final[sa.BindParameter[int]] = sa.bindparam("tenant")
_ACCOUNTS: Final[sa.BindParameter[Any]] = sa.bindparam("accounts", type_=ARRAY(sa.Text))


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """directories: all of theirs; app_roles: (resource id, role) pairs, which no look at Atlassian tells."""

    directories: frozenset[str] = frozenset()
    app_roles: frozenset[tuple[str, str]] = frozenset()
    profile: Profile = UNHEARD
    platform_roles: frozenset[str] = frozenset()
    is_activity_known: bool = False
    has_activity: bool = False
    has_groups: bool = False

    @property
    def is_never_active(self) -> bool:
        """True for somebody of whom it is known that no app was ever opened."""
        return self.is_activity_known and not self.has_activity


STRANGER: Final = KnownPerson()
"""Somebody whom the mirror does not have."""


def _exists(link: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(link.tenant_id == _TENANT, link.user_id == DirectoryUser.id).correlate(DirectoryUser)


def _select_access(value: Any) -> sa.ScalarSelect[Any]:
    query = sa.select(sa.func.array_agg(aggregate_order_by(value, AppAccess.app_row_id, AppAccess.role))).where(
        AppAccess.tenant_id == _TENANT,
        AppAccess.user_id == DirectoryUser.id,
        App.tenant_id == _TENANT,
        App.id == AppAccess.app_row_id,
    )
    return query.correlate(DirectoryUser).scalar_subquery()


_PROFILE: Final[tuple[Any, ...]] = (
    DirectoryUser.name,
    DirectoryUser.email,
    DirectoryUser.status,
    DirectoryUser.account_status,
    DirectoryUser.membership_status,
    DirectoryUser.claim,
    DirectoryUser.management_source,
    DirectoryUser.added_at,
    DirectoryUser.account_type,
    DirectoryUser.kind,
    DirectoryUser.odd_moments,
)
_KNOWN: Final = sa.select(
    DirectoryUser.account_id,
    *_PROFILE,
    DirectoryUser.platform_roles,
    DirectoryUser.is_activity_known,
    _exists(AppActivity).label("has_activity"),
    _exists(GroupMember).label("has_groups"),
    sa.select(sa.func.array_agg(Directory.directory_id))
    .where(
        DirectoryMembership.tenant_id == _TENANT,
        DirectoryMembership.user_id == DirectoryUser.id,
        Directory.tenant_id == _TENANT,
        Directory.id == DirectoryMembership.directory_row_id,
    )
    .correlate(DirectoryUser)
    .scalar_subquery()
    .label("directories"),
    _select_access(App.resource_id).label("apps"),
    _select_access(AppAccess.role).label("roles"),
).where(DirectoryUser.tenant_id == _TENANT, DirectoryUser.account_id == sa.any_(_ACCOUNTS))


def load_known(session: Session, tenant_id: int, account_ids: Collection[str]) -> dict[str, KnownPerson]:
    """Those of the people whom the mirror has, by account id; one statement."""
    rows = session.connection().execute(_KNOWN, {"tenant": tenant_id, "accounts": list(account_ids)})
    return {row.account_id: _read(row) for row in rows}


def read_profile(row: Any) -> Profile:
    """The profile in a row that has the columns of one."""
    values = {column.key: getattr(row, column.key) for column in _PROFILE}
    return Profile(**values | {"odd_moments": row.odd_moments or {}})


def select_profiles() -> sa.Select[Any]:
    """Our number, the account id and the profile of the accounts in `accounts`, in the order of the account ids."""
    mine = (DirectoryUser.tenant_id == _TENANT, DirectoryUser.account_id == sa.any_(_ACCOUNTS))
    columns: tuple[Any, ...] = (
        DirectoryUser.platform_roles,
        DirectoryUser.is_activity_known,
        DirectoryUser.last_active_at,
    )
    ids: tuple[Any, ...] = (DirectoryUser.id, DirectoryUser.account_id)
    return sa.select(*ids, *_PROFILE, *columns).where(*mine).order_by(DirectoryUser.account_id)


def _read(row: Any) -> KnownPerson:
    return KnownPerson(
        directories=frozenset(row.directories or ()),
        app_roles=frozenset(zip(row.apps or (), row.roles or (), strict=True)),
        profile=read_profile(row),
        platform_roles=frozenset(row.platform_roles),
        is_activity_known=row.is_activity_known,
        has_activity=row.has_activity,
        has_groups=row.has_groups,
    )


def load_known_roles(session: Session, tenant_id: int, apps: Collection[str]) -> dict[str, frozenset[str]]:
    """The roles that anybody was seen to hold on each of the apps."""
    query = (
        sa.select(App.resource_id, sa.func.array_agg(AppAccess.role.distinct()))
        .join(AppAccess, sa.and_(AppAccess.tenant_id == App.tenant_id, AppAccess.app_row_id == App.id))
        .where(App.tenant_id == tenant_id, App.resource_id.in_(apps))
        .group_by(App.resource_id)
    )
    return {app: frozenset(roles) for app, roles in session.execute(query)} if apps else {}

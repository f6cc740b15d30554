"""Holders of admin roles by the mirror: accounts and seats, without the rest of what is known of people."""

from collections.abc import Collection, Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.domain.engine.last_admins import Seat
from app.domain.people.accounts import PERSON
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.domain.rights import ADMIN_ROLES, ADMINISTRATION
from app.models import App, AppAccess, DirectoryMembership, DirectoryUser, GroupGrant, GroupMember

_TENANT: Final[sa.BindParameter[int]] = sa.bindparam("tenant")
_USER: Final = DirectoryUser
_ORGANIZATION: Final = sorted(ADMIN_ROLES - {ORG_ADMIN_ROLE})


def _makes_admin(role: Any) -> sa.ColumnElement[bool]:
    """The rule of `is_admin_seat`."""
    return sa.or_(role.in_(sorted(ADMIN_ROLES)), App.resource_id.startswith(ADMINISTRATION, autoescape=True))


DIRECT_ADMINS: Final = sa.select(AppAccess.user_id, App.resource_id, AppAccess.role).where(
    AppAccess.tenant_id == _TENANT,
    App.tenant_id == _TENANT,
    App.id == AppAccess.app_row_id,
    _makes_admin(AppAccess.role),
)
"""(row of the user, resource id, role) of the admin roles that people hold themselves."""
GRANTED_ADMINS: Final = sa.select(GroupMember.user_id, App.resource_id, GroupGrant.role).where(
    GroupMember.tenant_id == _TENANT,
    GroupGrant.tenant_id == _TENANT,
    GroupGrant.group_row_id == GroupMember.group_row_id,
    App.tenant_id == _TENANT,
    App.id == GroupGrant.app_row_id,
    _makes_admin(GroupGrant.role),
)
"""The same of those that groups give."""
_platform: Final = (
    sa.select(_USER.id, sa.func.unnest(_USER.platform_roles).label("role"))
    .where(_USER.tenant_id == _TENANT, _USER.platform_roles.overlap(_ORGANIZATION))
    .subquery()
)
PLATFORM_ADMINS: Final = sa.select(_platform.c.id, sa.literal(""), _platform.c.role).where(
    _platform.c.role.in_(_ORGANIZATION)
)
"""The same of roles of the whole organization, but for its admins, who are never touched."""
_held: Final = sa.union(DIRECT_ADMINS, GRANTED_ADMINS, PLATFORM_ADMINS).subquery()


def _has_membership(is_meant: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(
        DirectoryMembership.tenant_id == _TENANT, DirectoryMembership.user_id == _USER.id, is_meant
    )


_IS_ACTIVE: Final = sa.and_(
    _USER.kind == PERSON,
    _USER.status == "active",
    _has_membership(DirectoryMembership.status == "active"),
    ~_has_membership(DirectoryMembership.status.not_in(("active", "no_membership"))),
)
"""Active in each of their directories, as for `list_held`."""
_ALL: Final = (
    sa.select(_held.c.resource_id, _held.c.role, sa.func.array_agg(_USER.account_id))
    .select_from(_USER)
    .join(_held, _held.c.user_id == _USER.id)
    .where(_USER.tenant_id == _TENANT, _IS_ACTIVE)
    .group_by(_held.c.resource_id, _held.c.role)
)
"""A row for each seat: there are thousands of people, and few seats."""
_ON_SOME: Final = _ALL.where(_held.c.resource_id == sa.any_(sa.bindparam("entries", type_=ARRAY(sa.Text))))


def iter_seats(session: Session, tenant_id: int, entries: Collection[str] | None = None) -> Iterator[tuple[str, Seat]]:
    """(account, seat) of everybody who fills one as an active person: what `list_held` says of each of them.

    entries: the resource ids that matter; None: all.
    """
    given: dict[str, Any] = {"tenant": tenant_id}
    if entries is not None:
        given["entries"] = sorted(entries)
    query = _ALL if entries is None else _ON_SOME
    for resource_id, role, account_ids in session.connection().execute(query, given):
        yield from ((account_id, (resource_id, role)) for account_id in account_ids)

"""Users counted by what a plan reads of them: one made-up user for all who are alike in it.

The made-up user has nothing else, so that a plan cannot depend on what they do not share.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session

from app.directory.admin_seats import DIRECT_ADMINS, GRANTED_ADMINS, PLATFORM_ADMINS
from app.directory.fact_statements import fold_links
from app.directory.recent_writes import is_touched_since
from app.domain.engine.last_admins import Seat
from app.domain.engine.relevance import Relevance
from app.domain.people.directory import ORG_ADMIN_ROLE, UserFacts
from app.models import (
    App,
    AppAccess,
    Directory,
    DirectoryGroup,
    DirectoryMembership,
    DirectoryUser,
    GroupMember,
    Operation,
)

_TENANT: Final[sa.BindParameter[int]] = sa.bindparam("tenant")
_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", type_=ARRAY(sa.BigInteger))
_GROUPS: Final[sa.BindParameter[Any]] = sa.bindparam("groups", type_=ARRAY(sa.Text))
_RESOURCES: Final[sa.BindParameter[Any]] = sa.bindparam("resources", type_=ARRAY(sa.Text))
_ACCOUNTS: Final[sa.BindParameter[Any]] = sa.bindparam("accounts", type_=ARRAY(sa.Text))
_KEPT: Final[sa.BindParameter[Any]] = sa.bindparam("kept", type_=ARRAY(sa.Text))
_HAS_DOMAINS: Final = sa.bindparam("has_domains", type_=sa.Boolean)
_HAS_ACCOUNTS: Final = sa.bindparam("has_accounts", type_=sa.Boolean)
_GROWN_AT: Final = sa.bindparam("grown_at", type_=sa.DateTime(timezone=True))
_BAR: Final[sa.ColumnElement[str]] = sa.literal_column("'|'")
_USER: Final = DirectoryUser


def _link(link: Any, target: Any, row: Any, value: Any, *conditions: Any) -> sa.Subquery:
    """The links of each user as one list, always in the same order."""
    held = sa.func.array_agg(aggregate_order_by(value, value)).label("held")
    return fold_links(link, target, row, held).where(*conditions).subquery()


_directories = _link(
    DirectoryMembership, Directory, DirectoryMembership.directory_row_id,
    DirectoryMembership.status + _BAR + Directory.directory_id,
)  # fmt: skip
_groups = _link(
    GroupMember, DirectoryGroup, GroupMember.group_row_id, DirectoryGroup.group_id,
    DirectoryGroup.group_id == sa.any_(_GROUPS),
)  # fmt: skip
_roles = _link(
    AppAccess, App, AppAccess.app_row_id, AppAccess.role + _BAR + App.resource_id,
    App.resource_id == sa.any_(_RESOURCES),
)  # fmt: skip
_is_grown = sa.case((_GROWN_AT.is_(None), None), else_=_USER.added_at <= _GROWN_AT)
_domain = sa.case(
    (_HAS_DOMAINS & _USER.email.contains("@"), sa.func.substring(_USER.email, sa.literal_column("'@[^@]*$'")))
)
_SIGNATURE: Final = (
    _USER.kind,
    _USER.platform_roles.contains([ORG_ADMIN_ROLE]).label("is_org_admin"),
    _domain.label("domain"),
    _is_grown.label("is_grown"),
    _directories.c.held.label("directories"),
    _groups.c.held.label("groups"),
    _roles.c.held.label("roles"),
    *(
        sa.case((_HAS_ACCOUNTS, column)).label(column.key)
        for column in (_USER.status, _USER.claim, _USER.management_source)
    ),
)
_ALIKE: Final = (
    sa.select(*_SIGNATURE, sa.func.count().label("people"))
    .select_from(_USER)
    .outerjoin(_directories, _directories.c.user_id == _USER.id)
    .outerjoin(_groups, _groups.c.user_id == _USER.id)
    .outerjoin(_roles, _roles.c.user_id == _USER.id)
    .where(_USER.tenant_id == _TENANT, _USER.id == sa.any_(_IDS))
    .group_by(*(sa.literal_column(str(place + 1)) for place in range(len(_SIGNATURE))))
)
_AMONG: Final = sa.cast(sa.bindparam("among", type_=sa.Text), ARRAY(sa.BigInteger))
"""Everybody of a plan as one text: a list of that many numbers is sent several times as slowly."""
_MEANT: Final = (_USER.tenant_id == _TENANT, _USER.id == sa.any_(_AMONG))
_OPEN_SEATS: Final = (AppAccess.role + _BAR + App.resource_id) != sa.all_(_KEPT)
_SINGLE: Final = sa.union(
    sa.select(_USER.id).where(*_MEANT, _USER.account_id == sa.any_(_ACCOUNTS)),
    sa.select(_USER.id).where(
        *_MEANT,
        sa.exists().where(
            Operation.tenant_id == _TENANT,
            Operation.account_id == _USER.account_id,
            is_touched_since(sa.bindparam("since")),
        ),
    ),
    *(
        sa.select(_USER.id).where(*_MEANT, _USER.id.in_(admins))
        for admins in (
            DIRECT_ADMINS.where(_OPEN_SEATS).with_only_columns(AppAccess.user_id),
            GRANTED_ADMINS.with_only_columns(GroupMember.user_id),
            PLATFORM_ADMINS.with_only_columns(PLATFORM_ADMINS.selected_columns[0]),
        )
    ),
)
"""Parts of their own, which PostgreSQL plans better than one row that is asked five questions."""


def find_single(
    session: Session,
    tenant_id: int,
    ids: Sequence[int],
    relevance: Relevance,
    *,
    since: datetime,
    kept: Collection[Seat] = (),
) -> list[int]:
    """The ids of those who are planned alone: named by a rule, written to since a moment, or an admin of something.

    kept: the seats that are filled whatever becomes of the others, so that who holds one directly is like anybody.
    """
    given = {
        "tenant": tenant_id,
        "among": f"{{{','.join(map(str, ids))}}}",
        "accounts": sorted(relevance.accounts),
        "since": since,
        "kept": [f"{role}|{resource_id}" for resource_id, role in kept],
    }
    return sorted(session.connection().execute(_SINGLE, given).scalars())


def iter_alike(
    session: Session, tenant_id: int, ids: Sequence[int], relevance: Relevance, *, now: datetime
) -> Iterator[tuple[UserFacts, int]]:
    """A made-up user for all of the given who are alike, and how many these are."""
    grown_at = now - timedelta(days=relevance.minimum_age_days)
    given = {
        "tenant": tenant_id,
        "ids": list(ids),
        "groups": sorted(relevance.groups),
        "resources": sorted(relevance.resources),
        "has_domains": relevance.has_domains,
        "has_accounts": relevance.has_accounts,
        "grown_at": grown_at if relevance.minimum_age_days else None,
    }
    ages = {None: None, True: grown_at, False: now}
    for row in session.connection().execute(_ALIKE, given):
        yield _make_up(row, ages[row.is_grown]), row.people


def _make_up(row: Any, added_at: datetime | None) -> UserFacts:
    statuses = (one.partition("|") for one in row.directories or ())
    roles = (one.partition("|") for one in row.roles or ())
    return UserFacts(
        account_id="",
        email=row.domain,
        **({} if row.status is None else {"status": row.status}),
        claim=row.claim,
        management_source=row.management_source,
        kind=row.kind,
        added_at=added_at,
        platform_roles=frozenset({ORG_ADMIN_ROLE}) if row.is_org_admin else frozenset(),
        directories={directory_id: status for status, _bar, directory_id in statuses},
        groups=frozenset(row.groups or ()),
        app_roles=frozenset((resource_id, role) for role, _bar, resource_id in roles),
    )

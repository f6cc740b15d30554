"""Statements about people for plans, runs and previews, asked for a few users at a time and built once.

They take `tenant` and `ids` (our numbers of users).
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.models import (
    App,
    AppAccess,
    AppActivity,
    Directory,
    DirectoryGroup,
    DirectoryMembership,
    DirectoryUser,
    GroupMember,
)

_TENANT: Final[sa.BindParameter[int]] = sa.bindparam("tenant")
_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", type_=ARRAY(sa.BigInteger))


def fold_links(link: Any, target: Any, row: Any, *lists: Any) -> sa.Select[Any]:
    """Fold links into one row a user: the user's id, and what the lists make of the links.

    row: the column of the link that names the target.
    """
    return (
        sa.select(link.user_id, *lists)
        .where(link.tenant_id == _TENANT, link.user_id == sa.any_(_IDS), target.tenant_id == _TENANT, target.id == row)
        .group_by(link.user_id)
    )


def _select_links(link: Any, target: Any, row: Any, *values: Any) -> sa.Select[Any]:
    return fold_links(link, target, row, *(sa.func.array_agg(value) for value in values))


ROWS: Final = (
    sa.select(
        DirectoryUser.id,
        DirectoryUser.account_id,
        DirectoryUser.name,
        DirectoryUser.email,
        DirectoryUser.status,
        DirectoryUser.claim,
        DirectoryUser.management_source,
        DirectoryUser.kind,
        DirectoryUser.added_at,
        DirectoryUser.is_activity_known,
        DirectoryUser.platform_roles,
    )
    .where(DirectoryUser.tenant_id == _TENANT, DirectoryUser.id == sa.any_(_IDS))
    .order_by(DirectoryUser.id)
)
GROUPS: Final = _select_links(GroupMember, DirectoryGroup, GroupMember.group_row_id, DirectoryGroup.group_id)
ROLES: Final = _select_links(AppAccess, App, AppAccess.app_row_id, App.resource_id, AppAccess.role)
ACTIVITY: Final = _select_links(
    AppActivity, App, AppActivity.app_row_id, App.resource_id, AppActivity.last_active_at
)  # fmt: skip
MEMBERSHIPS: Final = _select_links(
    DirectoryMembership,
    Directory,
    DirectoryMembership.directory_row_id,
    Directory.directory_id,
    DirectoryMembership.status,
)

"""What is asked of the mirror for every few users of a plan, a run or a preview: statements that are built once.

They take `tenant` and `ids` (our numbers of users) or `accounts` (Atlassian's).
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

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
_ACCOUNTS: Final[sa.BindParameter[Any]] = sa.bindparam("accounts", type_=ARRAY(sa.Text))


def _select_links(link: Any, target: Any, row: Any, *values: Any) -> sa.Select[Any]:
    """What links users to something, folded into one row a user: the user's id and an array a value."""
    lists = [sa.func.array_agg(value) for value in values]
    return (
        sa.select(link.user_id, *lists)
        .where(link.tenant_id == _TENANT, link.user_id == sa.any_(_IDS), target.tenant_id == _TENANT, target.id == row)
        .group_by(link.user_id)
    )


ROWS: Final = (
    sa.select(
        DirectoryUser.id,
        DirectoryUser.account_id,
        DirectoryUser.name,
        DirectoryUser.email,
        DirectoryUser.status,
        DirectoryUser.claim,
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
_MINE: Final = (DirectoryUser.tenant_id == _TENANT, DirectoryUser.account_id == sa.any_(_ACCOUNTS))
KNOWN: Final = sa.select(
    DirectoryUser.account_id,
    sa.select(sa.func.array_agg(Directory.directory_id))
    .where(
        DirectoryMembership.tenant_id == _TENANT,
        DirectoryMembership.user_id == DirectoryUser.id,
        Directory.tenant_id == _TENANT,
        Directory.id == DirectoryMembership.directory_row_id,
    )
    .scalar_subquery(),
    *(
        sa.select(sa.func.array_agg(aggregate_order_by(value, AppAccess.app_row_id, AppAccess.role)))
        .where(
            AppAccess.tenant_id == _TENANT,
            AppAccess.user_id == DirectoryUser.id,
            App.tenant_id == _TENANT,
            App.id == AppAccess.app_row_id,
        )
        .scalar_subquery()
        for value in (App.resource_id, AppAccess.role)
    ),
).where(*_MINE)

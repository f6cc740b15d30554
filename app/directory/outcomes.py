"""Write-back: outcomes of a run in the mirror at once, so that the next look is not stale.

Only what Atlassian confirmed is written. The next sync replaces it with what Atlassian says. Each function
takes the changes of many users; the statements are built once, because a run executes them for every few calls.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Executable, Text, bindparam, case, column, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session, aliased

from app.models import (
    App,
    AppAccess,
    Directory,
    DirectoryGroup,
    DirectoryMembership,
    DirectoryUser,
    GroupGrant,
    GroupMember,
)

Pair = tuple[str, str]
"""An account id and the id of a group, an app or a directory."""
Triple = tuple[str, str, str]
"""An account id, a resource id and a role."""

_OtherGrant: Final = aliased(GroupGrant)
_TENANT: Final[BindParameter[int]] = bindparam("tenant")
_TOLD: Final = (
    func.jsonb_to_recordset(bindparam("told", type_=JSONB))
    .table_valued(column("account_id", Text), column("target_id", Text), column("role", Text))
    .render_derived("told", with_types=True)
)
"""The changes as a table."""
_USER: Final = (DirectoryUser.tenant_id == _TENANT, DirectoryUser.account_id == _TOLD.c.account_id)
_GROUP: Final = (DirectoryGroup.tenant_id == _TENANT, DirectoryGroup.group_id == _TOLD.c.target_id)
_APP: Final = (App.tenant_id == _TENANT, App.resource_id == _TOLD.c.target_id)
_DIRECTORY: Final = (Directory.tenant_id == _TENANT, Directory.directory_id == _TOLD.c.target_id)

_ADD_MEMBERS: Final = (
    insert(GroupMember)
    .from_select(
        ["tenant_id", "group_row_id", "user_id"],
        select(DirectoryGroup.tenant_id, DirectoryGroup.id, DirectoryUser.id).where(*_USER, *_GROUP),
    )
    .on_conflict_do_nothing()
)
_REMOVE_MEMBERS: Final = delete(GroupMember).where(
    GroupMember.tenant_id == _TENANT,
    GroupMember.user_id == DirectoryUser.id,
    GroupMember.group_row_id == DirectoryGroup.id,
    *_USER,
    *_GROUP,
)
_GRANTED: Final = (
    GroupGrant.tenant_id == _TENANT,
    GroupGrant.group_row_id == DirectoryGroup.id,
    *_USER,
    *_GROUP,
)
"""The roles that the groups give to their members."""
_IS_STILL_GRANTED: Final = (
    select(GroupMember.user_id)
    .join(_OtherGrant, _OtherGrant.group_row_id == GroupMember.group_row_id)
    .where(
        GroupMember.tenant_id == _TENANT,
        GroupMember.user_id == AppAccess.user_id,
        _OtherGrant.tenant_id == _TENANT,
        _OtherGrant.app_row_id == AppAccess.app_row_id,
        _OtherGrant.role == AppAccess.role,
    )
    .correlate(AppAccess)
    .exists()
)
_ADD_GRANTED: Final = (
    insert(AppAccess)
    .from_select(
        ["tenant_id", "app_row_id", "role", "user_id"],
        select(GroupGrant.tenant_id, GroupGrant.app_row_id, GroupGrant.role, DirectoryUser.id)
        .where(*_GRANTED)
        .distinct(),
    )
    .on_conflict_do_nothing()
)
_REMOVE_GRANTED: Final = delete(AppAccess).where(
    AppAccess.tenant_id == _TENANT,
    AppAccess.user_id == DirectoryUser.id,
    AppAccess.app_row_id == GroupGrant.app_row_id,
    AppAccess.role == GroupGrant.role,
    *_GRANTED,
    ~_IS_STILL_GRANTED,
)
_ADD_ROLES: Final = (
    insert(AppAccess)
    .from_select(
        ["tenant_id", "app_row_id", "role", "user_id"],
        select(App.tenant_id, App.id, _TOLD.c.role, DirectoryUser.id).where(*_USER, *_APP),
    )
    .on_conflict_do_nothing()
)
_REMOVE_ACCESS: Final = delete(AppAccess).where(
    AppAccess.tenant_id == _TENANT,
    AppAccess.user_id == DirectoryUser.id,
    AppAccess.app_row_id == App.id,
    *_USER,
    *_APP,
)
_REMOVE_ROLES: Final = _REMOVE_ACCESS.where(AppAccess.role == _TOLD.c.role, ~_IS_STILL_GRANTED)
_SET_STATUS: Final = (
    update(DirectoryMembership)
    .where(
        DirectoryMembership.tenant_id == _TENANT,
        DirectoryMembership.user_id == DirectoryUser.id,
        DirectoryMembership.directory_row_id == Directory.id,
        *_USER,
        *_DIRECTORY,
    )
    .values(status=_TOLD.c.role)
)
_SHOWN: Final = case(
    (
        select(DirectoryMembership.user_id)
        .where(
            DirectoryMembership.tenant_id == _TENANT,
            DirectoryMembership.user_id == DirectoryUser.id,
            DirectoryMembership.status != "suspended",
        )
        .exists(),
        literal("active"),
    ),
    else_=literal("suspended"),
)
_SHOW_STATUS: Final = (
    update(DirectoryUser)
    .where(*_USER, DirectoryUser.status.in_(("active", "suspended")), DirectoryUser.status != _SHOWN)
    .values(status=_SHOWN, membership_status=_SHOWN)
)


_BY_MEMBERSHIP: Final = case(
    (DirectoryUser.membership_status == "suspended", literal("suspended")),
    (DirectoryUser.membership_status == "no_membership", literal("not_invited")),
    else_=literal("active"),
)
_SET_ACCOUNT: Final = (
    update(DirectoryUser)
    .where(*_USER)
    .values(
        status=func.coalesce(_TOLD.c.role, _BY_MEMBERSHIP),
        account_status=case((_TOLD.c.role.is_(None), literal("active")), else_=literal("inactive")),
    )
)


def mirror_members_added(session: Session, tenant_id: int, pairs: Sequence[Pair]) -> None:
    """The users are members of the groups, and have what these give."""
    _write(session, tenant_id, pairs, _ADD_MEMBERS)
    _write(session, tenant_id, pairs, _ADD_GRANTED)


def mirror_members_removed(session: Session, tenant_id: int, pairs: Sequence[Pair]) -> None:
    """The users are no longer members of the groups, and have lost what no other group of theirs gives.

    Whoever holds the same role directly as well is shown without it until the run is looked at (`worker.checks`):
    Atlassian tells the two apart once the group is gone.
    """
    _write(session, tenant_id, pairs, _REMOVE_MEMBERS)
    _write(session, tenant_id, pairs, _REMOVE_GRANTED)


def mirror_app_access_removed(session: Session, tenant_id: int, pairs: Sequence[Pair]) -> None:
    """The users no longer hold any role on the apps."""
    _write(session, tenant_id, pairs, _REMOVE_ACCESS)


def mirror_app_roles_added(session: Session, tenant_id: int, triples: Sequence[Triple]) -> None:
    """The users hold the direct roles."""
    _write(session, tenant_id, triples, _ADD_ROLES)


def mirror_app_roles_removed(session: Session, tenant_id: int, triples: Sequence[Triple]) -> None:
    """The users no longer hold the direct roles; what a group of theirs gives too, they keep."""
    _write(session, tenant_id, triples, _REMOVE_ROLES)


def mirror_membership_status(session: Session, tenant_id: int, pairs: Sequence[Pair], status: str) -> None:
    """The users are suspended in, or active in, the directories; suspended everywhere shows as suspended."""
    rows = [(*pair, status) for pair in pairs]
    _write(session, tenant_id, rows, _SET_STATUS)
    _write(session, tenant_id, rows, _SHOW_STATUS)


def mirror_account_status(session: Session, tenant_id: int, pairs: Sequence[Pair], status: str | None) -> None:
    """The accounts are deactivated or to be deleted; None: active, as their memberships say."""
    _write(session, tenant_id, [(*pair, status) for pair in pairs], _SET_ACCOUNT)


def _write(session: Session, tenant_id: int, rows: Sequence[tuple[str | None, ...]], statement: Executable) -> None:
    names = ("account_id", "target_id", "role")
    told: list[dict[str, Any]] = [dict(zip(names, row, strict=False)) for row in rows]
    session.connection().execute(statement, {"tenant": tenant_id, "told": told})

"""What a run has just changed, written into the mirror at once, so that the next look is not stale.

Only what Atlassian confirmed is written. The next sync replaces it with what Atlassian says.
"""

from sqlalchemy import Select, delete, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import App, AppAccess, Directory, DirectoryGroup, DirectoryMembership, DirectoryUser, GroupMember


def mirror_group_membership(
    session: Session, tenant_id: int, account_id: str, group_id: str, *, is_member: bool
) -> None:
    """The user is, or is no longer, a member of the group."""
    user = _user_row(tenant_id, account_id)
    group = _group_row(tenant_id, group_id)
    if is_member:
        source = select(DirectoryGroup.tenant_id, DirectoryGroup.id, user.scalar_subquery()).where(
            DirectoryGroup.tenant_id == tenant_id, DirectoryGroup.group_id == group_id, user.exists()
        )
        columns = ["tenant_id", "group_row_id", "user_id"]
        session.execute(insert(GroupMember).from_select(columns, source).on_conflict_do_nothing())
    else:
        session.execute(
            delete(GroupMember).where(
                GroupMember.tenant_id == tenant_id,
                GroupMember.group_row_id == group.scalar_subquery(),
                GroupMember.user_id == user.scalar_subquery(),
            )
        )


def mirror_app_access_removed(session: Session, tenant_id: int, account_id: str, resource_id: str) -> None:
    """The user no longer holds any role on the app."""
    app = select(App.id).where(App.tenant_id == tenant_id, App.resource_id == resource_id).scalar_subquery()
    session.execute(
        delete(AppAccess).where(
            AppAccess.tenant_id == tenant_id,
            AppAccess.app_row_id == app,
            AppAccess.user_id == _user_row(tenant_id, account_id).scalar_subquery(),
        )
    )


def mirror_app_role(
    session: Session, tenant_id: int, account_id: str, role_on: tuple[str, str], *, is_held: bool
) -> None:
    """The user holds, or no longer holds, a direct role; `role_on` is (resource id, role)."""
    resource_id, role = role_on
    user = _user_row(tenant_id, account_id)
    app = select(App.tenant_id, App.id, literal(role), user.scalar_subquery()).where(
        App.tenant_id == tenant_id, App.resource_id == resource_id, user.exists()
    )
    if is_held:
        columns = ["tenant_id", "app_row_id", "role", "user_id"]
        session.execute(insert(AppAccess).from_select(columns, app).on_conflict_do_nothing())
        return
    app_row = select(App.id).where(App.tenant_id == tenant_id, App.resource_id == resource_id).scalar_subquery()
    session.execute(
        delete(AppAccess).where(
            AppAccess.tenant_id == tenant_id,
            AppAccess.app_row_id == app_row,
            AppAccess.role == role,
            AppAccess.user_id == user.scalar_subquery(),
        )
    )


def mirror_membership_status(session: Session, tenant_id: int, account_id: str, directory_id: str, status: str) -> None:
    """The user is suspended in, or active in, the directory; suspended everywhere shows as suspended."""
    directory = select(Directory.id).where(
        Directory.tenant_id == tenant_id, Directory.directory_id == directory_id
    )  # fmt: skip
    user = _user_row(tenant_id, account_id).scalar_subquery()
    session.execute(
        update(DirectoryMembership)
        .where(
            DirectoryMembership.tenant_id == tenant_id,
            DirectoryMembership.user_id == user,
            DirectoryMembership.directory_row_id == directory.scalar_subquery(),
        )
        .values(status=status)
    )
    elsewhere = select(DirectoryMembership.user_id).where(
        DirectoryMembership.tenant_id == tenant_id,
        DirectoryMembership.user_id == DirectoryUser.id,
        DirectoryMembership.status != "suspended",
    )
    shown = "active" if status == "active" else "suspended"
    condition = elsewhere.exists() if status == "active" else ~elsewhere.exists()
    session.execute(
        update(DirectoryUser)
        .where(
            DirectoryUser.tenant_id == tenant_id,
            DirectoryUser.account_id == account_id,
            DirectoryUser.status.in_(("active", "suspended")),
            condition,
        )
        .values(status=shown, membership_status=shown)
        .execution_options(synchronize_session=False)
    )


def _user_row(tenant_id: int, account_id: str) -> Select[int]:
    return select(DirectoryUser.id).where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == account_id)


def _group_row(tenant_id: int, group_id: str) -> Select[int]:
    return select(DirectoryGroup.id).where(DirectoryGroup.tenant_id == tenant_id, DirectoryGroup.group_id == group_id)

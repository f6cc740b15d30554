"""Everything that can happen to people in the mirror, at random, as a sync or a run would do it."""

from collections.abc import Callable
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.directory.outcomes import (
    mirror_app_access_removed,
    mirror_app_roles_added,
    mirror_members_added,
    mirror_members_removed,
    mirror_membership_status,
)
from app.models import AppActivity, DirectoryUser, GroupMember
from tests.directory.organizations import APPS, GROUPS, MOMENTS, NAMES, ROLES

USERS = 20
"""How many people there are at first: `712020:a0` and so on."""
Change = Callable[[Session, int, Random], None]


def somebody(dice: Random) -> str:
    """The account id of somebody who is, or was, there."""
    return f"712020:a{dice.randrange(USERS)}"


def join(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody comes into a group."""
    mirror_members_added(session, tenant_id, [(somebody(dice), dice.choice(GROUPS))])


def leave(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody leaves a group."""
    mirror_members_removed(session, tenant_id, [(somebody(dice), dice.choice(GROUPS))])


def gain_role(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody gets a role on an app."""
    mirror_app_roles_added(session, tenant_id, [(somebody(dice), dice.choice(APPS), dice.choice(ROLES))])


def lose_app(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody loses an app."""
    mirror_app_access_removed(session, tenant_id, [(somebody(dice), dice.choice(APPS))])


def suspend(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody is suspended."""
    pairs = [(somebody(dice), directory_id) for directory_id in ("d1", "d2")]
    mirror_membership_status(session, tenant_id, pairs, "suspended")


def rename(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody has another name."""
    _change_user(session, tenant_id, dice, name=dice.choice(NAMES) + "Hannah")


def _change_user(session: Session, tenant_id: int, dice: Random, **values: object) -> None:
    mine = (DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == somebody(dice))
    session.execute(sa.update(DirectoryUser).where(*mine).values(**values))


def be_active(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody's activity in an app has another date."""
    query = sa.select(AppActivity).where(AppActivity.tenant_id == tenant_id)
    rows = session.scalars(query.order_by(AppActivity.user_id, AppActivity.app_row_id)).all()
    if rows:
        dice.choice(rows).last_active_at = dice.choice(MOMENTS)


def forget_activity(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody was never active."""
    lost = sa.select(DirectoryUser.id).where(DirectoryUser.account_id == somebody(dice)).scalar_subquery()
    session.execute(sa.delete(AppActivity).where(AppActivity.tenant_id == tenant_id, AppActivity.user_id == lost))


def go(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody is gone."""
    mine = (DirectoryUser.tenant_id == tenant_id, DirectoryUser.account_id == somebody(dice))
    session.execute(sa.delete(DirectoryUser).where(*mine))


def come(session: Session, tenant_id: int, dice: Random) -> None:
    """Somebody new comes, into a group."""
    account_id = f"712020:b{dice.randrange(10**9)}"
    user = DirectoryUser(tenant_id=tenant_id, account_id=account_id, name="Anna New", status="active")
    session.add(user)
    session.flush()
    group = sa.select(sa.func.min(GroupMember.group_row_id)).where(GroupMember.tenant_id == tenant_id)
    row = session.scalar(group)
    if row is not None:
        session.add(GroupMember(tenant_id=tenant_id, group_row_id=row, user_id=user.id))


CHANGES: list[Change] = [
    join, leave, gain_role, lose_app, suspend, rename, be_active, forget_activity, go, come,
]  # fmt: skip

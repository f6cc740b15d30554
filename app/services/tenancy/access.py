"""Access of a person to the app: organization admins everything, others by the tenant's switches.

Rights come from Atlassian and are at most 60 s old when they are used, for changes and exports a few seconds (product
chapter 2). Reading may go on for a while on the mirror's word when Atlassian cannot be asked; changing may not. Never
holds a transaction while Atlassian is being asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.errors import NotFound, Unavailable
from app.domain.people.directory import ORG_ADMIN_ROLE
from app.domain.rights import PRODUCT_ADMIN_ROLES, RIGHTS, USER_ACCESS_ADMIN_ROLES, Reach, Right, Via
from app.models.directory import DirectoryUser
from app.models.tenants import AccessCheck, OrganizationCredential, Tenant

MAX_AGE_SECONDS = 60
CHANGE_MAX_AGE_SECONDS = 5
"""For changes, exports and runs: enough for the requests of one click."""
MIRROR_GRACE_SECONDS = 15 * 60

SetUp = Literal["missing", "dead", "done"]


@dataclass(frozen=True, slots=True)
class AdminRoles:
    """Admin roles of one person by Atlassian, as role ids (admin API contract 5.3).

    platform_roles: roles on the organization (`platformRoles`); only these make an organization admin.
    app_roles: roles on any app or site, such as `atlassian/admin`. Empty for somebody unknown there.
    administered: resource ids of the apps, and ids of the sites, on which they hold an admin role.
    """

    platform_roles: frozenset[str] = frozenset()
    app_roles: frozenset[str] = frozenset()
    administered: frozenset[str] = frozenset()


RolesLookup = Callable[[int, str], AdminRoles]
"""Asks Atlassian live for (tenant_id, account_id). Raises Unavailable when it cannot be asked."""


@dataclass(frozen=True, slots=True)
class Access:
    """Access of one person now.

    set_up: state of the organization's key; unless `done`, only the set-up routes work.
    via: the right that lets the person in, None when nothing does.
    reach: what the person administers, for those who are no organization admins.
    """

    is_org_admin: bool = False
    is_allowed: bool = False
    via: Via | None = None
    set_up: SetUp = "done"
    reach: Reach = field(default_factory=Reach)

    @property
    def rights(self) -> frozenset[Right]:
        """Rights of the person by the table; none for who is not let in."""
        return RIGHTS[self.via] if self.is_allowed and self.via is not None else frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    """Access by our own rows, before Atlassian is asked."""

    set_up: SetUp
    switches: frozenset[Via]
    roles: AdminRoles | None
    checked_at: datetime | None
    may_be_org_admin_by_mirror: bool


def check_access(
    database: Database, tenant_id: int, account_id: str, now: datetime, *,
    roles_lookup: RolesLookup, is_change: bool = False, max_age_seconds: int = MAX_AGE_SECONDS,
    may_recheck: Callable[[], bool] = lambda: False,
) -> Access:  # fmt: skip
    """Check a person's access by an answer of Atlassian that is at most `max_age_seconds` old.

    A recent answer that lets the person in is used; one that does not is asked for again while
    `may_recheck` allows it, so that somebody who just became an admin need not wait.
    When Atlassian cannot be asked: Unavailable for a change. For reading an organization admin by the
    mirror, or before the first sync has read them, goes on until 15 minutes after the last answer that
    said so; everybody else gets Unavailable.
    Raises NotFound for an unknown tenant.
    """
    with database.tenant_session(tenant_id) as session:
        known = _load_known(session, tenant_id, account_id)
    if known.set_up == "missing":
        return Access(set_up="missing")
    recent = None
    if known.roles is not None and _is_younger(known.checked_at, now, max_age_seconds):
        recent = _judge(known.roles, known)
        if recent.is_allowed or not may_recheck():
            return recent
    try:
        if known.set_up == "dead":
            raise Unavailable("key_dead", "The organization's key is dead.")
        roles = roles_lookup(tenant_id, account_id)
    except (Unavailable, NotFound):  # the key may die or go between the two
        return recent or _judge_without_atlassian(known, now, is_change=is_change)
    with database.tenant_session(tenant_id) as session:
        record_roles(session, tenant_id, account_id, roles, checked_at=now)
    return _judge(roles, known)


def record_roles(session: Session, tenant_id: int, account_id: str, roles: AdminRoles, *, checked_at: datetime) -> None:
    """Keep what Atlassian said, so that it need not be asked again for 60 s. An older answer loses."""
    values = {
        "roles": {
            "platform": sorted(roles.platform_roles),
            "apps": sorted(roles.app_roles),
            "administered": sorted(roles.administered),
        },
        "checked_at": checked_at,
    }
    upsert = insert(AccessCheck).values(tenant_id=tenant_id, account_id=account_id, **values)
    session.execute(
        # Two requests may ask Atlassian at once, and the later question's answer may come first: the newer one stays.
        upsert.on_conflict_do_update(
            index_elements=[AccessCheck.tenant_id, AccessCheck.account_id],
            set_=values,
            where=AccessCheck.checked_at <= checked_at,
        )
    )


def forget_access_checks(session: Session, tenant_id: int) -> None:
    """Ask Atlassian again for everybody: the organization or its key was replaced."""
    session.execute(sa.delete(AccessCheck).where(AccessCheck.tenant_id == tenant_id))


def _load_known(session: Session, tenant_id: int, account_id: str) -> _Known:
    row = session.execute(_KNOWN, {"tenant": tenant_id, "account": account_id}).one_or_none()
    if row is None:
        raise NotFound("tenant")
    set_up: SetUp = "missing" if row.key_status is None else "done"
    return _Known(
        set_up="dead" if row.key_status == "dead" else set_up,
        switches=_read_switches(row),
        roles=None if row.checked_at is None else _read_roles(row.roles),
        checked_at=row.checked_at,
        may_be_org_admin_by_mirror=(
            row.mirror_synced_at is None if row.platform_roles is None else ORG_ADMIN_ROLE in row.platform_roles
        ),
    )


_ACCOUNT: Final = sa.bindparam("account", type_=sa.Text)
_KNOWN: Final = (
    sa.select(
        Tenant.are_product_admins_allowed,
        Tenant.are_user_access_admins_allowed,
        Tenant.mirror_synced_at,
        OrganizationCredential.status.label("key_status"),
        AccessCheck.roles,
        AccessCheck.checked_at,
        DirectoryUser.platform_roles,
    )
    .outerjoin(OrganizationCredential, OrganizationCredential.tenant_id == Tenant.id)
    .outerjoin(AccessCheck, (AccessCheck.tenant_id == Tenant.id) & (AccessCheck.account_id == _ACCOUNT))
    .outerjoin(DirectoryUser, (DirectoryUser.tenant_id == Tenant.id) & (DirectoryUser.account_id == _ACCOUNT))
    .where(Tenant.id == sa.bindparam("tenant", type_=sa.BigInteger))
)
"""Asked by every request, so built once, and for no more than is looked at."""


def _read_switches(row: Any) -> frozenset[Via]:
    switches: dict[Via, bool] = {
        "product_admin": row.are_product_admins_allowed,
        "user_access_admin": row.are_user_access_admins_allowed,
    }
    return frozenset(via for via, is_on in switches.items() if is_on)


def _read_roles(roles: Mapping[str, Any]) -> AdminRoles:
    return AdminRoles(
        platform_roles=frozenset(roles.get("platform", ())),
        app_roles=frozenset(roles.get("apps", ())),
        administered=frozenset(roles.get("administered", ())),
    )


def _is_younger(checked_at: datetime | None, now: datetime, seconds: int) -> bool:
    if checked_at is None:
        return False
    # An answer from the future is no answer: a clock was set back.
    return timedelta(0) <= now - checked_at <= timedelta(seconds=seconds)


def _judge(roles: AdminRoles, known: _Known) -> Access:
    held = roles.platform_roles | roles.app_roles
    if ORG_ADMIN_ROLE in roles.platform_roles:
        return Access(is_org_admin=True, is_allowed=True, via="org_admin", set_up=known.set_up)
    if "product_admin" in known.switches and held & PRODUCT_ADMIN_ROLES:
        return Access(is_allowed=True, via="product_admin", set_up=known.set_up, reach=Reach(roles.administered))
    if "user_access_admin" in known.switches and held & USER_ACCESS_ADMIN_ROLES:
        return Access(is_allowed=True, via="user_access_admin", set_up=known.set_up, reach=Reach(roles.administered))
    return Access(set_up=known.set_up)


def _judge_without_atlassian(known: _Known, now: datetime, *, is_change: bool) -> Access:
    is_vouched_for = (
        known.may_be_org_admin_by_mirror
        and known.roles is not None
        and ORG_ADMIN_ROLE in known.roles.platform_roles
        and _is_younger(known.checked_at, now, MIRROR_GRACE_SECONDS)
    )
    if is_vouched_for and not is_change:
        return Access(is_org_admin=True, is_allowed=True, via="org_admin", set_up=known.set_up)
    if known.set_up == "dead":
        # Nobody can be checked with a dead key; whoever replaces it proves their rights by doing so.
        return Access(set_up="dead")
    raise Unavailable(
        "rights_unknown", "Atlassian cannot be asked for your rights at the moment. Try again in a minute."
    )

"""Gives a Forge app the tenant of an earlier installation: an explicit act of an organization admin, and audited.

Forge gives every reinstall a new id, so the app starts empty (platform contract 4.3), and so does one that follows a
Connect app: its tokens do not name the Connect installation, and what the Connect host tells of the other one is not
signed. Nothing is linked by itself. The old tenant must be uninstalled and within its retention, of the same site (and
environment) or named by its host as what became this one, and of the same organization, for which the admin has proved
their rights by storing a key in the new tenant. While the Connect app is still installed, `ownership` takes over
instead.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.crypto import Keyring
from app.db import SystemSession
from app.domain.errors import Conflict, NotFound
from app.models.automation import SavedFilter, Task
from app.models.tenants import AuditEntry, Installation, OrganizationCredential, Tenant
from app.services.automation.timetable import place_daily_sync
from app.services.records.audit import Change, record_change
from app.services.tenancy.forge_tenants import FORGE
from app.services.tenancy.organization import key_place
from app.services.tenancy.tenant_endings import RETENTION
from app.services.tenancy.tenants import CONNECT


@dataclass(frozen=True, slots=True)
class OldTenant:
    """A tenant that a reinstalled app may be linked to."""

    tenant_id: int
    uninstalled_at: datetime
    task_count: int


def list_relinkable(session: SystemSession, tenant_id: int, now: datetime) -> list[OldTenant]:
    """The tenants that this new one may take the place of, the latest first. Raises NotFound without a key."""
    installation, credential = _get_new(session, tenant_id)
    tasks = sa.select(sa.func.count()).where(Task.tenant_id == Tenant.id, Task.removed_at.is_(None)).scalar_subquery()
    query = (
        sa.select(Tenant.id, Tenant.uninstalled_at, tasks)
        .join(Installation, Installation.tenant_id == Tenant.id)
        .where(
            _is_of_site(installation),
            Tenant.status == "uninstalled",
            Tenant.uninstalled_at > now - RETENTION,
            Tenant.id != tenant_id,
        )
        .distinct()
        .order_by(Tenant.uninstalled_at.desc())
    )
    found = [OldTenant(*row) for row in session.execute(query)]
    return [old for old in found if _find_last_organization(session, old.tenant_id) == credential.org_id]


def relink(
    session: SystemSession, keyring: Keyring, tenant_id: int, old_tenant_id: int, *, by: str, now: datetime
) -> None:
    """Move the new tenant's installation and key to the old tenant, whose schedules wait until they are confirmed.

    by: an organization admin of the new tenant, as the guards have found. Raises NotFound for a tenant that may not
    be taken, and Conflict when the new one has tasks or filters of its own already.
    """
    if old_tenant_id not in {old.tenant_id for old in list_relinkable(session, tenant_id, now)}:
        raise NotFound("earlier installation")
    _require_empty(session, tenant_id)
    # Locked before its state is read: of two who take it over the second one must see that it is taken.
    old = session.get_one(Tenant, old_tenant_id, with_for_update={"key_share": True})
    if old.status != "uninstalled":
        raise NotFound("earlier installation")  # somebody else was faster
    installation, credential = _get_new(session, tenant_id)
    api_key = keyring.decrypt(credential.encrypted_api_key, key_place(tenant_id))
    moved = OrganizationCredential(
        **_copy(credential, "org_id", "org_name", "key_fingerprint", "expires_on", "verified_at", "verified_by"),
        tenant_id=old.id,
        encrypted_api_key=keyring.encrypt(api_key, key_place(old.id)),
        status="verified",
    )
    renewed = Installation(
        **_copy(
            installation, "kind", "client_key", "base_url", "display_url", "product_type", "is_licensed",
            "installed_at", "cloud_id", "environment", "environment_id", "app_version", "last_seen_at",
        ),
        tenant_id=old.id,
        status="active",
        updated_at=now,
    )  # fmt: skip
    # A Connect app that is installed again begins anew: of two doors to one tenant, the end of one would end it.
    session.execute(sa.delete(Installation).where(Installation.tenant_id == old.id, Installation.kind == CONNECT))
    license_ended_at = session.get_one(Tenant, tenant_id).license_ended_at
    session.execute(sa.delete(Tenant).where(Tenant.id == tenant_id))
    session.expire_all()
    session.add_all([moved, renewed])
    old.status, old.uninstalled_at, old.are_schedules_confirmed = "active", None, False
    old.license_ended_at = license_ended_at
    place_daily_sync(old, now)
    change = Change("app.relinked", renewed.base_url, after={"installation": renewed.client_key})
    record_change(session, old.id, by, change)
    session.flush()


def _is_of_site(new: Installation) -> sa.ColumnElement[bool]:
    """The installations of the site before this one, through either door."""
    as_forge = (Installation.kind == FORGE) & (Installation.environment == new.environment)
    is_there = sa.or_(
        Installation.cloud_id == new.cloud_id,
        Installation.base_url == new.base_url,
        Installation.forge_installation == new.client_key,
    )
    return sa.or_(as_forge & (Installation.cloud_id == new.cloud_id), (Installation.kind == CONNECT) & is_there)


def _get_new(session: SystemSession, tenant_id: int) -> tuple[Installation, OrganizationCredential]:
    query = sa.select(Installation).where(
        Installation.tenant_id == tenant_id, Installation.kind == FORGE, Installation.status == "active"
    )
    installation = session.scalars(query).one_or_none()
    credential = session.get(OrganizationCredential, tenant_id)
    if installation is None or credential is None or credential.status != "verified":
        raise NotFound("connected Forge installation")
    return installation, credential


def _find_last_organization(session: SystemSession, tenant_id: int) -> str | None:
    """The organization whose key was last stored; the key itself went with the uninstall."""
    query = (
        sa.select(AuditEntry.after["org_id"].as_string())
        .where(AuditEntry.tenant_id == tenant_id, AuditEntry.event == "organization.key_stored")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _require_empty(session: SystemSession, tenant_id: int) -> None:
    for table in (Task, SavedFilter):
        if session.scalar(sa.select(table.id).where(table.tenant_id == tenant_id).limit(1)) is not None:
            raise Conflict("not_empty", "This installation has filters or tasks of its own. Remove them first.")


def _copy(row: object, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}

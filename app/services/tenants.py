"""Tenants and their installations: the lifecycle as told by the host, written down in rows.

One tenant per clientKey; nothing is ever linked by base URL or secret (platform contract 1.1, 1.2). The state
is monotonic: an event that was signed before the last one is ignored. All functions need a system
session, because they work before or without a tenant. Verifying who tells us is not done here.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.crypto import Keyring
from app.logs import get_logger
from app.models.automation import Task
from app.models.runs import ACTIVE_RUN_STATES, Run
from app.models.syncs import ACTIVE_SYNC_STATES, Sync
from app.models.tenants import AccessCheck, Installation, OrganizationCredential, Tenant, Tombstone
from app.services.audit import Change, record_change

RETENTION = timedelta(days=30)
CONNECT = "connect"
_LOCK_SPACE = 0x526F6C63
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledEvent:
    """A verified `installed`: what the host tells about the installation. `signed_at` is aware UTC."""

    client_key: str
    shared_secret: str = field(repr=False)
    base_url: str
    display_url: str | None
    product_type: str | None
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class FoundInstallation:
    """An installation as the edge needs it. `encrypted_shared_secret` is None after an uninstall."""

    tenant_id: int
    installation_id: int
    is_active: bool
    encrypted_shared_secret: str | None = field(repr=False)
    is_licensed: bool | None


def secret_place(tenant_id: int) -> str:
    """Where a shared secret belongs, for the key ring."""
    return f"installations.shared_secret:{tenant_id}"


def find_installation(session: Session, client_key: str) -> FoundInstallation | None:
    """The Connect installation of a clientKey, whatever its state."""
    query = (
        sa.select(Installation, Tenant.status)
        .join(Tenant, Tenant.id == Installation.tenant_id)
        .where(Installation.kind == CONNECT, Installation.client_key == client_key)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    installation, tenant_status = found
    return FoundInstallation(
        tenant_id=installation.tenant_id,
        installation_id=installation.id,
        is_active=installation.status == "active" and tenant_status == "active",
        encrypted_shared_secret=installation.encrypted_shared_secret,
        is_licensed=installation.is_licensed,
    )


def record_installed(session: Session, keyring: Keyring, event: InstalledEvent, now: datetime) -> int:
    """Write down an installation, new or repeated, and return its tenant's id.

    A repeated one replaces secret and addresses. After an uninstall the tenant comes back with its data,
    and its schedules wait until an admin confirms them; after the retention it starts empty.
    """
    _lock_client(session, event.client_key)
    installation = _find_row(session, event.client_key)
    if installation is not None and _is_past_retention(session, installation, now):
        _purge_tenant(session, installation.tenant_id, now)
        installation = None
    if installation is None:
        return _create_tenant(session, keyring, event, now)
    if _is_stale(installation, event.signed_at, now):
        _log.info("stale_lifecycle_event_ignored", tenant_id=installation.tenant_id, what="installed")
        return installation.tenant_id
    _renew(session, keyring, installation, event, now)
    return installation.tenant_id


def record_uninstalled(session: Session, client_key: str, *, signed_at: datetime, now: datetime) -> None:
    """Stop everything of the tenant and drop its secrets at once; the rest is kept for the retention.

    Does nothing for an unknown clientKey, and for one that was installed again in the meantime.
    """
    _lock_client(session, client_key)
    installation = _find_row(session, client_key)
    if installation is None or _is_stale(installation, signed_at, now):
        return
    tenant = session.get_one(Tenant, installation.tenant_id)
    installation.signed_at = min(signed_at, now)
    installation.encrypted_shared_secret = None
    if installation.status == "uninstalled":
        return
    installation.status = tenant.status = "uninstalled"
    installation.updated_at = tenant.uninstalled_at = now
    session.flush()
    _drop_secrets(session, tenant.id)
    _stop_work(session, tenant.id, now)
    _audit(session, "app.uninstalled", installation)


def record_notification(session: Session, client_key: str, what: Literal["enabled", "disabled"], now: datetime) -> None:
    """Write down `enabled` or `disabled`; neither undoes an uninstall."""
    _lock_client(session, client_key)
    installation = _find_row(session, client_key)
    if installation is None or installation.status == "uninstalled":
        return
    status = "active" if what == "enabled" else "disabled"
    if installation.status != status:
        installation.status = session.get_one(Tenant, installation.tenant_id).status = status
        installation.updated_at = now
        session.flush()
        _audit(session, f"app.{what}", installation)


def record_license(session: Session, tenant_id: int, installation_id: int, is_licensed: bool) -> None:
    """Remember what the host last said about the licence, under a valid request hash."""
    session.execute(
        sa.update(Installation)
        .where(Installation.tenant_id == tenant_id, Installation.id == installation_id)
        .values(is_licensed=is_licensed)
    )


def purge_uninstalled(session: Session, now: datetime) -> int:
    """Remove everything of tenants uninstalled 30 days ago; tombstones remain. Returns how many went."""
    due = sa.select(Tenant.id).where(Tenant.status == "uninstalled", Tenant.uninstalled_at <= now - RETENTION)
    tenant_ids = session.scalars(due.with_for_update(skip_locked=True)).all()
    for tenant_id in tenant_ids:
        _purge_tenant(session, tenant_id, now)
    return len(tenant_ids)


def _lock_client(session: Session, client_key: str) -> None:
    """Let the events of one clientKey come one after another, also before there is a row to lock."""
    key = int.from_bytes(hashlib.sha256(client_key.encode()).digest()[:4], "big", signed=True)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, key)))


def _find_row(session: Session, client_key: str) -> Installation | None:
    query = sa.select(Installation).where(Installation.kind == CONNECT, Installation.client_key == client_key)
    return session.scalars(query.with_for_update()).one_or_none()


def _is_stale(installation: Installation, signed_at: datetime, now: datetime) -> bool:
    """True when a later event was seen already: deliveries may overtake each other."""
    return installation.signed_at is not None and min(signed_at, now) < installation.signed_at


def _is_past_retention(session: Session, installation: Installation, now: datetime) -> bool:
    uninstalled_at = session.get_one(Tenant, installation.tenant_id).uninstalled_at
    return uninstalled_at is not None and uninstalled_at <= now - RETENTION


def _create_tenant(session: Session, keyring: Keyring, event: InstalledEvent, now: datetime) -> int:
    tenant = Tenant(status="active", created_at=now)
    session.add(tenant)
    session.flush()
    installation = Installation(
        tenant_id=tenant.id,
        kind=CONNECT,
        client_key=event.client_key,
        encrypted_shared_secret=keyring.encrypt(event.shared_secret, secret_place(tenant.id)),
        base_url=event.base_url,
        display_url=event.display_url,
        product_type=event.product_type,
        status="active",
        installed_at=now,
        updated_at=now,
        signed_at=min(event.signed_at, now),
    )
    session.add(installation)
    session.flush()
    _audit(session, "app.installed", installation)
    return tenant.id


def _renew(
    session: Session, keyring: Keyring, installation: Installation, event: InstalledEvent, now: datetime
) -> None:
    tenant = session.get_one(Tenant, installation.tenant_id)
    is_reinstall = installation.status == "uninstalled"
    before = installation.base_url
    installation.encrypted_shared_secret = keyring.encrypt(event.shared_secret, secret_place(tenant.id))
    installation.base_url, installation.display_url = event.base_url, event.display_url
    installation.product_type = event.product_type
    installation.status = tenant.status = "active"
    installation.signed_at, installation.updated_at = min(event.signed_at, now), now
    if is_reinstall:
        # An automation that is weeks old must not wake up by itself.
        tenant.uninstalled_at, tenant.are_schedules_confirmed = None, False
        installation.installed_at, installation.is_licensed = now, None
    session.flush()
    if is_reinstall or before != event.base_url:
        _audit(session, "app.reinstalled" if is_reinstall else "site.renamed", installation, before)


def _drop_secrets(session: Session, tenant_id: int) -> None:
    for table in (OrganizationCredential, AccessCheck):
        session.execute(sa.delete(table).where(table.tenant_id == tenant_id))


def _stop_work(session: Session, tenant_id: int, now: datetime) -> None:
    """Take the tenant's schedules, runs and syncs out of circulation; the raised attempt fences workers off."""
    session.execute(sa.update(Task).where(Task.tenant_id == tenant_id).values(next_run_at=None))
    session.execute(
        sa.update(Run)
        .where(Run.tenant_id == tenant_id, Run.state.in_(ACTIVE_RUN_STATES))
        .values(state="cancelled", reason="app_uninstalled", finished_at=now, lease_until=None,
                attempt=Run.attempt + 1)
    )  # fmt: skip
    session.execute(
        sa.update(Sync)
        .where(Sync.tenant_id == tenant_id, Sync.state.in_(ACTIVE_SYNC_STATES))
        .values(state="failed", error="app_uninstalled", finished_at=now, lease_until=None,
                attempt=Sync.attempt + 1)
    )  # fmt: skip


def _audit(session: Session, event: str, installation: Installation, before: str | None = None) -> None:
    change = Change(
        event,
        installation.base_url,
        before=None if before is None else {"base_url": before},
        after={"base_url": installation.base_url},
    )
    record_change(session, installation.tenant_id, None, change)
    session.flush()


def _purge_tenant(session: Session, tenant_id: int, now: datetime) -> None:
    keys = session.execute(
        sa.select(Installation.kind, Installation.client_key).where(Installation.tenant_id == tenant_id)
    )
    for kind, client_key in keys.all():
        digest = hashlib.sha256(client_key.encode()).hexdigest()
        session.execute(insert(Tombstone).values(kind=kind, client_key_sha256=digest, purged_at=now))
    session.execute(sa.delete(Tenant).where(Tenant.id == tenant_id))
    # Rows that went with the tenant may still be known to this session.
    session.expire_all()

"""Tenants and their installations: the lifecycle as told by the host, written down in rows.

One tenant per clientKey; nothing is ever linked by base URL or secret (platform contract 1.1, 1.2). The state
is monotonic: an event that was signed before the last one is ignored. They work
before or without a tenant. Verifying who tells us is not done here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import sqlalchemy as sa

from app.crypto import Keyring
from app.db import SystemSession
from app.logs import get_logger
from app.models.tenants import Installation, Tenant
from app.services.automation.slots import refresh_next_runs
from app.services.records.audit import Change, record_change
from app.services.tenancy.licences import record_license_state
from app.services.tenancy.tenant_endings import end_tenant, is_past_retention, lock_client, purge_tenant

CONNECT = "connect"
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledEvent:
    """A verified `installed`: what the host tells about the installation. `signed_at` is aware UTC.

    forge_installation: of the same app, where it is installed through Forge as well.
    """

    client_key: str
    shared_secret: str = field(repr=False)
    base_url: str
    display_url: str | None
    product_type: str | None
    signed_at: datetime
    forge_installation: str | None = None


@dataclass(frozen=True, slots=True)
class FoundInstallation:
    """An installation as the edge needs it. `encrypted_shared_secret` is None after an uninstall."""

    tenant_id: int
    installation_id: int
    is_active: bool
    encrypted_shared_secret: str | None = field(repr=False)
    is_licensed: bool | None
    has_license_ended: bool = False


def secret_place(tenant_id: int) -> str:
    """Place of a shared secret, for the key ring."""
    return f"installations.shared_secret:{tenant_id}"


def find_installation(session: SystemSession, client_key: str) -> FoundInstallation | None:
    """The Connect installation of a clientKey, whatever its state."""
    found = session.execute(_FOUND, {"client_key": client_key}).one_or_none()
    return None if found is None else FoundInstallation(*found)


_FOUND: Final = (
    sa.select(
        Installation.tenant_id,
        Installation.id,
        (Installation.status == "active") & (Tenant.status == "active"),
        Installation.encrypted_shared_secret,
        Installation.is_licensed,
        Tenant.license_ended_at.is_not(None),
    )
    .join(Tenant, Tenant.id == Installation.tenant_id)
    .where(Installation.kind == CONNECT, Installation.client_key == sa.bindparam("client_key", type_=sa.Text))
)
"""Asked by every request, so built once, in the order of `FoundInstallation`'s fields."""


def record_installed(session: SystemSession, keyring: Keyring, event: InstalledEvent, now: datetime) -> int:
    """Write down an installation, new or repeated, and return its tenant's id.

    A repeated one replaces secret and addresses. After an uninstall the tenant comes back with its data,
    and its schedules wait until an admin confirms them; after the retention it starts empty.
    """
    lock_client(session, event.client_key)
    installation = _find_row(session, event.client_key)
    if installation is not None and is_past_retention(session, installation.tenant_id, now):
        purge_tenant(session, installation.tenant_id, now)
        installation = None
    if installation is None:
        return _create_tenant(session, keyring, event, now)
    if _is_stale(installation, event.signed_at, now):
        _log.info("stale_lifecycle_event_ignored", tenant_id=installation.tenant_id, what="installed")
        return installation.tenant_id
    _renew(session, keyring, installation, event, now)
    return installation.tenant_id


def record_uninstalled(session: SystemSession, client_key: str, *, signed_at: datetime, now: datetime) -> None:
    """Stop everything of the tenant and drop its secrets at once; the rest is kept for the retention.

    Does nothing for an unknown clientKey, and for one that was installed again in the meantime.
    """
    lock_client(session, client_key)
    installation = _find_row(session, client_key)
    if installation is None or _is_stale(installation, signed_at, now):
        return
    tenant = session.get_one(Tenant, installation.tenant_id)
    installation.signed_at = min(signed_at, now)
    installation.encrypted_shared_secret = None
    if installation.status == "uninstalled":
        return
    installation.status, installation.updated_at = "uninstalled", now
    end_tenant(session, tenant, now)
    _audit(session, "app.uninstalled", installation)


def record_notification(
    session: SystemSession, client_key: str, what: Literal["enabled", "disabled"], now: datetime
) -> None:
    """Write down `enabled` or `disabled`; neither undoes an uninstall."""
    lock_client(session, client_key)
    installation = _find_row(session, client_key)
    if installation is None or installation.status == "uninstalled":
        return
    status = "active" if what == "enabled" else "disabled"
    if installation.status != status:
        installation.status = session.get_one(Tenant, installation.tenant_id).status = status
        installation.updated_at = now
        session.flush()
        # A disabled app keeps its tasks and runs none of them.
        refresh_next_runs(session, installation.tenant_id, now)
        _audit(session, f"app.{what}", installation)


def record_license(
    session: SystemSession, found: FoundInstallation, now: datetime, *, is_licensed: bool, has_ended: bool
) -> None:
    """Remember what the host last said about the licence, under a valid request hash, and what follows from it."""
    told = (
        sa.update(Installation)
        .where(Installation.tenant_id == found.tenant_id, Installation.id == found.installation_id)
        .values(is_licensed=is_licensed)
        .returning(Installation.id)
    )
    if session.scalar(told) is None:
        return  # another installation has taken its place since: the next call tells it of the right tenant
    record_license_state(session, found.tenant_id, now, has_ended=has_ended)


def _find_row(session: SystemSession, client_key: str) -> Installation | None:
    query = sa.select(Installation).where(Installation.kind == CONNECT, Installation.client_key == client_key)
    # Lifecycle calls of one site may come together: the second one is judged by what the first has stored.
    return session.scalars(query.with_for_update()).one_or_none()


def _is_stale(installation: Installation, signed_at: datetime, now: datetime) -> bool:
    """True when a later event was seen already: deliveries may overtake each other."""
    return installation.signed_at is not None and min(signed_at, now) < installation.signed_at


def _create_tenant(session: SystemSession, keyring: Keyring, event: InstalledEvent, now: datetime) -> int:
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
        forge_installation=event.forge_installation,
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
    session: SystemSession, keyring: Keyring, installation: Installation, event: InstalledEvent, now: datetime
) -> None:
    tenant = session.get_one(Tenant, installation.tenant_id)
    is_reinstall = installation.status == "uninstalled"
    before = installation.base_url
    installation.encrypted_shared_secret = keyring.encrypt(event.shared_secret, secret_place(tenant.id))
    installation.base_url, installation.display_url = event.base_url, event.display_url
    installation.product_type = event.product_type
    installation.forge_installation = event.forge_installation or installation.forge_installation
    installation.status = tenant.status = "active"
    installation.signed_at, installation.updated_at = min(event.signed_at, now), now
    if is_reinstall:
        # An automation that is weeks old must not wake up by itself.
        tenant.uninstalled_at, tenant.are_schedules_confirmed = None, False
        tenant.license_ended_at = None
        installation.installed_at, installation.is_licensed = now, None
    session.flush()
    if is_reinstall or before != event.base_url:
        _audit(session, "app.reinstalled" if is_reinstall else "site.renamed", installation, before)


def _audit(session: SystemSession, event: str, installation: Installation, before: str | None = None) -> None:
    change = Change(
        event,
        installation.base_url,
        before=None if before is None else {"base_url": before},
        after={"base_url": installation.base_url},
    )
    record_change(session, installation.tenant_id, None, change)
    session.flush()

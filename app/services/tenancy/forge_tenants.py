"""Tenants of Forge installations: made by the first valid token, kept alive by later ones, ended by `preUninstall`.

One tenant per installation id; nothing is ever linked by site or organization by itself, because a reinstall
has a new id (platform contract 4.3; see `relinking`). An uninstalled installation stays so, whatever comes
late. Verifying tokens is not done here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.db import SystemSession
from app.logs import get_logger
from app.models.tenants import Installation, Tenant
from app.services.automation.slots import refresh_next_runs
from app.services.queues.row_guard import note_upkeep_trouble, work_through
from app.services.records.audit import Change, record_change
from app.services.tenancy.licences import record_license_state
from app.services.tenancy.tenant_endings import end_tenant, lock_client

FORGE = "forge"
DORMANT_AFTER = timedelta(days=3)
"""The heartbeat comes every hour; without it for this long the installation is taken for gone or asleep."""
GONE_AFTER = timedelta(days=30)
_NOTED_EVERY = timedelta(hours=1)
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """Visit of an installation by a verified token. `is_licensed` is None if untold.

    has_license_ended: one is needed there, and there is none; None: it cannot be told, so nothing changes.
    environment_id: the part of the addresses of its pages.
    """

    installation: str
    environment: str
    cloud_id: str
    site_url: str | None = None
    app_version: str | None = None
    is_licensed: bool | None = None
    has_license_ended: bool | None = False
    environment_id: str | None = None


@dataclass(frozen=True, slots=True)
class FoundForge:
    """An installation as the edge needs it."""

    tenant_id: int
    installation_id: int
    is_uninstalled: bool


def admit_visit(session: SystemSession, visit: Visit, now: datetime, *, by: str | None = None) -> FoundForge:
    """The installation of a token, made when this is the first; wakes one that was taken for asleep.

    Its schedules wait for an admin then. `by` is the person who installed the app, if that was told.
    """
    installation = session.scalars(_query(visit.installation)).one_or_none()
    if installation is None or _has_news(installation, visit, now):
        lock_client(session, visit.installation)
        # Read again under the lock: another request of the same visit may have made it by now.
        installation = session.scalars(_query(visit.installation).with_for_update()).one_or_none()
        if installation is None:
            installation = _create(session, visit, now, by)
        elif installation.status != "uninstalled":
            _note(session, installation, visit, now)
    return FoundForge(installation.tenant_id, installation.id, installation.status == "uninstalled")


def touch_visit(session: SystemSession, visit: Visit, now: datetime) -> bool:
    """A sign of life of a known installation. False, and nothing is written, when it is unknown or uninstalled."""
    known = session.scalars(_query(visit.installation)).one_or_none()
    if known is None or known.status == "uninstalled":
        return False
    admit_visit(session, visit, now)
    return True


def end_installation(session: SystemSession, client_key: str, now: datetime) -> bool:
    """`preUninstall`: stop everything, drop the secrets. False when there is nothing to end (any more)."""
    lock_client(session, client_key)
    installation = session.scalars(_query(client_key).with_for_update()).one_or_none()
    if installation is None or installation.status == "uninstalled":
        return False
    _end(session, installation, now, "app.uninstalled")
    return True


def mark_dormant(session: SystemSession, now: datetime) -> int:
    """Stop the schedules of installations without a sign of life for 3 days, end those without one for 30.

    Forge promises no event for every uninstall (platform contract 4.4). Returns how many changed.
    """
    # An installation that somebody's transaction holds is giving a sign of life just now.
    silent = sa.select(Installation).where(Installation.kind == FORGE).with_for_update(skip_locked=True)
    asleep = silent.where(Installation.status == "active", Installation.last_seen_at <= now - DORMANT_AFTER)
    gone = silent.where(Installation.status == "disabled", Installation.last_seen_at <= now - GONE_AFTER)

    def end(some: Sequence[Installation]) -> None:
        for installation in some:
            _end(session, installation, now, "app.gone")

    def put_to_sleep(some: Sequence[Installation]) -> None:
        for installation in some:
            _put_to_sleep(session, installation, now)

    def refuse(installation: Installation, _error: Exception) -> None:
        note_upkeep_trouble(session, installation.tenant_id, "dormancy", now)

    ended = work_through(session, session.scalars(gone).all(), end, loop="gone", refuse=refuse)
    return ended + work_through(session, session.scalars(asleep).all(), put_to_sleep, loop="dormant", refuse=refuse)


def _query(client_key: str) -> sa.Select[Installation]:
    return sa.select(Installation).where(Installation.kind == FORGE, Installation.client_key == client_key)


def _has_news(installation: Installation, visit: Visit, now: datetime) -> bool:
    if installation.status == "uninstalled":
        return False
    is_old = installation.last_seen_at is None or now - installation.last_seen_at >= _NOTED_EVERY
    told = (visit.cloud_id, visit.environment, visit.is_licensed, visit.environment_id or installation.environment_id)
    known = (installation.cloud_id, installation.environment, installation.is_licensed, installation.environment_id)
    is_upgraded = visit.app_version is not None and visit.app_version != installation.app_version
    is_moved = visit.site_url is not None and visit.site_url != installation.base_url
    return is_old or told != known or is_upgraded or is_moved or installation.status != "active"


def _create(session: SystemSession, visit: Visit, now: datetime, by: str | None) -> Installation:
    tenant = Tenant(status="active", created_at=now)
    session.add(tenant)
    session.flush()
    installation = Installation(
        tenant_id=tenant.id,
        kind=FORGE,
        client_key=visit.installation,
        base_url=_describe_site(visit),
        product_type="jira",
        status="active",
        is_licensed=visit.is_licensed,
        installed_at=now,
        updated_at=now,
        cloud_id=visit.cloud_id,
        environment=visit.environment,
        environment_id=visit.environment_id,
        app_version=visit.app_version,
        last_seen_at=now,
    )
    session.add(installation)
    session.flush()
    _audit(session, "app.installed", installation, by)
    _follow_license(session, tenant.id, visit, now)
    return installation


def _note(session: SystemSession, installation: Installation, visit: Visit, now: datetime) -> None:
    """Write down what the token says; an older token that comes late takes nothing back but facts."""
    installation.last_seen_at = max(now, installation.last_seen_at or now)
    installation.cloud_id, installation.environment = visit.cloud_id, visit.environment
    installation.is_licensed = visit.is_licensed
    installation.environment_id = visit.environment_id or installation.environment_id
    installation.app_version = visit.app_version or installation.app_version
    installation.base_url = visit.site_url or installation.base_url
    installation.updated_at = now
    if installation.status == "disabled":
        tenant = session.get_one(Tenant, installation.tenant_id, with_for_update={"key_share": True})
        installation.status = tenant.status = "active"
        session.flush()
        _audit(session, "app.awake", installation)
    session.flush()
    _follow_license(session, installation.tenant_id, visit, now)


def _follow_license(session: SystemSession, tenant_id: int, visit: Visit, now: datetime) -> None:
    if visit.has_license_ended is not None:
        record_license_state(session, tenant_id, now, has_ended=visit.has_license_ended)


def _put_to_sleep(session: SystemSession, installation: Installation, now: datetime) -> None:
    tenant = session.get_one(Tenant, installation.tenant_id, with_for_update={"key_share": True})
    installation.status = tenant.status = "disabled"
    # What slept for days must not wake up by itself.
    tenant.are_schedules_confirmed = False
    installation.updated_at = now
    session.flush()
    refresh_next_runs(session, tenant.id, now)
    _audit(session, "app.dormant", installation)
    _log.warning("installation_dormant", tenant_id=tenant.id)


def _end(session: SystemSession, installation: Installation, now: datetime, event: str) -> None:
    installation.status, installation.updated_at = "uninstalled", now
    end_tenant(session, session.get_one(Tenant, installation.tenant_id, with_for_update={"key_share": True}), now)
    _audit(session, event, installation)


def _describe_site(visit: Visit) -> str:
    """An event tells no site; its address is known from the first page call on."""
    return visit.site_url or f"https://api.atlassian.com/ex/jira/{visit.cloud_id}"


def _audit(session: SystemSession, event: str, installation: Installation, by: str | None = None) -> None:
    after = {"installation": installation.client_key, "environment": installation.environment}
    record_change(session, installation.tenant_id, by, Change(event, installation.base_url, after=after))
    session.flush()

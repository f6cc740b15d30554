"""Account reports to Atlassian by tenant: those due, their proof, and the row reached.

A cycle walks through the mirror once, 90 accounts a call and a few calls an hour, and begins again when Atlassian
says so (7 days). The rows are the truth: a lost job is handed out again, and reporting somebody twice does no harm.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.crypto import CryptoError, Keyring
from app.db import SystemSession, database_now, fetch_now
from app.logs import get_logger
from app.models.directory import DirectoryUser
from app.models.tenants import Installation, Tenant
from app.services.queues.leases import Lease, LeaseLost
from app.services.tenancy.tenants import CONNECT, secret_place

AGAIN_AFTER = timedelta(hours=1)
TOKEN_LIFE = timedelta(hours=3)
"""Forge's system tokens live at most four hours."""
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportProof:
    """Proof of a report of a tenant: the site's secret (Connect) or the app's token (Forge)."""

    kind: str
    site_url: str
    client_key: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReportBatch:
    """Accounts to report in one call. `fetched_at` is when the mirror was last read in full."""

    account_ids: tuple[str, ...]
    fetched_at: datetime
    last_row: int


@dataclass(frozen=True, slots=True)
class ReportClaim:
    """A tenant's report in this worker's hands: every write of it names the attempt."""

    tenant_id: int
    attempt: int
    lease: Lease


def claim_due_reports(session: SystemSession, now: datetime, *, limit: int) -> list[int]:
    """Tenants that have accounts to report now, the longest waiting first; each is left alone for an hour then."""
    query = (
        sa.select(Tenant)
        .where(
            Tenant.status == "active",
            Tenant.mirror_synced_at.is_not(None),
            Tenant.report_due_at.is_(None) | (Tenant.report_due_at <= now),
        )
        .order_by(Tenant.report_due_at.asc().nulls_first(), Tenant.id)
        .limit(limit)
        # key_share: runs and syncs may write rows that point at the tenant while its report is being dated.
        .with_for_update(skip_locked=True, key_share=True)
    )
    due = session.scalars(query).all()
    for tenant in due:
        tenant.report_due_at = now + AGAIN_AFTER
    return [tenant.id for tenant in due]


def claim_report(session: Session, tenant_id: int, lease: Lease) -> ReportClaim | None:
    """Take the tenant's report; None while another worker is at it."""
    now = fetch_now(session)
    claim = (
        sa.update(Tenant)
        .where(Tenant.id == tenant_id, Tenant.report_lease_until.is_(None) | (Tenant.report_lease_until < now))
        .values(report_attempt=Tenant.report_attempt + 1, report_lease_until=now + lease.length)
        .returning(Tenant.report_attempt)
        .execution_options(synchronize_session=False)
    )
    attempt = session.scalar(claim)
    return None if attempt is None else ReportClaim(tenant_id, attempt, lease)


def extend_report_lease(session: Session, claim: ReportClaim) -> None:
    """Renew the lease, unless it was given back meanwhile. Raises LeaseLost."""
    until = database_now(session) + claim.lease.length
    _write_fenced(session, claim, Tenant.report_lease_until.is_not(None), report_lease_until=until)


def release_report(session: Session, claim: ReportClaim) -> None:
    """Give the report back. Raises LeaseLost."""
    _write_fenced(session, claim, report_lease_until=None)


def _write_fenced(session: Session, claim: ReportClaim, *conditions: sa.ColumnElement[bool], **values: Any) -> None:
    write = (
        sa.update(Tenant)
        .where(Tenant.id == claim.tenant_id, Tenant.report_attempt == claim.attempt, *conditions)
        .values(**values)
        .returning(Tenant.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(write) is None:
        raise LeaseLost(f"report of tenant {claim.tenant_id}, attempt {claim.attempt}")


def keep_system_token(session: SystemSession, keyring: Keyring, installation: str, token: str, now: datetime) -> None:
    """Keep the token of a heartbeat, encrypted."""
    found = session.scalars(
        sa.select(Installation).where(
            Installation.kind != CONNECT, Installation.client_key == installation, Installation.status == "active"
        )
    ).one_or_none()
    if found is not None:
        place = system_token_place(found.tenant_id)
        found.encrypted_system_token, found.system_token_at = keyring.encrypt(token, place), now


def system_token_place(tenant_id: int) -> str:
    """Place of a system token, for the key ring."""
    return f"installations.system_token:{tenant_id}"


def find_proof(session: Session, tenant_id: int, keyring: Keyring, now: datetime) -> ReportProof | None:
    """The proof of the tenant's active installation; None while there is none, as before the first heartbeat."""
    query = sa.select(Installation).where(Installation.tenant_id == tenant_id, Installation.status == "active")
    for row in session.scalars(query.order_by(Installation.id.desc())):
        is_connect = row.kind == CONNECT
        is_fresh = row.system_token_at is not None and timedelta(0) <= now - row.system_token_at < TOKEN_LIFE
        sealed = row.encrypted_shared_secret if is_connect else row.encrypted_system_token if is_fresh else None
        if sealed is None:
            continue
        place = secret_place(tenant_id) if is_connect else system_token_place(tenant_id)
        try:
            return ReportProof(row.kind, row.base_url, row.client_key, keyring.decrypt(sealed, place))
        except CryptoError:
            _log.error("stored_secret_unreadable", tenant_id=tenant_id, column="installations")
    return None


def next_batch(session: Session, tenant_id: int, size: int) -> ReportBatch | None:
    """The next accounts of this cycle; None at its end."""
    tenant = session.get_one(Tenant, tenant_id)
    query = (
        sa.select(DirectoryUser.id, DirectoryUser.account_id)
        .where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.id > tenant.report_cursor)
        .order_by(DirectoryUser.id)
        .limit(size)
    )
    rows = session.execute(query).all()
    if not rows or tenant.mirror_synced_at is None:
        return None
    return ReportBatch(tuple(row.account_id for row in rows), tenant.mirror_synced_at, rows[-1].id)


def record_reported(session: Session, claim: ReportClaim, batch: ReportBatch) -> None:
    """These accounts were reported, and what Atlassian said was done. Raises LeaseLost."""
    _write_fenced(session, claim, report_cursor=batch.last_row)


def postpone_report(session: Session, claim: ReportClaim, until: datetime) -> None:
    """Go on where the cycle stands, not before that moment. Raises LeaseLost."""
    _write_fenced(session, claim, report_due_at=until)


def end_cycle(session: Session, claim: ReportClaim, next_at: datetime) -> None:
    """End the cycle: everybody was reported; the next one begins at that moment. Raises LeaseLost."""
    _write_fenced(session, claim, report_cursor=0, report_due_at=next_at)

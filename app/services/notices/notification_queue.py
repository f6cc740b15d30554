"""Notifications in a worker's hands: hand out, claim under a lease, record what a try brought. All writes are fenced.

A worker that dies between sending and recording leaves a lease that runs out; the message is sent again with the
same id (at least once).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.orm import Session

from app.crypto import CryptoError, Keyring
from app.db import SystemSession, TenantSession, fetch_now
from app.domain.notices.notifications import find_pause
from app.domain.states import DeliveryState
from app.logs import get_logger
from app.models import (
    Installation,
    Notification,
    NotificationChannel,
    NotificationTry,
    OrganizationCredential,
    Tenant,
)
from app.outbound.answers import Answer
from app.services.notices.channels import secret_place
from app.services.notices.recipients import list_confirmed
from app.services.queues.leases import Lease, LeaseLost
from app.services.queues.turns import DELIVERY, record_turn
from app.services.queues.wakeup import announce_work

LONGEST_ASKED: Final = timedelta(hours=6)
"""A receiver that asks for a longer pause is tried again after this."""
LOST_AFTER: Final = timedelta(seconds=60)
logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notification that this worker holds, with everything that sending it needs. `secrets` sign, newest first."""

    tenant_id: int
    notification_id: int
    attempt: int
    lease: Lease
    message_id: str
    kind: str
    url: str | None
    recipients: tuple[str, ...]
    """Those who have confirmed."""
    secrets: tuple[str, ...]
    event: str
    data: dict[str, Any]
    language: str
    created_at: datetime


_OPEN = text(
    """
with judged as (
    select n.tenant_id, n.id, n.next_try_at,
           coalesce(n.lease_until > :now, false) or coalesce(n.enqueued_at > :lost, false)
           or concat_ws('-', 'deliver', n.tenant_id, n.id) = any(cast(:queued as text[])) as is_busy
    from notifications n join tenants t on t.id = n.tenant_id and t.status = 'active'
    where n.state = 'waiting' and n.next_try_at <= :now
), first as (
    select distinct on (tenant_id) tenant_id, id, next_try_at
    from judged j
    where not exists (select 1 from judged b where b.tenant_id = j.tenant_id and b.is_busy)
    order by tenant_id, next_try_at, id
)
select f.tenant_id, f.id
from first f left join turns t on t.tenant_id = f.tenant_id and t.kind = 'delivery'
order by greatest(f.next_try_at, t.taken_at), t.taken_at nulls first, f.tenant_id
limit :limit
"""
)
"""One notification of each tenant none of whose are out; who waits longest since its last turn comes first."""


def name_delivery(tenant_id: int, notification_id: int) -> str:
    """The name of the job; `_OPEN` spells it, too."""
    return f"deliver-{tenant_id}-{notification_id}"


def hand_out_deliveries(session: SystemSession, *, limit: int, queued: Collection[str] = ()) -> list[tuple[int, int]]:
    """(tenant, notification) for which a job should be enqueued, one a tenant.

    The job delivers all that is due for the tenant. What was enqueued and lost is handed out again; a job that still
    stands in the queue (`queued`: names of jobs) is not lost.
    """
    now = fetch_now(session)
    lost = now - LOST_AFTER
    handed = []
    values = {"now": now, "lost": lost, "limit": limit, "queued": list(queued)}
    for tenant_id, notification_id in session.execute(_OPEN, values).all():
        mark = (
            update(Notification)
            .where(
                Notification.tenant_id == tenant_id,
                Notification.id == notification_id,
                Notification.state == DeliveryState.WAITING,
                Notification.enqueued_at.is_(None) | (Notification.enqueued_at <= lost),
                _is_free(now),
            )
            .values(enqueued_at=now)
            .returning(Notification.id)
            .execution_options(synchronize_session=False)
        )
        if session.scalar(mark) is not None:
            handed.append((tenant_id, notification_id))
    return handed


def claim_delivery(session: TenantSession, keyring: Keyring, lease: Lease) -> Delivery | None:
    """Take the tenant's notification that has been due longest; None when nothing is due or all are held."""
    now = fetch_now(session)
    due = (
        select(Notification.id)
        .where(
            Notification.tenant_id == session.tenant_id,
            Notification.state == DeliveryState.WAITING,
            Notification.next_try_at <= now,
            _is_free(now),
        )
        .order_by(Notification.next_try_at, Notification.id)
        .limit(1)
        # Couriers take different rows: one that waits for another's would send nothing meanwhile.
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(Notification)
        .where(Notification.tenant_id == session.tenant_id, Notification.id == due.scalar_subquery())
        .values(attempt=Notification.attempt + 1, lease_until=now + lease.length, enqueued_at=None)
        .returning(Notification)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    row = session.scalar(claim)
    if row is None:
        return None
    record_turn(session, session.tenant_id, DELIVERY, now)
    channel = session.get_one(NotificationChannel, (session.tenant_id, row.channel_id))
    return Delivery(
        tenant_id=session.tenant_id,
        notification_id=row.id,
        attempt=row.attempt,
        lease=lease,
        message_id=row.message_id,
        kind=channel.kind,
        url=channel.url,
        recipients=tuple(list_confirmed(session, channel.recipients or ())),
        secrets=_read_secrets(channel, keyring, now),
        event=row.event,
        data=row.data,
        language=session.get_one(Tenant, session.tenant_id).language,
        created_at=row.created_at,
    )


def record_try(session: TenantSession, delivery: Delivery, answer: Answer, now: datetime) -> str:
    """Write what a try brought: delivered, to be tried again after a pause, or given up. Raises LeaseLost."""
    key = (delivery.tenant_id, delivery.notification_id)
    row = session.get(Notification, key, with_for_update=True, populate_existing=True)
    # The fence: a courier that was paused for longer than its lease must not overwrite what another has done.
    if row is None or row.attempt != delivery.attempt or row.state != DeliveryState.WAITING:
        raise LeaseLost(f"notification {delivery.notification_id}, attempt {delivery.attempt}")
    row.tries += 1
    session.add(
        NotificationTry(
            tenant_id=delivery.tenant_id,
            notification_id=row.id,
            number=row.tries,
            tried_at=now,
            status=answer.status,
            error=answer.error,
            fault=answer.fault and answer.fault.as_json(),
            duration_ms=answer.duration_ms,
            recipients=answer.addressed,
        )
    )
    row.lease_until = None
    if answer.is_delivered:
        row.state, row.finished_at = DeliveryState.DELIVERED, now
    elif answer.is_final or row.tries >= row.most_tries:
        row.state, row.finished_at = DeliveryState.FAILED, now
    else:
        asked = timedelta(seconds=min(answer.retry_after or 0.0, LONGEST_ASKED.total_seconds()))
        row.next_try_at = now + max(find_pause(row.tries), asked)
    announce_work(session)
    return row.state


@dataclass(frozen=True, slots=True)
class Place:
    """Place of a tenant's page: the door, and the parts of its addresses; "" for what is not known (yet)."""

    kind: str
    site: str
    org_id: str
    installation_id: str
    environment_id: str


def find_place(session: Session, tenant_id: int) -> Place | None:
    """The page of the installation that acts for the tenant now; None while there is none."""
    query = select(Installation).where(Installation.tenant_id == tenant_id, Installation.status == "active")
    installation = session.scalars(query.order_by(Installation.id.desc()).limit(1)).one_or_none()
    if installation is None:
        return None
    org_id = session.scalar(select(OrganizationCredential.org_id).where(OrganizationCredential.tenant_id == tenant_id))
    return Place(
        kind=installation.kind,
        site=installation.display_url or installation.base_url,
        org_id=org_id or "",
        installation_id=installation.client_key.rpartition("/")[2],
        environment_id=installation.environment_id or "",
    )


def end_channels(session: SystemSession, tenant_id: int) -> None:
    """The app was uninstalled: drop the secrets, switch everything off, send nothing more."""
    session.execute(
        delete(Notification)
        .where(Notification.tenant_id == tenant_id, Notification.state == DeliveryState.WAITING)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(NotificationChannel)
        .where(NotificationChannel.tenant_id == tenant_id)
        .values(encrypted_secret=None, encrypted_old_secret=None, old_secret_until=None, is_active=False)
        .execution_options(synchronize_session=False)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return Notification.lease_until.is_(None) | (Notification.lease_until <= now)


def _read_secrets(channel: NotificationChannel, keyring: Keyring, now: datetime) -> tuple[str, ...]:
    sealed = [channel.encrypted_secret]
    if channel.old_secret_until is not None and channel.old_secret_until > now:
        sealed.append(channel.encrypted_old_secret)
    try:
        return tuple(keyring.decrypt(one, secret_place(channel.tenant_id)) for one in sealed if one is not None)
    except CryptoError:
        # Without a signature nothing is sent; the log of the try says so.
        logger.error("stored_secret_unreadable", tenant_id=channel.tenant_id, channel_id=channel.id)
        return ()

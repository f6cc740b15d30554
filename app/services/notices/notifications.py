"""Writes what is to be told, in the transaction of the event itself, and shows what became of it.

One row per (channel, event, subject): the unique key makes a second telling impossible, whatever dies or is
repeated. Of runs and syncs their rows tell by themselves, by triggers. Delivering is
`app.services.notices.notification_queue` and the worker's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import SystemSession, TenantSession
from app.domain.errors import Conflict, NotFound
from app.domain.faults import Fault, read_fault
from app.domain.notices.notifications import (
    ALL_STOPPED,
    FOUR_EYES_OFF,
    KEY_DEAD,
    KEY_EXPIRING,
    MOST_TRIES,
    RUN_HELD,
    find_key_warning,
)
from app.domain.seals import write_head
from app.domain.states import DeliveryState
from app.models import (
    Notification,
    NotificationChannel,
    NotificationTry,
    OrganizationCredential,
    Tenant,
)
from app.services.files.cursors import decode_cursor, encode_cursor
from app.services.queues.row_guard import note_upkeep_trouble, work_through
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change
from app.services.records.seals import find_head

PAGE_SIZE: Final = 50
LOG_LIFE: Final = timedelta(days=30)
"""How long the delivery log is kept."""


@dataclass(frozen=True, slots=True)
class TryView:
    """One try: what was answered, or what went wrong."""

    number: int
    tried_at: datetime
    status: int | None
    error: str | None
    duration_ms: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class NotificationView:
    """One line of the delivery log. `title` is the task or organization that it is about."""

    id: int
    message_id: str
    channel_id: int
    channel_name: str
    kind: str
    event: str
    title: str | None
    path: str
    state: DeliveryState
    most_tries: int
    tries: list[TryView]
    created_at: datetime
    next_try_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """Notifications, newest first."""

    items: list[NotificationView]
    next_cursor: str | None


def tell(
    session: Session, tenant_id: int, event: str, subject: str, data: dict[str, Any], *, asked_for: str | None = None
) -> None:
    """Write a notification for every active channel that asked for the event; those already written stay.

    asked_for: the event that channels have asked for who hear of this one, where it is another.

    The head of the log goes with it: who keeps notifications can tell later that the log was not made anew.
    """
    head = find_head(session, tenant_id)
    data = data | {"log_head": write_head(head) if head else None}
    channels = select(
        NotificationChannel.tenant_id,
        NotificationChannel.id,
        literal(event),
        literal(subject),
        literal(data, Notification.data.type),
        literal(MOST_TRIES),
        func.now(),
    ).where(
        NotificationChannel.tenant_id == tenant_id,
        NotificationChannel.is_active,
        NotificationChannel.events.contains([asked_for or event]),
    )
    columns = ["tenant_id", "channel_id", "event", "subject", "data", "most_tries", "next_try_at"]
    # Told once per channel and subject (a unique index), however often the same event is noticed.
    write = insert(Notification).from_select(columns, channels).on_conflict_do_nothing().returning(Notification.id)
    if session.scalars(write).first() is not None:
        announce_work(session)


def tell_more(session: TenantSession, event: str, subject: str, facts: dict[str, Any]) -> None:
    """Add to what is told of an event, in its transaction, what its row does not know."""
    write = update(Notification).where(
        Notification.tenant_id == session.tenant_id, Notification.event == event, Notification.subject == subject
    )
    more = Notification.data.op("||")(literal(facts, Notification.data.type))
    session.execute(write.values(data=more).execution_options(synchronize_session=False))


def tell_of_stop(session: TenantSession, *, by: str, now: datetime) -> None:
    """Tell of the stop switch; each run that it ends is told of by itself."""
    facts = {"path": "/settings/stop", "stopped_by": by, "stopped_at": now.isoformat()}
    tell(session, session.tenant_id, ALL_STOPPED, f"stop:{now.isoformat()}", facts)


def tell_of_four_eyes_off(session: TenantSession, *, by: str, now: datetime) -> None:
    """Tell that makers may release their own plans from now on, to whoever wants to know of plans that wait."""
    facts = {"path": "/settings/general", "switched_off_by": by, "switched_off_at": now.isoformat()}
    tell(session, session.tenant_id, FOUR_EYES_OFF, f"four_eyes:{now.isoformat()}", facts, asked_for=RUN_HELD)


def tell_key_died(session: TenantSession, credential: OrganizationCredential) -> None:
    """Atlassian no longer accepts the organization's key."""
    tell(session, credential.tenant_id, KEY_DEAD, f"key:{credential.verified_at.isoformat()}", _key_data(credential))


def warn_of_expiring_keys(session: SystemSession, now: datetime) -> int:
    """Tell the tenants whose keys expire soon, once for each of the warnings."""
    query = (
        select(OrganizationCredential)
        .join(Tenant, Tenant.id == OrganizationCredential.tenant_id)
        .where(
            Tenant.status == "active",
            OrganizationCredential.status == "verified",
            OrganizationCredential.expires_on <= now.date() + timedelta(days=31),
        )
    )
    warned: set[int] = set()

    def warn(some: Sequence[OrganizationCredential]) -> None:
        warned.update(credential.tenant_id for credential in some if _warn(session, credential, now))

    def refuse(credential: OrganizationCredential, _error: Exception) -> None:
        warned.discard(credential.tenant_id)
        note_upkeep_trouble(session, credential.tenant_id, "key_warning", now)

    work_through(session, session.scalars(query).all(), warn, loop="key_warnings", refuse=refuse)
    return len(warned)


def _warn(session: SystemSession, credential: OrganizationCredential, now: datetime) -> bool:
    days_left = (credential.expires_on - now.date()).days
    warning = find_key_warning(days_left)
    if warning is None:
        return False
    data = _key_data(credential) | {"days_left": days_left}
    subject = f"key:{credential.key_fingerprint}:{credential.expires_on}:{warning}"
    tell(session, credential.tenant_id, KEY_EXPIRING, subject, data)
    return True


def list_notifications(session: TenantSession, cursor: str | None) -> NotificationPage:
    """One page of the delivery log. Raises Invalid for a cursor that is not ours."""
    query = (
        select(Notification, NotificationChannel)
        .join(
            NotificationChannel,
            (NotificationChannel.tenant_id == Notification.tenant_id)
            & (NotificationChannel.id == Notification.channel_id),
        )
        .where(Notification.tenant_id == session.tenant_id)
    )
    if cursor:
        query = query.where(Notification.id < decode_cursor(cursor))
    rows = session.execute(query.order_by(Notification.id.desc()).limit(PAGE_SIZE + 1)).all()
    page = rows[:PAGE_SIZE]
    tries = _list_tries(session, [notification.id for notification, _channel in page])
    items = [_view(notification, channel, tries.get(notification.id, [])) for notification, channel in page]
    return NotificationPage(items, encode_cursor(page[-1][0].id) if len(rows) > PAGE_SIZE else None)


def try_again(session: TenantSession, notification_id: int, *, by: str, now: datetime) -> None:
    """Let one that was given up be tried once more. Raises NotFound, Conflict when it was not given up."""
    # Two who press at once give it one more try, not two.
    row = session.get(Notification, (session.tenant_id, notification_id), with_for_update=True)
    if row is None:
        raise NotFound("notification")
    if row.state != DeliveryState.FAILED:
        raise Conflict("not_failed", "This notification was not given up; there is nothing to repeat.")
    row.state, row.finished_at, row.next_try_at, row.most_tries = DeliveryState.WAITING, None, now, row.tries + 1
    change = Change("notification.repeated", row.event, {"state": DeliveryState.FAILED}, {"notification_id": row.id})
    record_change(session, session.tenant_id, by, change)
    announce_work(session)


def forget_old_notifications(session: SystemSession, now: datetime, *, limit: int = 1000) -> int:
    """Remove what was finished long ago from the delivery log. Returns how many went."""
    old = (
        select(Notification.tenant_id, Notification.id)
        .where(Notification.state != DeliveryState.WAITING, Notification.finished_at < now - LOG_LIFE)
        .limit(limit)
    )
    keys = [tuple(row) for row in session.execute(old)]
    if keys:
        session.execute(
            delete(Notification)
            .where(Notification.tenant_id.in_({key[0] for key in keys}), Notification.id.in_([key[1] for key in keys]))
            .execution_options(synchronize_session=False)
        )
    return len(keys)


def _key_data(credential: OrganizationCredential) -> dict[str, Any]:
    return {
        "path": "/settings/key",
        "organization": credential.org_name,
        "org_id": credential.org_id,
        "key_fingerprint": credential.key_fingerprint,
        "expires_on": credential.expires_on.isoformat(),
    }


def _list_tries(session: TenantSession, ids: list[int]) -> dict[int, list[TryView]]:
    query = select(NotificationTry).where(
        NotificationTry.tenant_id == session.tenant_id, NotificationTry.notification_id.in_(ids)
    )
    found: dict[int, list[TryView]] = {}
    for row in session.scalars(query.order_by(NotificationTry.notification_id, NotificationTry.number)):
        one = TryView(row.number, row.tried_at, row.status, row.error, row.duration_ms, read_fault(row.fault))
        found.setdefault(row.notification_id, []).append(one)
    return found


def _view(row: Notification, channel: NotificationChannel, tries: list[TryView]) -> NotificationView:
    return NotificationView(
        id=row.id,
        message_id=row.message_id,
        channel_id=channel.id,
        channel_name=channel.name,
        kind=channel.kind,
        event=row.event,
        title=row.data.get("name") or row.data.get("organization"),
        path=row.data["path"],
        state=row.state,
        most_tries=row.most_tries,
        tries=tries,
        created_at=row.created_at,
        next_try_at=row.next_try_at if row.state == DeliveryState.WAITING else None,
        finished_at=row.finished_at,
    )

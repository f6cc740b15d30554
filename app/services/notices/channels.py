"""Notification channels of a tenant: webhooks and email addresses, their events, and the webhooks' secrets.

A secret is returned once, when it is made. Nothing is sent here.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import func, select, update

from app.crypto import Keyring
from app.db import TenantSession, fetch_now
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.mistakes import mistake
from app.domain.notices.notifications import MOST_TRIES, TEST
from app.domain.states import DeliveryState
from app.models import Notification, NotificationChannel
from app.outbound.signatures import make_secret
from app.outbound.targets import TargetRefused, parse_target
from app.services.browser.people import People, Person
from app.services.notices.recipients import ask_recipients, list_confirmed
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change
from app.services.tenancy.settings import get_tenant

MOST_CHANNELS: Final = 10
OLD_SECRET_LIFE: Final = timedelta(hours=24)
"""How long the secret before a rotation still signs, so that the receiver can be changed without a gap."""
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """Abilities of this deployment: send email at all, and (in development) call this very machine."""

    is_email_available: bool = False
    allows_loopback: bool = False


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """Draft of a new channel as an admin enters it."""

    kind: str
    name: str
    events: list[str]
    url: str | None = None
    recipients: list[str] | None = None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel, without its secret. `old_secret_until`: until when the secret before still signs.

    unconfirmed: recipients who have not said yes, so that nothing is sent to them.
    """

    id: int
    kind: str
    name: str
    url: str | None
    recipients: list[str] | None
    events: list[str]
    is_active: bool
    has_secret: bool
    old_secret_until: datetime | None
    unconfirmed: list[str]
    created_by: Person
    created_at: datetime


def secret_place(tenant_id: int) -> str:
    """Place of a webhook's secret, for its encryption."""
    return f"notification_channels.secret:{tenant_id}"


def list_channels(session: TenantSession) -> list[ChannelView]:
    """All channels, in the order in which they were added."""
    query = select(NotificationChannel).where(NotificationChannel.tenant_id == session.tenant_id)
    rows = session.scalars(query.order_by(NotificationChannel.id)).all()
    people = People(session, session.tenant_id, [row.created_by for row in rows])
    return [_view(session, row, people) for row in rows]


def create_channel(
    session: TenantSession, keyring: Keyring, *, draft: ChannelDraft, rules: ChannelRules, by: str
) -> tuple[ChannelView, str | None]:
    """Add a channel; a webhook's secret is returned this once. Raises Invalid, Conflict when there are too many."""
    get_tenant(session, session.tenant_id, lock=True)
    count = select(func.count()).where(NotificationChannel.tenant_id == session.tenant_id)
    if (session.scalar(count) or 0) >= MOST_CHANNELS:
        raise Conflict(
            "too_many_channels", f"There are {MOST_CHANNELS} channels already; remove one first.", most=MOST_CHANNELS
        )
    if draft.kind == "email" and not rules.is_email_available:
        raise Conflict("email_unavailable", "Email is not set up on this server. Use a webhook, or ask its operator.")
    row = NotificationChannel(
        tenant_id=session.tenant_id, kind=draft.kind, name=draft.name, events=draft.events, created_by=by
    )
    _place(row, {"url": draft.url, "recipients": draft.recipients}, rules)
    secret = make_secret() if row.kind == "webhook" else None
    if secret is not None:
        row.encrypted_secret = keyring.encrypt(secret, secret_place(session.tenant_id))
    session.add(row)
    session.flush()
    session.refresh(row)
    if row.kind == "email":
        ask_recipients(session, row, fetch_now(session))
    record_change(session, session.tenant_id, by, Change("channel.added", row.name, after=_snapshot(row)))
    return _view(session, row, People(session, session.tenant_id, [by])), secret


def update_channel(
    session: TenantSession, channel_id: int, changes: dict[str, Any], *, rules: ChannelRules, by: str
) -> ChannelView:
    """Change what is given. Raises NotFound, Invalid, Conflict for a webhook that has no secret to sign with."""
    row = get_channel(session, channel_id)
    before = _snapshot(row)
    _place(row, {"url": row.url, "recipients": row.recipients} | changes, rules)
    for name in ("name", "events", "is_active"):
        setattr(row, name, changes.get(name, getattr(row, name)))
    if row.is_active and row.kind == "webhook" and row.encrypted_secret is None:
        raise Conflict("no_secret", "The secret went when the app was uninstalled; make a new one first.")
    if not row.is_active:
        _drop_waiting(session, row)
    elif row.recipients != before["recipients"]:
        ask_recipients(session, row, fetch_now(session))
    after = _snapshot(row)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        change = Change("channel.updated", row.name, {name: before[name] for name in changed}, _pick(after, changed))
        record_change(session, session.tenant_id, by, change)
    return _view(session, row, People(session, session.tenant_id, [row.created_by]))


def ask_again(session: TenantSession, channel_id: int, *, by: str) -> ChannelView:
    """Ask those who have not confirmed once more. Raises NotFound, Conflict when that was done often enough today."""
    row = get_channel(session, channel_id)
    if not row.is_active:
        raise Conflict("channel_off", "Switch the channel on first.")
    asked = ask_recipients(session, row, fetch_now(session))
    record_change(session, session.tenant_id, by, Change("channel.recipients_asked", row.name, after={"asked": asked}))
    return _view(session, row, People(session, session.tenant_id, [row.created_by]))


def remove_channel(session: TenantSession, channel_id: int, *, by: str) -> None:
    """Remove a channel with its delivery log. Raises NotFound."""
    row = get_channel(session, channel_id)
    record_change(session, session.tenant_id, by, Change("channel.removed", row.name, before=_snapshot(row)))
    session.delete(row)


def rotate_secret(
    session: TenantSession, channel_id: int, keyring: Keyring, *, by: str, now: datetime
) -> tuple[ChannelView, str]:
    """Give a webhook a new secret, returned this once; the old one signs besides it for a day. Raises NotFound."""
    row = get_channel(session, channel_id)
    if row.kind != "webhook":
        raise Conflict("not_a_webhook", "Only webhooks have a secret.")
    secret = make_secret()
    row.encrypted_old_secret = row.encrypted_secret
    row.old_secret_until = None if row.encrypted_secret is None else now + OLD_SECRET_LIFE
    row.encrypted_secret = keyring.encrypt(secret, secret_place(session.tenant_id))
    until = row.old_secret_until.isoformat() if row.old_secret_until else None
    change = Change("channel.secret_rotated", row.name, after={"old_secret_until": until})
    record_change(session, session.tenant_id, by, change)
    return _view(session, row, People(session, session.tenant_id, [row.created_by])), secret


def request_test(session: TenantSession, channel_id: int, *, by: str, now: datetime) -> int:
    """Send a test, over the same way as everything else; returns its id. Raises NotFound, Conflict while one waits."""
    row = get_channel(session, channel_id)
    if not row.is_active:
        raise Conflict("channel_off", "Switch the channel on first.")
    waiting = select(Notification.id).where(
        Notification.tenant_id == session.tenant_id,
        Notification.channel_id == channel_id,
        Notification.event == TEST,
        Notification.state == DeliveryState.WAITING,
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Conflict("test_waiting", "A test is on its way already; look at the delivery log.")
    test = Notification(
        tenant_id=session.tenant_id,
        channel_id=channel_id,
        event=TEST,
        subject=f"test:{uuid4()}",
        data={"path": "/settings/notifications", "requested_by": by},
        most_tries=MOST_TRIES,
        next_try_at=now,
    )
    session.add(test)
    session.flush()
    record_change(
        session, session.tenant_id, by, Change("channel.tested", row.name, after={"notification_id": test.id})
    )
    announce_work(session)
    return test.id


def _drop_waiting(session: TenantSession, row: NotificationChannel) -> None:
    """A channel that was switched off sends nothing more, also of what it was told before."""
    session.execute(
        update(Notification)
        .where(
            Notification.tenant_id == row.tenant_id,
            Notification.channel_id == row.id,
            Notification.state == DeliveryState.WAITING,
        )
        .values(state=DeliveryState.FAILED, finished_at=func.now(), lease_until=None, attempt=Notification.attempt + 1)
        .execution_options(synchronize_session=False)
    )


def get_channel(session: TenantSession, channel_id: int) -> NotificationChannel:
    """A channel's row, locked. Raises NotFound."""
    row = session.get(NotificationChannel, (session.tenant_id, channel_id), with_for_update=True)
    if row is None:
        raise NotFound("channel")
    return row


def _place(row: NotificationChannel, where: dict[str, Any], rules: ChannelRules) -> None:
    """Set the address or the recipients, whichever the kind has. Raises Invalid."""
    if row.kind == "webhook":
        row.url, row.recipients = _check_url(where.get("url"), rules), None
    else:
        row.url, row.recipients = None, _check_recipients(where.get("recipients"))


def _check_url(url: str | None, rules: ChannelRules) -> str:
    if not url:
        raise Invalid(mistake("/url", "required"))
    try:
        parse_target(url, allows_loopback=rules.allows_loopback)
    except TargetRefused as refusal:
        raise Invalid(mistake("/url", refusal.code)) from None
    return url


def _check_recipients(recipients: list[str] | None) -> list[str]:
    if not recipients:
        raise Invalid(mistake("/recipients", "no_recipients"))
    wrong = [
        mistake(f"/recipients/{number}", "not_an_email")
        for number, one in enumerate(recipients)
        if len(one) > _EMAIL_LENGTH or "=?" in one or not _EMAIL.fullmatch(one)
    ]
    if wrong:
        raise Invalid(*wrong)
    return list(dict.fromkeys(recipients))


def _snapshot(row: NotificationChannel) -> dict[str, Any]:
    names = ("kind", "name", "url", "recipients", "events", "is_active")
    return {name: getattr(row, name) for name in names}


def _pick(values: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _view(session: TenantSession, row: NotificationChannel, people: People) -> ChannelView:
    confirmed = set(list_confirmed(session, row.recipients or ()))
    return ChannelView(
        id=row.id,
        kind=row.kind,
        name=row.name,
        url=row.url,
        recipients=row.recipients,
        events=row.events,
        is_active=row.is_active,
        has_secret=row.encrypted_secret is not None,
        old_secret_until=row.old_secret_until,
        unconfirmed=[one for one in row.recipients or () if one not in confirmed],
        created_by=people.get(row.created_by),
        created_at=row.created_at,
    )

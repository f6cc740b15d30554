"""Tables of notifications: channels, notifications (queue of record and delivery log in one), their tries."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.states import DeliveryState
from app.models.mapping import Base, Json, TenantOwned, TenantRow, belongs_to, one_of


class NotificationChannel(Base, TenantRow):
    """A webhook or a list of email addresses, and the events that it is told of. A webhook's secrets are encrypted."""

    __tablename__ = "notification_channels"
    __table_args__ = (one_of("kind", "webhook", "email"),)

    kind: Mapped[str]
    name: Mapped[str]
    url: Mapped[str | None]
    recipients: Mapped[list[Any] | None]
    events: Mapped[list[Any]]
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    encrypted_secret: Mapped[str | None]
    encrypted_old_secret: Mapped[str | None]
    """The secret before the last rotation: signs besides the present one until `old_secret_until`."""
    old_secret_until: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class MailRecipient(Base, TenantRow):
    """An address that a tenant wants to send email to: whether somebody there said yes, and how often it was asked.

    Of the token in the link of the last question only a digest is kept.
    """

    __tablename__ = "mail_recipients"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "address"),
        sa.Index("ix_mail_recipients_token", "token_digest", unique=True),
        sa.Index("ix_mail_recipients_address", "address"),
    )

    address: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_times: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    token_digest: Mapped[str | None]
    token_expires_at: Mapped[datetime | None]


class Notification(Base, TenantRow):
    """One event for one channel: written in the transaction of the event, once, whatever dies.

    `message_id` is the same in every try, so that the receiver recognises a repetition. `attempt` is the fencing
    number of the worker that holds the row.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        belongs_to("notification_channels", "channel_id"),
        one_of("state", *DeliveryState),
        sa.UniqueConstraint("tenant_id", "channel_id", "event", "subject"),
        sa.Index("ix_notifications_waiting", "next_try_at", postgresql_where=sa.text("state = 'waiting'")),
        sa.Index("ix_notifications_recent", "tenant_id", sa.text("id desc")),
    )

    channel_id: Mapped[int]
    message_id: Mapped[str] = mapped_column(
        server_default=sa.text("'msg_' || replace(gen_random_uuid()::text, '-', '')")
    )
    event: Mapped[str]
    subject: Mapped[str]
    """What it is about, such as `run:12`."""
    data: Mapped[Json]
    state: Mapped[DeliveryState] = mapped_column(server_default=DeliveryState.WAITING)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    most_tries: Mapped[int] = mapped_column(sa.SmallInteger)
    attempt: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    enqueued_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    finished_at: Mapped[datetime | None]


class NotificationTry(Base, TenantOwned):
    """One try to deliver: what was answered (an HTTP or SMTP code), what went wrong, how long it took."""

    __tablename__ = "notification_tries"
    __table_args__ = (
        belongs_to("notifications", "notification_id"),
        sa.Index(
            "ix_notification_tries_mails", "tenant_id", "tried_at", postgresql_where=sa.text("recipients is not null")
        ),
    )

    notification_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tried_at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str | None]
    fault: Mapped[Json | None]
    duration_ms: Mapped[int]
    recipients: Mapped[int | None] = mapped_column(sa.SmallInteger)
    """How many addresses an email went to; None for what was no email, or did not leave."""

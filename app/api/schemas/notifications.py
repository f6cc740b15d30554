"""Channels that are told of events, and the delivery log."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.enumerations import NotificationState
from app.api.schemas.shapes import Body, Fault, In, Out, Person

ChannelKind = Literal["webhook", "email"]
ChannelEvent = Literal[
    "run.succeeded", "run.partial", "run.failed", "run.tested", "run.held", "run.missed", "run.skipped",
    "run.cancelled", "run.came_back", "runs.stopped", "sync.failed", "key.expiring", "key.dead",
]  # fmt: skip
NotificationEvent = Literal[
    "run.succeeded", "run.partial", "run.failed", "run.tested", "run.held", "run.missed", "run.skipped",
    "run.cancelled", "run.came_back", "run.expired", "runs.stopped", "four_eyes.off", "sync.failed", "key.expiring",
    "key.dead", "test",
    "recipient.confirm",
]  # fmt: skip
ChannelName = Annotated[str, Field(min_length=1, max_length=100)]
Events = Annotated[list[ChannelEvent], Field(min_length=1, max_length=13)]
Url = Annotated[str, Field(min_length=1, max_length=2000)]
Recipients = Annotated[list[Annotated[str, Field(max_length=254)]], Field(min_length=1, max_length=10)]


class Channel(Out):
    """A webhook or a list of email addresses. The secret of a webhook is never shown again.

    unconfirmed: recipients who have not said yes to the emails, so that nothing is sent to them.
    """

    id: int
    kind: ChannelKind
    name: str
    url: str | None
    recipients: list[str] | None
    events: list[ChannelEvent]
    is_active: bool
    has_secret: bool
    old_secret_until: datetime | None
    unconfirmed: list[str]
    created_by: Person
    created_at: datetime


class ChannelList(Out):
    """All channels, whether this server can send email at all, and how many emails may still be sent today."""

    items: list[Channel]
    is_email_available: bool
    mails_left: int
    mails_per_day: int


class ChannelIn(Body):
    """A new channel: a webhook has a `url`, email has `recipients`."""

    kind: ChannelKind
    name: ChannelName
    events: Events
    url: Url | None = None
    recipients: Recipients | None = None


class ChannelChange(Body):
    """Change of a channel; what is absent stays."""

    name: ChannelName | None = None
    events: Events | None = None
    url: Url | None = None
    recipients: Recipients | None = None
    is_active: bool | None = None


class NewChannel(Channel):
    """The channel that was added; `secret` signs its webhooks and is shown this once."""

    secret: str | None


class NewSecret(Out):
    """The new secret, shown this once. The one before signs as well until `old_secret_until`."""

    secret: str
    old_secret_until: datetime | None


class NotificationTry(Out):
    """One try: the HTTP or SMTP code of the answer, or what went wrong."""

    number: int
    tried_at: datetime
    status: int | None
    error: str | None
    duration_ms: int
    fault: Fault | None


class Notification(Out):
    """One line of the delivery log; `message_id` is the same in every try."""

    id: int
    message_id: str
    channel_id: int
    channel_name: str
    kind: ChannelKind
    event: NotificationEvent
    title: str | None
    path: str
    state: NotificationState
    most_tries: int
    tries: list[NotificationTry]
    created_at: datetime
    next_try_at: datetime | None
    finished_at: datetime | None


class NotificationPage(Out):
    """Notifications, newest first."""

    items: list[Notification]
    next_cursor: str | None


class NotificationQuery(In):
    """Page of the delivery log: its cursor."""

    cursor: str | None = None


class Queued(Out):
    """Answer to a notification that was queued; the delivery log tells how it goes."""

    notification_id: int

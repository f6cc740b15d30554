"""Notifications: channels with their secrets, tests, the delivery log."""

from flask import Blueprint

from app.api.context import caller, current_api, now, own_session
from app.api.schemas.notifications import (
    Channel,
    ChannelChange,
    ChannelIn,
    ChannelList,
    NewChannel,
    NewSecret,
    Notification,
    NotificationPage,
    NotificationQuery,
    Queued,
)
from app.api.spec import answers, spec
from app.platform.guards import requires_admin, requires_configuration
from app.services.notices import channels as service
from app.services.notices import notifications
from app.services.notices.recipients import MAILS_PER_DAY, count_mails_left

blueprint = Blueprint("notifications", __name__)
TAGS = ["notifications"]


@blueprint.get("/channels")
@requires_admin
@spec.validate(resp=answers(200, ChannelList), tags=TAGS, operation_id="list_channels")
def list_channels() -> ChannelList:
    """List the notification channels of the tenant."""
    with own_session() as session:
        views = service.list_channels(session)
        mails_left = count_mails_left(session, now())
    return ChannelList(
        items=[Channel.model_validate(view) for view in views],
        is_email_available=current_api().channel_rules.is_email_available,
        mails_left=mails_left,
        mails_per_day=MAILS_PER_DAY,
    )


@blueprint.post("/channels")
@requires_configuration
@spec.validate(resp=answers(201, NewChannel, 409, 422), tags=TAGS, operation_id="create_channel")
def create_channel(json: ChannelIn) -> tuple[NewChannel, int]:
    """Add a webhook or email channel. The secret in the answer is shown this once."""
    draft = service.ChannelDraft(json.kind, json.name, list(json.events), json.url, json.recipients)
    context = current_api()
    with own_session() as session:
        view, secret = service.create_channel(
            session, context.keyring, draft=draft, rules=context.channel_rules, by=caller()
        )
    return NewChannel(**Channel.model_validate(view).model_dump(), secret=secret), 201


@blueprint.patch("/channels/<int:channel_id>")
@requires_configuration
@spec.validate(resp=answers(200, Channel, 404, 409, 422), tags=TAGS, operation_id="update_channel")
def update_channel(channel_id: int, json: ChannelChange) -> Channel:
    """Change a channel; absent fields stay."""
    changes = json.model_dump(exclude_none=True)
    with own_session() as session:
        view = service.update_channel(session, channel_id, changes, rules=current_api().channel_rules, by=caller())
    return Channel.model_validate(view)


@blueprint.delete("/channels/<int:channel_id>")
@requires_configuration
@spec.validate(resp=answers(204, None, 404), tags=TAGS, operation_id="remove_channel")
def remove_channel(channel_id: int) -> tuple[str, int]:
    """Remove a channel and its delivery log."""
    with own_session() as session:
        service.remove_channel(session, channel_id, by=caller())
    return "", 204


@blueprint.post("/channels/<int:channel_id>/secret")
@requires_configuration
@spec.validate(resp=answers(200, NewSecret, 404, 409), tags=TAGS, operation_id="rotate_channel_secret")
def rotate_channel_secret(channel_id: int) -> NewSecret:
    """Give a webhook a new secret; the old one signs besides it for a day."""
    with own_session() as session:
        view, secret = service.rotate_secret(session, channel_id, current_api().keyring, by=caller(), now=now())
    return NewSecret(secret=secret, old_secret_until=view.old_secret_until)


@blueprint.post("/channels/<int:channel_id>/confirmations")
@requires_configuration
@spec.validate(resp=answers(202, Channel, 404, 409), tags=TAGS, operation_id="ask_recipients")
def ask_recipients(channel_id: int) -> tuple[Channel, int]:
    """Ask the recipients who have not confirmed once more whether they want the emails."""
    with own_session() as session:
        view = service.ask_again(session, channel_id, by=caller())
    return Channel.model_validate(view), 202


@blueprint.post("/channels/<int:channel_id>/test")
@requires_configuration
@spec.validate(resp=answers(202, Queued, 404, 409), tags=TAGS, operation_id="test_channel")
def test_channel(channel_id: int) -> tuple[Queued, int]:
    """Send a test over the same way as everything else."""
    with own_session() as session:
        test_id = service.request_test(session, channel_id, by=caller(), now=now())
    return Queued(notification_id=test_id), 202


@blueprint.get("/notifications")
@requires_admin
@spec.validate(resp=answers(200, NotificationPage, 422), tags=TAGS, operation_id="list_notifications")
def list_notifications(query: NotificationQuery) -> NotificationPage:
    """The delivery log, newest first."""
    with own_session() as session:
        page = notifications.list_notifications(session, query.cursor)
    items = [Notification.model_validate(view) for view in page.items]
    return NotificationPage(items=items, next_cursor=page.next_cursor)


@blueprint.post("/notifications/<int:notification_id>/repeat")
@requires_configuration
@spec.validate(resp=answers(202, Queued, 404, 409), tags=TAGS, operation_id="repeat_notification")
def repeat_notification(notification_id: int) -> tuple[Queued, int]:
    """Try a notification that was given up once more."""
    with own_session() as session:
        notifications.try_again(session, notification_id, by=caller(), now=now())
    return Queued(notification_id=notification_id), 202

"""Channels, and delivering what is due through them."""

import json
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.domain.notices.notifications import EVENTS
from app.models import MailRecipient
from app.services.notices import channels, notification_queue, notifications
from app.services.notices.channels import ChannelDraft, ChannelRules
from tests.ground.desk import Desk
from tests.ground.receivers import Mailbox
from worker.deliveries import deliver_due

RULES = ChannelRules(is_email_available=True, allows_loopback=True)
ALL_EVENTS = list(EVENTS)


def add_channel(desk: Desk, url: str, *events: str) -> tuple[int, str]:
    """(id, secret) of a webhook that is told of the events (by default of all)."""
    draft = ChannelDraft("webhook", "Ours", list(events) or ALL_EVENTS, url=url)
    view, secret = desk.ask(channels.create_channel, desk.context.keyring, draft=draft, rules=RULES, by=desk.admin)
    assert secret is not None
    return view.id, secret


def deliver(desk: Desk) -> int:
    """What a scheduler and a worker do with what is due now."""
    with desk.context.database.system_session() as session:
        handed = notification_queue.hand_out_deliveries(session, limit=10)
    return sum(deliver_due(desk.context, tenant_id) for tenant_id, _id in handed)


def log(desk: Desk) -> list[notifications.NotificationView]:
    page = desk.ask(notifications.list_notifications, None)
    assert isinstance(page, notifications.NotificationPage)
    return page.items


def suspend_nobody(desk: Desk) -> int:
    nobody = {"version": 1, "root": {"op": "and", "of": [{"type": "people", "values": ["nobody"]}]}}
    return desk.create_task(nobody, {"type": "suspend_user"})


def read(one: Any) -> dict[str, Any]:
    body = json.loads(one.body)
    assert isinstance(body, dict)
    return body


def confirm_all(desk: Desk) -> None:
    """Everybody who was asked says yes."""
    with desk.context.database.system_session() as session:
        session.execute(sa.update(MailRecipient).values(confirmed_at=desk.clock()))


def add_mail_channel(desk: Desk, *recipients: str, name: str = "Ops") -> int:
    """The id of a channel of email addresses, none of which has confirmed."""
    draft = ChannelDraft("email", name, ALL_EVENTS, recipients=list(recipients))
    view, _secret = desk.ask(channels.create_channel, desk.context.keyring, draft=draft, rules=RULES, by=desk.admin)
    return int(view.id)


def use_mailbox(desk: Desk, mailbox: Mailbox) -> None:
    """Let the desk's workers hand their emails over there."""
    server = f"smtp://127.0.0.1:{mailbox.port}"
    settings = replace(desk.context.settings, smtp_url=server, mail_from="rollcall@app.example")
    desk.context = replace(desk.context, settings=settings)

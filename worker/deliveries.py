"""Delivers a tenant's due notifications, one after another: claim, send, record. At most about 5 seconds,
or one try.

At least once: whoever dies between sending and recording has the message sent again, with the same id.
"""

import json
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from app.counters import NOTIFICATION_TRIES
from app.domain.engine.reasons import explain_reason
from app.domain.faults import Fault
from app.domain.notices.messages import describe_event, describe_question, write_for_chat
from app.domain.notices.notifications import CONFIRM
from app.logs import get_logger
from app.outbound.answers import Answer
from app.outbound.lookups import Lookups
from app.outbound.mail import Email, Mailer, parse_server
from app.outbound.signatures import build_headers
from app.outbound.webhooks import WebhookSender
from app.services.notices.notification_queue import Delivery, Place, claim_delivery, find_place, record_try
from app.services.notices.recipients import MAILS_PER_DAY, begin_question, count_mails_left
from app.services.queues.leases import LeaseLost
from app.services.tenancy.forge_tenants import FORGE
from app.settings import Settings
from worker.context import WorkerContext
from worker.crash_points import reach

logger = get_logger(__name__)

PAUSE_OF_BUDGET: Final = 3600.0
"""Seconds until an email is tried again that found the budget of the day used up."""
SLICE: Final = timedelta(seconds=5)
"""Short, so that a tenant with slow receivers soon stands at the end of the line again."""


def deliver_due(context: WorkerContext, tenant_id: int) -> int:
    """Deliver until nothing is due or the slice is over. Returns how many tries were made."""
    deadline = context.clock() + SLICE
    post = _Post(context.settings, context.lookups)
    tries = 0
    try:
        while context.clock() < deadline and _deliver_one(context, tenant_id, post):
            tries += 1
    except LeaseLost:
        context.count_lost_lease("delivery")
        logger.warning("delivery lease lost", tenant_id=tenant_id)
    return tries


def _deliver_one(context: WorkerContext, tenant_id: int, post: "_Post") -> bool:
    """Claim, send, record; False when nothing is due. Raises LeaseLost: then nothing is sent, or nothing recorded."""
    lease = context.begin_lease(context.leases.delivery)
    with context.database.tenant_session(tenant_id) as session:
        delivery = claim_delivery(session, context.keyring, lease)
        link = "" if delivery is None else build_link(context.settings, find_place(session, tenant_id))
    if delivery is None:
        return False
    reach("delivery_claimed")
    lease.check()
    answer = _send(post, delivery, link, context)
    reach("delivered")
    with context.database.tenant_session(tenant_id) as session:
        state = record_try(session, delivery, answer, context.clock())
    context.counters.add(NOTIFICATION_TRIES, delivery.kind, "delivered" if answer.is_delivered else "failed")
    logger.info("notification_tried", channel=delivery.kind, status=answer.status, state=state)
    return True


def _send(post: "_Post", delivery: Delivery, link: str, context: WorkerContext) -> Answer:
    """One try. Whatever goes wrong while a message is built or sent is a try that failed, and tries end."""
    try:
        return post.send(delivery, link.replace("{path}", delivery.data["path"]), context)
    except Exception:
        logger.exception("notification_not_sent", tenant_id=delivery.tenant_id, channel=delivery.kind)
        return Answer(fault=Fault("not_built"))


class _Post:
    """The ways out of this process."""

    def __init__(self, settings: Settings, lookups: Lookups) -> None:
        self._webhooks = WebhookSender(allows_loopback=not settings.is_production, lookups=lookups)
        self._mailer: Mailer | None = None
        if settings.smtp_url and settings.mail_from:
            server = parse_server(settings.smtp_url, settings.mail_from, is_tls_required=settings.is_production)
            self._mailer = Mailer(server)

    def send(self, delivery: Delivery, url: str, context: WorkerContext) -> Answer:
        """Send one message its way."""
        if delivery.kind == "email":
            return self._mail(delivery, url, context)
        if not delivery.secrets:
            return Answer(fault=Fault("no_secret"))
        body = build_body(delivery, url)
        headers = build_headers(delivery.secrets, delivery.message_id, context.clock(), body)
        return self._webhooks.send(delivery.url or "", body, headers)

    def _mail(self, delivery: Delivery, url: str, context: WorkerContext) -> Answer:
        if self._mailer is None:
            return Answer(fault=Fault("email_off"))
        with context.database.tenant_session(delivery.tenant_id) as session:
            left = count_mails_left(session, context.clock())
        if left < max(1, len(delivery.recipients)):
            return Answer(fault=Fault("emails_used_up", {"most": MAILS_PER_DAY}), retry_after=PAUSE_OF_BUDGET)
        if delivery.event == CONFIRM:
            return self._ask(delivery, context)
        if not delivery.recipients:
            return Answer(fault=Fault("none_confirmed"))
        message = describe_event(delivery.event, delivery.data, url, delivery.language)
        return self._mailer.send(
            Email(delivery.recipients, message.subject, message.text, delivery.message_id, delivery.created_at)
        )

    def _ask(self, delivery: Delivery, context: WorkerContext) -> Answer:
        """Send the question whether an address wants emails; each try has a link of its own."""
        with context.database.system_session() as session:
            question = begin_question(session, delivery.tenant_id, int(delivery.data["recipient_id"]))
            place = find_place(session, delivery.tenant_id)
        if question is None or self._mailer is None:
            return Answer(fault=Fault("not_to_be_asked"), is_final=True)
        site = urlsplit(place.site).hostname if place else None
        link = f"{context.settings.base_url}/confirm/{question.token}"
        message = describe_question(site or "", link, question.expires_at)
        return self._mailer.send(
            Email([question.address], message.subject, message.text, delivery.message_id, delivery.created_at)
        )


def build_body(delivery: Delivery, url: str) -> bytes:
    """Build the body of a webhook: the same bytes in every try, as long as nobody chooses another language."""
    facts = {name: value for name, value in delivery.data.items() if name != "path"}
    if "reason" in facts:
        facts["reason_text"] = explain_reason(facts["reason"])
    told = describe_event(delivery.event, delivery.data, url, delivery.language)
    # `text` is what Slack, Teams and Google Chat show; without it they refuse the message.
    message = {
        "type": delivery.event,
        "timestamp": delivery.created_at.isoformat(),
        "text": " ".join(filter(None, (write_for_chat(told.subject), url))),
        "data": facts | {"url": url},
    }
    return json.dumps(message, sort_keys=True, separators=(",", ":")).encode()


def build_link(settings: Settings, place: Place | None) -> str:
    """The address of the page with a place left for the path; "" while a part of it is not known.

    The two doors have pages of their own: a link leads to that of the installation that acts.
    """
    if place is None:
        return ""
    app_id = (settings.forge_app_id or "").rpartition("/")[2]
    known = {
        "{site}": place.site,
        "{app_key}": settings.app_key,
        "{app_id}": app_id,
        "{environment_id}": place.environment_id,
        "{installation_id}": place.installation_id,
        "{org_id}": place.org_id,
    }
    link = settings.forge_page_link if place.kind == FORGE else settings.page_link
    # An event of Forge tells no address of the site; it is known from the first call of the page on.
    if "{site}" in link and urlsplit(place.site).path.startswith("/ex/"):
        return ""
    for name, value in known.items():
        if name in link and not value:
            return ""
        link = link.replace(name, value)
    return link

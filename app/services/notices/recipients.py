"""Recipients of email: nothing but the question is sent to an address until somebody there has said yes.

The question carries a link with a token that is good for a week and for this alone; of the token only a digest is
kept. How often an address is asked, by whichever tenants, and how many mails a tenant sends a day is limited.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.db import SystemSession, TenantSession, fetch_now
from app.domain.errors import Conflict
from app.domain.notices.notifications import CONFIRM, MOST_TRIES
from app.domain.states import DeliveryState
from app.models import MailRecipient, Notification, NotificationChannel, NotificationTry
from app.services.queues.wakeup import announce_work
from app.services.records.audit import Change, record_change

MAILS_PER_DAY: Final = 500
"""Addresses written to by a tenant in 24 hours, whatever became of it."""
QUESTIONS_PER_DAY: Final = 40
"""Addresses that a tenant lets us ask in 24 hours."""
ASKED_PER_DAY: Final = 5
"""How often one mailbox is asked in 24 hours, whoever wants it and under whatever label."""
TOKEN_LIFE: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
_TOKEN_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class Question:
    """Confirmation request to an address: the token of its link, and until when it is good."""

    address: str
    token: str
    expires_at: datetime


def fold(address: str) -> str:
    """An address as it is compared: mail servers tell no small letters from capitals, and neither do we."""
    return address.strip().lower()


def list_confirmed(session: TenantSession, addresses: Iterable[str]) -> list[str]:
    """Those of the addresses who said yes, in the given order."""
    wanted = list(addresses)
    query = sa.select(MailRecipient.address).where(
        MailRecipient.tenant_id == session.tenant_id,
        MailRecipient.address.in_([fold(one) for one in wanted]),
        MailRecipient.confirmed_at.is_not(None),
    )
    known = set(session.scalars(query))
    return [one for one in wanted if fold(one) in known]


def ask_recipients(session: TenantSession, channel: NotificationChannel, now: datetime) -> int:
    """Let every recipient of a channel who has not confirmed be asked; how many. Raises Conflict over the limit.

    Whose question is still on its way is not asked again.
    """
    addresses = [str(one) for one in channel.recipients or ()]
    confirmed = set(list_confirmed(session, addresses))
    asked = 0
    for address in addresses:
        if address not in confirmed:
            asked += _ask(session, channel, address, now)
    if asked:
        announce_work(session)
    return asked


def _ask(session: TenantSession, channel: NotificationChannel, address: str, now: datetime) -> int:
    tenant_id = channel.tenant_id
    new = insert(MailRecipient).values(tenant_id=tenant_id, address=fold(address))
    # Two channels may name the address at once: there is one row, which the next statement locks.
    session.execute(new.on_conflict_do_nothing(index_elements=[MailRecipient.tenant_id, MailRecipient.address]))
    same = sa.select(MailRecipient.id).where(
        MailRecipient.tenant_id == tenant_id, MailRecipient.address == fold(address)
    )
    recipient_id = session.scalars(same.with_for_update()).one()
    mine = sa.select(sa.func.count()).where(
        Notification.tenant_id == tenant_id, Notification.event == CONFIRM,
        Notification.data["recipient_id"].as_integer() == recipient_id, Notification.state == DeliveryState.WAITING,
    )  # fmt: skip
    if session.scalar(mine):
        return 0
    today = sa.select(sa.func.count()).where(
        Notification.tenant_id == tenant_id, Notification.event == CONFIRM, Notification.created_at > now - DAY
    )
    if (session.scalar(today) or 0) >= QUESTIONS_PER_DAY:
        raise Conflict(
            "confirmations_used_up",
            f"{QUESTIONS_PER_DAY} addresses were asked within a day; go on tomorrow.",
            most=QUESTIONS_PER_DAY,
        )
    session.add(
        Notification(
            tenant_id=tenant_id,
            channel_id=channel.id,
            event=CONFIRM,
            subject=f"recipient:{recipient_id}:{secrets.token_hex(8)}",
            data={"path": "/settings/notifications", "recipient_id": recipient_id},
            most_tries=MOST_TRIES,
            next_try_at=now,
        )
    )
    session.flush()
    return 1


def begin_question(session: SystemSession, tenant_id: int, recipient_id: int) -> Question | None:
    """Make the token of a question that is about to be sent; None when the address was asked too often today.

    What other tenants asked of the address counts, too.
    """
    now = fetch_now(session)
    # The link may be followed while its mail is on the way: a confirmed address is asked nothing more.
    row = session.get(MailRecipient, (tenant_id, recipient_id), with_for_update=True, populate_existing=True)
    if row is None or row.confirmed_at is not None:
        return None
    mailbox, domain = _find_mailbox(row.address)
    # Two tenants may ask the same mailbox at once: the second one counts what the first has asked.
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"asked:{mailbox}@{domain}", 0))))
    times = sa.select(sa.func.coalesce(sa.func.sum(MailRecipient.asked_times), 0)).where(
        _is_of(mailbox, domain), MailRecipient.asked_at > now - DAY
    )
    if session.execute(times).scalar_one() >= ASKED_PER_DAY:
        return None
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    is_same_day = row.asked_at is not None and row.asked_at > now - DAY
    row.asked_times = row.asked_times + 1 if is_same_day else 1
    row.asked_at, row.token_digest, row.token_expires_at = now, _digest(token), now + TOKEN_LIFE
    return Question(row.address, token, now + TOKEN_LIFE)


def _find_mailbox(address: str) -> tuple[str, str]:
    """The mailbox that an address leads to, and its domain: what stands behind a plus is a label of the reader's."""
    local, _at, domain = address.rpartition("@")
    return local.partition("+")[0] or local, domain


def _is_of(mailbox: str, domain: str) -> sa.ColumnElement[bool]:
    """The addresses that lead to one mailbox."""
    labelled = MailRecipient.address.startswith(f"{mailbox}+", autoescape=True)
    return (MailRecipient.address == f"{mailbox}@{domain}") | (
        labelled & MailRecipient.address.endswith(f"@{domain}", autoescape=True)
    )


def find_question(session: SystemSession, token: str, now: datetime) -> bool:
    """Whether a link is good. Who confirms has no session of a tenant."""
    return _find(session, token, now) is not None


def confirm(session: SystemSession, token: str, now: datetime) -> bool:
    """Take the yes of an address; False for a link that is no longer good. May be repeated."""
    row = _find(session, token, now)
    if row is None:
        return False
    if row.confirmed_at is None:
        row.confirmed_at = now
        record_change(session, row.tenant_id, None, Change("recipient.confirmed", row.address))
        announce_work(session)
    return True


def forget_recipients(session: TenantSession, addresses: Iterable[str]) -> None:
    """Somebody's account was closed: nothing is known of their address any more."""
    query = sa.delete(MailRecipient).where(
        MailRecipient.tenant_id == session.tenant_id, MailRecipient.address.in_([fold(one) for one in addresses])
    )
    session.execute(query.execution_options(synchronize_session=False))


def count_mails_left(session: TenantSession, now: datetime) -> int:
    """How many addresses may still be written to, by what was sent within the last 24 hours."""
    query = sa.select(sa.func.coalesce(sa.func.sum(NotificationTry.recipients), 0)).where(
        NotificationTry.tenant_id == session.tenant_id,
        NotificationTry.recipients.is_not(None),
        NotificationTry.tried_at > now - DAY,
    )
    return max(0, MAILS_PER_DAY - (session.scalar(query) or 0))


def _find(session: SystemSession, token: str, now: datetime) -> MailRecipient | None:
    query = sa.select(MailRecipient).where(
        MailRecipient.token_digest == _digest(token), MailRecipient.token_expires_at > now
    )
    return session.scalars(query.with_for_update()).one_or_none()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

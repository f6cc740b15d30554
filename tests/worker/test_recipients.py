"""Nobody is sent anything but a question before they said yes, and no tenant sends more than its share."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict
from app.domain.notices.messages import describe_question
from app.domain.notices.notifications import MOST_TRIES
from app.models import MailRecipient, Notification, NotificationChannel, NotificationTry
from app.services.notices import channels, recipients
from app.services.tenancy import erasure
from tests.ground.desk import Desk
from tests.ground.receivers import ODD_ADDRESSES, Mailbox, running_mailbox
from tests.worker.delivering import (
    RULES,
    add_mail_channel,
    confirm_all,
    deliver,
    log,
    suspend_nobody,
    use_mailbox,
)

LINK = re.compile(r"/confirm/([\w-]+)")


@pytest.fixture
def mailed(synced: Desk) -> Any:
    """A desk whose emails arrive."""
    with running_mailbox() as mailbox:
        use_mailbox(synced, mailbox)
        yield synced, mailbox


def read_token(email: EmailMessage) -> str:
    found = set(LINK.findall(email.get_content()))
    assert len(found) == 1
    return str(found.pop())


def click(desk: Desk, token: str) -> bool:
    with desk.context.database.system_session() as session:
        return recipients.confirm(session, token, desk.clock())


def of_event(desk: Desk, event: str) -> list[Any]:
    return [one for one in log(desk) if one.event == event]


def test_nothing_but_a_question_is_sent_before_somebody_said_yes(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    add_mail_channel(desk, "ops@acme.example", "boss@acme.example", name="Free viagra http://evil.example")
    deliver(desk)
    questions = list(mailbox.emails)
    assert sorted(str(one["To"]) for one in questions) == ["boss@acme.example", "ops@acme.example"]
    for one in questions:
        assert "evil.example" not in f"{one['Subject']}{one.get_content()}"
        assert "bitte" in one["Subject"]

    desk.run(suspend_nobody(desk))
    deliver(desk)
    assert len(mailbox.emails) == 2
    [told] = of_event(desk, "run.succeeded")
    assert told.state == "waiting"
    assert told.tries[0].error == "None of the recipients has confirmed that they want these emails."

    mine = next(one for one in questions if one["To"] == "ops@acme.example")
    assert click(desk, read_token(mine))
    desk.clock.advance(minutes=1)
    deliver(desk)
    [email] = mailbox.emails[2:]
    assert email["To"] == "ops@acme.example"
    [channel] = desk.ask(channels.list_channels)
    assert channel.unconfirmed == ["boss@acme.example"]


def test_a_link_is_good_for_a_week_and_the_newest_alone(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    channel = add_mail_channel(desk, "ops@acme.example")
    deliver(desk)
    desk.ask(channels.ask_again, channel, by=desk.admin)
    deliver(desk)
    old, new = map(read_token, mailbox.emails)

    assert old != new
    assert not click(desk, old)
    assert not click(desk, "x" * 32)
    with desk.context.database.system_session() as session:
        stored = str(session.execute(sa.select(MailRecipient.__table__)).all())
        now = desk.clock()
        assert new not in stored
        assert not recipients.confirm(session, new, now + recipients.TOKEN_LIFE + timedelta(minutes=10))
        assert recipients.find_question(session, new, now)
    assert click(desk, new)
    assert click(desk, new)
    assert len(mailbox.emails) == 2


def test_an_address_is_asked_some_times_a_day_whoever_wants_it(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    channel = add_mail_channel(desk, "Victim@acme.example")
    with desk.context.database.system_session() as session:
        other = session.execute(sa.text("insert into tenants (status) values ('active') returning id")).scalar_one()
        session.add(
            MailRecipient(tenant_id=other, address="victim@acme.example", asked_times=2, asked_at=sa.func.now())
        )
    for _ in range(recipients.ASKED_PER_DAY + 2):
        deliver(desk)
        desk.ask(channels.ask_again, channel, by=desk.admin)
    deliver(desk)

    assert len(mailbox.emails) == recipients.ASKED_PER_DAY - 2
    last = of_event(desk, "recipient.confirm")[0]
    assert last.state == "failed"
    assert "often enough" in str(last.tries[0].error)


def test_labels_of_a_mailbox_are_one_address_for_who_is_asked(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    labelled = [f"victim+{number}@acme.example" for number in range(recipients.ASKED_PER_DAY + 2)]
    add_mail_channel(desk, *labelled, "victim@other.example", "victims@acme.example", "vic_im+1@acme.example")
    deliver(desk)

    asked = [str(email["To"]) for email in mailbox.emails]
    of_victim = [one for one in asked if re.fullmatch(r"victim(\+\d+)?@acme\.example", one)]
    assert len(of_victim) == recipients.ASKED_PER_DAY
    assert sorted(set(asked) - set(of_victim)) == [
        "vic_im+1@acme.example",
        "victim@other.example",
        "victims@acme.example",
    ]


def test_a_tenant_lets_so_many_addresses_be_asked_a_day(mailed: tuple[Desk, Mailbox]) -> None:
    desk, _mailbox = mailed
    for number in range(recipients.QUESTIONS_PER_DAY // 10):
        add_mail_channel(desk, *(f"p{number}-{one}@acme.example" for one in range(10)))
    with pytest.raises(Conflict) as refusal:
        add_mail_channel(desk, "one-more@acme.example")
    assert refusal.value.code == "confirmations_used_up"


def test_the_emails_of_a_day_are_counted_and_told(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    add_mail_channel(desk, "ops@acme.example")
    deliver(desk)
    confirm_all(desk)

    def count() -> Any:
        return desk.ask(recipients.count_mails_left, desk.clock())

    assert count() == recipients.MAILS_PER_DAY - 1
    with desk.context.database.system_session() as session:
        session.execute(sa.update(NotificationTry).values(recipients=recipients.MAILS_PER_DAY))
    assert count() == 0

    desk.run(suspend_nobody(desk))
    deliver(desk)
    [told] = of_event(desk, "run.succeeded")
    assert (told.state, len(mailbox.emails)) == ("waiting", 1)
    assert "used up" in str(told.tries[0].error)
    desk.clock.advance(hours=25)
    with desk.context.database.system_session() as session:
        session.execute(sa.update(Notification).values(next_try_at=sa.func.now()))
    deliver(desk)
    assert len(mailbox.emails) == 2


def test_an_address_that_is_left_out_and_put_in_again_has_confirmed(mailed: tuple[Desk, Mailbox]) -> None:
    desk, mailbox = mailed
    channel = add_mail_channel(desk, "ops@acme.example")
    deliver(desk)
    assert click(desk, read_token(mailbox.emails[0]))
    for recipients_now in (["x@acme.example"], ["OPS@acme.example"]):
        view = desk.ask(channels.update_channel, channel, {"recipients": recipients_now}, rules=RULES, by=desk.admin)
    assert view.unconfirmed == []


def test_of_a_closed_account_no_address_is_kept(mailed: tuple[Desk, Mailbox]) -> None:
    desk, _mailbox = mailed
    account, address = next(
        (one["account_id"], one["email"])
        for one in desk.sandbox.call("GET", f"/organizations/{desk.org_id}/users?limit=50")["users"]
        if one["email"] and not one["is_org_admin"]
    )
    add_mail_channel(desk, address, "ops@acme.example")
    deliver(desk)
    desk.call(erasure.erase_accounts, [account])
    with desk.context.database.system_session() as session:
        left = session.scalars(sa.select(MailRecipient.address)).all()
    assert left == ["ops@acme.example"]


def test_a_question_says_who_asks_by_the_name_of_the_site_alone() -> None:
    message = describe_question("acme.atlassian.net", "https://x.example/confirm/t", datetime(2026, 3, 2, tzinfo=UTC))
    assert message.text.count("(acme.atlassian.net)") == 2
    assert message.text.count("https://x.example/confirm/t") == 1
    assert "2026-03-02" in message.text


def test_addresses_that_cannot_be_written_end_in_recorded_tries_and_keep_nobody_from_being_told(
    mailed: tuple[Desk, Mailbox],
) -> None:
    desk, mailbox = mailed
    only_odd = add_mail_channel(desk, "one@acme.example", name="Odd")
    mixed = add_mail_channel(desk, "two@acme.example", name="Mixed")
    odd = [one for one in ODD_ADDRESSES if one.isprintable()]  # the others are none that the database keeps
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        for channel, more in ((only_odd, []), (mixed, ["two@acme.example"])):
            row = session.get_one(NotificationChannel, (desk.tenant_id, channel))
            row.recipients = [*odd, *more]
            recipients.ask_recipients(session, row, desk.clock())
    spend_tries(desk)
    assert {one.state for one in of_event(desk, "recipient.confirm")} == {"failed", "delivered"}
    assert mailbox.recipients == [["one@acme.example"], ["two@acme.example"]]

    confirm_all(desk)
    desk.run(suspend_nobody(desk))
    spend_tries(desk)

    [told] = [one for one in of_event(desk, "run.succeeded") if one.channel_name == "Odd"]
    assert (told.state, len(told.tries), told.next_try_at) == ("failed", MOST_TRIES, None)
    assert all("None of the addresses" in str(one.error) for one in told.tries)
    assert [one.state for one in of_event(desk, "run.succeeded") if one.channel_name == "Mixed"] == ["delivered"]
    assert mailbox.recipients[2:] == [["two@acme.example"]]


def spend_tries(desk: Desk) -> None:
    """Until nothing is due any more."""
    for _ in range(MOST_TRIES):
        while deliver(desk):
            pass
        desk.clock.advance(hours=12, seconds=1)
    assert deliver(desk) == 0

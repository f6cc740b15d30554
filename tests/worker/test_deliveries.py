"""Notifications from the event to the receiver: once per run, event and channel, tried again, given up, never lost."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook

from app.domain.errors import Invalid
from app.domain.faults import Fault
from app.domain.notices.notifications import MOST_TRIES
from app.models import Installation, Notification, NotificationChannel, OrganizationCredential
from app.outbound.answers import Answer
from app.services.engine.runs import approve_run
from app.services.notices import channels, notification_queue, notifications
from app.services.notices.channels import ChannelDraft
from app.services.queues.leases import LeaseLost
from app.services.tenancy import settings, tenants
from app.services.tenancy.organization import get_key, mark_key_dead
from tests.ground.desk import Desk
from tests.ground.receivers import Receiver, running_mailbox, running_receiver
from tests.worker.delivering import (
    ALL_EVENTS,
    RULES,
    add_channel,
    add_mail_channel,
    confirm_all,
    deliver,
    log,
    read,
    suspend_nobody,
    use_mailbox,
)
from tests.worker.people import all_users, ordinary
from worker.housekeeping import Housekeeping


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_a_run_is_told_of_once_with_counts_a_link_and_a_signature(synced: Desk, receiver: Receiver) -> None:
    _channel, secret = add_channel(synced, receiver.url)
    run = synced.run(suspend_nobody(synced))

    assert (deliver(synced), deliver(synced)) == (1, 0)

    [one] = receiver.received
    body = Webhook(secret).verify(one.body, {name.lower(): value for name, value in one.headers.items()})
    assert body["type"] == "run.succeeded"
    assert body["data"] | {"run_id": run.summary.id, "state": "succeeded"} == body["data"]
    assert body["data"]["counts"]["matched"] == 0
    assert body["data"]["url"].endswith(f"/plugins/servlet/ac/com.rollcall.app/rollcall-page#!/runs/{run.summary.id}")
    assert body["data"]["requested_by"] == synced.admin
    [line] = log(synced)
    assert (line.state, [(one.status, one.error) for one in line.tries]) == ("delivered", [(204, None)])
    assert line.message_id == one.headers["webhook-id"]


def test_only_the_events_that_a_channel_asked_for_are_told_to_it(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url, "run.failed", "run.partial")
    off, _secret = add_channel(synced, receiver.url)
    synced.ask(channels.update_channel, off, {"is_active": False}, rules=RULES, by=synced.admin)
    synced.run(suspend_nobody(synced))

    assert (deliver(synced), log(synced)) == (0, [])


def test_a_held_run_is_told_of_when_it_is_held_and_again_when_it_has_ended(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    two = ordinary(synced)[:2]
    spec = {"version": 1, "root": {"op": "and", "of": [{"type": "people", "values": two}]}}
    held = synced.run(synced.create_task(spec, {"type": "suspend_user"}, max_users=1))
    deliver(synced)
    assert held.summary.state == "held"
    synced.call(approve_run, held.summary.id, by="approver", plan_hash=held.plan_hash, now=synced.clock())
    synced.work()
    deliver(synced)

    told = [read(one) for one in receiver.received]
    assert [one["type"] for one in told] == ["run.held", "run.succeeded"]
    assert (told[0]["data"]["planned_users"], told[0]["data"]["reason"]) == (2, "over_limit")
    assert told[1]["data"]["counts"]["affected"] == 2
    everything = b"".join(one.body for one in receiver.received).decode()
    assert not [user["email"] for user in all_users(synced) if user["email"] and user["email"] in everything]


def test_what_is_not_taken_is_tried_again_with_growing_pauses_and_the_same_id(synced: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500, 503, 204]
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))

    assert (deliver(synced), deliver(synced)) == (1, 0)
    synced.clock.advance(seconds=11)
    assert (deliver(synced), deliver(synced)) == (1, 0)
    synced.clock.advance(seconds=61)
    assert deliver(synced) == 1

    [line] = log(synced)
    assert (line.state, [one.status for one in line.tries]) == ("delivered", [500, 503, 204])
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert len({one.body for one in receiver.received}) == 1


def test_after_the_last_try_it_is_given_up_and_an_admin_may_try_once_more(synced: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500]
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    for _ in range(MOST_TRIES):
        assert deliver(synced) == 1
        synced.clock.advance(hours=12, seconds=1)

    assert deliver(synced) == 0
    [line] = log(synced)
    assert (line.state, len(line.tries), line.next_try_at) == ("failed", MOST_TRIES, None)

    for statuses, state in ([500], "failed"), ([204], "delivered"):
        receiver.statuses = statuses
        synced.ask(notifications.try_again, line.id, by=synced.admin, now=synced.clock())
        assert deliver(synced) == 1
        [line] = log(synced)
        assert line.state == state
    assert len(line.tries) == MOST_TRIES + 2


def test_a_worker_that_dies_after_sending_has_the_same_message_sent_again(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    keyring = synced.context.keyring
    lease = synced.context.begin_lease(timedelta(seconds=60))
    lost = synced.ask(notification_queue.claim_delivery, keyring, lease)

    assert synced.ask(notification_queue.claim_delivery, keyring, lease) is None
    synced.clock.advance(seconds=61)
    assert deliver(synced) == 1
    with synced.context.database.tenant_session(synced.tenant_id) as session, pytest.raises(LeaseLost):
        notification_queue.record_try(session, lost, Answer(500, Fault("answered", {"status": 500})), synced.clock())

    [line] = log(synced)
    assert (line.state, len(line.tries), line.message_id) == ("delivered", 1, lost.message_id)


def test_a_job_that_was_lost_is_handed_out_again(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))

    def hand_out() -> int:
        with synced.context.database.system_session() as session:
            return len(notification_queue.hand_out_deliveries(session, limit=10))

    assert (hand_out(), hand_out()) == (1, 0)
    synced.clock.advance(seconds=61)
    assert hand_out() == 1


def test_a_dying_key_is_told_of_once(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    version = synced.call(get_key, synced.context.keyring).version
    for _ in range(2):
        assert synced.call(mark_key_dead, version, "Atlassian refused the key.", synced.clock())
        deliver(synced)

    assert [read(one)["type"] for one in receiver.received] == ["key.dead"]


def test_an_expiring_key_is_told_of_at_thirty_fourteen_seven_and_one_days(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    with synced.context.database.system_session() as session:
        session.execute(sa.update(OrganizationCredential).values(expires_on=date.today() + timedelta(days=40)))  # noqa: DTZ011
    told = []
    for day in range(42):
        Housekeeping(
            synced.context.database, synced.clock, lambda _tenant_id: None, lambda _tenant_id, _run_id: None
        ).run_if_due()
        if deliver(synced):
            told.append(40 - day)
        synced.clock.advance(days=1)

    assert told == [30, 14, 7, 1]
    assert [read(one)["data"]["days_left"] for one in receiver.received] == told
    assert b"api_key" not in receiver.received[0].body


def test_an_exchanged_secret_signs_beside_the_old_one_for_a_day(synced: Desk, receiver: Receiver) -> None:
    channel_id, old = add_channel(synced, receiver.url)
    _view, new = synced.ask(
        channels.rotate_secret, channel_id, synced.context.keyring, by=synced.admin, now=synced.clock()
    )
    task = suspend_nobody(synced)
    synced.run(task)
    deliver(synced)
    synced.clock.advance(hours=25)
    synced.run(task)
    deliver(synced)

    signatures = [one.headers["webhook-signature"].split(" ") for one in receiver.received]
    assert (old != new, [len(one) for one in signatures]) == (True, [2, 1])


def test_email_goes_through_the_operators_server(synced: Desk) -> None:
    with running_mailbox() as mailbox:
        use_mailbox(synced, mailbox)
        add_mail_channel(synced, "ops@acme.example")
        deliver(synced)
        confirm_all(synced)
        run = synced.run(suspend_nobody(synced))
        deliver(synced)

    _question, email = mailbox.emails
    assert (email["Subject"], email["To"]) == ("Rollcall: task 1: succeeded", "ops@acme.example")
    assert f"#!/runs/{run.summary.id}" in email.get_content()
    assert log(synced)[0].state == "delivered"


def test_emails_and_webhooks_speak_the_language_of_the_organization(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    with running_mailbox() as mailbox:
        use_mailbox(synced, mailbox)
        add_mail_channel(synced, "ops@acme.example")
        deliver(synced)
        confirm_all(synced)
        synced.call(settings.update_settings, {"language": "de"}, by=synced.admin, now=synced.clock())
        synced.run(suspend_nobody(synced))
        deliver(synced)

    _question, email = mailbox.emails
    assert email["Subject"] == "Rollcall: task 1: erfolgreich"
    assert "Schritte: 0 erledigt" in email.get_content()
    [sent] = [read(one) for one in receiver.received]
    assert sent["text"].startswith("Rollcall: task 1: erfolgreich")
    assert sent["data"]["state"] == "succeeded"


def test_without_an_email_server_the_log_says_so(synced: Desk) -> None:
    draft = ChannelDraft("email", "Ops", ALL_EVENTS, recipients=["ops@acme.example"])
    synced.ask(channels.create_channel, synced.context.keyring, draft=draft, rules=RULES, by=synced.admin)
    synced.run(suspend_nobody(synced))
    deliver(synced)

    assert [one.error for one in log(synced)[0].tries] == ["Email is not set up on this server."]


def test_after_an_uninstall_nothing_is_sent_and_no_secret_is_left(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    with synced.context.database.system_session() as session:
        installation = session.scalars(sa.select(Installation)).one()
        tenants.record_uninstalled(session, installation.client_key, signed_at=synced.clock(), now=synced.clock())

    assert deliver(synced) == 0
    with synced.context.database.system_session() as session:
        [channel] = session.scalars(sa.select(NotificationChannel))
        assert (channel.encrypted_secret, channel.is_active) == (None, False)
        assert session.scalars(sa.select(Notification)).all() == []
    assert receiver.received == []


def test_old_lines_leave_the_delivery_log_after_thirty_days(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    deliver(synced)

    def forget() -> int:
        with synced.context.database.system_session() as session:
            return notifications.forget_old_notifications(session, synced.clock())

    synced.clock.advance(days=29)
    assert (forget(), len(log(synced))) == (0, 1)
    synced.clock.advance(days=1, seconds=1)
    assert (forget(), log(synced)) == (1, [])


@pytest.mark.parametrize(
    ("recipients", "wrong"),
    [
        ([], "/recipients"),
        (["ops"], "/recipients/0"),
        (["ops@acme.example", "a@b"], "/recipients/1"),
        (["ops@acme.example\r\nBcc: all@acme.example"], "/recipients/0"),
        (["a@acme.example, b@acme.example"], "/recipients/0"),
    ],
)
def test_recipients_have_to_be_email_addresses(synced: Desk, recipients: list[str], wrong: str) -> None:
    draft = ChannelDraft("email", "Ops", ALL_EVENTS, recipients=recipients)

    with pytest.raises(Invalid) as refusal:
        synced.ask(channels.create_channel, synced.context.keyring, draft=draft, rules=RULES, by=synced.admin)

    assert [one.pointer for one in refusal.value.errors] == [wrong]

"""What a receiver or an admin says about a channel holds for everything that is still to be sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.faults import Fault
from app.outbound.lookups import Lookups
from app.services.notices import channels
from tests.ground.desk import Desk
from tests.ground.nameservers import running_silent_name_server
from tests.ground.receivers import Receiver, running_receiver
from tests.worker.delivering import RULES, add_channel, deliver, log, read, suspend_nobody


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_a_channel_that_is_switched_off_sends_nothing_more(synced: Desk, receiver: Receiver) -> None:
    channel, _secret = add_channel(synced, receiver.url)
    receiver.statuses = [500]
    synced.run(suspend_nobody(synced))
    deliver(synced)
    tried = len(receiver.received)
    assert tried == 1
    synced.ask(channels.update_channel, channel, {"is_active": False}, rules=RULES, by=synced.admin)
    synced.clock.advance(hours=22)
    deliver(synced)
    assert len(receiver.received) == tried
    synced.ask(channels.update_channel, channel, {"is_active": True}, rules=RULES, by=synced.admin)
    deliver(synced)
    assert len(receiver.received) == tried


def test_an_address_that_is_gone_is_not_tried_again(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    receiver.statuses = [410]
    synced.run(suspend_nobody(synced))
    deliver(synced)
    [line] = log(synced)
    assert (line.state, line.tries[0].status) == ("failed", 410)
    assert line.tries[0].fault == Fault("gone_for_good")
    assert "gone" in (line.tries[0].error or "")


def test_a_receiver_that_asks_for_a_pause_gets_it_within_bounds(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    receiver.statuses, receiver.headers = [429], {"Retry-After": "900"}
    synced.run(suspend_nobody(synced))
    deliver(synced)
    [line] = log(synced)
    assert line.next_try_at is not None
    assert timedelta(seconds=890) < line.next_try_at - synced.clock() <= timedelta(seconds=900)


def test_a_webhook_says_in_a_sentence_what_happened(synced: Desk, receiver: Receiver) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    deliver(synced)
    assert read(receiver.received[0])["text"].startswith("Rollcall: task 1: succeeded")


def test_a_name_server_that_never_answers_costs_a_try_and_the_next_receiver_is_told(
    synced: Desk, receiver: Receiver
) -> None:
    add_channel(synced, "https://hook.example/rollcall")
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    with running_silent_name_server() as silent:
        synced.context = replace(synced.context, lookups=Lookups(silent.resolve, seconds=0.1))
        deliver(synced)

    lines = sorted(log(synced), key=lambda line: line.state)
    assert [line.state for line in lines] == ["delivered", "waiting"]
    assert [one.fault for one in lines[1].tries] == [Fault("no_name_server")]
    assert lines[1].next_try_at is not None
    assert len(receiver.received) == 1

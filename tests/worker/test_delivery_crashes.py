"""A worker that dies between sending a notification and writing that down."""

import signal
from collections.abc import Iterator

import pytest

from tests.ground.desk import Desk
from tests.ground.receivers import Receiver, running_receiver
from tests.worker.crashing import Crash, Place, crash_delivery
from tests.worker.delivering import add_channel, deliver, log, suspend_nobody


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_a_worker_killed_after_sending_has_the_same_message_sent_again(
    synced: Desk, receiver: Receiver, database_url: str, redis_url: str
) -> None:
    add_channel(synced, receiver.url)
    synced.run(suspend_nobody(synced))
    place = Place(synced.sandbox.base_url, database_url, redis_url, synced.clock.offset)

    assert crash_delivery(place, synced.tenant_id, Crash("delivered")) == -signal.SIGKILL
    synced.clock.advance(minutes=10)
    deliver(synced)

    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert [line.state for line in log(synced)] == ["delivered"]

"""The heartbeat keeps a lease, and what it cannot keep it loses."""

import time
from datetime import timedelta

import pytest

from app.services.leases import Lease, LeaseLost
from worker.heartbeat import Heartbeat

LENGTH = timedelta(seconds=2)


def test_beats_keep_the_lease_and_bring_the_cancellation() -> None:
    beats = list[float]()

    def renew() -> bool:
        beats.append(time.monotonic())
        return len(beats) == 3

    with Heartbeat(Lease(LENGTH), renew) as heartbeat:
        assert not heartbeat.check()
        time.sleep(2.2)
        assert heartbeat.check(), "a cancellation that was heard once is not forgotten"
    assert len(beats) >= 5


def test_without_a_beat_that_succeeds_the_lease_is_lost_in_time() -> None:
    def renew() -> bool:
        raise ConnectionError("the database is away")

    with Heartbeat(Lease(LENGTH), renew) as heartbeat:
        assert not heartbeat.check()
        time.sleep(1.2)
        with pytest.raises(LeaseLost):
            heartbeat.check()


def test_a_beat_that_takes_too_long_loses_the_lease_before_it_ends() -> None:
    def renew() -> bool:
        time.sleep(1.5)
        return False

    with Heartbeat(Lease(LENGTH), renew) as heartbeat:
        time.sleep(1.3)
        with pytest.raises(LeaseLost):
            heartbeat.check()


def test_somebody_else_at_the_row_ends_the_lease_at_once() -> None:
    def renew() -> bool:
        raise LeaseLost("another attempt")

    with Heartbeat(Lease(LENGTH), renew) as heartbeat:
        time.sleep(0.5)
        with pytest.raises(LeaseLost):
            heartbeat.check()


def test_a_lease_that_was_lost_is_not_renewed_any_more() -> None:
    beats = list[int]()
    lease = Lease(LENGTH)
    lease.give_up()

    def renew() -> bool:
        beats.append(1)
        return False

    with Heartbeat(lease, renew):
        time.sleep(0.5)
    assert beats == [], "others should be able to take the row as soon as they can"

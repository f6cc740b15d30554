"""A lease is trusted for half of its length since the last renewal was sent, and once lost it stays lost."""

import time
from datetime import timedelta

import pytest

from app.services.queues.leases import Lease, LeaseLost, uptime

LENGTH = timedelta(seconds=20)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def is_held(lease: Lease) -> bool:
    """Whether something may still leave."""
    try:
        lease.check()
    except LeaseLost:
        return False
    return True


@pytest.mark.parametrize(("age", "held"), [(0, True), (9.99, True), (10, False), (30, False)])
def test_a_lease_is_trusted_for_half_of_its_length(age: float, held: bool) -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    watch.seconds += age
    assert is_held(lease) is held


def test_a_renewal_counts_from_when_it_was_sent() -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    sent_at = lease.now()
    watch.seconds += 9
    lease.renewed(sent_at)
    watch.seconds += 1
    assert not is_held(lease)


def test_a_lease_that_was_found_lost_is_not_saved_by_a_renewal_that_comes_back_late() -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    watch.seconds += 9
    sent_at = lease.now()
    watch.seconds += 2
    assert not is_held(lease)
    lease.renewed(sent_at)
    assert not is_held(lease)


def test_renewals_keep_a_lease() -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    for _ in range(10):
        watch.seconds += 9
        lease.renewed(lease.now())
        assert is_held(lease)


def test_a_lease_that_was_not_trusted_once_is_lost_although_it_is_renewed() -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    watch.seconds += 10
    assert not is_held(lease)
    lease.renewed(lease.now())
    assert not is_held(lease)


def test_a_holder_that_renews_too_late_has_lost_its_lease() -> None:
    watch = Watch()
    lease = Lease(LENGTH, watch)
    watch.seconds += 10
    lease.renewed(lease.now())
    assert not is_held(lease)


def test_a_lease_that_somebody_else_took_is_lost() -> None:
    lease = Lease(LENGTH)
    lease.give_up()
    lease.renewed(lease.now())
    assert not is_held(lease)


def test_the_clock_of_leases_goes_on_while_the_machine_sleeps() -> None:
    assert abs(uptime() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1

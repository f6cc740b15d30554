"""The heartbeat keeps a lease, and what it cannot keep it loses."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.db import fetch_now
from app.services.engine import run_queue
from app.services.queues import syncs
from app.services.queues.leases import Lease, LeaseLost
from app.services.tenancy import account_reports
from tests.ground.desk import Desk
from tests.worker.people import people
from worker.processes.heartbeat import Heartbeat

LENGTH = timedelta(seconds=2)
LONG = timedelta(minutes=1)
Write = Callable[..., object]
Hold = Callable[[Desk], tuple[Any, Write, Write]]


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


def test_a_beat_counts_from_when_it_was_sent() -> None:
    """The database may have taken it at once, and the answer alone have been slow."""
    beats = list[int]()

    def renew() -> bool:
        beats.append(1)
        if len(beats) > 1:
            raise ConnectionError
        time.sleep(0.7)
        return False

    with Heartbeat(Lease(LENGTH), renew) as heartbeat:
        time.sleep(1.5)
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


# -- a renewal that comes after the lease was given back ----------------------------------------------------------


def hold_run(desk: Desk) -> tuple[Any, Write, Write]:
    """What a worker holds, how it renews the lease, and how it gives it back."""
    run_id = desk.run_now(desk.create_task(people("nobody"), {"type": "suspend_user"}))
    held = desk.call(run_queue.claim_run, run_id, 0, lease=desk.context.begin_lease(LONG))
    return held, run_queue.extend_lease, lambda session, run: run_queue.release_run(session, run.fence)


def hold_sync(desk: Desk) -> tuple[Any, Write, Write]:
    """The same for a sync."""
    sync_id = desk.call(syncs.request_sync, "manual", desk.admin).id
    held = desk.call(syncs.claim_sync, sync_id, 0, lease=desk.context.begin_lease(LONG))
    give_back = partial(syncs.release_sync, not_before=None, has_failed=False)
    return held, syncs.extend_sync_lease, give_back


def hold_report(desk: Desk) -> tuple[Any, Write, Write]:
    """The same for a report of accounts."""
    held = desk.call(account_reports.claim_report, desk.context.begin_lease(LONG))
    return held, account_reports.extend_report_lease, account_reports.release_report


def is_free(desk: Desk, kind: str) -> bool:
    """Whether another worker gets it now."""
    if kind == "report":
        return desk.call(account_reports.claim_report, desk.context.begin_lease(LONG)) is not None
    return [work.kind for work in desk.hand_out()] == [kind]


@pytest.mark.parametrize(("kind", "hold"), [("run", hold_run), ("sync", hold_sync), ("report", hold_report)])
def test_a_renewal_on_its_way_takes_back_no_lease_that_was_given_back(synced: Desk, kind: str, hold: Hold) -> None:
    """Else nobody would hold the row, and nobody could take it until the lease had run out."""
    held, extend, give_back = hold(synced)
    with synced.context.database.tenant_session(synced.tenant_id) as late:
        assert fetch_now(late) is not None, "its transaction has begun"
        synced.call(lambda session, _tenant_id: extend(session, held))
        assert not is_free(synced, kind)
        synced.call(lambda session, _tenant_id: give_back(session, held))
        with pytest.raises(LeaseLost):
            extend(late, held)
    assert is_free(synced, kind)

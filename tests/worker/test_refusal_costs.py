"""What a run pays for being refused by Atlassian's rate limit: the waits that it was asked for, and little more.

Nobody really waits: the run and the throttle share a clock that is moved to the end of each wait.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import redis

from app.atlassian.throttle import RedisThrottle
from app.directory.facts import load_catalogue
from app.services.queues.leases import LeaseLengths
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people, show

PEOPLE = 25
REFUSALS = 15
EACH_SECONDS = 5


class SharedTime:
    """Waits side by side end together: who waits moves the clock to the end of the own wait, if it is not there yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()

    def ahead(self) -> float:
        """By how many seconds the clock was moved."""
        return self._desk.clock.offset.total_seconds()

    def sleep(self, seconds: float) -> None:
        """Until then."""
        end = time.time() + self.ahead() + seconds
        with self._lock:
            left = end - time.time() - self.ahead()
            if left > 0:
                self._desk.clock.advance(seconds=left)


@pytest.fixture
def shared(synced: Desk, redis_url: str) -> Iterator[SharedTime]:
    """The time of a desk whose calls are paced as in production."""
    shared = SharedTime(synced)
    with redis.Redis.from_url(redis_url) as client:
        synced.context = replace(
            synced.context,
            throttle=RedisThrottle(client, sleep=shared.sleep, ahead=shared.ahead),
            sleep=shared.sleep,
            leases=LeaseLengths(run=timedelta(hours=1)),  # time leaps further than any lease
        )
        yield shared


def test_refusals_cost_what_they_ask_for(synced: Desk, shared: SharedTime) -> None:
    catalogue = synced.call(load_catalogue)
    group = min(one.group_id for one in catalogue.groups.values() if not one.is_externally_managed and not one.grants)
    accounts = [one for one in ordinary(synced) if group not in show(synced, one)["groups"]][:PEOPLE]
    task_id = synced.create_task(people(*accounts), {"type": "add_to_groups", "groups": [group]})
    # Retry-After tells whole seconds, rounded up.
    refusing = {"headers": "retry_after", "reset_in_seconds": EACH_SECONDS - 1}
    synced.sandbox.fault("rate_limited", "W1", params=refusing, percent=40, times=REFUSALS, seed=3)
    began = shared.ahead()

    run = synced.run(task_id)

    took = shared.ahead() - began
    assert run.summary.state == "succeeded"
    assert synced.outcomes(run.summary.id) == [("succeeded", None)] * PEOPLE
    [fault] = synced.sandbox.call("GET", "/faults")["faults"]
    assert fault["fired"] == REFUSALS
    assert EACH_SECONDS < took <= 1.3 * REFUSALS * EACH_SECONDS, took

"""A worker whose clock is wrong works by the database's: what it dates, others with other clocks read."""

from datetime import UTC, datetime, timedelta

import pytest

from app.services.queues.syncs import find_synced_at
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people

NEAR = timedelta(minutes=2)


@pytest.mark.parametrize("minutes", [-15, 15])
def test_what_a_worker_dates_is_right_although_its_clock_is_wrong(synced: Desk, minutes: int) -> None:
    synced.clock.drift = timedelta(minutes=minutes)

    synced.sync()
    run = synced.run(synced.create_task(people(ordinary(synced)[0]), {"type": "suspend_user"}))

    now = datetime.now(UTC)
    synced_at = synced.call(find_synced_at)
    [line] = synced.log(run.summary.id)
    assert line.outcome == "succeeded"
    assert line.started_at is not None
    assert run.summary.finished_at is not None
    for moment in (synced_at, line.started_at, run.summary.finished_at):
        assert abs(moment - now) < NEAR


def test_a_small_difference_changes_nothing(synced: Desk) -> None:
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert synced.context.set_clock(session) is synced.context

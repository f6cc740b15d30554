"""A slot in the hour of the daily sync waits until that is over: neither lost nor run twice."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.models import Tenant
from app.services.automation import tasks
from app.services.queues import syncs
from tests.ground.desk import Desk
from tests.worker.blacking_out import SUSPEND, configure, dispatch_now, scheduled, states, to_group


def daily_sync_at(desk: Desk, moment: datetime | None) -> None:
    with desk.context.database.system_session() as session:
        session.execute(sa.update(Tenant).where(Tenant.id == desk.tenant_id).values(next_daily_sync_at=moment))


def in_sync_hour(desk: Desk) -> tuple[int, datetime]:
    """A task whose slot has just come, in the hour of the daily sync."""
    configure(desk, daily_sync_hour=3, is_sync_hour_quiet=True)
    daily_sync_at(desk, None)
    task = scheduled(desk, SUSPEND)
    return task, desk.advance_to_next_run(task)


def test_a_slot_in_the_hour_of_the_daily_sync_starts_when_that_is_over_and_once(synced: Desk) -> None:
    task, slot = in_sync_hour(synced)
    dispatch_now(synced)
    assert states(synced) == []
    view = synced.call(tasks.get_task, task, synced.clock())
    assert (view.next_run_at, view.next_slots[0].starts_at) == (slot, slot + timedelta(hours=1))

    synced.clock.advance(seconds=3300)
    dispatch_now(synced)
    assert states(synced) == []

    synced.clock.advance(seconds=310)
    dispatch_now(synced)
    dispatch_now(synced)
    assert [(row.scheduled_for, row.state) for row in synced.list_run_rows()] == [(slot, "queued")]
    synced.work()
    assert states(synced) == [("succeeded", None)]


def test_it_goes_on_waiting_for_a_sync_that_has_not_ended_but_not_for_ever(synced: Desk) -> None:
    _task, slot = in_sync_hour(synced)
    synced.clock.advance(seconds=3601)
    synced.call(syncs.request_sync, "daily", None)

    dispatch_now(synced)
    assert states(synced) == []
    synced.clock.advance(seconds=3 * 3600 - 60)
    dispatch_now(synced)
    assert states(synced) == []
    synced.clock.advance(seconds=120)
    dispatch_now(synced)
    assert [(row.scheduled_for, row.state) for row in synced.list_run_rows()] == [(slot, "queued")]


@pytest.mark.parametrize("end", ["succeeded", "failed"])
def test_it_starts_when_the_sync_has_ended_or_failed(synced: Desk, end: str) -> None:
    _task, slot = in_sync_hour(synced)
    synced.clock.advance(seconds=3601)
    daily_sync_at(synced, synced.clock())  # due, and not asked for yet
    dispatch_now(synced)
    assert states(synced) == []

    daily_sync_at(synced, None)
    synced.call(syncs.request_sync, "daily", None)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        session.execute(sa.text("update syncs set state = :end, finished_at = now()"), {"end": end})
    synced.clock.advance(seconds=61)
    dispatch_now(synced)

    assert [(row.scheduled_for, row.state) for row in synced.list_run_rows()] == [(slot, "queued")]


def test_what_gives_does_not_wait_for_the_daily_sync(synced: Desk) -> None:
    configure(synced, daily_sync_hour=3, is_sync_hour_quiet=True)
    task = scheduled(synced, to_group(synced))
    synced.advance_to_next_run(task)

    dispatch_now(synced)

    assert [row.state for row in synced.list_run_rows()] == ["queued"]


def test_an_edit_while_it_waits_neither_loses_the_slot_nor_starts_it_early(synced: Desk) -> None:
    task, slot = in_sync_hour(synced)
    dispatch_now(synced)
    for is_active in (False, True):
        synced.call(tasks.set_schedule_active, task, is_active, by=synced.admin, now=synced.clock(), is_confirmed=True)
    dispatch_now(synced)

    assert [(row.scheduled_for, row.state, row.reason) for row in synced.list_run_rows()] == [
        (slot, "skipped", reasons.SCHEDULE_OFF)
    ]

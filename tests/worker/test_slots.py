"""A slot that is due when something is changed is run or recorded with its reason: never lost, never twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.domain.errors import Invalid
from app.models import OrganizationCredential, Task, Tenant
from app.services.automation import filters, slots, tasks
from app.services.queues import dispatch
from app.services.tenancy import settings
from app.services.tenancy.licences import record_license_state
from app.services.tenancy.tenant_endings import end_tenant
from tests.ground.desk import Desk
from tests.worker.people import people

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
Change = Callable[[Desk, int], None]


def due_task(desk: Desk, **later: float) -> tuple[int, datetime]:
    """A task whose slot has just come, or came so long ago, and which no scheduler has seen since."""
    task = desk.create_task(people("nobody"), {"type": "suspend_user"}, schedule=DAILY, is_schedule_active=True)
    return task, desk.advance_to_next_run(task, **later)


def edit(**changes: Any) -> Change:
    """Save the task with some fields changed."""

    def save(desk: Desk, task_id: int) -> None:
        row = desk.call(tasks.get_task_row, task_id)
        fields = {
            "name": row.name,
            "filter_id": row.filter_id,
            "actions": tuple(row.actions),
            "schedule": row.schedule,
            "time_zone": row.time_zone,
            "is_schedule_active": row.is_schedule_active,
            "version": row.version,
        }
        draft = tasks.TaskDraft(**(fields | changes))
        desk.call(tasks.update_task, task_id, draft, by=desk.admin, now=desk.clock())

    return save


def switch_off(desk: Desk, task_id: int) -> None:
    desk.call(tasks.set_schedule_active, task_id, False, by=desk.admin, now=desk.clock())


def remove(desk: Desk, task_id: int) -> None:
    desk.call(tasks.remove_task, task_id, by=desk.admin, now=desk.clock())


def delete_filter(desk: Desk, task_id: int) -> None:
    filter_id = desk.call(tasks.get_task_row, task_id).filter_id
    desk.call(filters.delete_filter, filter_id, by=desk.admin, now=desk.clock(), confirmed=True)


def edit_filter(desk: Desk, task_id: int) -> None:
    filter_id = desk.call(tasks.get_task_row, task_id).filter_id
    change = filters.FilterEdit("other", people("somebody"), 1)
    desk.call(filters.update_filter, filter_id, change, by=desk.admin, now=desk.clock())


def stop(desk: Desk, _task_id: int) -> None:
    desk.call(settings.update_settings, {"is_stopped": True}, by=desk.admin, now=desk.clock())


def set_other_zone_of_tenant(desk: Desk, _task_id: int) -> None:
    changes = {"time_zone": "Asia/Tokyo", "daily_sync_hour": 5}
    desk.call(settings.update_settings, changes, by=desk.admin, now=desk.clock())


def kill_key(desk: Desk, _task_id: int) -> None:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        session.execute(sa.update(OrganizationCredential).values(status="dead"))
        slots.refresh_next_runs(session, desk.tenant_id, desk.clock())


def renew_key(desk: Desk, _task_id: int) -> None:
    desk.call(slots.refresh_next_runs, desk.clock())


def end_licence(desk: Desk, _task_id: int) -> None:
    with desk.context.database.system_session() as session:
        record_license_state(session, desk.tenant_id, desk.clock(), has_ended=True)


def uninstall(desk: Desk, _task_id: int) -> None:
    with desk.context.database.system_session() as session:
        end_tenant(session, session.get_one(Tenant, desk.tenant_id), desk.clock())


CHANGES: dict[str, tuple[Change, str, str | None]] = {
    "renamed": (edit(name="another name"), "queued", None),
    "other limit": (edit(max_users=7), "queued", None),
    "other actions": (edit(actions=({"type": "restore_user"},)), "queued", None),
    "more slots": (edit(schedule=DAILY | {"start_date": "2025-06-01"}), "queued", None),
    "filter edited": (edit_filter, "queued", None),
    "key replaced": (renew_key, "queued", None),
    "settings": (set_other_zone_of_tenant, "queued", None),
    "other hour": (edit(schedule=DAILY | {"hour": 9}), "skipped", reasons.SLOT_DROPPED),
    "other zone": (edit(time_zone="Asia/Kolkata"), "skipped", reasons.SLOT_DROPPED),
    "by hand only": (edit(schedule={"mode": "manual"}), "skipped", reasons.MANUAL),
    "switched off": (switch_off, "skipped", reasons.SCHEDULE_OFF),
    "switched off by an edit": (edit(is_schedule_active=False), "skipped", reasons.SCHEDULE_OFF),
    "filter deleted": (delete_filter, "skipped", reasons.NO_FILTER),
    "stopped": (stop, "skipped", reasons.STOPPED),
    "key dead": (kill_key, "skipped", reasons.KEY_DEAD),
    "licence ended": (end_licence, "skipped", reasons.NO_LICENSE),
    "removed": (remove, "skipped", reasons.TASK_REMOVED),
    "uninstalled": (uninstall, "skipped", reasons.UNINSTALLED),
}


def dispatch_due(desk: Desk) -> None:
    with desk.context.database.system_session() as session:
        dispatch.dispatch_due_tasks(session, desk.clock())


def list_records(desk: Desk) -> list[tuple[datetime | None, str, str | None]]:
    return [(run.scheduled_for, run.state, run.reason) for run in desk.list_run_rows()]


@pytest.mark.parametrize("change", CHANGES)
def test_a_due_slot_is_run_or_recorded_whatever_is_changed(synced: Desk, change: str) -> None:
    act, state, reason = CHANGES[change]
    task, slot = due_task(synced)

    act(synced, task)
    dispatch_due(synced)
    dispatch_due(synced)

    assert list_records(synced) == [(slot, state, reason)]
    stored = find_next_run(synced, task)
    assert stored is None or stored > synced.clock()


@pytest.mark.parametrize("change", ["renamed", "other limit", "key replaced", "settings"])
def test_the_due_moment_of_a_task_that_runs_once_is_not_lost(synced: Desk, change: str) -> None:
    day = (synced.clock() + timedelta(days=2)).date().isoformat()
    once = {"mode": "once", "date": day, "hour": 3}
    task = synced.create_task(people("nobody"), {"type": "suspend_user"}, schedule=once, is_schedule_active=True)
    slot = synced.advance_to_next_run(task)

    CHANGES[change][0](synced, task)
    dispatch_due(synced)
    dispatch_due(synced)

    assert list_records(synced) == [(slot, "queued", None)]
    assert find_next_run(synced, task) is None


def test_a_date_that_is_over_can_be_kept_but_not_chosen_and_is_not_copied(synced: Desk) -> None:
    day = (synced.clock() + timedelta(days=2)).date().isoformat()
    once = {"mode": "once", "date": day, "hour": 3}
    task = synced.create_task(people("nobody"), {"type": "suspend_user"}, schedule=once, is_schedule_active=True)
    synced.advance_to_next_run(task, hours=1)
    dispatch_due(synced)

    edit(name="renamed")(synced, task)
    with pytest.raises(Invalid) as refused:
        edit(schedule=once | {"hour": 4}, time_zone="Europe/Berlin")(synced, task)
    copy = synced.call(tasks.clone_task, task, by=synced.admin, now=synced.clock())

    assert [error.pointer for error in refused.value.errors] == ["/schedule/date"]
    assert copy.schedule == {"mode": "manual"}
    edit(schedule=once | {"hour": 23})(synced, task)
    assert find_next_run(synced, task) is not None


def find_next_run(desk: Desk, task_id: int) -> datetime | None:
    with desk.context.database.system_session() as session:
        return session.scalar(sa.select(Task.next_run_at).where(Task.id == task_id))


def test_slots_of_days_that_were_missed_are_recorded_when_a_task_is_saved_before_they_are_seen(synced: Desk) -> None:
    task, first = due_task(synced, days=2, hours=7)

    edit(schedule=DAILY | {"hour": 9})(synced, task)

    days = [first + timedelta(days=number) for number in range(3)]
    assert list_records(synced) == [(day, "missed", reasons.LATE) for day in days]


def test_a_run_of_a_kept_slot_does_what_was_saved(synced: Desk) -> None:
    task, _slot = due_task(synced)

    edit(name="another name", actions=({"type": "restore_user"},))(synced, task)
    dispatch_due(synced)

    [run] = synced.list_run_rows()
    assert (run.specification["name"], run.specification["actions"]) == ("another name", [{"type": "restore_user"}])


def test_a_save_that_races_with_the_scheduler_gives_one_run(synced: Desk) -> None:
    task, slot = due_task(synced)
    database = synced.context.database

    with database.system_session() as scheduler:
        dispatch.dispatch_due_tasks(scheduler, synced.clock())
        with database.tenant_session(synced.tenant_id) as saver:
            saver.execute(sa.text("set local lock_timeout = '200ms'"))
            with pytest.raises(sa.exc.OperationalError):
                slots.refresh_next_runs(saver, synced.tenant_id, synced.clock())
            saver.rollback()
    edit(name="later")(synced, task)
    dispatch_due(synced)

    assert list_records(synced) == [(slot, "queued", None)]


def test_a_task_saved_while_its_filter_is_deleted_is_never_left_with_a_next_run(synced: Desk) -> None:
    task, _slot = due_task(synced)
    other = synced.save_filter(people("x"))
    row = synced.call(tasks.get_task_row, task)
    draft = tasks.TaskDraft(
        "n", other, tuple(row.actions), DAILY, time_zone="UTC", is_schedule_active=True, version=row.version
    )
    with synced.context.database.tenant_session(synced.tenant_id) as saver:
        tasks.update_task(saver, synced.tenant_id, task, draft, by="a", now=synced.clock())
        with synced.context.database.tenant_session(synced.tenant_id) as other_session:
            other_session.execute(sa.text("set local lock_timeout = '200ms'"))
            delete = partial(filters.delete_filter, other_session, synced.tenant_id, other)
            with pytest.raises(sa.exc.OperationalError):
                delete(by="a", now=synced.clock(), confirmed=True)
            other_session.rollback()
    synced.call(filters.delete_filter, other, by="a", now=synced.clock(), confirmed=True)

    assert find_next_run(synced, task) is None


def test_a_key_that_dies_between_planning_and_the_slot_is_the_recorded_reason(synced: Desk) -> None:
    task, slot = due_task(synced)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        session.execute(sa.update(OrganizationCredential).values(status="dead"))

    dispatch_due(synced)

    assert list_records(synced) == [(slot, "skipped", reasons.KEY_DEAD)]
    assert find_next_run(synced, task) is None


def test_the_moment_of_another_try_is_no_slot(synced: Desk) -> None:
    task, slot = due_task(synced)
    database = synced.context.database
    with database.system_session() as session:
        session.execute(sa.text("alter table runs add constraint sick check (trigger <> 'scheduled') not valid"))
    dispatch_due(synced)
    shown = synced.call(tasks.get_task_row, task)
    assert (shown.next_run_at, shown.schedule_error is not None) == (slot, True)
    assert list_records(synced) == []

    with database.system_session() as session:
        session.execute(sa.text("alter table runs drop constraint sick"))
    dispatch_due(synced)
    assert list_records(synced) == [], "not before an hour has passed"
    synced.clock.advance(hours=1)
    dispatch_due(synced)

    assert list_records(synced) == [(slot, "queued", None)]
    assert synced.call(tasks.get_task_row, task).schedule_error is None


def test_a_due_daily_sync_is_not_forgotten_when_zone_or_hour_change(synced: Desk) -> None:
    due = synced.clock() - timedelta(seconds=1)
    with synced.context.database.system_session() as session:
        session.execute(sa.update(Tenant).values(next_daily_sync_at=due))

    set_other_zone_of_tenant(synced, 0)

    with synced.context.database.system_session() as session:
        assert session.scalars(sa.select(Tenant.next_daily_sync_at)).one() == due
        assert dispatch.request_daily_syncs(session, synced.clock()) == 1
        later = session.scalars(sa.select(Tenant.next_daily_sync_at)).one()
    assert later is not None
    assert later > synced.clock()

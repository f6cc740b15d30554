"""Tasks that fall due run by themselves, once a slot; what does not run is recorded with its reason."""

from datetime import timedelta

from sqlalchemy import select

from app.domain.engine import reasons
from app.models import Task
from app.services.automation import tasks
from app.services.engine import runs
from app.services.queues import dispatch
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
WEEKLY = {"mode": "weekly", "weekdays": ["monday", "thursday"], "hour": 5}


def _scheduled(desk: Desk, schedule: dict[str, object] = DAILY, account: int = 0) -> int:
    return desk.create_task(
        people(ordinary(desk)[account]), {"type": "suspend_user"}, schedule=schedule, is_schedule_active=True
    )


def test_a_due_weekly_task_runs_by_itself_and_moves_on(synced: Desk) -> None:
    task = _scheduled(synced, WEEKLY)
    slot = synced.advance_to_next_run(task)

    synced.work()

    [run] = synced.list_run_rows()
    assert (run.trigger, run.state, run.scheduled_for) == ("scheduled", "succeeded", slot)
    assert synced.call(tasks.get_task, task, synced.clock()).next_run_at > slot


def test_slots_missed_while_nothing_ran_collapse_into_the_latest(synced: Desk) -> None:
    task = _scheduled(synced)
    first = synced.advance_to_next_run(task, days=3, hours=2)

    synced.work()

    found = [(run.scheduled_for, run.state, run.reason) for run in synced.list_run_rows()]
    days = [first + timedelta(days=number) for number in range(4)]
    assert found == [
        (days[0], "missed", reasons.LATE),
        (days[1], "missed", reasons.LATE),
        (days[2], "missed", reasons.LATE),
        (days[3], "succeeded", None),
    ]


def test_a_task_that_runs_once_runs_once_and_says_that_it_is_done(synced: Desk) -> None:
    day = (synced.clock() + timedelta(days=3)).date().isoformat()
    task = _scheduled(synced, {"mode": "once", "date": day, "hour": 5})
    slot = synced.advance_to_next_run(task)

    synced.work()
    for _ in range(3):
        synced.clock.advance(hours=9)
        synced.work()

    assert [(run.trigger, run.state, run.scheduled_for) for run in synced.list_run_rows()] == [
        ("scheduled", "succeeded", slot)
    ]
    view = synced.call(tasks.get_task, task, synced.clock())
    assert (view.next_run_at, view.no_next_run_code) == (None, reasons.ONCE_OVER)


def test_a_slot_older_than_six_hours_is_missed(synced: Desk) -> None:
    task = _scheduled(synced)
    synced.advance_to_next_run(task, hours=6)

    synced.work()

    assert [(run.state, run.reason) for run in synced.list_run_rows()] == [("missed", reasons.LATE)]


def test_a_slot_during_the_previous_run_is_skipped_with_that_reason(synced: Desk) -> None:
    task = _scheduled(synced)
    manual = synced.run_now(task)
    synced.advance_to_next_run(task)

    with synced.context.database.system_session() as session:
        dispatch.dispatch_due_tasks(session, synced.clock())

    assert [(run.id, run.state, run.reason) for run in synced.list_run_rows()][1][1:] == (
        "skipped",
        reasons.PREVIOUS_RUN_ACTIVE,
    )
    assert synced.list_run_rows()[0].id == manual


def test_two_schedulers_make_one_run_of_a_slot(synced: Desk) -> None:
    task = _scheduled(synced)
    synced.advance_to_next_run(task)
    database = synced.context.database

    with database.system_session() as first, database.system_session() as second:
        assert dispatch.dispatch_due_tasks(first, synced.clock()) == 1
        assert dispatch.dispatch_due_tasks(second, synced.clock()) == 0

    assert len(synced.list_run_rows()) == 1


def test_a_poisoned_schedule_does_not_stop_the_others(synced: Desk) -> None:
    poisoned, healthy = _scheduled(synced, account=0), _scheduled(synced, account=1)
    synced.advance_to_next_run(healthy)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        row = session.scalars(select(Task).where(Task.id == poisoned)).one()
        row.schedule = {"mode": "hourly"}

    synced.work()

    found = {run.task_id: (run.state, run.reason) for run in synced.list_run_rows()}
    assert found == {healthy: ("succeeded", None), poisoned: ("skipped", reasons.SCHEDULE_INVALID)}
    shown = synced.call(tasks.get_task, poisoned, synced.clock())
    assert (shown.next_run_at, shown.no_next_run_code) == (None, reasons.SCHEDULE_INVALID)


def test_the_stop_switch_ends_runs_and_empties_the_timetable(synced: Desk) -> None:
    task = _scheduled(synced)
    run_id = synced.run_now(task)

    synced.call(settings.update_settings, {"is_stopped": True}, by=synced.admin, now=synced.clock())
    synced.call(runs.stop_all_runs, by=synced.admin, now=synced.clock())
    synced.work()

    assert synced.show(run_id).summary.state == "cancelled"
    shown = synced.call(tasks.get_task, task, synced.clock())
    assert (shown.next_run_at, shown.no_next_run_reason) == (None, "All runs are stopped (Settings).")
    assert synced.writes() == []
    synced.call(settings.update_settings, {"is_stopped": False}, by=synced.admin, now=synced.clock())
    assert synced.call(tasks.get_task, task, synced.clock()).next_run_at is not None

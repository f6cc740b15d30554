"""Test mode: a run of a task that is not live says what would be done, and nothing leaves for Atlassian."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.domain.automation.frozen import freeze_core
from app.domain.engine import reasons
from app.domain.engine.holds import LEAST_RUNS, Hold
from app.domain.errors import Conflict
from app.models import AuditEntry, SavedFilter, Task
from app.services.automation import tasks
from app.services.automation.task_views import TaskView
from app.services.browser import users
from app.services.engine import operation_log, undo
from app.services.engine.holds import judge_plan
from app.services.tenancy import blackouts
from tests.ground.desk import Desk
from tests.worker.accesses import plain_groups
from tests.worker.people import ordinary, people

SUSPEND = {"type": "suspend_user"}
WEEKLY = {"mode": "weekly", "weekdays": ["monday", "thursday"], "hour": 6}


def set_mode(desk: Desk, task_id: int, mode: str) -> TaskView:
    view = desk.call(tasks.set_mode, task_id, mode, by=desk.admin, now=desk.clock(), is_confirmed=True)
    assert isinstance(view, TaskView)
    return view


@pytest.mark.parametrize("mode", ["draft", "test"])
def test_run_now_of_a_task_that_is_not_live_tells_what_it_would_do_and_writes_nothing(synced: Desk, mode: str) -> None:
    group = plain_groups(synced)[0]
    chosen = ordinary(synced)[:4]
    actions = ({"type": "add_to_groups", "groups": [group]}, SUSPEND)
    task = synced.create_task(people(*chosen), *actions, mode=mode)

    run = synced.run(task)

    assert (run.summary.state, run.summary.mode, run.planned_users) == ("tested", "test", 4)
    counts = run.summary.counts
    assert (counts.would_change, counts.would_fail, counts.total) == (8, 0, 8)
    assert (counts.affected, counts.planned, counts.succeeded, counts.skipped, counts.failed) == (0, 0, 0, 0, 0)
    assert set(synced.outcomes(run.summary.id)) == {("would_change", None)}
    assert synced.writes() == []
    assert not run.can_undo
    assert run.looked_at is None
    with pytest.raises(Conflict, match="changed nothing"):
        synced.call(undo.request_undo, run.summary.id, by=synced.admin)


def test_a_schedule_in_test_mode_logs_would_slot_after_slot_and_a_draft_has_none(synced: Desk) -> None:
    chosen = people(*ordinary(synced)[:2])
    task = synced.create_task(chosen, SUSPEND, schedule=WEEKLY, is_schedule_active=True, mode="draft")
    view = synced.call(tasks.get_task, task, synced.clock())
    assert (view.next_run_at, view.next_slots, view.no_next_run_code) == (None, [], reasons.DRAFT)

    set_mode(synced, task, "test")
    for _ in range(2):
        synced.advance_to_next_run(task)
        synced.work()
    tested = synced.list_run_rows()
    assert [(run.trigger, run.mode, run.state) for run in tested] == [("scheduled", "test", "tested")] * 2
    assert synced.writes() == []

    set_mode(synced, task, "live")
    synced.advance_to_next_run(task)
    synced.work()
    assert [(run.mode, run.state) for run in synced.list_run_rows()[2:]] == [("live", "succeeded")]
    assert len(synced.writes()) == 2


def test_steps_that_would_be_skipped_or_fail_are_told_so_and_found_by_these_words(synced: Desk) -> None:
    group = plain_groups(synced)[0]
    inside, outside = ordinary(synced)[:2]
    synced.run(synced.create_task(people(inside), {"type": "add_to_groups", "groups": [group]}))
    before = len(synced.writes())
    task = synced.create_task(people(inside, outside), {"type": "add_to_groups", "groups": [group]}, mode="test")

    run = synced.run(task)

    counts = run.summary.counts
    assert (counts.would_change, counts.would_skip, counts.skipped_by_reason) == (1, 1, {reasons.ALREADY_MEMBER: 1})
    found = {}
    for word in ("would_change", "would_skip", "would_fail", "planned", "succeeded", "skipped", "failed"):
        page = synced.call(operation_log.list_operations, run.summary.id, outcome=word)
        found[word] = [line.outcome for line in page.items]
    assert {word: told for word, told in found.items() if told} == {
        "would_change": ["would_change"], "would_skip": ["would_skip"],
    }  # fmt: skip
    assert len(synced.writes()) == before
    seen = synced.ask(users.get_detail, outside, synced.clock())
    assert run.summary.id not in {entry.run_id for entry in seen.history}


def test_a_test_run_tells_what_a_live_one_would_wait_for_and_waits_for_nobody(synced: Desk) -> None:
    task = synced.create_task(people(*ordinary(synced)[:3]), SUSPEND, max_users=2, mode="test")
    run = synced.run(task)
    assert (run.summary.state, run.can_approve) == ("tested", False)
    assert run.holds == [Hold(reasons.OVER_LIMIT, 3, 2)]
    [shown] = [view for view in synced.call(tasks.list_tasks, synced.clock()) if view.id == task]
    assert shown.last_test is not None
    assert (shown.last_test.planned_users, shown.last_test.holds, shown.last_test.is_current) == (3, run.holds, True)
    assert synced.run(task).summary.state == "tested"  # nothing stands in its way


def test_tests_are_no_history_of_the_task(synced: Desk) -> None:
    task = synced.create_task(people(*ordinary(synced)[:1]), SUSPEND, mode="test")
    for _ in range(LEAST_RUNS):
        synced.run(task)
    set_mode(synced, task, "live")
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        row = session.get_one(Task, (synced.tenant_id, task))
        saved = session.get_one(SavedFilter, (synced.tenant_id, row.filter_id))
        frozen = freeze_core(saved.specification, row.actions)
        assert judge_plan(session, synced.tenant_id, planned=99, matched=99, task_id=task, specification=frozen) == []


def test_setting_a_mode_asks_before_a_schedule_takes_something_away_and_stands_in_the_audit_log(synced: Desk) -> None:
    chosen = people(*ordinary(synced)[:2])
    task = synced.create_task(chosen, SUSPEND, schedule=WEEKLY, is_schedule_active=True, mode="test")
    with pytest.raises(Conflict) as refused:
        synced.call(tasks.set_mode, task, "live", by=synced.admin, now=synced.clock())
    assert (refused.value.code, refused.value.extra["affected_users"]) == ("schedule_unconfirmed", 2)
    assert synced.call(tasks.get_task, task, synced.clock()).mode == "test"

    live = set_mode(synced, task, "live")
    set_mode(synced, task, "live")  # nothing new

    assert (live.mode, live.version) == ("live", 2)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        entries = session.query(AuditEntry).filter_by(tenant_id=synced.tenant_id, event="task.mode_changed").all()
        assert [(entry.before, entry.after) for entry in entries] == [({"mode": "test"}, {"mode": "live"})]


def test_an_edit_keeps_the_mode_a_copy_is_a_draft_and_a_caller_who_knows_of_none_gets_a_live_task(synced: Desk) -> None:
    plain = synced.create_task(people(*ordinary(synced)[:1]), SUSPEND)
    assert synced.call(tasks.get_task, plain, synced.clock()).mode == "live"
    assert synced.call(tasks.clone_task, plain, by=synced.admin, now=synced.clock()).mode == "draft"
    tested = set_mode(synced, plain, "test")
    draft = tasks.TaskDraft(
        name="other name", filter_id=tested.filter.id if tested.filter else None, actions=tuple(tested.actions),
        schedule=tested.schedule, version=tested.version,
    )  # fmt: skip
    assert synced.call(tasks.update_task, plain, draft, by=synced.admin, now=synced.clock()).mode == "test"


def test_a_release_that_knows_of_no_modes_starts_a_test_of_such_a_task_and_can_carry_none_out(synced: Desk) -> None:
    task = synced.create_task(people(*ordinary(synced)[:1]), SUSPEND, mode="draft")
    live = synced.create_task(people(*ordinary(synced)[:1]), SUSPEND)
    begin = text(
        "insert into runs (tenant_id, task_id, trigger, specification, state) "
        "values (:tenant, :task, 'manual', '{}', 'queued') returning id, mode"
    )
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        values = {"tenant": synced.tenant_id}
        run_id, mode = session.execute(begin, values | {"task": task}).one()
        assert (mode, session.execute(begin, values | {"task": live}).one().mode) == ("test", "live")
    for state in ("running", "held"):
        with pytest.raises(IntegrityError), synced.context.database.tenant_session(synced.tenant_id) as session:
            session.execute(text("update runs set state = :state where id = :id"), {"state": state, "id": run_id})


@pytest.mark.parametrize("trigger", ["scheduled", "manual"])
def test_blackout_days_are_rehearsed_by_the_schedule_and_stop_no_test_by_hand(synced: Desk, trigger: str) -> None:
    chosen = people(*ordinary(synced)[:1])
    daily = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
    task = synced.create_task(chosen, SUSPEND, schedule=daily, is_schedule_active=True, mode="test")
    day = synced.clock().date()
    synced.call(blackouts.add_blackout, day, day + timedelta(days=7), note="freeze", by=synced.admin)
    if trigger == "manual":
        assert synced.run(task).summary.state == "tested"
        return
    synced.advance_to_next_run(task)
    synced.work()
    assert [(run.state, run.reason) for run in synced.list_run_rows()] == [("skipped", reasons.BLACKOUT)]

"""A slot on a blackout day does not start when its task takes something away; it is recorded, and told."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.models import Notification
from app.services.automation import tasks
from tests.ground.desk import Desk
from tests.worker.blacking_out import (
    DAY,
    NOTE,
    SUSPEND,
    black_out,
    configure,
    dispatch_now,
    scheduled,
    states,
    to_group,
    today,
)


def test_a_slot_that_takes_away_does_not_start_and_one_that_gives_does(synced: Desk) -> None:
    taking, giving = scheduled(synced, SUSPEND), scheduled(synced, to_group(synced))
    slot = synced.advance_to_next_run(taking)
    written = len(synced.writes())
    black_out(synced, slot.date())

    dispatch_now(synced)
    assert ("skipped", reasons.BLACKOUT) in states(synced)  # it was never handed to a worker
    synced.work()

    found = {row.task_id: row for row in synced.list_run_rows()}
    assert {task: (row.state, row.reason) for task, row in found.items()} == {
        taking: ("skipped", reasons.BLACKOUT), giving: ("succeeded", None),
    }  # fmt: skip
    assert found[taking].scheduled_for == slot
    shown = synced.show(found[taking].id).summary
    assert shown.blackout is not None
    assert (shown.blackout["day"], shown.blackout["note"]) == (slot.date().isoformat(), NOTE)
    assert NOTE in str(shown.reason_text)
    assert len(synced.writes()) <= written + 1  # what the other task gave, if anything
    view = synced.call(tasks.get_task, taking, synced.clock())
    assert view.next_run_at == slot + DAY


def test_the_day_after_it_runs_again(synced: Desk) -> None:
    task = scheduled(synced, SUSPEND)
    slot = synced.advance_to_next_run(task)
    black_out(synced, slot.date())
    synced.work()

    synced.advance_to_next_run(task)
    synced.work()

    assert states(synced) == [("skipped", reasons.BLACKOUT), ("succeeded", None)]


@pytest.mark.parametrize("blacked", ["day of the slot", "day of the start"])
def test_a_slot_that_is_caught_up_with_counts_for_the_day_of_both(synced: Desk, blacked: str) -> None:
    task = scheduled(synced, SUSPEND, hour=23)
    slot = synced.advance_to_next_run(task, hours=2)
    assert today(synced) == slot.date() + DAY
    black_out(synced, slot.date() if blacked == "day of the slot" else today(synced))

    synced.work()

    assert states(synced) == [("skipped", reasons.BLACKOUT)]
    assert synced.writes() == []


def test_the_days_are_those_of_the_organization_s_zone(synced: Desk) -> None:
    configure(synced, time_zone="Pacific/Kiritimati")  # 14 hours ahead
    task = scheduled(synced, SUSPEND, hour=12)
    black_out(synced, today(synced) + 2 * DAY)
    black_out(synced, today(synced) + DAY)
    black_out(synced, today(synced) + 3 * DAY)
    view = synced.call(tasks.get_task, task, synced.clock())
    assert view.next_slots[0].blackout is not None or view.next_slots[1].blackout is not None

    slot = synced.advance_to_next_run(task)
    while (slot + timedelta(hours=14)).date() not in {today(synced) + DAY}:
        slot = synced.advance_to_next_run(task)
    synced.work()

    assert states(synced)[-1] == ("skipped", reasons.BLACKOUT)


def test_on_weekdays_nothing_starts_week_after_week(synced: Desk) -> None:
    task = scheduled(synced, SUSPEND)
    words = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    slot = synced.advance_to_next_run(task)
    configure(synced, blackout_weekdays=[words[slot.weekday()]])

    for _ in range(8):
        dispatch_now(synced)
        synced.work()
        synced.advance_to_next_run(task)

    found = [(row.scheduled_for, row.reason) for row in synced.list_run_rows() if row.state == "skipped"]
    assert found == [(slot, reasons.BLACKOUT), (slot + 7 * DAY, reasons.BLACKOUT)]
    assert len(synced.list_run_rows()) == 8


def test_a_slot_that_did_not_start_is_told_with_the_note(synced: Desk) -> None:
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        statement = (
            "insert into notification_channels (tenant_id, kind, name, events, url, created_by) "
            "values (:tenant, 'webhook', 'Hook', '[\"run.skipped\"]', 'https://example.com/hook', 'a')"
        )
        session.execute(sa.text(statement), {"tenant": synced.tenant_id})
    task = scheduled(synced, SUSPEND)
    black_out(synced, synced.advance_to_next_run(task).date())

    dispatch_now(synced)

    with synced.context.database.tenant_session(synced.tenant_id) as session:
        [told] = session.scalars(sa.select(Notification)).all()
    assert told.event == "run.skipped"
    assert (told.data["reason"], told.data["blackout"]["note"]) == (reasons.BLACKOUT, NOTE)


def test_the_dispatcher_asks_the_same_number_of_questions_however_many_slots_are_blacked_out(synced: Desk) -> None:
    counts = []
    for number in (1, 5):
        many = [scheduled(synced, SUSPEND, account=index) for index in range(number)]
        synced.advance_to_next_run(many[0])
        black_out(synced, today(synced))
        sent: list[str] = []
        engine = synced.context.database.engine

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, sent: list[str] = sent) -> None:
            sent.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            dispatch_now(synced)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert {row.reason for row in synced.list_run_rows()} == {reasons.BLACKOUT}

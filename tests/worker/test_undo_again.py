"""Undoing a second time, beside later runs, and of what nobody knows."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.engine import reasons
from app.domain.errors import Conflict
from app.models import Operation, Run, Tenant
from app.services.engine import bulk, undo, undo_plan
from app.services.tenancy.retention import remove_old_runs
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups
from tests.worker.lags import pass_time, undo_run
from tests.worker.pausing import At
from tests.worker.people import ordinary, people, show


def test_a_run_is_undone_once(lagging: Desk) -> None:
    [account, *_rest] = ordinary(lagging)
    run = lagging.run(lagging.create_task(people(account), {"type": "suspend_user"}))
    undo_id = undo_run(lagging, run.summary.id)
    assert not lagging.show(run.summary.id).can_undo

    with pytest.raises(Conflict) as refusal:
        lagging.call(undo.request_undo, run.summary.id, by=lagging.admin)

    assert (refusal.value.code, refusal.value.extra["run_id"]) == ("already_undone", undo_id)


def test_what_an_undo_could_not_do_can_be_undone_later(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    run = synced.run(synced.create_task(people(first, second), {"type": "suspend_user"}))
    synced.sandbox.fault("forbidden", "W4", path_contains=first)
    assert synced.show(undo_run(synced, run.summary.id)).summary.state == "partial"
    synced.sandbox.call("DELETE", "/faults")
    assert synced.show(run.summary.id).can_undo

    rest = undo_run(synced, run.summary.id)

    assert [(line.account_id, line.outcome) for line in synced.log(rest)] == [(first, "succeeded")]
    assert not synced.show(run.summary.id).can_undo


@pytest.mark.parametrize("later", [0, 86_400])
def test_what_a_later_run_changed_is_left_to_it(lagging: Desk, later: float) -> None:
    first, second = ordinary(lagging)[:2]
    task = lagging.create_task(people(first, second), {"type": "suspend_user"})
    run = lagging.run(task)
    lagging.call(bulk.request_bulk, bulk.BulkDraft(({"type": "restore_user"},), (first,)), by=lagging.admin)
    lagging.work()
    again = int(
        lagging.call(bulk.request_bulk, bulk.BulkDraft(({"type": "suspend_user"},), (first,)), by=lagging.admin)
    )
    lagging.work()
    assert lagging.outcomes(again) == [("succeeded", None)]
    pass_time(lagging, later)

    undo_id = undo_run(lagging, run.summary.id)

    lines = {line.account_id: line for line in lagging.log(undo_id)}
    assert (lines[first].reason, lines[first].later_run) == (reasons.CHANGED_BY_LATER_RUN, again)
    assert lines[second].outcome == "succeeded"
    assert show(lagging, first)["membership_status"] == "suspended"
    assert lagging.show(undo_id).summary.state == "partial"


def test_what_a_run_changes_while_the_undo_waits_is_left_to_it(synced: Desk, at: At) -> None:
    first, second = ordinary(synced)[:2]
    run = synced.run(synced.create_task(people(first, second), {"type": "suspend_user"}))
    undo_id = int(synced.call(undo.request_undo, run.summary.id, by=synced.admin))
    later: list[int] = []
    at("planned", lambda: later.append(_again(synced, first)))

    synced.work()

    outcomes = {line.account_id: (line.outcome, line.reason, line.later_run) for line in synced.log(undo_id)}
    assert outcomes == {
        first: ("skipped", reasons.CHANGED_BY_LATER_RUN, later[0]),
        second: ("succeeded", None, None),
    }


@pytest.mark.parametrize("later", [0, 86_400])
@pytest.mark.parametrize("is_applied", [True, False])
def test_what_nobody_knows_is_looked_at_and_taken_back(lagging: Desk, at: At, later: float, is_applied: bool) -> None:
    [account, *_rest] = ordinary(lagging)
    group = next(group for group in any_plain_groups(lagging) if group not in show(lagging, account)["groups"])
    when = "after" if is_applied else "before"
    lagging.sandbox.fault("status", "W1", params={"status": 503, "when": when})
    run_id = lagging.run_now(lagging.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    unread = {"status": 503, "when": "before"}
    at("marked_started", lambda: lagging.sandbox.fault("status", "R4", params=unread))
    lagging.work()
    lagging.sandbox.call("DELETE", "/faults")
    assert lagging.outcomes(run_id) == [("failed", reasons.OUTCOME_UNKNOWN)]
    assert lagging.show(run_id).can_undo
    pass_time(lagging, later)

    undo_id = undo_run(lagging, run_id)

    expected = ("succeeded", None) if is_applied else ("skipped", reasons.NOTHING_TO_TAKE_BACK)
    assert lagging.outcomes(undo_id) == [expected]
    assert lagging.show(undo_id).summary.state == "succeeded"
    assert group not in show(lagging, account)["groups"]


def test_a_run_whose_log_is_being_removed_cannot_be_undone(synced: Desk) -> None:
    chosen = ordinary(synced)[:3]
    run = synced.run(synced.create_task(people(*chosen), {"type": "suspend_user"}))
    with synced.context.database.system_session() as session:
        session.execute(update(Tenant).where(Tenant.id == synced.tenant_id).values(run_retention_days=30))
        assert remove_old_runs(session, synced.clock() + timedelta(days=31), operations=1) == 1
    assert len(synced.log(run.summary.id)) == 2
    assert not synced.show(run.summary.id).can_undo

    with pytest.raises(Conflict) as refusal:
        synced.call(undo.request_undo, run.summary.id, by=synced.admin)

    assert refusal.value.code == "log_removed"


def test_the_plan_of_an_undo_is_the_same_in_pieces(synced: Desk) -> None:
    chosen = ordinary(synced)[:4]
    group = any_plain_groups(synced)[0]
    actions = ({"type": "add_to_groups", "groups": [group]}, {"type": "suspend_user"})
    run = synced.run(synced.create_task(people(*chosen), *actions))
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        source = undo_plan.load_undo_source(session, synced.tenant_id, run.summary.id)
        whole = undo_plan.load_undo_chunk(session, synced.tenant_id, source, after_position=-1, now=synced.clock())
        assert [len(user.operations) for user in whole] == [2] * 4
        for size in (1, 2, 3, 5):
            pieces: list[undo_plan.UndoneUser] = []
            while chunk := _load_behind(session, synced.tenant_id, source, pieces, size):
                assert len(chunk) <= max(1, size // 2)
                pieces += chunk
            assert pieces == whole


def _load_behind(
    session: Session, tenant_id: int, source: undo_plan.UndoSource, read: list[undo_plan.UndoneUser], size: int
) -> list[undo_plan.UndoneUser]:
    after = read[-1].last_position if read else -1
    return undo_plan.load_undo_chunk(session, tenant_id, source, after_position=after, size=size, now=source.since)


def _again(desk: Desk, account: str) -> int:
    """A further run has suspended somebody, says the log; returns its number."""
    [directory] = show(desk, account)["directories"]
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        run = Run(tenant_id=desk.tenant_id, trigger="bulk", state="succeeded", specification={"name": "x"}, counts={})
        session.add(run)
        session.flush()
        done = Operation(
            tenant_id=desk.tenant_id,
            run_id=run.id,
            position=0,
            account_id=account,
            action_index=0,
            action="suspend_user",
            target_kind="directory",
            target_id=directory,
            target_name="Acme",
            directory_id=directory,
            outcome="succeeded",
            finished_at=desk.clock(),
        )
        session.add(done)
        return run.id

"""Undo restores what was before, where it is still so, and says where it is not."""

import pytest

from app.domain import reasons
from app.domain.errors import Conflict
from app.services import bulk, tasks, undo
from tests.ground.desk import Desk
from tests.worker.people import all_users, ordinary, people, promote, show
from tests.worker.test_execution import _holder, _plain_groups


def _undo(desk: Desk, run_id: int) -> int:
    undo_id = int(desk.call(undo.request_undo, run_id, by=desk.admin))
    desk.work()
    return undo_id


def test_undo_takes_back_every_kind_of_change(synced: Desk) -> None:
    account, app = _holder(synced, external=False)
    before = show(synced, account)
    joined = next(group for group in _plain_groups(synced) if group not in before["groups"])
    actions = (
        {"type": "add_to_groups", "groups": [joined]},
        {"type": "remove_app_access", "apps": [app]},
        {"type": "suspend_user"},
    )
    run = synced.run(synced.create_task(people(account), *actions))
    assert run.summary.state == "succeeded"
    assert run.can_undo
    assert show(synced, account)["groups"] != before["groups"]

    undo_id = _undo(synced, run.summary.id)

    view = synced.show(undo_id)
    assert (view.summary.state, view.undo_of) == ("succeeded", run.summary.id), synced.log(undo_id)
    after = show(synced, account)
    assert (after["groups"], after["membership_status"]) == (before["groups"], "active")
    assert after["access"] == before["access"]


def test_what_somebody_changed_meanwhile_is_left_and_said(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    run = synced.run(synced.create_task(people(first, second), {"type": "suspend_user"}))
    [directory] = show(synced, first)["directories"]
    restored = {"account_id": first, "directory_id": directory}
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": [["user_restored", restored]]})

    undo_id = _undo(synced, run.summary.id)

    outcomes = {line.account_id: (line.outcome, line.reason) for line in synced.log(undo_id)}
    assert outcomes == {first: ("skipped", reasons.STATE_CHANGED), second: ("succeeded", None)}


def test_an_undo_can_be_undone(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    undo_id = _undo(synced, run.summary.id)
    assert show(synced, account)["membership_status"] == "active"

    _undo(synced, undo_id)

    assert show(synced, account)["membership_status"] == "suspended"


def test_after_a_partial_failure_only_what_was_done_is_taken_back(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    synced.sandbox.fault("status", "W3", params={"status": 500, "when": "before"}, path_contains=first)
    run = synced.run(synced.create_task(people(first, second), {"type": "suspend_user"}))
    assert run.summary.state == "partial"
    synced.sandbox.call("DELETE", "/faults")

    undo_id = _undo(synced, run.summary.id)

    assert [line.account_id for line in synced.log(undo_id)] == [second]


def test_an_organization_admin_is_not_touched_by_an_undo_either(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    promote(synced, account)

    undo_id = _undo(synced, run.summary.id)

    assert synced.outcomes(undo_id) == [("skipped", reasons.ORG_ADMIN)]


def test_a_run_that_changed_nothing_cannot_be_undone(synced: Desk) -> None:
    run = synced.run(synced.create_task(people("nobody-there"), {"type": "suspend_user"}))
    assert not run.can_undo

    with pytest.raises(Conflict) as refusal:
        synced.call(undo.request_undo, run.summary.id, by=synced.admin)

    assert refusal.value.code == "nothing_to_undo"


def test_a_bulk_operation_on_a_selection_is_a_run(synced: Desk) -> None:
    chosen, spared = ordinary(synced)[:3], ordinary(synced)[1]
    selection = bulk.BulkDraft(actions=({"type": "suspend_user"},), specification=people(*chosen), excluded=(spared,))
    preview = synced.call(bulk.preview_bulk, selection, cursor=None, limit=10, now=synced.clock())
    assert [user.account_id for user in preview.users] == [chosen[0], chosen[2]] or preview.matched_users == 2

    run_id = int(synced.call(bulk.request_bulk, selection, by=synced.admin))
    synced.work()

    run = synced.show(run_id)
    assert (run.summary.trigger, run.summary.state, run.summary.task_id) == ("bulk", "succeeded", None)
    suspended = {user["account_id"] for user in all_users(synced) if user["membership_status"] == "suspended"}
    assert {chosen[0], chosen[2]} <= suspended
    assert spared not in suspended


def test_tasks_with_a_contrary_effect_on_the_same_people_are_named_when_saved(synced: Desk) -> None:
    account, other = ordinary(synced)[:2]
    group = _plain_groups(synced)[0]
    synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]})
    draft = tasks.TaskDraft(
        name="leavers",
        filter_id=synced.save_filter(people(account, other)),
        actions=({"type": "remove_from_groups", "groups": [group]},),
        schedule={"mode": "manual"},
    )

    saved = synced.call(tasks.create_task, draft, by=synced.admin, now=synced.clock())

    [warning] = saved.warnings
    assert "may touch the same people with a contrary effect" in warning.text
    assert warning.code == "overlap_added_there"
    apart = tasks.TaskDraft(
        name="others",
        filter_id=synced.save_filter(people(other)),
        actions=({"type": "add_to_groups", "groups": [group]},),
        schedule={"mode": "manual"},
    )
    assert "leavers" in synced.call(tasks.create_task, apart, by=synced.admin, now=synced.clock()).warnings[0].text

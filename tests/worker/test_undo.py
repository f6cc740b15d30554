"""Undo restores what was before, where it is still so, and says where it is not."""

import pytest

from app.domain.engine import reasons
from app.domain.errors import Conflict
from app.services.automation import tasks
from app.services.engine import bulk, undo
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, find_holder
from tests.worker.lags import pass_time, undo_run
from tests.worker.people import all_users, grant_role, ordinary, people, promote, show


@pytest.mark.parametrize("later", [0, 29, 45, 119, 86_400])
def test_undo_takes_back_every_kind_of_change(lagging: Desk, later: float) -> None:
    synced = lagging
    account, app = find_holder(synced, external=False)
    grant_role(synced, account, app, "atlassian/guest")
    before = show(synced, account)
    joined = next(group for group in any_plain_groups(synced) if group not in before["groups"])
    actions = (
        {"type": "add_to_groups", "groups": [joined]},
        {"type": "remove_app_access", "apps": [app]},
        {"type": "suspend_user"},
    )
    run = synced.run(synced.create_task(people(account), *actions))
    assert run.summary.state == "succeeded"
    assert run.can_undo
    assert show(synced, account)["groups"] != before["groups"]
    pass_time(synced, later)

    undo_id = undo_run(synced, run.summary.id)

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
    pass_time(synced, 600)

    undo_id = undo_run(synced, run.summary.id)

    outcomes = {line.account_id: (line.outcome, line.reason) for line in synced.log(undo_id)}
    assert outcomes == {first: ("skipped", reasons.STATE_CHANGED), second: ("succeeded", None)}
    assert synced.show(undo_id).summary.state == "partial"
    assert [line["target"]["account_id"] for line in synced.writes()[-1:]] == [second]


def test_where_everything_was_changed_meanwhile_the_undo_has_failed(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    [directory] = show(synced, account)["directories"]
    _cause(synced, "user_restored", account, directory_id=directory)
    pass_time(synced, 600)

    undo_id = undo_run(synced, run.summary.id)

    assert synced.outcomes(undo_id) == [("skipped", reasons.STATE_CHANGED)]
    assert synced.show(undo_id).summary.state == "failed"


def test_an_undo_can_be_undone(lagging: Desk) -> None:
    synced = lagging
    [account, *_rest] = ordinary(synced)
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    undo_id = undo_run(synced, run.summary.id)
    assert show(synced, account)["membership_status"] == "active"

    undo_run(synced, undo_id)

    assert show(synced, account)["membership_status"] == "suspended"


def test_what_somebody_changed_just_now_is_found_by_atlassians_answer(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    group = next(group for group in any_plain_groups(synced) if group not in show(synced, account)["groups"])
    run = synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    _cause(synced, "member_removed", account, group_id=group)

    undo_id = undo_run(synced, run.summary.id)

    assert synced.outcomes(undo_id) == [("skipped", reasons.STATE_CHANGED)]


def test_an_onboarding_can_be_undone(lagging: Desk) -> None:
    synced = lagging
    account, group = _newcomer(synced)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        settings.update_settings(session, synced.tenant_id, {"young_account_days": 7}, by="a", now=synced.clock())
    run = synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    assert run.summary.state == "succeeded"

    undo_id = undo_run(synced, run.summary.id)

    assert synced.outcomes(undo_id) == [("succeeded", None)]
    assert group not in show(synced, account)["groups"]
    assert synced.outcomes(undo_run(synced, undo_id)) == [("succeeded", None)]
    assert group in show(synced, account)["groups"]


def _newcomer(desk: Desk) -> tuple[str, str]:
    """Somebody who was added today, and a group that they are not in."""
    account = ordinary(desk)[0]
    changes = {"added_at": desk.clock().isoformat().replace("+00:00", "Z")}
    desk.sandbox.call("PATCH", f"/organizations/{desk.org_id}/users/{account}", changes)
    desk.sync()
    return account, next(group for group in any_plain_groups(desk) if group not in show(desk, account)["groups"])


def _cause(desk: Desk, name: str, account_id: str, **what: str) -> None:
    """Somebody else changes something of a user."""
    effect = [name, {"account_id": account_id, **what}]
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": [effect]})


def test_after_a_partial_failure_only_what_was_done_is_taken_back(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    synced.sandbox.fault("forbidden", "W3", path_contains=first)
    run = synced.run(synced.create_task(people(first, second), {"type": "suspend_user"}))
    assert run.summary.state == "partial"
    synced.sandbox.call("DELETE", "/faults")

    undo_id = undo_run(synced, run.summary.id)

    assert [(line.account_id, line.outcome) for line in synced.log(undo_id)] == [(second, "succeeded")]


def test_an_organization_admin_is_not_touched_by_an_undo_either(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    promote(synced, account)

    undo_id = undo_run(synced, run.summary.id)

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
    group = any_plain_groups(synced)[0]
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
    assert (warning.code, warning.facts["people"]) == ("overlap_added_there", "1")
    apart = tasks.TaskDraft(
        name="others",
        filter_id=synced.save_filter(people(other)),
        actions=({"type": "add_to_groups", "groups": [group]},),
        schedule={"mode": "manual"},
    )
    assert "leavers" in synced.call(tasks.create_task, apart, by=synced.admin, now=synced.clock()).warnings[0].text

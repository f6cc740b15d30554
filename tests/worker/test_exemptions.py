"""Whom a task leaves alone: until a moment or in its next run alone, in preview, plan and at the last look."""

from datetime import timedelta

import pytest

from app.domain.engine import reasons
from app.domain.errors import NotFound
from app.services.automation import exemptions, previews, tasks
from app.services.automation.exemptions import ExemptionDraft
from app.services.engine import bulk, run_views, runs
from app.services.tenancy import erasure
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups
from tests.worker.lags import pass_time, undo_run
from tests.worker.people import ordinary, people, show
from worker import crash_points

SUSPEND = {"type": "suspend_user"}
SPARED, DONE = [("skipped", reasons.EXEMPT)], [("succeeded", None)]


def exempt(desk: Desk, task: int, account: str, days: int | None = None) -> None:
    """Exempt somebody for some days, or in the next run alone."""
    end = None if days is None else desk.clock() + timedelta(days=days)
    draft = ExemptionDraft(account, "On leave", end)
    desk.call(exemptions.set_exemption, task, draft, by=desk.admin, now=desk.clock())


def run(desk: Desk, task: int) -> list[tuple[str, str | None]]:
    return desk.outcomes(desk.run(task).summary.id)


def listed(desk: Desk, task: int) -> list[str]:
    return [one.user.account_id for one in desk.call(exemptions.list_of_task, task, desk.clock())]


def add(desk: Desk, account: str) -> dict[str, object]:
    """An action that takes nothing away."""
    return {
        "type": "add_to_groups",
        "groups": [group for group in any_plain_groups(desk) if group not in show(desk, account)["groups"]][:1],
    }


def test_until_a_moment_one_task_leaves_them_alone_whatever_it_does_and_others_do_not(synced: Desk) -> None:
    account = ordinary(synced)[0]
    giving = add(synced, account)
    task, other = synced.create_task(people(account), giving), synced.create_task(people(account), giving)
    exempt(synced, task, account, days=2)

    assert run(synced, task) == SPARED
    assert run(synced, task) == SPARED
    assert listed(synced, task) == [account]
    assert run(synced, other) == DONE
    pass_time(synced, 2 * 86_400 + 60)
    assert listed(synced, task) == []
    assert run(synced, task) == [("skipped", reasons.ALREADY_MEMBER)]


def test_once_is_the_next_run_and_no_other(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)
    exempt(synced, task, account)

    assert run(synced, task) == SPARED
    assert listed(synced, task) == []
    assert run(synced, task) == DONE


def test_a_run_that_was_cancelled_was_not_the_next_one(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)
    exempt(synced, task, account)

    def cancel(point: str) -> None:
        if point == "planned_chunk":
            active = synced.call(run_views.list_runs, task_id=task, cursor=None, limit=1).items[0].id
            synced.call(runs.cancel_run, active, by=synced.admin, now=synced.clock())

    crash_points.install_hook(cancel)
    try:
        assert synced.run(task).summary.state == "cancelled"
    finally:
        crash_points.install_hook(lambda _point: None)

    assert listed(synced, task) == [account]
    assert run(synced, task) == SPARED
    assert run(synced, task) == DONE


@pytest.mark.parametrize("days", [None, 3])
def test_who_is_exempted_in_mid_run_is_spared_by_that_run(synced: Desk, days: int | None) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)

    def exempt_now(point: str) -> None:
        if point == "read_live" and not listed(synced, task):
            exempt(synced, task, account, days)

    crash_points.install_hook(exempt_now)
    try:
        assert run(synced, task) == SPARED
    finally:
        crash_points.install_hook(lambda _point: None)


def test_a_preview_of_the_task_says_so_and_one_of_another_draft_does_not(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)
    exempt(synced, task, account)
    filter_id = synced.call(tasks.get_task, task, synced.clock()).filter.id
    draft = tasks.TaskDraft(name="x", filter_id=filter_id, actions=(SUSPEND,), schedule={"mode": "manual"})

    def preview(task_id: int | None) -> previews.PreviewView:
        view = synced.call(
            previews.preview_draft, draft, task_id=task_id, cursor=None, limit=5, now=synced.clock()
        )  # fmt: skip
        assert isinstance(view, previews.PreviewView)
        return view

    mine = preview(task)
    assert (mine.affected_users, mine.skipped) == (0, {reasons.EXEMPT: 1})
    assert mine.users[0].operations[0].reason == reasons.EXEMPT
    assert preview(None).affected_users == 1
    assert run(synced, task) == SPARED  # looking used nothing up


def test_what_an_admin_does_by_hand_is_not_held_up(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)
    done = synced.run(task).summary.id
    exempt(synced, task, account, days=3)

    assert synced.outcomes(undo_run(synced, done)) == DONE
    by_hand = int(synced.call(bulk.request_bulk, bulk.BulkDraft((SUSPEND,), (account,)), by=synced.admin))
    synced.work()
    assert synced.outcomes(by_hand) == DONE


def test_it_can_be_ended_and_goes_with_the_person(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    task = synced.create_task(people(first, second), SUSPEND)
    for account in (first, second):
        exempt(synced, task, account, days=3)
    synced.call(exemptions.end_exemption, task, first, by=synced.admin, now=synced.clock())

    assert listed(synced, task) == [second]
    with pytest.raises(NotFound):
        synced.call(exemptions.end_exemption, task, first, by=synced.admin, now=synced.clock())
    synced.call(erasure.erase_accounts, [second])
    assert listed(synced, task) == []

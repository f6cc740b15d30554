"""Plans wait for a release where nobody set a number: tasks, bulk operations and undo alike."""

from dataclasses import replace

import pytest

from app.domain.engine import reasons
from app.domain.engine.holds import Hold
from app.models import DirectoryUser
from app.services.automation import filters, previews, tasks
from app.services.engine import bulk, runs, undo, undo_preview
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.accesses import cause, plain_groups
from tests.worker.people import all_users, ordinary, people

SUSPEND = {"type": "suspend_user"}


def limit(desk: Desk, **changes: int) -> None:
    desk.call(settings.update_settings, changes, by=desk.admin, now=desk.clock())


def count_active(desk: Desk) -> int:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        rows = session.query(DirectoryUser).filter_by(tenant_id=desk.tenant_id, status="active", kind="person")
        return rows.count()


def release(desk: Desk, run_id: int) -> str:
    plan_hash = desk.show(run_id).plan_hash
    desk.call(runs.approve_run, run_id, by="approver", plan_hash=plan_hash, now=desk.clock())
    desk.work()
    return desk.show(run_id).summary.state


def draft_of(desk: Desk, task_id: int) -> tasks.TaskDraft:
    view = desk.call(tasks.get_task, task_id, desk.clock())
    return tasks.TaskDraft(
        name=view.name, filter_id=view.filter.id, actions=tuple(view.actions), schedule=view.schedule,
        max_users=view.max_users,
    )  # fmt: skip


def foresee(desk: Desk, draft: tasks.TaskDraft, task_id: int | None = None) -> list[Hold] | None:
    view = desk.call(previews.preview_draft, draft, task_id=task_id, cursor=None, limit=5, now=desk.clock())
    assert isinstance(view, previews.PreviewView)
    return view.holds


@pytest.mark.parametrize(("more", "is_held"), [(0, False), (1, True)])
def test_a_run_that_changes_more_than_the_organization_s_share_waits_as_its_preview_said(
    synced: Desk, more: int, is_held: bool
) -> None:
    limit(synced, limit_percent=5, limit_people=2)
    active = count_active(synced)
    share = active * 5 // 100
    assert share > 2
    task = synced.create_task(people(*ordinary(synced)[: share + more]), SUSPEND, max_users=None)
    expected = [Hold(reasons.OVER_SHARE, share + 1, share, active)] if is_held else []
    assert foresee(synced, draft_of(synced, task), task) == expected

    run = synced.run(task)

    assert (run.summary.state, run.holds) == ("held" if is_held else "succeeded", expected)
    assert len(synced.writes()) == (0 if is_held else share)
    if is_held:
        assert release(synced, run.summary.id) == "succeeded"
        assert len(synced.writes()) == share + 1


def test_small_organizations_release_nothing_up_to_the_least_number(synced: Desk) -> None:
    limit(synced, limit_percent=1, limit_people=3)
    assert count_active(synced) < 400

    assert synced.run(synced.create_task(people(*ordinary(synced)[:3]), SUSPEND)).summary.state == "succeeded"
    assert synced.run(synced.create_task(people(*ordinary(synced)[3:7]), SUSPEND)).summary.state == "held"


def test_all_reasons_are_told(synced: Desk) -> None:
    limit(synced, limit_percent=1, limit_people=2)
    run = synced.run(synced.create_task(people(*ordinary(synced)[:4]), SUSPEND, max_users=3))

    assert (run.summary.state, run.summary.reason) == ("held", reasons.OVER_LIMIT)
    assert [(hold.reason, hold.people, hold.limit) for hold in run.holds] == [
        (reasons.OVER_LIMIT, 4, 3), (reasons.OVER_SHARE, 4, 2),
    ]  # fmt: skip


def with_history(desk: Desk) -> tuple[int, str, list[str]]:
    """A task that was run twice, when its filter matched one person; its group, and people who may join that."""
    limit(desk, limit_people=2)
    crowd = ordinary(desk)[:12]
    group = plain_groups(desk)[0]
    members = [user["account_id"] for user in all_users(desk) if group in user["groups"]]
    cause(desk, *(["member_removed", {"account_id": member, "group_id": group}] for member in members))
    grow(desk, group, crowd[:1])
    matches = {"version": 1, "root": {"type": "groups", "groups": [group], "match": "any"}}
    task = desk.create_task(matches, SUSPEND, max_users=None)
    for _ in range(2):
        assert desk.run(task).summary.state == "succeeded"
    return task, group, crowd


def grow(desk: Desk, group: str, members: list[str]) -> None:
    cause(desk, *(["member_added", {"account_id": member, "group_id": group}] for member in members))
    desk.sync()


def test_a_task_that_suddenly_matches_far_more_than_before_waits(synced: Desk) -> None:
    task, group, crowd = with_history(synced)
    grow(synced, group, crowd[1:])
    expected = [Hold(reasons.UNUSUAL, 12, 1, 2)]
    assert foresee(synced, draft_of(synced, task), task) == expected

    run = synced.run(task)

    assert (run.summary.state, run.summary.reason, run.holds) == ("held", reasons.UNUSUAL, expected)
    assert len(synced.writes()) == 1
    assert release(synced, run.summary.id) == "succeeded"
    assert synced.run(task).summary.state == "succeeded", "what was released is usual from then on"


def test_another_filter_or_other_actions_have_a_history_of_their_own(synced: Desk) -> None:
    task, group, crowd = with_history(synced)
    grow(synced, group, crowd[1:])
    draft = draft_of(synced, task)
    other = replace(draft, actions=({"type": "remove_from_groups", "groups": [group]},))
    assert foresee(synced, other, task) == []
    assert foresee(synced, draft) == [], "a new task has no history"

    version = synced.call(filters.get_filter, draft.filter_id).version
    edit = filters.FilterEdit("Edited", people(*crowd), version)
    synced.call(filters.update_filter, draft.filter_id, edit, by="a", now=synced.clock())
    assert synced.run(task).summary.state == "succeeded"


def test_a_bulk_operation_obeys(synced: Desk) -> None:
    limit(synced, limit_percent=1, limit_people=2)
    draft = bulk.BulkDraft(actions=(SUSPEND,), account_ids=tuple(ordinary(synced)[:3]))
    view = synced.call(bulk.preview_bulk, draft, cursor=None, limit=5, now=synced.clock())
    assert [hold.reason for hold in view.holds] == [reasons.OVER_SHARE]

    run_id = synced.call(bulk.request_bulk, draft, by=synced.admin)
    synced.work()

    assert synced.show(run_id).summary.state == "held"
    assert synced.writes() == []


def test_an_undo_obeys_unless_it_is_an_emergency(synced: Desk) -> None:
    run = synced.run(synced.create_task(people(*ordinary(synced)[:3]), SUSPEND))
    limit(synced, limit_percent=1, limit_people=2)
    view = synced.call(
        undo_preview.preview_undo, run.summary.id, cursor=None, limit=5, now=synced.clock(), has_totals=True
    )
    assert [hold.reason for hold in view.holds] == [reasons.OVER_SHARE]

    first = synced.call(undo.request_undo, run.summary.id, by=synced.admin)
    synced.work()
    assert synced.show(first).summary.state == "held"
    synced.call(runs.reject_run, first, by=synced.admin, now=synced.clock())

    second = synced.call(undo.request_undo, run.summary.id, by=synced.admin, is_emergency=True)
    synced.work()
    assert synced.show(second).summary.state == "succeeded"

"""Whom an undo or a bulk restore gave something back: tasks take nothing from them for a time."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.engine import reasons
from app.domain.errors import NotFound
from app.models import RestoredUser
from app.services.automation import previews, tasks
from app.services.engine import bulk, restored, undo_preview
from app.services.records import audit
from app.services.tenancy import erasure, settings
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups
from tests.worker.lags import pass_time, undo_run
from tests.worker.people import ordinary, people, show
from worker import crash_points

SUSPEND, RESTORE = {"type": "suspend_user"}, {"type": "restore_user"}
SPARED, DONE = [("skipped", reasons.RECENTLY_RESTORED)], [("succeeded", None)]


def do(desk: Desk, account: str, *actions: dict[str, Any]) -> int:
    """A bulk operation on one person."""
    run_id = int(desk.call(bulk.request_bulk, bulk.BulkDraft(actions, (account,)), by=desk.admin))
    desk.work()
    return run_id


def outcomes(desk: Desk, task_id: int) -> list[tuple[str, str | None]]:
    """What the next run of a task does."""
    return desk.outcomes(desk.run(task_id).summary.id)


def listed(desk: Desk) -> list[restored.RestoredView]:
    """Who is spared now."""
    page = desk.call(restored.list_restored, desk.clock(), cursor=None, limit=10)
    assert isinstance(page, restored.RestoredPage)
    return page.items


@pytest.mark.parametrize("by", ["undo", "bulk"])
def test_what_was_given_back_lasts_longer_than_the_next_run(synced: Desk, by: str) -> None:
    account = ordinary(synced)[0]
    group = show(synced, account)["groups"][0]
    task = synced.create_task(people(account), SUSPEND)
    run = synced.run(task)
    back = undo_run(synced, run.summary.id) if by == "undo" else do(synced, account, RESTORE)
    assert show(synced, account)["membership_status"] == "active"

    assert outcomes(synced, task) == SPARED
    leave = {"type": "remove_from_groups", "groups": [group]}
    assert outcomes(synced, synced.create_task(people(account), leave)) == SPARED
    [row] = listed(synced)
    assert (row.user.account_id, row.run_id, row.restored_by.account_id) == (account, back, synced.admin)  # type: ignore[union-attr]
    assert row.spared_until - row.restored_at == timedelta(days=14)


def test_a_preview_says_so_too(synced: Desk) -> None:
    account = ordinary(synced)[0]
    do(synced, account, SUSPEND)
    do(synced, account, RESTORE)
    draft = tasks.TaskDraft(
        name="x", filter_id=synced.save_filter(people(account)), actions=(SUSPEND,), schedule={"mode": "manual"}
    )
    view = synced.call(
        previews.preview_draft, draft, task_id=None, cursor=None, limit=5, now=synced.clock()
    )  # fmt: skip
    assert (view.affected_users, view.skipped) == (0, {reasons.RECENTLY_RESTORED: 1})


def test_what_takes_nothing_and_an_admins_own_word_are_not_held_up(synced: Desk) -> None:
    account = ordinary(synced)[0]
    group = next(group for group in any_plain_groups(synced) if group not in show(synced, account)["groups"])
    do(synced, account, SUSPEND)
    do(synced, account, RESTORE)

    assert outcomes(synced, synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]})) == DONE
    assert synced.outcomes(do(synced, account, SUSPEND)) == DONE


def test_the_time_ends_by_itself_by_an_admin_and_by_the_settings(synced: Desk) -> None:
    first, second = ordinary(synced)[:2]
    mine = {account: synced.create_task(people(account), SUSPEND) for account in (first, second)}
    for account in (first, second):
        do(synced, account, SUSPEND)
        do(synced, account, RESTORE)
    assert {row.user.account_id for row in listed(synced)} == {first, second}
    row = next(row for row in listed(synced) if row.user.account_id == first)

    synced.call(restored.end_sparing, row.id, by=synced.admin)

    assert outcomes(synced, mine[first]) == DONE
    assert outcomes(synced, mine[second]) == SPARED
    assert _was_recorded(synced, first)
    with pytest.raises(NotFound):
        synced.call(restored.end_sparing, row.id, by=synced.admin)
    synced.call(settings.update_settings, {"restored_grace_days": 0}, by=synced.admin, now=synced.clock())
    assert listed(synced) == []
    synced.call(settings.update_settings, {"restored_grace_days": 1}, by=synced.admin, now=synced.clock())
    assert len(listed(synced)) == 1
    pass_time(synced, 86_400 + 60)
    assert listed(synced) == []
    assert outcomes(synced, mine[second]) == DONE


def _was_recorded(desk: Desk, subject: str) -> bool:
    entries = desk.call(audit.list_audit, None).items
    return any((entry.event, entry.subject) == ("restored.ended", subject) for entry in entries)


def test_who_is_given_something_back_in_mid_run_is_spared_by_that_run(synced: Desk) -> None:
    account = ordinary(synced)[0]
    task = synced.create_task(people(account), SUSPEND)

    def give_back(point: str) -> None:
        if point == "read_live" and not listed(synced):
            with synced.context.database.tenant_session(synced.tenant_id) as session:
                row = RestoredUser(tenant_id=synced.tenant_id, account_id=account, run_id=1, restored_at=synced.clock())
                session.add(row)

    crash_points.install_hook(give_back)
    try:
        assert outcomes(synced, task) == SPARED
    finally:
        crash_points.install_hook(lambda _point: None)


def test_what_a_bulk_operation_or_a_task_adds_spares_nobody(synced: Desk) -> None:
    account = ordinary(synced)[0]
    group = next(group for group in any_plain_groups(synced) if group not in show(synced, account)["groups"])
    do(synced, account, {"type": "add_to_groups", "groups": [group]})
    outcomes(synced, synced.create_task(people(account), RESTORE))
    assert listed(synced) == []


def test_an_erased_account_is_forgotten_here_too(synced: Desk) -> None:
    account = ordinary(synced)[0]
    do(synced, account, SUSPEND)
    do(synced, account, RESTORE)
    synced.call(erasure.erase_accounts, [account])
    assert listed(synced) == []


def test_the_preview_of_an_undo_comes_true(synced: Desk) -> None:
    first, second, third = ordinary(synced)[:3]
    group = next(group for group in any_plain_groups(synced) if group not in show(synced, first)["groups"])
    add = {"type": "add_to_groups", "groups": [group]}
    run = synced.run(synced.create_task(people(first, second, third), add, SUSPEND))
    do(synced, first, RESTORE)
    entry = settings.NewProtectedEntry("user", third, "not now")
    synced.call(settings.add_protected, entry, by=synced.admin, now=synced.clock())

    def ask(cursor: str | None, limit: int, *, has_totals: bool) -> Any:
        return synced.call(
            undo_preview.preview_undo,
            run.summary.id,
            cursor=cursor,
            limit=limit,
            now=synced.clock(),
            has_totals=has_totals,
        )

    whole = ask(None, 10, has_totals=True)
    pages, cursor = [], None
    while True:
        page = ask(cursor, 1, has_totals=False)
        pages += page.users
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == whole.users
    undo_id = undo_run(synced, run.summary.id)
    log = synced.log(undo_id)
    done = {
        (line.account_id, line.target_id): ("planned" if line.outcome == "succeeded" else line.outcome, line.reason)
        for line in log
    }
    seen = {
        (user.account_id, line.target_id): (line.outcome, line.reason)
        for user in whole.users
        for line in user.operations
    }
    assert seen == done
    assert (whole.matched_users, whole.affected_users, whole.planned_operations) == (3, 2, 3)

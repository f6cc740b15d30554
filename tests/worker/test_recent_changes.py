"""The next run, moments after the last: what reads do not show yet keeps nobody from what is due to them."""

from typing import Any

import pytest

from app.domain.engine import reasons
from app.services.engine import bulk, undo
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, find_holder
from tests.worker.lags import LAGS, pass_time, turn_lags
from tests.worker.people import ordinary, people, show


@pytest.fixture(params=[lag for lag in LAGS if lag != 0], ids=str)
def lagging(request: pytest.FixtureRequest, synced: Desk) -> Desk:
    """A synced tenant of an organization whose reads show writes late."""
    return turn_lags(synced, request.param)


def do(desk: Desk, account: str, *actions: dict[str, Any]) -> list[tuple[str, str | None]]:
    """A bulk operation on one person, one second after the last."""
    pass_time(desk, 1)
    run_id = int(desk.call(bulk.request_bulk, bulk.BulkDraft(actions, (account,)), by=desk.admin))
    desk.work()
    return desk.outcomes(run_id)


def test_who_was_suspended_a_moment_ago_is_restored_and_suspended_again(lagging: Desk) -> None:
    account = ordinary(lagging)[0]
    for action, status in (("suspend_user", "suspended"), ("restore_user", "active"), ("suspend_user", "suspended")):
        assert do(lagging, account, {"type": action}) == [("succeeded", None)]
        assert show(lagging, account)["membership_status"] == status
    assert do(lagging, account, {"type": "suspend_user"}) == [("skipped", reasons.ALREADY_SUSPENDED)]


def test_a_sync_in_between_that_reads_the_past_changes_nothing(lagging: Desk) -> None:
    account = ordinary(lagging)[0]
    assert do(lagging, account, {"type": "suspend_user"}) == [("succeeded", None)]
    lagging.sync()
    draft = bulk.BulkDraft(({"type": "restore_user"},), (account,))
    preview = lagging.call(bulk.preview_bulk, draft, cursor=None, limit=5, now=lagging.clock())
    assert [line.outcome for line in preview.users[0].operations] == ["planned"]
    assert do(lagging, account, {"type": "restore_user"}) == [("succeeded", None)]
    assert show(lagging, account)["membership_status"] == "active"


def test_who_was_added_a_moment_ago_is_removed_and_added_again(lagging: Desk) -> None:
    account = ordinary(lagging)[0]
    group = next(group for group in any_plain_groups(lagging) if group not in show(lagging, account)["groups"])
    for action, is_member in (("add_to_groups", True), ("remove_from_groups", False), ("add_to_groups", True)):
        assert do(lagging, account, {"type": action, "groups": [group]}) == [("succeeded", None)]
        assert (group in show(lagging, account)["groups"]) is is_member


def test_access_that_came_with_a_group_a_moment_ago_is_taken(lagging: Desk) -> None:
    holder, app = find_holder(lagging, external=False)
    [group, *_more] = [row["group_id"] for row in show(lagging, holder)["access"] if row["resource_id"] == app]
    account = next(
        account
        for account in ordinary(lagging)
        if app not in {row["resource_id"] for row in show(lagging, account)["access"]}
    )
    assert do(lagging, account, {"type": "add_to_groups", "groups": [group]}) == [("succeeded", None)]

    assert do(lagging, account, {"type": "remove_app_access", "apps": [app]})[0][0] == "succeeded"

    assert group not in show(lagging, account)["groups"]


def test_a_direct_role_that_an_undo_gave_back_a_moment_ago_is_taken(lagging: Desk) -> None:
    account, app, role = _direct_holder(lagging)
    drop = {"type": "remove_app_access", "apps": [app]}
    run_id = int(lagging.call(bulk.request_bulk, bulk.BulkDraft((drop,), (account,)), by=lagging.admin))
    lagging.work()
    assert lagging.outcomes(run_id)[0][0] == "succeeded"
    lagging.call(undo.request_undo, run_id, by=lagging.admin)
    lagging.work()
    assert role in _direct_roles(lagging, account, app)

    assert do(lagging, account, drop)[0][0] == "succeeded"

    assert not _direct_roles(lagging, account, app)


def test_the_filter_believes_the_log(lagging: Desk) -> None:
    account = ordinary(lagging)[0]
    lagging.call(settings.update_settings, {"restored_grace_days": 0}, by=lagging.admin, now=lagging.clock())
    assert do(lagging, account, {"type": "suspend_user"}) == [("succeeded", None)]
    assert do(lagging, account, {"type": "restore_user"}) == [("succeeded", None)]
    group = next(group for group in any_plain_groups(lagging) if group not in show(lagging, account)["groups"])
    assert do(lagging, account, {"type": "add_to_groups", "groups": [group]}) == [("succeeded", None)]
    in_group = {"op": "and", "of": [people(account)["root"], {"type": "groups", "groups": [group], "match": "any"}]}
    task = lagging.create_task({"version": 1, "root": in_group}, {"type": "suspend_user"})

    run = lagging.run(task)

    assert lagging.outcomes(run.summary.id) == [("succeeded", None)]


def _direct_roles(desk: Desk, account: str, app: str) -> set[str]:
    return {row["role"] for row in show(desk, account)["roles"] if row["resource_id"] == app}


def _direct_holder(desk: Desk) -> tuple[str, str, str]:
    """Somebody with a direct role on an app, the app and the role."""
    apps = {app["resource_id"] for app in desk.organization["apps"]}
    for account in ordinary(desk):
        shown = show(desk, account)
        for row in shown["roles"]:
            if row["resource_id"] in apps and "jira-admin" not in row["resource_id"]:
                return account, row["resource_id"], row["role"]
    raise AssertionError("nobody holds a direct role")

"""Taking an app away takes that app alone; what goes and what stays stands in preview, plan and log."""

import csv
import io
import json
from typing import Any

from app.directory.facts import load_users
from app.domain.engine import reasons
from app.services.automation.previews import PreviewView
from app.services.engine import bulk, runs, undo
from app.services.engine.afterwards import people_changes
from app.services.engine.run_views import LookedAt
from app.services.files import results
from app.services.files.file_forms import write_whole
from tests.ground.desk import Desk
from tests.worker.accesses import USER, apps_of, cause, has_access, holder, let_grant, plain_groups, stranger_to
from tests.worker.checking import check_due
from tests.worker.lags import pass_time
from tests.worker.people import ordinary, people, show


def _remove(app: str, *, is_wide: bool = False) -> dict[str, Any]:
    return {"type": "remove_app_access", "apps": [app], "can_leave_shared_groups": is_wide}


def _preview(desk: Desk, account: str, *actions: dict[str, Any]) -> PreviewView:
    selection = bulk.BulkDraft(actions=actions, account_ids=(account,))
    view = desk.call(bulk.preview_bulk, selection, cursor=None, limit=10, now=desk.clock())
    assert isinstance(view, PreviewView)
    return view


def list_changed(desk: Desk, run_id: int) -> list[people_changes.PersonChanges]:
    return list(desk.call(people_changes.list_changed_people, run_id, account_id=None, cursor=None, limit=25).items)


def _sharer(desk: Desk) -> tuple[str, str, str, str]:
    """(account, app, other app, group) of somebody who has both apps through one group alone."""
    app, other = apps_of(desk)[:2]
    account = stranger_to(desk, app, other)
    group = plain_groups(desk)[0]
    let_grant(desk, group, app, other)
    cause(desk, ["member_added", {"account_id": account, "group_id": group}])
    desk.sync()
    return account, app, other, group


def test_a_group_that_gives_another_app_is_not_left_and_the_step_fails_with_the_names(synced: Desk) -> None:
    account, app, other, group = _sharer(synced)
    task = synced.create_task(people(account), _remove(app))

    preview = _preview(synced, account, _remove(app))
    run = synced.run(task)

    [step] = preview.users[0].operations
    assert (step.outcome, step.reason, step.is_failing) == ("planned", reasons.SHARED_GROUP, True)
    assert [detail.kind for detail in step.details] == ["stays_in_group"]
    assert (preview.affected_users, preview.planned_operations, preview.failing_users) == (0, 0, 1)
    assert preview.failed == {reasons.SHARED_GROUP: 1}
    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason) == ("failed", reasons.SHARED_GROUP)
    assert line.error == step.details[0].text
    assert group in show(synced, account)["groups"]
    assert has_access(synced, account, app)
    assert has_access(synced, account, other)
    assert synced.writes() == []


def test_it_is_left_by_choice_and_preview_and_log_name_what_else_goes(synced: Desk) -> None:
    account, app, other, group = _sharer(synced)
    task = synced.create_task(people(account), _remove(app, is_wide=True))

    preview = _preview(synced, account, _remove(app, is_wide=True))
    run = synced.run(task)

    [planned] = preview.users[0].operations[0].details
    assert planned.kind == "leaves_group"
    assert len(planned.apps) == 1
    assert [caution.code for caution in preview.warnings] == ["also_taken"]
    [line] = synced.log(run.summary.id)
    assert line.outcome == "succeeded"
    [done] = line.details
    assert (done.kind, done.group_id, done.apps) == ("left_group", group, planned.apps)
    assert not has_access(synced, account, app)
    assert not has_access(synced, account, other)
    assert "also by leaving groups that give other apps" in run.specification["action_sentences"][0]
    assert [caution["code"] for caution in run.specification["cautions"]] == ["also_taken"]
    synced.call(undo.request_undo, run.summary.id, by=synced.admin)
    synced.work()
    assert group in show(synced, account)["groups"]


def test_what_gives_only_the_app_is_taken_though_the_step_fails_in_the_end(synced: Desk) -> None:
    account, app, _other, shared = _sharer(synced)
    alone = plain_groups(synced)[0]
    let_grant(synced, alone, app)
    cause(synced, ["member_added", {"account_id": account, "group_id": alone}])
    synced.sync()

    preview = _preview(synced, account, _remove(app))
    run = synced.run(synced.create_task(people(account), _remove(app)))

    assert (preview.affected_users, preview.planned_operations, preview.failing_users) == (1, 0, 1)
    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason) == ("failed", reasons.SHARED_GROUP)
    told = [(detail.kind, detail.group_id) for detail in line.details]
    assert told == [("left_group", alone), ("stays_in_group", shared)]
    assert run.summary.counts.affected == 1
    assert shared in show(synced, account)["groups"]


def test_the_same_app_on_another_site_is_another_app(synced: Desk) -> None:
    app, *rest = apps_of(synced)
    twin = next((one for one in rest if one.split(":")[2] == app.split(":")[2]), None)
    assert twin is not None, "the organization has two sites"
    account = stranger_to(synced, app, twin)
    group = plain_groups(synced)[0]
    let_grant(synced, group, app, twin)
    cause(synced, ["member_added", {"account_id": account, "group_id": group}])
    synced.sync()

    run = synced.run(synced.create_task(people(account), _remove(app)))

    assert synced.outcomes(run.summary.id) == [("failed", reasons.SHARED_GROUP)]
    assert has_access(synced, account, twin)


def test_every_form_of_the_result_names_groups_left_and_roles_revoked(synced: Desk) -> None:
    account, app, groups = holder(synced, groups=1, direct=True)
    run = synced.run(synced.create_task(people(account), _remove(app)))

    lines, view = synced.log(run.summary.id), synced.show(run.summary.id)

    assert [detail.kind for detail in lines[0].details] == ["revoked_role", "left_group"]
    written = json.loads("".join(write_whole(results.json_form(view), lines)))
    [operation] = written["operations"]
    assert [detail["group_id"] or detail["role"] for detail in operation["details"]] == [USER, groups[0]]
    [row] = csv.DictReader(io.StringIO("".join(write_whole(results.csv_form(view), lines)), newline=""))
    assert row["details"] == " ".join(detail.text for detail in lines[0].details)


def test_leaving_a_group_for_itself_says_which_access_remains_directly(synced: Desk) -> None:
    account, app, groups = holder(synced, groups=1, direct=True)
    action = {"type": "remove_from_groups", "groups": groups}

    preview = _preview(synced, account, action)
    run = synced.run(synced.create_task(people(account), action))

    assert [detail.kind for detail in preview.users[0].operations[0].details] == ["loses_apps"]
    assert [caution.code for caution in preview.warnings] == ["takes_apps"]
    pass_time(synced, 190)
    check_due(synced)
    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason) == ("succeeded", reasons.ACCESS_KEPT)
    [detail] = line.details
    assert (detail.kind, detail.role, line.error) == ("keeps_direct", USER, detail.text)
    assert synced.show(run.summary.id).remains == {"keeps_direct": 1}
    [person] = list_changed(synced, run.summary.id)
    assert [(one.kind, one.id, one.before, one.after) for one in person.changes] == [
        ("group", groups[0], "member", "not_member")
    ], "the app did not go"
    assert app in synced.call(load_users, [account])[account].apps, "the mirror keeps what remains"
    assert has_access(synced, account, app)


def test_leaving_a_group_for_itself_says_which_access_another_group_goes_on_giving(synced: Desk) -> None:
    account, _app, groups = holder(synced, groups=2)
    action = {"type": "remove_from_groups", "groups": groups[:1]}

    preview = _preview(synced, account, action)
    run = synced.run(synced.create_task(people(account), action))

    [detail] = preview.users[0].operations[0].details
    assert (detail.kind, detail.group_id) == ("keeps_apps", groups[1])
    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason, line.error) == ("succeeded", reasons.ACCESS_KEPT, detail.text)
    assert line.details == [detail]
    assert run.remains == {"keeps_apps": 1}


def test_a_group_that_was_left_without_a_rest_says_nothing_more(synced: Desk) -> None:
    account, app, groups = holder(synced, groups=1)

    run = synced.run(synced.create_task(people(account), {"type": "remove_from_groups", "groups": groups}))

    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason, line.error) == ("succeeded", None, None)
    assert run.remains == {}
    [person] = list_changed(synced, run.summary.id)
    assert [(one.kind, one.before, one.after) for one in person.changes] == [
        ("group", "member", "not_member"),
        ("app", "access", "no_access"),
    ]
    assert app not in synced.call(load_users, [account])[account].apps


def test_a_rest_that_cannot_be_read_is_asked_for_again(synced: Desk) -> None:
    account, _app, groups = holder(synced, groups=1, direct=True)
    run = synced.run(synced.create_task(people(account), {"type": "remove_from_groups", "groups": groups}))
    pass_time(synced, 190)
    synced.sandbox.fault("status", "reads", params={"status": 503}, times=100)
    check_due(synced)
    assert synced.show(run.summary.id).looked_at == LookedAt(0, 0, 1)
    synced.sandbox.call("DELETE", "/faults")
    pass_time(synced, 601)

    check_due(synced)

    assert synced.show(run.summary.id).remains == {"keeps_direct": 1}


def _plan_of_three(desk: Desk, *, holders: int) -> tuple[list[str], str]:
    """(people, app): so many have the app through a group that gives nothing else, one through a shared one."""
    account, app, _other, _group = _sharer(desk)
    alone = plain_groups(desk)[1]
    let_grant(desk, alone, app)
    strangers = [one for one in ordinary(desk) if not has_access(desk, one, app)][:holders]
    for one in strangers:
        cause(desk, ["member_added", {"account_id": one, "group_id": alone}])
    desk.sync()
    return [account, *strangers], app


def test_the_limit_counts_who_would_be_changed_and_not_who_only_fails(synced: Desk) -> None:
    accounts, app = _plan_of_three(synced, holders=1)

    run = synced.run(synced.create_task(people(*accounts), _remove(app), max_users=1))

    assert (run.summary.state, run.planned_users) == ("partial", 1), "two have open steps, one would be changed"


def test_a_held_plan_counts_failing_steps_and_people_apart(synced: Desk) -> None:
    accounts, app = _plan_of_three(synced, holders=2)

    held = synced.run(synced.create_task(people(*accounts), _remove(app), max_users=1))

    counts = held.summary.counts
    assert (held.summary.state, held.planned_users) == ("held", 2)
    assert (counts.planned, counts.failing, counts.failing_users) == (3, 1, 1)
    synced.call(runs.reject_run, held.summary.id, by="a", now=synced.clock())

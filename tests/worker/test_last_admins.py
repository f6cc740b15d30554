"""No run takes the last admin of an app: said in the preview, in the plan and in the log."""

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from app.directory.admin_seats import iter_seats
from app.directory.facts import load_catalogue, load_users
from app.domain.engine import reasons
from app.domain.engine.last_admins import list_held
from app.models import Directory, DirectoryMembership, DirectoryUser
from app.services.automation import previews, tasks
from app.services.engine import undo_preview
from tests.ground.desk import Desk
from tests.worker.accesses import apps_of, cause, has_access, plain_groups
from tests.worker.lags import undo_run
from tests.worker.pausing import At
from tests.worker.people import all_users, grant_role, ordinary, people, show

ROLE = "atlassian/user-access-admin"
SUSPEND = {"type": "suspend_user"}
SPARED, DONE = ("skipped", reasons.LAST_ADMIN), ("succeeded", None)


def strip_of_admins(desk: Desk, app: str) -> None:
    """Nobody holds the role on the app any more."""
    for user in desk.sandbox.users(desk.org_id, limit="100000"):
        grant = {"account_id": user["account_id"], "resource_id": app, "role": ROLE}
        cause(desk, ["user_role_revoked", grant])
    for group in desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"]:
        for given in group["grants"]:
            if (given["resource_id"], given["role"]) == (app, ROLE):
                cause(desk, ["group_role_revoked", {"group_id": group["group_id"], **given}])


def six_admins(desk: Desk, *, group: str | None = None) -> tuple[str, list[str]]:
    """An app, and its only six admins, direct ones or through a group."""
    app = apps_of(desk)[0]
    accounts = [one for one in ordinary(desk) if not has_access(desk, one, app)][:6]
    strip_of_admins(desk, app)
    if group:
        for user in all_users(desk):
            if group in user["groups"]:
                cause(desk, ["member_removed", {"account_id": user["account_id"], "group_id": group}])
        cause(desk, ["group_role_granted", {"group_id": group, "resource_id": app, "role": ROLE}])
    for account in accounts:
        if group:
            cause(desk, ["member_added", {"account_id": account, "group_id": group}])
        else:
            grant_role(desk, account, app, ROLE)
    desk.sync()
    return app, accounts


def preview(desk: Desk, accounts: list[str], action: dict[str, Any], **options: Any) -> previews.PreviewView:
    filter_id = desk.save_filter(people(*accounts))
    draft = tasks.TaskDraft(name="x", filter_id=filter_id, actions=(action,), schedule={"mode": "manual"})
    given = {"task_id": None, "cursor": None, "limit": 10, "now": desk.clock()} | options
    view = desk.call(previews.preview_draft, draft, **given)
    assert isinstance(view, previews.PreviewView)
    return view


def foresee_undo(desk: Desk, run_id: int, limit: int) -> list[tuple[str, str | None]]:
    """What the preview of an undo says of each step, page by page."""
    seen: list[tuple[str, str | None]] = []
    cursor = None
    while True:
        view = desk.call(
            undo_preview.preview_undo, run_id, cursor=cursor, limit=limit, now=desk.clock(), has_totals=cursor is None
        )
        seen += [(step.outcome, step.reason) for user in view.users for step in user.operations]
        cursor = view.next_cursor
        if cursor is None:
            return seen


def suspend_elsewhere(desk: Desk, account: str) -> None:
    """Somebody else suspends a person in all of their directories."""
    for directory_id in show(desk, account)["directories"]:
        cause(desk, ["user_suspended", {"account_id": account, "directory_id": directory_id}])


@pytest.mark.parametrize("way", ["suspended", "app taken", "group left"])
def test_five_of_six_go_and_the_last_stays(synced: Desk, way: str) -> None:
    group = plain_groups(synced)[0] if way == "group left" else None
    app, accounts = six_admins(synced, group=group)
    ways: dict[str, dict[str, Any]] = {
        "suspended": SUSPEND,
        "app taken": {"type": "remove_app_access", "apps": [app]},
        "group left": {"type": "remove_from_groups", "groups": [group]},
    }
    action = ways[way]

    view = preview(synced, accounts, action)
    assert (view.affected_users, view.skipped) == (5, {reasons.LAST_ADMIN: 1})
    [spared] = [step for user in view.users for step in user.operations if step.reason == reasons.LAST_ADMIN]
    assert [detail.role for detail in spared.details] == [ROLE]

    run = synced.run(synced.create_task(people(*accounts), action))
    assert synced.outcomes(run.summary.id) == [DONE] * 5 + [SPARED]
    line = synced.log(run.summary.id)[-1]
    assert line.details == spared.details
    left = show(synced, line.account_id)
    assert left["membership_status"] == "active"
    assert (app, ROLE) in {(one["resource_id"], one["role"]) for one in left["access"]}


def test_a_later_page_knows_what_the_pages_before_took(synced: Desk) -> None:
    _app, accounts = six_admins(synced)
    seen: list[str | None] = []
    cursor = None
    while True:
        view = preview(synced, accounts, SUSPEND, cursor=cursor, limit=2)
        seen += [step.reason for user in view.users for step in user.operations]
        cursor = view.next_cursor
        if cursor is None:
            break
    assert seen == [None] * 5 + [reasons.LAST_ADMIN]


def test_who_is_left_alone_by_the_plan_is_enough(synced: Desk) -> None:
    _app, accounts = six_admins(synced)
    run = synced.run(synced.create_task(people(*accounts[:5]), SUSPEND))
    assert synced.outcomes(run.summary.id) == [DONE] * 5


def test_who_left_behind_our_back_does_not_count_as_staying(synced: Desk, at: At) -> None:
    _app, accounts = six_admins(synced)
    at("planned", lambda: suspend_elsewhere(synced, accounts[5]))
    run = synced.run(synced.create_task(people(*accounts[:5]), SUSPEND))
    assert synced.outcomes(run.summary.id) == [DONE] * 4 + [SPARED]


def test_who_was_closed_behind_our_back_does_not_count_as_staying(synced: Desk, at: At) -> None:
    _app, accounts = six_admins(synced)
    path = f"/organizations/{synced.org_id}/users/{accounts[5]}"
    at("planned", lambda: synced.sandbox.call("PATCH", path, {"account_status": "inactive"}))
    run = synced.run(synced.create_task(people(*accounts[:5]), SUSPEND))
    assert synced.outcomes(run.summary.id) == [DONE] * 4 + [SPARED]


@pytest.mark.parametrize("way", ["suspended", "app taken"])
def test_who_became_the_only_admin_behind_our_back_stays(synced: Desk, at: At, way: str) -> None:
    app, accounts = six_admins(synced)
    heir = next(one for one in ordinary(synced) if not has_access(synced, one, app))
    grant_role(synced, heir, app, "atlassian/user")
    synced.sync()

    def hand_over() -> None:
        strip_of_admins(synced, app)
        grant_role(synced, heir, app, ROLE)

    at("planned", hand_over)
    action = SUSPEND if way == "suspended" else {"type": "remove_app_access", "apps": [app]}
    run = synced.run(synced.create_task(people(accounts[0], heir), action))
    told = {line.account_id: (line.outcome, line.reason) for line in synced.log(run.summary.id)}
    assert told[heir] == SPARED
    assert show(synced, heir)["membership_status"] == "active"


def test_a_step_that_did_not_come_through_is_judged_again(synced: Desk, at: At) -> None:
    _app, accounts = six_admins(synced)
    synced.sandbox.fault("status", "W3", params={"status": 503, "when": "before"}, times=1)

    def all_others_go() -> None:
        for account in accounts[1:]:
            suspend_elsewhere(synced, account)

    at("call_ended", all_others_go)
    run = synced.run(synced.create_task(people(accounts[0]), SUSPEND))
    assert synced.outcomes(run.summary.id) == [SPARED]
    assert show(synced, accounts[0])["membership_status"] == "active"


@pytest.mark.parametrize("action", [SUSPEND, {"type": "remove_app_access"}])
def test_two_runs_side_by_side_leave_one(synced: Desk, action: dict[str, Any]) -> None:
    app, accounts = six_admins(synced)
    given = action if action is SUSPEND else {**action, "apps": [app]}
    synced.run(synced.create_task(people(*accounts[:4]), given))
    started = [synced.run_now(synced.create_task(people(one), given)) for one in accounts[4:]]
    synced.work()
    assert sorted(synced.outcomes(one)[0] for one in started) == [SPARED, DONE]


def test_an_undo_leaves_the_last_one(synced: Desk) -> None:
    group = plain_groups(synced)[0]
    _app, accounts = six_admins(synced, group=group)
    for account in accounts:
        cause(synced, ["member_removed", {"account_id": account, "group_id": group}])
    synced.sync()
    run = synced.run(synced.create_task(people(*accounts[:2]), {"type": "add_to_groups", "groups": [group]}))
    assert synced.outcomes(run.summary.id) == [DONE] * 2
    foreseen = [foresee_undo(synced, run.summary.id, limit) for limit in (10, 1)]
    undone = undo_run(synced, run.summary.id)
    assert synced.outcomes(undone) == [DONE, SPARED]
    assert foreseen == [[("planned", None), SPARED]] * 2


def test_the_mirror_tells_the_seats_that_each_person_fills(synced: Desk) -> None:
    group = plain_groups(synced)[0]
    _app, accounts = six_admins(synced, group=group)
    suspend_elsewhere(synced, accounts[0])
    synced.sync()
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        elsewhere = Directory(tenant_id=synced.tenant_id, directory_id="elsewhere", name="elsewhere")
        session.add(elsewhere)
        session.flush()
        rows = {row.account_id: row.id for row in session.scalars(sa.select(DirectoryUser))}
        for account, status in zip(accounts[1:3], ("suspended", "no_membership"), strict=True):
            session.add(
                DirectoryMembership(
                    tenant_id=synced.tenant_id, user_id=rows[account], directory_row_id=elsewhere.id, status=status
                )
            )
        session.flush()
        told = Counter(iter_seats(session, synced.tenant_id))
        catalogue = load_catalogue(session, synced.tenant_id)
        users = load_users(session, synced.tenant_id, session.scalars(sa.select(DirectoryUser.account_id)).all())
    held = {(one.account_id, seat) for one in users.values() for seat in list_held(one, None, catalogue)}
    assert told == Counter(held)
    assert {account for account, _seat in held} & set(accounts) == set(accounts[2:])

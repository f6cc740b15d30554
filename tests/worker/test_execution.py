"""How actions are carried out on a live directory that changes under the run's hands."""

from typing import Any

import requests

from app.directory.facts import load_users
from app.domain.engine import reasons
from app.services.engine import bulk
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, find_holder, list_groups
from tests.worker.people import grant_role, ordinary, people, promote, show


def _scenario(desk: Desk, name: str) -> dict[str, Any]:
    answer = desk.sandbox.call("POST", f"/organizations/{desk.org_id}/scenarios/{name}", {})
    assert isinstance(answer, dict)
    return answer


def test_actions_are_done_in_their_order_for_one_user_after_another(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    first, second = any_plain_groups(synced)[:2]
    before = show(synced, account)["groups"]
    wanted = [group for group in (first, second) if group not in before]
    actions = ({"type": "add_to_groups", "groups": [first, second]}, {"type": "suspend_user"})

    run = synced.run(synced.create_task(people(account), *actions))

    assert run.summary.state == "succeeded"
    assert [entry["operation"] for entry in synced.writes()] == ["W1"] * len(wanted) + ["W3"]
    after = show(synced, account)
    assert {first, second} <= set(after["groups"])
    assert after["membership_status"] == "suspended"


def test_a_user_who_became_organization_admin_after_the_plan_is_spared(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    task = synced.create_task(people(*accounts), {"type": "suspend_user"}, max_users=1)
    held = synced.run(task)
    assert held.summary.state == "held"
    promote(synced, accounts[0])

    _approve(synced, held.summary.id, held.plan_hash)
    synced.work()

    outcomes = {line.account_id: (line.outcome, line.reason) for line in synced.log(held.summary.id)}
    assert outcomes[accounts[0]] == ("skipped", reasons.ORG_ADMIN)
    assert show(synced, accounts[0])["membership_status"] == "active"
    assert [outcomes[account][0] for account in accounts[1:]] == ["succeeded", "succeeded"]


def test_a_user_who_no_longer_matches_is_left_alone(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    email = str(show(synced, account)["email"])
    spec = {"version": 1, "root": {"type": "text", "contains": email}}
    task = synced.create_task(spec, {"type": "suspend_user"}, max_users=None)
    run_id = synced.run_now(task)
    synced.sandbox.call(
        "PATCH", f"/organizations/{synced.org_id}/users/{account}", {"email": "other@example.com", "name": "Other"}
    )

    synced.work()

    assert synced.outcomes(run_id) == [("skipped", reasons.NO_LONGER_MATCHES)]
    assert synced.writes() == []


def test_a_group_taken_over_by_the_identity_provider_fails_with_that_reason(synced: Desk) -> None:
    group = any_plain_groups(synced)[0]
    account = next(account for account in ordinary(synced) if group not in show(synced, account)["groups"])
    task = synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}, {"type": "suspend_user"})
    row = {
        name: value
        for name, value in next(one for one in list_groups(synced) if one["group_id"] == group).items()
        if name not in ("member_count", "grants")
    }
    row |= {"managed_by": "external", "is_external_synced": True, "is_modifiable": False}
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": [["group_put", {"group": row}]]})

    run = synced.run(task)

    assert run.summary.state == "failed"
    assert synced.outcomes(run.summary.id) == [
        ("failed", reasons.EXTERNALLY_MANAGED),
        ("skipped", reasons.EARLIER_ACTION_FAILED),
    ]
    assert show(synced, account)["membership_status"] == "active"


def test_removing_app_access_revokes_direct_roles_and_leaves_the_groups_that_grant_it(synced: Desk) -> None:
    account, app = find_holder(synced, external=False)

    run = synced.run(synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]}))

    assert synced.outcomes(run.summary.id) == [("succeeded", None)], synced.log(run.summary.id)
    assert app not in {access["resource_id"] for access in show(synced, account)["access"]}
    again = synced.run(run.summary.task_id or 0)
    assert synced.outcomes(again.summary.id) == [("skipped", reasons.NO_ACCESS)]


def test_access_that_remains_through_an_external_group_is_said_and_fails(synced: Desk) -> None:
    found = _scenario(synced, "access-only-through-external-group")
    details = found.get("touched") or found.get("details") or found
    account, app = str(details["account_id"]), str(details["resource_id"])
    synced.sync()

    run = synced.run(synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]}))

    [line] = synced.log(run.summary.id)
    assert (line.outcome, line.reason) == ("failed", reasons.ACCESS_REMAINS)
    assert line.error is not None
    assert "managed elsewhere" in line.error
    assert app in {access["resource_id"] for access in show(synced, account)["access"]}


def test_a_preview_says_which_access_will_remain(synced: Desk) -> None:
    found = _scenario(synced, "access-only-through-external-group")["touched"]
    synced.sync()
    actions = ({"type": "remove_app_access", "apps": [str(found["resource_id"])]}, {"type": "suspend_user"})
    selection = bulk.BulkDraft(actions=actions, account_ids=(str(found["account_id"]),))

    preview = synced.call(bulk.preview_bulk, selection, cursor=None, limit=10, now=synced.clock())

    [user] = preview.users
    assert [(step.outcome, step.reason) for step in user.operations] == [
        ("planned", reasons.ACCESS_REMAINS),
        ("skipped", reasons.EARLIER_ACTION_FAILED),
    ]
    run_id = synced.call(bulk.request_bulk, selection, by=synced.admin)
    synced.work()
    assert synced.outcomes(run_id) == [
        ("failed", reasons.ACCESS_REMAINS),
        ("skipped", reasons.EARLIER_ACTION_FAILED),
    ]


def test_access_that_is_gone_before_the_call_is_no_success(synced: Desk) -> None:
    account, app = find_holder(synced, external=False)
    task = synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]})
    synced.sandbox.switch(synced.org_id, member_lag_seconds=120, role_lag_seconds=120)
    for directory_id in show(synced, account)["directories"]:
        left = {"account_id": account, "directory_id": directory_id}
        path = f"{synced.sandbox.base_url}/admin/v2/orgs/{synced.org_id}/directories/{directory_id}/users/{account}"
        key = {"Authorization": f"Bearer {synced.organization['api_key']}"}
        assert requests.delete(path, headers=key, timeout=10).ok, left
    before = len(synced.writes())

    run = synced.run(task)

    assert synced.outcomes(run.summary.id) == [("skipped", reasons.NO_ACCESS)]
    assert run.summary.counts.affected == 0
    assert {entry["outcome"] for entry in synced.writes()[before:]} <= {"refused", "unchanged"}


def test_access_that_went_with_a_group_left_before_counts_as_taken(synced: Desk) -> None:
    account, app, groups = _member(synced)
    task = synced.create_task(
        people(account),
        {"type": "remove_from_groups", "groups": groups},
        {"type": "remove_app_access", "apps": [app]},
    )

    run = synced.run(task)

    *left, lost = synced.outcomes(run.summary.id)
    assert set(left) == {("succeeded", None)}
    assert lost == ("succeeded", reasons.LOST_WITH_GROUP)
    assert app not in {access["resource_id"] for access in show(synced, account)["access"]}


def test_direct_access_behind_that_of_a_group_is_taken_too(synced: Desk) -> None:
    account, app, groups = _member(synced)
    grant_role(synced, account, app, "atlassian/user")
    task = synced.create_task(
        people(account),
        {"type": "remove_from_groups", "groups": groups},
        {"type": "remove_app_access", "apps": [app]},
    )

    run = synced.run(task)

    *left, taken = synced.outcomes(run.summary.id)
    assert set(left) == {("succeeded", None)}
    assert taken == ("succeeded", None)
    assert app not in {access["resource_id"] for access in show(synced, account)["access"]}


def test_the_mirror_follows_what_groups_give(synced: Desk) -> None:
    account, app, groups = _member(synced)
    leaves = synced.create_task(people(account), {"type": "remove_from_groups", "groups": groups})
    joins = synced.create_task(people(account), {"type": "add_to_groups", "groups": groups[:1]})
    before = synced.call(load_users, [account])[account].apps

    synced.run(leaves)
    between = synced.call(load_users, [account])[account].apps
    synced.run(joins)
    after = synced.call(load_users, [account])[account].apps

    assert (app in before, app in between, app in after) == (True, False, True)


def test_a_user_in_very_many_groups_is_protected_by_the_last_of_them_and_can_leave_it(synced: Desk) -> None:
    account = ordinary(synced)[0]
    synced.sandbox.switch(synced.org_id, inline_groups="first_100")
    like = next(group for group in list_groups(synced) if group["group_id"] == any_plain_groups(synced)[0])
    row = {name: value for name, value in like.items() if name not in ("member_count", "grants")}
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(120)]
    effects: list[Any] = []
    for number, group_id in enumerate(ids):
        effects.append(["group_put", {"group": row | {"group_id": group_id, "name": f"many {number:03d}"}}])
        effects.append(["member_added", {"account_id": account, "group_id": group_id}])
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": effects})
    synced.sync()

    run = synced.run(synced.create_task(people(account), {"type": "remove_from_groups", "groups": [ids[-1]]}))
    assert synced.outcomes(run.summary.id) == [("succeeded", None)]
    synced.call(add_protected, NewProtectedEntry("group", ids[-2], "test"), by="a", now=synced.clock())
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"}))
    assert synced.outcomes(run.summary.id) == [("skipped", reasons.PROTECTED)]


def test_a_full_app_is_told_as_a_licence_limit(synced: Desk) -> None:
    found = _scenario(synced, "app-full")
    details = found.get("touched") or found.get("details") or found
    app = str(details["resource_id"])
    group = next(
        str(group["group_id"])
        for group in list_groups(synced)
        if group["is_modifiable"] and {"resource_id": app, "role": "atlassian/user"} in group["grants"]
    )
    account = next(
        account
        for account in ordinary(synced)
        if app not in {access["resource_id"] for access in show(synced, account)["access"]}
    )

    run = synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))

    assert synced.outcomes(run.summary.id) == [("failed", reasons.LICENCE_LIMIT)]


def test_the_mirror_knows_at_once_what_a_run_changed(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    group = next(group for group in any_plain_groups(synced) if group not in show(synced, account)["groups"])
    synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    members = {"type": "groups", "groups": [group], "match": "any"}

    run = synced.run(
        synced.create_task(
            {"version": 1, "root": {"op": "and", "of": [members, people(account)["root"]]}}, {"type": "suspend_user"}
        )
    )

    assert run.summary.counts.matched == 1
    assert synced.outcomes(run.summary.id) == [("succeeded", None)]


def _approve(desk: Desk, run_id: int, plan_hash: str | None) -> None:
    from app.services.engine import runs

    desk.call(runs.approve_run, run_id, by="approver", plan_hash=plan_hash, now=desk.clock())


def _member(desk: Desk) -> tuple[str, str, list[str]]:
    """(account, app, groups) of an ordinary person who has the app through these groups of ours alone."""
    account, app = find_holder(desk, external=False)
    access = [one for one in show(desk, account)["access"] if one["resource_id"] == app]
    for one in access:
        if one["method"] == "direct":
            grant = {"account_id": account, "resource_id": app, "role": one["role"]}
            desk.sandbox.call(
                "POST", f"/organizations/{desk.org_id}/effects", {"effects": [["user_role_revoked", grant]]}
            )
    desk.sync()
    return account, app, sorted({str(one["group_id"]) for one in access if one["group_id"]})

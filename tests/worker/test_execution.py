"""How actions are carried out on a live directory that changes under the run's hands."""

from typing import Any

from app.domain import reasons
from tests.ground.desk import Desk
from tests.worker.people import all_users, ordinary, people, show


def _scenario(desk: Desk, name: str) -> dict[str, Any]:
    answer = desk.sandbox.call("POST", f"/organizations/{desk.org_id}/scenarios/{name}", {})
    assert isinstance(answer, dict)
    return answer


def list_groups(desk: Desk) -> list[dict[str, Any]]:
    return list(desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"])


def _plain_groups(desk: Desk) -> list[str]:
    return [str(group["group_id"]) for group in list_groups(desk) if group["is_modifiable"] and not group["grants"]]


def test_actions_are_done_in_their_order_for_one_user_after_another(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    first, second = _plain_groups(synced)[:2]
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
    grant = {"account_id": accounts[0], "resource_id": _platform(synced), "role": "atlassian/org-admin"}
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": [["user_role_granted", grant]]})

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
    group = _plain_groups(synced)[0]
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
    account, app = _holder(synced, external=False)

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
    assert "identity provider" in line.error
    assert app in {access["resource_id"] for access in show(synced, account)["access"]}


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
    group = next(group for group in _plain_groups(synced) if group not in show(synced, account)["groups"])
    synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    members = {"type": "groups", "groups": [group], "match": "any"}

    run = synced.run(
        synced.create_task(
            {"version": 1, "root": {"op": "and", "of": [members, people(account)["root"]]}}, {"type": "suspend_user"}
        )
    )

    assert run.summary.counts.matched == 1
    assert synced.outcomes(run.summary.id) == [("succeeded", None)]


def _platform(desk: Desk) -> str:
    roles = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/roles")["roles"]
    return next(str(row["resource_id"]) for row in roles if row["role"] == "atlassian/org-admin")


def _approve(desk: Desk, run_id: int, plan_hash: str | None) -> None:
    from app.services import runs

    desk.call(runs.approve_run, run_id, by=desk.admin, plan_hash=plan_hash)


def _holder(desk: Desk, *, external: bool) -> tuple[str, str]:
    """(account, app) of an ordinary person with access through groups that are all ours to change."""
    external_groups = {group["group_id"] for group in list_groups(desk) if not group["is_modifiable"]}
    active = set(ordinary(desk))
    for user in all_users(desk):
        if user["account_id"] not in active:
            continue
        by_app: dict[str, set[Any]] = {}
        for access in user["access"]:
            by_app.setdefault(access["resource_id"], set()).add(access["group_id"])
        for app, groups in by_app.items():
            if bool(groups & external_groups) == external and "platform" not in app:
                return str(user["account_id"]), app
    raise AssertionError("the organization has nobody like that")

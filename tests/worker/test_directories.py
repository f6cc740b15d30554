"""People in several directories: what is suspended, restored and taken back in each of them."""

from collections.abc import Iterator

import pytest

from app.directory.facts import load_users
from app.domain.engine import reasons
from app.services.engine import bulk, undo
from tests.ground.desk import Clock, Desk, build_context
from tests.ground.people import is_ordinary
from tests.ground.sandbox import SandboxClient
from tests.worker.people import all_users, ordinary, show


@pytest.fixture
def original(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[Desk]:
    """A synced tenant of an organization with several directories, which shows writes at once."""
    seed = {"name": "Origin", "users": 120, "number": 5, "management": "original"}
    organization = sandbox.call("POST", "/organizations", seed)
    calm = {f"{what}_lag_seconds": 0 for what in ("member", "role", "suspension")}
    sandbox.switch(organization["org_id"], rate_limits="off", **calm)
    clock = Clock()
    desk = Desk(sandbox, build_context(sandbox.base_url, database_url, redis_url, clock), clock, organization)
    desk.tenant_id = desk.add_tenant()
    desk.sync()
    yield desk
    desk.close()


def in_two(desk: Desk, number: int = 0) -> tuple[str, list[str]]:
    """An ordinary active person of two directories in each of which they have an app, and these directories."""
    found = [
        user
        for user in all_users(desk)
        if len(user["directories"]) == 2
        and is_ordinary(user)
        and len(_directories_with_apps(desk, user["account_id"])) == 2
    ]
    user = found[number]
    return str(user["account_id"]), sorted(user["directories"])


def _directories_with_apps(desk: Desk, account_id: str) -> set[str]:
    apps = {app["resource_id"]: app["directory_id"] for app in desk.organization["apps"]}
    return {apps[row["resource_id"]] for row in show(desk, account_id)["access"] if row["resource_id"] in apps}


def cause(desk: Desk, name: str, account_id: str, directory_id: str) -> None:
    """Somebody else changes the status in one directory."""
    effect = [name, {"account_id": account_id, "directory_id": directory_id}]
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": [effect]})


def suspended_in(desk: Desk, account_id: str) -> list[str]:
    """The directories in which somebody truly is suspended."""
    directories = show(desk, account_id)["directories"]
    return sorted(directory_id for directory_id, status in directories.items() if status == "suspended")


def run(desk: Desk, account_id: str, action: str) -> int:
    """A bulk operation on one person."""
    draft = bulk.BulkDraft(actions=({"type": action},), account_ids=(account_id,))
    run_id = int(desk.call(bulk.request_bulk, draft, by=desk.admin))
    desk.work()
    return run_id


def role_reads(desk: Desk) -> int:
    """How often role assignments were read."""
    endpoints = desk.sandbox.call("GET", "/requests")["endpoints"]
    return sum(row["total"] for row in endpoints if "R8" in row["endpoint"])


@pytest.mark.parametrize("which", [0, 1])
def test_somebody_suspended_in_one_of_two_directories_can_be_restored(original: Desk, which: int) -> None:
    account, directories = in_two(original)
    cause(original, "user_suspended", account, directories[which])

    run_id = run(original, account, "restore_user")

    outcomes = [("succeeded", None), ("skipped", reasons.NOT_SUSPENDED)]
    assert sorted(original.outcomes(run_id)) == sorted(outcomes)
    assert suspended_in(original, account) == []


@pytest.mark.parametrize("which", [0, 1])
def test_suspending_works_when_one_is_suspended_already(original: Desk, which: int) -> None:
    account, directories = in_two(original)
    cause(original, "user_suspended", account, directories[which])

    run_id = run(original, account, "suspend_user")

    assert sorted(original.outcomes(run_id)) == [("skipped", reasons.ALREADY_SUSPENDED), ("succeeded", None)]
    assert suspended_in(original, account) == directories


@pytest.mark.parametrize("which", [0, 1])
def test_an_undo_gives_back_each_directory_and_no_more(original: Desk, which: int) -> None:
    account, directories = in_two(original)
    cause(original, "user_suspended", account, directories[which])
    run_id = run(original, account, "suspend_user")

    undo_id = int(original.call(undo.request_undo, run_id, by=original.admin))
    original.work()

    assert original.outcomes(undo_id) == [("succeeded", None)]
    assert suspended_in(original, account) == [directories[which]]


def test_an_undo_that_is_interrupted_between_two_directories_gives_back_both(original: Desk) -> None:
    account, _directories = in_two(original)
    run_id = run(original, account, "suspend_user")
    original.sandbox.fault("rate_limited", "W4", params={"reset_in_seconds": 5}, after=1, times=1)

    undo_id = int(original.call(undo.request_undo, run_id, by=original.admin))
    original.work()

    assert original.outcomes(undo_id) == [("succeeded", None)] * 2
    assert suspended_in(original, account) == []


def test_what_failed_in_one_directory_is_taken_back_in_the_other(original: Desk) -> None:
    account, directories = in_two(original)
    path = f"directories/{directories[1]}/users/{account}"
    original.sandbox.fault("forbidden", "W3", path_contains=path)
    run_id = run(original, account, "suspend_user")
    original.sandbox.call("DELETE", "/faults")
    assert suspended_in(original, account) == directories[:1]

    undo_id = int(original.call(undo.request_undo, run_id, by=original.admin))
    original.work()

    assert original.outcomes(undo_id) == [("succeeded", None)]
    assert suspended_in(original, account) == []


def test_a_directory_of_which_nobody_tells_is_tried(original: Desk) -> None:
    account, directories = in_two(original)
    for name in ("user_suspended", "user_restored"):
        cause(original, name, account, directories[0])
    _take_all_apps(original, account, directories[1])
    cause(original, "user_suspended", account, directories[1])

    run_id = run(original, account, "restore_user")

    assert sorted(original.outcomes(run_id)) == [("skipped", reasons.NOT_SUSPENDED), ("succeeded", None)]
    assert suspended_in(original, account) == []


def test_what_is_known_of_all_others_tells_the_last_directory(original: Desk) -> None:
    account, directories = in_two(original)
    _take_all_apps(original, account, directories[1])
    cause(original, "user_suspended", account, directories[0])

    run_id = run(original, account, "restore_user")

    assert sorted(original.outcomes(run_id)) == [("skipped", reasons.NOT_SUSPENDED), ("succeeded", None)]


def _take_all_apps(desk: Desk, account_id: str, directory_id: str) -> None:
    """Nothing of theirs in this directory says how they are there."""
    apps = {app["resource_id"] for app in desk.organization["apps"] if app["directory_id"] == directory_id}
    effects = []
    for row in show(desk, account_id)["access"]:
        if row["resource_id"] not in apps:
            continue
        if row["group_id"]:
            effects.append(["member_removed", {"account_id": account_id, "group_id": row["group_id"]}])
        else:
            grant = {"resource_id": row["resource_id"], "role": row["role"]}
            effects.append(["user_role_revoked", {"account_id": account_id, **grant}])
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": effects})


def test_roles_are_read_only_where_a_step_needs_the_status_of_a_directory(original: Desk) -> None:
    account, _directories = in_two(original)
    alone = show(original, next(a for a in ordinary(original) if len(show(original, a)["directories"]) == 1))

    run(original, alone["account_id"], "suspend_user")
    group = next(group for group in original.sandbox.call("GET", f"/organizations/{original.org_id}/groups")["groups"])
    draft = bulk.BulkDraft(actions=({"type": "add_to_groups", "groups": [group["group_id"]]},), account_ids=(account,))
    original.call(bulk.preview_bulk, draft, cursor=None, limit=5, now=original.clock())
    original.call(bulk.request_bulk, draft, by=original.admin)
    original.work()
    assert role_reads(original) == 0

    run(original, account, "suspend_user")
    assert role_reads(original) == 1


def test_an_organization_with_one_directory_pays_no_call_more(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    run(synced, account, "suspend_user")
    assert role_reads(synced) == 0


def test_the_mirror_claims_no_status_that_nobody_told(original: Desk) -> None:
    account, directories = in_two(original)
    other, _same = in_two(original, 1)
    cause(original, "user_suspended", account, directories[0])
    for directory_id in _same:
        cause(original, "user_suspended", other, directory_id)
    original.sync()

    users = original.call(load_users, [account, other])
    assert users[account].directories == dict.fromkeys(directories, "unknown")
    assert users[other].directories == dict.fromkeys(_same, "suspended")
    alone = next(user for user in all_users(original) if len(user["directories"]) == 1)
    known = original.call(load_users, [alone["account_id"]])[alone["account_id"]]
    assert set(known.directories.values()) == {alone["membership_status"]}

    run(original, account, "suspend_user")
    users = original.call(load_users, [account])
    assert users[account].directories == dict.fromkeys(directories, "suspended")


def test_a_preview_tries_what_nobody_told(original: Desk) -> None:
    account, directories = in_two(original)
    cause(original, "user_suspended", account, directories[0])
    original.sync()
    for action in ("suspend_user", "restore_user"):
        draft = bulk.BulkDraft(actions=({"type": action},), account_ids=(account,))
        preview = original.call(bulk.preview_bulk, draft, cursor=None, limit=5, now=original.clock())
        assert [line.outcome for line in preview.users[0].operations] == ["planned", "planned"]

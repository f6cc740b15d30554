"""What is asked about the silent spots of user management (admin API contract 11)."""

from __future__ import annotations

from typing import Any

from tests.sandbox.ground import Sandbox


def seconds_until_a_deactivation_shows(sandbox: Sandbox) -> Any:
    user = sandbox.account_of("invited")
    assert sandbox.live(user, "disable").status_code == 204
    assert sandbox.org.users[user].account_status == "inactive", "the rules know the truth at once"
    waited = 0
    for moment in (0, 30, 120):
        sandbox.wait(moment - waited)
        waited = moment
        [row] = sandbox.search_users(accountIds=[user])
        if (row["accountStatus"], row["status"]) == ("inactive", "deactivated"):
            assert sandbox.search_users(accountIds=[user], accountStatus=["inactive"])
            return moment
        assert not sandbox.search_users(accountIds=[user], accountStatus=["inactive"])
    return None


def do_everything_twice(sandbox: Sandbox) -> Any:
    user = sandbox.account_of("invited")
    return [tuple(sandbox.live(user, verb).status_code for _ in range(2)) for verb in ("disable", "enable", "delete")]


def deactivate_a_synced_account(sandbox: Sandbox) -> Any:
    user = sandbox.account_of("synced")
    answer = sandbox.live(user, "disable")
    reason = answer.json()["context"]["reason"]["key"] if answer.content else None
    may = sandbox.session.get(
        f"{sandbox.url}/users/{user}/manage", headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=10
    ).json()
    return answer.status_code, reason, may["lifecycle.enablement"]["allowed"]


def cancel_a_deletion_that_nobody_asked_for(sandbox: Sandbox) -> Any:
    user = sandbox.account_of("invited")
    sandbox.live(user, "disable")
    return sandbox.live(user, "cancel-delete").status_code, sandbox.org.users[user].account_status

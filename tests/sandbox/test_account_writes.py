"""Deactivate, activate, delete, cancel a deletion (user management: admin API contract 2 D, 5.2, 11)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.ground import Sandbox

VERBS = ("disable", "enable", "delete", "cancel-delete")
GRACE_SECONDS = 14 * 86_400


def _told(answer: requests.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json()["key"] if answer.status_code >= 400 else answer.content


def _row(sandbox: Sandbox, user: str) -> tuple[str, str]:
    [row] = sandbox.search_users(accountIds=[user])
    return row["status"], row["accountStatus"]


def test_each_answers_the_documented_success(sandbox: Sandbox) -> None:
    """Contract 11: 204 without a body, and 200 with a message for a deletion and its cancellation."""
    user = sandbox.account_of("invited")
    answers = {verb: sandbox.live(user, verb) for verb in VERBS}
    assert [(verb, answer.status_code, answer.text) for verb, answer in answers.items()] == [
        ("disable", 204, ""),
        ("enable", 204, ""),
        ("delete", 200, '{"message":"Success"}'),
        ("cancel-delete", 200, '{"message":"Success"}'),
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_refusals_come_in_shape_d(sandbox: Sandbox, verb: str) -> None:
    """Contract 2 D, 11: 401, 403 for unmanaged accounts and for keys with scopes, 404."""
    managed = sandbox.account_of("invited")
    unmanaged = next(a for a, u in sandbox.org.users.items() if u.claim_status == "unmanaged")
    scoped = sandbox.control("POST", "/organizations/{o}/keys", {"scopes": ["read:orgs:admin"]}).json()["secret"]
    answers = [
        sandbox.live(managed, verb, key="wrong"),
        sandbox.live(unmanaged, verb),
        sandbox.live(managed, verb, key=scoped),
        sandbox.live("712020:nobody", verb),
    ]
    assert [_told(answer) for answer in answers] == [
        (401, "unauthorized"),
        (403, "forbidden"),
        (403, "forbidden"),
        (404, "accountNotFound"),
    ]


def test_a_closed_account_has_no_life_left(sandbox: Sandbox) -> None:
    """Contract 11: 409; a cancellation knows no conflict, and the account no longer."""
    closed = next(
        a for a, u in sandbox.org.users.items() if (u.account_status, u.claim_status) == ("closed", "managed")
    )
    told = {verb: _told(sandbox.live(closed, verb)) for verb in VERBS}
    assert told == {
        **dict.fromkeys(("disable", "enable", "delete"), (409, "conflict.lifecycleErrors")),
        "cancel-delete": (404, "accountNotFound"),
    }


def test_a_deleted_account_is_deactivated_for_two_weeks_and_then_gone(sandbox: Sandbox) -> None:
    """Contract 11: 14 days of grace, in which nothing but the cancellation is possible."""
    user = sandbox.account_of("invited")
    sandbox.turn(account_lag_seconds=0)
    groups = set(sandbox.org.membership.rights_of(user))
    sandbox.live(user, "delete")
    assert _row(sandbox, user) == ("for_deletion", "inactive")
    assert [_told(sandbox.live(user, verb))[0] for verb in ("disable", "enable", "delete")] == [409, 409, 409]
    sandbox.wait(GRACE_SECONDS - 60)
    assert _row(sandbox, user) == ("for_deletion", "inactive")
    assert set(sandbox.org.membership.rights_of(user)) == groups
    sandbox.wait(61)
    assert sandbox.search_users(accountIds=[user]) == []
    account = sandbox.org.users[user]
    assert (account.account_status, account.email, account.is_for_deletion) == ("closed", None, False)
    assert _told(sandbox.live(user, "cancel-delete")) == (404, "accountNotFound")


def test_a_cancelled_deletion_activates_the_account_and_never_comes_back(sandbox: Sandbox) -> None:
    """Contract 11: restore and activate; also somebody who was deactivated before."""
    user = sandbox.account_of("invited")
    sandbox.turn(account_lag_seconds=0)
    sandbox.live(user, "disable")
    sandbox.live(user, "delete")
    assert sandbox.live(user, "cancel-delete").status_code == 200
    assert _row(sandbox, user) == ("active", "active")
    sandbox.wait(GRACE_SECONDS + 60)
    assert _row(sandbox, user) == ("active", "active")


def test_nothing_protects_an_organization_admin_unless_the_switch_says_so(sandbox: Sandbox) -> None:
    """Contract 13: it really happens; otherwise it is refused."""
    first, second = (
        user.account_id
        for user in sandbox.org.org_admins()[:2]
    )  # fmt: skip
    sandbox.turn(synced_lifecycle="allowed")
    assert sandbox.live(first, "delete").status_code == 200
    sandbox.turn(org_admin_writes="refused")
    assert _told(sandbox.live(second, "delete")) == (403, "forbidden.action")


def test_the_audit_log_tells_what_was_done_and_what_came_to_nothing(sandbox: Sandbox) -> None:
    user = sandbox.account_of("invited")
    sandbox.live(user, "disable")
    sandbox.live(user, "disable")
    sandbox.fault("not_applied", endpoint="U2", times=1)
    sandbox.live(user, "enable")
    entries = reversed(sandbox.control("GET", "/audit?limit=3").json()["entries"])
    assert [(entry["operation"], entry["outcome"], entry["status"]) for entry in entries] == [
        ("U1", "applied", 204),
        ("U1", "refused", 409),
        ("U2", "not_applied", 204),
    ]
    assert sandbox.org.users[user].account_status == "inactive"


def test_faults_and_limits_reach_the_life_of_accounts(sandbox: Sandbox) -> None:
    """Contract 4, 8.1: the writes are answered like those of the admin API, by whatever is between."""
    user = sandbox.account_of("invited")
    sandbox.fault("status", endpoint="writes", times=1, params={"when": "after"})
    assert sandbox.live(user, "disable").status_code == 500
    assert sandbox.org.users[user].account_status == "inactive"
    sandbox.fault("rate_limited", endpoint="U2", times=1)
    limited = sandbox.live(user, "enable")
    assert (limited.status_code, limited.json()["code"]) == (429, 429)
    assert sandbox.org.users[user].account_status == "inactive"
    sandbox.turn(rate_limits="60")
    assert sandbox.live(user, "enable").headers["X-RateLimit-Limit"] == "60"


def test_it_is_no_part_of_the_admin_api(sandbox: Sandbox) -> None:
    """Contract 11: its address has no `/admin`, and no other method."""
    user = sandbox.account_of("invited")
    assert sandbox.api("POST", f"/users/{user}/manage/lifecycle/disable").status_code == 404
    headers = {"Authorization": f"Bearer {sandbox.key}"}
    url = f"{sandbox.url}/users/{user}/manage/lifecycle"
    assert sandbox.session.get(f"{url}/disable", headers=headers, timeout=10).status_code == 405
    assert sandbox.session.post(f"{url}/other", json={}, headers=headers, timeout=10).status_code == 404


def test_a_grace_survives_a_restart(sandbox: Sandbox) -> None:
    user = sandbox.account_of("invited")
    sandbox.live(user, "delete")
    saved = sandbox.world.dump()
    sandbox.world.load(saved)
    sandbox.wait(GRACE_SECONDS + 60)
    sandbox.search_users(limit=1)
    assert sandbox.org.users[user].account_status == "closed"

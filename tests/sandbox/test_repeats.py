"""Doing things twice, to the wrong one, or after trouble: the idempotency matrix row by row (admin API contract 9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import sandbox as package
from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox
from tests.sandbox.probes import add_a_user_of_another_directory, members, outcome

NOBODY = "712020:00000000-0000-4000-8000-000000000000"
NO_GROUP = "00000000-0000-4000-8000-000000000000"
# Contract 2; the codes that a sandbox without policies and with these rules has a use for.
CODES = {
    *("ADMIN-400-1", "ADMIN-400-2", "ADMIN-400-3", "ADMIN-400-4", "ADMIN-400-19", "ADMIN-400-24", "ADMIN-400-32"),
    *("ADMIN-401-2", "ADMIN-403-3", "ADMIN-403-5", "ADMIN-403-6", "ADMIN-403-7"),
    *("ADMIN-404-1", "ADMIN-404-2", "ADMIN-404-3", "ADMIN-404-4", "ADMIN-404-8", "ADMIN-404-10"),
    *("ADMIN-405-1", "ADMIN-409-3", "ADMIN-409-28", "ADMIN-429-1", "ADMIN-500-1"),
    *("ADMIN-UAM-400-1", "ADMIN-UAM-400-2", "ADMIN-UAM-400-3", "ADMIN-UAM-400-5", "ADMIN-UAM-401-1"),
    *("ADMIN-UAM-402-1", "ADMIN-UAM-403-1", "ADMIN-UAM-404-1", "ADMIN-UAM-404-3", "ADMIN-UAM-409-3"),
    "ADMIN-UAM-415-1",
}


def twice(sandbox: Sandbox, method: str, path: str, body: object = None) -> list[object]:
    return [outcome(sandbox.api(method, path, body)) for _ in range(2)]


def test_adding_and_removing_a_member_twice(sandbox: Sandbox) -> None:
    """Contract 9: add an existing member 409, remove a non-member 404."""
    path = members(sandbox.free_group())
    user = sandbox.outsider_of(sandbox.free_group())
    assert twice(sandbox, "POST", path, {"accountId": user}) == [204, (409, "ADMIN-409-28")]
    assert twice(sandbox, "DELETE", f"{path}/{user}") == [204, (404, "ADMIN-404-8")]


def test_an_existing_member_of_a_full_app_is_told_apart_from_the_limit(sandbox: Sandbox) -> None:
    """Contract 9: the same status as the licence limit, told apart by the body."""
    fill_app(sandbox)
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    answer = sandbox.api("POST", members(group), {"accountId": sandbox.insider_of(group)})
    assert outcome(answer) == (409, "ADMIN-409-28")
    assert re.search("already", answer.json()["errors"][0]["detail"], re.IGNORECASE)


def test_an_externally_managed_group_refuses_both(sandbox: Sandbox) -> None:
    """Contract 9: add to and remove from a synced group."""
    path = members(sandbox.synced_group())
    inside, outside = sandbox.insider_of(sandbox.synced_group()), sandbox.outsider_of(sandbox.synced_group())
    assert outcome(sandbox.api("POST", path, {"accountId": outside})) == (403, "ADMIN-403-5")
    assert outcome(sandbox.api("DELETE", f"{path}/{inside}")) == (403, "ADMIN-403-5")


def test_a_user_of_another_directory_is_refused(original: Sandbox) -> None:
    """Contract 9: user and group must be in the same directory."""
    assert add_a_user_of_another_directory(original) == (404, "ADMIN-404-8")


def _creator_of_the_key(sandbox: Sandbox) -> str:
    return next(key.created_by for key in sandbox.org.keys.values() if key.created_by)


def _deactivated(sandbox: Sandbox) -> str:
    return next(
        user.account_id
        for user in sandbox.org.users.values()
        if user.account_status == "inactive" and sandbox.org.in_directory.has(user.account_id, sandbox.directory_id)
    )


@pytest.mark.parametrize(
    "find", [Sandbox.member, Sandbox.org_admin, _creator_of_the_key, _deactivated], ids=lambda find: find.__name__
)
def test_suspending_and_restoring_twice_whoever_it_is(sandbox: Sandbox, find: Callable[[Sandbox], str]) -> None:
    """Contract 9: nothing protects anybody: no admin, not the key's creator, no deactivated account."""
    user = find(sandbox)
    assert twice(sandbox, "POST", f"{{d}}/users/{user}/suspend") == [204, 204]
    assert sandbox.org.directory_status(user, sandbox.directory_id) == "suspended"
    assert twice(sandbox, "POST", f"{{d}}/users/{user}/restore") == [204, 204]
    assert sandbox.org.directory_status(user, sandbox.directory_id) == "active"


def test_a_user_in_no_directory_and_a_removed_user_are_404(sandbox: Sandbox) -> None:
    """Contract 9: suspend without membership; remove an already removed user."""
    user = sandbox.member()
    assert twice(sandbox, "DELETE", f"{{d}}/users/{user}") == [204, (404, "ADMIN-404-8")]
    assert outcome(sandbox.api("POST", f"{{d}}/users/{user}/suspend")) == (404, "ADMIN-404-8")


def test_any_write_on_an_unknown_account_or_group_is_404(sandbox: Sandbox) -> None:
    """Contract 9."""
    group, confluence = sandbox.free_group(), sandbox.app_id("confluence")
    role = {"role": "atlassian/user", "resource": confluence}
    grant = {"roleId": "atlassian/user", "resourceId": confluence}
    for method, path, body, code in (
        ("POST", members(group), {"accountId": NOBODY}, "ADMIN-404-8"),
        ("POST", members(NO_GROUP), {"accountId": sandbox.member()}, "ADMIN-404-10"),
        ("DELETE", f"{members(group)}/{NOBODY}", None, "ADMIN-404-8"),
        ("POST", f"{{d}}/users/{NOBODY}/suspend", {}, "ADMIN-404-8"),
        ("POST", f"{{d}}/users/{NOBODY}/restore", {}, "ADMIN-404-8"),
        ("DELETE", f"{{d}}/users/{NOBODY}", None, "ADMIN-404-8"),
        ("POST", f"/v1/orgs/{{o}}/users/{NOBODY}/roles/assign", role, "ADMIN-UAM-404-3"),
        ("POST", f"/v1/orgs/{{o}}/users/{NOBODY}/roles/revoke", role, "ADMIN-UAM-404-3"),
        ("POST", f"{{d}}/groups/{NO_GROUP}/role-assignments/assign", grant, "ADMIN-404-10"),
        ("POST", f"{{d}}/groups/{NO_GROUP}/role-assignments/revoke", grant, "ADMIN-404-10"),
        ("DELETE", f"{{d}}/groups/{NO_GROUP}", None, "ADMIN-404-10"),
    ):
        assert outcome(sandbox.api(method, path, body)) == (404, code), (method, path)


def test_a_write_may_be_repeated_after_429_and_must_be_looked_up_after_500(sandbox: Sandbox) -> None:
    """Contract 9: after 429 nothing happened; after a 5xx it may have."""
    user, path = sandbox.member(), f"{{d}}/users/{sandbox.member()}/suspend"
    sandbox.fault("rate_limited", endpoint="W3", times=1)
    assert sandbox.api("POST", path).status_code == 429
    assert sandbox.org.directory_status(user, sandbox.directory_id) == "active"
    sandbox.fault("status", endpoint="W3", times=1, params={"when": "after"})
    assert sandbox.api("POST", path).status_code == 500
    assert sandbox.org.directory_status(user, sandbox.directory_id) == "suspended"


def test_no_code_is_invented_and_none_is_forgotten() -> None:
    """Contract 2: the codes in the sandbox's own text are those of the contract."""
    folder = Path(str(package.__file__)).parent / "adminapi"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    assert set(re.findall(r'"(ADMIN-[A-Z0-9-]+)"', text)) == CODES

"""Group memberships (W1, W2): what is done, what is refused and how (admin API contract 8, 9, 13)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.world.directory import App, Grant
from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox


def _add(sandbox: Sandbox, group: str, user: str) -> Any:
    return sandbox.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": user})


def _remove(sandbox: Sandbox, group: str, user: str) -> Any:
    return sandbox.api("DELETE", f"{{d}}/groups/{group}/memberships/{user}")


def _user_without_seat(sandbox: Sandbox, app: App) -> str:
    nth = 0
    while sandbox.member(nth=nth) in sandbox.org.occupants(app):
        nth += 1
    return sandbox.member(nth=nth)


def test_a_member_is_added_and_removed(sandbox: Sandbox) -> None:
    """Contract 8 W1, W2: 204 with an empty body."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    added = _add(sandbox, group, user)
    assert (added.status_code, added.content) == (204, b"")
    assert sandbox.org.membership.has(user, group)
    removed = _remove(sandbox, group, user)
    assert (removed.status_code, removed.content) == (204, b"")
    assert not sandbox.org.membership.has(user, group)


def test_an_existing_member_is_409_and_says_already(sandbox: Sandbox) -> None:
    """Contract 8, 13: 409 `ADMIN-409-28`, detail "User is already a member of the group"."""
    group = sandbox.group_named("jira-users-acme")
    answer = _add(sandbox, group, sandbox.insider_of(group))
    assert sandbox.code(answer) == (409, "ADMIN-409-28")
    assert "already" in answer.json()["errors"][0]["detail"]


def test_an_existing_member_can_be_a_409_without_a_body(sandbox: Sandbox) -> None:
    """Contract 13: forces the check by search."""
    sandbox.turn(add_existing_member="conflict_without_body")
    group = sandbox.group_named("jira-users-acme")
    answer = _add(sandbox, group, sandbox.insider_of(group))
    assert (answer.status_code, answer.content) == (409, b"")


def test_a_full_app_is_409_with_the_licence_code(sandbox: Sandbox) -> None:
    """Contract 8, 13: 409 `ADMIN-409-3`; the same status as an existing member, told apart by the code."""
    app = fill_app(sandbox)
    user = _user_without_seat(sandbox, app)
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    assert sandbox.code(_add(sandbox, group, user)) == (409, "ADMIN-409-3")
    assert not sandbox.org.membership.has(user, group)
    sandbox.turn(licence_limit="bad_request")
    assert sandbox.code(_add(sandbox, group, user)) == (400, "ADMIN-400-32")


def test_the_last_seat_can_be_taken_once(sandbox: Sandbox) -> None:
    """Contract 8 W1: refused when a product the group grants is at its limit."""
    app = fill_app(sandbox, free=1)
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    first = _user_without_seat(sandbox, app)
    assert _add(sandbox, group, first).status_code == 204
    second = _user_without_seat(sandbox, app)
    assert _add(sandbox, group, second).status_code == 409


def test_suspended_users_and_seat_holders_take_no_seat(sandbox: Sandbox) -> None:
    """Contract 8 W3: a suspended user is not billed."""
    app = fill_app(sandbox)
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    user = _user_without_seat(sandbox, app)
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    assert _add(sandbox, group, user).status_code == 204
    holder = sandbox.insider_of(group)
    grant = {"account_id": holder, "resource_id": app.resource_id, "role": "atlassian/user"}
    sandbox.control("POST", "/organizations/{o}/effects", {"effects": [["user_role_granted", grant]]})
    assert Grant(app.resource_id, "atlassian/user") in sandbox.org.user_grants.rights_of(holder)
    assert _remove(sandbox, group, holder).status_code == 204
    assert _add(sandbox, group, holder).status_code == 204


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("forbidden", (403, "ADMIN-403-5")),
        ("bad_request", (400, "ADMIN-400-4")),
        ("conflict", (409, "ADMIN-409-28")),
    ],
)
def test_members_of_a_synced_group_cannot_be_changed(sandbox: Sandbox, setting: str, expected: tuple[int, str]) -> None:
    """Contract 9, 13: add or remove on a synced group."""
    sandbox.turn(synced_group=setting)
    group = sandbox.synced_group()
    insider, outsider = sandbox.insider_of(group), sandbox.outsider_of(group)
    assert sandbox.code(_add(sandbox, group, outsider)) == expected
    assert sandbox.code(_remove(sandbox, group, insider)) == expected
    assert sandbox.org.membership.has(insider, group)
    assert not sandbox.org.membership.has(outsider, group)


def test_a_change_of_a_synced_group_may_be_reverted_by_the_next_sync(sandbox: Sandbox) -> None:
    """Contract 13: 204, then silently reverted."""
    sandbox.turn(synced_group="reverted_later")
    group = sandbox.synced_group()
    insider, outsider = sandbox.insider_of(group), sandbox.outsider_of(group)
    assert _add(sandbox, group, outsider).status_code == 204
    assert _remove(sandbox, group, insider).status_code == 204
    assert sandbox.org.membership.has(outsider, group)
    synced = sandbox.control("POST", "/organizations/{o}/identity-provider-sync").json()
    assert synced == {"reverted": 2}
    assert not sandbox.org.membership.has(outsider, group)
    assert sandbox.org.membership.has(insider, group)


@pytest.mark.parametrize("name", ["org-admins", "team-apollo"])
def test_other_read_only_groups_are_403(sandbox: Sandbox, name: str) -> None:
    """Contract 7.8: not only synced groups are read-only."""
    sandbox.turn(synced_group="reverted_later")
    group = sandbox.group_named(name)
    assert sandbox.code(_add(sandbox, group, sandbox.outsider_of(group))) == (403, "ADMIN-403-5")


def test_removing_somebody_who_is_no_member(sandbox: Sandbox) -> None:
    """Contract 13: 404 `ADMIN-404-8`, otherwise 204."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    assert sandbox.code(_remove(sandbox, group, user)) == (404, "ADMIN-404-8")
    sandbox.turn(remove_non_member="no_content")
    assert _remove(sandbox, group, user).status_code == 204


def test_unknown_users_and_groups_are_404(sandbox: Sandbox) -> None:
    """Contract 9: any write on an unknown account or group."""
    group, user = sandbox.free_group(), sandbox.member()
    assert sandbox.code(_add(sandbox, group, "nobody")) == (404, "ADMIN-404-8")
    assert sandbox.code(_add(sandbox, "nothing", user)) == (404, "ADMIN-404-10")
    assert sandbox.code(_remove(sandbox, "nothing", user)) == (404, "ADMIN-404-10")
    unknown = sandbox.api("POST", f"/v2/orgs/{{o}}/directories/x/groups/{group}/memberships", {"accountId": user})
    assert sandbox.code(unknown) == (404, "ADMIN-404-1")


@pytest.mark.parametrize("body", [{}, {"account_id": "x"}, {"accountId": 5}, {"accountId": None}])
def test_a_membership_needs_an_account_id(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """Contract 8 W1: body `{"accountId"}`."""
    answer = sandbox.api("POST", f"{{d}}/groups/{sandbox.free_group()}/memberships", body)
    assert sandbox.code(answer) == (400, "ADMIN-400-24")


def test_a_user_must_be_in_the_directory_of_the_group(original: Sandbox) -> None:
    """Contract 8 W1, 13: 404 `ADMIN-404-8`, otherwise 400 `ADMIN-400-4`."""
    group = original.free_group()
    inside = original.org.in_directory.lefts_of(original.directory_id)
    labs = next(d for d in original.org.directories if d != original.directory_id)
    stranger = min(set(original.org.in_directory.lefts_of(labs)) - set(inside))
    assert original.code(_add(original, group, stranger)) == (404, "ADMIN-404-8")
    original.turn(user_outside_directory="bad_request")
    assert original.code(_add(original, group, stranger)) == (400, "ADMIN-400-4")


def test_a_group_of_another_directory_is_404(original: Sandbox) -> None:
    """Contract 8: act per directory."""
    other = next(g for g in original.org.groups.values() if g.directory_id != original.directory_id)
    assert original.code(_add(original, other.group_id, original.member())) == (404, "ADMIN-404-10")


def test_a_dash_in_a_write_path(sandbox: Sandbox) -> None:
    """Contract 5.1, 13: 404, otherwise treated as all directories."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    path = f"/v2/orgs/{{o}}/directories/-/groups/{group}/memberships"
    assert sandbox.api("POST", path, {"accountId": user}).status_code == 404
    sandbox.turn(dash_in_write_path="all_directories")
    assert sandbox.api("POST", path, {"accountId": user}).status_code == 204


def test_every_write_is_in_the_audit_log_with_the_key_that_did_it(sandbox: Sandbox) -> None:
    """Append-only audit log; refused writes too, with their code."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    _add(sandbox, group, user)
    _add(sandbox, group, user)
    entries = sandbox.control("GET", "/audit?limit=2").json()["entries"]
    refused, applied = entries
    key = next(iter(sandbox.org.keys.values()))
    assert (applied["operation"], applied["outcome"], applied["status"]) == ("W1", "applied", 204)
    assert (refused["outcome"], refused["status"], refused["code"]) == ("refused", 409, "ADMIN-409-28")
    assert applied["target"]["account_id"] == user
    assert applied["target"]["group_id"] == group
    assert (applied["key_id"], applied["key_label"]) == (key.key_id, key.label)

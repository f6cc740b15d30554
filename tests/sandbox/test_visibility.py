"""When a write becomes visible in searches (admin API contract 8, 13), and the relation behind it."""

from __future__ import annotations

import pytest

from sandbox.world.directory import Grant
from sandbox.world.relation import Relation
from tests.sandbox.ground import Sandbox


def test_searches_show_a_membership_two_seconds_later(sandbox: Sandbox) -> None:
    """Contract 13: search index lags 2 s for members; never verify by re-reading at once."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    sandbox.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": user})
    before = {row["accountId"] for row in sandbox.search_users(groupIds=[group])}
    sandbox.wait(2.1)
    after = {row["accountId"] for row in sandbox.search_users(groupIds=[group])}
    assert after - before == {user}


def test_a_removed_member_is_shown_a_little_longer(sandbox: Sandbox) -> None:
    """Contract 13."""
    group = sandbox.group_named("jira-users-acme")
    user = sandbox.insider_of(group)
    sandbox.api("DELETE", f"{{d}}/groups/{group}/memberships/{user}")
    shown = sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"]
    assert f"ari:cloud:identity::group/{group}" in [row["id"] for row in shown]
    sandbox.wait(2.1)
    shown = sandbox.search_users(accountIds=[user], expand=["groups"])[0]["groups"]
    assert f"ari:cloud:identity::group/{group}" not in [row["id"] for row in shown]


def test_a_suspension_is_shown_late(sandbox: Sandbox) -> None:
    """Contract 8: suspend reaches other reads later."""
    user = sandbox.member()
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    sandbox.wait(29)
    assert sandbox.search_users(accountIds=[user])[0]["membershipStatus"] == "active"
    sandbox.wait(1.1)
    assert sandbox.search_users(accountIds=[user])[0]["membershipStatus"] == "suspended"


def test_a_suspension_is_shown_later_than_a_membership_of_the_same_moment(sandbox: Sandbox) -> None:
    """Contract 8.2, 13.1: the lag of suspensions is one of its own, in searches and in role assignments."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    sandbox.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": user})
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    sandbox.wait(2.1)
    assert [row["membershipStatus"] for row in sandbox.search_users(accountIds=[user], groupIds=[group])] == ["active"]
    assert _statuses(sandbox, user) <= {"active"}
    sandbox.wait(28)
    assert _statuses(sandbox, user) <= {"suspended"}


def _statuses(sandbox: Sandbox, user: str) -> set[str]:
    rows = sandbox.api("GET", f"{{d}}/users/{user}/role-assignments").json()["data"]
    return {row["userDirectoryStatus"] for row in rows if row["directoryId"]}


def test_roles_are_shown_thirty_seconds_later(sandbox: Sandbox) -> None:
    """Contract 8 W7, 13: up to 30 s for role operations."""
    user, role = sandbox.member(), "atlassian/org-admin"
    sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/role-assignments/assign", {"role": role})
    for seconds, expected in ((25, False), (6, True)):
        sandbox.wait(seconds)
        found = {row["accountId"] for row in sandbox.search_users(roleIds=[role])}
        assert (user in found) is expected


def test_the_rules_know_the_truth_at_once(sandbox: Sandbox) -> None:
    """Contract 13: the index lags, the writes do not."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)
    path = f"{{d}}/groups/{group}/memberships"
    assert sandbox.api("POST", path, {"accountId": user}).status_code == 204
    assert sandbox.api("POST", path, {"accountId": user}).status_code == 409


@pytest.mark.parametrize(("seconds", "is_shown"), [(0, True), (120, False)])
def test_the_lag_can_be_another(sandbox: Sandbox, seconds: int, is_shown: bool) -> None:
    """Contract 13: 0; 120 s."""
    sandbox.turn(suspension_lag_seconds=seconds)
    user = sandbox.member()
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    assert (sandbox.search_users(accountIds=[user])[0]["membershipStatus"] == "suspended") is is_shown


def test_changes_of_the_control_plane_are_visible_at_once(sandbox: Sandbox) -> None:
    """They are the rehearsal's past, not an API write."""
    answer = sandbox.control("POST", "/organizations/{o}/scenarios/admin-promoted").json()
    found = {row["accountId"] for row in sandbox.search_users(roleIds=["atlassian/org-admin"])}
    assert answer["touched"]["account_id"] in found


# -- the relation ---------------------------------------------------------------------------------------------


def test_a_relation_shows_the_truth_and_the_past_side_by_side() -> None:
    relation: Relation[str, str] = Relation()
    relation.add("ann", "red")
    relation.add("ann", "blue", visible_at=10.0)
    relation.remove("ann", "red", visible_at=20.0)
    assert relation.rights_of("ann") == {"blue"}
    assert relation.seen_rights_of("ann") == {"red"}
    relation.settle(10.0)
    assert relation.seen_rights_of("ann") == {"red", "blue"}
    assert relation.seen_lefts_of("red") == {"ann"}
    relation.settle(20.0)
    assert relation.seen_rights_of("ann") == {"blue"}
    assert relation.seen_lefts_of("red") == set()


def test_a_change_that_is_taken_back_is_shown_in_order() -> None:
    relation: Relation[str, str] = Relation()
    relation.add("ann", "red", visible_at=10.0)
    relation.remove("ann", "red", visible_at=12.0)
    shown = []
    for now in (9.0, 10.0, 12.0):
        relation.settle(now)
        shown.append("red" in relation.seen_rights_of("ann"))
    assert shown == [False, True, False]


def test_an_immediate_change_overrides_a_pending_one() -> None:
    relation: Relation[str, str] = Relation()
    relation.add("ann", "red", visible_at=10.0)
    relation.remove("ann", "red")
    relation.add("ann", "red")
    assert relation.seen_rights_of("ann") == {"red"}
    relation.settle(10.0)
    assert relation.seen_rights_of("ann") == {"red"}


def test_a_relation_survives_dump_and_load_with_both_indexes() -> None:
    relation: Relation[str, Grant] = Relation()
    relation.add("ann", Grant("app", "user"))
    relation.add("bob", Grant("app", "user"), visible_at=10.0)
    twin: Relation[str, Grant] = Relation.load(relation.dump())
    twin.remove("ann", Grant("app", "user"))
    assert twin.lefts_of(Grant("app", "user")) == {"bob"} == twin.seen_lefts_of(Grant("app", "user"))
    assert relation.lefts_of(Grant("app", "user")) == {"ann", "bob"}


def test_a_shortened_lag_is_not_held_up_by_an_older_longer_one(sandbox: Sandbox) -> None:
    """Contract 13: each write has the lag of its moment."""
    group = sandbox.free_group()
    slow = sandbox.outsider_of(group)
    sandbox.turn(member_lag_seconds=120)
    sandbox.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": slow})
    quick = sandbox.outsider_of(group)
    sandbox.turn(member_lag_seconds=2)
    sandbox.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": quick})
    sandbox.wait(3)
    found = {row["accountId"] for row in sandbox.search_users(groupIds=[group])}
    assert (quick in found, slow in found) == (True, False)
    sandbox.wait(120)
    assert slow in {row["accountId"] for row in sandbox.search_users(groupIds=[group])}

"""The control plane: what people, scripts and tests can see and do."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from sandbox.switches import SWITCHES
from tests.sandbox.ground import Sandbox


def test_health_tells_the_time_of_the_sandbox(sandbox: Sandbox) -> None:
    answer = sandbox.control("GET", "/health").json()
    assert answer["status"] == "ok"
    assert answer["organizations"] == 1


def test_organizations_are_listed_with_their_key(sandbox: Sandbox) -> None:
    row = sandbox.control("GET", "/organizations").json()["organizations"][0]
    assert (row["org_id"], row["api_key"], row["management"]) == (sandbox.org_id, sandbox.key, "centralized")
    assert [site["name"] for site in row["sites"]] == ["acme", "acme-labs"]


def test_the_key_that_is_shown_is_one_that_works(sandbox: Sandbox) -> None:
    key_id = next(iter(sandbox.org.keys))
    sandbox.control("PATCH", f"/organizations/{{o}}/keys/{key_id}", {"state": "revoked"})
    assert sandbox.control("GET", "/organizations/{o}").json()["api_key"] is None
    fresh = sandbox.control("POST", "/organizations/{o}/keys", {"label": "Second"}).json()["secret"]
    assert sandbox.control("GET", "/organizations/{o}").json()["api_key"] == fresh
    assert sandbox.api("GET", "/v1/orgs/{o}", key=fresh).status_code == 200


def test_users_are_shown_as_they_truly_are(sandbox: Sandbox) -> None:
    user = sandbox.member()
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    row = sandbox.control("GET", f"/organizations/{{o}}/users/{user}").json()
    assert row["membership_status"] == "suspended"
    assert row["directories"] == {sandbox.directory_id: "suspended"}
    assert set(row["groups"]) == set(sandbox.org.membership.rights_of(user))


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("role=atlassian/org-admin", 3),
        ("status=suspended", 1),
        ("claim_status=unmanaged", 1),
        ("search=acme.example", 9),
    ],
)
def test_users_can_be_looked_for(sandbox: Sandbox, query: str, least: int) -> None:
    answer = sandbox.control("GET", f"/organizations/{{o}}/users?{query}&limit=5").json()
    assert answer["total"] >= least
    assert len(answer["users"]) == min(answer["total"], 5)


def test_roles_lead_to_the_well_known_accounts(sandbox: Sandbox) -> None:
    rows = sandbox.control("GET", "/organizations/{o}/roles").json()["roles"]
    by_role = {(row["resource_id"], row["role"]): row for row in rows}
    admins = by_role[(sandbox.org.platform_resource_id, "atlassian/org-admin")]["direct"]
    assert set(admins) == {user.account_id for user in sandbox.org.org_admins()}
    assert by_role[(sandbox.app_id("jira-software"), "atlassian/user-access-admin")]["direct"]


def test_groups_and_memberships_are_readable(sandbox: Sandbox) -> None:
    group = sandbox.group_named("jira-users-acme")
    detail = sandbox.control("GET", f"/organizations/{{o}}/groups/{group}").json()
    memberships = sandbox.control("GET", "/organizations/{o}/memberships").json()["memberships"]
    assert set(detail["members"]) == {user for user, groups in memberships.items() if group in groups}
    listed = sandbox.control("GET", "/organizations/{o}/groups?search=JIRA-users").json()["groups"]
    assert [row["name"] for row in listed] == ["jira-users-acme", "jira-users-acme-labs", "okta-jira-users"]


def test_a_users_record_can_be_changed(sandbox: Sandbox) -> None:
    user = sandbox.member()
    answer = sandbox.control("PATCH", f"/organizations/{{o}}/users/{user}", {"email": None, "account_status": "closed"})
    assert answer.status_code == 200
    row = sandbox.search_users(accountIds=[user])[0]
    assert row["accountStatus"] == "closed"
    assert "email" not in row


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"salary": 1}, "salary"), ({"name": None}, "name"), ({"activity": []}, "activity"), ({"email": 5}, "email")],
)
def test_a_bad_change_is_refused_with_the_field(sandbox: Sandbox, changes: dict[str, Any], field: str) -> None:
    answer = sandbox.control("PATCH", f"/organizations/{{o}}/users/{sandbox.member()}", changes)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_any_effect_can_be_applied_and_a_bad_one_applies_none(sandbox: Sandbox) -> None:
    user, group = sandbox.member(), sandbox.synced_group()
    pair = {"account_id": user, "group_id": group}
    good = sandbox.control("POST", "/organizations/{o}/effects", {"effects": [["member_added", pair]]})
    assert good.json() == {"applied": 1}
    assert sandbox.org.membership.has(user, group)
    for bad in (["member_gone", {}], ["user_deleted", {"account_id": "nobody"}], ["user_put", {"user": {}}], "x"):
        effects = [["member_removed", pair], bad]
        answer = sandbox.control("POST", "/organizations/{o}/effects", {"effects": effects})
        assert (answer.status_code, answer.json()["field"]) == (400, "effects[1]")
    assert sandbox.org.membership.has(user, group)


def test_every_switch_has_its_default_and_can_be_turned(sandbox: Sandbox) -> None:
    """Contract 13: each a switch."""
    rows = sandbox.control("GET", "/organizations/{o}/switches").json()["switches"]
    assert {row["name"] for row in rows} == set(SWITCHES)
    for row in rows:
        assert row["value"] == row["default"] == row["choices"][0]
        sandbox.turn(**{row["name"]: row["choices"][-1]})
    turned = sandbox.control("GET", "/organizations/{o}/switches").json()["switches"]
    assert all(row["value"] == row["choices"][-1] for row in turned)


@pytest.mark.parametrize(
    "switches",
    [
        {"nothing": 1},
        {"walk": "backwards"},
        {"member_lag_seconds": -1},
        {"member_lag_seconds": "2"},
        {"rate_limits": 61},
    ],
)
def test_unknown_switches_and_settings_are_refused_and_turn_nothing(sandbox: Sandbox, switches: dict[str, Any]) -> None:
    answer = sandbox.control("PATCH", "/organizations/{o}/switches", {"synced_group": "conflict", **switches})
    assert (answer.status_code, answer.json()["field"]) == (400, next(iter(switches)))
    assert sandbox.org.switches["synced_group"] == "forbidden"


def test_requests_and_429s_are_counted_per_endpoint(sandbox: Sandbox) -> None:
    sandbox.fault("rate_limited", endpoint="R2", times=2)
    for _ in range(3):
        sandbox.api("GET", "/v1/orgs/{o}")
    counted = sandbox.control("GET", "/requests").json()
    assert counted["endpoints"] == [
        {
            "org_id": sandbox.org_id,
            "endpoint": "R2 getOrgById",
            "total": 3,
            "rate_limited": 2,
            "statuses": {"200": 1, "429": 2},
        }
    ]
    assert counted["recent"][0]["key_label"] == "Rehearsal"
    assert counted["recent"][2]["faults"] == ["rate_limited"]
    sandbox.control("DELETE", "/requests")
    assert sandbox.control("GET", "/requests").json() == {"endpoints": [], "recent": []}


def test_no_answer_about_requests_holds_the_key(sandbox: Sandbox) -> None:
    sandbox.api("POST", f"{{d}}/users/{sandbox.member()}/suspend")
    for path in ("/requests", "/audit"):
        assert sandbox.key not in sandbox.control("GET", path).text


def test_the_audit_log_can_be_followed(sandbox: Sandbox) -> None:
    for nth in range(3):
        sandbox.api("POST", f"{{d}}/users/{sandbox.member(nth=nth)}/suspend")
    total = sandbox.control("GET", "/audit").json()["total"]
    younger = sandbox.control("GET", f"/audit?after={total - 2}").json()["entries"]
    assert [row["sequence"] for row in younger] == [total - 1, total]
    assert sandbox.control("GET", "/audit?after=x").status_code == 400


def test_time_can_be_moved_and_frozen(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/time", {"now": "2027-03-28T00:59:00Z", "is_frozen": True})
    first = sandbox.control("GET", "/time").json()
    assert (first["now"], first["is_frozen"]) == ("2027-03-28T00:59:00.000Z", True)
    moved = sandbox.control("POST", "/time", {"advance_seconds": 3600}).json()
    assert moved["now"] == "2027-03-28T01:59:00.000Z"
    assert sandbox.control("POST", "/time", {"is_frozen": False}).json()["is_frozen"] is False


@pytest.mark.parametrize(
    "body", [{"now": "yesterday"}, {"now": "2027-01-01T00:00:00"}, {"advance_seconds": "1"}, {"is_frozen": 1}, {"x": 1}]
)
def test_a_time_that_makes_no_sense_is_refused(sandbox: Sandbox, body: dict[str, Any]) -> None:
    assert sandbox.control("POST", "/time", body).status_code == 400


def test_a_snapshot_is_taken_and_restored(sandbox: Sandbox) -> None:
    user, other = sandbox.member(), sandbox.member(nth=1)
    sandbox.world.documents("installations").put("one", {"site": "acme"})
    sandbox.control("PUT", "/snapshots/clean")
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    sandbox.control("PATCH", f"/organizations/{{o}}/users/{other}", {"name": "Changed"})
    sandbox.world.documents("installations").put("one", {"site": "other"})
    sandbox.fault("html")
    assert sandbox.control("POST", "/snapshots/clean/restore").status_code == 200
    assert sandbox.org.membership_status(user) == "active"
    assert sandbox.org.users[other].name != "Changed"
    assert sandbox.world.documents("installations")["one"] == {"site": "acme"}
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 200
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    sandbox.control("POST", "/snapshots/clean/restore")
    assert sandbox.org.membership_status(user) == "active"
    assert sandbox.control("GET", "/snapshots").json() == {"snapshots": ["clean"]}
    assert sandbox.control("DELETE", "/snapshots/clean").status_code == 200
    assert sandbox.control("POST", "/snapshots/clean/restore").status_code == 404


def test_a_reset_seeds_anew_and_keeps_installations_unless_told_otherwise(sandbox: Sandbox) -> None:
    user = sandbox.member()
    documents = sandbox.world.documents("installations")
    documents.put("one", {"site": "acme"})
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    answer = sandbox.control("POST", "/reset")
    assert [row["org_id"] for row in answer.json()["organizations"]] == [sandbox.org_id]
    assert sandbox.org.membership_status(user) == "active"
    assert dict(documents) == {"one": {"site": "acme"}}
    sandbox.control("POST", "/reset", {"keep_documents": False})
    assert dict(documents) == {}


def test_a_reset_can_bring_other_organizations(sandbox: Sandbox) -> None:
    body = {"organizations": [{"users": 60, "name": "One"}, {"users": 70, "name": "Two", "management": "original"}]}
    rows = sandbox.control("POST", "/reset", body).json()["organizations"]
    assert [(row["name"], row["counts"]["users"] - 8, row["management"]) for row in rows] == [
        ("One", 60, "centralized"),
        ("Two", 70, "original"),
    ]


def test_another_organization_can_be_added_and_removed(sandbox: Sandbox) -> None:
    """Several organizations at once."""
    added = sandbox.control("POST", "/organizations", {"seed": "small", "name": "Globex"}).json()
    assert added["org_id"] != sandbox.org_id
    assert sandbox.api("GET", f"/v1/orgs/{added['org_id']}", key=added["api_key"]).status_code == 200
    assert sandbox.control("POST", "/organizations", {"seed": "small", "name": "Globex"}).status_code == 409
    assert sandbox.control("DELETE", f"/organizations/{added['org_id']}").status_code == 200
    assert sandbox.api("GET", f"/v1/orgs/{added['org_id']}", key=added["api_key"]).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"seed": "enormous"}, "seed"),
        ({"users": 5}, "users"),
        ({"users": 10**7}, "users"),
        ({"name": ""}, "name"),
        ({"management": "none"}, "management"),
        ({"number": "1"}, "number"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_seed_that_cannot_be_built_is_refused(sandbox: Sandbox, body: dict[str, Any], field: str) -> None:
    answer = sandbox.control("POST", "/organizations", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_plain_form_cannot_change_anything(sandbox: Sandbox) -> None:
    """A foreign web page can send forms to the loopback interface, but no JSON."""
    answer = requests.post(f"{sandbox.url}/_sandbox/reset", data={"a": "b"}, timeout=10)
    assert answer.status_code == 415
    answer = requests.post(
        f"{sandbox.url}/_sandbox/time", data=b"[]", headers={"Content-Type": "application/json"}, timeout=10
    )
    assert (answer.status_code, answer.json()["field"]) == (400, "body")


@pytest.mark.parametrize("path", ["/organizations/x", "/organizations/{o}/users/x", "/organizations/{o}/groups/x"])
def test_what_does_not_exist_is_404(sandbox: Sandbox, path: str) -> None:
    assert sandbox.control("GET", path).status_code == 404


def test_snapshot_and_restore_of_two_thousand_users_take_a_blink(sandbox: Sandbox) -> None:
    """At most 100 ms; four times that is allowed here, for a busy machine."""
    sandbox.control("POST", "/reset", {"organizations": [{"users": 2000}]})
    sandbox.control("PUT", "/snapshots/big")
    started = time.perf_counter()
    sandbox.control("POST", "/snapshots/big/restore")
    assert time.perf_counter() - started < 0.4

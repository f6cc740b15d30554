"""Invitations (W10; admin API contract 8)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.world.directory import Grant
from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox
from tests.sandbox.shapes import INVITE, check

USER = "atlassian/user"


def _invite(sandbox: Sandbox, **body: Any) -> Any:
    return sandbox.api("POST", "/v2/orgs/{o}/users/invite", body)


def test_people_are_invited_with_access_and_groups(sandbox: Sandbox) -> None:
    """Contract 8 W10: 200; managed if the domain is verified."""
    resource, group = sandbox.app_id("confluence"), sandbox.free_group()
    answer = _invite(
        sandbox,
        emails=["new.one@acme.example", "new.two@elsewhere.example"],
        permissionRules=[{"resource": resource, "role": USER}],
        additionalGroups=[group],
    )
    assert answer.status_code == 200
    check(answer.json(), INVITE)
    first, second = (sandbox.org.users[row["id"]] for row in answer.json()["data"])
    assert (first.claim_status, second.claim_status) == ("managed", "unmanaged")
    for user in (first, second):
        assert sandbox.org.user_grants.has(user.account_id, Grant(resource, USER))
        assert sandbox.org.membership.has(user.account_id, group)
        assert sandbox.org.membership_status(user.account_id) == "active"


def test_an_invitation_that_fails_in_part_is_206(sandbox: Sandbox) -> None:
    """Contract 8 W10, 15: 206 when at least one failed."""
    answer = _invite(
        sandbox,
        emails=["new.one@acme.example"],
        permissionRules=[{"resource": sandbox.app_id("confluence"), "role": USER}],
        additionalGroups=[sandbox.synced_group()],
    )
    assert answer.status_code == 206
    result = answer.json()["data"][0]["results"][0]
    assert result["roleAssignmentResult"][0]["status"] == "INVITED"
    assert result["groupAssignmentResult"][0]["status"] == "ERROR"
    assert result["groupAssignmentResult"][0]["statusReason"]


def test_invitations_share_the_seats_that_are_left(sandbox: Sandbox) -> None:
    """Contract 8 W10: over the limit."""
    app = fill_app(sandbox, free=1)
    answer = _invite(
        sandbox,
        emails=["one@acme.example", "two@acme.example"],
        permissionRules=[{"resource": app.resource_id, "role": USER}],
    )
    statuses = [row["results"][0]["roleAssignmentResult"][0]["status"] for row in answer.json()["data"]]
    assert (answer.status_code, statuses) == (206, ["INVITED", "ERROR"])


def test_an_app_that_is_full_refuses_the_whole_invitation(sandbox: Sandbox) -> None:
    """Contract 8 W10: 409 over the limit; nobody is invited."""
    app = fill_app(sandbox)
    people = len(sandbox.org.users)
    rules = [{"resource": app.resource_id, "role": USER}]
    answer = _invite(sandbox, emails=["one@acme.example"], permissionRules=rules)
    assert sandbox.code(answer) == (409, "ADMIN-UAM-409-3")
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    answer = _invite(sandbox, emails=["one@acme.example"], additionalGroups=[group])
    assert sandbox.code(answer) == (409, "ADMIN-UAM-409-3")
    assert len(sandbox.org.users) == people


def test_without_a_paid_subscription_nobody_is_invited(sandbox: Sandbox) -> None:
    """Contract 8 W10: 402."""
    for app in sandbox.org.apps.values():
        app.plan = "Free"
    assert sandbox.code(_invite(sandbox, emails=["one@acme.example"])) == (402, "ADMIN-UAM-402-1")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"emails": []},
        {"emails": [f"{n}@x.example" for n in range(26)]},
        {"emails": ["nonsense"]},
        {"emails": ["a@b.example"], "permissionRules": [{"resource": "x"}]},
        {"emails": ["a@b.example"], "permissionRules": "x"},
        {"emails": ["a@b.example"], "sendNotification": "no"},
    ],
)
def test_bad_invitations_are_400(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """Contract 8 W10: emails 1..25."""
    people = len(sandbox.org.users)
    assert sandbox.code(_invite(sandbox, **body)) == (400, "ADMIN-400-24")
    assert len(sandbox.org.users) == people

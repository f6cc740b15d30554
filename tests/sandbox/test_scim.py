"""SCIM for users, the rest of groups, and what SCIM says about itself (admin API contract 2 E, 11)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.world.directory import User
from tests.sandbox.ground import Sandbox

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
NEW = {
    "schemas": [USER_SCHEMA],
    "userName": "nora@acme.example",
    "name": {"givenName": "Nora", "familyName": "N\u00f8rd"},
    "emails": [{"value": "nora@acme.example", "type": "work", "primary": True}],
    "externalId": "okta-1",
    "active": True,
    ENTERPRISE: {"department": "Tide"},
}


def scim(sandbox: Sandbox, method: str, path: str, body: Any = None) -> requests.Response:
    org = sandbox.org
    url = f"{sandbox.url}/scim/directory/{org.scim_directory_id}{path}"
    headers = {"Authorization": f"Bearer {org.scim_key}", "Content-Type": "application/scim+json"}
    return sandbox.session.request(method, url, json=body, headers=headers, timeout=10)


def patch(sandbox: Sandbox, user: User, *operations: dict[str, Any]) -> requests.Response:
    return scim(sandbox, "PATCH", f"/Users/{user.account_id}", {"Operations": list(operations)})


@pytest.fixture
def synced(sandbox: Sandbox) -> User:
    found = (u for u in sandbox.org.users.values() if u.management_source == "synced" and u.account_status == "active")
    return min(found, key=lambda user: user.account_id)


def test_a_provisioned_user_joins_the_directory_as_a_synced_account(sandbox: Sandbox) -> None:
    """Contract 5.2, 11: managementSource `synced`."""
    answer = scim(sandbox, "POST", "/Users", NEW)
    assert answer.status_code == 201
    assert (answer.json()["displayName"], answer.json()["externalId"]) == ("Nora N\u00f8rd", "okta-1")
    [row] = sandbox.search_users(emails=["nora@acme.example"])
    assert (row["managementSource"], row["claimStatus"], row["membershipStatus"]) == ("synced", "managed", "active")
    assert row["department"] == "Tide"
    found = scim(sandbox, "GET", '/Users?filter=externalId eq "okta-1"').json()
    assert [item["id"] for item in found["Resources"]] == [row["accountId"]]


def test_a_managed_account_with_the_email_is_taken_over(sandbox: Sandbox) -> None:
    """The official document: an existing managed account is linked, not made anew."""
    known = next(
        user
        for user in sandbox.org.users.values()
        if (user.claim_status, user.management_source) == ("managed", "invited") and user.email
    )
    emails = [{"value": known.email, "primary": True}]
    answer = scim(sandbox, "POST", "/Users", {**NEW, "userName": known.email, "emails": emails})
    assert (answer.status_code, answer.json()["id"]) == (201, known.account_id)
    assert sandbox.org.users[known.account_id].management_source == "synced"


def test_provisioning_is_refused_in_shape_e(sandbox: Sandbox, synced: User) -> None:
    """Contract 2 E, 11: 409 uniqueness for a known user, 400 for an address on a foreign domain."""
    twice = scim(sandbox, "POST", "/Users", {**NEW, "emails": [{"value": synced.email, "primary": True}]})
    assert (twice.status_code, twice.json()["scimType"], twice.json()["status"]) == (409, "uniqueness", "409")
    foreign = scim(sandbox, "POST", "/Users", {**NEW, "emails": [{"value": "x@foreign.example"}]})
    assert (foreign.status_code, foreign.json()["scimType"]) == (400, "invalidValue")
    nameless = scim(sandbox, "POST", "/Users", {"active": True})
    assert (nameless.status_code, nameless.json()["scimType"]) == (400, "invalidValue")


def test_a_patch_changes_the_profile_and_deactivates(sandbox: Sandbox, synced: User) -> None:
    """Contract 5.2, 11: `active: false` deactivates the account everywhere; some providers send it as text."""
    answer = patch(
        sandbox,
        synced,
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "add", "path": "title", "value": "Keeper"},
        {"op": "replace", "value": {"name": {"formatted": "Kim Keeper"}}},
    )
    assert (answer.status_code, answer.json()["active"], answer.json()["title"]) == (200, False, "Keeper")
    detail = sandbox.api("GET", f"{{d}}/users/{synced.account_id}").json()["data"]
    assert (detail["status"], detail["name"]) == ("deactivated", "Kim Keeper")
    patch(sandbox, synced, {"op": "remove", "path": "title"}, {"op": "replace", "path": "active", "value": True})
    restored = sandbox.org.users[synced.account_id]
    assert (restored.account_status, restored.job_title) == ("active", None)


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "replace", "path": "password", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "active", "value": "maybe"}, "invalidValue"),
        ({"op": "replace", "path": "displayName", "value": ""}, "invalidValue"),
        ({"op": "remove", "path": "displayName"}, "mutability"),
        ({"op": "rename", "path": "displayName", "value": "x"}, "invalidSyntax"),
        ({"op": "replace", "value": "x"}, "invalidSyntax"),
        ({"op": "replace", "path": "emails", "value": [7]}, "invalidSyntax"),
    ],
)
def test_a_bad_patch_changes_nothing(sandbox: Sandbox, synced: User, operation: dict[str, Any], scim_type: str) -> None:
    """Contract 2 E: 400 with a scimType."""
    answer = patch(sandbox, synced, {"op": "replace", "path": "title", "value": "Keeper"}, operation)
    assert (answer.status_code, answer.json()["scimType"]) == (400, scim_type)
    assert sandbox.org.users[synced.account_id] == synced


def test_an_email_of_somebody_else_is_409(sandbox: Sandbox, synced: User) -> None:
    """Contract 16, scim409: an update of the email may conflict."""
    others = [user.email or "" for user in sandbox.org.users.values() if user != synced]
    taken = next(email for email in others if email.endswith("@acme.example"))
    answer = patch(sandbox, synced, {"op": "replace", "path": "emails", "value": [{"value": taken, "primary": True}]})
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_a_replaced_user_loses_what_is_not_said(sandbox: Sandbox, synced: User) -> None:
    """The official document: values of unspecified attributes are cleaned."""
    patch(sandbox, synced, {"op": "add", "path": "title", "value": "Keeper"})
    body = {"userName": synced.email, "displayName": "Kim", "emails": [{"value": synced.email, "primary": True}]}
    answer = scim(sandbox, "PUT", f"/Users/{synced.account_id}", body)
    assert (answer.status_code, answer.json()["displayName"], "title" in answer.json()) == (200, "Kim", False)


def test_a_deleted_user_is_deactivated_and_forgotten(sandbox: Sandbox, synced: User) -> None:
    """The official document: deactivated; every further call answers 404."""
    assert scim(sandbox, "DELETE", f"/Users/{synced.account_id}").status_code == 204
    assert sandbox.org.users[synced.account_id].account_status == "inactive"
    for method in ("GET", "DELETE"):
        assert scim(sandbox, method, f"/Users/{synced.account_id}").status_code == 404


def test_a_group_is_replaced_and_deleted(sandbox: Sandbox, synced: User) -> None:
    """Contract 11: PUT and DELETE on groups; the name is immutable."""
    group = sandbox.synced_group()
    name = sandbox.org.groups[group].name
    answer = scim(sandbox, "PUT", f"/Groups/{group}", {"displayName": name, "members": [{"value": synced.account_id}]})
    assert answer.status_code == 200
    assert sandbox.org.membership.lefts_of(group) == {synced.account_id}
    renamed = scim(sandbox, "PUT", f"/Groups/{group}", {"displayName": "another", "members": []})
    assert (renamed.status_code, renamed.json()["scimType"]) == (400, "mutability")
    assert scim(sandbox, "DELETE", f"/Groups/{group}").status_code == 204
    assert scim(sandbox, "GET", f"/Groups/{group}").status_code == 404
    assert sandbox.api("GET", f"{{d}}/groups/{group}").status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/ResourceTypes/User", "User"),
        ("/ResourceTypes/Group", "Group"),
        (f"/Schemas/{USER_SCHEMA}", "User"),
        (f"/Schemas/{ENTERPRISE}", "EnterpriseUser"),
    ],
)
def test_scim_describes_itself(sandbox: Sandbox, path: str, name: str) -> None:
    """Contract 3, 11: discovery; only eq filters, no sorting."""
    assert scim(sandbox, "GET", path).json()["name"] == name
    listed = scim(sandbox, "GET", path.rpartition("/")[0]).json()
    assert name in [row["name"] for row in listed["Resources"]]
    provider = scim(sandbox, "GET", "/ServiceProviderConfig").json()
    assert (provider["sort"]["supported"], provider["patch"]["supported"]) == (False, True)
    assert scim(sandbox, "GET", "/Schemas/nothing").status_code == 404

"""User management and SCIM: error shapes D and E, and changes from outside (admin API contract 2, 11)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.ground import Sandbox


def _manage(
    sandbox: Sandbox, method: str, account_id: str, path: str = "", key: str | None = None, body: Any = None
) -> Any:
    headers = {"Authorization": f"Bearer {key or sandbox.key}"}
    return sandbox.session.request(
        method, f"{sandbox.url}/users/{account_id}/manage{path}", json=body or {}, headers=headers, timeout=10
    )


def _scim(sandbox: Sandbox, method: str, path: str, body: Any = None, key: str | None = None) -> requests.Response:
    scim = sandbox.control("GET", "/organizations/{o}").json()["scim"]
    url = f"{sandbox.url}/scim/directory/{scim['directory_id']}{path}"
    headers = {"Authorization": f"Bearer {key or scim['key']}"}
    return sandbox.session.request(method, url, json=body, headers=headers, timeout=10)


def test_deactivating_an_account_is_no_suspension(sandbox: Sandbox) -> None:
    """Contract 11: it blocks the whole account; 204."""
    user = sandbox.account_of("invited")
    sandbox.turn(account_lag_seconds=0)
    membership = sandbox.org.membership_status(user)
    assert _manage(sandbox, "POST", user, "/lifecycle/disable").status_code == 204
    assert sandbox.org.users[user].account_status == "inactive"
    assert sandbox.org.membership_status(user) == membership
    detail = sandbox.api("GET", f"{{d}}/users/{user}").json()["data"]
    assert detail["status"] == "deactivated"
    assert detail["deactivatedOn"]
    assert _manage(sandbox, "POST", user, "/lifecycle/enable").status_code == 204
    assert sandbox.org.users[user].account_status == "active"


def test_refusals_of_user_management_come_in_shape_d(sandbox: Sandbox) -> None:
    """Contract 2 D, 11: 401, 403 for unmanaged accounts and keys with scopes, 404, 409."""
    managed = sandbox.org_admin()
    unmanaged = next(a for a, u in sandbox.org.users.items() if u.claim_status == "unmanaged")
    closed = next(a for a, u in sandbox.org.users.items() if u.account_status == "closed")
    scoped = sandbox.control("POST", "/organizations/{o}/keys", {"scopes": ["read:orgs:admin"]}).json()["secret"]
    answers = [
        _manage(sandbox, "GET", managed, key="wrong"),
        _manage(sandbox, "GET", unmanaged),
        _manage(sandbox, "GET", managed, key=scoped),
        _manage(sandbox, "GET", "nobody"),
        _manage(sandbox, "POST", closed, "/lifecycle/disable"),
    ]
    assert [(answer.status_code, answer.json()["key"]) for answer in answers] == [
        (401, "unauthorized"),
        (403, "forbidden"),
        (403, "forbidden"),
        (404, "accountNotFound"),
        (409, "conflict.lifecycleErrors"),
    ]


def test_what_may_be_changed_depends_on_where_the_account_comes_from(sandbox: Sandbox) -> None:
    """Contract 11: `GET /manage` says what may be changed and why not."""
    by_source = {u.management_source: u.account_id for u in sandbox.org.users.values() if u.claim_status == "managed"}
    assert _manage(sandbox, "GET", by_source["invited"]).json()["email.set"] == {"allowed": True}
    assert _manage(sandbox, "GET", by_source["synced"]).json()["email.set"]["reason"]["key"] == "externalDirectory.scim"


def _by_source(sandbox: Sandbox, source: str) -> str:
    users = sandbox.org.users.values()
    return next(
        u.account_id
        for u in users
        if (u.claim_status, u.management_source, u.account_status) == ("managed", source, "active")
    )


def test_profile_and_email_of_an_invited_account_can_be_changed(sandbox: Sandbox) -> None:
    """Contract 11: `GET|PATCH /profile`, `PUT /email`."""
    user = _by_source(sandbox, "invited")
    changes = {"name": "Ottilie Öst", "extended_profile": {"job_title": "Chair"}}
    answer = _manage(sandbox, "PATCH", user, "/profile", body=changes)
    assert (answer.status_code, answer.json()["account"]["name"]) == (200, "Ottilie Öst")
    assert answer.json() == _manage(sandbox, "GET", user, "/profile").json()
    assert sandbox.org.users[user].job_title == "Chair"
    domain = next(iter(sandbox.org.domains.values())).name
    assert _manage(sandbox, "PUT", user, "/email", body={"email": f"ottilie@{domain}"}).status_code == 204
    assert sandbox.search_users(emails=[f"ottilie@{domain}"])[0]["accountId"] == user


def test_a_changed_profile_says_what_was_wrong(sandbox: Sandbox) -> None:
    """Contract 2 D, 11: 400 names the field, 403 an unclaimed domain and what SCIM owns."""
    invited, synced = _by_source(sandbox, "invited"), _by_source(sandbox, "synced")
    empty = _manage(sandbox, "PATCH", invited, "/profile", body={"nickname": ""})
    assert (empty.status_code, empty.json()["key"]) == (400, "fieldConstraintsViolated")
    assert empty.json()["context"]["fieldViolations"][0]["field"] == "nickname"
    elsewhere = _manage(sandbox, "PUT", invited, "/email", body={"email": "me@elsewhere.example"})
    assert (elsewhere.status_code, elsewhere.json()["context"]) == (403, {"domain": "elsewhere.example"})
    owned = _manage(sandbox, "PATCH", synced, "/profile", body={"name": "Nobody"})
    assert (owned.status_code, owned.json()["key"]) == (403, "forbidden.fieldMutation")


def test_nobody_has_an_api_token_of_their_own(sandbox: Sandbox) -> None:
    """Contract 11: `GET|DELETE /api-tokens`."""
    user = _by_source(sandbox, "invited")
    assert _manage(sandbox, "GET", user, "/api-tokens").json() == []
    gone = _manage(sandbox, "DELETE", user, "/api-tokens/some")
    assert (gone.status_code, gone.json()) == (404, {"key": "notFound"})


def test_synced_users_and_groups_are_listed_by_index(sandbox: Sandbox) -> None:
    """Contract 3, 11: startIndex from 1, totalResults, itemsPerPage; 100 per page."""
    synced = {a for a, user in sandbox.org.users.items() if user.management_source == "synced"}
    first = _scim(sandbox, "GET", "/Users?count=20").json()
    second = _scim(sandbox, "GET", "/Users?startIndex=21&count=1000").json()
    assert (first["totalResults"], first["startIndex"], first["itemsPerPage"]) == (len(synced), 1, 20)
    assert {row["id"] for row in first["Resources"] + second["Resources"]} == synced
    groups = _scim(sandbox, "GET", "/Groups").json()["Resources"]
    assert {row["id"] for row in groups} == {g.group_id for g in sandbox.org.groups.values() if g.is_external_synced}


def test_only_eq_filters_exist(sandbox: Sandbox) -> None:
    """Contract 11."""
    user = next(u for u in sandbox.org.users.values() if u.management_source == "synced" and u.email)
    found = _scim(sandbox, "GET", f'/Users?filter=userName eq "{user.email}"').json()
    assert [row["id"] for row in found["Resources"]] == [user.account_id]
    assert _scim(sandbox, "GET", f"/Users/{user.account_id}").json()["displayName"] == user.name
    refused = _scim(sandbox, "GET", '/Groups?filter=displayName sw "okta"')
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidFilter")


def test_the_identity_provider_changes_members_where_the_admin_api_may_not(sandbox: Sandbox) -> None:
    """Contract 7.8, 11."""
    group = sandbox.synced_group()
    insider, outsider = sandbox.insider_of(group), sandbox.outsider_of(group)
    operations = [
        {"op": "add", "path": "members", "value": [{"value": outsider}]},
        {"op": "remove", "path": f'members[value eq "{insider}"]'},
    ]
    assert _scim(sandbox, "PATCH", f"/Groups/{group}", {"Operations": operations}).status_code == 200
    assert sandbox.org.membership.has(outsider, group)
    assert not sandbox.org.membership.has(insider, group)
    replaced = _scim(
        sandbox, "PATCH", f"/Groups/{group}",
        {"Operations": [{"op": "replace", "path": "members", "value": [{"value": insider}]}]},
    )  # fmt: skip
    assert [row["value"] for row in replaced.json()["members"]] == [insider]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "scim_type"),
    [
        ("POST", "/Groups", {"displayName": "okta-all-staff"}, 409, "uniqueness"),
        ("POST", "/Groups", {}, 400, "invalidValue"),
        ("POST", "/Groups", [], 400, "invalidSyntax"),
        ("GET", "/Users?count=x", None, 400, "invalidValue"),
        ("GET", "/Users/nobody", None, 404, None),
        ("GET", "/Groups/nobody", None, 404, None),
    ],
)
def test_refusals_of_scim_come_in_shape_e(
    sandbox: Sandbox, method: str, path: str, body: Any, status: int, scim_type: str | None
) -> None:
    """Contract 2 E: `status` is text, `scimType` names the kind."""
    row = _scim(sandbox, method, path, body)
    assert row.status_code == status
    assert row.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert row.json()["status"] == str(status)
    assert row.json().get("scimType") == scim_type


def test_scim_has_a_key_and_a_directory_of_its_own(sandbox: Sandbox) -> None:
    """Contract 11: a different directoryId and a different key."""
    assert _scim(sandbox, "GET", "/Users", key=sandbox.key).status_code == 401
    headers = {"Authorization": f"Bearer {sandbox.org.scim_key}"}
    other = sandbox.session.get(
        f"{sandbox.url}/scim/directory/{sandbox.directory_id}/Users", headers=headers, timeout=10
    )
    assert other.status_code == 404
    assert sandbox.api("GET", "/v1/orgs/{o}", key=sandbox.org.scim_key).status_code == 401


def test_a_group_made_by_the_identity_provider_is_read_only_for_the_admin_api(sandbox: Sandbox) -> None:
    """Contract 7.8."""
    created = _scim(sandbox, "POST", "/Groups", {"displayName": "okta-brand-new"})
    assert created.status_code == 201
    row = sandbox.api("GET", f"{{d}}/groups/{created.json()['id']}").json()["data"]
    assert (row["externalSynced"], row["managementAccess"]["modifiable"]) == (True, False)

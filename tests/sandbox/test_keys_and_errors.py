"""Who may call, and in which of the shapes the refusals come (admin API contract 1, 2, 7.1, 12, 13)."""

from __future__ import annotations

import pytest

from tests.sandbox.ground import Sandbox
from tests.sandbox.shapes import SHAPE_A, SHAPE_B, SHAPE_C, check

READ_SCOPES = [
    "read:orgs:admin", "read:directories:admin", "read:groups:admin", "read:workspaces:admin",
    "read:accounts:admin", "read:domains:admin", "read:events:admin",
]  # fmt: skip


def _scoped_key(sandbox: Sandbox) -> str:
    answer = sandbox.control("POST", "/organizations/{o}/keys", {"scopes": READ_SCOPES})
    return str(answer.json()["secret"])


def _own_key_id(sandbox: Sandbox) -> str:
    return next(iter(sandbox.org.keys))


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer wrong", "Bearer ATATT-a-users-token"])
def test_a_missing_or_unknown_key_is_401_as_the_gateway_says_it_on_v1(sandbox: Sandbox, header: str) -> None:
    """Contract 1, 2 shape B: `code` is a number."""
    answer = sandbox.api("GET", "/v1/orgs/{o}", headers={"Authorization": header})
    assert answer.status_code == 401
    check(answer.json(), SHAPE_B)


def test_an_unknown_key_is_401_in_shape_a_on_v2(sandbox: Sandbox) -> None:
    """Contract 2: v2 reads declare shape A; `status` is text."""
    answer = sandbox.api("GET", "/v2/orgs/{o}/directories", key="wrong")
    assert sandbox.code(answer) == (401, "ADMIN-UAM-401-1")
    check(answer.json(), SHAPE_A)


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_dead_key_is_401_in_shape_b_everywhere(sandbox: Sandbox, state: str) -> None:
    """Contract 13, key revoked: 401 shape B everywhere, v2 too."""
    sandbox.control("PATCH", f"/organizations/{{o}}/keys/{_own_key_id(sandbox)}", {"state": state})
    for method, path in (("GET", "/v1/orgs"), ("POST", "{d}/users/search"), ("POST", "{d}/users/x/suspend")):
        answer = sandbox.api(method, path)
        assert answer.status_code == 401
        check(answer.json(), SHAPE_B)


def test_a_key_expires_when_its_time_has_come(sandbox: Sandbox) -> None:
    """Contract 12: a key lasts at most a year."""
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 200
    sandbox.wait(400 * 86_400)
    assert sandbox.api("GET", "/v1/orgs/{o}").status_code == 401


def test_the_organization_of_the_key_is_listed_and_verified(sandbox: Sandbox) -> None:
    """Contract 7.1: R1 lists the key's organization, R2 verifies it."""
    assert [row["id"] for row in sandbox.api("GET", "/v1/orgs").json()["data"]] == [sandbox.org_id]
    assert sandbox.api("GET", "/v1/orgs/{o}").json()["data"]["attributes"] == {"name": "Acme"}


def test_an_unknown_organization_is_404(sandbox: Sandbox) -> None:
    """Contract 7.1: R2 404 `ADMIN-404-2`."""
    assert sandbox.code(sandbox.api("GET", "/v1/orgs/nobody")) == (404, "ADMIN-404-2")
    assert sandbox.code(sandbox.api("GET", "/v2/orgs/nobody/directories")) == (404, "ADMIN-404-2")


def test_another_organization_is_out_of_reach(two_organizations: Sandbox) -> None:
    """Contract 2 shape C: a key that may not reach the resource; R2 hides that the organization exists."""
    other = next(org_id for org_id in two_organizations.world.organizations if org_id != two_organizations.org_id)
    hidden = two_organizations.api("GET", f"/v1/orgs/{other}")
    refused = two_organizations.api("GET", f"/v2/orgs/{other}/directories")
    assert two_organizations.code(hidden) == (404, "ADMIN-404-2")
    assert refused.status_code == 403
    check(refused.json(), SHAPE_C)


def test_a_key_with_scopes_sees_an_empty_list_of_organizations_but_reads_its_own(sandbox: Sandbox) -> None:
    """Contract 7.1, 12: R1 `[]` while R2 answers 200 marks a key with scopes."""
    key = _scoped_key(sandbox)
    listed = sandbox.api("GET", "/v1/orgs", key=key)
    assert (listed.status_code, listed.json()["data"]) == (200, [])
    assert sandbox.api("GET", "/v1/orgs/{o}", key=key).status_code == 200


@pytest.mark.parametrize("path", ["{d}/users/search", "{d}/groups/search", "/v2/orgs/{o}/workspaces"])
def test_a_key_with_read_scopes_may_search(sandbox: Sandbox, path: str) -> None:
    """Contract 12: R4, R10 and R14 worked with a read-scoped key."""
    assert sandbox.api("POST", path, key=_scoped_key(sandbox)).status_code == 200


def test_a_key_with_scopes_may_not_write(sandbox: Sandbox) -> None:
    """Contract 12: 403 `ADMIN-UAM-403-1` on v2, 401 `ADMIN-401-2` on v1; nothing happens."""
    key, user = _scoped_key(sandbox), sandbox.member()
    suspend = sandbox.api("POST", f"{{d}}/users/{user}/suspend", key=key)
    revoke = sandbox.api("POST", f"/v1/orgs/{{o}}/users/{user}/roles/revoke", {"role": "atlassian/user"}, key=key)
    activity = sandbox.api("GET", f"/v1/orgs/{{o}}/directory/users/{user}/last-active-dates", key=key)
    assert sandbox.code(suspend) == (403, "ADMIN-UAM-403-1")
    assert sandbox.code(revoke) == (401, "ADMIN-401-2")
    assert "id" not in revoke.json()["errors"][0]
    assert activity.status_code == 403
    assert sandbox.org.membership_status(user) == "active"


def test_a_key_without_the_printed_scope_may_not_read(sandbox: Sandbox) -> None:
    """Contract 6: R8 needs read:directories:admin."""
    created = sandbox.control("POST", "/organizations/{o}/keys", {"scopes": ["read:orgs:admin"]}).json()
    path = f"{{d}}/users/{sandbox.member()}/role-assignments"
    assert sandbox.api("GET", path, key=created["secret"]).status_code == 403


def test_a_post_without_json_content_type_is_415(sandbox: Sandbox) -> None:
    """Contract 1: POST with no body and no Content-Type, measured."""
    user = sandbox.member()
    url = f"{{d}}/users/{user}/suspend"
    answer = sandbox.api("POST", url, data=b"")
    assert sandbox.code(answer) == (415, "ADMIN-UAM-415-1")
    assert sandbox.org.membership_status(user) == "active"
    sandbox.turn(missing_content_type="accepted")
    assert sandbox.api("POST", url, data=b"").status_code == 204


def test_a_json_content_type_may_carry_a_charset(sandbox: Sandbox) -> None:
    """Contract 1: the media type decides."""
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    assert sandbox.api("POST", "{d}/users/search", data=b"{}", headers=headers).status_code == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_400(sandbox: Sandbox, body: bytes) -> None:
    """Contract 2: `ADMIN-400-24` bad body."""
    headers = {"Content-Type": "application/json"}
    answer = sandbox.api("POST", "{d}/users/search", data=body, headers=headers)
    assert sandbox.code(answer) == (400, "ADMIN-400-24")


def test_account_ids_with_a_colon_and_percent_encoding_work_in_paths(sandbox: Sandbox) -> None:
    """Contract 5.1, 15: `712020:<uuid>` in a path, raw and encoded."""
    account_id = next(a for a in sandbox.org.users if ":" in a and sandbox.org.in_directory.rights_of(a))
    for path in (account_id, account_id.replace(":", "%3A")):
        answer = sandbox.api("GET", f"{{d}}/users/{path}")
        assert answer.json()["data"]["accountId"] == account_id


def test_the_organization_id_is_no_uuid(sandbox: Sandbox) -> None:
    """Contract 5.1: live organization ids hold letters beyond f."""
    assert set(sandbox.org_id) - set("0123456789abcdef-")

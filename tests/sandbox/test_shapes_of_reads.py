"""Every read answers exactly the shape of the admin API contract 7 (hand-written in `shapes`)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.adminapi.endpoints import ENDPOINTS
from tests.sandbox.ground import Sandbox
from tests.sandbox.shapes import READS, SHAPE_A, check

ALL_EXPANDS = ["platformRoles", "counts.resources", "productAccess", "groups"]


def _requests(sandbox: Sandbox) -> dict[str, tuple[str, str, Any]]:
    user, group = sandbox.member(), sandbox.group_named("jira-users-acme")
    domain = next(iter(sandbox.org.domains))
    sandbox.api("POST", "{d}/users/" + user + "/suspend")
    return {
        "getOrgs": ("GET", "/v1/orgs", None),
        "getOrgById": ("GET", "/v1/orgs/{o}", None),
        "getDirectoriesForOrg": ("GET", "/v2/orgs/{o}/directories", None),
        "searchDirectoryUsers": ("POST", "{d}/users/search", {"limit": 100, "expand": ALL_EXPANDS}),
        "getDirectoryUsers": ("GET", "{d}/users?limit=100", None),
        "getDirectoryUserDetails": ("GET", f"{{d}}/users/{user}", None),
        "getDirectoryUsersCount": ("GET", "{d}/users/count", None),
        "getUserStats": ("GET", "{d}/users/stats", None),
        "getUserRoleAssignments": ("GET", f"{{d}}/users/{sandbox.org_admin()}/role-assignments", None),
        "getUserLastActiveDates": ("GET", f"/v1/orgs/{{o}}/directory/users/{user}/last-active-dates", None),
        "searchDirectoryGroups": ("POST", "{d}/groups/search", {"expand": ["counts.users", "counts.resources"]}),
        "getGroups": ("GET", "{d}/groups", None),
        "getGroup": ("GET", f"{{d}}/groups/{group}", None),
        "getGroupsCount": ("GET", "{d}/groups/count", None),
        "getGroupsStats": ("GET", "{d}/groups/stats", None),
        "getGroupRoleAssignments": ("GET", f"{{d}}/groups/{group}/role-assignments", None),
        "queryWorkspacesV2": ("POST", "/v2/orgs/{o}/workspaces", {}),
        "getUsers": ("GET", "/v1/orgs/{o}/users", None),
        "getDomains": ("GET", "/v1/orgs/{o}/domains", None),
        "getDomainById": ("GET", f"/v1/orgs/{{o}}/domains/{domain}", None),
        "getEvents": ("GET", "/v1/orgs/{o}/events", None),
        "pollEvents": ("GET", "/v1/orgs/{o}/events-stream", None),
        "getEventById": ("GET", "/v1/orgs/{o}/events/00000000-0000-4000-8000-000000000001", None),
        "getServiceAccounts": ("GET", "/api-access/v1/orgs/{o}/service-accounts", None),
        "getEventActions": ("GET", "/v1/orgs/{o}/event-actions", None),
    }


READ_NAMES = [endpoint.name for endpoint in ENDPOINTS if endpoint.family != "write"]


@pytest.mark.parametrize("name", READ_NAMES)
def test_a_read_answers_the_shape_of_the_contract(sandbox: Sandbox, name: str) -> None:
    """Contract 7.1 to 7.11 and 10."""
    sandbox.turn(service_accounts_listing="allowed")
    method, path, body = _requests(sandbox)[name]
    answer = sandbox.api(method, path, body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    check(answer.json(), READS[name])
    rows = answer.json().get("data")
    assert rows is None or rows, "an empty answer would prove nothing"


def test_every_read_of_the_contract_has_a_described_shape() -> None:
    """Contract 6: R1 to R17; 5.6: the list of service accounts; 11: four writes on the life of an account."""
    assert set(READ_NAMES) == set(READS)
    numbered = {f"R{n}" for n in range(1, 18)} | {f"W{n}" for n in range(1, 11)}
    assert {endpoint.code for endpoint in ENDPOINTS} == {"A1", "U1", "U2", "U3", "U4"} | numbered


def test_the_checker_itself_refuses_what_differs() -> None:
    """A checker that never fails would make this file worthless."""
    good = {"data": {"id": "a", "type": "orgs"}}
    shape = {"data": {"id": str, "type": {"orgs"}}}
    check(good, shape)
    wrong: tuple[Any, ...] = (
        {"data": {"id": 1, "type": "orgs"}},
        {"data": {"id": "a", "type": "org"}},
        {"data": {"id": "a"}},
        {"data": {"id": "a", "type": "orgs", "more": 1}},
        {"data": []},
    )
    for bad in wrong:
        with pytest.raises(AssertionError):
            check(bad, shape)


def test_an_unknown_path_is_404_and_a_wrong_method_405_in_shape_a(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-404-1`, `ADMIN-405-1`."""
    unknown = sandbox.api("GET", "/v2/orgs/{o}/nothing")
    wrong = sandbox.api("DELETE", "/v1/orgs/{o}")
    assert sandbox.code(unknown) == (404, "ADMIN-404-1")
    assert sandbox.code(wrong) == (405, "ADMIN-405-1")
    check(unknown.json(), SHAPE_A)

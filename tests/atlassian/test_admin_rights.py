"""Who is an organization admin, also outside every directory, and whether a key may write."""

from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.admin import AdminApi
from app.atlassian.admin_rights import (
    NOBODY,
    fetch_admin_groups,
    fetch_admin_roles,
    fetch_org_admins,
    is_scoped_key,
)
from tests.atlassian.asking import ORG, problem, sent
from tests.atlassian.wire import Wire

V2, V1 = f"/admin/v2/orgs/{ORG}", f"/admin/v1/orgs/{ORG}"
ADMIN = "atlassian/org-admin"
EVERYWHERE = f"{V2}/directories/-"
ASSIGNMENTS = f"{EVERYWHERE}/users/a/role-assignments"


def answer_directories(wire: Wire) -> None:
    wire.get(f"{V2}/directories", json={"data": [{"directoryId": "d1"}, {"directoryId": "d2"}], "links": {}})


def answer_search(wire: Wire, directory: str, *rows: dict[str, Any]) -> None:
    wire.post(f"{V2}/directories/{directory}/users/search", json={"data": list(rows)})


def test_admin_roles_are_gathered_over_the_directories(api: AdminApi, wire: Wire) -> None:
    answer_directories(wire)
    answer_search(wire, "d1")
    answer_search(wire, "d2", {"accountId": "a", "platformRoles": [ADMIN]}, {"accountId": "b", "platformRoles": ["x"]})
    assert fetch_admin_roles(api, "a") == {ADMIN}


def test_an_admin_in_no_directory_is_told_by_the_role_assignments(api: AdminApi, wire: Wire) -> None:
    answer_directories(wire)
    answer_search(wire, "d1")
    answer_search(wire, "d2")
    rows = [
        {"resourceId": "ari:cloud:platform::org/1", "directoryId": None, "roleAssignments": [{"role": ADMIN}]},
        {"resourceId": "ari:jira", "directoryId": "d1", "roleAssignments": [{"role": "atlassian/admin"}]},
    ]
    wire.get(ASSIGNMENTS, json={"data": rows})
    assert fetch_admin_roles(api, "a") == {ADMIN}


@pytest.mark.parametrize("roles", [{}, {"platformRoles": None}, {"platformRoles": []}])
def test_roles_that_a_row_leaves_out_are_told_by_the_role_assignments(
    api: AdminApi, wire: Wire, roles: dict[str, Any]
) -> None:
    answer_directories(wire)
    answer_search(wire, "d1", {"accountId": "a", **roles})
    answer_search(wire, "d2")
    wire.get(ASSIGNMENTS, json={"data": [{"resourceId": "ari", "directoryId": None, "roles": [ADMIN]}]})
    assert fetch_admin_roles(api, "a") == {ADMIN}


def test_where_the_role_assignments_know_nobody_a_search_without_directories_may(api: AdminApi, wire: Wire) -> None:
    answer_directories(wire)
    answer_search(wire, "d1")
    answer_search(wire, "d2")
    wire.get(ASSIGNMENTS, json=problem("ADMIN-404-8", "not found"), status=404)
    answer_search(wire, "-")
    answer_search(wire, "-", {"accountId": "a", "platformRoles": [ADMIN]})
    assert fetch_admin_roles(api, "a") == {ADMIN}
    assert "directoryIds" not in sent(wire)
    assert (sent(wire)["claimStatus"], sent(wire)["accountIds"]) == ("managed", ["a"])


def test_somebody_unknown_has_no_admin_roles(api: AdminApi, wire: Wire) -> None:
    answer_directories(wire)
    answer_search(wire, "d1")
    answer_search(wire, "d2", {"accountId": "other", "platformRoles": [ADMIN]})
    wire.get(ASSIGNMENTS, json={"data": []})
    assert fetch_admin_roles(api, "a") == frozenset()


def test_roles_that_nobody_tells_are_an_error_not_a_no(api: AdminApi, wire: Wire) -> None:
    answer_directories(wire)
    answer_search(wire, "d1", {"accountId": "a"})
    answer_search(wire, "d2")
    wire.get(ASSIGNMENTS, json=problem("ADMIN-403-3", "no"), status=403)
    with pytest.raises(errors.AtlassianError):
        fetch_admin_roles(api, "a")


def test_organization_admins_are_asked_for_everywhere_and_among_the_managed_ones(api: AdminApi, wire: Wire) -> None:
    wire.post(f"{EVERYWHERE}/users/search", json={"data": [{"accountId": "a"}], "links": {"next": "c"}})
    answer_search(wire, "-", {"accountId": "b", "platformRoles": [ADMIN]})
    answer_search(wire, "-", {"accountId": "c", "platformRoles": [ADMIN]})
    assert {user.account_id for user in fetch_org_admins(api)} == {"a", "b", "c"}
    assert ["claimStatus" in sent(wire, index) for index in (-3, -2, -1)] == [False, False, True]
    for index in (-3, -2, -1):
        assert "directoryIds" not in sent(wire, index)
        assert sent(wire, index)["roleIds"] == [ADMIN]


def test_groups_that_make_admins_are_asked_for_by_the_role_alone(api: AdminApi, wire: Wire) -> None:
    wire.post(f"{EVERYWHERE}/groups/search", json={"data": [{"id": "g1"}], "links": {"next": "c"}})
    wire.post(f"{EVERYWHERE}/groups/search", json={"data": [{"id": "ari:cloud:identity::group/g2"}]})
    assert fetch_admin_groups(api) == {"g1", "g2"}
    assert sent(wire)["roleIds"] == [ADMIN]
    assert "resourceIds" not in sent(wire)


def test_service_accounts_are_read_page_by_page_from_their_own_list(api: AdminApi, wire: Wire) -> None:
    path = f"/admin/api-access/v1/orgs/{ORG}/service-accounts"
    wire.get(path, json={"items": [{"atlassianId": "s1"}, {"id": "no account"}], "links": {"next": "c"}, "total": 3})
    wire.get(path, json={"items": [{"atlassianId": "s2"}], "links": {}})
    assert api.fetch_service_accounts() == {"s1", "s2"}


@pytest.mark.parametrize("document", [{}, {"items": None}, [], {"items": "x"}])
def test_an_odd_list_of_service_accounts_is_malformed(api: AdminApi, wire: Wire, document: Any) -> None:
    wire.get(f"/admin/api-access/v1/orgs/{ORG}/service-accounts", json=document)
    with pytest.raises(errors.Malformed):
        api.fetch_service_accounts()


def test_a_key_that_lists_its_organization_has_no_scopes(api: AdminApi, wire: Wire) -> None:
    wire.get(V1, json={"data": {"id": ORG}})
    wire.get("/admin/v1/orgs", json={"data": [{"id": ORG, "attributes": {"name": "Acme"}}], "links": {}})
    assert not is_scoped_key(api)


def test_a_key_without_the_scope_to_list_organizations_is_scoped(api: AdminApi, wire: Wire) -> None:
    wire.get(V1, json={"data": {"id": ORG}})
    wire.get("/admin/v1/orgs", json=problem("ADMIN-401-2", "Insufficient scope."), status=401)
    assert is_scoped_key(api)


@pytest.mark.parametrize(
    ("status", "document", "is_scoped"),
    [
        (404, problem("ADMIN-404-8", "not found"), False),
        (403, problem("ADMIN-UAM-403-1", "may not perform this request"), True),
        (401, problem("ADMIN-401-2", "Insufficient scope."), True),
    ],
)
def test_an_empty_list_of_organizations_is_decided_by_a_write_that_can_change_nothing(
    api: AdminApi, wire: Wire, status: int, document: Any, is_scoped: bool
) -> None:
    wire.get(V1, json={"data": {"id": ORG}})
    wire.get("/admin/v1/orgs", json={"data": [], "links": {}})
    wire.get(f"{V2}/directories", json={"data": [{"directoryId": "d1"}], "links": {}})
    wire.post(f"{V2}/directories/d1/users/{NOBODY}/suspend", json=document, status=status)
    assert is_scoped_key(api) is is_scoped

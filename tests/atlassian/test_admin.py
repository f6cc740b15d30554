"""The endpoints: paths, bodies, pages, cursors, and what their answers mean."""

from typing import Any

import pytest

from app.atlassian import errors
from app.atlassian.admin import ALL_DIRECTORIES, AdminApi
from app.atlassian.errors import AtlassianError
from tests.atlassian.asking import ORG, problem, sent
from tests.atlassian.wire import Wire

V2 = f"/admin/v2/orgs/{ORG}"
V1 = f"/admin/v1/orgs/{ORG}"
USERS = f"{V2}/directories/d1/users/search"
GROUPS = f"{V2}/directories/d1/groups/search"
ADMIN = "atlassian/org-admin"


def test_the_organization_is_read_with_its_odd_id(api: AdminApi, wire: Wire) -> None:
    wire.get(V1, json={"data": {"id": ORG, "type": "orgs", "attributes": {"name": "Acme"}}})
    organization = api.fetch_organization()
    assert (organization.org_id, organization.name) == (ORG, "Acme")


@pytest.mark.parametrize("document", [{}, {"data": []}, {"data": {}}, {"data": None}])
def test_an_organization_without_an_id_is_malformed(api: AdminApi, wire: Wire, document: Any) -> None:
    wire.get(V1, json=document)
    with pytest.raises(errors.Malformed):
        api.fetch_organization()


def test_directories_are_read_page_by_page(api: AdminApi, wire: Wire) -> None:
    wire.get(f"{V2}/directories", json={"data": [{"directoryId": "d1", "name": "Main"}], "links": {"next": "c+/="}})
    wire.get(f"{V2}/directories", json={"data": [{"directoryId": "d2", "name": None}], "links": {"next": None}})
    assert [(d.directory_id, d.name) for d in api.iter_directories()] == [("d1", "Main"), ("d2", "d2")]
    assert "cursor=c%2B%2F%3D" in wire.asked[1].target


def test_cursors_that_go_round_in_a_circle_are_noticed(api: AdminApi, wire: Wire) -> None:
    for cursor in ("a", "b", "a"):
        wire.get(f"{V2}/directories", json={"data": [{"directoryId": cursor}], "links": {"next": cursor}})
    with pytest.raises(errors.Malformed):
        list(api.iter_directories())


@pytest.mark.parametrize(
    "following", ["https://api.example/admin/v2/orgs/o/workspaces?cursor=n%3D1", "n=1", "?cursor=n%3D1"]
)
def test_workspaces_follow_a_cursor_in_any_form_and_send_it_alone(api: AdminApi, wire: Wire, following: str) -> None:
    row = {"id": "ari:cloud:confluence::site/1", "attributes": {"typeKey": "confluence"}}
    wire.post(f"{V2}/workspaces", json={"data": [row], "links": {"next": following}})
    wire.post(f"{V2}/workspaces", json={"data": [], "links": {}})
    assert [workspace.kind for workspace in api.fetch_workspaces()] == ["confluence"]
    assert sent(wire, 0) == {"limit": 1000}
    assert sent(wire, 1) == {"cursor": "n=1"}


def test_a_listing_that_ends_before_its_own_total_is_not_believed(api: AdminApi, wire: Wire) -> None:
    row = {"id": "ari:cloud:confluence::site/1"}
    wire.post(f"{V2}/workspaces", json={"data": [row], "links": {}, "meta": {"total": 2}})
    with pytest.raises(errors.Malformed):
        api.fetch_workspaces()


def test_a_user_search_names_its_directory_twice_and_repeats_the_body_with_the_cursor(
    api: AdminApi, wire: Wire
) -> None:
    wire.post(USERS, json={"data": [{"accountId": "a"}], "links": {"next": "c1"}})
    page = api.search_users("d1", cursor="c0", role_ids=[ADMIN], resource_ids=["r"], expand=("groups",))
    assert sent(wire) == {
        "directoryIds": ["d1"],
        "roleIds": [ADMIN],
        "resourceIds": ["r"],
        "expand": ["groups"],
        "limit": 100,
        "cursor": "c0",
    }
    assert page.next_cursor == "c1"
    assert [user.account_id for user in page.rows] == ["a"]


def test_a_search_over_all_directories_names_none_in_the_body(api: AdminApi, wire: Wire) -> None:
    wire.post(f"{V2}/directories/-/users/search", json={"data": []})
    api.search_users(ALL_DIRECTORIES, account_ids=["a"])
    assert sent(wire) == {"accountIds": ["a"], "limit": 100}


def test_rows_without_an_id_are_skipped_and_counted(api: AdminApi, wire: Wire) -> None:
    wire.post(USERS, json={"data": [{"accountId": "a"}, {"name": "nobody"}, None, 3], "links": {}})
    page = api.search_users("d1")
    assert (len(page.rows), page.skipped) == (1, 3)


@pytest.mark.parametrize("document", [{}, {"data": None}, {"data": {}}, [], 3, {"links": {}}])
def test_an_answer_without_a_list_of_data_is_malformed(api: AdminApi, wire: Wire, document: Any) -> None:
    wire.post(USERS, json=document)
    with pytest.raises(errors.Malformed):
        api.search_users("d1")


def test_the_same_cursor_again_is_malformed(api: AdminApi, wire: Wire) -> None:
    wire.post(USERS, json={"data": [], "links": {"next": "c0"}})
    with pytest.raises(errors.Malformed):
        api.search_users("d1", cursor="c0")


def test_a_page_size_that_is_refused_is_halved_and_remembered(api: AdminApi, wire: Wire) -> None:
    refusal = problem("ADMIN-400-24", "limit must be a whole number from 1 to 30")
    wire.post(USERS, json=refusal, status=400)
    wire.post(USERS, json=refusal, status=400)
    wire.post(USERS, json={"data": []})
    api.search_users("d1")
    api.search_users("d1", cursor="c")
    assert [sent(wire, index)["limit"] for index in range(4)] == [100, 50, 25, 25]


@pytest.mark.parametrize(
    ("code", "detail", "kind"),
    [
        ("ADMIN-400-1", "The cursor is invalid or over the limit of its age", errors.BadCursor),
        ("ADMIN-400-4", "No such resource", errors.BadRequest),
    ],
)
def test_other_refusals_do_not_shrink_the_page(
    api: AdminApi, wire: Wire, code: str, detail: str, kind: type[AtlassianError]
) -> None:
    wire.post(USERS, json=problem(code, detail), status=400)
    with pytest.raises(kind):
        api.search_users("d1")
    assert len(wire.asked) == 1


def test_a_page_size_is_not_halved_for_ever(api: AdminApi, wire: Wire) -> None:
    wire.post(USERS, json=problem("ADMIN-400-24", "limit is wrong"), status=400)
    with pytest.raises(errors.BadRequest):
        api.search_users("d1")
    assert [sent(wire, index)["limit"] for index in range(len(wire.asked))] == [100, 50, 25, 12, 10]


def test_counts_take_repeated_query_values(api: AdminApi, wire: Wire) -> None:
    wire.get(f"{V2}/directories/d1/users/count", json={"count": 7})
    assert api.count_users("d1", role_ids=["x", "y"]) == 7
    assert wire.asked[0].target.endswith("count?directoryIds=d1&roleIds=x&roleIds=y")


@pytest.mark.parametrize("document", [{}, {"count": None}, {"count": "7"}, {"count": True}, {"count": -1}, []])
def test_a_count_that_is_no_number_is_malformed_not_zero(api: AdminApi, wire: Wire, document: Any) -> None:
    wire.get(f"{V2}/directories/d1/groups/count", json=document)
    with pytest.raises(errors.Malformed):
        api.count_groups("d1")


def test_role_counts_are_read_tolerantly(api: AdminApi, wire: Wire) -> None:
    rows = [{"roleId": "atlassian/user", "count": 5}, {"roleId": "new/role"}, {"count": 3}, None]
    wire.get(f"{V2}/directories/-/users/stats", json={"roles": rows})
    assert api.fetch_role_counts(ALL_DIRECTORIES) == {"atlassian/user": 5, "new/role": 0}


def test_role_assignments_of_an_account_with_special_characters(api: AdminApi, wire: Wire) -> None:
    wire.get(
        f"{V2}/directories/d1/users/712020%3Aab%7Cc/role-assignments",
        json={"data": [{"resourceId": "r", "roles": ["atlassian/user"]}], "links": {}},
    )
    [record] = api.fetch_user_role_assignments("d1", "712020:ab|c", resource_ids=["r"])
    assert [grant.role for grant in record.grants] == ["atlassian/user"]


@pytest.mark.parametrize("bad", ["", ".", ".."])
def test_ids_that_would_change_the_path_are_not_sent(api: AdminApi, bad: str) -> None:
    for call in (
        lambda: api.suspend_user("d1", bad),
        lambda: api.search_users(bad),
        lambda: api.restore_user(bad, "a"),
    ):
        with pytest.raises(errors.BadRequest):
            call()
    assert api.transport.calls == 0


def test_a_slash_in_an_id_stays_inside_its_segment(api: AdminApi, wire: Wire) -> None:
    wire.post(f"{V2}/directories/d1/users/a%2F..%2Fb/suspend", status=204)
    api.suspend_user("d1", "a/../b")


def test_writes_use_the_paths_and_bodies_of_the_contract(api: AdminApi, wire: Wire) -> None:
    base = f"{V2}/directories/d1"
    wire.post(f"{base}/groups/g/memberships", status=204)
    wire.delete(f"{base}/groups/g/memberships/a", status=204)
    wire.post(f"{base}/users/a/suspend", status=204)
    wire.post(f"{base}/users/a/restore", status=204)
    wire.post(f"{V1}/users/a/roles/assign", status=204)
    wire.post(f"{V1}/users/a/roles/revoke", status=204)
    api.add_group_member("d1", "g", "a")
    api.remove_group_member("d1", "g", "a")
    api.suspend_user("d1", "a")
    api.restore_user("d1", "a")
    api.assign_role("a", "ari:cloud:confluence::site/1", "atlassian/user")
    api.revoke_role("a", "ari:cloud:confluence::site/1", "atlassian/user")
    role = {"role": "atlassian/user", "resource": "ari:cloud:confluence::site/1"}
    assert [sent(wire, index) for index in range(6)] == [{"accountId": "a"}, None, {}, {}, role, role]


def test_jira_administration_goes_by_its_other_name_in_role_writes(api: AdminApi, wire: Wire) -> None:
    wire.post(f"{V1}/users/a/roles/revoke", status=204)
    api.revoke_role("a", "ari:cloud:jira-admin::site/1", "atlassian/admin")
    assert sent(wire)["resource"] == "ari:cloud:jira::site/1"


def test_a_write_to_all_directories_at_once_is_not_sent(api: AdminApi) -> None:
    with pytest.raises(errors.BadRequest):
        api.suspend_user(ALL_DIRECTORIES, "a")
    assert api.transport.calls == 0

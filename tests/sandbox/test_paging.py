"""Cursors and pages (admin API contract 3, 13)."""

from __future__ import annotations

import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.ground import Sandbox


def _directory_members(sandbox: Sandbox) -> set[str]:
    return set(sandbox.org.in_directory.lefts_of(sandbox.directory_id))


def test_a_search_is_walked_with_a_bare_cursor_that_is_absent_on_the_last_page(sandbox: Sandbox) -> None:
    """Contract 3: v2 `links.next` is no URL; no row twice, none missing."""
    rows = sandbox.search_users(limit=30)
    assert len(rows) == len({row["accountId"] for row in rows})
    assert {row["accountId"] for row in rows} == _directory_members(sandbox)


def test_default_page_sizes(sandbox: Sandbox) -> None:
    """Contract 3: users/search 50, GET lists and groups/search 20."""
    assert len(sandbox.api("POST", "{d}/users/search").json()["data"]) == 50
    assert len(sandbox.api("GET", "{d}/users").json()["data"]) == 20
    assert len(sandbox.api("POST", "{d}/groups/search").json()["data"]) == 20
    assert len(sandbox.api("GET", "{d}/groups").json()["data"]) == 20


@pytest.mark.parametrize("limit", [0, 101, -1, "10", 1.5, True, None])
def test_a_limit_out_of_range_is_400(sandbox: Sandbox, limit: object) -> None:
    """Contract 3, 7.3: limit 1..100; 200 was accepted once and is refused now."""
    for path in ("{d}/users/search", "{d}/groups/search"):
        assert sandbox.api("POST", path, {"limit": limit}).status_code == 400


def test_the_largest_page_can_shrink_or_be_clamped(sandbox: Sandbox) -> None:
    """Contract 13: users/search maximum 100, other settings: clamps silently, 50."""
    sandbox.turn(users_page_limit=50)
    assert sandbox.api("POST", "{d}/users/search", {"limit": 51}).status_code == 400
    sandbox.turn(users_page_overflow="clamped")
    assert len(sandbox.api("POST", "{d}/users/search", {"limit": 100}).json()["data"]) == 50


def test_v1_pages_are_linked_by_full_urls(sandbox: Sandbox) -> None:
    """Contract 3: v1 `links.next` is a URL that can be called as it is; 50 a page."""
    seen: list[str] = []
    url = f"{sandbox.url}/admin/v1/orgs/{sandbox.org_id}/users"
    while url:
        answer = sandbox.session.get(url, headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=10).json()
        assert len(answer["data"]) <= 50
        seen += [row["account_id"] for row in answer["data"]]
        url = answer["links"].get("next", "")
    managed = {user.account_id for user in sandbox.org.users.values() if user.claim_status == "managed"}
    assert set(seen) == managed
    assert len(seen) == len(managed) == answer["meta"]["total"]


def test_on_get_a_cursor_discards_every_other_parameter(sandbox: Sandbox) -> None:
    """Contract 3: "if cursor is present, all other parameters are discarded"."""
    first = sandbox.api("GET", "{d}/users?limit=3&claimStatus=unmanaged").json()
    cursor = first["links"]["next"]
    second = sandbox.api("GET", f"{{d}}/users?cursor={cursor}&limit=77&claimStatus=managed").json()
    assert len(second["data"]) == 3
    assert {row["claimStatus"] for row in second["data"]} == {"unmanaged"}


def test_a_search_may_repeat_the_body_or_send_the_cursor_alone(sandbox: Sandbox) -> None:
    """Contract 3: clients repeat the full body; one that does not gets the same walk."""
    body = {"limit": 5, "claimStatus": "managed"}
    cursor = sandbox.api("POST", "{d}/users/search", body).json()["links"]["next"]
    repeated = sandbox.api("POST", "{d}/users/search", {**body, "cursor": cursor}).json()["data"]
    alone = sandbox.api("POST", "{d}/users/search", {"cursor": cursor}).json()["data"]
    assert [row["accountId"] for row in repeated] == [row["accountId"] for row in alone]


def test_a_search_that_changes_its_filters_in_mid_walk_is_refused(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-400-1` bad cursor."""
    cursor = sandbox.api("POST", "{d}/users/search", {"limit": 5}).json()["links"]["next"]
    answer = sandbox.api("POST", "{d}/users/search", {"cursor": cursor, "claimStatus": "managed"})
    assert sandbox.code(answer) == (400, "ADMIN-400-1")


@pytest.mark.parametrize("cursor", ["x", "ä", "AAAA", "kloHX1ZQVasDAkx_P48NYQ"])
def test_an_invented_cursor_is_400(sandbox: Sandbox, cursor: str) -> None:
    """Contract 2: `ADMIN-400-1`."""
    assert sandbox.code(sandbox.api("POST", "{d}/users/search", {"cursor": cursor})) == (400, "ADMIN-400-1")
    assert sandbox.code(sandbox.api("GET", f"/v1/orgs/{{o}}/users?cursor={cursor}")) == (400, "ADMIN-400-1")


def test_a_cursor_of_one_operation_is_refused_by_another(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-400-1`."""
    cursor = sandbox.api("POST", "{d}/users/search", {"limit": 5}).json()["links"]["next"]
    assert sandbox.code(sandbox.api("POST", "{d}/groups/search", {"cursor": cursor})) == (400, "ADMIN-400-1")


def test_a_cursor_expires_after_ten_minutes(sandbox: Sandbox) -> None:
    """Contract 13: 10 min, then 400 `ADMIN-400-1`; other setting: no expiry."""
    cursor = sandbox.api("POST", "{d}/users/search", {"limit": 5}).json()["links"]["next"]
    sandbox.wait(590)
    assert sandbox.api("POST", "{d}/users/search", {"cursor": cursor}).status_code == 200
    sandbox.wait(20)
    assert sandbox.code(sandbox.api("POST", "{d}/users/search", {"cursor": cursor})) == (400, "ADMIN-400-1")
    sandbox.turn(cursor_lifetime_seconds=0)
    assert sandbox.api("POST", "{d}/users/search", {"cursor": cursor}).status_code == 200


def test_a_walk_skips_rows_when_earlier_ones_go_away(sandbox: Sandbox) -> None:
    """Contract 13: mutation during a walk, a row may be skipped."""
    sandbox.turn(member_lag_seconds=0)
    first = sandbox.api("POST", "{d}/users/search", {"limit": 20, "directoryIds": [sandbox.directory_id]}).json()
    gone = first["data"][0]["accountId"]
    sandbox.api("DELETE", f"{{d}}/users/{gone}")
    body = {"limit": 20, "directoryIds": [sandbox.directory_id], "cursor": first["links"]["next"]}
    second = sandbox.api("POST", "{d}/users/search", body).json()
    in_order = sorted(_directory_members(sandbox) | {gone})
    assert second["data"][0]["accountId"] == in_order[21]


def test_a_snapshot_walk_shows_the_list_as_it_was(sandbox: Sandbox) -> None:
    """Contract 13, other setting: snapshot."""
    sandbox.turn(member_lag_seconds=0, walk="snapshot")
    before = _directory_members(sandbox)
    first = sandbox.api("POST", "{d}/users/search", {"limit": 20, "directoryIds": [sandbox.directory_id]}).json()
    sandbox.api("DELETE", f"{{d}}/users/{first['data'][0]['accountId']}")
    seen = [row["accountId"] for row in first["data"]]
    cursor = first["links"]["next"]
    while cursor:
        answer = sandbox.api("POST", "{d}/users/search", {"cursor": cursor}).json()
        seen += [row["accountId"] for row in answer["data"]]
        cursor = answer["links"].get("next")
    assert set(seen) == before
    assert len(seen) == len(before)


def test_a_workspace_cursor_must_come_alone(sandbox: Sandbox) -> None:
    """Contract 3, 7.10: no other property may be present with it; its next is a URL."""
    url = sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"limit": 2}).json()["links"]["next"]
    cursor = parse_qs(urlsplit(url).query)["cursor"][0]
    assert sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"cursor": cursor, "limit": 2}).status_code == 400
    second = sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"cursor": cursor}).json()
    assert len(second["data"]) == 2
    assert second["meta"]["startIndex"] == 2
    sandbox.turn(workspaces_next="cursor")
    bare = sandbox.api("POST", "/v2/orgs/{o}/workspaces", {"limit": 2}).json()["links"]["next"]
    assert not bare.startswith("http")


def test_many_walks_at_once_agree(sandbox: Sandbox) -> None:
    """Reads of the same world share nothing that one of them could spoil."""
    results: list[int] = []

    def walk() -> None:
        own = Sandbox(sandbox.world, sandbox.url, sandbox.org_id, sandbox.key)
        with own.session:
            results.append(len(own.search_users(limit=17, expand=["groups", "productAccess"])))

    threads = [threading.Thread(target=walk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [len(_directory_members(sandbox))] * 6

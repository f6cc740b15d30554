"""Audit events (R17; admin API contract 10)."""

from __future__ import annotations

from tests.sandbox.ground import Sandbox


def test_our_own_writes_are_found_in_the_events_by_the_label_of_the_key(sandbox: Sandbox) -> None:
    """Contract 10: actor.auth.tokenLabel."""
    user = sandbox.member()
    sandbox.api("POST", f"{{d}}/users/{user}/suspend")
    sandbox.api("POST", "{d}/users/nobody/suspend")
    events = sandbox.api("GET", "/v1/orgs/{o}/events?action=user_suspended").json()["data"]
    assert [row["attributes"]["context"][0]["id"] for row in events] == [user]
    assert events[0]["attributes"]["actor"]["auth"]["tokenLabel"] == "Rehearsal"
    assert sandbox.api("GET", f"/v1/orgs/{{o}}/events/{events[0]['id']}").json()["data"]["id"] == events[0]["id"]


def test_the_stream_can_be_polled_with_the_last_cursor(sandbox: Sandbox) -> None:
    """Contract 10: the last page's cursor can be kept and polled, for hours."""
    first = sandbox.api("GET", "/v1/orgs/{o}/events-stream").json()
    cursor = first["meta"]["next"]
    sandbox.wait(3 * 3600)
    sandbox.api("POST", f"{{d}}/users/{sandbox.member()}/suspend")
    polled = sandbox.api("GET", f"/v1/orgs/{{o}}/events-stream?cursor={cursor}").json()
    actions = [row["attributes"]["action"] for row in polled["data"]]
    assert "user_suspended" in actions
    assert all("processedAt" in row["attributes"] for row in polled["data"])


def test_events_can_be_limited_to_a_time_in_epoch_milliseconds(sandbox: Sandbox) -> None:
    """Contract 10: from and to are epoch milliseconds as text; 400 `ADMIN-400-3` otherwise."""
    sandbox.api("POST", f"{{d}}/users/{sandbox.member()}/suspend")
    now = int(sandbox.world.clock.timestamp() * 1000)
    assert sandbox.api("GET", f"/v1/orgs/{{o}}/events?from={now - 60_000}&to={now + 60_000}").json()["data"]
    assert not sandbox.api("GET", f"/v1/orgs/{{o}}/events?to={now - 60_000}").json()["data"]
    assert sandbox.code(sandbox.api("GET", "/v1/orgs/{o}/events?from=yesterday")) == (400, "ADMIN-400-3")


def test_parameters_of_events_that_are_no_good_are_bad_syntax(sandbox: Sandbox) -> None:
    """Contract 2: `ADMIN-400-19`, the only such code that the operation declares."""
    for query in ("product=toaster", "limit=501", "limit=x"):
        assert sandbox.code(sandbox.api("GET", f"/v1/orgs/{{o}}/events?{query}")) == (400, "ADMIN-400-19")


def test_unknown_events_are_404_and_actions_are_listed(sandbox: Sandbox) -> None:
    """Contract 10: `ADMIN-404-4`."""
    assert sandbox.code(sandbox.api("GET", "/v1/orgs/{o}/events/x")) == (404, "ADMIN-404-4")
    actions = {row["id"] for row in sandbox.api("GET", "/v1/orgs/{o}/event-actions").json()["data"]}
    assert {"user_suspended", "user_added_to_group"} <= actions

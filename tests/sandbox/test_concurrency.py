"""Many clients at once, over HTTP: nothing is lost, nothing is done twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.sandbox.asking import fill_app
from tests.sandbox.ground import Sandbox

CLIENTS = 8


def _together(sandbox: Sandbox, count: int, act: Callable[[Sandbox, int], int]) -> list[int]:
    """Let several clients, each with its own connections, act at the same time; returns what they got."""

    def run(number: int) -> int:
        own = Sandbox(sandbox.world, sandbox.url, sandbox.org_id, sandbox.key)
        with own.session:
            return act(own, number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, range(count)))


def test_a_user_is_added_once_however_many_ask(sandbox: Sandbox) -> None:
    """Contract 9: one 204, the others 409."""
    group = sandbox.free_group()
    user = sandbox.outsider_of(group)

    def add(own: Sandbox, _number: int) -> int:
        return own.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": user}).status_code

    assert Counter(_together(sandbox, 16, add)) == {204: 1, 409: 15}


def test_the_last_seats_are_not_given_twice(sandbox: Sandbox) -> None:
    """Contract 8 W1: the licence limit holds under load."""
    app = fill_app(sandbox, free=3)
    group = sandbox.group_named("jira-servicemanagement-users-acme")
    occupants = sandbox.org.occupants(app)
    waiting = [user for nth in range(40) if (user := sandbox.member(nth=nth)) not in occupants][:12]

    def add(own: Sandbox, number: int) -> int:
        return own.api("POST", f"{{d}}/groups/{group}/memberships", {"accountId": waiting[number]}).status_code

    assert Counter(_together(sandbox, 12, add)) == {204: 3, 409: 9}
    assert len(sandbox.org.occupants(app)) == app.seat_limit


def test_the_limit_lets_exactly_as_many_pass_as_it_says(sandbox: Sandbox) -> None:
    """Contract 4: events 10 per minute."""
    sandbox.control("POST", "/time", {"now": "2026-09-02T10:00:30Z", "is_frozen": True})
    statuses = _together(sandbox, 24, lambda own, _: own.api("GET", "/v1/orgs/{o}/events").status_code)
    assert Counter(statuses) == {200: 10, 429: 14}


def test_a_fault_for_five_calls_fires_five_times(sandbox: Sandbox) -> None:
    sandbox.fault("status", endpoint="R2", times=5)
    statuses = _together(sandbox, 20, lambda own, _: own.api("GET", "/v1/orgs/{o}").status_code)
    assert Counter(statuses) == {500: 5, 200: 15}


def test_every_write_has_its_own_line_in_the_audit_log(sandbox: Sandbox) -> None:
    """Append-only, no gaps."""
    users = [sandbox.member(nth=nth) for nth in range(24)]
    _together(sandbox, 24, lambda own, n: own.api("POST", f"{{d}}/users/{users[n]}/suspend").status_code)
    entries = sandbox.control("GET", "/audit?after=0").json()["entries"]
    assert [entry["sequence"] for entry in entries] == list(range(1, 25))
    assert {entry["target"]["account_id"] for entry in entries} == set(users)


def test_a_slow_answer_holds_nobody_else_up(sandbox: Sandbox) -> None:
    """Latency is waited for outside of the lock."""
    sandbox.fault("latency", endpoint="R2", params={"milliseconds": 1500})
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(lambda: _together(sandbox, 1, lambda own, _: own.api("GET", "/v1/orgs/{o}").status_code))
        started = time.perf_counter()
        assert sandbox.api("POST", "{d}/users/search").status_code == 200
        assert time.perf_counter() - started < 1.2
        assert slow.result() == [200]

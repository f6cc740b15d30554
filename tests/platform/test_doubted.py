"""Before any work there is a budget at every door, and whoever has used it up costs next to nothing."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.platform.guards import Guard, find_guard
from app.platform.limits.doubted import BURST, DOUBT_SECONDS, MOST_KEPT, PER_SECOND, DoubtedAddresses
from app.platform.limits.throttle import Throttle
from tests.platform.door import ORG_ADMIN, Door
from tests.platform.filled import fill
from tests.platform.forge import bearer
from tests.platform.host import Site
from tests.platform.keyhost import KeyHost

FEW = 5
MANY = 60


@contextmanager
def counting_statements(database: Database) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def list_doors(door: Door) -> list[tuple[str, str, Guard]]:
    """(method, path, guard) of every route with a guard."""
    found = []
    for rule in door.app.url_map.iter_rules():
        guard = find_guard(door.app.view_functions[rule.endpoint])
        if guard is not None:
            methods = sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
            found += [(method, fill(rule.rule), guard) for method in methods]
    return found


def make_door(database: Database, key_host: KeyHost, frontend: Path) -> Door:
    """All budgets are small and never filled again."""
    tight = Throttle(per_second=0, burst=FEW)
    door = Door(database, key_host, frontend, throttle=tight, refused_throttle=Throttle(per_second=0, burst=FEW))
    door.app.extensions["rollcall_platform"].public_throttle.burst = FEW
    door.app.extensions["rollcall_platform"].public_throttle.per_second = 0
    return door


def forge_a_token(door: Door, guard: Guard, site: Site) -> dict[str, str]:
    """A token that costs as much as can be before it is found out: a real installation's, with a wrong signature."""
    if guard is Guard.FORGE_EVENT:
        return bearer("e30.e30.e30")
    forged = Site(site.client_key, "x" * 48, site.base_url)
    return {"Authorization": f"JWT {forged.context_token(door.now)}"}


def test_every_route_is_bounded_before_any_work(database: Database, key_host: KeyHost, frontend: Path) -> None:
    site = Door(database, key_host, frontend).set_up("acme")
    doors = list_doors(make_door(database, key_host, frontend))
    assert {guard for _method, _path, guard in doors} >= {
        Guard.PUBLIC, Guard.CONNECT_LIFECYCLE, Guard.CONNECT_NOTIFICATION, Guard.CONNECT_PAGE, Guard.FORGE_EVENT,
        Guard.ACCOUNT, Guard.ADMIN, Guard.ADMIN_FOR_CHANGE,
    }  # fmt: skip

    for method, path, guard in doors:
        door = make_door(database, key_host, frontend)
        headers = forge_a_token(door, guard, site)

        def ask(method: str = method, path: str = path, headers: dict[str, str] = headers, door: Door = door) -> int:
            return door.client.open(path, method=method, headers=headers, buffered=True).status_code

        with counting_statements(database) as asked:
            statuses = [ask() for _ in range(MANY)]
            assert set(statuses[FEW + 1 :]) == {429}, (path, statuses)
            assert 429 not in statuses[:FEW], (path, statuses)
            before = len(asked)
            refused = [ask() for _ in range(MANY)]
        assert set(refused) == {429}, path
        assert len(asked) - before <= PER_SECOND * 4, path  # a few are looked at every second


def test_a_refusal_by_doubt_reads_no_body_and_unpacks_none(
    database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = make_door(database, key_host, frontend)
    site = door.set_up("acme")
    forged = Site(site.client_key, "x" * 48, site.base_url).context_token(door.now)
    for _ in range(FEW + BURST + 2):
        door.call("GET", "/api/v1/things", forged)

    class Body(io.BytesIO):
        def read(self, *_args: Any) -> bytes:
            raise AssertionError("nobody asked for it")

        readinto = read  # type: ignore[assignment]

    answer = door.client.open(
        "/api/v1/things", method="POST", input_stream=Body(), content_length=1000,
        headers={"Authorization": f"JWT {forged}", "Rollcall-Packed": "gzip", "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("is_forge", [False, True])
def test_who_shares_the_address_of_a_flood_goes_on_with_a_token_that_was_right(
    is_forge: bool, database: Database, key_host: KeyHost, frontend: Path
) -> None:
    door = make_door(database, key_host, frontend)
    site = Door(database, key_host, frontend).set_up("acme")
    door.roster.roles["admin-1"] = ORG_ADMIN
    mine = site.context_token(door.now, "admin-1")
    assert door.call("GET", "/api/v1/things", mine).status_code == 200
    flood = bearer("e30.e30.e30") if is_forge else {"Authorization": "JWT e30.e30.e30"}

    for _ in range(MANY):
        door.client.get("/api/v1/things", headers=flood)
        assert door.call("GET", "/api/v1/things", mine).status_code == 200
    assert door.client.get("/api/v1/things", headers=flood).status_code == 429
    # Another address is not doubted.
    other = {"REMOTE_ADDR": "198.51.100.9"}
    fresh = {"Authorization": f"JWT {site.context_token(door.now, 'admin-1')}"}
    assert door.client.get("/api/v1/things", headers=fresh, environ_base=other).status_code == 200


def test_doubt_ends_and_some_are_looked_at_meanwhile() -> None:
    seconds = [0.0]
    doubted = DoubtedAddresses(timer=lambda: seconds[0])
    assert all(doubted.may_ask("a", "t") for _ in range(BURST * 3))
    doubted.doubt("a")

    assert [doubted.may_ask("a", "t") for _ in range(BURST + 2)] == [True] * BURST + [False] * 2
    assert doubted.may_ask("b", "t")
    doubted.trust("mine")
    assert doubted.may_ask("a", "mine")
    seconds[0] += 1 / PER_SECOND
    assert [doubted.may_ask("a", "t") for _ in range(2)] == [True, False]
    seconds[0] += DOUBT_SECONDS
    assert all(doubted.may_ask("a", "t") for _ in range(BURST * 3))


def test_what_is_kept_of_addresses_and_tokens_is_bounded() -> None:
    doubted = DoubtedAddresses(timer=lambda: 0.0)
    for number in range(MOST_KEPT + 50):
        doubted.doubt(f"a{number}")
        doubted.trust(f"t{number}")
    assert len(doubted._until) == len(doubted._right) == MOST_KEPT

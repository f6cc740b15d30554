"""Lists ask the database a constant number of questions, however many rows they show."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from tests.api.ground import Office
from tests.api.stories import EVERYBODY, draft, ordinary, people, save_filter

MOST = 30
"""Statements of one request, its guard and its transactions included."""


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """The statements that the app sends meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(office.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(office.database.engine, "before_cursor_execute", note)


def count(office: Office, method: str, path: str, body: Any = None, *, later: int = 0) -> int:
    """Statements of one request, so many seconds after the caller's rights were read."""
    office.ask("GET", "/tasks")
    office.clock.advance(seconds=later)
    with counted(office) as sent:
        office.ask(method, path, body)
    assert sent
    return len(sent)


def fill(office: Office, number: int) -> None:
    """So many more filters and tasks, and a finished run of each task, of several people."""
    accounts = ordinary(office.acme)
    callers = (office.acme.admin, office.acme.colleague)
    tasks = []
    for index in range(number):
        caller, name = callers[index % 2], f"{number} {index}"
        body = {"name": name, "specification": people(accounts[index], accounts[index + 1])}
        saved = office.ask("POST", "/filters", body, as_=caller)
        tasks.append(office.ask("POST", "/tasks", draft(saved["id"], name=name), as_=caller))
    for task in tasks:
        office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()


def test_lists_cost_the_same_however_long_they_are(office: Office) -> None:
    questions: list[tuple[str, str, Any]] = [
        ("GET", "/tasks", None),
        ("GET", "/filters", None),
        ("GET", "/runs?limit=100", None),
        ("GET", "/audit", None),
        ("GET", "/protected", None),
        ("GET", "/dashboard", None),
    ]

    def grow(number: int) -> dict[str, int]:
        fill(office, number)
        for index in range(number):
            office.ask("POST", "/protected", {"kind": "domain", "value": f"{number}-{index}.example", "reason": "x"})
        assert len(office.ask("GET", "/runs?limit=100")["items"]) >= number
        return {path: count(office, method, path, body) for method, path, body in questions}

    few, many = grow(2), grow(8)

    assert few == many
    assert max(many.values()) <= MOST


def test_a_log_costs_the_same_however_long_it_is(office: Office) -> None:
    fill(office, 1)
    long = office.ask("POST", "/tasks", draft(save_filter(office, "Long", people(*ordinary(office.acme)[:40]))["id"]))
    run = office.ask("POST", f"/tasks/{long['id']}/runs")
    office.work()
    assert len(office.ask("GET", f"/runs/{run['id']}/operations")["items"]) == 40

    costs = {count(office, "GET", f"/runs/{one}/operations") for one in (1, run["id"])}

    assert len(costs) == 1
    assert max(costs) <= MOST


def test_the_user_browser_costs_the_same_for_one_user_and_for_two_hundred(shared_office: Office) -> None:
    for path, body in [("/users/search", {}), ("/users/search", {"specification": EVERYBODY, "sort": "last_active"})]:
        costs = {count(shared_office, "POST", path, body | {"limit": limit}) for limit in (1, 50, 200)}
        assert len(costs) == 1
        assert max(costs) <= 10
    costs = {count(shared_office, "GET", f"/groups?limit={limit}") for limit in (1, 200)}
    assert len(costs) == 1
    assert max(costs) <= 10


def test_a_saved_task_costs_the_same_beside_few_and_beside_many(office: Office) -> None:
    saved = save_filter(office)
    # A change reads the rights again when they are some seconds old: here always, or a slow machine would decide.
    before = count(office, "POST", "/tasks", draft(saved["id"], name="First"), later=30)
    fill(office, 6)

    assert count(office, "POST", "/tasks", draft(saved["id"], name="Last"), later=30) == before


PINNED = {
    ("GET", "/me"): 8,
    ("GET", "/settings"): 7,
    ("GET", "/mirror"): 7,
    ("GET", "/dashboard"): 23,
    ("GET", "/tasks"): 16,
    ("GET", "/tasks/1"): 16,
    ("GET", "/filters"): 8,
    ("GET", "/runs"): 7,
    ("GET", "/runs/1/operations"): 16,
    ("GET", "/groups"): 6,
    ("POST", "/users/search"): 8,
}
"""Statements of what the page asks for most, guard and transactions included: more are a cost that everybody waits
for."""


def test_what_is_asked_most_sends_no_more_statements_than_it_did(office: Office) -> None:
    fill(office, 1)
    costs = {call: count(office, *call, {} if call[0] == "POST" else None) for call in PINNED}
    assert {call: number for call, number in costs.items() if number > PINNED[call]} == {}


WALKED = ("/users/search", "/groups")
"""Lists that go through an index in its order, to the end of a page."""


def test_what_is_asked_most_reads_nobody_who_is_not_asked_for(office: Office) -> None:
    fill(office, 1)
    save_filter(office, "Listed", people("nobody", "nobody@example.com"))
    office.ask("POST", "/tasks", draft(2, name="Of a list"))
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        # The Dashboard's numbers join whom no set knows: of so few the plan is chosen by chance.
        if "directory_users" in statement and "in_sets" not in statement:
            sent.append((statement, parameters))

    sa.event.listen(office.database.engine, "before_cursor_execute", note)
    for call in PINNED:
        if not call[1].startswith(WALKED):
            office.ask(*call)
    sa.event.remove(office.database.engine, "before_cursor_execute", note)
    assert len(sent) > len(PINNED)
    with office.database.system_session() as session:
        connection = session.connection()
        connection.exec_driver_sql("set local enable_seqscan = off")  # as if they were many
        read = {
            (statement, _whole(node))
            for statement, parameters in sent
            for node in _iter_nodes(connection.exec_driver_sql(f"explain (format json) {statement}", parameters))
            if node.get("Relation Name") == "directory_users"
        }
    assert read
    assert [statement for statement, is_whole in read if is_whole] == []


def _iter_nodes(plan: Any) -> Iterator[dict[str, Any]]:
    nodes = [plan.scalar_one()[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", ())
        # A bitmap names the table in one node and its condition in another.
        yield node | ({"Index Cond": node["Recheck Cond"]} if "Recheck Cond" in node else {})


def _whole(node: dict[str, Any]) -> bool:
    """Whether this part of a plan reads everybody of a tenant, but for an index of few."""
    if node.get("Index Name") == "ix_directory_users_org_admins":
        return False
    return "AND" not in node.get("Index Cond", "")


def test_a_list_without_entries_reads_no_catalogue(office: Office) -> None:
    office.ask("GET", "/tasks")
    for path in ("/tasks", "/filters"):
        with counted(office) as sent:
            office.ask("GET", path)
        assert [one for one in sent if "directory_groups" in one or "from apps" in one.lower()] == []

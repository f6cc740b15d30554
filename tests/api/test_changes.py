"""The list of changes: filtered, paged, counted on the dashboard, taken along as a file, and nobody else's."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.models import ChangeSpan, DirectoryGroup, DirectoryUser
from app.services.browser.changes import ChangeQuestion, iter_changes
from app.services.files import change_files
from app.services.files.csv_cells import BYTE_ORDER_MARK
from app.services.files.file_forms import write_whole
from local.stores import Stores
from tests.api.ground import Company, Office, open_office, pointers
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        for company in (office.acme, office.globex):
            write_spans(office, company)
        yield office


def write_spans(office: Office, company: Company) -> None:
    """Twelve changes of two people in the last hours, some in the same moment, and one of long ago."""
    now = office.clock().replace(microsecond=0)
    with office.database.tenant_session(company.tenant_id) as session:
        people = session.scalars(sa.select(DirectoryUser.account_id).order_by(DirectoryUser.account_id).limit(2)).all()
        group = session.scalars(sa.select(DirectoryGroup.group_id).order_by(DirectoryGroup.group_id).limit(1)).one()
        for index in range(4):
            at = now - (index // 2) * HOUR
            stay = {"began_after": at - 3 * HOUR, "began_at": at - 2 * HOUR, "ended_after": at - HOUR, "ended_at": at}
            run = 7 if index % 2 else None
            session.add(
                ChangeSpan(
                    tenant_id=company.tenant_id, account_id=people[index % 2], kind="group", thing_id=group, detail="",
                    ended_run=run, **stay,
                )
            )  # fmt: skip
        for account, kind, thing, detail in (
            (people[0], "status", "", "suspended"),
            ("=gone", "presence", "", ""),
            (people[1], "app", "ari:gone", "atlassian/user"),
            (people[0], "status", "", "deactivated"),
        ):
            is_begun = kind != "presence"
            side = {
                "began_at" if is_begun else "ended_at": now,
                "began_after" if is_begun else "ended_after": now - HOUR,
            }
            row = ChangeSpan(tenant_id=company.tenant_id, account_id=account, kind=kind, thing_id=thing, detail=detail)
            for name, value in side.items():
                setattr(row, name, value)
            session.add(row)
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        row = ChangeSpan(tenant_id=company.tenant_id, account_id=people[0], kind="group", thing_id=group, detail="")
        row.ended_after = row.ended_at = long_ago
        session.add(row)


def ask(office: Office, **query: Any) -> Any:
    return office.ask("GET", f"/changes?{urlencode(query)}")


def walk(office: Office, limit: int, **query: Any) -> list[Any]:
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = ask(office, limit=limit, **query, **cursor)
        items += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            assert len(items) == page["total"]
            return items
        cursor = {"cursor": page["next_cursor"]}


def key(one: Any) -> tuple[str, ...]:
    return one["at"], one["change"], one["user"]["account_id"]


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_every_change_comes_once_newest_first_in_pages_of_any_size(limit: int, office: Office) -> None:
    items = walk(office, limit)
    assert len(items) == 12
    assert [one["at"] for one in items] == sorted((one["at"] for one in items), reverse=True)
    assert items == walk(office, 5)
    everything = walk(office, limit, since="2020-01-01T00:00:00Z")
    assert everything[:12] == items
    assert len(everything) == 13


def test_changes_are_found_by_kind_thing_person_cause_and_moment(office: Office) -> None:
    items = ask(office)["items"]
    person = next(one["user"] for one in items if one["kind"] == "group")
    group = next(one["thing"]["id"] for one in items if one["kind"] == "group")
    middle = sorted(one["at"] for one in items)[6]
    for query, matches in (
        ({"kind": "group"}, lambda one: one["kind"] == "group"),
        ({"kind": "status"}, lambda one: one["kind"] == "status"),
        ({"change": "left"}, lambda one: one["change"] == "left"),
        ({"change": "suspended"}, lambda one: one["change"] == "suspended"),
        ({"change": "status_began"}, lambda one: one["change"] == "status_began"),
        ({"change": "vanished"}, lambda one: one["change"] == "vanished"),
        ({"group_id": group}, lambda one: one["kind"] == "group"),
        ({"app": "ari:gone"}, lambda one: one["kind"] == "app"),
        ({"cause": "ours"}, lambda one: one["run"] is not None),
        ({"cause": "others"}, lambda one: one["run"] is None),
        ({"account_id": person["account_id"]}, lambda one: one["user"] == person),
        ({"q": person["name"].upper()}, lambda one: one["user"] == person),
        ({"q": "=gone"}, lambda one: one["user"]["account_id"] == "=gone"),
        ({"until": middle}, lambda one: one["at"] < middle),
        ({"since": middle}, lambda one: one["at"] >= middle),
        ({"q": "nobody of that name"}, lambda one: False),
    ):
        wanted = [one for one in items if matches(one)]
        assert ask(office, **query)["items"] == wanted, query
        assert wanted or query["q"] == "nobody of that name"


def test_what_is_shown(office: Office) -> None:
    by_kind = {one["change"]: one for one in ask(office)["items"]}
    assert by_kind["vanished"]["user"] == {"account_id": "=gone", "name": None, "email": None}
    assert by_kind["gained"]["thing"] == {"id": "ari:gone", "name": None, "is_gone": True, "gives_access": False}
    assert by_kind["gained"]["role"] == "atlassian/user"
    assert by_kind["left"]["thing"]["name"]
    assert {one["run"]["id"] for one in ask(office, cause="ours")["items"]} == {7}


def test_the_dashboard_counts_the_same(office: Office) -> None:
    shown = office.ask("GET", "/dashboard")["changes"]
    assert shown == {"since": ask(office)["since"], "total": 12, "by_others": 10}
    since = datetime.fromisoformat(shown["since"])
    assert timedelta(days=1) <= office.clock() - since < timedelta(days=2)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=yesterday", "/since"),
        ("kind=nothing", "/kind"),
        ("cause=me", "/cause"),
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("cursor=x", "/cursor"),
        ("cursor=WyIyMDI2LTAxLTAxIiwxLDEsMV0", "/cursor"),
        ("q=%00", "/q"),
    ],
)
def test_a_wrong_question_is_named(query: str, field: str, office: Office) -> None:
    assert pointers(office.refuse(422, "GET", f"/changes?{query}")) == [field]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_file_holds_every_change_once_and_says_so_in_the_log(kind: str, office: Office) -> None:
    whole = office.request("GET", f"/changes/export?format={kind}").text
    assert office.ask("GET", f"/changes/export/part?format={kind}")["text"] == whole
    tenant_id, asked = office.acme.tenant_id, ChangeQuestion(since=office.clock() - 30 * HOUR)
    text, cursor, parts = "", None, 0
    with office.database.tenant_session(tenant_id) as session:
        while parts == 0 or cursor is not None:
            part = change_files.change_part(session, asked, kind=kind, cursor=cursor, max_bytes=600)
            text, cursor, parts = text + part.text, part.next_cursor, parts + 1
            assert part.done <= part.total == 12
        assert "".join(write_whole(change_files.FORMS[kind](), iter_changes(session, asked))) == text
    assert parts > 1
    assert text == whole
    if kind == "json":
        rows = json.loads(text)
    else:
        rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
        assert not any(cell.startswith("=") for one in rows for cell in one.values())
    assert [one["change"] for one in rows] == [one["change"] for one in ask(office)["items"]]
    entry = office.ask("GET", "/audit")["items"][0]
    assert (entry["event"], entry["after"]["changes"], entry["after"]["format"]) == ("changes.exported", 12, kind)


def test_a_search_is_not_told_to_the_log(office: Office) -> None:
    office.ask("GET", "/changes/export/part?q=Ada")
    entry = office.ask("GET", "/audit")["items"][0]
    assert entry["after"]["is_searched"] is True
    assert "Ada" not in json.dumps(entry)


def test_another_tenant_sees_its_own_alone(office: Office) -> None:
    mine = {one["user"]["account_id"] for one in ask(office)["items"]}
    theirs = office.ask("GET", "/changes", as_=office.globex.admin)["items"]
    assert len(theirs) == 12
    assert mine & {one["user"]["account_id"] for one in theirs} == {"=gone"}

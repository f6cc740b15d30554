"""The audit log: found by person, object and date, taken along as a file, and proved to be as it was written."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from app.services.files import audit_files
from app.services.files.csv_cells import BYTE_ORDER_MARK
from app.services.files.downloads import Part
from app.services.notices.notifications import tell
from app.services.records import audit
from local.stores import Stores
from tests.api.ground import Office, open_office, pointers
from tests.api.stories import EVERYBODY, save_filter
from tests.ground.databases import Databases
from tests.ground.sandbox import SandboxClient


@pytest.fixture(scope="module")
def office(databases: Databases, stores: Stores, sandbox_server: SandboxClient) -> Iterator[Office]:
    with open_office(databases, stores, sandbox_server) as office:
        save_filter(office, "First filter", EVERYBODY)
        office.ask("POST", "/filters", {"name": "100 %", "specification": EVERYBODY}, as_=office.acme.colleague)
        office.ask("POST", "/protected", {"kind": "domain", "value": "partner.example", "reason": "=1+1;x"})
        yield office


def find(office: Office, **query: Any) -> list[Any]:
    items: list[Any] = office.ask("GET", f"/audit?{urlencode(query)}")["items"]
    return items


def test_entries_are_found_by_person_object_and_date(office: Office) -> None:
    everything = find(office)
    colleague = office.acme.colleague.account_id

    assert [one["subject"] for one in find(office, account_id=colleague)] == ["100 %"]
    assert [one["subject"] for one in find(office, subject="FIRST fil")] == ["First filter"]
    assert [one["subject"] for one in find(office, subject="protection.")] == ["partner.example"]
    assert [one["subject"] for one in find(office, subject="0 %")] == ["100 %"]
    assert find(office, subject="nothing of that name") == []
    at = find(office, subject="First filter")[0]["at"]
    assert find(office, since=at) == [one for one in everything if one["at"] >= at]
    assert find(office, until=at) == [one for one in everything if one["at"] < at]
    assert find(office, account_id=colleague, subject="First") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("since=yesterday", "/since"), ("until=2026-01-01T00:00:00", "/until"), ("subject=%00", "/subject")],
)  # fmt: skip
def test_a_wrong_condition_is_named(query: str, field: str, office: Office) -> None:
    for path in ("/audit", "/audit/export"):
        assert pointers(office.refuse(422, "GET", f"{path}?{query}")) == [field]


def download(office: Office, kind: audit_files.AuditFormat, rows: int, **asked: Any) -> str:
    """The whole file, in parts of so many rows."""
    text, cursor, done, tenant_id = "", None, 0, office.acme.tenant_id
    while True:
        with office.database.tenant_session(tenant_id) as session:
            question = audit.AuditQuestion(**asked)
            part = audit_files.audit_part(session, question, kind=kind, cursor=cursor, rows=rows)
        assert done < part.done <= part.total
        text, cursor, done = text + part.text, part.next_cursor, part.done
        if cursor is None:
            assert part.done == part.total
            return text


@pytest.mark.parametrize("rows", [1, 2, 1000])
def test_the_file_holds_every_entry_once_in_parts_of_any_size(rows: int, office: Office) -> None:
    wanted = [one["id"] for one in find(office)]

    lines = [json.loads(line) for line in download(office, "jsonl", rows).splitlines()]
    text = download(office, "csv", rows)

    assert [one["id"] for one in lines] == wanted
    assert text.startswith(BYTE_ORDER_MARK)
    table = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    assert [int(one["id"]) for one in table] == wanted
    assert not any(cell.startswith("=") for one in table for cell in one.values())
    only = download(office, "jsonl", rows, subject="First filter")
    assert [json.loads(line)["subject"] for line in only.splitlines()] == ["First filter"]
    assert office.ask("GET", "/audit/export?format=csv")["text"] == text
    assert office.ask("GET", "/audit/export?format=jsonl&subject=First+filter")["text"] == only


def test_what_is_written_while_a_file_is_taken_is_not_in_it(office: Office) -> None:
    with office.database.tenant_session(office.acme.tenant_id) as session:

        def ask(cursor: str | None) -> Part:
            question = audit.AuditQuestion()
            return audit_files.audit_part(session, question, kind="jsonl", cursor=cursor, rows=1)

        part = ask(None)
        first = part
        while part.next_cursor is not None:
            audit.record_change(session, office.acme.tenant_id, None, audit.Change("task.updated", "meanwhile"))
            part = ask(part.next_cursor)
            assert "meanwhile" not in part.text
            assert part.total == first.total
        assert part.done == part.total
        session.rollback()


def test_a_page_of_large_entries_is_shorter_and_nothing_is_left_out(office: Office) -> None:
    wanted = [one["id"] for one in find(office)]
    found: list[int] = []
    cursor, tenant_id = None, office.acme.tenant_id
    while True:
        with office.database.tenant_session(tenant_id) as session:
            page = audit.list_audit(session, tenant_id, cursor, max_bytes=1)
        assert len(page.items) == 1
        found, cursor = [*found, page.items[0].id], page.next_cursor
        if cursor is None:
            break
    assert found == wanted


def test_a_foreign_cursor_is_refused(office: Office) -> None:
    for cursor in ("x", "x.y", ".", "MTA.x", "x.MTA"):
        assert pointers(office.refuse(422, "GET", f"/audit/export?cursor={cursor}")) == ["/cursor"]


def test_the_log_is_proved_and_an_altered_entry_is_named(office: Office) -> None:
    proof = office.ask("GET", "/audit/proof")
    assert proof["fault"] is None
    assert proof["rows"] >= 3
    assert proof["head"].startswith(f"{proof['seals']}:")
    entry = find(office, subject="First filter")[0]["id"]
    with office.database.tenant_session(office.acme.tenant_id) as session:
        session.execute(sa.text("update audit_entries set account_id = 'x' where id = :id"), {"id": entry})

    assert office.ask("GET", "/audit/proof")["fault"] == {"kind": "altered", "what": "audit", "id": entry}
    assert office.ask("GET", "/audit/proof", as_=office.globex.admin)["fault"] is None


def test_the_head_of_the_log_goes_with_what_is_told(office: Office) -> None:
    hook = {"kind": "webhook", "name": "Hook", "events": ["key.dead"], "url": "http://127.0.0.1:1/"}
    office.ask("POST", "/channels", hook)
    head = office.ask("GET", "/audit/proof")["head"]
    with office.database.tenant_session(office.acme.tenant_id) as session:
        tell(session, office.acme.tenant_id, "key.dead", "key:1", {"path": "/"})
        told = session.scalar(sa.text("select data->>'log_head' from notifications where subject = 'key:1'"))
    assert told == head

"""Downloads in parts are the very file that a whole download is, whatever its form, its rows and the size of a part."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.states import RunState
from app.services.browser.users import UserQuestion
from app.services.engine.run_views import get_run
from app.services.files.downloads import Part, export_part, result_part
from app.services.files.file_forms import PART_BYTES, FileForm, write_part, write_whole
from tests.api.ground import Office
from tests.api.stories import ordinary, people, run_to_end, save_task

FORMS: tuple[FileForm[str], ...] = (
    FileForm("head\r\n", "", "", "", lambda row: f"{row}\r\n"),
    FileForm("[", "\n", ",\n", "\n]\n", lambda row: f'"{row}"'),
)


def join(form: FileForm[str], rows: list[str], max_bytes: int) -> tuple[str, list[int]]:
    """The parts put together, and how long each is; a row is found again by its place."""
    texts: list[str] = []
    at = 0
    while True:
        part = write_part(form, rows[at:], is_first=at == 0 and not texts, max_bytes=max_bytes)
        texts.append(part.text)
        at += part.rows
        if part.last is None:
            return "".join(texts), [len(text) for text in texts]
        assert part.last == rows[at - 1]


@given(
    rows=st.lists(st.text(max_size=40), max_size=30),
    max_bytes=st.integers(1, 400),
    form=st.sampled_from(FORMS),
)
@settings(max_examples=200)
def test_the_parts_add_up_to_the_whole(rows: list[str], max_bytes: int, form: FileForm[str]) -> None:
    assert join(form, rows, max_bytes)[0] == "".join(write_whole(form, rows))


def test_a_part_stays_below_its_size_and_holds_one_row_at_least() -> None:
    rows = ["x" * 30] * 10
    _text, lengths = join(FORMS[1], rows, 100)
    assert max(lengths) <= 100
    assert len(join(FORMS[1], rows, 1)[1]) == 10
    assert PART_BYTES < 5_000_000


def join_parts(ask: Callable[[str | None], Part]) -> str:
    """The parts of a download put together; each tells how far it is."""
    texts, cursor, done = [], None, 0
    while True:
        part = ask(cursor)
        texts.append(part.text)
        assert done <= part.done <= part.total
        cursor, done = part.next_cursor, part.done
        if cursor is None:
            assert done == part.total
            assert len(texts) > 1
            return "".join(texts)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_in_parts_is_the_export(kind: str, office: Office) -> None:
    whole = office.request("POST", "/users/export", {"format": kind}).text
    first = office.ask("POST", "/users/export/part", {"format": kind})
    with office.acme.desk.context.database.tenant_session(office.acme.tenant_id) as session:
        question, moment = UserQuestion(), office.clock()
        joined = join_parts(
            lambda cursor: export_part(
                session, question, moment, kind=kind, cursor=cursor, max_bytes=3000
            )
        )  # fmt: skip

    assert joined == whole
    assert (first["text"], first["next_cursor"]) == (whole, None)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_of_nobody_is_a_whole_file(kind: str, office: Office) -> None:
    what = {"specification": people("nobody@nowhere.example"), "format": kind}
    part = office.ask("POST", "/users/export/part", what)

    assert part == {"text": office.request("POST", "/users/export", what).text, "next_cursor": None,
                    "done": 0, "total": 0, "is_mixed": False}  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_result_in_parts_is_the_result(kind: str, office: Office) -> None:
    run_id = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:8])))["id"]
    whole = office.request("GET", f"/runs/{run_id}/result.{kind}").text
    first = office.ask("GET", f"/runs/{run_id}/result/part?format={kind}")
    with office.acme.desk.context.database.tenant_session(office.acme.tenant_id) as session:
        run = get_run(session, office.acme.tenant_id, run_id, office.clock())
        joined = join_parts(
            lambda cursor: result_part(session, run, kind=kind, cursor=cursor, max_bytes=400)
        )  # fmt: skip

    assert joined == whole
    assert (first["text"], first["next_cursor"]) == (whole, None)


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "WyJ4IiwxLDEsIngiLDFd", "bnVsbA", "é", "W3RydWUsdHJ1ZV0"])
def test_a_cursor_that_is_not_ours_names_itself(cursor: str, office: Office) -> None:
    told = office.refuse(422, "POST", "/users/export/part", {"cursor": cursor})
    assert told["errors"][0]["pointer"] == "/cursor"
    run = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:1])))
    told = office.refuse(422, "GET", f"/runs/{run['id']}/result/part?cursor={cursor}")
    assert told["errors"][0]["pointer"] == "/cursor"


@pytest.mark.parametrize("change", ["rename", "join", "leave", "group"])
def test_an_export_says_when_people_changed_between_its_parts(change: str, office: Office) -> None:
    first, second = _in_two(office, None)
    assert (first.is_mixed, second.is_mixed) == (False, False)

    first, second = _in_two(office, change)

    assert (first.is_mixed, second.is_mixed) == (False, True)


CHANGES = {
    "rename": "update directory_users set name = 'Zz ' || name where id = (select max(id) from directory_users"
    " where tenant_id = :tenant)",
    "join": "insert into directory_users (tenant_id, account_id, name, status, claim, kind)"
    " values (:tenant, 'newcomer', 'Newcomer', 'active', 'managed', 'person')",
    "leave": "delete from directory_users where id = (select max(id) from directory_users where tenant_id = :tenant)",
    "group": "delete from group_members where (tenant_id, user_id) in (select tenant_id, min(user_id)"
    " from group_members where tenant_id = :tenant group by 1)",
}


def _in_two(office: Office, change: str | None) -> tuple[Part, Part]:
    """An export in two parts between which the mirror changes; nothing of it stays."""
    tenant_id = office.acme.tenant_id
    with office.database.tenant_session(tenant_id) as session:

        def ask(cursor: str | None, size: int) -> Part:
            return export_part(session, UserQuestion(), office.clock(), kind="csv", cursor=cursor, max_bytes=size)

        first = ask(None, 3000)
        assert first.next_cursor is not None
        if change is not None:
            session.execute(sa.text(CHANGES[change]), {"tenant": tenant_id})
        second = ask(first.next_cursor, PART_BYTES)
        session.rollback()
        return first, second


def test_a_result_says_when_its_run_went_on_between_its_parts(office: Office) -> None:
    run_id = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:4])))["id"]
    with office.database.tenant_session(office.acme.tenant_id) as session:
        tenant_id = office.acme.tenant_id
        run = get_run(session, tenant_id, run_id, office.clock())
        going = replace(run, summary=replace(run.summary, state=RunState.RUNNING))
        first = result_part(session, going, kind="csv", cursor=None, max_bytes=1)
        rest = result_part(session, run, kind="csv", cursor=first.next_cursor)
        same = result_part(session, going, kind="csv", cursor=first.next_cursor)

    assert (first.is_mixed, rest.is_mixed, same.is_mixed) == (False, True, False)


def test_who_takes_data_along_stands_in_the_audit_log_once(office: Office) -> None:
    run_id = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:2])))["id"]
    everybody = office.ask("POST", "/users/search", {})["total"]
    colleague = office.acme.colleague
    for path in (f"/runs/{run_id}/result.csv", f"/runs/{run_id}/result.json", f"/runs/{run_id}/result/part?format=csv"):
        office.request("GET", path, as_=colleague)
    office.request("POST", "/users/export", {"format": "json"}, as_=colleague)
    part = office.ask("POST", "/users/export/part", {"specification": people("nobody"), "format": "csv"}, as_=colleague)
    entries = office.ask("GET", "/audit")["items"][:5]

    told = [(entry["event"], entry["after"]) for entry in reversed(entries)]
    digests = [after.pop("filter_digest") for event, after in told if event == "users.exported"]
    assert len(set(digests)) == 2
    assert part["total"] == 0
    assert told == [
        ("run.downloaded", {"run_id": run_id, "format": "csv", "operations": 2}),
        ("run.downloaded", {"run_id": run_id, "format": "json", "operations": 2}),
        ("run.downloaded", {"run_id": run_id, "format": "csv", "operations": 2}),
        ("users.exported", {"format": "json", "users": everybody}),
        ("users.exported", {"format": "csv", "users": 0}),
    ]
    assert {entry["by"]["account_id"] for entry in entries} == {colleague.account_id}
    newest = entries[0]["id"]
    with office.database.tenant_session(office.acme.tenant_id) as session:
        cursor = export_part(session, UserQuestion(), office.clock(), kind="csv", cursor=None, max_bytes=1).next_cursor
    office.refuse(422, "POST", "/users/export/part", {"format": "csv", "cursor": cursor})
    office.refuse(422, "POST", "/users/export/part", {"format": "csv", "cursor": f"{newest}.{cursor}"})
    first = office.ask("POST", "/users/export/part", {"format": "csv"})
    noted = office.ask("GET", "/audit")["items"][0]["id"]
    rest = office.ask("POST", "/users/export/part", {"format": "csv", "cursor": f"{noted}.{cursor}"})
    assert len(rest["text"]) > len(first["text"]) // 2
    assert office.ask("GET", "/audit")["items"][0]["id"] == noted

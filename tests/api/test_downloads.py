"""Downloads in parts are the very file that a whole download is, whatever its form, its rows and the size of a part."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.downloads import Part, export_part, result_part
from app.services.file_forms import PART_BYTES, FileForm, write_part, write_whole
from app.services.run_views import get_run
from app.services.users import UserQuestion
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
                session, office.acme.tenant_id, question, moment, kind=kind, cursor=cursor, max_bytes=3000
            )
        )  # fmt: skip

    assert joined == whole
    assert (first["text"], first["next_cursor"]) == (whole, None)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_of_nobody_is_a_whole_file(kind: str, office: Office) -> None:
    what = {"specification": people("nobody@nowhere.example"), "format": kind}
    part = office.ask("POST", "/users/export/part", what)

    assert part == {"text": office.request("POST", "/users/export", what).text, "next_cursor": None,
                    "done": 0, "total": 0}  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_result_in_parts_is_the_result(kind: str, office: Office) -> None:
    run_id = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:8])))["id"]
    whole = office.request("GET", f"/runs/{run_id}/result.{kind}").text
    first = office.ask("GET", f"/runs/{run_id}/result/part?format={kind}")
    with office.acme.desk.context.database.tenant_session(office.acme.tenant_id) as session:
        run = get_run(session, office.acme.tenant_id, run_id, office.clock())
        joined = join_parts(
            lambda cursor: result_part(session, office.acme.tenant_id, run, kind=kind, cursor=cursor, max_bytes=400)
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

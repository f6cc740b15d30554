"""Every route that gives a file: Atlassian is asked anew who takes it, and the audit log says so."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.models.tenants import AccessCheck
from app.platform.guards import Guard
from app.services.files.cursors import encode_cursor
from app.services.tenancy.access import CHANGE_MAX_AGE_SECONDS
from tests.api.ground import Caller, Office, pointers, read_problem
from tests.guards.routes import Route, call, list_api

PARTS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "export_users_part": ("POST", "/users/export/part", {}),
    "export_audit": ("GET", "/audit/export", None),
    "export_changes_part": ("GET", "/changes/export/part", None),
    "download_result_part": ("GET", "/runs/{run_id}/result/part", None),
}


def list_files(office: Office) -> list[Route]:
    """By what the document says of their answers: a part of a file, or something that is no shape of ours."""
    paths = office.request("GET", "/openapi.json").get_json()["paths"]
    return [route for route in list_api(office) if _gives_file(paths, route)]


def _gives_file(paths: dict[str, Any], route: Route) -> bool:
    rule = route.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")
    answer = paths[rule][route.method.lower()]["responses"].get("200")
    if answer is None:
        return False
    shapes = {one["schema"].get("$ref", "").rpartition("/")[2] for one in answer.get("content", {}).values()}
    return not shapes or bool(shapes & {"", "FilePart"})


def count_entries(office: Office) -> int:
    """The number of the newest entry."""
    return int(office.ask("GET", "/audit")["items"][0]["id"])


def test_the_routes_that_give_files_are_those_with_the_guard_of_exports(office: Office) -> None:
    files = list_files(office)

    assert {route.view for route in files} == {route.view for route in list_api(office) if route.guard is Guard.EXPORT}
    assert {route.view for route in files} > set(PARTS)
    assert len(files) >= 6


def test_no_other_route_that_reads_answers_with_a_file(office: Office, ids: dict[str, Any]) -> None:
    files = {route.view for route in list_files(office)}
    for route in list_api(office):
        if route.method == "GET":
            answer = call(office, route, ids, office.acme.admin)
            is_file = "Content-Disposition" in answer.headers or answer.mimetype not in ("application/json",)
            assert not is_file or route.view in files or answer.status_code >= 400, route


def test_every_file_leaves_one_entry_that_names_who_took_it(office: Office, ids: dict[str, Any]) -> None:
    for route in list_files(office):
        newest = count_entries(office)
        answer = call(office, route, ids, office.acme.colleague)
        assert answer.status_code == 200, route
        entries = [one for one in office.ask("GET", "/audit")["items"] if one["id"] > newest]
        assert [one["by"]["account_id"] for one in entries] == [office.acme.colleague.account_id], route
        assert entries[0]["event"].rpartition(".")[2] in ("exported", "downloaded"), route
        assert entries[0]["after"]["format"] in ("csv", "json", "jsonl"), route


def find_last_asked(office: Office, person: Caller) -> datetime:
    """When Atlassian was last asked for somebody's rights."""
    with office.database.system_session() as session:
        query = sa.select(sa.func.max(AccessCheck.checked_at)).where(AccessCheck.account_id == person.account_id)
        found = session.execute(query).scalar_one()
    assert isinstance(found, datetime)
    return found


def test_for_every_file_atlassian_is_asked_anew(office: Office, ids: dict[str, Any]) -> None:
    person = office.acme.colleague
    office.ask("GET", "/tasks", as_=person)
    for route in list_files(office):
        before = find_last_asked(office, person)
        office.advance(seconds=CHANGE_MAX_AGE_SECONDS + 1)
        office.ask("GET", "/tasks", as_=person)
        assert find_last_asked(office, person) == before
        assert call(office, route, ids, person).status_code == 200, route
        assert find_last_asked(office, person) > before, route


@pytest.mark.parametrize("view", PARTS)
def test_a_part_without_its_entry_is_refused(view: str, office: Office, ids: dict[str, Any]) -> None:
    colleague, admin = office.acme.colleague, office.acme.admin
    someone_elses = make_cursor(office, view, ids, colleague)
    newest = count_entries(office)
    assert ask_part(office, view, ids, someone_elses, colleague).status_code == 200

    for cursor in (someone_elses, "1.x", "99999999.x", "x.x", ".", f"{newest}", f"{'9' * 19}.x", "²." + someone_elses):
        assert pointers(read_problem(ask_part(office, view, ids, cursor, admin), 422)) == ["/cursor"], cursor
    assert count_entries(office) == newest


def ask_part(office: Office, view: str, ids: dict[str, Any], cursor: str | None, person: Caller) -> Any:
    """A part of a file of that kind."""
    method, path, body = PARTS[view]
    path = path.format(**ids)
    if cursor is not None and body is None:
        path = f"{path}?cursor={cursor}"
    return office.request(method, path, None if body is None else {**body, "cursor": cursor}, as_=person)


def make_cursor(office: Office, view: str, ids: dict[str, Any], person: Caller) -> str:
    """What leads to the second part of a file that somebody has begun to take."""
    ask_part(office, view, ids, None, person)
    inner = {
        "export_users_part": encode(office.clock().isoformat(), "", 0, 9, "", 0),
        "export_audit": f"{encode_cursor(9**9)}.{encode_cursor(0)}.{encode_cursor(9**9)}",
        "export_changes_part": encode(office.clock().isoformat(), 9**9, 1, 0),
        "download_result_part": encode("", -1, 0),
    }
    return f"{count_entries(office)}.{inner[view]}"


def encode(*values: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_file_goes_on_for_whom_and_for_what_its_entry_names(office: Office) -> None:
    office.ask("GET", "/audit/export?format=jsonl&subject=Some")
    entry = count_entries(office)
    kept = office.ask("GET", "/audit?subject=audit.exported")["items"][0]
    assert kept["after"]["subject"] == "Some"
    cursor = f"{entry}.OTk5OTk5.MA.OTk5OTk5"

    office.ask("GET", f"/audit/export?format=jsonl&subject=Some&cursor={cursor}")
    assert count_entries(office) == entry
    for other in ("format=csv&subject=Some", "format=jsonl", "format=jsonl&subject=Else"):
        office.refuse(422, "GET", f"/audit/export?{other}&cursor={cursor}")

"""Download Result: the whole run as JSON by its published schema and as CSV, streamed, safe in a spreadsheet."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import sqlalchemy as sa

from app.models import DirectoryUser, Run
from tests.api.ground import API, Office
from tests.api.stories import SUSPEND, draft, held, ordinary, people, run_to_end, save_filter, save_task, walk

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "run-result.schema.json").read_text())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)


def download(office: Office, run_id: int) -> dict[str, Any]:
    """The result as JSON, sound by its schema and with nothing that the schema does not describe."""
    answer = office.request("GET", f"/runs/{run_id}/result.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="rollcall-run-{run_id}.json"'
    result = json.loads(answer.text)
    VALIDATOR.validate(result)
    assert result.keys() == SCHEMA["properties"].keys()
    for kind, found in [("run", result["run"]), ("counts", result["run"]["counts"])]:
        assert found.keys() == SCHEMA["$defs"][kind]["properties"].keys()
    for line in result["operations"]:
        assert line.keys() == SCHEMA["$defs"]["operation"]["properties"].keys()
    assert result["specification"].keys() <= SCHEMA["$defs"]["specification"]["properties"].keys()
    assert isinstance(result, dict)
    return result


def test_the_schema_is_served_to_everybody_and_named_in_the_document(office: Office) -> None:
    client = office.app.test_client()
    answer = client.get(f"{API}/run-result.schema.json")

    assert (answer.status_code, answer.mimetype) == (200, "application/schema+json")
    assert json.loads(answer.text) == SCHEMA
    document = json.loads(client.get(f"{API}/openapi.json").text)
    operation = document["paths"][f"{API}/runs/{{run_id}}/result.json"]["get"]
    link = "Its form: GET /api/v1/run-result.schema.json"
    assert link in operation["description"]


def test_the_published_schema_is_one_and_refuses_what_is_no_result() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert not VALIDATOR.is_valid({"version": 2, "run": {}, "specification": {}, "operations": []})
    assert not VALIDATOR.is_valid({"version": 1, "operations": []})


def test_the_result_holds_every_operation_and_what_the_api_says_of_the_run(office: Office) -> None:
    people_ids = (*ordinary(office.acme)[:3], office.acme.admin.account_id)
    run = run_to_end(office, save_task(office, people(*people_ids)))

    result = download(office, run["id"])

    assert result["operations"] == walk_plain(office, run["id"])
    assert len(result["operations"]) == run["counts"]["total"] == 4
    assert result["run"]["counts"] == run["counts"]
    assert result["specification"] == run["specification"]
    assert result["specification"]["filter"]["sentence"] == run["filter_sentence"]


def walk_plain(office: Office, run_id: int) -> list[dict[str, Any]]:
    """The log as the API pages it, its moments written as in a result."""
    lines = walk(office, f"/runs/{run_id}/operations?limit=2")
    return [
        line | {"started_at": line["started_at"] and line["started_at"].replace("Z", "+00:00")} for line in lines
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["held", "cancelled", "undo", "bulk", "empty"])
def test_the_result_of_every_kind_of_run_has_the_published_form(kind: str, office: Office) -> None:
    anna = ordinary(office.acme)[0]
    if kind in ("held", "cancelled"):
        run = held(office)
        if kind == "cancelled":
            office.ask("POST", f"/runs/{run['id']}/cancel")
    elif kind == "bulk":
        run = office.ask("POST", "/bulk/runs", {"account_ids": [anna], "actions": [SUSPEND], "max_users": 4})
    elif kind == "empty":
        run = run_to_end(office, save_task(office, people("nobody@nowhere.example")))
    else:
        run = office.ask("POST", f"/runs/{run_to_end(office, save_task(office, people(anna)))['id']}/undo")
    office.work()

    result = download(office, run["id"])

    counts = office.ask("GET", f"/runs/{run['id']}")["counts"]
    assert result["run"]["counts"] == counts
    assert len(result["operations"]) == counts["total"] == {"held": 3, "cancelled": 3, "empty": 0}.get(kind, 1)


def test_a_result_outlives_its_task_and_its_filter(office: Office) -> None:
    task = save_task(office, people(ordinary(office.acme)[0]))
    run = run_to_end(office, task)
    before = download(office, run["id"])

    office.ask("DELETE", f"/tasks/{task['id']}")
    office.ask("DELETE", f"/filters/{task['filter']['id']}?confirm=true")

    assert download(office, run["id"]) == before
    assert before["specification"]["filter"]["name"] == task["filter"]["name"]
    assert [one["id"] for one in office.ask("GET", "/runs")["items"]] == [run["id"]]


def test_a_result_can_be_read_before_the_run_has_begun(office: Office) -> None:
    task = office.ask("POST", "/tasks", draft(save_filter(office)["id"]))
    run = office.ask("POST", f"/tasks/{task['id']}/runs")

    result = download(office, run["id"])

    assert (result["run"]["state"], result["operations"]) == ("queued", [])


def test_no_name_becomes_a_formula_in_a_spreadsheet(office: Office) -> None:
    anna = ordinary(office.acme)[0]
    run = run_to_end(office, save_task(office, people(anna)))
    names = ['=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", 'plain, "quoted"\nname']

    for name in names:
        with office.database.tenant_session(office.acme.tenant_id) as session:
            session.execute(sa.update(DirectoryUser).where(DirectoryUser.account_id == anna).values(name=name))
        for method, path, body, column in [
            ("GET", f"/runs/{run['id']}/result.csv", None, "user_name"),
            ("POST", "/users/export", {"specification": people(anna), "format": "csv"}, "name"),
        ]:
            answer = office.request(method, path, body)
            assert answer.mimetype == "text/csv"
            [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
            assert row["account_id"] == anna
            assert row[column] == (name if name.startswith("plain") else f"'{name}")


def test_the_csv_has_a_line_for_every_operation(office: Office) -> None:
    run = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:3])))
    log = walk(office, f"/runs/{run['id']}/operations")

    answer = office.request("GET", f"/runs/{run['id']}/result.csv")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="rollcall-run-{run["id"]}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    for name in ("account_id", "action", "target_id", "outcome"):
        assert [row[name] for row in rows] == [line[name] for line in log]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/runs/{run}/result.json", None),
        ("GET", "/runs/{run}/result.csv", None),
        ("POST", "/users/export", {"format": "csv"}),
        ("POST", "/users/export", {"format": "json"}),
    ],
)
def test_files_are_sent_while_they_are_written(method: str, path: str, body: Any, office: Office) -> None:
    """Memory stays constant however long they are: nothing waits for the end, so no length is known."""
    run = run_to_end(office, save_task(office, people(*ordinary(office.acme)[:3])))
    path = f"/api/v1{path.format(run=run['id'])}"
    with office.app.test_client() as client:
        answer = client.open(path, method=method, json=body, headers=office.sign(office.acme.admin))
        assert answer.status_code == 200
        assert "Content-Length" not in answer.headers
        pieces = list(answer.iter_encoded())
        answer.close()

    assert len(pieces) >= 4
    assert b"".join(pieces)


def test_another_tenants_result_is_not_found(office: Office) -> None:
    run = run_to_end(office, save_task(office, people(ordinary(office.acme)[0])))
    with office.database.system_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Run)) == 1

    for kind in ("json", "csv"):
        office.refuse(404, "GET", f"/runs/{run['id']}/result.{kind}", as_=office.globex.admin)

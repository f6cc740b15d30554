"""Names of zones that an earlier release or another machine stored, and that this release does not know: each task and
tenant says so and is mended in the page, and nothing of anybody else stands still for it."""

from typing import Any

import sqlalchemy as sa

from app.models import Task, Tenant
from tests.api.ground import Office
from tests.api.stories import draft, people, save_filter

NAMES = (
    "posix/Europe/Berlin", "right/UTC", "US/Pacific-New", "Middle/Earth", "", " ", "/usr/share/zoneinfo/Europe/Berlin",
    "../../etc/passwd", "Europe/Berlin ", "europe/berlin", "localtime", "Factory", "tzdata.zi", "Europe", "x" * 5000,
    "Europe/Zürich", "%s%(x)s{0}", "<script>",
)  # fmt: skip
WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 5}
PAGES = (
    "/me", "/tasks", "/settings", "/dashboard", "/dashboard/history", "/health", "/runs", "/audit", "/protected",
    "/filters", "/mirror", "/attention", "/blackouts", "/notifications", "/time-zones",
)  # fmt: skip


def spoil(office: Office, tasks: dict[int, str], tenant: str) -> None:
    with office.database.system_session() as session:
        for task_id, name in tasks.items():
            session.execute(sa.update(Task).where(Task.id == task_id).values(time_zone=name))
        session.execute(sa.update(Tenant).where(Tenant.id == office.acme.tenant_id).values(time_zone=tenant))


def codes(task: dict[str, Any]) -> list[str]:
    return [one["code"] for one in task["warnings"]]


def test_every_such_name_is_told_mended_and_in_nobodys_way(office: Office) -> None:
    desk = office.acme.desk
    saved = save_filter(office, "One", people(office.acme.stranger.account_id))
    scheduled: dict[str, Any] = {"schedule": WEEKLY, "is_schedule_active": True, "time_zone": "Europe/Berlin"}
    made = [office.ask("POST", "/tasks", draft(saved["id"], name=f"Task {n}", **scheduled)) for n in range(len(NAMES))]
    well = office.ask("POST", "/tasks", draft(saved["id"], name="Well", **scheduled))
    sick = {task["id"]: name for task, name in zip(made, NAMES, strict=True)}

    for tenant_zone in NAMES:
        spoil(office, sick, tenant_zone)
        office.ask("GET", "/settings")
        office.ask("GET", "/dashboard/history")
    for page in PAGES:
        assert office.request("GET", page).status_code in (200, 404), page

    shown = {task["id"]: task for task in office.ask("GET", "/tasks")["items"]}
    assert {one for one, task in shown.items() if "zone_unknown" in codes(task)} == sick.keys()
    assert shown[well["id"]]["next_run_at"] == well["next_run_at"]
    assert office.ask("GET", "/settings")["is_time_zone_known"] is False
    for is_stopped in (True, False):
        office.ask("PATCH", "/settings", {"is_stopped": is_stopped})
    assert office.ask("GET", f"/tasks/{well['id']}")["next_run_at"] == well["next_run_at"]
    desk.sync()
    for task_id in sick:
        assert office.ask("GET", f"/tasks/{task_id}")["next_run_at"] is None
        assert office.ask("GET", f"/tasks/{task_id}")["no_next_run_code"] == "zone_unknown"
    # The slot of everybody comes; only the healthy one has a run.
    desk.advance_to_next_run(well["id"])
    office.advance()
    office.work()
    runs = [run for run in office.ask("GET", "/runs")["items"] if run["trigger"] == "scheduled"]
    assert [(run["task_id"], run["state"]) for run in runs] == [(well["id"], "succeeded")]

    first = next(iter(sick))
    edit = draft(saved["id"], name="Task 0", **scheduled) | {"version": shown[first]["version"]}
    assert office.refuse(422, "PUT", f"/tasks/{first}", edit | {"time_zone": sick[first]})["errors"][0]["pointer"] == (
        "/time_zone"
    )
    mended = office.ask("PUT", f"/tasks/{first}", edit | {"time_zone": "Asia/Kolkata"})
    assert (mended["warnings"], mended["next_run_at"] is not None) == ([], True)
    assert office.refuse(422, "PATCH", "/settings", {"time_zone": "right/UTC"})["errors"][0]["pointer"] == "/time_zone"
    assert office.ask("PATCH", "/settings", {"time_zone": "Asia/Kolkata"})["is_time_zone_known"] is True

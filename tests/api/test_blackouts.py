"""The calendar of blackout days: who may change it, what is refused, and where it shows before anything is run."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.automation.blackouts import MOST_ENTRIES
from tests.api.ground import Office
from tests.api.stories import NOBODY, SUSPEND, draft, ordinary, people, run_to_end, save_filter, save_task

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
RESTORE = {"type": "restore_user"}


def day(office: Office, later: int = 0) -> str:
    return (office.acme.desk.clock() + timedelta(days=later)).date().isoformat()


def black_out(office: Office, first: str, last: str | None = None, note: str = "Freeze") -> dict[str, Any]:
    entry = office.ask("POST", "/blackout-days", {"first_on": first, "last_on": last, "note": note})
    assert isinstance(entry, dict)
    return entry


def listed(office: Office) -> list[dict[str, Any]]:
    items = office.ask("GET", "/blackout-days")["items"]
    assert isinstance(items, list)
    return items


def test_days_are_added_listed_and_removed(office: Office) -> None:
    second = black_out(office, "2027-04-02", "2027-04-05", "Easter")
    first = black_out(office, "2026-12-24", note="")

    assert listed(office) == [first, second]
    assert (first["first_on"], first["last_on"], first["note"]) == ("2026-12-24", "2026-12-24", "")
    assert office.ask("GET", "/blackout-days", as_=office.globex.admin)["items"] == []

    office.refuse(404, "DELETE", f"/blackout-days/{first['id']}", as_=office.globex.admin)
    office.ask("DELETE", f"/blackout-days/{first['id']}")
    assert listed(office) == [second]
    office.refuse(404, "DELETE", f"/blackout-days/{first['id']}")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/first_on", "required"),
        ({"first_on": "24 December"}, "/first_on", "not_a_date"),
        ({"first_on": "2026-02-30"}, "/first_on", "not_a_date"),
        ({"first_on": "2026-12-24", "last_on": "2026-12-23"}, "/last_on", "ends_before_start"),
        ({"first_on": "2026-12-24", "last_on": "2027-12-25"}, "/last_on", "range_too_long"),
        ({"first_on": "2026-12-24", "note": "x" * 101}, "/note", "too_long"),
        ({"first_on": "2026-12-24", "note": "two\nlines"}, "/note", "text_characters"),
    ],
)
def test_what_is_no_day_or_range_is_refused_by_its_field(
    office: Office, body: dict[str, Any], pointer: str, code: str
) -> None:
    problem = office.refuse(422, "POST", "/blackout-days", body)

    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert listed(office) == []


def test_there_are_not_more_than_can_be_looked_through(office: Office) -> None:
    for _ in range(MOST_ENTRIES):
        black_out(office, "2026-12-24")

    problem = office.refuse(409, "POST", "/blackout-days", {"first_on": "2026-12-24"})

    assert (problem["code"], problem["most"]) == ("too_many_blackouts", MOST_ENTRIES)
    assert len(listed(office)) == MOST_ENTRIES


def test_weekdays_and_the_hour_of_the_daily_sync_are_settings(office: Office) -> None:
    changed = office.ask(
        "PATCH", "/settings", {"blackout_weekdays": ["sunday", "saturday", "sunday"], "is_sync_hour_quiet": True}
    )

    assert (changed["blackout_weekdays"], changed["is_sync_hour_quiet"]) == (["saturday", "sunday"], True)
    assert office.ask("GET", "/settings") == changed
    office.refuse(422, "PATCH", "/settings", {"blackout_weekdays": ["caturday"]})
    assert office.ask("PATCH", "/settings", {"blackout_weekdays": []})["blackout_weekdays"] == []


def preview(office: Office, *, takes_away: bool) -> dict[str, Any]:
    answer = office.ask("POST", "/tasks/schedule-preview", {"schedule": DAILY, "takes_away": takes_away})
    assert isinstance(answer, dict)
    return answer


def test_the_next_runs_show_what_does_not_start_and_five_that_do(office: Office) -> None:
    black_out(office, day(office), day(office, 2))

    taking, giving = preview(office, takes_away=True), preview(office, takes_away=False)

    struck, *rest = taking["slots"]
    assert (struck["starts_at"], struck["blackout"]["note"], struck["blackout"]["kind"]) == (None, "Freeze", "date")
    assert struck["count"] in {2, 3}
    assert [slot["at"] for slot in rest] == taking["next_runs"]
    assert len(taking["next_runs"]) == len(giving["next_runs"]) == 5
    assert taking["next_runs"][0] > giving["next_runs"][0] == struck["at"]
    assert [slot["blackout"] for slot in giving["slots"]] == [None] * 5


def test_a_task_shows_the_same_in_its_list_and_on_the_dashboard(office: Office) -> None:
    black_out(office, day(office), day(office, 2))
    task = save_task(office, NOBODY, schedule=DAILY, is_schedule_active=True)

    expected = preview(office, takes_away=True)["slots"]

    [shown] = office.ask("GET", "/tasks")["items"]
    assert shown["next_slots"] == task["next_slots"] == expected
    assert shown["next_run_at"] == expected[0]["at"]
    [upcoming] = office.ask("GET", "/dashboard")["upcoming"]
    assert upcoming["next_slots"] == expected[:2]
    off = office.ask("PUT", f"/tasks/{task['id']}/schedule-active", {"is_schedule_active": False})
    assert off["next_slots"] == []


def test_a_schedule_of_which_nothing_runs_for_a_year_says_so(office: Office) -> None:
    office.ask("PATCH", "/settings", {"blackout_weekdays": WEEKDAYS})
    save_task(office, NOBODY, name="Takes", schedule=DAILY, is_schedule_active=True)
    body = draft(save_filter(office, "Some", NOBODY)["id"], RESTORE, name="Gives", schedule=DAILY)
    office.ask("POST", "/tasks", body | {"is_schedule_active": True})

    warned = {
        task["name"]: [warning["code"] for warning in task["warnings"]] for task in office.ask("GET", "/tasks")["items"]
    }

    assert "blacked_out" in warned["Takes"]
    assert "blacked_out" not in warned["Gives"]
    assert [warning["code"] for warning in preview(office, takes_away=True)["warnings"]] == ["blacked_out"]
    assert preview(office, takes_away=False)["warnings"] == []


def test_a_start_on_such_a_day_is_refused_with_the_day_and_why(office: Office) -> None:
    task = save_task(office, people(ordinary(office.acme)[0]))
    entry = black_out(office, day(office))

    problem = office.refuse(409, "POST", f"/tasks/{task['id']}/runs")

    assert (problem["code"], problem["day"], problem["until"], problem["note"]) == (
        "blackout", day(office), day(office), "Freeze",
    )  # fmt: skip
    bulk = {"account_ids": ordinary(office.acme)[:1], "actions": [SUSPEND]}
    assert office.refuse(409, "POST", "/bulk/runs", bulk)["code"] == "blackout"
    assert office.ask("GET", "/runs")["items"] == []
    office.ask("POST", "/bulk/runs", bulk | {"is_emergency": True})
    office.work()
    office.ask("DELETE", f"/blackout-days/{entry['id']}")
    assert run_to_end(office, task)["state"] == "succeeded"


def test_a_slot_that_did_not_start_stands_on_the_dashboard(office: Office) -> None:
    task = save_task(office, NOBODY, schedule=DAILY, is_schedule_active=True)
    office.acme.desk.advance_to_next_run(task["id"])
    office.advance()
    entry = black_out(office, day(office))
    office.work()

    [item] = office.ask("GET", "/dashboard")["attention"]["items"]
    assert (item["kind"], item["action"], item["reason"]) == ("skipped_slot", "none", "blackout")
    assert "Freeze" in item["reason_text"]
    [run] = office.ask("GET", "/runs")["items"]
    assert (run["state"], run["blackout"]["note"]) == ("skipped", "Freeze")

    office.ask("DELETE", f"/blackout-days/{entry['id']}")
    [item] = office.ask("GET", "/dashboard")["attention"]["items"]
    assert item["action"] == "run_now"

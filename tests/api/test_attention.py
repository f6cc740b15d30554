"""What stands on the Dashboard until it is settled: when it appears, what would settle it, and that it then goes."""

import uuid
from typing import Any

import sqlalchemy as sa

from app.models import Sync
from tests.api.ground import Office
from tests.api.outside import change, stored
from tests.api.stories import (
    EVERYBODY,
    NOBODY,
    condition,
    draft,
    lose_group,
    ordinary,
    people,
    pick_group,
    run_to_end,
    save_filter,
    save_task,
)

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}


def attention(office: Office) -> list[dict[str, Any]]:
    items = office.ask("GET", "/dashboard")["attention"]["items"]
    assert isinstance(items, list)
    return items


def kinds(office: Office) -> list[tuple[str, str]]:
    return [(item["kind"], item["action"]) for item in attention(office)]


def daily(office: Office, name: str = "Daily") -> dict[str, Any]:
    return save_task(office, NOBODY, name=name, schedule=DAILY, is_schedule_active=True)


def pass_slot(office: Office, task: dict[str, Any], **later: float) -> None:
    office.acme.desk.advance_to_next_run(task["id"], **later)
    office.advance()
    office.work()


def test_a_plan_that_waits_stands_there_until_it_is_judged(office: Office) -> None:
    assert attention(office) == []
    task = save_task(office, people(*ordinary(office.acme)[:2]), max_users=1)
    run = office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()

    [item] = attention(office)
    assert (item["kind"], item["action"], item["run_id"], item["name"]) == (
        "held_run", "review_plan", run["id"], "Clean up",
    )  # fmt: skip
    assert (item["planned_users"], item["reason"]) == (2, "over_limit")
    assert item["at"] < item["until"]
    assert office.ask("GET", "/dashboard", as_=office.globex.admin)["attention"] == {"items": [], "more": 0}

    office.ask("POST", f"/runs/{run['id']}/reject")
    assert attention(office) == []


def test_missed_slots_are_one_line_a_task_until_it_runs_again(office: Office) -> None:
    task = daily(office)
    pass_slot(office, task, days=2, hours=7)

    [item] = attention(office)
    assert (item["kind"], item["action"], item["task_id"]) == ("missed_slot", "run_now", task["id"])
    assert (item["slots"], item["reason"]) == (3, "late")

    office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()
    assert attention(office) == []


def test_a_slot_that_fell_on_an_active_run_leads_to_that_run(office: Office) -> None:
    task = save_task(office, people(*ordinary(office.acme)[:2]), max_users=1, schedule=DAILY, is_schedule_active=True)
    run = office.ask("POST", f"/tasks/{task['id']}/runs")
    office.work()
    pass_slot(office, task)

    found = {item["kind"]: item for item in attention(office)}
    assert set(found) == {"held_run", "skipped_slot"}
    assert (found["skipped_slot"]["action"], found["skipped_slot"]["run_id"]) == ("show_run", run["id"])
    office.ask("POST", f"/runs/{run['id']}/reject")
    assert kinds(office) == [("skipped_slot", "run_now")]


def test_what_forbids_a_slot_is_what_settles_it(office: Office) -> None:
    task = daily(office)
    office.acme.desk.advance_to_next_run(task["id"])
    office.advance()
    office.change_settings(is_stopped=True)

    [item] = attention(office)
    assert (item["kind"], item["action"], item["reason"]) == ("skipped_slot", "lift_stop", "stopped")
    office.change_settings(is_stopped=False)
    assert kinds(office) == [("skipped_slot", "run_now")]

    office.ask("DELETE", f"/tasks/{task['id']}")
    assert attention(office) == []


def test_a_schedule_that_an_admin_switched_off_when_it_was_due_needs_nobody(office: Office) -> None:
    task = daily(office)
    office.acme.desk.advance_to_next_run(task["id"])
    office.advance()
    office.ask("PUT", f"/tasks/{task['id']}/schedule-active", {"is_schedule_active": False})

    assert attention(office) == []


def test_a_slot_that_was_not_run_needs_nobody_after_two_weeks(office: Office) -> None:
    task = save_task(office, NOBODY, schedule=DAILY | {"unit": "months"}, is_schedule_active=True)
    pass_slot(office, task, hours=7)
    assert kinds(office) == [("missed_slot", "run_now")]
    office.advance(days=15)

    assert attention(office) == []


def fail_sync(office: Office) -> None:
    office.ask("POST", "/syncs")
    with office.database.system_session() as session:
        session.execute(sa.update(Sync).where(Sync.state == "queued").values(deaths=50, lease_until=office.clock()))
    office.advance(minutes=10)
    office.work()


def test_a_failed_sync_stands_there_until_one_succeeds(office: Office) -> None:
    fail_sync(office)

    [item] = attention(office)
    assert (item["kind"], item["action"]) == ("sync_failed", "sync_users")
    assert item["at"] is not None
    assert item["reason_text"]
    office.ask("POST", "/syncs")
    assert attention(office) == []
    office.work()
    assert attention(office) == []


def test_a_sync_that_somebody_cancelled_has_not_failed(office: Office) -> None:
    sync = office.ask("POST", "/syncs")
    office.ask("POST", f"/syncs/{sync['id']}/cancel")

    assert attention(office) == []


def test_a_sync_that_failed_for_its_key_asks_for_another_key(office: Office) -> None:
    fail_sync(office)
    office.acme.desk.kill_key()

    assert ("sync_failed", "replace_key") in kinds(office)


def test_a_task_that_lost_its_filter_asks_for_another_once(office: Office) -> None:
    task = daily(office)
    office.acme.desk.advance_to_next_run(task["id"])
    office.advance()
    office.ask("DELETE", f"/filters/{task['filter']['id']}?confirm=true")

    [item] = attention(office)
    assert (item["kind"], item["action"], item["task_id"]) == ("repair", "edit_task", task["id"])
    assert item["reason"] == "no_filter"


def test_what_a_task_and_the_protected_list_name_in_vain_is_to_be_repaired(office: Office) -> None:
    groups = [one for one in office.ask("GET", "/groups?limit=200")["items"] if not one["grants"]]
    for group in groups:
        office.ask("POST", "/protected", {"kind": "group", "value": group["group_id"], "reason": "r"})
    named = condition("groups", groups=[group["group_id"] for group in groups])
    task = office.ask("POST", "/tasks", draft(save_filter(office, "All", named)["id"]))
    lose_group(office.acme)

    found = attention(office)
    assert sorted((item["action"], item["task_id"]) for item in found) == sorted(
        [("edit_task", task["id"]), ("edit_protected", None)], key=str
    )
    assert {item["at"] is not None for item in found} == {True}
    [about_task] = [item for item in found if item["task_id"]]
    assert about_task["caution"]["code"] == "gone_reference"


def test_a_protected_group_that_came_back_is_repaired_with_one_click(office: Office) -> None:
    group = pick_group(office)
    office.ask("POST", "/protected", {"kind": "group", "value": group["group_id"], "reason": "r"})
    row, new_id = stored(office, group["group_id"]), str(uuid.uuid4())

    change(office, ["group_deleted", {"group_id": group["group_id"]}])
    [item] = attention(office)
    assert (item["action"], item["caution"]["code"]) == ("edit_protected", "gone_protected")
    change(office, ["group_put", {"group": row | {"group_id": new_id}}])
    [item] = attention(office)
    assert (item["action"], item["caution"]["code"]) == ("repair_reference", "gone_protected_back")

    facts = item["caution"]["facts"]
    wanted = {"kind": facts["kind"], "gone_id": facts["id"], "new_id": facts["new_id"]}
    assert office.ask("POST", "/references/repair", wanted)["protected"] == 1
    assert attention(office) == []
    [entry] = office.ask("GET", "/protected")["items"]
    assert (entry["value"], entry["people_count"]) == (new_id, 0)


def test_a_list_of_which_nobody_is_left_does_not_run_green_without_a_word(office: Office) -> None:
    lost = run_to_end(office, save_task(office, people("gone@x.example", "712020:0000-nobody"), name="Lost"))
    known = people("gone@x.example", ordinary(office.acme)[0])
    someone = run_to_end(office, save_task(office, known, name="One"))
    both = {
        "version": 1,
        "root": {"op": "and", "of": [known["root"], {"type": "status", "statuses": ["for_deletion"]}]},
    }
    other = run_to_end(office, save_task(office, both, name="Other"))

    assert (lost["state"], lost["reason"], lost["counts"]["matched"]) == ("succeeded", "nobody_listed", 0)
    assert (someone["reason"], other["reason"], other["counts"]["matched"]) == (None, None, 0)
    assert lost["id"] in [one["id"] for one in office.ask("GET", "/dashboard")["failures"]]
    told = {
        one["name"]: [caution["code"] for caution in one["warnings"]] for one in office.ask("GET", "/tasks")["items"]
    }
    assert ("list_lost" in told["Lost"], "list_lost" in told["One"] + told["Other"]) == (True, False)
    [item] = [one for one in attention(office) if one["kind"] == "repair"]
    assert (item["name"], item["action"], item["caution"]["code"]) == ("Lost", "edit_task", "list_lost")


def test_of_many_things_the_rest_is_counted(office: Office) -> None:
    for number in range(22):
        save_task(office, EVERYBODY, name=f"Number {number}", schedule=DAILY, is_schedule_active=True)
    for task in office.ask("GET", "/tasks")["items"]:
        office.ask("DELETE", f"/filters/{task['filter']['id']}?confirm=true")

    told = office.ask("GET", "/dashboard")["attention"]
    assert (len(told["items"]), told["more"]) == (20, 2)

"""Runs as the API shows them: lists and their pages, the log and its filters, cancel, approve, reject, undo, bulk."""

from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.stories import EVERYBODY, SUSPEND, held, ordinary, people, pick_group, run_to_end, save_task, walk


def test_runs_are_listed_newest_first_page_by_page(office: Office) -> None:
    anna, ben = ordinary(office.acme)[:2]
    tasks = [save_task(office, people(one), name=name) for one, name in ((anna, "A"), (ben, "B"))]
    runs = [run_to_end(office, tasks[number % 2])["id"] for number in range(5)]

    assert [run["id"] for run in walk(office, "/runs?limit=2")] == runs[::-1]
    assert [run["id"] for run in walk(office, f"/runs?task_id={tasks[0]['id']}&limit=1")] == [runs[4], runs[2], runs[0]]
    assert [run["counts"]["affected"] for run in office.ask("GET", "/runs")["items"]] == [0, 0, 0, 1, 1]
    assert office.ask("GET", "/runs", as_=office.globex.admin) == {"items": [], "next_cursor": None}
    assert office.ask("GET", f"/tasks/{tasks[0]['id']}")["last_run"]["id"] == runs[4]


def test_the_log_is_paged_and_filtered(office: Office) -> None:
    anna, ben, carl = ordinary(office.acme)[:3]
    group = pick_group(office)["group_id"]
    admin = office.acme.admin.account_id
    actions = ({"type": "add_to_groups", "groups": [group]}, SUSPEND)
    run = run_to_end(office, save_task(office, people(anna, ben, carl, admin), *actions))
    log = f"/runs/{run['id']}/operations"

    lines = walk(office, f"{log}?limit=3")

    assert [line["position"] for line in lines] == list(range(len(lines)))
    assert len(lines) == run["counts"]["total"] == 8
    assert run["counts"]["skipped_by_reason"]["org_admin"] == 2
    assert walk(office, f"{log}?outcome=skipped&limit=1") == [one for one in lines if one["outcome"] == "skipped"]
    assert walk(office, f"{log}?outcome=failed") == []
    mine = office.ask("GET", f"{log}?account_id={anna}")["items"]
    assert [(line["account_id"], line["action"]) for line in mine] == [(anna, "add_to_groups"), (anna, "suspend_user")]
    assert all(line["user_name"] and line["started_at"] and line["duration_ms"] is not None for line in mine)
    assert office.ask("GET", f"{log}?account_id=nobody") == {"items": [], "next_cursor": None}


def test_a_finished_run_tells_what_was_run_and_what_came_of_it(office: Office) -> None:
    anna = ordinary(office.acme)[0]
    task = save_task(office, people(anna), max_users=5)

    run = run_to_end(office, task)

    assert (run["state"], run["trigger"], run["task_id"], run["name"]) == (
        "succeeded",
        "manual",
        task["id"],
        "Clean up",
    )
    assert run["requested_by"]["account_id"] == office.acme.admin.account_id
    assert (run["action_sentences"], run["max_users"], run["filter_name"]) == (["Suspend"], 5, "Filter of Clean up")
    assert run["filter_sentence"]
    assert run["specification"]["names"] == {}
    assert run["created_at"] <= run["started_at"] <= run["finished_at"]
    assert (run["can_cancel"], run["can_approve"], run["can_undo"], run["undo_of"]) == (False, False, True, None)
    assert run["counts"] == {
        "matched": 1, "affected": 1, "planned": 0, "succeeded": 1, "skipped": 0, "failed": 0, "total": 1,
        "failing": 0, "failing_users": 0, "would_change": 0, "would_skip": 0, "would_fail": 0,
        "skipped_by_reason": {}, "failed_by_reason": {},
    }  # fmt: skip


def test_a_queued_run_is_cancelled_at_once_and_changes_nothing(office: Office) -> None:
    task = save_task(office, EVERYBODY)
    run = office.ask("POST", f"/tasks/{task['id']}/runs")

    cancelled = office.ask("POST", f"/runs/{run['id']}/cancel", as_=office.acme.colleague)
    office.work()

    assert (cancelled["state"], cancelled["can_cancel"]) == ("cancelled", False)
    assert cancelled["cancel_requested_at"]
    assert office.acme.desk.writes() == []
    assert office.refuse(409, "POST", f"/runs/{run['id']}/cancel")["code"] == "run_finished"


def test_an_approved_plan_is_carried_out_as_it_was_frozen(office: Office) -> None:
    run = held(office)
    approve = f"/runs/{run['id']}/approve"
    assert office.acme.desk.writes() == []

    assert office.refuse(409, "POST", approve, {"plan_hash": "0" * 64})["code"] == "plan_changed"
    assert pointers(office.refuse(422, "POST", approve, {})) == ["/plan_hash"]
    approved = office.ask("POST", approve, {"plan_hash": run["plan_hash"]}, as_=office.acme.colleague)
    office.work()

    assert approved["approved_by"]["account_id"] == office.acme.colleague.account_id
    done = office.ask("GET", f"/runs/{run['id']}")
    assert (done["state"], done["counts"]["affected"]) == ("succeeded", 3)
    assert len(office.acme.desk.writes()) == 3
    assert office.refuse(409, "POST", approve, {"plan_hash": run["plan_hash"]})["code"] == "run_not_held"


def test_a_rejected_plan_changes_nothing(office: Office) -> None:
    run = held(office)

    rejected = office.ask("POST", f"/runs/{run['id']}/reject")
    office.work()

    assert (rejected["state"], rejected["reason"]) == ("cancelled", "rejected")
    assert rejected["counts"]["skipped_by_reason"] == {"rejected": 3}
    assert office.acme.desk.writes() == []
    assert office.refuse(409, "POST", f"/runs/{run['id']}/reject")["code"] == "run_not_held"


@pytest.mark.parametrize("end", ["approve", "reject", "cancel"])
def test_what_an_admin_did_to_a_run_is_in_the_audit_log(end: str, office: Office) -> None:
    run = held(office)
    body = {"plan_hash": run["plan_hash"]} if end == "approve" else None
    office.ask("POST", f"/runs/{run['id']}/{end}", body, as_=office.acme.colleague)

    entry = office.ask("GET", "/audit")["items"][0]

    word = {"approve": "run.approved", "reject": "run.rejected", "cancel": "run.cancel_requested"}[end]
    assert (entry["event"], entry["by"]["account_id"]) == (word, office.acme.colleague.account_id)
    state = "running" if end == "approve" else "cancelled"
    assert entry["before"] == {"run_id": run["id"], "state": "held"}
    plan = {"plan": run["plan_hash"].removeprefix("sha256:")[:12]} if end == "approve" else {}
    assert entry["after"] == {"run_id": run["id"], "state": state} | plan


def test_an_undo_is_a_run_of_its_own(office: Office) -> None:
    anna = ordinary(office.acme)[0]
    run = run_to_end(office, save_task(office, people(anna)))
    assert office.ask("GET", f"/users/{anna}")["status"] == "suspended"

    undo = office.ask("POST", f"/runs/{run['id']}/undo")
    assert office.refuse(409, "POST", f"/runs/{run['id']}/undo")["run_id"] == undo["id"]
    office.work()

    done = office.ask("GET", f"/runs/{undo['id']}")
    assert (done["trigger"], done["state"], done["undo_of"], done["task_id"]) == ("undo", "succeeded", run["id"], None)
    assert (office.ask("GET", f"/runs/{run['id']}")["undone_by"], done["undone_by"]) == (undo["id"], None)
    user = office.ask("GET", f"/users/{anna}")
    assert user["status"] == "active"
    assert [entry["run_id"] for entry in user["history"]] == [undo["id"], run["id"]]


def test_a_bulk_operation_is_previewed_and_run_on_the_selection(office: Office) -> None:
    anna, ben, carl = ordinary(office.acme)[:3]
    body = {"specification": people(anna, ben, carl), "excluded": [ben], "actions": [SUSPEND]}

    preview = office.ask("POST", "/bulk/preview", body)
    run = office.ask("POST", "/bulk/runs", body)
    office.work()

    assert (preview["matched_users"], preview["affected_users"]) == (2, 2)
    done = office.ask("GET", f"/runs/{run['id']}")
    assert (done["trigger"], done["state"], done["task_id"]) == ("bulk", "succeeded", None)
    assert {line["account_id"] for line in walk(office, f"/runs/{run['id']}/operations")} == {anna, carl}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, ["/account_ids"]),
        ({"account_ids": ["x"], "actions": []}, ["/actions"]),
        ({"account_ids": "everybody"}, ["/account_ids"]),
        ({"account_ids": ["x"] * 10_001}, ["/account_ids"]),
        ({"account_ids": ["x"], "max_users": 0}, ["/max_users"]),
        ({"specification": {"version": 1, "root": {"type": "people"}}}, ["/specification/root/values"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bulk_operation_without_a_sound_selection_is_refused(
    changes: dict[str, Any], wrong: list[str], shared_office: Office
) -> None:
    for path in ("/bulk/preview", "/bulk/runs"):
        problem = shared_office.refuse(422, "POST", path, {"actions": [SUSPEND]} | changes)
        assert pointers(problem) == wrong
    assert shared_office.ask("GET", "/runs")["items"] == []


def test_a_selection_by_an_unknown_group_is_not_taken_for_everybody(shared_office: Office) -> None:
    specification = {"version": 1, "root": {"type": "groups", "groups": ["unknown"], "match": "none"}}

    shared_office.refuse(422, "POST", "/bulk/preview", {"specification": specification, "actions": [SUSPEND]})

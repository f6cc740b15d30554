"""Automated tasks: every schedule and action, every mistake by its field, and what the list can do with them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.stories import (
    EVERYBODY,
    MANUAL,
    SUSPEND,
    draft,
    ordinary,
    people,
    pick_group,
    run_to_end,
    save_filter,
    save_task,
)

WEEKLY = {"mode": "weekly", "weekdays": ["monday", "thursday"], "hour": 5}
INTERVAL = {"mode": "interval", "every": 2, "unit": "weeks", "start_date": "2026-01-05", "hour": 23}
ONCE = {"mode": "once", "date": (datetime.now(UTC) + timedelta(days=400)).date().isoformat(), "hour": 7}
JIRA = "ari:cloud:jira-software::site/"


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [(MANUAL, "hand"), (WEEKLY, "Thursday"), (INTERVAL, "2 weeks"), (ONCE, "Once on 20")],
    ids=["manual", "weekly", "interval", "once"],
)
def test_a_task_runs_by_each_kind_of_schedule(schedule: dict[str, Any], sentence: str, office: Office) -> None:
    saved = save_filter(office)
    body = draft(saved["id"], schedule=schedule, time_zone="Europe/Berlin", is_schedule_active=True, max_users=7)

    task = office.ask("POST", "/tasks", body)

    assert task["schedule"] == schedule
    assert sentence in task["schedule_sentence"]
    assert (task["time_zone"], task["max_users"], task["version"]) == ("Europe/Berlin", 7, 1)
    assert task["filter"] == {"id": saved["id"], "name": "Everybody"}
    assert task["updated_by"]["account_id"] == office.acme.admin.account_id
    preview = office.ask("POST", "/tasks/schedule-preview", {"schedule": schedule, "time_zone": "Europe/Berlin"})
    if schedule == MANUAL:
        assert (task["next_run_at"], preview["next_runs"]) == (None, [])
        assert task["no_next_run_reason"]
    else:
        assert (task["next_run_at"], task["no_next_run_reason"]) == (preview["next_runs"][0], None)
        assert len(preview["next_runs"]) == (1 if schedule == ONCE else 5)
        assert datetime.fromisoformat(task["next_run_at"]) > datetime.now(UTC)


def test_a_task_carries_all_actions_in_their_order(office: Office) -> None:
    group = pick_group(office)
    app = next(one for one in office.ask("GET", "/apps")["items"] if one["resource_id"].startswith(JIRA))
    actions: list[dict[str, Any]] = [
        {"type": "remove_app_access", "apps": [app["resource_id"]], "can_leave_shared_groups": False},
        {"type": "remove_from_groups", "groups": [group["group_id"]]},
        SUSPEND,
    ]

    task = save_task(office, EVERYBODY, *actions)

    assert task["actions"] == actions
    assert [sentence.split()[0] for sentence in task["action_sentences"]] == ["Remove", "Remove", "Suspend"]
    assert app["label"] in task["action_sentences"][0]
    assert group["name"] in task["action_sentences"][1]
    joiners = save_task(
        office,
        EVERYBODY,
        {"type": "add_to_groups", "groups": [group["group_id"]]},
        {"type": "restore_user"},
        name="Joiners",
    )
    assert [action["type"] for action in joiners["actions"]] == ["add_to_groups", "restore_user"]
    assert joiners["action_sentences"] == [f"Add to {group['name']}", "Restore"]


BAD_FIELDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["/name"]),
    ({"name": "   "}, ["/name"]),
    ({"name": "x" * 121}, ["/name"]),
    ({"name": None}, ["/name"]),
    ({"name": 5}, ["/name"]),
    ({"filter_id": 999_999}, ["/filter_id"]),
    ({"filter_id": True}, ["/filter_id"]),
    ({"filter_id": "1"}, ["/filter_id"]),
    ({"filter_id": 2**80}, ["/filter_id"]),
    ({"filter_id": None, "is_schedule_active": True, "schedule": WEEKLY}, ["/filter_id"]),
    ({"actions": []}, ["/actions"]),
    ({"actions": None}, ["/actions"]),
    ({"actions": [SUSPEND] * 21}, ["/actions"]),
    ({"actions": ["suspend_user"]}, ["/actions/0"]),
    ({"actions": [SUSPEND, {"type": "delete_user"}]}, ["/actions/1"]),
    ({"actions": [{"type": "suspend_user", "groups": ["x"]}]}, ["/actions/0/groups"]),
    ({"actions": [{"type": "add_to_groups"}]}, ["/actions/0/groups"]),
    ({"actions": [{"type": "add_to_groups", "groups": []}]}, ["/actions/0/groups"]),
    ({"actions": [{"type": "add_to_groups", "groups": ["unknown"]}]}, ["/actions/0/groups/0"]),
    ({"actions": [SUSPEND, {"type": "remove_app_access", "apps": ["unknown"]}]}, ["/actions/1/apps/0"]),
    ({"actions": [{"type": "remove_app_access", "apps": "all"}]}, ["/actions/0/apps"]),
    ({"actions": [SUSPEND, {"type": "restore_user"}]}, ["/actions"]),
    ({"schedule": None}, ["/schedule"]),
    ({"schedule": {}}, ["/schedule"]),
    ({"schedule": {"mode": "cron"}}, ["/schedule"]),
    ({"schedule": {**WEEKLY, "weekdays": []}}, ["/schedule/weekdays"]),
    ({"schedule": {**WEEKLY, "weekdays": ["someday"]}}, ["/schedule/weekdays/0"]),
    ({"schedule": {**WEEKLY, "hour": 24}}, ["/schedule/hour"]),
    ({"schedule": {**WEEKLY, "hour": "5"}}, ["/schedule/hour"]),
    ({"schedule": {**WEEKLY, "minute": 30}}, ["/schedule/minute"]),
    ({"schedule": {**INTERVAL, "every": 0}}, ["/schedule/every"]),
    ({"schedule": {**INTERVAL, "unit": "years"}}, ["/schedule/unit"]),
    ({"schedule": {**INTERVAL, "start_date": "2026-02-30"}}, ["/schedule/start_date"]),
    ({"schedule": {**INTERVAL, "start_date": "9999-12-31"}}, ["/schedule/start_date"]),
    ({"schedule": {**INTERVAL, "start_date": 20_000}}, ["/schedule/start_date"]),
    ({"time_zone": "Mars/Olympus"}, ["/time_zone"]),
    ({"time_zone": "../../etc/passwd"}, ["/time_zone"]),
    ({"is_schedule_active": "yes"}, ["/is_schedule_active"]),
    ({"max_users": 0}, ["/max_users"]),
    ({"max_users": 2.5}, ["/max_users"]),
    ({"colour": "red", "weekly": 1}, ["/colour", "/weekly"]),
    ({"name": "", "max_users": -1, "schedule": {**WEEKLY, "hour": -1}}, ["/max_users", "/name", "/schedule/hour"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "wrong"), BAD_FIELDS, ids=lambda value: str(value)[:60])
def test_a_wrong_field_is_named_and_nothing_is_saved(
    changes: dict[str, Any], wrong: list[str], shared_office: Office
) -> None:
    office = shared_office
    filters = office.ask("GET", "/filters")["items"] or [save_filter(office)]
    tasks = office.ask("GET", "/tasks")["items"] or [save_task(office, EVERYBODY, name="Kept")]
    task = next(one for one in tasks if one["name"] == "Kept")
    body = draft(filters[0]["id"]) | changes

    for method, path, sent in [
        ("POST", "/tasks", body),
        ("PUT", f"/tasks/{task['id']}", body | {"version": task["version"]}),
        ("POST", "/tasks/preview", body),
    ]:
        problem = office.refuse(422, method, path, sent)
        assert sorted(set(pointers(problem))) == wrong
        assert all(error["detail"] for error in problem["errors"])
    assert office.ask("GET", "/tasks")["items"] == [task]


def test_externally_managed_groups_are_no_targets(shared_office: Office) -> None:
    managed = pick_group(shared_office, is_managed=True)
    saved = save_filter(shared_office, "For managed groups")
    action = {"type": "remove_from_groups", "groups": [pick_group(shared_office)["group_id"], managed["group_id"]]}

    problem = shared_office.refuse(422, "POST", "/tasks", draft(saved["id"], action))

    assert pointers(problem) == ["/actions/0/groups/1"]
    assert "managed elsewhere" in problem["errors"][0]["detail"]
    assert (problem["errors"][0]["code"], problem["errors"][0]["values"]) == (
        "managed_group",
        {"group": managed["name"]},
    )


def test_contradictions_are_refused_and_useless_actions_warned_about(shared_office: Office) -> None:
    group = pick_group(shared_office)["group_id"]
    saved = save_filter(shared_office, "For contradictions")
    add, remove = {"type": "add_to_groups", "groups": [group]}, {"type": "remove_from_groups", "groups": [group]}

    problem = shared_office.refuse(422, "POST", "/tasks", draft(saved["id"], add, remove))
    assert pointers(problem) == ["/actions/1/groups"]

    task = shared_office.ask("POST", "/tasks", draft(saved["id"], add, add, name="Twice"))
    [warning] = task["warnings"]
    assert (warning["code"], warning["facts"]["action"]) == ("repeated_action", "add_to_groups")
    assert "twice" in warning["text"]
    shared_office.ask("DELETE", f"/tasks/{task['id']}")


def test_the_second_of_two_admins_gets_a_conflict(office: Office) -> None:
    task = save_task(office, EVERYBODY)
    body = draft(task["filter"]["id"], name="Mine", version=task["version"])

    mine = office.ask("PUT", f"/tasks/{task['id']}", body)
    theirs = body | {"name": "Theirs"}
    problem = office.refuse(409, "PUT", f"/tasks/{task['id']}", theirs, as_=office.acme.colleague)

    assert (problem["code"], problem["version"]) == ("version_conflict", 2)
    assert office.ask("GET", f"/tasks/{task['id']}") == mine
    assert (mine["name"], mine["version"]) == ("Mine", 2)


def test_the_toggle_gives_and_takes_the_next_run(office: Office) -> None:
    task = save_task(office, EVERYBODY, schedule=WEEKLY)
    path = f"/tasks/{task['id']}/schedule-active"
    assert (task["next_run_at"], task["is_schedule_active"]) == (None, False)

    on = office.ask("PUT", path, {"is_schedule_active": True, "is_confirmed": True})
    again = office.ask("PUT", path, {"is_schedule_active": True})
    off = office.ask("PUT", path, {"is_schedule_active": False})

    assert on["is_schedule_active"]
    assert on["next_run_at"]
    assert again == on
    assert (off["next_run_at"], off["is_schedule_active"]) == (None, False)
    assert "off" in off["no_next_run_reason"]
    assert off["version"] == task["version"] + 2
    assert pointers(office.refuse(422, "PUT", path, {"is_schedule_active": 1})) == ["/is_schedule_active"]


def test_a_schedule_without_a_filter_gives_no_next_run(office: Office) -> None:
    task = office.ask("POST", "/tasks", draft(None, schedule=WEEKLY))

    assert (task["next_run_at"], task["filter"], task["no_next_run_code"]) == (None, None, "no_filter")
    assert "no filter" in task["no_next_run_reason"]
    path = f"/tasks/{task['id']}/schedule-active"
    assert pointers(office.refuse(422, "PUT", path, {"is_schedule_active": True})) == ["/filter_id"]
    assert not office.ask("PUT", path, {"is_schedule_active": False})["is_schedule_active"]


def test_a_task_that_falls_due_runs_by_itself(office: Office) -> None:
    anna = ordinary(office.acme)[0]
    task = save_task(office, people(anna), schedule=WEEKLY, is_schedule_active=True)
    office.acme.desk.advance_to_next_run(task["id"])
    office.advance()

    office.work()

    [run] = office.ask("GET", f"/runs?task_id={task['id']}")["items"]
    assert (run["trigger"], run["state"], run["scheduled_for"]) == ("scheduled", "succeeded", task["next_run_at"])
    assert run["counts"]["affected"] == 1
    later = office.ask("GET", f"/tasks/{task['id']}")
    assert later["next_run_at"] > task["next_run_at"]
    assert later["last_run"]["id"] == run["id"]


def test_a_clone_is_independent_and_off(office: Office) -> None:
    task = save_task(office, EVERYBODY, schedule=WEEKLY, is_schedule_active=True, max_users=3)

    clones = [office.ask("POST", f"/tasks/{task['id']}/clone") for _ in range(2)]

    assert [clone["name"] for clone in clones] == ["Clean up (copy)", "Clean up (copy 2)"]
    for clone in clones:
        assert (clone["is_schedule_active"], clone["next_run_at"], clone["last_run"]) == (False, None, None)
        assert [clone[name] for name in ("actions", "schedule", "filter", "max_users")] == [
            task[name] for name in ("actions", "schedule", "filter", "max_users")
        ]
    office.ask("DELETE", f"/tasks/{task['id']}")
    assert {one["id"] for one in office.ask("GET", "/tasks")["items"]} == {clone["id"] for clone in clones}


def test_clones_of_a_long_name_are_told_apart(office: Office) -> None:
    task = save_task(office, EVERYBODY, name="x" * 115)

    names = [office.ask("POST", f"/tasks/{task['id']}/clone")["name"] for _ in range(2)]

    assert all(len(name) <= 120 for name in names)
    assert len({task["name"], *names}) == 3


def test_a_removed_task_is_gone_and_its_runs_stay(office: Office) -> None:
    task = save_task(office, people(ordinary(office.acme)[0]))
    run = run_to_end(office, task)

    office.ask("DELETE", f"/tasks/{task['id']}")

    assert office.ask("GET", "/tasks") == {"items": []}
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/clone"), ("POST", "/runs")]:
        office.refuse(404, method, f"/tasks/{task['id']}{path}")
    assert [one["id"] for one in office.ask("GET", "/runs")["items"]] == [run["id"]]
    assert len(office.ask("GET", f"/runs/{run['id']}/operations")["items"]) == 1


def test_run_now_works_while_the_schedule_is_off_and_is_refused_while_a_run_is_active(office: Office) -> None:
    task = save_task(office, people(ordinary(office.acme)[0]), schedule=WEEKLY)
    run = office.ask("POST", f"/tasks/{task['id']}/runs")
    assert (run["state"], run["trigger"], run["can_cancel"]) == ("queued", "manual", True)

    problem = office.refuse(409, "POST", f"/tasks/{task['id']}/runs", as_=office.acme.colleague)

    assert (problem["code"], problem["run_id"]) == ("run_active", run["id"])
    office.work()
    assert office.ask("POST", f"/tasks/{task['id']}/runs")["id"] > run["id"]


def test_a_preview_says_what_a_run_would_do_and_writes_nothing(office: Office) -> None:
    everybody = ordinary(office.acme)[:3]
    saved = save_filter(office, "Three and an admin", people(*everybody, office.acme.admin.account_id))
    body = draft(saved["id"])

    page = office.ask("POST", "/tasks/preview", body | {"limit": 3})
    rest = office.ask("POST", "/tasks/preview", body | {"limit": 3, "cursor": page["next_cursor"]})

    assert (page["matched_users"], page["affected_users"], page["skipped"]) == (4, 3, {"org_admin": 1})
    assert (rest["matched_users"], rest["next_cursor"]) == (None, None)
    at_once = office.ask("POST", "/tasks/preview", body | {"limit": 3, "has_totals": False})
    assert (at_once["users"], at_once["next_cursor"]) == (page["users"], page["next_cursor"])
    assert (at_once["matched_users"], at_once["affected_users"], at_once["skipped"]) == (4, None, None)
    shown = {user["account_id"]: user["operations"][0]["outcome"] for user in page["users"] + rest["users"]}
    assert shown == dict.fromkeys(everybody, "planned") | {office.acme.admin.account_id: "skipped"}
    assert office.ask("GET", "/runs")["items"] == []
    assert office.ask("GET", "/tasks")["items"] == []
    assert office.acme.desk.writes() == []

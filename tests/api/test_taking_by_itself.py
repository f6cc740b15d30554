"""A schedule by which a task begins to take things away from people by itself is asked about once, with the numbers."""

from typing import Any

import pytest

from tests.api.ground import Office
from tests.api.stories import EVERYBODY, SUSPEND, draft, ordinary, people, pick_group, save_filter

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
RESTORE = {"type": "restore_user"}


def three(office: Office) -> int:
    return int(save_filter(office, "Three", people(*ordinary(office.acme)[:3]))["id"])


def take(office: Office) -> dict[str, dict[str, Any]]:
    group = pick_group(office)["group_id"]
    app = office.ask("GET", "/apps")["items"][0]["resource_id"]
    return {
        "suspend": SUSPEND,
        "leave a group": {"type": "remove_from_groups", "groups": [group]},
        "take an app": {"type": "remove_app_access", "apps": [app]},
    }


def asked(office: Office, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    problem = office.refuse(409, method, path, body | {"is_confirmed": False})
    assert problem["code"] == "schedule_unconfirmed"
    assert problem["data_read_at"] == office.ask("GET", "/mirror")["synced_at"].replace("Z", "+00:00")
    assert isinstance(problem, dict)
    return problem


@pytest.mark.parametrize("what", ["suspend", "leave a group", "take an app"])
def test_a_new_task_that_takes_by_itself_is_asked_about_and_saved_when_that_is_confirmed(
    office: Office, what: str
) -> None:
    body = draft(three(office), take(office)[what], schedule=DAILY, is_schedule_active=True)

    asked(office, "POST", "/tasks", body)
    assert office.ask("GET", "/tasks")["items"] == []
    assert office.ask("POST", "/tasks", body | {"is_confirmed": True})["next_run_at"] is not None


def test_who_does_not_say_that_nobody_was_asked_is_not_asked(office: Office) -> None:
    body = draft(three(office), schedule=DAILY, is_schedule_active=True)
    del body["is_confirmed"]

    task = office.ask("POST", "/tasks", body)

    assert task["next_run_at"] is not None
    path = f"/tasks/{task['id']}/schedule-active"
    for is_active in (False, True):
        assert office.ask("PUT", path, {"is_schedule_active": is_active})["is_schedule_active"] is is_active


def test_the_switch_asks_with_the_number_of_people_and_each_time_it_is_switched_on(office: Office) -> None:
    task = office.ask("POST", "/tasks", draft(three(office), schedule=DAILY))
    path = f"/tasks/{task['id']}/schedule-active"

    for _ in range(2):
        assert asked(office, "PUT", path, {"is_schedule_active": True})["affected_users"] == 3
        assert office.ask("GET", f"/tasks/{task['id']}")["next_run_at"] is None
        assert office.ask("PUT", path, {"is_schedule_active": True, "is_confirmed": True})["is_schedule_active"]
        assert office.ask("PUT", path, {"is_schedule_active": True, "is_confirmed": False})[
            "is_schedule_active"
        ]  # it stays as it is
        assert office.ask("PUT", path, {"is_schedule_active": False})["is_schedule_active"] is False


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"is_schedule_active": False}, {"is_schedule_active": True}),
        ({"actions": [RESTORE]}, {"actions": [SUSPEND]}),
        ({"schedule": {"mode": "manual"}}, {}),
    ],
)
def test_an_edit_by_which_a_task_begins_to_take_by_itself_is_asked_about(
    office: Office, before: dict[str, Any], after: dict[str, Any]
) -> None:
    live = draft(three(office), schedule=DAILY, is_schedule_active=True)
    task = office.ask("POST", "/tasks", live | before)
    path, edit = f"/tasks/{task['id']}", live | after | {"version": task["version"]}

    assert asked(office, "PUT", path, edit)["affected_users"] == 3
    saved = office.ask("PUT", path, edit | {"is_confirmed": True})
    renamed = edit | {"name": "Other", "version": saved["version"], "is_confirmed": False}
    assert office.ask("PUT", path, renamed)["name"] == "Other"


@pytest.mark.parametrize("harmless", [{"actions": [RESTORE]}, {"schedule": {"mode": "manual"}}])
def test_what_takes_nothing_or_never_runs_by_itself_is_not_asked_about(
    office: Office, harmless: dict[str, Any]
) -> None:
    body = draft(three(office), schedule=DAILY, is_schedule_active=True) | harmless | {"is_confirmed": False}

    assert office.ask("POST", "/tasks", body)["is_schedule_active"]


def test_a_copy_is_off_and_needs_no_question(office: Office) -> None:
    filter_id = save_filter(office, "All", EVERYBODY)["id"]
    task = office.ask("POST", "/tasks", draft(filter_id, schedule=DAILY, is_schedule_active=True))

    assert office.ask("POST", f"/tasks/{task['id']}/clone")["is_schedule_active"] is False

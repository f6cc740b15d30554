"""Saved filters as the API shows them: two admins, names, copies, and what happens to tasks."""

from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.stories import EVERYBODY, condition, draft, ordinary, people, pick_group, run_to_end, save_filter

INACTIVE = condition("inactive", days=90, apps=[], match="any")
WEEKLY = {"mode": "weekly", "weekdays": ["monday", "friday"], "hour": 6}


def test_a_filter_is_saved_read_back_and_listed_by_name(office: Office) -> None:
    group = pick_group(office)
    root = {"op": "and", "of": [INACTIVE["root"], {"type": "groups", "groups": [group["group_id"]], "match": "none"}]}
    saved = save_filter(office, "Sleepers", {"version": 1, "root": root})
    first = save_filter(office, "  all of us ")

    assert saved["specification"] == {"version": 1, "root": root}
    assert group["name"] in saved["sentence"]
    assert "90 days" in saved["sentence"]
    assert (saved["version"], saved["task_count"]) == (1, 0)
    assert saved["created_by"]["account_id"] == office.acme.admin.account_id
    assert saved["created_by"]["name"]
    assert first["name"] == "all of us"
    assert office.ask("GET", f"/filters/{saved['id']}") == saved
    assert office.ask("GET", "/filters") == {"items": [first, saved]}
    assert office.ask("GET", "/filters", as_=office.globex.admin) == {"items": []}


@pytest.mark.parametrize("name", ["Leavers", "LEAVERS", " leavers "])
def test_a_name_is_taken_once_however_it_is_written(name: str, office: Office) -> None:
    save_filter(office, "Leavers")
    other = save_filter(office, "Others")

    for method, path, body in [
        ("POST", "/filters", {"name": name, "specification": EVERYBODY}),
        ("PUT", f"/filters/{other['id']}", {"name": name, "specification": EVERYBODY, "version": 1}),
        ("POST", f"/filters/{other['id']}/copy", {"name": name}),
    ]:
        problem = office.refuse(422, method, path, body)
        assert (problem["code"], pointers(problem)) == ("name_taken", ["/name"])
    assert len(office.ask("GET", "/filters")["items"]) == 2
    assert office.ask("POST", "/filters", {"name": name, "specification": EVERYBODY}, as_=office.globex.admin)["id"]


@pytest.mark.parametrize("name", ["İstanbul", "ΟΔΟΣ"])
def test_a_name_of_any_script_is_taken_once(name: str, office: Office) -> None:
    save_filter(office, name)

    assert office.refuse(422, "POST", "/filters", {"name": name, "specification": EVERYBODY})["code"] == "name_taken"


def test_the_second_of_two_admins_gets_a_conflict_and_overwrites_nothing(office: Office) -> None:
    saved = save_filter(office, "Leavers")
    path = f"/filters/{saved['id']}"

    mine = office.ask("PUT", path, {"name": "Leavers", "specification": INACTIVE, "version": saved["version"]})
    problem = office.refuse(
        409, "PUT", path, {"name": "Theirs", "specification": EVERYBODY, "version": saved["version"]},
        as_=office.acme.colleague,
    )  # fmt: skip

    assert mine["version"] == 2
    assert (problem["code"], problem["version"]) == ("version_conflict", 2)
    assert office.ask("GET", path) == mine
    theirs = office.ask(
        "PUT", path, {"name": "Theirs", "specification": EVERYBODY, "version": 2}, as_=office.acme.colleague
    )
    assert (theirs["version"], theirs["updated_by"]["account_id"]) == (3, office.acme.colleague.account_id)
    assert theirs["created_by"]["account_id"] == office.acme.admin.account_id


def test_a_copy_lives_a_life_of_its_own(office: Office) -> None:
    saved = save_filter(office, "Leavers", INACTIVE)
    copy = office.ask("POST", f"/filters/{saved['id']}/copy", {"name": "Leavers again"})

    office.ask("PUT", f"/filters/{saved['id']}", {"name": "Leavers", "specification": EVERYBODY, "version": 1})

    assert office.ask("GET", f"/filters/{copy['id']}")["specification"] == INACTIVE
    office.ask("DELETE", f"/filters/{saved['id']}")
    assert office.ask("GET", "/filters") == {"items": [copy]}


def test_deleting_a_filter_first_names_its_tasks_and_then_stops_them(office: Office) -> None:
    saved = save_filter(office, "Leavers", INACTIVE)
    body = draft(saved["id"], schedule=WEEKLY, is_schedule_active=True)
    tasks = [office.ask("POST", "/tasks", body | {"name": name}) for name in ("Zoo", "Alpha")]
    removed = office.ask("POST", "/tasks", body | {"name": "Removed"})
    office.ask("DELETE", f"/tasks/{removed['id']}")
    assert all(task["next_run_at"] for task in tasks)
    assert office.ask("GET", f"/filters/{saved['id']}")["task_count"] == 2

    for query in ("", "?confirm=false"):
        problem = office.refuse(409, "DELETE", f"/filters/{saved['id']}{query}")
        assert problem["code"] == "filter_in_use"
        assert [(one["id"], one["name"]) for one in problem["tasks"]] == [
            (tasks[1]["id"], "Alpha"), (tasks[0]["id"], "Zoo"),
        ]  # fmt: skip
    assert office.ask("GET", f"/tasks/{tasks[0]['id']}")["filter"] == {"id": saved["id"], "name": "Leavers"}

    office.ask("DELETE", f"/filters/{saved['id']}?confirm=true")

    for task in office.ask("GET", "/tasks")["items"]:
        assert (task["filter"], task["next_run_at"]) == (None, None)
        assert "no filter" in task["no_next_run_reason"]
        assert office.refuse(409, "POST", f"/tasks/{task['id']}/runs")["code"] == "no_filter"
    office.refuse(404, "GET", f"/filters/{saved['id']}")
    office.refuse(404, "DELETE", f"/filters/{saved['id']}?confirm=true")
    office.advance(days=8)
    office.work()
    assert office.ask("GET", "/runs")["items"] == []


def test_a_new_filter_brings_a_stopped_task_back(office: Office) -> None:
    saved = save_filter(office, "Leavers", INACTIVE)
    task = office.ask("POST", "/tasks", draft(saved["id"], schedule=WEEKLY, is_schedule_active=True))
    office.ask("DELETE", f"/filters/{saved['id']}?confirm=true")

    problem = office.refuse(422, "PUT", f"/tasks/{task['id']}", edit(task, is_schedule_active=True))
    assert pointers(problem) == ["/filter_id"]
    other = save_filter(office, "Others", INACTIVE)
    wanted = edit(task, filter_id=other["id"], is_schedule_active=True, is_confirmed=True)
    mended = office.ask("PUT", f"/tasks/{task['id']}", wanted)

    assert mended["filter"]["id"] == other["id"]
    assert mended["next_run_at"]


def edit(task: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An edit of a task whose filter was deleted."""
    body = {name: task[name] for name in ("name", "actions", "schedule", "version")}
    return body | {"filter_id": None} | changes


def test_an_edit_shows_beforehand_who_comes_in_and_who_drops_out(office: Office) -> None:
    anna, ben, carl = ordinary(office.acme)[:3]
    saved = save_filter(office, "Some", people(anna, ben))
    task = office.ask("POST", "/tasks", draft(saved["id"], name="Uses it"))

    change = office.ask("POST", f"/filters/{saved['id']}/change", {"specification": people(ben, carl)})

    assert (change["added"], change["removed"]) == (1, 1)
    assert [user["account_id"] for user in change["added_users"]] == [carl]
    assert [user["account_id"] for user in change["removed_users"]] == [anna]
    assert change["tasks"] == [{"id": task["id"], "name": "Uses it"}]
    assert office.ask("GET", f"/filters/{saved['id']}")["version"] == 1


def test_a_run_keeps_the_filter_it_was_started_with(office: Office) -> None:
    anna, ben = ordinary(office.acme)[:2]
    saved = save_filter(office, "Some", people(anna))
    task = office.ask("POST", "/tasks", draft(saved["id"]))
    run = office.ask("POST", f"/tasks/{task['id']}/runs")

    office.ask("PUT", f"/filters/{saved['id']}", {"name": "Else", "specification": people(ben), "version": 1})
    office.work()

    run = office.ask("GET", f"/runs/{run['id']}")
    assert (run["state"], run["filter_name"]) == ("succeeded", "Some")
    assert run["specification"]["filter"]["version"] == 1
    log = office.ask("GET", f"/runs/{run['id']}/operations")["items"]
    assert [line["account_id"] for line in log] == [anna]
    assert run_to_end(office, task)["filter_name"] == "Else"


def test_a_specification_is_read_back_and_counted(office: Office) -> None:
    everybody = office.ask("POST", "/filters/describe", {"specification": EVERYBODY})
    nobody = office.ask("POST", "/filters/describe", {"specification": people("nobody@nowhere.example")})

    assert (everybody["sentence"], everybody["unmatched"]) == ("All users", {"count": 0, "entries": []})
    assert everybody["count"] == office.ask("POST", "/users/search", {})["total"] > 0
    assert nobody["count"] == 0


@pytest.mark.parametrize(
    ("specification", "wrong"),
    [
        ({}, ["/specification/version", "/specification/root"]),
        ({"version": 2, "root": EVERYBODY["root"]}, ["/specification/version"]),
        (condition("inactive", days=0, apps=[], match="any"), ["/specification/root/days"]),
        (
            condition("inactive", days="90", apps=[], match="some"),
            ["/specification/root/days", "/specification/root/match"],
        ),
        (condition("zodiac", sign="leo"), ["/specification/root/type"]),
        (condition("claim", claim="managed", **{"a/b~c": 1}), ["/specification/root/a~1b~0c"]),
        ({"version": 1, "root": {"op": "not", "of": []}}, ["/specification/root/of"]),
        (
            {"version": 1, "root": {"op": "or", "of": [{"op": "and", "of": [{"type": "status", "statuses": ["x"]}]}]}},
            ["/specification/root/of/0/of/0/statuses/0"],
        ),
        (condition("groups", groups=["g"] * 10_000, match="any"), ["/specification/root/groups"]),
    ],
)
def test_every_mistake_in_a_specification_is_named_where_it_stands(
    specification: dict[str, Any], wrong: list[str], shared_office: Office
) -> None:
    for path, body in [
        ("/filters", {"name": "Wrong", "specification": specification}),
        ("/filters/describe", {"specification": specification}),
        ("/users/search", {"specification": specification}),
        ("/users/export", {"specification": specification}),
    ]:
        problem = shared_office.refuse(422, "POST", path, body)
        assert (problem["code"], sorted(pointers(problem))) == ("invalid_filter", sorted(wrong))
    assert shared_office.ask("GET", "/filters") == {"items": []}


@pytest.mark.parametrize("kind", ["groups", "apps"])
def test_a_filter_does_not_name_what_the_organization_does_not_have(kind: str, shared_office: Office) -> None:
    """Not even another tenant's: “in none of these groups” would mean everybody."""
    office = shared_office
    theirs = {
        "groups": office.ask("GET", "/groups", as_=office.globex.admin)["items"][0].get("group_id"),
        "apps": office.ask("GET", "/apps", as_=office.globex.admin)["items"][0].get("resource_id"),
    }
    specification = condition(kind, **{kind: [theirs[kind]]}, match="none")

    problem = office.refuse(422, "POST", "/filters", {"name": "Foreign", "specification": specification})

    assert problem["code"] == "unknown_reference"
    assert pointers(problem)[0].startswith("/specification")
    assert office.ask("GET", "/filters") == {"items": []}


def test_a_filter_does_not_name_a_site_that_the_organization_does_not_have(shared_office: Office) -> None:
    office = shared_office
    site = office.ask("GET", "/sites", as_=office.globex.admin)["items"][0]["site_id"]

    specification = condition("sites", sites=[site], match="none")

    problem = office.refuse(422, "POST", "/filters", {"name": "Foreign", "specification": specification})

    assert problem["code"] == "unknown_reference"

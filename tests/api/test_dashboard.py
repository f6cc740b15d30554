"""The dashboard's numbers against the sandbox's truth, and what it says of runs."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.api.ground import Office
from tests.api.outside import true_users
from tests.api.stories import EVERYBODY, save_task
from tests.ground.people import is_active

WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 5}
SEATS = {"atlassian/user", "atlassian/admin"}
CUSTOMER = "atlassian/customer"
ADMINISTRATION = ("ari:cloud:jira-admin:", "ari:cloud:platform:")


def count_truth(office: Office, app: dict[str, Any], cutoff: datetime) -> dict[str, int]:
    """Who has access to an app and when they last used it, person by person."""
    counts = dict.fromkeys(("active", "inactive", "never", "total", "billable"), 0)
    for user in true_users(office).values():
        roles = {one["role"] for one in user["access"] if one["resource_id"] == app["resource_id"]}
        if not roles:
            continue
        at = find_activity(user, app)
        counts["total"] += 1
        uses = bool(roles - {CUSTOMER}) and not app["resource_id"].startswith(ADMINISTRATION)
        counts["never" if at is None else "active" if at > cutoff else "inactive"] += uses
        # For an agent whose row says what those of people say, the page cannot know better (admin API contract 5.6).
        is_billed = is_active(user | {"account_type": "atlassian"}) and not user["is_for_deletion"]
        counts["billable"] += uses and bool(roles & SEATS) and is_billed
    return counts


def find_activity(user: dict[str, Any], app: dict[str, Any]) -> datetime | None:
    """When the sandbox says that a user was last active in an app."""
    at = user["activity"].get(app["resource_id"])
    return None if at is None else datetime.fromisoformat(at)


def test_the_numbers_of_every_app_are_true(shared_office: Office) -> None:
    office = shared_office
    dashboard = office.ask("GET", "/dashboard")
    cutoff = office.clock() - timedelta(days=dashboard["inactivity_days"])

    for app in dashboard["apps"]:
        told = {name: app[name] for name in ("active", "inactive", "never", "total", "billable")}
        assert told == count_truth(office, app, cutoff), app["label"]
        assert app["unknown"] == 0
    assert sum(app["total"] for app in dashboard["apps"]) > 200
    assert sum(app["inactive"] for app in dashboard["apps"]) > 20


def test_users_are_counted_once_and_by_status(shared_office: Office) -> None:
    numbers = shared_office.ask("GET", "/dashboard")["users"]

    assert numbers["total"] == len(true_users(shared_office)) == sum(numbers["by_status"].values())
    assert numbers["total"] == shared_office.ask("POST", "/users/search", {})["total"]
    for status, count in numbers["by_status"].items():
        specification = {"version": 1, "root": {"type": "status", "statuses": [status]}}
        assert shared_office.ask("POST", "/users/search", {"specification": specification})["total"] == count


def test_a_site_shows_its_own_apps_and_the_people_who_use_them(shared_office: Office) -> None:
    office = shared_office
    everything = office.ask("GET", "/dashboard")
    for site in office.ask("GET", "/sites")["items"]:
        shown = office.ask("GET", f"/dashboard?site_id={site['site_id']}")

        assert shown["apps"] == [app for app in everything["apps"] if app["site_id"] == site["site_id"]]
        specification = {"version": 1, "root": {"type": "sites", "sites": [site["site_id"]], "match": "any"}}
        people = office.ask("POST", "/users/search", {"specification": specification})["total"]
        assert 0 < shown["users"]["total"] == people < everything["users"]["total"]
    theirs = office.ask("GET", "/sites", as_=office.globex.admin)["items"][0]["site_id"]
    office.refuse(404, "GET", f"/dashboard?site_id={theirs}")


def test_what_runs_next_and_what_failed_is_shown(office: Office) -> None:
    quiet = save_task(office, EVERYBODY, name="Quiet", schedule=WEEKLY)
    task = save_task(office, EVERYBODY, name="Weekly", schedule=WEEKLY, is_schedule_active=True)
    assert quiet["next_run_at"] is None

    upcoming = office.ask("GET", "/dashboard")["upcoming"]
    slot = {"at": task["next_run_at"], "starts_at": task["next_run_at"], "blackout": None, "count": 1, "last_at": None}
    shown = {"task_id": task["id"], "name": "Weekly", "next_run_at": task["next_run_at"], "time_zone": "UTC"}
    assert upcoming == [shown | {"next_slots": [slot]}]

    office.acme.desk.advance_to_next_run(task["id"], hours=7)
    office.advance()
    office.work()
    failures = office.ask("GET", "/dashboard")["failures"]
    assert [(run["name"], run["state"]) for run in failures] == [("Weekly", "missed")]
    assert office.ask("GET", "/dashboard", as_=office.globex.admin)["failures"] == []


def test_the_charts_show_todays_numbers_as_the_last_day(shared_office: Office) -> None:
    office = shared_office
    dashboard, history = office.ask("GET", "/dashboard"), office.ask("GET", "/dashboard/history?days=30")

    first, last = date.fromisoformat(history["since"]), date.fromisoformat(history["until"])
    assert last - first == timedelta(days=29)
    assert [app["label"] for app in history["apps"]] == [app["label"] for app in dashboard["apps"]]
    for shown, now in zip(history["apps"], dashboard["apps"], strict=True):
        [day] = shown["days"]
        assert day["inactivity_days"] == dashboard["inactivity_days"]
        assert (day["total"], day["billable"]) == (now["total"], now["billable"])
        users = day["active"] + day["inactive"] + day["never"] + day["unknown"]
        assert day["billable"] <= users <= day["total"]


def test_the_charts_show_one_site_and_nothing_of_another_organization(shared_office: Office) -> None:
    office = shared_office
    for site in office.ask("GET", "/sites")["items"]:
        apps = office.ask("GET", f"/dashboard/history?site_id={site['site_id']}")["apps"]
        assert {app["site_id"] for app in apps} == {site["site_id"]}
    theirs = office.ask("GET", "/sites", as_=office.globex.admin)["items"][0]["site_id"]
    office.refuse(404, "GET", f"/dashboard/history?site_id={theirs}")
    assert office.refuse(422, "GET", "/dashboard/history?days=401")["errors"][0]["pointer"] == "/days"

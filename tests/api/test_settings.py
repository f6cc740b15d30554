"""Settings, the protected list and the audit log."""

from typing import Any

import pytest

from tests.api.ground import Office, pointers
from tests.api.stories import draft, ordinary, people, pick_group, run_to_end, save_filter, save_task, walk

WEEKLY = {"mode": "weekly", "weekdays": ["monday"], "hour": 5}


def test_settings_change_one_by_one_and_the_audit_log_says_what(office: Office) -> None:
    before = office.ask("GET", "/settings")

    after = office.ask("PATCH", "/settings", {"time_zone": "Europe/Berlin", "inactivity_days": 60})
    same = office.ask("PATCH", "/settings", {"inactivity_days": 60}, as_=office.acme.colleague)

    assert after == same == before | {"time_zone": "Europe/Berlin", "inactivity_days": 60}
    [entry, *_older] = office.ask("GET", "/audit")["items"]
    assert (entry["event"], entry["by"]["account_id"]) == ("settings.updated", office.acme.admin.account_id)
    assert entry["before"] == {name: before[name] for name in ("time_zone", "inactivity_days")}
    assert entry["after"] == {"time_zone": "Europe/Berlin", "inactivity_days": 60}
    assert office.ask("GET", "/dashboard")["inactivity_days"] == 60
    other = office.ask("GET", "/settings", as_=office.globex.admin)
    assert other == before | {"organization_admins": other["organization_admins"]}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"time_zone": "Mars"}, "/time_zone"),
        ({"time_zone": "x" * 65}, "/time_zone"),
        ({"language": "fr"}, "/language"),
        ({"daily_sync_hour": 24}, "/daily_sync_hour"),
        ({"daily_sync_hour": "3"}, "/daily_sync_hour"),
        ({"inactivity_days": 0}, "/inactivity_days"),
        ({"inactivity_days": 2**80}, "/inactivity_days"),
        ({"young_account_days": -1}, "/young_account_days"),
        ({"limit_percent": 0}, "/limit_percent"),
        ({"limit_percent": 101}, "/limit_percent"),
        ({"limit_people": -1}, "/limit_people"),
        ({"limit_people": 2**31}, "/limit_people"),
        ({"is_stopped": "yes"}, "/is_stopped"),
        ({"is_four_eyes_required": 0}, "/is_four_eyes_required"),
        ({"are_product_admins_allowed": 1}, "/are_product_admins_allowed"),
        ({"are_schedules_confirmed": False}, "/are_schedules_confirmed"),
        ({"run_retention_days": -1}, "/run_retention_days"),
        ({"run_retention_days": 3651}, "/run_retention_days"),
        ({"retention": 5}, "/retention"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_changes(
    changes: dict[str, Any], wrong: str, shared_office: Office
) -> None:
    before = shared_office.ask("GET", "/settings")

    problem = shared_office.refuse(422, "PATCH", "/settings", {"young_account_days": 9} | changes)

    assert pointers(problem) == [wrong]
    assert shared_office.ask("GET", "/settings") == before


def test_the_stop_switch_ends_what_runs_and_keeps_everything_from_starting(office: Office) -> None:
    anna, ben = ordinary(office.acme)[:2]
    task = save_task(office, people(anna), schedule=WEEKLY, is_schedule_active=True)
    run = office.ask("POST", f"/tasks/{task['id']}/runs")

    office.change_settings(is_stopped=True)
    office.work()

    assert office.ask("GET", f"/runs/{run['id']}")["state"] == "cancelled"
    assert office.refuse(409, "POST", f"/tasks/{task['id']}/runs")["code"] == "stopped"
    bulk = {"account_ids": [ben], "actions": [{"type": "suspend_user"}]}
    assert office.refuse(409, "POST", "/bulk/runs", bulk)["code"] == "stopped"
    stopped = office.ask("GET", f"/tasks/{task['id']}")
    assert (stopped["next_run_at"], office.ask("GET", "/me")["is_stopped"]) == (None, True)
    assert "stopped" in stopped["no_next_run_reason"]
    assert office.acme.desk.writes() == []

    office.change_settings(is_stopped=False)
    assert office.ask("GET", f"/tasks/{task['id']}")["next_run_at"] == task["next_run_at"]


def test_a_switch_lets_product_admins_in_and_out(office: Office) -> None:
    someone, stranger = office.acme.product_admin, office.acme.stranger
    assert office.refuse(403, "GET", "/tasks", as_=someone)["code"] == "not_admin"

    office.change_settings(are_product_admins_allowed=True)
    assert office.ask("GET", "/tasks", as_=someone) == {"items": []}
    assert office.ask("GET", "/me", as_=someone)["is_allowed"]
    assert not office.ask("GET", "/me", as_=someone)["is_org_admin"]
    assert office.ask("POST", "/filters", {"name": "Mine", "specification": people("x")}, as_=someone)["id"]
    assert office.refuse(403, "GET", "/tasks", as_=stranger)["code"] == "not_admin"
    assert office.refuse(403, "GET", "/tasks", as_=office.globex.product_admin)["code"] == "not_admin"

    office.change_settings(are_product_admins_allowed=False)
    assert office.refuse(403, "GET", "/tasks", as_=someone)["code"] == "not_admin"


def test_whom_the_list_protects_no_task_touches(office: Office) -> None:
    anna, ben, carl, dora = ordinary(office.acme)[:4]
    group = pick_group(office)
    office.sandbox.call(
        "POST",
        f"/organizations/{office.acme.org_id}/effects",
        {"effects": [["member_added", {"account_id": ben, "group_id": group["group_id"]}]]},
    )
    office.ask("POST", "/syncs")
    office.work()
    email = office.ask("GET", f"/users/{anna}")["email"]

    by_email = office.ask("POST", "/protected", {"kind": "user", "value": email.upper(), "reason": "The founder"})
    by_group = office.ask("POST", "/protected", {"kind": "group", "value": group["group_id"], "reason": "On call"})
    short = {"kind": "user", "value": carl, "reason": "Until then", "expires_at": office.clock().isoformat()}
    office.ask("POST", "/protected", short | {"expires_at": "2030-01-01T00:00:00+01:00"})

    assert (by_email["value"], by_group["label"]) == (anna, group["name"])
    assert by_email["label"]
    run = run_to_end(office, save_task(office, people(anna, ben, carl, dora)))
    outcomes = {line["account_id"]: line["reason"] for line in walk(office, f"/runs/{run['id']}/operations")}
    assert outcomes == {anna: "protected", ben: "protected", carl: "protected", dora: None}
    told = {one: office.ask("GET", f"/users/{one}")["spared_for"] for one in (*outcomes, office.acme.admin.account_id)}
    assert told == outcomes | {office.acme.admin.account_id: "org_admin"}

    office.ask("DELETE", f"/protected/{by_email['id']}")
    assert [one["kind"] for one in office.ask("GET", "/protected")["items"]] == ["group", "user"]
    assert office.ask("GET", "/protected", as_=office.globex.admin) == {"items": []}
    entries = [entry for entry in office.ask("GET", "/audit")["items"] if entry["event"].startswith("protection.")]
    founder = ("protection.removed", by_email["label"])
    assert [(entry["event"], entry["subject"]) for entry in entries if entry["subject"] != group["name"]] == [
        founder,
        ("protection.added", office.ask("GET", f"/users/{carl}")["name"]),
        ("protection.added", founder[1]),
    ]
    assert [entry["event"] for entry in entries if entry["subject"] == group["name"]] == ["protection.added"]


@pytest.mark.parametrize(
    ("changes", "status", "wrong"),
    [
        ({"kind": "planet"}, 422, "/kind"),
        ({"reason": " "}, 422, "/reason"),
        ({"value": ""}, 422, "/value"),
        ({"value": "x" * 201}, 422, "/value"),
        ({"expires_at": "tomorrow"}, 422, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, 422, "/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, 422, "/expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+12:00"}, 422, "/expires_at"),
        ({"expires_at": 4_000_000_000}, 422, "/expires_at"),
        ({"kind": "user", "value": "nobody@nowhere.example"}, 404, None),
        ({"kind": "group", "value": "unknown"}, 404, None),
        ({"value": "@Once.example"}, 409, None),
    ],
)
def test_a_wrong_protection_is_refused(
    changes: dict[str, Any], status: int, wrong: str | None, shared_office: Office
) -> None:
    office = shared_office
    body = {"kind": "domain", "value": "once.example", "reason": "Partners"}
    before = office.ask("GET", "/protected")["items"] or [office.ask("POST", "/protected", body)]

    problem = office.refuse(status, "POST", "/protected", body | changes)

    assert [one["pointer"] for one in problem.get("errors", [])] == ([wrong] if wrong else [])
    assert office.ask("GET", "/protected")["items"] == before


def test_a_protection_does_not_end_before_it_begins(shared_office: Office) -> None:
    body = {"kind": "domain", "value": "past.example", "reason": "Late", "expires_at": "2020-01-01T00:00:00Z"}

    assert pointers(shared_office.refuse(422, "POST", "/protected", body)) == ["/expires_at"]


def test_the_audit_log_tells_who_did_what_page_by_page(office: Office) -> None:
    saved = save_filter(office)
    task = office.ask("POST", "/tasks", draft(saved["id"]), as_=office.acme.colleague)
    office.ask("PUT", f"/tasks/{task['id']}", draft(saved["id"], name="Renamed", version=1))
    office.ask("POST", f"/tasks/{task['id']}/clone")
    office.ask("DELETE", f"/tasks/{task['id']}", as_=office.acme.colleague)
    for number in range(60):
        office.change_settings(young_account_days=number)

    first = office.ask("GET", "/audit")
    entries = walk(office, "/audit")

    assert (len(first["items"]), len(entries)) == (50, len({entry["id"] for entry in entries}))
    assert [entry["id"] for entry in entries] == sorted((entry["id"] for entry in entries), reverse=True)
    told = [
        (entry["event"], entry["subject"], entry["by"]["account_id"]) for entry in entries if entry["event"][0] in "ft"
    ]
    admin, colleague = office.acme.admin.account_id, office.acme.colleague.account_id
    assert told == [
        ("task.removed", "Renamed", colleague),
        ("task.created", "Renamed (copy)", admin),
        ("task.updated", "Renamed", admin),
        ("task.created", "Clean up", colleague),
        ("filter.created", "Everybody", admin),
    ]
    update = next(entry for entry in entries if entry["event"] == "task.updated")
    assert (update["before"]["name"], update["after"]["name"]) == ("Clean up", "Renamed")
    others = office.ask("GET", "/audit", as_=office.globex.admin)["items"]
    assert {entry["by"]["account_id"] for entry in others if entry["by"]} == {office.globex.admin.account_id}


def test_the_time_zones_to_choose_from_are_all_accepted(shared_office: Office) -> None:
    zones = {zone["name"]: zone for zone in shared_office.ask("GET", "/time-zones")["items"]}

    assert zones["Asia/Kolkata"]["aliases"] == ["Asia/Calcutta"]
    assert zones["Asia/Kolkata"]["offset_minutes"] == 330
    before = shared_office.ask("GET", "/settings")["time_zone"]
    for name in ("Asia/Kolkata", "Asia/Calcutta", "America/Coyhaique", before):
        assert shared_office.ask("PATCH", "/settings", {"time_zone": name})["is_time_zone_known"] is True
    for name in ("posix/Europe/Berlin", "right/Europe/Berlin", "localtime"):
        assert pointers(shared_office.refuse(422, "PATCH", "/settings", {"time_zone": name})) == ["/time_zone"]

"""Every change that a route makes stands in the audit log: who, what, before and after, and never a secret.

Works over the app's own map of routes: whoever adds a route that changes something adds its story here.
"""

from collections.abc import Callable
from typing import Any

import pytest

from app.platform.guards import Guard
from tests.api.ground import Office, in_days
from tests.api.stories import SUSPEND, draft, give_back, ordinary, people, run_to_end, save_filter, save_task
from tests.ground.receivers import running_receiver
from tests.guards.routes import list_routes
from worker.deliveries import deliver_due

Story = Callable[[Office], tuple[str, Any]]
"""Prepares what the route needs; returns its path and body."""
SWITCHED_ON = {"is_schedule_active": True, "is_confirmed": True}
HOOK = {"kind": "webhook", "name": "Hook", "events": ["key.dead"], "url": "http://127.0.0.1:1/"}


def number(office: Office) -> int:
    """A number that no name has yet."""
    return int(office.ask("GET", "/audit")["items"][0]["id"])


def a_filter(office: Office) -> dict[str, Any]:
    return save_filter(office, f"Filter {number(office)}", people(ordinary(office.acme)[0]))


def a_task(office: Office, *accounts: str, **fields: Any) -> dict[str, Any]:
    return save_task(office, people(*accounts), name=f"Task {number(office)}", **fields)


def a_held_run(office: Office, first: int = 0) -> dict[str, Any]:
    return hold(office, ordinary(office.acme)[first : first + 2])


def hold(office: Office, accounts: list[str]) -> dict[str, Any]:
    run = run_to_end(office, a_task(office, *accounts, max_users=1))
    assert run["state"] == "held"
    return run


def a_channel(office: Office) -> dict[str, Any]:
    channel = office.ask("POST", "/channels", HOOK)
    assert isinstance(channel, dict)
    return channel


def a_failed_notification(office: Office) -> int:
    with running_receiver() as receiver:
        receiver.statuses = [500]
        channel = office.ask("POST", "/channels", HOOK | {"url": receiver.url})
        test_id = int(office.ask("POST", f"/channels/{channel['id']}/test")["notification_id"])
        with office.database.tenant_session(office.acme.tenant_id) as session:
            session.connection().exec_driver_sql("update notifications set most_tries = 1")
        deliver_due(office.acme.desk.context, office.acme.tenant_id)
    return test_id


def an_entry(office: Office) -> dict[str, Any]:
    value = f"d{number(office)}.example"
    entry = office.ask("POST", "/protected", {"kind": "domain", "value": value, "reason": "Partners"})
    assert isinstance(entry, dict)
    return entry


def a_blackout(office: Office) -> int:
    return int(office.ask("POST", "/blackout-days", {"first_on": "2026-12-24"})["id"])


def a_restored_user(office: Office) -> int:
    return give_back(office, office.acme, f"somebody-{number(office)}")


def with_body(path: str, body: Any) -> Story:
    return lambda _office: (path, body)


def update_filter(office: Office) -> tuple[str, Any]:
    saved = a_filter(office)
    changed = {"name": f"{saved['name']}!", "specification": saved["specification"], "version": saved["version"]}
    return f"/filters/{saved['id']}", changed


def update_task(office: Office) -> tuple[str, Any]:
    task = a_task(office, "nobody")
    return f"/tasks/{task['id']}", draft(task["filter"]["id"], name=f"{task['name']}!", version=task["version"])


def undo_run(office: Office) -> tuple[str, Any]:
    run = run_to_end(office, a_task(office, ordinary(office.acme)[5]))
    return f"/runs/{run['id']}/undo", None


def cancel_run(office: Office) -> tuple[str, Any]:
    run = office.ask("POST", f"/tasks/{a_task(office, 'nobody')['id']}/runs")
    return f"/runs/{run['id']}/cancel", None


def approve_run(office: Office) -> tuple[str, Any]:
    run = a_held_run(office)
    return f"/runs/{run['id']}/approve", {"plan_hash": run["plan_hash"]}


def take_out_of_plan(office: Office) -> tuple[str, Any]:
    # Asked for once: what other stories have set going may change who is an ordinary person meanwhile.
    accounts = ordinary(office.acme)[7:9]
    return f"/runs/{hold(office, accounts)['id']}/take-out", {"account_ids": accounts[:1]}


def put_back_into_plan(office: Office) -> tuple[str, Any]:
    path, body = take_out_of_plan(office)
    office.ask("POST", path, body)
    return path.replace("take-out", "put-back"), body


def put_organization(office: Office) -> tuple[str, Any]:
    acme = office.acme
    return "/organization", {"org_id": acme.org_id, "api_key": acme.api_key, "expires_on": in_days(60)}


def end_exemption(office: Office) -> tuple[str, Any]:
    path = f"/tasks/{a_task(office, 'nobody')['id']}/exemptions/{ordinary(office.acme)[0]}"
    office.ask("PUT", path, {"reason": "Leave"})
    return path, None


def start_sync(office: Office) -> tuple[str, Any]:
    office.work()
    return "/syncs", None


def stop_sync(office: Office) -> tuple[str, Any]:
    office.work()
    return f"/syncs/{office.ask('POST', '/syncs')['id']}/cancel", None


STORIES: dict[str, tuple[str, Story, bool, bool]] = {
    # view: (event, story, has a before, has an after)
    "create_filter": (
        "filter.created", with_body("/filters", {"name": "New", "specification": people("x")}), False, True,
    ),
    "update_filter": ("filter.updated", update_filter, True, True),
    "copy_filter": (
        "filter.created", lambda o: (f"/filters/{a_filter(o)['id']}/copy", {"name": "Copied"}), False, True,
    ),
    "delete_filter": ("filter.deleted", lambda o: (f"/filters/{a_filter(o)['id']}", None), True, False),
    "create_task": ("task.created", lambda o: ("/tasks", draft(a_filter(o)["id"], name="New")), False, True),
    "update_task": ("task.updated", update_task, True, True),
    "set_schedule_active": (
        "task.schedule_switched",
        lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}/schedule-active", SWITCHED_ON), True, True,
    ),
    "clone_task": ("task.created", lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}/clone", None), False, True),
    "remove_task": ("task.removed", lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}", None), True, False),
    "set_task_mode": (
        "task.mode_changed", lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}/mode", {"mode": "test"}), True, True,
    ),
    "set_exemption": (
        "exemption.set",
        lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}/exemptions/{ordinary(o.acme)[0]}", {"reason": "Leave"}),
        False, True,
    ),
    "end_exemption": ("exemption.ended", end_exemption, True, False),
    "run_task_now": ("run.requested", lambda o: (f"/tasks/{a_task(o, 'nobody')['id']}/runs", None), False, True),
    "cancel_run": ("run.cancel_requested", cancel_run, True, True),
    "approve_run": ("run.approved", approve_run, True, True),
    "reject_run": ("run.rejected", lambda o: (f"/runs/{a_held_run(o, 2)['id']}/reject", None), True, True),
    "take_out_of_plan": ("run.people_taken_out", take_out_of_plan, True, True),
    "put_back_into_plan": ("run.people_put_back", put_back_into_plan, True, True),
    "undo_run": ("run.undo_requested", undo_run, False, True),
    "run_bulk": (
        "run.bulk_requested",
        lambda o: ("/bulk/runs", {"account_ids": ordinary(o.acme)[:1], "actions": [SUSPEND]}), False, True,
    ),
    "export_users": ("users.exported", with_body("/users/export", {}), False, True),
    "export_users_part": ("users.exported", with_body("/users/export/part", {}), False, True),
    "update_settings": ("settings.updated", with_body("/settings", {"inactivity_days": 77}), True, True),
    "add_protected": (
        "protection.added",
        with_body("/protected", {"kind": "domain", "value": "new.example", "reason": "Ours"}), False, True,
    ),
    "add_blackout": (
        "blackout.added", with_body("/blackout-days", {"first_on": "2026-12-24", "note": "Freeze"}), False, True,
    ),
    "remove_blackout": ("blackout.removed", lambda o: (f"/blackout-days/{a_blackout(o)}", None), True, False),
    "end_sparing": ("restored.ended", lambda o: (f"/restored/{a_restored_user(o)}", None), True, False),
    "remove_protected": ("protection.removed", lambda o: (f"/protected/{an_entry(o)['id']}", None), True, False),
    "put_organization": ("organization.key_stored", put_organization, True, True),
    "examine_organization": ("organization.examined", with_body("/health/examination", None), False, True),
    "start_sync": ("sync.requested", start_sync, False, True),
    "stop_sync": ("sync.cancelled", stop_sync, False, True),
    "create_channel": ("channel.added", with_body("/channels", HOOK), False, True),
    "update_channel": ("channel.updated", lambda o: (f"/channels/{a_channel(o)['id']}", {"name": "Other"}), True, True),
    "remove_channel": ("channel.removed", lambda o: (f"/channels/{a_channel(o)['id']}", None), True, False),
    "rotate_channel_secret": (
        "channel.secret_rotated", lambda o: (f"/channels/{a_channel(o)['id']}/secret", None), False, True,
    ),
    "ask_recipients": (
        "channel.recipients_asked", lambda o: (f"/channels/{a_channel(o)['id']}/confirmations", None), False, True,
    ),
    "test_channel": ("channel.tested", lambda o: (f"/channels/{a_channel(o)['id']}/test", None), False, True),
    "repeat_notification": (
        "notification.repeated", lambda o: (f"/notifications/{a_failed_notification(o)}/repeat", None), True, True,
    ),
}  # fmt: skip


ELSEWHERE = {"link_earlier_installation", "take_over_organization", "repair_references"}
"""tests/platform/test_relinking.py, tests/api/test_one_owner.py and tests/api/test_gone_things.py look at theirs."""


def list_changing(office: Office) -> dict[str, str]:
    """View and method of every route that changes something; routes that only read are guarded for reading."""
    changing = (Guard.EXPORT, Guard.ADMIN_FOR_CHANGE, Guard.RELEASE, Guard.CONFIGURATION, Guard.ACCOUNT)
    return {
        route.view: route.method
        for route in list_routes(office)
        if route.guard in changing and route.method != "GET"
    }  # fmt: skip


def test_every_route_that_changes_something_has_a_story_here(office: Office) -> None:
    assert set(list_changing(office)) == set(STORIES) | ELSEWHERE


@pytest.mark.parametrize("view", STORIES)
def test_a_change_stands_in_the_audit_log(view: str, office: Office) -> None:
    event, story, has_before, has_after = STORIES[view]
    method = list_changing(office)[view]
    path, body = story(office)
    newest = number(office)
    colleague = office.acme.colleague

    answer = office.request(method, path, body, as_=colleague)

    assert answer.status_code < 300, answer.text
    entries = [one for one in office.ask("GET", "/audit")["items"] if one["id"] > newest]
    [entry] = [one for one in entries if one["event"] == event]
    assert entry["by"]["account_id"] == colleague.account_id
    assert (entry["before"] is not None, entry["after"] is not None) == (has_before, has_after)
    if has_before and has_after:
        assert entry["before"] != entry["after"]
    secret = (answer.get_json(silent=True) or {}).get("secret") if answer.data else None
    for word in filter(None, (office.acme.api_key, secret)):
        assert word not in str(entries)

"""The app's own map of routes, and how each is called: what tests of every route walk over.

Whoever adds a route with a body adds what it takes to BODIES; whoever opens one to everybody adds it to OPEN.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.models import Base
from app.platform.guards import Guard, find_guard
from tests.api.ground import API, Caller, Office
from tests.api.stories import EVERYBODY, SUSPEND, draft, give_back, ordinary, people, run_to_end, save_filter

OPEN = {
    "/atlassian-connect.json",
    "/assets/<path:name>",
    "/confirm/<token>",  # whoever reads the mailbox: the link holds a token of its own
    "/connect/assets/<path:name>",
    "/health/live",
    "/health/ready",
    "/metrics",  # asks for a token of its own, the operator's
    f"{API}/openapi.json",
    f"{API}/run-result.schema.json",
}
DRAFT: dict[str, Any] = draft(None)
BODIES: dict[str, dict[str, Any]] = {
    "create_filter": {"name": "Any", "specification": EVERYBODY},
    "update_filter": {"name": "Any", "specification": EVERYBODY, "version": 1},
    "copy_filter": {"name": "Copy"},
    "describe_filter": {"specification": EVERYBODY},
    "preview_filter_change": {"specification": EVERYBODY},
    "repair_references": {"kind": "group", "gone_id": "gone", "new_id": "new"},
    "create_task": DRAFT,
    "update_task": DRAFT | {"version": 1},
    "set_schedule_active": {"is_schedule_active": False},
    "preview_task": DRAFT,
    "preview_schedule": {"schedule": DRAFT["schedule"]},
    "set_task_mode": {"mode": "test"},
    "set_exemption": {"reason": "On leave"},
    "approve_run": {"plan_hash": "0" * 64},
    "take_out_of_plan": {"account_ids": ["nobody"]},
    "put_back_into_plan": {"account_ids": ["nobody"]},
    "preview_bulk": {"account_ids": ["nobody"], "actions": [SUSPEND]},
    "run_bulk": {"account_ids": ["nobody"], "actions": [SUSPEND]},
    "explain_user": {"specification": EVERYBODY},
    "add_protected": {"kind": "domain", "value": "any.example", "reason": "Any"},
    "add_blackout": {"first_on": "2026-12-24"},
    "create_channel": {"kind": "webhook", "name": "Any", "events": ["run.failed"], "url": "http://127.0.0.1:1/"},
    "put_organization": {"org_id": "any", "api_key": "any", "expires_on": "2099-01-01"},
    "take_over_organization": {"org_id": "any", "api_key": "any", "expires_on": "2099-01-01"},
}


@dataclass(frozen=True)
class Route:
    """One method of one rule."""

    method: str
    rule: str
    view: str
    guard: Guard | None
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def fill(self, values: dict[str, Any]) -> str:
        """The path with ids in it."""
        path = self.rule
        for name in self.arguments:
            for kind in ("", "int:", "path:"):
                path = path.replace(f"<{kind}{name}>", str(values[name]))
        assert "<" not in path, f"{self}: a kind of id that this test does not know"
        return path


def make_ids(office: Office) -> dict[str, Any]:
    """The ids of what Acme has, by the names that routes give them."""
    saved = save_filter(office, "Some", people(*ordinary(office.acme)[:2]))
    task = office.ask("POST", "/tasks", draft(saved["id"]))
    run = run_to_end(office, task)
    entry = office.ask("POST", "/protected", {"kind": "domain", "value": "partner.example", "reason": "Partners"})
    hook = {"kind": "webhook", "name": "Some hook", "events": ["key.dead"], "url": "http://127.0.0.1:1/"}
    channel = office.ask("POST", "/channels", hook)
    test = office.ask("POST", f"/channels/{channel['id']}/test")
    told = {"channel_id": channel["id"], "notification_id": test["notification_id"]}
    found = told | {"filter_id": saved["id"], "task_id": task["id"], "run_id": run["id"], "entry_id": entry["id"]}
    found["restored_id"] = give_back(office, office.acme, ordinary(office.acme)[1])
    found["blackout_id"] = office.ask("POST", "/blackout-days", {"first_on": "2000-01-01"})["id"]
    exempt = ordinary(office.acme)[0]
    office.ask("PUT", f"/tasks/{task['id']}/exemptions/{exempt}", {"reason": "On leave"})
    found["earlier_id"] = office.acme.tenant_id
    found["sync_id"] = office.ask("POST", "/syncs")["id"]
    return found | {"account_id": exempt, "name": "index.js", "token": "x"}


def list_routes(office: Office) -> list[Route]:
    app = office.app
    return [
        Route(
            method, rule.rule, rule.endpoint.rpartition(".")[2],
            find_guard(app.view_functions[rule.endpoint]), frozenset(rule.arguments),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]  # fmt: skip


def list_api(office: Office) -> list[Route]:
    routes = [route for route in list_routes(office) if route.rule.startswith(f"{API}/") and route.rule not in OPEN]
    assert len(routes) >= 45
    return routes


def call(office: Office, route: Route, ids: dict[str, Any], caller: Caller | None) -> TestResponse:
    """The route with Acme's ids and a body it takes, with a token of the caller or bare."""
    body = BODIES.get(route.view, {}) if route.method in ("POST", "PUT", "PATCH") else None
    headers = {} if caller is None else office.sign(caller)
    with office.app.test_client() as client:
        return client.open(route.fill(ids), method=route.method, json=body, headers=headers, buffered=True)


CHANGES = {Guard.ADMIN_FOR_CHANGE, Guard.RELEASE, Guard.CONFIGURATION}


def look(office: Office) -> dict[str, list[str]]:
    """Every row of every table, but for who was looked up when."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != "access_checks"]
    with office.database.system_session() as session:
        return {table.name: sorted(map(str, session.execute(sa.select(table)))) for table in tables}

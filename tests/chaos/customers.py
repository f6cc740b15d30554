"""Customers of a running product who talk to its API as the page does; patient, because processes die under them."""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import requests

from tests.ground.people import is_ordinary
from tests.ground.stack import Stack

PATIENCE_SECONDS = 240
PAGES = ("/me", "/dashboard", "/tasks", "/filters", "/runs", "/settings", "/mirror", "/groups", "/health", "/audit")
ACTIVE = ("queued", "syncing", "planning", "running")


@dataclass
class Customer:
    """One tenant: an organization of the sandbox, an installation, and its admin."""

    stack: Stack
    organization: dict[str, Any]
    tenant: str
    admin: str
    http: requests.Session = field(default_factory=requests.Session)
    runs: dict[int, list[str]] = field(default_factory=dict)
    """Run id → the people it should suspend."""
    people: list[str] = field(default_factory=list)
    """Who is left for further runs."""
    told: Counter[int] = field(default_factory=Counter)
    """The statuses of all answers."""
    faults: list[str] = field(default_factory=list)
    """Answers that tell of a fault of ours, not of a store that is away."""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API until it answers; what is refused for good fails the test."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._try(method, path, body)
            if answer is not None and answer.ok:
                return answer.json() if answer.content else None
            if answer is not None:
                assert answer.status_code >= 500, f"{method} {path}: {answer.status_code} {answer.text}"
            assert time.monotonic() < end, f"{method} {path} was never answered"
            time.sleep(0.5)

    def _try(self, method: str, path: str, body: Any) -> requests.Response | None:
        try:
            token = self.stack.sandbox.token(self.tenant, self.admin)
            headers = {"Authorization": f"JWT {token}"}
            url = f"{self.stack.app_url}/api/v1{path}"
            answer = self.http.request(method, url, json=body, headers=headers, timeout=20)
        except (requests.RequestException, AssertionError):
            return None
        self.told[answer.status_code] += 1
        if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{method} {path}: {answer.text[:300]}")
        return answer

    def connect(self) -> None:
        """Store the key and wait for the first sync."""
        self.store_key()
        self.wait_for_sync()

    def store_key(self) -> None:
        """Paste the organization API key; the first sync begins."""
        expires = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
        body = {"org_id": self.organization["org_id"], "api_key": self.organization["api_key"], "expires_on": expires}
        self.call("PUT", "/organization", body)
        self.call("PATCH", "/settings", {"young_account_days": 0})
        self.lift_limit()

    def lift_limit(self) -> None:
        """Let runs of any size go ahead; an earlier release knows no such limit."""
        if "limit_percent" in self.call("GET", "/settings"):
            self.call("PATCH", "/settings", {"limit_percent": 100})

    def wait_for_sync(self) -> None:
        """Until the first sync has ended."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.call("GET", "/mirror")["synced_at"] is None:
            assert time.monotonic() < end, "the first sync never ended"
            time.sleep(0.5)

    def start_run(self, people: list[str]) -> None:
        """A filter, a task and Run Now for these people."""
        name = f"storm {len(self.runs)} {people[0]}"
        specification = {"version": 1, "root": {"type": "people", "values": people}}
        saved = self.call("POST", "/filters", {"name": name, "specification": specification})
        task = {
            "name": name,
            "filter_id": saved["id"],
            "actions": [{"type": "suspend_user"}],
            "schedule": {"mode": "manual"},
        }
        made = self.call("POST", "/tasks", task)
        run = self.call("POST", f"/tasks/{made['id']}/runs")
        self.runs[int(run["id"])] = people

    def begin(self, people_per_run: int) -> None:
        """A run, until Atlassian is asked to change somebody."""
        self.people, before = self.ordinary(), len(self.writes())
        self.start_run(self._take(people_per_run))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.writes()) == before:
            assert time.monotonic() < end, "the first run never began"
            time.sleep(0.2)

    def keep_busy(self, runs: int, people_per_run: int, seconds: float) -> None:
        """So many more runs, spread over the time."""
        began = time.monotonic()
        for number in range(1, runs + 1):
            time.sleep(max(0.0, began + number * seconds / (runs + 1) - time.monotonic()))
            self.start_run(self._take(people_per_run))

    def browse(self, seconds: float) -> None:
        """Look at everything again and again, as the page does, and ask for a sync now and then."""
        end, http = time.monotonic() + seconds, replace(self, http=requests.Session())
        while time.monotonic() < end:
            for path in PAGES:
                http._try("GET", path, None)
                http._try("POST", "/users/search", {"limit": 50})
                time.sleep(0.1)
            http._try("POST", "/syncs", None)

    def _take(self, count: int) -> list[str]:
        taken, self.people = self.people[:count], self.people[count:]
        return taken

    def wait_for_runs(self) -> None:
        """Until every run has ended."""
        end = time.monotonic() + PATIENCE_SECONDS
        for run_id in self.runs:
            while (run := self.call("GET", f"/runs/{run_id}"))["state"] in ACTIVE:
                assert time.monotonic() < end, f"run {run_id} never ended: {run}"
                time.sleep(1)

    def succeeded(self, run_id: int) -> list[str]:
        """Accounts that the run's log says were changed."""
        result = self.call("GET", f"/runs/{run_id}/result.json")
        outcomes = {line["outcome"] for line in result["operations"]}
        assert outcomes <= {"succeeded", "skipped", "failed"}, outcomes
        return [line["account_id"] for line in result["operations"] if line["outcome"] == "succeeded"]

    def failed(self, run_id: int) -> list[str]:
        """Accounts whose change the run's log cannot vouch for."""
        result = self.call("GET", f"/runs/{run_id}/result.json")
        return [line["account_id"] for line in result["operations"] if line["outcome"] == "failed"]

    def skipped(self, run_id: int) -> Counter[str]:
        """Why people were left alone, by the run's log."""
        result = self.call("GET", f"/runs/{run_id}/result.json")
        return Counter(line["reason"] for line in result["operations"] if line["outcome"] == "skipped")

    def positions(self, run_id: int) -> dict[str, int]:
        """Where each account stands in the run's plan."""
        result = self.call("GET", f"/runs/{run_id}/result.json")
        return {line["account_id"]: int(line["position"]) for line in result["operations"]}

    def writes(self) -> list[dict[str, Any]]:
        """Suspensions that were asked for through the admin API, by the sandbox's audit log."""
        path = f"/audit?org_id={self.organization['org_id']}&after=0&limit=100000"
        entries = self.stack.sandbox.call("GET", path)["entries"]
        return [entry for entry in entries if entry["operation"] == "W3" and entry["key_id"]]

    def applied(self) -> list[str]:
        """Accounts really suspended, as often as it happened."""
        return [entry["target"]["account_id"] for entry in self.writes() if entry["outcome"] == "applied"]

    def ordinary(self) -> list[str]:
        """Active people who administer nothing."""
        users = self.stack.sandbox.users(self.organization["org_id"], limit="100000")
        return sorted(user["account_id"] for user in users if is_ordinary(user))


def open_customers(stack: Stack, count: int) -> list[Customer]:
    """Each with an organization of its own, whose reads show writes at once."""
    customers = []
    for number in range(count):
        if number == 0:
            organization = stack.sandbox.organization()
        else:
            body = {"name": f"Storm {number}", "users": 400}
            organization = stack.sandbox.call("POST", "/organizations", body)
        org_id = organization["org_id"]
        stack.sandbox.switch(
            org_id, rate_limits="1000", member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0
        )
        installation = stack.sandbox.install(stack.app_url, org_id=org_id)
        tenant = installation.get("client_key") or installation["installation"]["client_key"]
        admins = [user for user in stack.sandbox.users(org_id, limit="100000") if user["is_org_admin"]]
        customers.append(Customer(stack, organization, tenant, str(admins[0]["account_id"])))
    return customers

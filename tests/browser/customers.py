"""A customer of the running product: an organization of the sandbox with Rollcall installed, fresh for each story.

What a story is not about is prepared here through the API, with the tokens that the page would use.
"""

import copy
import itertools
import os
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import requests

from local.processes import ROOT
from tests.ground.people import is_active, only_uses_apps
from tests.ground.stack import Stack

ADMIN = "organization-admin"
EVERYBODY: dict[str, Any] = {"version": 1, "root": {"op": "and", "of": []}}
MANUAL = {"mode": "manual"}
PATIENCE_SECONDS = 60
_COUNTS: dict[str, Iterator[int]] = {}
_ENDED = ("succeeded", "partial", "failed", "cancelled", "held", "tested")


class Customer:
    """One organization, its installation, and an organization admin who may call the API."""

    def __init__(self, stack: Stack, organization: dict[str, Any], tenant: str) -> None:
        self.stack = stack
        self.organization = organization
        self.org_id: str = organization["org_id"]
        self.tenant = tenant
        self.caller = ADMIN
        self._http = requests.Session()
        self._http.trust_env = False

    @classmethod
    def arrive(cls, stack: Stack, users: int = 60) -> "Customer":
        """Seed an organization without limits and lags, and install the Connect app there. No key is stored yet."""
        organization = seed(stack, users)
        tenant = stack.sandbox.install(stack.app_url, org_id=organization["org_id"])["client_key"]
        return cls(stack, organization, tenant)

    @classmethod
    def arrive_by_forge(cls, stack: Stack, users: int = 60) -> "Customer":
        """The same with the Forge app, whose page is the very build that the Connect app serves."""
        organization = seed(stack, users)
        body = {
            "manifest_path": str(ROOT / "manifest.yml"),
            "static_dir": str(ROOT / "frontend" / "dist"),
            "app_url": stack.app_url,
            "org_id": organization["org_id"],
        }
        installed = stack.sandbox.call("POST", "/forge/installations", body)
        return cls(stack, organization, installed["installation_id"])

    def colleague(self) -> "Customer":
        """The same customer, called for by another organization admin than the one at the page."""
        users = self.stack.sandbox.users(self.org_id, limit="1000")
        mine = self.ask("GET", "/me")["account_id"]
        other = copy.copy(self)
        other.caller = next(
            str(user["account_id"])
            for user in users
            if user["is_org_admin"] and is_active(user) and user["account_id"] != mine
        )
        return other

    def page_url(self, address: str = "", **query: str) -> str:
        """Where the host shows the app to this customer, e.g. `page_url("/users", theme="dark")`."""
        text = urlencode({"tenant": self.tenant, **query})
        return f"{self.stack.host_url}/o/{self.org_id}/apps/rollcall?{text}{_fragment(address)}"

    def forge_url(self, address: str = "", **query: str) -> str:
        """Where the Forge host shows the app."""
        path = f"/o/{self.org_id}/apps/forge/{self.tenant}"
        return f"{self.stack.host_url}{path}?{urlencode(query)}{_fragment(address)}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API as an organization admin; the call has to succeed."""
        headers = {"Authorization": f"JWT {self.stack.sandbox.token(self.tenant, self.caller)}"}
        answer = self._http.request(
            method, f"{self.stack.app_url}/api/v1{path}", json=body, headers=headers, timeout=PATIENCE_SECONDS
        )
        assert answer.ok, f"{method} {path} answered {answer.status_code}: {answer.text}"
        return answer.json() if answer.content else None

    def connect(self) -> "Customer":
        """Store the key, wait for the first sync; all who are meant change."""
        self.store_key()
        wait_for(lambda: self.ask("GET", "/me")["setup"] == "ready", "the first sync")
        self.lift_limits()
        return self

    def lift_limits(self) -> None:
        """No run waits for a release because of how many it changes, and young accounts are not spared."""
        self.ask("PATCH", "/settings", {"young_account_days": 0, "limit_percent": 100})

    def store_key(self) -> None:
        """Paste the organization's key; the first sync begins."""
        expires = date.today() + timedelta(days=90)  # noqa: DTZ011 - what a person would type
        key = {"org_id": self.org_id, "api_key": self.organization["api_key"], "expires_on": expires.isoformat()}
        self.ask("PUT", "/organization", key)

    def save_filter(self, name: str, specification: dict[str, Any] = EVERYBODY) -> int:
        """A saved filter's id."""
        return int(self.ask("POST", "/filters", {"name": name, "specification": specification})["id"])

    def save_task(self, name: str, specification: dict[str, Any], *actions: dict[str, Any], **fields: Any) -> int:
        """A task's id; `specification` is saved as its filter."""
        draft = {
            "name": name,
            "filter_id": self.save_filter(f"Filter of {name}", specification),
            "actions": list(actions),
            "schedule": MANUAL,
            "is_confirmed": True,
        }
        return int(self.ask("POST", "/tasks", draft | fields)["id"])

    def start(self, task_id: int) -> int:
        """Run Now; the run's id."""
        return int(self.ask("POST", f"/tasks/{task_id}/runs")["id"])

    def run(self, task_id: int) -> dict[str, Any]:
        """Run Now, and wait until the run has ended or is held."""
        return self.wait_for_run(self.start(task_id))

    def wait_for_run(self, run_id: int, *states: str) -> dict[str, Any]:
        """The run once it is in one of the states, by default ended or held."""
        wait_for(lambda: self._run(run_id)["state"] in (states or _ENDED), f"the end of run {run_id}")
        return self._run(run_id)

    def _run(self, run_id: int) -> dict[str, Any]:
        run = self.ask("GET", f"/runs/{run_id}")
        assert isinstance(run, dict)
        return run

    def ordinary_people(self) -> list[dict[str, Any]]:
        """Active people who use apps and administer nothing."""
        users = self.stack.sandbox.users(self.org_id, limit="1000")
        return [user for user in users if only_uses_apps(user) and user["email"]]

    def free_groups(self) -> list[dict[str, Any]]:
        """Groups that give no app and may be changed, as the app knows them."""
        return self._groups(is_managed=False)

    def managed_groups(self) -> list[dict[str, Any]]:
        """Groups whose members an identity provider manages, as the app knows them."""
        return self._groups(is_managed=True)

    def lose_a_group(self) -> dict[str, Any]:
        """The identity provider takes a group over; the app, which still takes it for free, is not told."""
        path = f"/organizations/{self.org_id}/scenarios/group-becomes-external"
        group_id = self.stack.sandbox.call("POST", path, {})["touched"]["group_id"]
        groups = self.ask("GET", "/groups?limit=200")["items"]
        group = next(one for one in groups if group_id in one["group_id"])
        assert isinstance(group, dict)
        return group

    def _groups(self, *, is_managed: bool) -> list[dict[str, Any]]:
        groups = self.ask("GET", "/groups?limit=200")["items"]
        return [
            one
            for one in groups
            if one["is_externally_managed"] == is_managed and not one["grants"] and one["name"].isascii()
        ]

    def writes(self) -> list[dict[str, Any]]:
        """What the sandbox says was changed through the admin API with the customer's key."""
        entries = self.stack.sandbox.call("GET", f"/audit?org_id={self.org_id}&after=0&limit=100000")["entries"]
        return [entry for entry in entries if entry["key_id"]]

    def leave(self) -> None:
        """Give the connections back."""
        self._http.close()


def seed(stack: Stack, users: int) -> dict[str, Any]:
    """An organization that nobody had before, without rate limits and lags."""
    number = _number_of_this_story()
    organization = stack.sandbox.call(
        "POST", "/organizations", {"users": users, "name": f"Acme {number}", "number": number}
    )
    stack.sandbox.switch(
        organization["org_id"], rate_limits="off", member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0
    )
    assert isinstance(organization, dict)
    return organization


def _number_of_this_story() -> int:
    """What an organization is seeded from: the story that asks, whatever ran before it and in which order.

    A story that holds for the people of one seed only then fails always, and not by the company it keeps.
    """
    story = os.environ.get("PYTEST_CURRENT_TEST", "pictures taken by hand").rpartition(" ")[0]
    count = next(_COUNTS.setdefault(story, itertools.count()))
    return zlib.crc32(f"{story} {count}".encode()) % 90_000 + 10_000


def wait_for(is_true: Callable[[], bool], what: str) -> None:
    """Return as soon as `is_true` holds; fail the test when it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} s for {what}"
        time.sleep(0.1)


def condition(kind: str, **fields: Any) -> dict[str, Any]:
    """A specification of one condition."""
    return {"version": 1, "root": {"type": kind, **fields}}


def people(*users: dict[str, Any]) -> dict[str, Any]:
    """A specification that names people."""
    return condition("people", values=[user["account_id"] for user in users])


def groups_action(kind: str, *groups: dict[str, Any]) -> dict[str, Any]:
    """An action on groups: `add_to_groups` or `remove_from_groups`."""
    return {"type": kind, "groups": [group["group_id"] for group in groups]}


def _fragment(address: str) -> str:
    return f"#!{quote(address, safe='/?&=%')}" if address else ""

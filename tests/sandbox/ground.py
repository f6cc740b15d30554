"""A sandbox served over real HTTP inside the test process, and a small client that knows one organization."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.server.composition import create_app
from sandbox.world.directory import Grant
from sandbox.world.organization import ORG_ADMIN, Organization
from sandbox.world.state import World

TIMEOUT_SECONDS = 20


@dataclass
class Sandbox:
    """One served world; `org` is the organization that `api` talks about, `key` the API key it sends."""

    world: World
    url: str
    org_id: str
    key: str
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def org(self) -> Organization:
        """The organization's true state."""
        return self.world.organizations[self.org_id]

    @property
    def directory_id(self) -> str:
        return next(iter(self.org.directories))

    # -- the admin API ----------------------------------------------------------------------------------------

    def api(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Call the admin API. `{o}` stands for the organization, `{d}` for v2 + its first directory."""
        path = path.replace("{d}", f"/v2/orgs/{{o}}/directories/{self.directory_id}").replace("{o}", self.org_id)
        headers = {"Authorization": f"Bearer {options.pop('key', self.key)}", **options.pop("headers", {})}
        if method == "POST" and body is None and "data" not in options:
            body = {}
        url = f"{self.url}/admin{path}"
        return self.session.request(method, url, json=body, headers=headers, timeout=TIMEOUT_SECONDS, **options)

    def live(self, account_id: str, verb: str, **options: Any) -> requests.Response:
        """Go on with the life of an account: disable, enable, delete, cancel-delete."""
        headers = {"Authorization": f"Bearer {options.pop('key', self.key)}"}
        url = f"{self.url}/users/{account_id}/manage/lifecycle/{verb}"
        body = options.pop("body", {})
        return self.session.post(url, json=body, headers=headers, timeout=TIMEOUT_SECONDS, **options)

    def account_of(self, source: str) -> str:
        """An active, managed account that was invited or synced."""
        admins = {user.account_id for user in self.org.org_admins()}
        return min(
            user.account_id
            for user in self.org.users.values()
            if (user.claim_status, user.management_source, user.account_status) == ("managed", source, "active")
            and not user.is_for_deletion
            and user.account_type == "atlassian"
            and user.account_id not in admins
            and self.org.directory_status(user.account_id, self.directory_id) == "active"
        )

    def search_users(self, **filters: Any) -> list[dict[str, Any]]:
        """Return all rows of a user search, page by page."""
        rows: list[dict[str, Any]] = []
        body = {"limit": 100, "directoryIds": [self.directory_id], **filters}
        while True:
            answer = self.api("POST", "{d}/users/search", body)
            assert answer.status_code == 200, answer.text
            rows += answer.json()["data"]
            if not answer.json()["links"].get("next"):
                return rows
            body["cursor"] = answer.json()["links"]["next"]

    def code(self, answer: requests.Response) -> tuple[int, str]:
        """Return status and application code of a refusal in shape A."""
        return answer.status_code, answer.json()["errors"][0]["code"]

    # -- the control plane ------------------------------------------------------------------------------------

    def control(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Call the control plane; `{o}` as above."""
        url = f"{self.url}/_sandbox{path.replace('{o}', self.org_id)}"
        if method in ("POST", "PATCH", "PUT") and body is None:
            body = {}
        return self.session.request(method, url, json=body, timeout=TIMEOUT_SECONDS)

    def turn(self, **switches: Any) -> None:
        """Turn switches of the organization."""
        answer = self.control("PATCH", "/organizations/{o}/switches", switches)
        assert answer.status_code == 200, answer.text

    def fault(self, kind: str, **fields: Any) -> str:
        """Switch a fault on; returns its id."""
        answer = self.control("POST", "/faults", {"kind": kind, **fields})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["fault_id"])

    def wait(self, seconds: float) -> None:
        """Let the sandbox's time pass."""
        assert self.control("POST", "/time", {"advance_seconds": seconds}).status_code == 200

    # -- people and groups to work with -----------------------------------------------------------------------

    def org_admin(self) -> str:
        return self.org.org_admins()[0].account_id

    def member(self, *, nth: int = 0) -> str:
        """An active, ordinary user of the directory with an email."""
        org = self.org
        admins = {user.account_id for user in org.org_admins()}
        found = [
            user.account_id
            for user in org.users.values()
            if user.account_status == "active"
            and user.account_type == "atlassian"
            and user.email
            and not user.is_for_deletion
            and org.directory_status(user.account_id, self.directory_id) == "active"
            and user.account_id not in admins
        ]
        return sorted(found)[nth]

    def free_group(self, *, nth: int = 0) -> str:
        """A modifiable group of the directory that grants nothing."""
        org = self.org
        found = [
            group.group_id
            for group in org.groups.values()
            if group.is_modifiable
            and not org.group_grants.rights_of(group.group_id)
            and group.directory_id == self.directory_id
        ]
        return sorted(found)[nth]

    def group_named(self, name: str) -> str:
        return next(group.group_id for group in self.org.groups.values() if group.name == name)

    def synced_group(self) -> str:
        return self.group_named("okta-all-staff")

    def outsider_of(self, group_id: str) -> str:
        """An ordinary user who is not in the group."""
        nth = 0
        while self.org.membership.has(self.member(nth=nth), group_id):
            nth += 1
        return self.member(nth=nth)

    def insider_of(self, group_id: str) -> str:
        return min(self.org.membership.lefts_of(group_id))

    def app_id(self, owner: str) -> str:
        """The ARI of the first site's app of that kind."""
        return next(app.resource_id for app in self.org.apps.values() if app.owner == owner)

    def is_org_admin_grant(self, account_id: str) -> bool:
        return self.org.user_grants.has(account_id, Grant(self.org.platform_resource_id, ORG_ADMIN))


class _Quiet(WSGIRequestHandler):
    """Serves without a line per request, and keeps connections open as gunicorn does."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serve_world(world: World) -> Iterator[Sandbox]:
    """Serve a world on a free port of the loopback interface; the first organization is the one talked about."""
    server = make_server("127.0.0.1", 0, create_app(world), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    org = next(iter(world.organizations.values()))
    served = Sandbox(world, f"http://127.0.0.1:{server.server_port}", org.org_id, org.active_key().secret)
    try:
        yield served
    finally:
        served.session.close()
        server.shutdown()
        thread.join()
        server.server_close()

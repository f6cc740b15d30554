"""A small organization, a running sandbox with the platform hosts only, and HTTP calls to it."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox import host
from sandbox.world.directory import ApiKey, App, Directory, Grant, Group, Site, User
from sandbox.world.organization import ORG_ADMIN, USER_ACCESS_ADMIN, Organization
from sandbox.world.state import World

ORG_ID = "6665kc2j-4644-14k8-j32c-68cc0b1d15b8"
OTHER_ORG_ID = "11111111-aaaa-4bbb-8ccc-222222222222"
DIRECTORY = "d1"
JIRA = "ari:cloud:jira-software::site/cloud-acme"
ADDED = "2026-01-05T08:00:00.000Z"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Sandbox:
    """The sandbox over HTTP."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.url = url

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        data = None if body is None else json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        url = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(url, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return Reply(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Reply(refusal.code, dict(refusal.headers), refusal.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None) -> Reply:
        return self.call("POST", path, {} if body is None else body)

    def install(self, app_url: str, site: str = "acme", **options: Any) -> dict[str, Any]:
        reply = self.post("/_sandbox/installations", {"app_url": app_url, "site": site, **options})
        assert reply.status == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def token(self, tenant: str, account: str | None, **options: Any) -> str:
        reply = self.post("/_sandbox/token", {"tenant": tenant, "account": account, **options})
        assert reply.status == 200, reply.text
        return str(reply.json()["token"])


def build_organization(org_id: str, name: str, site: str) -> Organization:
    """Five people: an organization admin, a product admin, two ordinary users (one suspended), an access admin."""
    org = Organization(org_id, name)
    org.keys["k1"] = ApiKey("k1", f"secret-of-{site}", "Rehearsal key", "2027-11-01T00:00:00.000Z")
    org.directories[DIRECTORY] = Directory(DIRECTORY, "Main")
    org.sites["cloud-" + site] = Site("cloud-" + site, site, f"https://{site}.atlassian.net", DIRECTORY)
    jira = f"ari:cloud:jira-software::site/cloud-{site}"
    org.apps[jira] = App(
        jira, "jira-software", "jira-software", "Jira", "cloud-" + site, DIRECTORY, 100, "standard", ADDED
    )
    people = [
        ("712020:admin", "Ada Admin", "ada@example.com"),
        ("712020:product", "Paul Product", "paul@example.com"),
        ("712020:access", "Alice Access", "alice@example.com"),
        ("712020:user", "Uma O'User", "uma@example.com"),
        ("712020:gone", "Gus <b>Gone</b>", "gus@example.com"),
    ]
    for account_id, person, email in people:
        org.index_user(User(account_id, person, person, email, ADDED, activity={jira: ADDED}))
        org.in_directory.add(account_id, DIRECTORY)
    org.suspended_in.add("712020:gone", DIRECTORY)
    platform = org.platform_resource_id
    org.user_grants.add("712020:admin", Grant(platform, ORG_ADMIN))
    org.user_grants.add("712020:access", Grant(platform, USER_ACCESS_ADMIN))
    org.user_grants.add("712020:product", Grant(jira, "atlassian/admin"))
    org.groups["g1"] = Group("g1", DIRECTORY, "jira-users", "Everybody with Jira")
    org.groups["g2"] = Group(
        "g2",
        DIRECTORY,
        "idp-staff",
        "From the identity provider",
        "scim",
        is_external_synced=True,
        is_modifiable=False,
    )
    org.group_grants.add("g1", Grant(jira, "atlassian/user"))
    org.membership.add("712020:user", "g1")
    org.membership.add("712020:gone", "g2")
    return org


class SilentHandler(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Stay silent."""


@contextmanager
def running_sandbox(world: World) -> Iterator[Sandbox]:
    app = Flask("sandbox-under-test", static_folder=None)
    host.register(app, world)
    with running_wsgi(app) as url:
        yield Sandbox(world, url)


@contextmanager
def running_wsgi(app: Flask) -> Iterator[str]:
    """Serve an app on loopback; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

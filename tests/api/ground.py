"""An office: the web app as it is deployed, two connected and synced tenants, and people who call it.

Installed through the real lifecycle and connected through the API, once a session; each office is a copy.
Calls carry real signed context tokens of the sandbox's host. The desks do what workers do.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import redis
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from app.composition import create_app
from app.db import Database
from app.models import Installation, Tenant
from app.settings import Settings
from descriptor.description import EXAMPLE_APP_ID
from local.stores import Stores
from local.web import find_free_port
from tests.ground.databases import Databases
from tests.ground.desk import KEYS, Clock, Desk, build_context
from tests.ground.people import is_active, only_uses_apps
from tests.ground.sandbox import CLEAN, SandboxClient

API = "/api/v1"
PROBLEM = "application/problem+json"
_PREPARED = "connected_offices"
_SNAPSHOT = "offices"
_TOKEN_SECONDS = 600


@dataclass(frozen=True)
class Caller:
    """A person of an organization, calling from its installation of the app."""

    client_key: str
    account_id: str


@dataclass(frozen=True)
class Company:
    """A tenant, its organization in the sandbox, its desk, and one person of each kind."""

    tenant_id: int
    desk: Desk
    admin: Caller
    colleague: Caller
    product_admin: Caller
    user_access_admin: Caller
    stranger: Caller

    @property
    def org_id(self) -> str:
        return self.desk.org_id

    @property
    def api_key(self) -> str:
        return str(self.desk.organization["api_key"])


@dataclass
class Office:
    """The app and everybody around it. Paths of calls are below `/api/v1`."""

    app: Flask
    sandbox: SandboxClient
    clock: Clock
    database_url: str
    _tokens: dict[Caller, str] = field(default_factory=dict)
    _companies: dict[str, Company] = field(default_factory=dict)

    @property
    def acme(self) -> Company:
        """The tenant that most stories are about."""
        return self._companies["acme"]

    @property
    def globex(self) -> Company:
        """The other tenant, with another organization."""
        return self._companies["globex"]

    @property
    def database(self) -> Database:
        """The app's own connections."""
        database = self.app.extensions["rollcall_api"].database
        assert isinstance(database, Database)
        return database

    def request(
        self, method: str, path: str, body: Any = None, *, as_: Caller | None = None, **options: Any
    ) -> TestResponse:
        """One call, by default of Acme's admin; `body` is sent as JSON. The answer is read to its end."""
        headers = self.sign(as_ or self.acme.admin) | options.pop("headers", {})
        if body is not None:
            options["json"] = body
        with self.app.test_client() as client:
            return client.open(f"{API}{path}", method=method, headers=headers, buffered=True, **options)

    def ask(self, method: str, path: str, body: Any = None, *, as_: Caller | None = None) -> Any:
        """A call that is granted; returns its JSON, None when there is nothing to say."""
        answer = self.request(method, path, body, as_=as_)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.get_json() if answer.data else None

    def refuse(self, status: int, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """A call that is refused with the status; returns the problem."""
        return read_problem(self.request(method, path, body, **options), status)

    def sign(self, caller: Caller) -> dict[str, str]:
        """The header with which a person calls; the token is as old as the app's clock says."""
        if caller not in self._tokens:
            self._tokens[caller] = self.make_token(caller)
        return {"Authorization": f"JWT {self._tokens[caller]}"}

    def make_token(self, caller: Caller, kind: str = "context", **claims: Any) -> str:
        """A signed token of the caller, good for ten minutes; `claims` replace what it says."""
        now = int(self.clock().timestamp())
        claims = {"iat": now, "exp": now + _TOKEN_SECONDS} | claims
        asked = {"tenant": caller.client_key, "account": caller.account_id, "kind": kind, "claims": claims}
        return str(self.sandbox.call("POST", "/token", asked)["token"])

    def advance(self, **parts: float) -> None:
        """Let time pass for the app, its workers and the callers."""
        self.clock.advance(**parts)
        self._tokens.clear()

    def work(self) -> None:
        """Let the workers do all that is waiting, for both tenants."""
        self.acme.desk.work()

    def change_settings(self, **changes: Any) -> None:
        """Change settings of Acme."""
        self.ask("PATCH", "/settings", changes)

    def add_company(self, name: str, installation: dict[str, Any]) -> None:
        """Make the people of an installation known under a name."""
        client_key, org_id = installation["client_key"], installation["org_id"]
        organization = self.sandbox.call("GET", f"/organizations/{org_id}")
        users = sorted(self.sandbox.users(org_id, limit="1000"), key=lambda user: str(user["account_id"]))
        admins = [user["account_id"] for user in users if user["is_org_admin"] and is_active(user)]
        product_admins = [user["account_id"] for user in users if is_product_admin(user)]
        access_admins = [user["account_id"] for user in users if is_user_access_admin(user)]
        strangers = [user["account_id"] for user in users if only_uses_apps(user)]
        context = build_context(self.sandbox.base_url, self.database_url, "redis://unused", self.clock)
        with context.database.system_session() as session:
            known = select(Installation.tenant_id).where(Installation.client_key == client_key)
            tenant_id = session.execute(known).scalar_one()
        people = [Caller(client_key, one) for one in (*admins[:2], product_admins[0], access_admins[0], strangers[0])]
        desk = Desk(self.sandbox, context, self.clock, organization, tenant_id, admins[0])
        self._companies[name] = Company(tenant_id, desk, *people)

    def close(self) -> None:
        """Give the connections back."""
        self.app.extensions["rollcall_platform"].database.dispose()
        for company in self._companies.values():
            company.desk.close()


def is_product_admin(user: dict[str, Any]) -> bool:
    """Administers an app, and not the organization."""
    roles = {access["role"] for access in user["access"]}
    return is_active(user) and not user["is_org_admin"] and "atlassian/admin" in roles


def is_user_access_admin(user: dict[str, Any]) -> bool:
    """Decides about access to an app, and administers nothing else."""
    roles = {access["role"] for access in user["access"]}
    is_alone = roles <= {"atlassian/user", "atlassian/user-access-admin"} and "atlassian/user-access-admin" in roles
    return is_active(user) and not user["is_org_admin"] and is_alone


def read_problem(answer: Any, status: int | None = None) -> Any:
    """The problem in a refusal, after a look at its form (RFC 9457)."""
    assert 400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:500]}"
    assert status is None or answer.status_code == status, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json
    assert isinstance(problem, dict)
    assert {"type", "title", "status", "detail", "code"} <= problem.keys()
    assert problem["status"] == answer.status_code
    return problem


def pointers(problem: Any) -> list[str]:
    """Which fields a problem names."""
    return [error["pointer"] for error in problem["errors"]]


@contextmanager
def open_office(databases: Databases, stores: Stores, sandbox: SandboxClient) -> Iterator[Office]:
    """A copy of the prepared office: both mirrors read just now, no rights asked for yet."""

    def prepare(url: str) -> None:
        _connect_companies(url, stores, sandbox)

    with databases.prepared(_PREPARED, prepare) as url:
        sandbox.restore(_SNAPSHOT)
        with redis.Redis.from_url(stores.redis.url) as client:
            client.flushall()
        office = build_office(url, stores, sandbox, "http://127.0.0.1:1")
        try:
            _find_companies(office)
            yield office
        finally:
            # An office that a module shares may be open beside this one: it must not meet this one's faults.
            sandbox.call("DELETE", "/faults")
            office.close()


def build_office(database_url: str, stores: Stores, sandbox: SandboxClient, base_url: str) -> Office:
    """The app on a database and the session's sandbox, as `wsgi.py` puts it together."""
    settings = Settings(
        base_url=base_url,
        database_url=database_url,
        redis_url=stores.redis.url,
        encryption_keys=KEYS,
        is_production=False,
        connect_keys_url=f"{sandbox.base_url}/keys",
        connect_script_url=f"{sandbox.base_url}/connect/all.js",
        frame_ancestors=(sandbox.base_url,),
        forge_app_id=EXAMPLE_APP_ID,
        forge_jwks_url=f"{sandbox.base_url}/forge/jwks.json",
        atlassian_api_base=sandbox.base_url,
    )
    clock = Clock()
    return Office(create_app(settings, clock=clock), sandbox, clock, database_url)


@contextmanager
def serve(app: Flask, port: int) -> Iterator[str]:
    """The app behind a real server on loopback; the address."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _connect_companies(database_url: str, stores: Stores, sandbox: SandboxClient) -> None:
    """Install, connect and sync for two organizations; what the sandbox knows of it is kept as a snapshot."""
    sandbox.restore(CLEAN)
    globex = sandbox.call("POST", "/organizations", {"users": 60, "name": "Globex", "number": 7})
    sandbox.switch(
        globex["org_id"], rate_limits="off", member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0
    )
    port = find_free_port()
    office = build_office(database_url, stores, sandbox, f"http://127.0.0.1:{port}")
    try:
        with serve(office.app, port) as url:
            for organization in (sandbox.organization(), globex):
                sandbox.install(url, org_id=organization["org_id"])
        _find_companies(office)
        for company in (office.acme, office.globex):
            pasted = {"org_id": company.org_id, "api_key": company.api_key, "expires_on": in_days(90)}
            office.ask("PUT", "/organization", pasted, as_=company.admin)
            office.ask("PATCH", "/settings", {"limit_percent": 100}, as_=company.admin)
        office.work()
        for company in (office.acme, office.globex):
            assert office.ask("GET", "/me", as_=company.admin)["setup"] == "ready", office.ask(
                "GET", "/mirror", as_=company.admin
            )
        sandbox.take_snapshot(_SNAPSHOT)
    finally:
        office.close()


def _find_companies(office: Office) -> None:
    installations = office.sandbox.call("GET", "/installations")["installations"]
    for name, installation in zip(("acme", "globex"), installations, strict=True):
        office.add_company(name, installation)
    with office.acme.desk.context.database.system_session() as session:
        for tenant in session.scalars(select(Tenant)):
            if tenant.mirror_synced_at is not None:
                tenant.mirror_synced_at = office.clock()


def in_days(days: int) -> str:
    """A day as JSON."""
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011

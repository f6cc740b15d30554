"""Further installations of one organization, through both doors, and what must hold whoever of them acts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.models import Base, Installation, OrganizationCredential, Sync, Tenant
from app.models.runs import Run
from descriptor.__main__ import MANIFEST_PATH
from local.web import find_free_port
from tests.api.ground import Caller, Office, in_days, serve

ADMIN = "organization-admin"
RESTING_TABLES = ("audit_entries", "installations", "log_seals", "seal_keys", "log_heads")
"""Of which an installation that rests keeps rows: what became of it."""


def paste(office: Office, **changes: Any) -> dict[str, Any]:
    """What proves to be an admin of Acme."""
    return {"org_id": office.acme.org_id, "api_key": office.acme.api_key, "expires_on": in_days(30)} | changes


def second_site(office: Office) -> str:
    """Another site of Acme's organization."""
    sites = {site["name"] for site in office.acme.desk.organization["sites"]}
    shown = office.sandbox.call("GET", "/installations")["installations"]
    taken = {one["site"] for one in shown if one["org_id"] == office.acme.org_id}
    return str(min(sites - taken))


def tenant_of(office: Office, client_key: str) -> int:
    """Whose place an installation has now."""
    with office.database.system_session() as session:
        query = sa.select(Installation.tenant_id).where(Installation.client_key == client_key)
        return session.execute(query).scalar_one()


@dataclass
class Door:
    """One installation of Acme's organization, used by its admin. Answers are (status, JSON)."""

    office: Office
    url: str
    client_key: str = ""
    site_url: str = ""

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        raise NotImplementedError

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A call that is granted."""
        status, answer = self.call(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def refuse(self, method: str, path: str, body: Any = None) -> Any:
        """A call that is refused; returns the problem."""
        status, problem = self.call(method, path, body)
        assert 400 <= status < 500, f"{method} {path}: {status} {problem}"
        return problem

    def take_over(self) -> None:
        """Take the place of whoever acts for the organization."""
        self.ask("POST", "/organization/take-over", paste(self.office))

    def uninstall(self) -> None:
        raise NotImplementedError

    @property
    def tenant_id(self) -> int:
        return tenant_of(self.office, self.client_key)


@dataclass
class ConnectDoor(Door):
    """Through Connect."""

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        # A new token each time: an installation that came back has another secret.
        token = self.office.make_token(Caller(self.client_key, self.office.acme.admin.account_id))
        headers = {"Authorization": f"JWT {token}"}
        with self.office.app.test_client() as client:
            answer = client.open(f"/api/v1{path}", method=method, headers=headers, json=body, buffered=True)
        return answer.status_code, answer.get_json() if answer.is_json or b"{" in answer.data[:1] else None

    def uninstall(self) -> None:
        self.office.sandbox.call("POST", f"/installations/{self.client_key}/uninstall", {})

    def install_again(self) -> None:
        """On the same site; the host gives it another secret."""
        site = self.office.sandbox.call("GET", f"/installations/{self.client_key}")["site"]
        self.office.sandbox.install(self.url, org_id=self.office.acme.org_id, site=site)


@dataclass
class ForgeDoor(Door):
    """Through Forge Remote."""

    installation_id: str = ""

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        request = {"method": method, "path": f"/api/v1{path}", "body": body}
        told = self.office.sandbox.call(
            "POST", "/forge/invoke", {"installation": self.installation_id, "account": ADMIN, "request": request}
        )
        if told["success"]:
            return 200, told["payload"]["body"]
        return told["error"]["status"], told["error"]["body"]

    def uninstall(self) -> None:
        self.office.sandbox.call("POST", f"/forge/installations/{self.installation_id}/uninstall", {"retry_seconds": 0})


@dataclass
class Doors:
    """Who may act for Acme: the first installation, and what a test adds."""

    office: Office
    url: str
    first: ConnectDoor = field(init=False)

    def __post_init__(self) -> None:
        self.first = self._connect(self.office.sandbox.call("GET", "/installations")["installations"][0])
        # The office was installed from another address of this machine.
        self.first.install_again()

    def add(self, kind: str) -> Door:
        """`site`: Connect on another site of the organization; `forge`: Forge on the same one."""
        if kind == "site":
            options = {"org_id": self.office.acme.org_id, "site": second_site(self.office)}
            return self._connect(self.office.sandbox.install(self.url, **options))
        body = {
            "manifest_path": str(MANIFEST_PATH), "app_url": self.url, "org_id": self.office.acme.org_id,
            "environment": "PRODUCTION", "license": "active", "retry_seconds": 0,
        }  # fmt: skip
        told = self.office.sandbox.call("POST", "/forge/installations", body)
        door = ForgeDoor(self.office, self.url, installation_id=told["installation_id"])
        door.refuse("GET", "/me")  # the first call of the page makes it known
        with self.office.database.system_session() as session:
            query = sa.select(Installation).where(Installation.client_key.endswith(told["installation_id"]))
            row = session.scalars(query).one()
            door.client_key, door.site_url = row.client_key, row.base_url
        return door

    def _connect(self, told: dict[str, Any]) -> ConnectDoor:
        return ConnectDoor(self.office, self.url, told["client_key"], told["site_url"])


@contextmanager
def open_doors(office: Office) -> Iterator[Doors]:
    """The app behind a real address, so that hosts can tell it what happens."""
    port = find_free_port()
    with serve(office.app, port) as url:
        yield Doors(office, url)


def check_one_owner(office: Office, acting: Door, resting: Door) -> None:
    """One set of everything, one who acts, and one who is told where it went and nothing else."""
    owner = office.acme.tenant_id
    assert (acting.tenant_id, resting.tenant_id == owner) == (owner, False)
    problem = resting.refuse("GET", "/me")
    assert (problem["code"], problem["moved_to"], bool(problem["moved_at"])) == ("needs_proof", acting.site_url, True)
    for path in (
        "/tasks",
        "/runs",
        "/protected",
        "/settings",
        "/audit",
        "/channels",
        "/mirror",
        "/dashboard",
        "/health",
    ):
        refused = resting.refuse("GET", path)
        assert refused["code"] == "setup_required", path
        assert office.acme.org_id not in str(refused)
    for method, path in (("POST", "/syncs"), ("PATCH", "/settings"), ("POST", "/tasks")):
        assert resting.refuse(method, path, {})["code"] == "setup_required", path
    assert resting.refuse("PUT", "/organization", paste(office))["code"] == "organization_held"
    with office.database.system_session() as session:
        keys = sa.select(OrganizationCredential.tenant_id).where(OrganizationCredential.org_id == office.acme.org_id)
        assert session.scalars(keys).all() == [owner]
        assert session.get_one(Tenant, resting.tenant_id).next_daily_sync_at is None
        for name, table in Base.metadata.tables.items():
            if "tenant_id" in table.c and name not in RESTING_TABLES:
                query = sa.select(sa.func.count()).where(table.c.tenant_id == resting.tenant_id)
                assert not session.scalar(query), name
        for model in (Run, Sync):
            assert not session.scalar(sa.select(sa.func.count()).where(model.tenant_id == resting.tenant_id))


def count_writes(office: Office) -> Counter[tuple[str, str]]:
    """What was changed at Atlassian, and about whom."""
    return Counter((entry["operation"], str(entry["target"].get("account_id"))) for entry in office.acme.desk.writes())

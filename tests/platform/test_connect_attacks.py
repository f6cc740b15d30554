"""Cases I1 to I29, J1 to J17 and K1 to K7 over HTTP: the sandbox's attack mode against the composed app.

The victim is a set-up tenant: its organization is connected, so that rights are asked for at Atlassian and change live.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from app.crypto import Keyring
from app.db import Database
from app.models import Installation
from app.services.tenancy.tenants import secret_place
from local.stores import Stores
from tests.ground.desk import Clock
from tests.ground.sandbox import SandboxClient
from tests.platform.deployment import deployed
from tests.platform.door import ENCRYPTION_KEYS
from tests.platform.logged import TOKEN, captured_logs

CASES = [
    *(f"I{number}" for number in range(1, 30)),
    *(f"J{number}" for number in range(1, 18)),
    *(f"K{number}" for number in range(1, 8)),
]


@dataclass
class Deployment:
    """The app on a port, installed by the sandbox's Connect host and connected to its organization."""

    sandbox: SandboxClient
    url: str
    installation: Any
    clock: Clock
    secrets: tuple[str, ...]

    def attack(self, case: str) -> Any:
        options = {
            "tenant": self.installation["client_key"],
            "web_processes": 1,
            "api_path": "/api/v1/me" if case == "K6" else "/api/v1/tasks",
        }
        return self.sandbox.call("POST", f"/attack/{case}", options)


@pytest.fixture(scope="module")
def deployment(sandbox_server: SandboxClient, module_database_url: str, stores: Stores) -> Iterator[Deployment]:
    sandbox_server.restore()
    clock = Clock()
    with deployed(sandbox_server, module_database_url, stores.redis.url, clock) as url:
        installation = sandbox_server.install(url)
        connect(sandbox_server, url, installation["client_key"])
        secrets = (read_secret(module_database_url), str(sandbox_server.organization()["api_key"]))
        yield Deployment(sandbox_server, url, installation, clock, secrets)


def read_secret(database_url: str) -> str:
    """The shared secret of the only installation."""
    database = Database(database_url)
    with database.system_session() as session:
        row = session.scalars(sa.select(Installation)).one()
        secret = Keyring.parse(ENCRYPTION_KEYS).decrypt(str(row.encrypted_shared_secret), secret_place(row.tenant_id))
    database.dispose()
    return secret


def connect(sandbox: SandboxClient, url: str, client_key: str) -> None:
    """Store the organization's key as an organization admin does."""
    organization = sandbox.organization()
    token = sandbox.token(client_key, "organization-admin")
    expires_on = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
    answer = requests.put(
        f"{url}/api/v1/organization",
        json={"org_id": organization["org_id"], "api_key": organization["api_key"], "expires_on": expires_on},
        headers={"Authorization": f"JWT {token}"},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text


def test_the_catalogue_has_no_case_that_is_not_fired(sandbox_server: SandboxClient) -> None:
    listed = {item["case"] for item in sandbox_server.call("GET", "/attack")["cases"]}

    assert {name for name in listed if name[0] != "F"} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_connect_case(case: str, deployment: Deployment) -> None:
    if case == "K7":
        # The minute for which an answer about somebody's rights may be used passes while the case runs.
        threading.Timer(1.5, lambda: deployment.clock.advance(seconds=61)).start()

    with captured_logs() as logged:
        told = deployment.attack(case)

    wrong = [(item["name"], item["status"]) for item in told["attempts"] if not item["as_expected"]]
    assert wrong == []
    assert told["header_faults"] == []
    assert len(told["attempts"]) >= 1
    assert not [item["name"] for item in told["attempts"] if item["status"] == 500]
    assert_no_secret(logged.getvalue(), deployment)
    if case in ("I2", "J3", "K4"):
        assert "request_refused" in logged.getvalue()


def assert_no_secret(logs: str, deployment: Deployment) -> None:
    """Neither a token, nor the victim's secret or key, nor a field of a body is in the logs (I29)."""
    assert not TOKEN.search(logs)
    for secret in deployment.secrets:
        assert secret not in logs
    for field in ("sharedSecret", "clientKey", "baseUrl"):
        assert f'"{field}"' not in logs


def test_i29_the_secrets_that_are_searched_for_are_the_real_ones(deployment: Deployment) -> None:
    assert len(deployment.secrets) == 2
    assert all(len(secret) >= 32 for secret in deployment.secrets)

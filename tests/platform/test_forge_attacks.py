"""Cases F1 to F21 over HTTP: the sandbox's attack mode against the composed app, installed from `manifest.yml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from descriptor.__main__ import MANIFEST_PATH
from local.stores import Stores
from tests.ground.sandbox import SandboxClient
from tests.platform.deployment import deployed
from tests.platform.logged import TOKEN, captured_logs

CASES = [f"F{number}" for number in range(1, 22)]


@dataclass
class Deployment:
    """The app on a port, installed by the sandbox's Forge in production."""

    sandbox: SandboxClient
    url: str
    installation: Any

    def attack(self, case: str) -> Any:
        options = {"tenant": self.installation["installation_id"], "web_processes": 1, "api_path": "/api/v1/me"}
        if case == "F19":
            # Before the set-up nobody is an admin, and that is said with 403.
            options["api_path"] = "/api/v1/tasks"
        return self.sandbox.call("POST", f"/attack/{case}", options)


@pytest.fixture(scope="module")
def deployment(sandbox_server: SandboxClient, module_database_url: str, stores: Stores) -> Iterator[Deployment]:
    sandbox_server.restore()
    with deployed(sandbox_server, module_database_url, stores.redis.url) as url:
        organization = sandbox_server.organization()
        installation = sandbox_server.call(
            "POST",
            "/forge/installations",
            {
                "manifest_path": str(MANIFEST_PATH),
                "app_url": url,
                "org_id": organization["org_id"],
                "environment": "PRODUCTION",
                "license": "active",
                "retry_seconds": 0,
            },
        )
        yield Deployment(sandbox_server, url, installation)


def test_the_installed_event_is_taken_at_the_first_try(deployment: Deployment) -> None:
    [delivery] = deployment.installation["deliveries"]

    assert [attempt["status"] for attempt in delivery["attempts"]] == [204]


@pytest.mark.parametrize("case", CASES)
def test_forge_case(case: str, deployment: Deployment) -> None:
    with captured_logs() as logged:
        told = deployment.attack(case)

    wrong = [(item["name"], item["status"]) for item in told["attempts"] if not item["as_expected"]]
    assert wrong == []
    assert told["header_faults"] == []
    assert len(told["attempts"]) >= 1
    assert not TOKEN.search(logged.getvalue())
    assert "sandbox-system-" not in logged.getvalue()
    assert "sandbox-user-" not in logged.getvalue()


def test_f18_after_the_uninstall_the_late_heartbeat_brings_nothing_back(deployment: Deployment) -> None:
    tenant = deployment.installation["installation_id"]
    ask = {"installation": tenant, "account": "organization-admin", "request": {"path": "/api/v1/me"}}
    met = deployment.sandbox.call("POST", "/forge/invoke", ask)
    # The installation is known by this call; without a key its answer is the refusal that offers the proof.
    assert (met["success"], met["error"]["body"]["code"]) == (False, "needs_proof")

    gone = deployment.sandbox.call("POST", f"/forge/installations/{tenant}/uninstall", {"retry_seconds": 0})
    late = deployment.sandbox.call(
        "POST", f"/forge/installations/{tenant}/scheduled/rollcall-heartbeat", {"retry_seconds": 0}
    )

    for told in (gone, late):
        assert [one["status"] for item in told["deliveries"] for one in item["attempts"]] == [204]
    refused = deployment.sandbox.call("POST", "/forge/invoke", ask)
    assert (refused["success"], refused["error"]["status"]) == (False, 403)
    assert refused["error"]["body"]["code"] == "app_uninstalled"

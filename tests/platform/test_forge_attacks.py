"""Cases F1 to F21 over HTTP: the sandbox's attack mode against the composed app, installed from `manifest.yml`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.serving import make_server

from app.composition import create_app
from descriptor.__main__ import MANIFEST_PATH
from descriptor.description import EXAMPLE_APP_ID
from local.stores import Stores
from local.web import find_free_port
from tests.ground.sandbox import SandboxClient
from tests.platform.door import ENCRYPTION_KEYS, make_settings

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


@contextmanager
def deployed(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[str]:
    url = f"http://127.0.0.1:{(port := find_free_port())}"
    settings = make_settings(
        f"{sandbox.base_url}/keys",
        base_url=url,
        database_url=database_url,
        redis_url=redis_url,
        encryption_keys=ENCRYPTION_KEYS,
        forge_app_id=EXAMPLE_APP_ID,
        forge_jwks_url=f"{sandbox.base_url}/forge/jwks.json",
        atlassian_api_base=sandbox.base_url,
    )
    app = create_app(settings)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["rollcall_platform"].database.dispose()


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
    told = deployment.attack(case)

    wrong = [(item["name"], item["status"]) for item in told["attempts"] if not item["as_expected"]]
    assert wrong == []
    assert told["header_faults"] == []
    assert len(told["attempts"]) >= 1


def test_f18_after_the_uninstall_the_late_heartbeat_brings_nothing_back(deployment: Deployment) -> None:
    tenant = deployment.installation["installation_id"]
    ask = {"installation": tenant, "account": "organization-admin", "request": {"path": "/api/v1/me"}}
    assert deployment.sandbox.call("POST", "/forge/invoke", ask)["success"] is True

    gone = deployment.sandbox.call("POST", f"/forge/installations/{tenant}/uninstall", {"retry_seconds": 0})
    late = deployment.sandbox.call(
        "POST", f"/forge/installations/{tenant}/scheduled/rollcall-heartbeat", {"retry_seconds": 0}
    )

    for told in (gone, late):
        assert [one["status"] for item in told["deliveries"] for one in item["attempts"]] == [204]
    refused = deployment.sandbox.call("POST", "/forge/invoke", ask)
    assert (refused["success"], refused["error"]["status"]) == (False, 403)
    assert refused["error"]["body"]["code"] == "app_uninstalled"

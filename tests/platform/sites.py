"""Sites that have tasks and go through installs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from descriptor.__main__ import MANIFEST_PATH
from tests.ground.sandbox import SandboxClient

EVERYBODY = {"version": 1, "root": {"op": "and", "of": []}}


EVERY_DAY = {"mode": "weekly", "weekdays": ["monday"], "hour": 4}


@dataclass
class Site:
    """One installation after the other on the same site, used as its page uses it."""

    sandbox: SandboxClient
    url: str
    installation_id: str = ""

    def install(self) -> None:
        organization = self.sandbox.organization()
        body = {
            "manifest_path": str(MANIFEST_PATH),
            "app_url": self.url,
            "org_id": organization["org_id"],
            "environment": "PRODUCTION",
            "license": "active",
            "retry_seconds": 0,
        }
        self.installation_id = self.sandbox.call("POST", "/forge/installations", body)["installation_id"]
        expires_on = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
        key = {"org_id": organization["org_id"], "api_key": organization["api_key"], "expires_on": expires_on}
        self.ask("PUT", "/organization", key)

    def uninstall(self) -> None:
        self.sandbox.call("POST", f"/forge/installations/{self.installation_id}/uninstall", {"retry_seconds": 0})

    def call(self, method: str, path: str, body: Any = None, account: str = "organization-admin") -> Any:
        """What the bridge answers."""
        request = {"method": method, "path": f"/api/v1{path}", "body": body}
        ask = {"installation": self.installation_id, "account": account, "request": request}
        return self.sandbox.call("POST", "/forge/invoke", ask)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        told = self.call(method, path, body)
        assert told["success"], told
        return told["payload"]["body"]

    def refuse(self, method: str, path: str, account: str = "organization-admin") -> tuple[int, str]:
        told = self.call(method, path, account=account)
        assert not told["success"]
        return told["error"]["status"], told["error"]["body"]["code"]

    def earlier(self) -> list[Any]:
        return list(self.ask("GET", "/earlier-installations")["items"])

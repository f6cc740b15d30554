"""Taking over an earlier Forge installation through the API: explicit, by an organization admin alone, and audited."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from descriptor.__main__ import MANIFEST_PATH
from tests.ground.sandbox import SandboxClient
from tests.platform.deployment import deployed

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


@pytest.fixture
def site(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[Site]:
    """A site whose first installation had a scheduled task, and that has installed the app again."""
    with deployed(sandbox, database_url, redis_url) as url:
        site = Site(sandbox, url)
        site.install()
        saved = site.ask("POST", "/filters", {"name": "All", "specification": EVERYBODY})
        draft = {
            "name": "Clean", "filter_id": saved["id"], "actions": [{"type": "suspend_user"}],
            "schedule": EVERY_DAY, "is_schedule_active": True, "is_confirmed": True,
        }  # fmt: skip
        site.ask("POST", "/tasks", draft)
        site.uninstall()
        site.install()
        yield site


def test_an_admin_takes_over_what_the_earlier_installation_had(site: Site) -> None:
    assert site.ask("GET", "/tasks")["items"] == []
    [earlier] = site.earlier()
    assert earlier["task_count"] == 1

    site.ask("POST", f"/earlier-installations/{earlier['id']}/link")

    [task] = site.ask("GET", "/tasks")["items"]
    assert (task["name"], task["next_run_at"]) == ("Clean", None)
    assert site.ask("GET", "/me")["are_schedules_confirmed"] is False
    assert site.ask("GET", "/mirror")["active_sync"] is not None
    assert site.earlier() == []
    entry = next(one for one in site.ask("GET", "/audit")["items"] if one["event"] == "app.relinked")
    assert entry["by"]["account_id"]


def test_nothing_comes_back_by_itself_and_nothing_twice(site: Site) -> None:
    [earlier] = site.earlier()
    link = f"/earlier-installations/{earlier['id']}/link"
    assert site.refuse("POST", "/earlier-installations/999999/link") == (404, "not_found")
    site.ask("POST", link)

    assert site.refuse("POST", link) == (404, "not_found")


def test_only_an_organization_admin_may(site: Site) -> None:
    [earlier] = site.earlier()
    site.ask("PATCH", "/settings", {"are_product_admins_allowed": True, "are_user_access_admins_allowed": True})
    link = f"/earlier-installations/{earlier['id']}/link"

    assert site.refuse("POST", link, "user") == (403, "not_admin")
    assert site.refuse("POST", link, "product-admin") == (403, "org_admin_needed")
    assert site.ask("GET", "/tasks")["items"] == []


def test_filters_of_its_own_stand_in_the_way(site: Site) -> None:
    [earlier] = site.earlier()
    site.ask("POST", "/filters", {"name": "New", "specification": EVERYBODY})

    assert site.refuse("POST", f"/earlier-installations/{earlier['id']}/link") == (409, "not_empty")

"""From Connect to Forge: the data goes along while the old door is open and after it was closed, and to nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.ground.sandbox import SandboxClient
from tests.platform.deployment import deployed
from tests.platform.sites import EVERY_DAY, EVERYBODY, Site

ADMIN = "organization-admin"


class ConnectSite:
    """An organization that uses the Connect app, with a task whose schedule is on."""

    def __init__(self, sandbox: SandboxClient, url: str, organization: dict[str, Any], site: str | None = None) -> None:
        self.sandbox, self.url, self.organization = sandbox, url, organization
        where = {"org_id": organization["org_id"]} | ({"site": site} if site else {})
        self.tenant = sandbox.install(url, **where)["client_key"]
        assert self.call("PUT", "/organization", self.key).status_code == 200
        saved = self.call("POST", "/filters", {"name": "All", "specification": EVERYBODY}).json()
        draft = {
            "name": "Clean", "filter_id": saved["id"], "actions": [{"type": "suspend_user"}],
            "schedule": EVERY_DAY, "is_schedule_active": True, "is_confirmed": True,
        }  # fmt: skip
        assert self.call("POST", "/tasks", draft).status_code == 201

    @property
    def key(self) -> dict[str, Any]:
        expires_on = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
        return {
            "org_id": self.organization["org_id"],
            "api_key": self.organization["api_key"],
            "expires_on": expires_on,
        }

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        headers = {"Authorization": f"JWT {self.sandbox.token(self.tenant, ADMIN)}"}
        return requests.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=60)

    def name(self, installation: object, action: str = "upgrade", **options: Any) -> None:
        """The host tells that the app has become this Forge installation."""
        told = {"forge_installation": installation, **options}
        self.sandbox.call("POST", f"/installations/{self.tenant}/{action}", told)

    def uninstall(self) -> None:
        self.sandbox.call("POST", f"/installations/{self.tenant}/uninstall", {})


@pytest.fixture
def url(sandbox: SandboxClient, database_url: str, redis_url: str) -> Iterator[str]:
    with deployed(sandbox, database_url, redis_url) as url:
        yield url


def install_forge(sandbox: SandboxClient, url: str, *, is_free: bool) -> Site:
    """The Forge app on the first organization's site, with the key where nobody holds it."""
    site = Site(sandbox, url)
    if is_free:
        site.install()
        return site
    with pytest.raises(AssertionError, match="organization_held"):
        site.install()
    return site


def test_while_the_old_door_is_open_the_new_one_takes_over(sandbox: SandboxClient, url: str) -> None:
    connect = ConnectSite(sandbox, url, sandbox.organization())
    forge = install_forge(sandbox, url, is_free=False)

    forge.ask("POST", "/organization/take-over", connect.key)

    [task] = forge.ask("GET", "/tasks")["items"]
    assert task["name"] == "Clean"
    assert task["next_run_at"] is not None
    rest = connect.call("GET", "/me")
    assert (rest.status_code, rest.json()["code"]) == (403, "needs_proof")
    connect.uninstall()
    assert [one["name"] for one in forge.ask("GET", "/tasks")["items"]] == ["Clean"]


def test_after_the_old_door_was_closed_an_admin_links_its_data_and_its_schedules_wait(
    sandbox: SandboxClient, url: str
) -> None:
    connect = ConnectSite(sandbox, url, sandbox.organization())
    connect.uninstall()
    forge = install_forge(sandbox, url, is_free=True)
    assert forge.ask("GET", "/tasks")["items"] == []
    [earlier] = forge.earlier()
    assert earlier["task_count"] == 1

    forge.ask("POST", f"/earlier-installations/{earlier['id']}/link")

    [task] = forge.ask("GET", "/tasks")["items"]
    assert (task["name"], task["next_run_at"]) == ("Clean", None)
    assert forge.ask("GET", "/me")["are_schedules_confirmed"] is False
    # The old app again is a stranger who is told who acts; what it does to itself hurts nobody.
    sandbox.call("POST", "/installations", {"app_url": url, "org_id": connect.organization["org_id"]})
    [again] = [one for one in sandbox.call("GET", "/installations")["installations"] if one["state"] != "uninstalled"]
    connect.tenant = again["client_key"]
    held = connect.call("PUT", "/organization", connect.key)
    assert (held.status_code, held.json()["code"]) == (409, "organization_held")
    connect.uninstall()
    assert [one["name"] for one in forge.ask("GET", "/tasks")["items"]] == ["Clean"]


@pytest.mark.parametrize("is_bare", [False, True])
def test_an_app_that_is_told_to_have_become_this_one_is_followed_with_the_proof_alone(
    sandbox: SandboxClient, url: str, is_bare: bool
) -> None:
    connect = ConnectSite(sandbox, url, sandbox.organization())
    forge = install_forge(sandbox, url, is_free=False)
    connect.name(forge.installation_id.rpartition("/")[2] if is_bare else forge.installation_id)

    forge.ask("PUT", "/organization", connect.key)

    [task] = forge.ask("GET", "/tasks")["items"]
    assert (task["name"], task["next_run_at"] is not None) == ("Clean", True)
    assert "organization.taken_over" in {one["event"] for one in forge.ask("GET", "/audit")["items"]}
    rest = connect.call("GET", "/me")
    assert (rest.status_code, rest.json()["code"]) == (403, "needs_proof")
    assert rest.json()["moved_to"]
    # Whatever the old door is told afterwards, it acts for nobody and ends nothing.
    connect.name(forge.installation_id)
    assert connect.call("PUT", "/organization", connect.key).json()["code"] == "organization_held"
    connect.uninstall()
    assert [one["name"] for one in forge.ask("GET", "/tasks")["items"]] == ["Clean"]


@pytest.mark.parametrize(
    "told", ["ari:cloud:ecosystem::installation/another", "no id at all", "", "x" * 200, "ari:cloud:ecosystem::app/1"]
)
def test_a_name_of_another_installation_or_none_leaves_the_question_to_the_admin(
    sandbox: SandboxClient, url: str, told: str
) -> None:
    connect = ConnectSite(sandbox, url, sandbox.organization())
    connect.name(told)
    forge = install_forge(sandbox, url, is_free=False)

    assert forge.call("PUT", "/organization", connect.key)["error"]["body"]["code"] == "organization_held"
    assert connect.call("GET", "/tasks").json()["items"][0]["name"] == "Clean"


def test_the_name_proves_nothing(sandbox: SandboxClient, url: str) -> None:
    """It is in a body that no token signs: without the key, or for one who is no admin, nothing moves."""
    connect = ConnectSite(sandbox, url, sandbox.organization())
    forge = install_forge(sandbox, url, is_free=False)
    connect.name(forge.installation_id)

    wrong = forge.call("PUT", "/organization", connect.key | {"api_key": "ATCTT3xFfGN0-nobody's"})
    assert wrong["error"]["status"] == 422
    stranger = forge.call("PUT", "/organization", connect.key, account="user")
    assert not stranger["success"]
    assert connect.call("GET", "/tasks").json()["items"][0]["name"] == "Clean"


def test_an_app_of_another_site_is_not_followed_unasked(sandbox: SandboxClient, url: str) -> None:
    organization = sandbox.organization()
    other = max(site["name"] for site in organization["sites"])
    connect = ConnectSite(sandbox, url, organization, other)
    forge = install_forge(sandbox, url, is_free=False)
    connect.name(forge.installation_id)

    assert forge.call("PUT", "/organization", connect.key)["error"]["body"]["code"] == "organization_held"


@pytest.mark.parametrize("is_named", [True, False])
def test_after_the_uninstall_the_named_one_is_offered_also_when_its_site_had_another_address(
    sandbox: SandboxClient, url: str, is_named: bool
) -> None:
    organization = sandbox.organization()
    connect = ConnectSite(sandbox, url, organization)
    forge = install_forge(sandbox, url, is_free=False)
    connect.name(forge.installation_id if is_named else None, "rename", site="acme-before")
    connect.uninstall()
    forge.ask("PUT", "/organization", connect.key)

    assert len(forge.earlier()) == int(is_named)


def test_nobody_is_offered_what_the_organization_had_on_another_site(sandbox: SandboxClient, url: str) -> None:
    organization = sandbox.organization()
    forge = Site(sandbox, url)
    other = max(site["name"] for site in organization["sites"])
    ConnectSite(sandbox, url, organization, other).uninstall()
    forge.install()

    shown = sandbox.call("GET", f"/forge/installations/{forge.installation_id}")
    assert shown["site"] != other
    assert forge.earlier() == []


def test_nobody_is_offered_what_another_site_or_organization_had(sandbox: SandboxClient, url: str) -> None:
    other = sandbox.call("POST", "/organizations", {"users": 60, "name": "Beta", "number": 91})
    beta = ConnectSite(sandbox, url, other)
    beta.uninstall()
    forge = install_forge(sandbox, url, is_free=True)

    assert forge.earlier() == []
    assert forge.ask("GET", "/tasks")["items"] == []
    told = forge.call("POST", "/earlier-installations/1/link")
    assert told["error"]["status"] == 404

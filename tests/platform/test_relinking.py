"""Taking over an earlier Forge installation through the API: explicit, by an organization admin alone, and audited."""

from collections.abc import Iterator

import pytest

from tests.ground.sandbox import SandboxClient
from tests.platform.deployment import deployed
from tests.platform.sites import EVERY_DAY, EVERYBODY, Site


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

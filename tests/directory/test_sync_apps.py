"""How workspaces become apps with names that people know."""

import pytest

from app.atlassian.records import WorkspaceRecord
from app.directory.syncing.sync_apps import describe_apps, describe_unlisted, name_app, split_resource

JIRA = "ari:cloud:jira-software::site/1"


def workspace(resource_id: str, host_url: str | None = None, *, is_sandbox: bool = False) -> WorkspaceRecord:
    return WorkspaceRecord(resource_id, kind="some-kind", name="Given name", host_url=host_url, is_sandbox=is_sandbox)


@pytest.mark.parametrize(
    ("resource_id", "parts"),
    [
        (JIRA, ("jira-software", "1")),
        ("ari:cloud:trello::workspace/w-1", ("trello", "w-1")),
        ("ari:cloud:bitbucket:us:workspace/a/b", ("bitbucket", "b")),
        ("something else", ("", "something else")),
        ("", ("", "")),
    ],
)
def test_a_resource_id_tells_product_and_place(resource_id: str, parts: tuple[str, str]) -> None:
    assert split_resource(resource_id) == parts


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("jira-software", "Jira"),
        ("jira-servicedesk", "Jira Service Management"),
        ("jira-admin", "Jira administration"),
        ("confluence", "Confluence"),
        ("brand-new-thing", "Brand new thing"),
        ("", "Unknown app"),
    ],
)
def test_apps_have_the_names_that_people_use(key: str, name: str) -> None:
    assert name_app(key) == name


def test_all_apps_of_a_site_share_its_name() -> None:
    apps, _ = describe_apps(
        [workspace(JIRA), workspace("ari:cloud:confluence::site/1", "https://acme.atlassian.net/wiki")]
    )
    assert [(app.key, app.site_id, app.site_name) for app in apps] == [
        ("jira-software", "1", "acme"),
        ("confluence", "1", "acme"),
    ]


def test_without_any_host_the_workspace_lends_its_name_to_the_site() -> None:
    [app], _ = describe_apps([workspace("ari:cloud:trello::workspace/9", "http://[broken")])
    assert (app.name, app.site_id, app.site_name) == ("Trello", "9", "Given name")


def test_sandboxes_are_left_out_and_remembered() -> None:
    other = "ari:cloud:confluence::site/2"
    apps, skipped = describe_apps([workspace(JIRA), workspace(other, is_sandbox=True), workspace(JIRA)])
    assert [app.resource_id for app in apps] == [JIRA]
    assert skipped == [other]


def test_an_app_that_only_activity_names_takes_its_name_from_its_id_or_key() -> None:
    app = describe_unlisted("ari:cloud:loom::site/1", "loom-video", {"1": "acme"})
    assert (app.key, app.name, app.site_name) == ("loom", "Loom", "acme")
    odd = describe_unlisted("odd", "compass", {})
    assert (odd.key, odd.name, odd.site_id, odd.site_name) == ("compass", "Compass", "odd", "odd")

"""How Atlassian's workspaces become the apps of the mirror: names for people, sites, what is left out. Pure.

Resource ids are matched whole and never built (admin API contract 5.1). Sandboxes of apps are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.atlassian.records import WorkspaceRecord

APP_NAMES: Final[Mapping[str, str]] = {
    "avp": "Analytics",
    "beacon": "Guard Detect",
    "bitbucket": "Bitbucket",
    "compass": "Compass",
    "confluence": "Confluence",
    "jira": "Jira",
    "jira-admin": "Jira administration",
    "jira-core": "Jira Work Management",
    "jira-product-discovery": "Jira Product Discovery",
    "jira-service-desk": "Jira Service Management",
    "jira-servicedesk": "Jira Service Management",
    "jira-software": "Jira",
    "loom": "Loom",
    "mercury": "Focus",
    "opsgenie": "Opsgenie",
    "platform": "Site administration",
    "statuspage": "Statuspage",
    "townsquare": "Goals and Projects",
    "trello": "Trello",
    "unified-help": "Help Center",
}
_RESOURCE: Final = re.compile(r"ari:cloud:(?P<product>[^:/]+):[^:]*:(?P<place>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AppDescription:
    """An app on a site, ready for the mirror."""

    resource_id: str
    key: str
    name: str
    site_id: str
    site_name: str
    host_url: str | None = None
    seat_limit: int | None = None


def describe_apps(workspaces: Iterable[WorkspaceRecord]) -> tuple[list[AppDescription], list[str]]:
    """The apps, one per resource id, and the resource ids of the sandboxes that were left out."""
    listed = list(workspaces)
    kept = {workspace.resource_id: workspace for workspace in listed if not workspace.is_sandbox}
    site_names = _name_sites(kept.values())
    apps = [_describe(workspace, site_names) for workspace in kept.values()]
    return apps, sorted({workspace.resource_id for workspace in listed if workspace.is_sandbox} - kept.keys())


def describe_unlisted(resource_id: str, key: str, site_names: Mapping[str, str]) -> AppDescription:
    """An app that a user's activity names although Atlassian did not list it."""
    product, site_id = split_resource(resource_id)
    product = product or key
    return AppDescription(resource_id, product, name_app(product), site_id, site_names.get(site_id, site_id))


def name_app(key: str) -> str:
    """Name the app with this key as people call it."""
    return APP_NAMES.get(key) or key.replace("-", " ").capitalize() or "Unknown app"


def split_resource(resource_id: str) -> tuple[str, str]:
    """Product and place of a resource id: (`confluence`, the id after `site/`); ("", all of it) without."""
    match = _RESOURCE.fullmatch(resource_id)
    if match is None:
        return "", resource_id
    return match["product"], match["place"].rsplit("/", 1)[-1]


def _describe(workspace: WorkspaceRecord, site_names: Mapping[str, str]) -> AppDescription:
    product, site_id = split_resource(workspace.resource_id)
    key = product or workspace.kind
    return AppDescription(
        resource_id=workspace.resource_id,
        key=key,
        name=name_app(key),
        site_id=site_id,
        site_name=site_names.get(site_id) or workspace.name or site_id,
        host_url=workspace.host_url,
        seat_limit=workspace.seat_limit,
    )


def _name_sites(workspaces: Iterable[WorkspaceRecord]) -> dict[str, str]:
    """Site id → the first label of its host, e.g. `acme` for https://acme.atlassian.net/wiki."""
    names: dict[str, str] = {}
    for workspace in workspaces:
        host = _read_host(workspace.host_url)
        if host:
            names.setdefault(split_resource(workspace.resource_id)[1], host.split(".")[0])
    return names


def _read_host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""

"""Reading a Forge manifest the way the platform does at installation (platform contract 4.1).

Takes what this host plays and checks that its parts point at each other; the full rules are those of Atlassian's own
validator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.host.problems import bad_field

UI_MODULES = ("jira:adminPage", "jira:globalPage", "confluence:globalSettings", "confluence:globalPage")
INTERVAL_SECONDS = {"fiveMinute": 300, "hour": 3600, "day": 86_400, "week": 604_800}
"""How often a scheduled trigger may fire."""
_APP_PREFIX = "ari:cloud:ecosystem::app/"


@dataclass(frozen=True)
class Endpoint:
    """A way into a remote: ``path`` is the prefix of its requests or the target of its events."""

    key: str
    remote: str
    path: str
    has_system_token: bool
    has_user_token: bool


@dataclass(frozen=True)
class UiModule:
    """A Custom UI page: the folder of its files and the endpoint that its ``invokeRemote`` reaches."""

    kind: str
    key: str
    title: str
    resource: str
    endpoint: str | None


@dataclass(frozen=True)
class Trigger:
    """Trigger that calls an endpoint by itself; ``events`` is empty unless it waits for events."""

    kind: str
    key: str
    endpoint: str
    events: tuple[str, ...] = ()
    interval: str | None = None


@dataclass(frozen=True)
class Manifest:
    """The parts of a manifest that this host uses."""

    app_id: str
    is_licensed: bool
    remotes: dict[str, str]
    endpoints: dict[str, Endpoint]
    pages: tuple[UiModule, ...]
    triggers: tuple[Trigger, ...]
    resources: dict[str, str]
    styles: tuple[str, ...]
    client_remotes: tuple[str, ...]
    scopes: tuple[str, ...]

    def find_page(self, key: str | None) -> UiModule | None:
        """The page with that key, or the first one for None."""
        return next((page for page in self.pages if key in {None, page.key}), None)


def parse_manifest(document: Any) -> Manifest:
    """Return the parts in use; HostProblem 400 names what is missing or points nowhere."""
    app = _mapping(document, "app")
    app_id = app.get("id")
    if not isinstance(app_id, str) or not app_id.startswith(_APP_PREFIX):
        raise bad_field("app.id", f"An app id starts with {_APP_PREFIX}.")
    modules = _mapping(document, "modules")
    permissions = document.get("permissions") or {}
    external = _mapping(permissions, "external", optional=True)
    manifest = Manifest(
        app_id=app_id,
        is_licensed=bool(_mapping(app, "licensing", optional=True).get("enabled")),
        remotes={item["key"]: _base_url(item) for item in _rows(document, "remotes")},
        endpoints={item["key"]: _endpoint(item) for item in _rows(modules, "endpoint")},
        pages=tuple(_page(kind, item) for kind in UI_MODULES for item in _rows(modules, kind)),
        triggers=tuple(_triggers(modules)),
        resources={item["key"]: str(item.get("path", "")) for item in _rows(document, "resources")},
        styles=tuple(_mapping(permissions, "content", optional=True).get("styles") or ()),
        client_remotes=tuple(
            str(item["remote"])
            for item in _mapping(external, "fetch", optional=True).get("client") or ()
            if isinstance(item, dict) and "remote" in item
        ),
        scopes=tuple(map(str, permissions.get("scopes") or ())),
    )
    _check_links(manifest)
    return manifest


def _mapping(document: Any, name: str, *, optional: bool = False) -> dict[str, Any]:
    value = document.get(name) if isinstance(document, dict) else None
    if value is None and optional:
        return {}
    if not isinstance(value, dict):
        raise bad_field(name, f"The manifest has no {name}.")
    return value


def _rows(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = document.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "key" in row for row in rows):
        raise bad_field(name, f"{name} is a list of entries with a key.")
    return rows


def _base_url(item: dict[str, Any]) -> str:
    value = item.get("baseUrl")
    chosen = value.get("default") if isinstance(value, dict) else value
    if not isinstance(chosen, str):
        raise bad_field("remotes", f"The remote {item['key']} has no baseUrl.")
    return chosen.rstrip("/")


def _endpoint(item: dict[str, Any]) -> Endpoint:
    auth = _mapping(item, "auth", optional=True)
    return Endpoint(
        key=item["key"],
        remote=str(item.get("remote")),
        path=str(_mapping(item, "route", optional=True).get("path", "")),
        has_system_token=bool(_mapping(auth, "appSystemToken", optional=True).get("enabled")),
        has_user_token=bool(_mapping(auth, "appUserToken", optional=True).get("enabled")),
    )


def _page(kind: str, item: dict[str, Any]) -> UiModule:
    resolver = _mapping(item, "resolver", optional=True)
    return UiModule(kind, item["key"], str(item.get("title", "")), str(item.get("resource")), resolver.get("endpoint"))


def _triggers(modules: dict[str, Any]) -> list[Trigger]:
    found = []
    for kind in ("trigger", "scheduledTrigger", "preUninstall"):
        for item in _rows(modules, kind):
            events = tuple(str(event) for event in item.get("events") or ())
            found.append(Trigger(kind, item["key"], str(item.get("endpoint")), events, item.get("interval")))
    return found


def _check_links(manifest: Manifest) -> None:
    for endpoint in manifest.endpoints.values():
        if endpoint.remote not in manifest.remotes:
            raise bad_field("modules.endpoint", f"{endpoint.key} names the unknown remote {endpoint.remote}.")
    for page in manifest.pages:
        if page.resource not in manifest.resources:
            raise bad_field("modules", f"{page.key} names the unknown resource {page.resource}.")
    for trigger in manifest.triggers:
        if trigger.kind == "scheduledTrigger" and trigger.interval not in INTERVAL_SECONDS:
            raise bad_field("modules.scheduledTrigger", f"The interval is one of {', '.join(INTERVAL_SECONDS)}.")
    named = [(item.key, item.endpoint) for item in manifest.triggers]
    named += [(item.key, item.endpoint) for item in manifest.pages if item.endpoint is not None]
    for key, endpoint_key in named:
        if endpoint_key not in manifest.endpoints:
            raise bad_field("modules", f"{key} names the unknown endpoint {endpoint_key}.")

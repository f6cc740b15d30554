"""Checks a Forge manifest by the rules of platform contract 4.1, and its paths against real routes.

Written by hand from the published rules, with our own list of event names: Atlassian's validator takes any. Answers
sentences, one for each fault. Changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from descriptor.addresses import find_address_fault

_APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_KEY = re.compile(r"[a-zA-Z0-9_-]{1,23}")
_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")
_RUNTIMES = ("nodejs20.x", "nodejs22.x", "nodejs24.x")
_UI = ("jira:adminPage", "jira:globalPage")
_USES = ("useAsConfig", "useAsGetStarted")
_CALLERS = ("trigger", "scheduledTrigger", "preUninstall")
_EVENTS = frozenset({"avi:forge:installed:app", "avi:forge:upgraded:app"})
_INTERVALS = frozenset({"fiveMinute", "hour", "day", "week"})
_OPERATIONS = frozenset({"storage", "compute", "fetch", "other"})
_TOKEN_SCOPES = {"appSystemToken": "read:app-system-token", "appUserToken": "read:app-user-token"}
_MOST_SCHEDULED = 5


def find_manifest_faults(document: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a manifest; an empty list when nothing is."""
    missing = [f"{name} is missing" for name in ("app", "modules", "resources", "remotes", "permissions")
               if name not in document]  # fmt: skip
    if missing:
        return missing
    return [
        *_check_app(document["app"]),
        *_check_remotes(document["remotes"]),
        *_check_endpoints(document),
        *_check_pages(document),
        *_check_callers(document["modules"]),
        *_check_permissions(document),
    ]


def find_dead_paths(document: dict[str, Any], routes: Map) -> list[str]:
    """The paths of endpoints that no route answers to a POST."""
    adapter = routes.bind("manifest.invalid")
    dead = []
    for endpoint in document["modules"]["endpoint"]:
        path = endpoint.get("route", {}).get("path")
        try:
            if path is not None:
                adapter.match(path, method="POST")
        except HTTPException:
            dead.append(f"POST {path}")
    return dead


def _check_app(app: dict[str, Any]) -> Iterator[str]:
    if not _APP_ID.fullmatch(str(app.get("id"))):
        yield "app.id must be ari:cloud:ecosystem::app/ and a UUID"
    if app.get("runtime", {}).get("name") not in _RUNTIMES:
        yield "app.runtime.name must be a runtime that Forge knows"
    if not isinstance(app.get("licensing", {}).get("enabled"), bool):
        yield "app.licensing.enabled must be true or false"


def _check_remotes(remotes: list[dict[str, Any]]) -> Iterator[str]:
    for remote in remotes:
        key, operations = remote.get("key", ""), remote.get("operations", [])
        if not _KEY.fullmatch(key):
            yield f"the remote's key {key!r} must be at most 23 letters, digits, dashes or underscores"
        fault = find_address_fault(str(remote.get("baseUrl")))
        if fault is not None:
            yield f"the baseUrl of remote {key} must be https without a path: {fault}"
        if not operations or not _OPERATIONS.issuperset(operations):
            yield f"the operations of remote {key} are unknown"
        if "compute" not in operations:
            yield f"remote {key} needs the operation compute, or pages cannot call it"
        if "storage" in operations and not isinstance(remote.get("storage", {}).get("inScopeEUD"), bool):
            yield f"remote {key} stores, and must say whether it stores end-user data"


def _check_endpoints(document: dict[str, Any]) -> Iterator[str]:
    remotes = {remote.get("key") for remote in document["remotes"]}
    for endpoint in document["modules"].get("endpoint", []):
        key = endpoint.get("key")
        if endpoint.get("remote") not in remotes:
            yield f"endpoint {key} names a remote that does not exist"
        path = endpoint.get("route", {}).get("path")
        if path is not None and not _PATH.fullmatch(path):
            yield f"the path of endpoint {key} must be plain"


def _check_pages(document: dict[str, Any]) -> Iterator[str]:
    modules = document["modules"]
    resources = {resource.get("key") for resource in document["resources"]}
    endpoints = {endpoint["key"]: endpoint for endpoint in modules.get("endpoint", [])}
    for kind in _UI:
        pages = modules.get(kind, [])
        if len([page for page in pages if not any(page.get(use) for use in _USES)]) != 1:
            yield f"there must be one {kind} with a link of its own"
        for use in _USES:
            if len([page for page in pages if page.get(use)]) > 1:
                yield f"only one {kind} may have {use}"
        for page in pages:
            if page.get("resource") not in resources:
                yield f"page {page.get('key')} names a resource that does not exist"
            endpoint = endpoints.get(page.get("resolver", {}).get("endpoint"))
            if endpoint is None:
                yield f"page {page.get('key')} names an endpoint that does not exist"
            elif "route" in endpoint:
                yield f"the endpoint of page {page.get('key')} must have no path: the page names whole paths"


def _check_callers(modules: dict[str, Any]) -> Iterator[str]:
    endpoints = {endpoint["key"]: endpoint for endpoint in modules.get("endpoint", [])}
    for kind in _CALLERS:
        callers = modules.get(kind, [])
        if not callers:
            yield f"there is no {kind}"
        for caller in callers:
            if "route" not in endpoints.get(caller.get("endpoint"), {}):
                yield f"{caller.get('key')} names an endpoint without a path"
    for trigger in modules.get("trigger", []):
        unknown = sorted(set(map(str, trigger.get("events", []))) - _EVENTS)
        if unknown or not trigger.get("events"):
            yield f"trigger {trigger.get('key')} waits for unknown events: {', '.join(unknown) or 'none at all'}"
    yield from _check_schedule(modules)
    keys = [one.get("key") for rows in modules.values() for one in rows]
    if len(set(keys)) != len(keys):
        yield "two modules have the same key"


def _check_schedule(modules: dict[str, Any]) -> Iterator[str]:
    scheduled = modules.get("scheduledTrigger", [])
    if len(scheduled) > _MOST_SCHEDULED:
        yield f"there may be at most {_MOST_SCHEDULED} scheduled triggers"
    for trigger in scheduled:
        if trigger.get("interval") not in _INTERVALS:
            yield f"{trigger.get('key')} has an interval that does not exist"


def _check_permissions(document: dict[str, Any]) -> Iterator[str]:
    permissions = document["permissions"]
    scopes = set(permissions.get("scopes", []))
    if not scopes - set(_TOKEN_SCOPES.values()):
        yield "permissions.scopes needs one scope that is no token scope"
    if any(scope.startswith(("manage:org", "admin:")) for scope in scopes):
        yield "permissions.scopes asks for more than the app uses"
    if "unsafe-inline" not in permissions.get("content", {}).get("styles", []):
        yield "permissions.content.styles must allow the styles that the page writes"
    backend = permissions.get("external", {}).get("fetch", {}).get("backend", [])
    named = {one.get("remote") for one in backend}
    auths = [one.get("auth", {}) for one in (*document["remotes"], *document["modules"].get("endpoint", []))]
    for remote in document["remotes"]:
        if remote.get("key") not in named:
            yield f"permissions.external.fetch.backend does not name remote {remote.get('key')}"
    for name, scope in _TOKEN_SCOPES.items():
        is_asked = any(auth.get(name, {}).get("enabled") for auth in auths)
        if is_asked != (scope in scopes):
            yield f"{name} and the scope {scope} must be asked for together"

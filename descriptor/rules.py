"""Checks a filled-in Connect descriptor by the rules of platform contract 3, and its URLs against real routes.

Written by hand from the published rules; answers sentences, one for each fault. Changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

_KEY = re.compile(r"[a-zA-Z0-9-._]{1,64}")
_MODULE_KEY = re.compile(r"[a-zA-Z0-9-]{1,100}")
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")
_SCOPES = frozenset(
    [
        "NONE",
        "READ",
        "WRITE",
        "DELETE",
        "PROJECT_ADMIN",
        "SPACE_ADMIN",
        "ADMIN",
        "ACT_AS_USER",
        "ACCESS_EMAIL_ADDRESSES",
    ]
)
_NEEDED = (
    "key", "name", "description", "vendor", "baseUrl", "links", "authentication", "apiVersion", "lifecycle",
    "modules", "scopes", "apiMigrations", "enableLicensing",
)  # fmt: skip
_EVENTS = ("installed", "uninstalled", "enabled", "disabled")
_MIGRATIONS = {"gdpr": True, "signed-install": True, "context-qsh": True}
_PAGE_KINDS = ("adminPages", "generalPages", "configurePage", "postInstallPage")
_PRODUCTS = ("atlassian", "jira", "confluence", "bitbucket", "trello", "opsgenie", "premium")
_MAX_BASE_URL = 200


def find_faults(document: dict[str, Any], *, is_production: bool = True) -> list[str]:
    """Everything that is wrong with a descriptor; an empty list when nothing is."""
    missing = [f"{name} is missing" for name in _NEEDED if name not in document]
    if missing:
        return missing
    return [
        *_check_identity(document),
        *_check_base_url(document, is_production),
        *_check_lifecycle(document["lifecycle"]),
        *_check_permissions(document),
        *_check_modules(document["modules"]),
    ]


def find_dead_urls(document: dict[str, Any], routes: Map) -> list[str]:
    """The URLs of a descriptor that no route answers with the method the host uses."""
    adapter = routes.bind("descriptor.invalid")
    wanted = [("POST", path) for path in document["lifecycle"].values()]
    wanted += [("GET", page["url"]) for page in iter_pages(document["modules"])]
    wanted.append(("GET", document["links"]["self"].removeprefix(document["baseUrl"])))
    dead = []
    for method, path in wanted:
        try:
            adapter.match(path, method=method)
        except HTTPException:
            dead.append(f"{method} {path}")
    return dead


def iter_pages(modules: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every page module, whether its kind holds one or a list."""
    for kind in _PAGE_KINDS:
        found = modules.get(kind, [])
        yield from found if isinstance(found, list) else [found]


def _check_identity(document: dict[str, Any]) -> Iterator[str]:
    if not _KEY.fullmatch(document["key"]):
        yield "key must be at most 64 letters, digits, dots, dashes or underscores"
    if document["name"].lower().startswith(_PRODUCTS):
        yield "name must not start with the name of a product"
    if not document["description"]:
        yield "description is empty"
    if document["authentication"] != {"type": "jwt"}:
        yield "authentication must be of type jwt"
    if not all(document["vendor"].get(name) for name in ("name", "url")):
        yield "vendor needs a name and a url"


def _check_base_url(document: dict[str, Any], is_production: bool) -> Iterator[str]:
    base_url = document["baseUrl"]
    parts = urlsplit(base_url)
    if not parts.hostname or (is_production and parts.scheme != "https"):
        yield "baseUrl must be an https URL"
    if is_production and parts.port not in (None, 80, 443, 8080):
        yield "baseUrl must be on port 80, 443 or 8080"
    if len(base_url) > _MAX_BASE_URL or base_url.endswith("/") or parts.query or parts.fragment:
        yield "baseUrl must be at most 200 characters, without a trailing slash, query or fragment"
    if document["links"].get("self") != f"{base_url}/atlassian-connect.json":
        yield "links.self must be where the descriptor is served"


def _check_lifecycle(lifecycle: dict[str, str]) -> Iterator[str]:
    if set(lifecycle) != set(_EVENTS):
        yield "lifecycle must name installed, uninstalled, enabled and disabled"
    for event, path in lifecycle.items():
        if not _PLAIN_PATH.fullmatch(path):
            yield f"lifecycle.{event} must be a plain path"
        if event in ("installed", "uninstalled") and event not in path:
            yield f"lifecycle.{event} must have {event} in its path, so that scanners recognise it"


def _check_permissions(document: dict[str, Any]) -> Iterator[str]:
    for scope in document["scopes"]:
        if scope.upper() not in _SCOPES:
            yield f"there is no scope {scope}"
    if document["apiMigrations"] != _MIGRATIONS:
        yield "apiMigrations must ask for gdpr, signed-install and context-qsh"
    if not isinstance(document["enableLicensing"], bool):
        yield "enableLicensing must be true or false"


def _check_modules(modules: dict[str, Any]) -> Iterator[str]:
    pages = list(iter_pages(modules))
    keys = [page.get("key", "") for page in pages]
    if len(set(keys)) != len(keys):
        yield "two modules have the same key"
    for page in pages:
        yield from _check_page(page)
    sections = {section["key"] for section in modules.get("webSections", [])}
    for page in modules.get("adminPages", []):
        section = page.get("location", "").partition("/")[2]
        if section and section not in sections:
            yield f"page {page['key']} is in the section {section}, which does not exist"
    for kind in ("configurePage", "postInstallPage"):
        if isinstance(modules.get(kind), list):
            yield f"{kind} must be a single page"


def _check_page(page: dict[str, Any]) -> Iterator[str]:
    key = page.get("key", "")
    if not _MODULE_KEY.fullmatch(key):
        yield f"the module key {key!r} must be letters, digits and dashes"
    if not _PLAIN_PATH.fullmatch(page.get("url", "")):
        yield f"the url of page {key} must be a plain path"
    if not page.get("name", {}).get("value"):
        yield f"page {key} has no name"
    if page.get("cacheable"):
        yield f"page {key} must not be cacheable: it would be shown without a token"

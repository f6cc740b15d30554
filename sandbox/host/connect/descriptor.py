"""Reading the app's Connect descriptor the way the platform does before an installation.

Checks only what the platform needs to install and to show a page (platform contract 3); it is no
validator of the whole descriptor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.host.outgoing import AppUnreachable, Outgoing, send, split_url
from sandbox.host.problems import HostProblem, bad_field

_KEY = re.compile(r"[A-Za-z0-9._-]{1,80}")
_LIFECYCLE = ("installed", "uninstalled", "enabled", "disabled")


@dataclass(frozen=True)
class Page:
    """A page module: where the host shows it and the app's URL for it, relative to ``baseUrl``."""

    kind: str
    key: str
    name: str
    url: str


@dataclass(frozen=True)
class Descriptor:
    """Descriptor, as far as the Connect host uses it."""

    key: str
    name: str
    base_url: str
    lifecycle: dict[str, str]
    pages: tuple[Page, ...]

    @property
    def base_path(self) -> str:
        """The path of ``baseUrl``: not part of any query string hash."""
        return urlsplit(self.base_url).path.rstrip("/")


def parse_descriptor(document: Any) -> Descriptor:
    """Return the parts in use; HostProblem 400 when something needed is missing or wrong."""
    if not isinstance(document, dict):
        raise bad_field("app_url", "The descriptor is not a JSON object.")
    key, base_url = document.get("key"), document.get("baseUrl")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise bad_field("key", "The descriptor has no usable key.")
    if not isinstance(base_url, str):
        raise bad_field("baseUrl", "The descriptor has no baseUrl.")
    try:
        split_url(base_url)
    except ValueError as problem:
        raise bad_field("baseUrl", str(problem)) from problem
    authentication = document.get("authentication")
    if not isinstance(authentication, dict) or authentication.get("type") != "jwt":
        raise bad_field("authentication", "The descriptor must ask for authentication type jwt.")
    return Descriptor(
        key=key,
        name=str(document.get("name") or key),
        base_url=base_url.rstrip("/"),
        lifecycle=_parse_lifecycle(document.get("lifecycle")),
        pages=tuple(_parse_pages(document.get("modules"))),
    )


def _parse_lifecycle(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not isinstance(value.get("installed"), str):
        raise bad_field("lifecycle", "The descriptor names no installed callback.")
    return {event: value[event] for event in _LIFECYCLE if isinstance(value.get(event), str)}


def _parse_pages(modules: Any) -> list[Page]:
    pages = []
    for kind in ("adminPages", "generalPages", "configurePage", "postInstallPage"):
        found = modules.get(kind) if isinstance(modules, dict) else None
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict) and isinstance(item.get("url"), str):
                name = item.get("name")
                label = name.get("value") if isinstance(name, dict) else None
                pages.append(Page(kind, str(item.get("key")), str(label), item["url"]))
    return pages


def fetch_descriptor(app_url: str) -> dict[str, Any]:
    """GET ``{app_url}/atlassian-connect.json``; HostProblem 400 or 502 when that gives nothing."""
    try:
        origin, target = split_url(app_url.rstrip("/") + "/atlassian-connect.json")
    except ValueError as problem:
        raise bad_field("app_url", str(problem)) from problem
    try:
        answer = send(Outgoing("GET", origin, target, (("Accept", "application/json"),)))
        document = answer.json()
    except AppUnreachable as problem:
        raise HostProblem(502, "The app does not answer", str(problem)) from problem
    except ValueError as problem:
        raise HostProblem(502, "No descriptor", "The answer is not JSON.") from problem
    if answer.status != 200 or not isinstance(document, dict):
        raise HostProblem(502, "No descriptor", f"The app answered {answer.status}.")
    return document

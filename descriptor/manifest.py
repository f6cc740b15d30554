"""Builds the Forge manifest, in the form of platform contract 4.1, from the same description as the Connect descriptor.

Pure; writes nothing. The text is the plain part of YAML: block mappings and lists, one scalar a line.
"""

import json
import re
from typing import Any

from descriptor import description

_PLAIN = re.compile(r"[A-Za-z./][A-Za-z0-9 _./:-]*[A-Za-z0-9]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_HEAD = "# Made by `python -m descriptor write`; `python -m descriptor manifest` prints one for a deployment.\n"


def build_manifest(
    app_id: str, base_url: str, *, is_licensed: bool = False, resource: str = description.RESOURCE_PATH
) -> dict[str, Any]:
    """The whole manifest for one deployment: the app's ARI and the https address of the back end.

    is_licensed: the app is listed on the Marketplace. One that has a licence in its manifest cannot be shared by a
    link, so for one's own organization it must be left out. resource: the folder of the page's files.
    """
    remote = {
        "key": description.REMOTE_KEY,
        "baseUrl": base_url,
        "operations": ["storage", "compute", "fetch"],
        # Users and groups are mirrored by the back end.
        "storage": {"inScopeEUD": True},
        "auth": {"appSystemToken": {"enabled": False}, "appUserToken": {"enabled": False}},
    }
    reached = [{"remote": description.REMOTE_KEY}]
    return {
        "app": {
            "id": app_id,
            "runtime": {"name": "nodejs24.x"},
            "licensing": {"enabled": is_licensed},
        },
        "modules": _build_modules(),
        "resources": [{"key": description.RESOURCE_KEY, "path": resource}],
        "remotes": [remote],
        "permissions": {
            "scopes": list(description.FORGE_SCOPES),
            # The design system writes style elements at run time.
            "content": {"styles": ["unsafe-inline"]},
            "external": {"fetch": {"backend": reached}},
        },
    }


def render_manifest(document: dict[str, Any]) -> str:
    """The manifest as YAML."""
    return _HEAD + "\n".join(_render(document, 0)) + "\n"


def _build_modules() -> dict[str, Any]:
    modules: dict[str, Any] = {}
    for page in description.FORGE_PAGES:
        built: dict[str, Any] = {
            "key": page.key,
            "resource": description.RESOURCE_KEY,
            "resolver": {"endpoint": description.API_ENDPOINT},
            "title": page.label,
        }
        if page.layout:
            built["layout"] = page.layout
        if page.use:
            built[page.use] = True
        modules.setdefault(page.kind, []).append(built)
    endpoints: list[dict[str, Any]] = [{"key": description.API_ENDPOINT, "remote": description.REMOTE_KEY}]
    for event in description.FORGE_EVENTS:
        endpoint = {"key": event.endpoint, "remote": description.REMOTE_KEY, "route": {"path": event.path}}
        if event.has_system_token:
            endpoint["auth"] = {"appSystemToken": {"enabled": True}}
        endpoints.append(endpoint)
        called: dict[str, Any] = {"key": event.key, "endpoint": event.endpoint}
        if event.events:
            called["events"] = list(event.events)
        if event.interval:
            called["interval"] = event.interval
        modules.setdefault(event.kind, []).append(called)
    return {**modules, "endpoint": endpoints}


def _render(value: Any, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(value, dict):
        lines = []
        for name, one in value.items():
            if isinstance(one, dict | list):
                lines += [f"{pad}{name}:", *_render(one, depth + 1)]
            else:
                lines.append(f"{pad}{name}: {_scalar(one)}")
        return lines
    lines = []
    for one in value:
        if isinstance(one, dict):
            first, *rest = _render(one, depth + 1)
            lines += [f"{pad}- {first.strip()}", *rest]
        else:
            lines.append(f"{pad}- {_scalar(one)}")
    return lines


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and ": " not in text and text.lower() not in _WORDS
    return text if is_plain else json.dumps(text)

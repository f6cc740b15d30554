"""Prepares a folder from which the Forge app can be registered, deployed and installed (`make forge URL=…`).

A folder of its own, because `forge register` writes the app's id into the manifest: it is kept when the folder is made
again, so that one deployment stays one app. Holds the page's files without the copies that Forge never serves.
"""

import re
import shutil
from pathlib import Path
from typing import Any, Final

from descriptor.addresses import find_address_fault, is_out_of_reach
from descriptor.description import RESOURCE_PATH
from descriptor.manifest import build_manifest, render_manifest
from descriptor.manifest_rules import find_manifest_faults

FOLDER: Final = "forge"
UNREGISTERED: Final = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000"
RESOURCE: Final = "page"
_APP_ID = re.compile(r"""\bid["']?\s*:\s*["']?(ari:cloud:ecosystem::app/[0-9a-fA-F-]{36})\b""")
_UNSERVED = shutil.ignore_patterns("*.gz", "*.br", "*.map", "refusal.html", ".*")


class Unpreparable(Exception):
    """Error: something is missing for a deployment; the message says what to do about it."""


def prepare_deployment(base_url: str, root: Path, *, is_licensed: bool) -> str:
    """Make `forge/` below `root` (anew) and return what to do next. Raises Unpreparable."""
    pages, folder = root / RESOURCE_PATH, root / FOLDER
    if not (pages / "index.html").is_file():
        raise Unpreparable("The page is not built: run make build first.")
    address = base_url.strip().rstrip("/").lower()
    fault = find_address_fault(address)
    if fault is not None:
        raise Unpreparable(
            f"{base_url!r} is no address that Forge takes: {fault}. It must be https without a path, "
            "such as https://rollcall.example.org."
        )
    app_id = _find_app_id(folder / "manifest.yml")
    document = build_manifest(app_id, address, is_licensed=is_licensed, resource=RESOURCE)
    faults = find_manifest_faults(document)
    if faults:
        raise Unpreparable("\n".join(faults))
    folder.mkdir(exist_ok=True)
    shutil.rmtree(folder / RESOURCE, ignore_errors=True)
    shutil.copytree(pages, folder / RESOURCE, ignore=_UNSERVED)
    (folder / "manifest.yml").write_text(render_manifest(document), encoding="utf-8")
    return _describe_steps(document, folder, is_licensed)


def _find_app_id(manifest: Path) -> str:
    """The id that `forge register` wrote, if it was run here."""
    found = _APP_ID.search(manifest.read_text(encoding="utf-8")) if manifest.is_file() else None
    return found[1] if found else UNREGISTERED


def _describe_steps(document: dict[str, Any], folder: Path, is_licensed: bool) -> str:
    app_id = document["app"]["id"]
    is_registered = app_id != UNREGISTERED
    register = (
        "" if is_registered else "    forge register Rollcall       # once; writes the app's id into manifest.yml\n"
    )
    told = app_id if is_registered else "<the app.id that forge register wrote>"
    licensing = "required" if is_licensed else "told"
    address = document["remotes"][0]["baseUrl"]
    warning = (
        f"Atlassian cannot reach {address} from outside: this is for trials.\n\n" if is_out_of_reach(address) else ""
    )
    kind = "listed on the Marketplace" if is_licensed else "not listed: for one's own organization, shared by a link"
    return (
        f"{warning if is_out_of_reach(address) else ''}{folder} is ready ({kind}). There:\n\n"
        f"    forge login\n{register}"
        "    forge lint\n"
        "    forge deploy --environment development\n"
        "    forge install --environment development --product jira --site <your site>.atlassian.net\n\n"
        "The server behind the address needs:\n\n"
        f"    BASE_URL={address}\n"
        f"    FORGE_APP_ID={told}\n"
        "    FORGE_ENVIRONMENTS=DEVELOPMENT        # PRODUCTION once it is deployed there\n"
        f"    FORGE_LICENSING={licensing}\n\n"
        'README.md, chapter "Install it for your organization", explains each step.\n'
    )

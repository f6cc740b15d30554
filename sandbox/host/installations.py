"""Installations of the app in the rehearsal organizations, and where they are kept.

An installation belongs to (app key, organization, site) and has one clientKey for its life; an
import into the site makes a new tenant and therefore a new clientKey (platform contract 1.1).
This module stores and finds; it sends nothing.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sandbox.host.connect.descriptor import Descriptor, parse_descriptor
from sandbox.host.problems import bad_field, not_found
from sandbox.world.documents import Documents

_NAMESPACE = uuid.UUID("6f1c1d0a-2f5e-5d8e-9a55-0c6f2b1e7d11")
_SITE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_REMEMBERED_CALLS = 40
STATES = ("installed", "enabled", "disabled", "uninstalled")


@dataclass(frozen=True)
class Installation:
    """One installation of the app on one site, with the secret both sides share."""

    client_key: str
    app_url: str
    org_id: str
    site: str
    cloud_id: str
    shared_secret: str
    previous_secret: str | None
    state: str
    license: str
    generation: int
    descriptor: dict[str, Any]
    calls: tuple[dict[str, Any], ...] = field(default=())
    forge_installation: str | None = None

    @property
    def app(self) -> Descriptor:
        """The parsed descriptor."""
        return parse_descriptor(self.descriptor)

    @property
    def site_url(self) -> str:
        """The product's base URL, without a trailing slash."""
        return f"https://{self.site}.atlassian.net"

    def with_call(self, call: dict[str, Any]) -> Installation:
        """The same installation with one more remembered lifecycle call."""
        return replace(self, calls=(*self.calls, call)[-_REMEMBERED_CALLS:])

    def describe(self) -> dict[str, Any]:
        """Describe it for showing: everything but the secrets."""
        app = self.app
        return {
            "client_key": self.client_key,
            "app_key": app.key,
            "app_name": app.name,
            "app_url": self.app_url,
            "app_base_url": app.base_url,
            "org_id": self.org_id,
            "site": self.site,
            "site_url": self.site_url,
            "cloud_id": self.cloud_id,
            "state": self.state,
            "license": self.license,
            "generation": self.generation,
            "forge_installation": self.forge_installation,
            "pages": [asdict(page) for page in app.pages],
            "calls": list(self.calls),
        }


def new_secret() -> str:
    """A shared secret of 86 characters (the platform allows up to 128)."""
    return secrets.token_urlsafe(64)


def check_site(site: object) -> str:
    """A site's name as it stands before ``.atlassian.net``; HostProblem 400 otherwise."""
    if not isinstance(site, str) or not _SITE.fullmatch(site):
        raise bad_field("site", "A site's name has 1 to 63 characters of a-z, 0-9 and hyphen.")
    return site


class InstallationBook:
    """All installations, kept in one section of the world's documents under their clientKey.

    The documents are read each time, because a reset of the sandbox may replace them.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def list_all(self) -> list[Installation]:
        """Every installation, uninstalled ones included, in the order they were made."""
        return [_load(item) for item in self._documents.values()]

    def find(self, tenant: str) -> Installation | None:
        """By clientKey, or the newest one of a site's name (installed before uninstalled)."""
        stored = self._documents.get(tenant)
        if stored is not None:
            return _load(stored)
        found = [item for item in self.list_all() if item.site == tenant]
        alive = [item for item in found if item.state != "uninstalled"]
        return next(reversed(alive or found), None)

    def get(self, tenant: object) -> Installation:
        """Like ``find``, but HostProblem 404 when there is none and 400 for a non-string."""
        if not isinstance(tenant, str) or not tenant:
            raise bad_field("tenant", "Give the clientKey or the site's name of an installation.")
        found = self.find(tenant)
        if found is None:
            raise not_found("installation", tenant)
        return found

    def find_tenant(self, app_key: str, org_id: str, site: str) -> Installation | None:
        """The newest installation of that app in that organization and site."""
        for item in reversed(self.list_all()):
            if (item.app.key, item.org_id, item.site) == (app_key, org_id, site):
                return item
        return None

    def save(self, installation: Installation) -> Installation:
        """Store one installation under its clientKey and return it."""
        self._documents.put(installation.client_key, asdict(installation))
        return installation


def client_key_for(app_key: str, org_id: str, site: str, generation: int) -> str:
    """The same four parts give the same clientKey, also after the sandbox was wiped."""
    return str(uuid.uuid5(_NAMESPACE, "/".join([app_key, org_id, site, str(generation)])))


def _load(item: dict[str, Any]) -> Installation:
    return Installation(**{**item, "calls": tuple(item.get("calls", ()))})

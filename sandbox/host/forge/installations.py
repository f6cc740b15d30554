"""Forge installations: who installed which app where, kept in one section of the world's documents.

A reinstall has a new installation id (platform contract 4.3).  This module stores and finds; it sends nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.host.forge.manifest import Manifest, parse_manifest
from sandbox.host.problems import bad_field, not_found
from sandbox.world.documents import Documents

ENVIRONMENTS = ("DEVELOPMENT", "STAGING", "PRODUCTION")
LICENSES = ("active", "inactive", "none")


@dataclass(frozen=True)
class ForgeInstallation:
    """One installation. ``app_url`` stands in for every remote's address, as a tunnel does."""

    installation_id: str
    manifest_document: dict[str, Any]
    app_url: str | None
    static_dir: str | None
    org_id: str
    site: str
    cloud_id: str
    environment: str
    app_version: str
    license: str
    installer: str | None
    state: str

    @property
    def manifest(self) -> Manifest:
        """The parsed manifest."""
        return parse_manifest(self.manifest_document)

    @property
    def installation_ari(self) -> str:
        """The value that remotes key their data by."""
        return f"ari:cloud:ecosystem::installation/{self.installation_id}"

    @property
    def app_uuid(self) -> str:
        """The app id without its prefix."""
        return self.manifest.app_id.rpartition("/")[2]

    @property
    def environment_id(self) -> str:
        """The same for every installation of an app's environment."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.manifest.app_id}/{self.environment}"))

    def remote_url(self, remote: str) -> str:
        """Address of the remote."""
        return self.app_url or self.manifest.remotes[remote]

    def describe(self) -> dict[str, Any]:
        """Describe it for showing; there is nothing secret in it."""
        manifest = self.manifest
        return {
            **{name: value for name, value in asdict(self).items() if name != "manifest_document"},
            "installation_ari": self.installation_ari,
            "app_id": manifest.app_id,
            "environment_id": self.environment_id,
            "pages": [asdict(page) for page in manifest.pages],
            "triggers": [asdict(trigger) for trigger in manifest.triggers],
            "remotes": {key: self.remote_url(key) for key in manifest.remotes},
        }


class ForgeBook:
    """All Forge installations; read each time, because a reset of the sandbox may replace them."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def list_all(self) -> list[ForgeInstallation]:
        """Every installation, uninstalled ones included, in the order they were made."""
        return [ForgeInstallation(**item) for item in self._documents.values()]

    def get(self, tenant: object) -> ForgeInstallation:
        """By installation id, its ARI, or the newest one of a site; HostProblem 404 when there is none."""
        if not isinstance(tenant, str) or not tenant:
            raise bad_field("installation", "Give the id of a Forge installation, or its site's name.")
        stored = self._documents.get(tenant.rpartition("/")[2])
        if stored is not None:
            return ForgeInstallation(**stored)
        found = [item for item in self.list_all() if item.site == tenant]
        alive = [item for item in found if item.state == "installed"]
        if not found:
            raise not_found("Forge installation", tenant)
        return (alive or found)[-1]

    def find_app(self, app_id: str, org_id: str, site: str) -> ForgeInstallation | None:
        """The newest installation of an app that is installed on a site."""
        return self._newest(item for item in self._installed(org_id) if item.site == site and _app(item) == app_id)

    def find_shown(self, org_id: str) -> ForgeInstallation | None:
        """The installation whose page an organization is shown, None when nothing came through Forge."""
        return self._newest(self._installed(org_id))

    def _installed(self, org_id: str) -> list[ForgeInstallation]:
        return [item for item in self.list_all() if item.org_id == org_id and item.state == "installed"]

    @staticmethod
    def _newest(found: Iterable[ForgeInstallation]) -> ForgeInstallation | None:
        return next(iter(reversed(list(found))), None)

    def save(self, installation: ForgeInstallation) -> ForgeInstallation:
        """Store one installation and return it."""
        self._documents.put(installation.installation_id, asdict(installation))
        return installation


def _app(installation: ForgeInstallation) -> str:
    return installation.manifest.app_id

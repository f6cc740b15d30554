"""The Connect host: installs the app on a site and leads an installation through its life.

Order and signing follow platform contract 1.1: installed then enabled; disabled and uninstalled
at the same moment.  The app's answer decides: an ``installed`` that is not answered with 200 or
204 leaves no new installation behind.
"""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from sandbox.host.connect.descriptor import fetch_descriptor, parse_descriptor
from sandbox.host.connect.lifecycle import is_accepted, send_event
from sandbox.host.installations import (
    Installation,
    InstallationBook,
    check_site,
    client_key_for,
    new_secret,
)
from sandbox.host.keys import KeyRing
from sandbox.host.problems import HostProblem, bad_field
from sandbox.host.tokens import Clock

ACTIONS = (
    "enable",
    "disable",
    "uninstall",
    "reinstall",
    "rotate",
    "rename",
    "upgrade",
    "import",
    "license",
)


class ConnectHost:
    """Everything the platform does to an installed Connect app."""

    def __init__(self, book: InstallationBook, keys: KeyRing, clock: Clock) -> None:
        self.book = book
        self.keys = keys
        self._clock = clock
        self._changing = threading.RLock()

    def install(
        self,
        app_url: str,
        org_id: str,
        site: str,
        *,
        cloud_id: str | None = None,
        keep_secret: bool = False,
    ) -> Installation:
        """Install the app, or install it again with the same clientKey.

        Raises HostProblem 400 for a bad descriptor, 502 when the app does not answer or refuses.
        """
        document = fetch_descriptor(app_url)
        app_key = parse_descriptor(document).key
        with self._changing:
            known = self.book.find_tenant(app_key, org_id, check_site(site))
            if known is None:
                known = self._new(document, org_id, site, cloud_id)
            fresh = replace(known, app_url=app_url.rstrip("/"), descriptor=document)
            return self._install_and_enable(fresh if keep_secret else _with_new_secret(fresh))

    def act(self, installation: Installation, action: str, options: dict[str, Any]) -> Installation:
        """Carry out one of ``ACTIONS`` and return the installation as it is afterwards."""
        if action not in ACTIONS:
            raise bad_field("action", f"Actions are {', '.join(ACTIONS)}.")
        with self._changing:
            if action in {"enable", "disable"}:
                return self._switch(installation, f"{action}d")
            if action == "uninstall":
                return self._uninstall(installation, str(options.get("order", "parallel")))
            if action == "license":
                return self._license(installation, options.get("license"))
            return self._send_installed(installation, action, options)

    def _new(self, document: dict[str, Any], org_id: str, site: str, cloud_id: str | None) -> Installation:
        generation = 1
        key = client_key_for(parse_descriptor(document).key, org_id, site, generation)
        return Installation(
            client_key=key,
            app_url="",
            org_id=org_id,
            site=site,
            cloud_id=cloud_id or str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{site}.atlassian.net")),
            shared_secret=new_secret(),
            previous_secret=None,
            state="installed",
            license="active",
            generation=generation,
            descriptor=document,
        )

    def _install_and_enable(self, installation: Installation) -> Installation:
        installation = self._installed(installation)
        return self._switch(installation, "enabled")

    def _installed(self, installation: Installation) -> Installation:
        """Send ``installed``; store only what the app has accepted."""
        call = send_event(installation, "installed", self.keys, self._clock)
        if not is_accepted(call):
            known = self.book.find(installation.client_key)
            if known is not None:
                self.book.save(known.with_call(call))
            raise HostProblem(
                502,
                "The app refused the installation",
                f"installed was answered {call['status']}: {call['error'] or ''}".strip(),
            )
        return self.book.save(replace(installation.with_call(call), state="installed"))

    def _switch(self, installation: Installation, event: str) -> Installation:
        if installation.state == "uninstalled":
            raise HostProblem(409, "Not installed", "This installation is uninstalled.")
        call = send_event(installation, event, self.keys, self._clock)
        return self.book.save(replace(installation.with_call(call), state=event))

    def _uninstall(self, installation: Installation, order: str) -> Installation:
        """Send both notifications: at once as observed in the field, or in a chosen order."""
        orders = {
            "parallel": ("disabled", "uninstalled"),
            "disabled_first": ("disabled", "uninstalled"),
            "uninstalled_first": ("uninstalled", "disabled"),
        }
        if order not in orders:
            raise bad_field("order", f"Orders are {', '.join(orders)}.")
        workers = 2 if order == "parallel" else 1
        with ThreadPoolExecutor(max_workers=workers) as pool:
            calls = pool.map(
                lambda event: send_event(installation, event, self.keys, self._clock),
                orders[order],
            )
            for call in list(calls):
                installation = installation.with_call(call)
        return self.book.save(replace(installation, state="uninstalled"))

    def _license(self, installation: Installation, license_state: object) -> Installation:
        if license_state not in {"active", "none"}:
            raise bad_field("license", "A license is active or none.")
        return self.book.save(replace(installation, license=str(license_state)))

    def _send_installed(self, installation: Installation, action: str, options: dict[str, Any]) -> Installation:
        """The causes of an ``installed`` call; ``enabled`` follows installs and upgrades only."""
        named = options.get("forge_installation", installation.forge_installation)
        if named is not None and not isinstance(named, str):
            raise bad_field("forge_installation", "A Forge installation is named by its ARI.")
        installation = replace(installation, forge_installation=named)
        if action == "rotate":
            return self._keep_state(_with_new_secret(installation))
        if action == "rename":
            return self._keep_state(replace(installation, site=check_site(options.get("site"))))
        document = fetch_descriptor(installation.app_url)
        installation = replace(installation, descriptor=document)
        if action == "import":
            return self._install_and_enable(_as_imported(installation))
        if action == "reinstall" and not options.get("keep_secret"):
            installation = _with_new_secret(installation)
        return self._install_and_enable(installation)

    def _keep_state(self, installation: Installation) -> Installation:
        if installation.state == "uninstalled":
            raise HostProblem(409, "Not installed", "This installation is uninstalled.")
        installed = self._installed(installation)
        return self.book.save(replace(installed, state=installation.state))


def _with_new_secret(installation: Installation) -> Installation:
    return replace(installation, shared_secret=new_secret(), previous_secret=installation.shared_secret)


def _as_imported(installation: Installation) -> Installation:
    generation = installation.generation + 1
    app_key = installation.app.key
    return replace(
        installation,
        client_key=client_key_for(app_key, installation.org_id, installation.site, generation),
        generation=generation,
        shared_secret=new_secret(),
        previous_secret=None,
        calls=(),
    )

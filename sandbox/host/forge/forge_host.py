"""The Forge host: installs an app from its manifest and makes the calls that Forge would make.

Order and payloads follow platform contract 4.4: the installed event comes after the installation and may fail without
undoing it; preUninstall is called before the installation goes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.host.forge.installations import ENVIRONMENTS, LICENSES, ForgeBook, ForgeInstallation
from sandbox.host.forge.invocation import build_trigger_claims, build_ui_claims, sign_invocation
from sandbox.host.forge.manifest import Trigger, UiModule, parse_manifest
from sandbox.host.forge.remote_calls import Invocation, deliver_event, invoke_remote, wrap_retry
from sandbox.host.keys import KeyRing
from sandbox.host.problems import HostProblem, bad_field, not_found
from sandbox.host.tokens import Clock
from sandbox.switches import Switches

INSTALLED, UPGRADED = "avi:forge:installed:app", "avi:forge:upgraded:app"
_FIRST_VERSION = "1.0.0"
_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0
_OWNER = "557058:00000000-0000-4000-8000-00000000d001"


class ForgeHost:
    """Everything that Forge does to an installed app with a remote backend."""

    def __init__(self, book: ForgeBook, keys: KeyRing, clock: Clock, find_switches: Callable[[str], Switches]) -> None:
        self.book = book
        self.keys = keys
        self._clock = clock
        self._find_switches = find_switches

    def switches_of(self, installation: ForgeInstallation) -> Switches:
        """How Forge treats this installation: the switches of its organization."""
        return self._find_switches(installation.org_id)

    def install(self, manifest: Any, place: tuple[str, str, str], options: Mapping[str, Any]) -> dict[str, Any]:
        """Install; ``place`` is organization id, site and cloud id. Answers the installation and what was delivered.

        With ``is_repeatable`` an app that is installed there stays the installation it is, at its new address.
        """
        app_id = parse_manifest(manifest).app_id
        org_id, site, cloud_id = place
        known = self.book.find_app(app_id, org_id, site) if options.get("is_repeatable") else None
        if known is not None:
            told: dict[str, Any] = {"app_url": _url(options.get("app_url")), "static_dir": options.get("static_dir")}
            return self._with_deliveries(self.book.save(replace(known, manifest_document=manifest, **told)), [])
        installation = ForgeInstallation(
            installation_id=str(uuid.uuid4()),
            manifest_document=manifest,
            app_url=_url(options.get("app_url")),
            static_dir=options.get("static_dir"),
            org_id=org_id,
            site=site,
            cloud_id=cloud_id,
            environment=_choice("environment", options.get("environment", "DEVELOPMENT"), ENVIRONMENTS),
            app_version=str(options.get("app_version", _FIRST_VERSION)),
            license=_choice("license", options.get("license", "none"), LICENSES),
            installer=options.get("installer"),
            state="installed",
        )
        self.book.save(installation)
        return self._with_deliveries(installation, self._send_event(installation, INSTALLED, options))

    def upgrade(self, installation: ForgeInstallation, options: Mapping[str, Any]) -> dict[str, Any]:
        """A new major version: the upgraded event follows."""
        major = int(installation.app_version.partition(".")[0]) + 1
        upgraded = self.book.save(replace(installation, app_version=f"{major}.0.0"))
        return self._with_deliveries(upgraded, self._send_event(upgraded, UPGRADED, options))

    def uninstall(self, installation: ForgeInstallation, options: Mapping[str, Any]) -> dict[str, Any]:
        """Call preUninstall where the manifest names it, then forget the installation whatever was answered."""
        if installation.state != "installed":
            raise HostProblem(409, "Not installed", "This installation is uninstalled.")
        triggers = [item for item in installation.manifest.triggers if item.kind == "preUninstall"]
        deliveries = [self._fire(installation, item, _call_body(installation, item.key), options) for item in triggers]
        return self._with_deliveries(self.book.save(replace(installation, state="uninstalled")), deliveries)

    def run_scheduled(self, installation: ForgeInstallation, key: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Fire one scheduled trigger now; also for an uninstalled app, because a late one may come."""
        for trigger in installation.manifest.triggers:
            if trigger.kind == "scheduledTrigger" and trigger.key == key:
                delivery = self._fire(installation, trigger, _call_body(installation, key), options)
                return self._with_deliveries(installation, [delivery])
        raise not_found("scheduled trigger", key)

    def send_event(self, installation: ForgeInstallation, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Send any event by name to the triggers that wait for it, or to the first trigger when none does."""
        return self._with_deliveries(installation, self._send_event(installation, name, options, is_forced=True))

    def change_license(self, installation: ForgeInstallation, license_state: str) -> ForgeInstallation:
        """Another licence from the next token on (it is told in production only)."""
        return self.book.save(replace(installation, license=license_state))

    def invoke(
        self, installation: ForgeInstallation, page_key: str | None, account: str | None, invocation: Invocation
    ) -> dict[str, Any]:
        """``invokeRemote`` from a page; raises InvocationRejected and HostProblem."""
        page = self.get_page(installation, page_key)
        if page.endpoint is None:
            raise HostProblem(409, "No endpoint", f"The page {page.key} has no resolver endpoint.")
        token = self.mint_ui_token(installation, page_key, account)
        endpoint = installation.manifest.endpoints[page.endpoint]
        return invoke_remote(installation, endpoint, invocation, token, self.switches_of(installation))

    def mint_ui_token(
        self, installation: ForgeInstallation, page_key: str | None, account: str | None, **changes: Any
    ) -> str:
        """A token as it comes with a call from Custom UI; keywords replace claims."""
        page, switches = self.get_page(installation, page_key), self.switches_of(installation)
        claims = build_ui_claims(installation, page, account, self._clock(), switches)
        return sign_invocation(claims | changes, self.keys.current())

    def mint_trigger_token(self, installation: ForgeInstallation, module_key: str, **changes: Any) -> str:
        """A token as it comes with an event; keywords replace claims."""
        claims = build_trigger_claims(installation, module_key, self._clock(), self.switches_of(installation))
        return sign_invocation(claims | changes, self.keys.current())

    def get_page(self, installation: ForgeInstallation, key: str | None) -> UiModule:
        """The page with that key or the first one; HostProblem 404 when there is none."""
        page = installation.manifest.find_page(key)
        if page is None:
            raise not_found("page", key or "at all")
        return page

    def _send_event(
        self, installation: ForgeInstallation, name: str, options: Mapping[str, Any], *, is_forced: bool = False
    ) -> list[dict[str, Any]]:
        triggers = [item for item in installation.manifest.triggers if item.kind == "trigger"]
        waiting = [item for item in triggers if name in item.events] or (triggers[:1] if is_forced else [])
        payload = self._event_payload(installation, name)
        return [self._fire(installation, item, payload, options) for item in waiting]

    def _event_payload(self, installation: ForgeInstallation, name: str) -> dict[str, Any]:
        person = "upgraderAccountId" if name == UPGRADED else "installerAccountId"
        app = {"id": installation.app_uuid, "version": installation.app_version, "ownerAccountId": _OWNER}
        payload: dict[str, Any] = {
            "id": installation.installation_id,
            "app": app,
            "environment": {"id": installation.environment_id},
        }
        if name == UPGRADED:
            payload["permissions"] = {"scopes": list(installation.manifest.scopes), "external": {}}
        return payload | ({person: installation.installer} if installation.installer else {})

    def _fire(
        self,
        installation: ForgeInstallation,
        trigger: Trigger,
        payload: dict[str, Any],
        options: Mapping[str, Any],
    ) -> dict[str, Any]:
        endpoint = installation.manifest.endpoints[trigger.endpoint]
        pause = options.get("retry_seconds", _RETRY_SECONDS)
        if isinstance(pause, bool) or not isinstance(pause, (int, float)) or not 0 <= pause <= _LONGEST_RETRY_SECONDS:
            raise bad_field("retry_seconds", "A number from 0 to 60.")
        is_wrapped = trigger.kind == "trigger" and self.switches_of(installation)["retried_events"] == "wrapped"
        attempts = deliver_event(
            installation, endpoint,
            lambda number: wrap_retry(payload, number) if is_wrapped and number else payload,
            lambda: self.mint_trigger_token(installation, trigger.key),
            pause,
        )  # fmt: skip
        return {"trigger": trigger.key, "endpoint": endpoint.key, "attempts": attempts}

    def _with_deliveries(self, installation: ForgeInstallation, deliveries: list[dict[str, Any]]) -> dict[str, Any]:
        return {**installation.describe(), "deliveries": deliveries}


def _call_body(installation: ForgeInstallation, module_key: str) -> dict[str, Any]:
    """Build the body of a scheduled trigger or preUninstall; the token in it has no meaning to the app."""
    context = {"cloudId": installation.cloud_id, "moduleKey": module_key}
    return {"context": context, "contextToken": f"sandbox-context-{uuid.uuid4().hex}"}


def _url(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad_field("app_url", "An address is text.")
    return value.rstrip("/") if value else None


def _choice(name: str, value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise bad_field(name, f"One of {', '.join(choices)}.")
    return str(value)

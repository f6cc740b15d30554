"""Fires invocation tokens, sound or forged, at a remote installed through the Forge host."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from sandbox.host.attack.case import Attempt
from sandbox.host.attack.forged import Signer, build_token, rsa_signer, without_none
from sandbox.host.attack.sender import Sender
from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.invocation import build_trigger_claims, build_ui_claims
from sandbox.host.forge.manifest import Endpoint
from sandbox.host.hosts import Hosts
from sandbox.host.outgoing import Outgoing, split_url
from sandbox.host.problems import HostProblem
from sandbox.switches import Switches

Headers = tuple[tuple[str, str], ...]
_DEFAULT_API_PATH = "/api/v1/tasks"


class ForgeAttacker(Sender):
    """Aims at one Forge installation; events go out in the name of made-up installations."""

    def __init__(self, hosts: Hosts, victim: ForgeInstallation, options: dict[str, Any]) -> None:
        super().__init__(hosts, options)
        self.victim = victim
        self.account: str = (
            hosts.people.resolve_account(victim.org_id, options.get("account", "organization-admin")) or ""
        )

    @property
    def _switches(self) -> Switches:
        return self.hosts.forge.switches_of(self.victim)

    def clean_up(self) -> None:
        """The key set answers soundly again, whatever the case did to it."""
        self.hosts.jwks.behaviour = "sound"

    @property
    def trigger(self) -> tuple[str, Endpoint]:
        """Key and endpoint of the first trigger; HostProblem 409 when the manifest has none."""
        for item in self.victim.manifest.triggers:
            return item.key, self.victim.manifest.endpoints[item.endpoint]
        raise HostProblem(409, "No trigger", "The manifest has no trigger to aim at.")

    def ui_claims(self, **app: Any) -> dict[str, Any]:
        """Claims of a sound call from the first page; keywords replace parts of ``app``."""
        page = self.hosts.forge.get_page(self.victim, self.options.get("module"))
        claims = build_ui_claims(self.victim, page, self.account, self.hosts.clock(), self._switches)
        claims["app"] = without_none(claims["app"] | app)
        return claims

    def event_claims(self, installation_id: str | None = None) -> dict[str, Any]:
        """Claims of a sound event, in the name of a made-up installation unless one is given."""
        claims = build_trigger_claims(self.victim, self.trigger[0], self.hosts.clock(), self._switches)
        ari = f"ari:cloud:ecosystem::installation/{installation_id or uuid.uuid4()}"
        claims["app"] |= {"installationId": ari, "installation": claims["app"]["installation"] | {"id": ari}}
        return claims

    def sign(self, claims: dict[str, Any], **changes: Any) -> str:
        """A token over the claims. ``header`` and ``signer`` are replaced whole, None drops a claim."""
        key = self.hosts.forge.keys.current()
        header = changes.pop("header", {"typ": "JWT", "alg": "RS256", "kid": key.kid})
        signer: Signer = changes.pop("signer", rsa_signer(key.private_key))
        return build_token(header, without_none(claims | changes), signer)

    def ui(self, name: str, token: str | None, *, expected: Sequence[int] = (401,), **how: Any) -> Attempt:
        """Call the API as ``invokeRemote`` would. ``path``, ``scheme`` and ``headers`` say how."""
        endpoint = self.victim.manifest.endpoints[self._page_endpoint()]
        path = str(how.get("path") or self.options.get("api_path") or _DEFAULT_API_PATH)
        url = self.victim.remote_url(endpoint.remote) + endpoint.path.rstrip("/") + path
        return self.fire(name, _build_request("GET", url, token, how), expected)

    def event(self, name: str, token: str | None, *, expected: Sequence[int] = (401,), **how: Any) -> Attempt:
        """POST an event to the first trigger's address. ``payload``, ``scheme`` and ``headers`` say how."""
        endpoint = self.trigger[1]
        url = self.victim.remote_url(endpoint.remote) + endpoint.path
        return self.fire(name, _build_request("POST", url, token, {"payload": {}, **how}), expected)

    def _page_endpoint(self) -> str:
        page = self.hosts.forge.get_page(self.victim, self.options.get("module"))
        if page.endpoint is None:
            raise HostProblem(409, "No endpoint", f"The page {page.key} has no resolver endpoint.")
        return page.endpoint


def _build_request(method: str, url: str, token: str | None, how: dict[str, Any]) -> Outgoing:
    headers: Headers = tuple(how.get("headers", ()))
    if token is not None:
        headers += (("Authorization", f"{how.get('scheme', 'Bearer')} {token}"),)
    body = None
    if "payload" in how:
        headers += (("Content-Type", "application/json"),)
        body = json.dumps(how["payload"]).encode("utf-8")
    origin, target = split_url(url)
    return Outgoing(method, origin, target, headers, body)

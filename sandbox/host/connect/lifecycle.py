"""Lifecycle payloads and the signed calls that carry them to the app (platform contract 1.1, 1.2).

Builds and sends; which call follows which is decided in ``sandbox.host.connect.connect_host``.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sandbox.host.installations import Installation
from sandbox.host.keys import KeyRing
from sandbox.host.outgoing import Answer, AppUnreachable, json_request, send
from sandbox.host.tokens import Clock, mint_lifecycle_token, mint_page_token

_RS256_EVENTS = {"installed", "uninstalled"}
_SHOWN_BODY = 500


def build_payload(installation: Installation, event: str) -> dict[str, Any]:
    """The JSON body of a lifecycle call; the shared secret travels on ``installed`` only."""
    entitlement = uuid.uuid5(uuid.NAMESPACE_URL, installation.client_key)
    payload: dict[str, Any] = {
        "key": installation.app.key,
        "clientKey": installation.client_key,
        "oauthClientId": f"sandbox-{entitlement.hex[:24]}",
        "serverVersion": "100300",
        "pluginsVersion": "1001.0.0-SNAPSHOT",
        "baseUrl": installation.site_url,
        "displayUrl": installation.site_url,
        "displayUrlServicedeskHelpCenter": installation.site_url,
        "cloudId": installation.cloud_id,
        "productType": "jira",
        "description": f"Atlassian Jira at {installation.site_url}",
        "serviceEntitlementNumber": f"SEN-{entitlement.int % 10**8}",
        "entitlementId": str(entitlement),
        "entitlementNumber": f"E-{entitlement.int % 10**9:09d}",
        "eventType": event,
    }
    if event == "installed":
        payload["sharedSecret"] = installation.shared_secret
        if installation.forge_installation is not None:
            payload["installationId"] = installation.forge_installation  # the app is on Forge as well (contract 1.1)
    return payload


def event_url(installation: Installation, event: str) -> str:
    """The address at which the app takes that event."""
    return installation.app_url.rstrip("/") + installation.app.lifecycle[event]


def send_event(installation: Installation, event: str, keys: KeyRing, clock: Clock) -> dict[str, Any]:
    """Send one lifecycle call and describe what came back, without anything secret.

    An event that the descriptor does not name is not sent; its description says ``status`` None.
    """
    path = installation.app.lifecycle.get(event)
    if path is None:
        return _describe(event, None, "The descriptor names no callback for this event.")
    if event in _RS256_EVENTS:
        token = mint_lifecycle_token(installation, keys.current(), event, clock())
    else:
        token = mint_page_token(installation, None, clock(), method="POST", url=path)
    request = json_request("POST", event_url(installation, event), build_payload(installation, event), f"JWT {token}")
    try:
        return _describe(event, send(request), None)
    except AppUnreachable as problem:
        return _describe(event, None, str(problem))


def is_accepted(call: dict[str, Any]) -> bool:
    """Whether the app took the call: 200 or 204 and nothing else (platform contract 1.1)."""
    return call["status"] in {200, 204}


def _describe(event: str, answer: Answer | None, error: str | None) -> dict[str, Any]:
    if answer is not None and answer.status >= 300:
        error = answer.text()[:_SHOWN_BODY]
    return {
        "event": event,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "status": None if answer is None else answer.status,
        "milliseconds": None if answer is None else round(answer.seconds * 1000),
        "error": error,
    }

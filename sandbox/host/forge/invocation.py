"""Minting Forge invocation tokens and publishing the keys that verify them (platform contract 4.3)."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import jwt

from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.manifest import UiModule
from sandbox.host.keys import KeyRing, SigningKey
from sandbox.switches import Switches

ISSUER = "forge/invocation-token"
NULL = object()
"""A claim that is there and null; None leaves a claim out."""
_RENEWS_AT = "2028-01-01T00:00:00.000Z"


def build_trigger_claims(
    installation: ForgeInstallation, module_key: str, now: float, switches: Switches
) -> dict[str, Any]:
    """Claims of an event or scheduled call: no ``principal``, and of a ``context`` what the switches say."""
    claims = _build_frame(installation, module_key, now, switches)
    if switches["event_context"] == "present":
        claims["context"] = {"cloudId": installation.cloud_id, "moduleKey": module_key}
    elif switches["event_context"] == "null":
        claims["context"] = NULL
    return claims


def _build_frame(installation: ForgeInstallation, module_key: str, now: float, switches: Switches) -> dict[str, Any]:
    """Build the part that tokens of pages and of events have in common."""
    api = f"https://api.atlassian.com/ex/jira/{installation.cloud_id}"
    slash = "/" if switches["api_base_slash"] == "slash" else ""
    ari = installation.installation_ari
    app: dict[str, Any] = {
        "id": installation.manifest.app_id,
        "appVersion": installation.app_version,
        "installationId": ari,
        "apiBaseUrl": api + slash,
        "environment": {
            "type": installation.environment,
            "id": f"ari:cloud:ecosystem::environment/{installation.app_uuid}/{installation.environment_id}",
        },
        "module": {"type": "core:endpoint", "key": module_key},
        "installation": {
            "id": ari,
            "contexts": [{"name": "jira", "apiBaseUrl": api + slash, "cloudId": installation.cloud_id}],
        },
    }
    if installation.environment == "PRODUCTION" and installation.license != "none":
        app["license"] = _build_license(installation.license == "active", str(switches["licence_claim"]))
    app_id = installation.manifest.app_id
    return {
        "app": app,
        "iss": ISSUER,
        "aud": [app_id] if switches["audience_form"] == "list" else app_id,
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now + switches.seconds("invocation_life_seconds")),
        "jti": uuid.uuid4().hex,
    }


def build_ui_claims(
    installation: ForgeInstallation, page: UiModule, account: str | None, now: float, switches: Switches
) -> dict[str, Any]:
    """Claims of a call from Custom UI: with ``context`` and, when somebody is logged in, ``principal``."""
    claims = _build_frame(installation, page.key, now, switches)
    claims["app"]["module"]["type"] = page.kind
    claims["context"] = {
        "cloudId": installation.cloud_id,
        "siteUrl": f"https://{installation.site}.atlassian.net",
        "localId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{installation.installation_ari}/{page.key}")),
        "moduleKey": page.key,
        "extension": {"type": page.kind},
    }
    if account is not None:
        claims["principal"] = account
    return claims


def sign_invocation(claims: dict[str, Any], key: SigningKey) -> str:
    """Sign claims; those whose value is None are left out, and those that are `NULL` are null."""
    kept = {name: None if value is NULL else value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key.private_key, algorithm="RS256", headers={"kid": key.kid})


def build_jwks(keys: KeyRing) -> dict[str, Any]:
    """The public halves of every published key."""
    return {"keys": [_as_jwk(key) for key in keys.all_keys()]}


def _as_jwk(key: SigningKey) -> dict[str, str]:
    numbers = key.private_key.public_key().public_numbers()
    encoded = {"n": _encode_number(numbers.n), "e": _encode_number(numbers.e)}
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": key.kid, **encoded}


def _encode_number(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _build_license(is_active: bool, form: str) -> dict[str, Any]:
    """The licence as Forge tells it since April 2026 (`new`), as it did before (`old`), or in another form."""
    told: dict[str, Any] = {"billingPeriod": "MONTHLY", "isEvaluation": False, "supportEntitlementNumber": None}
    if form == "old":
        return {**told, "isActive": is_active, "type": "COMMERCIAL", "subscriptionEndDate": "1830297600000"}
    told |= {
        "capabilitySet": "capabilityStandard",
        "ccpEntitlementId": "00000000-0000-4000-8000-00000000e001",
        "ccpEntitlementSlug": "E-000-000-000",
        "modes": [],
        "subscriptionEndDate": _RENEWS_AT,
        "trialEndDate": None,
        "type": "commercial",
    }
    names = {"new": ("active",), "both": ("active", "isActive"), "neither": ()}[form]
    return told | dict.fromkeys(names, is_active)

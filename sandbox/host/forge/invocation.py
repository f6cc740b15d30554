"""Minting Forge invocation tokens and publishing the keys that verify them (platform contract 4.3)."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import jwt

from sandbox.host.forge.installations import ForgeInstallation
from sandbox.host.forge.manifest import UiModule
from sandbox.host.keys import KeyRing, SigningKey

ISSUER = "forge/invocation-token"
LIFE_SECONDS = 25


def build_trigger_claims(installation: ForgeInstallation, module_key: str, now: float) -> dict[str, Any]:
    """Claims of an event or scheduled call: no ``context``, no ``principal``."""
    api = f"https://api.atlassian.com/ex/jira/{installation.cloud_id}"
    ari = installation.installation_ari
    app: dict[str, Any] = {
        "id": installation.manifest.app_id,
        "appVersion": installation.app_version,
        "installationId": ari,
        "apiBaseUrl": api,
        "environment": {
            "type": installation.environment,
            "id": f"ari:cloud:ecosystem::environment/{installation.app_uuid}/{installation.environment_id}",
        },
        "module": {"type": "core:endpoint", "key": module_key},
        "installation": {
            "id": ari,
            "contexts": [{"name": "jira", "apiBaseUrl": api, "cloudId": installation.cloud_id}],
        },
    }
    if installation.environment == "PRODUCTION" and installation.license != "none":
        app["license"] = _license(installation.license == "active")
    return {
        "app": app,
        "iss": ISSUER,
        "aud": installation.manifest.app_id,
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now) + LIFE_SECONDS,
        "jti": uuid.uuid4().hex,
    }


def build_ui_claims(installation: ForgeInstallation, page: UiModule, account: str | None, now: float) -> dict[str, Any]:
    """Claims of a call from Custom UI: with ``context`` and, when somebody is logged in, ``principal``."""
    claims = build_trigger_claims(installation, page.key, now)
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
    """Sign claims; those whose value is None are left out."""
    kept = {name: value for name, value in claims.items() if value is not None}
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


def _license(is_active: bool) -> dict[str, Any]:
    return {
        "isActive": is_active,
        "isEvaluation": False,
        "billingPeriod": "MONTHLY",
        "type": "COMMERCIAL",
        "supportEntitlementNumber": "SEN-0000000",
        "subscriptionEndDate": "1830297600000",
        "trialEndDate": None,
    }

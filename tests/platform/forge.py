"""Forge's side of a door: invocation tokens as Forge makes them, and the key set that verifies them."""

import base64
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.platform.keyhost import make_key

APP_ID = "ari:cloud:ecosystem::app/11111111-2222-4333-8444-555555555555"
LIFE_SECONDS = 25
_NUMBERS = itertools.count(1)


def public_jwk(kid: str, key: RSAPrivateKey, **changes: Any) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    row = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": _number(numbers.n), "e": _number(numbers.e)}
    return row | changes


def key_set(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"keys": rows}).encode()


def _number(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


def bearer(token: str | None) -> dict[str, str]:
    """The header of a call; none without a token."""
    return {} if token is None else {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True)
class Forge:
    """Forge's hand: the key with which it signs."""

    kid: str = "forge/key-1"
    key: RSAPrivateKey = field(default_factory=make_key, repr=False)

    def sign(self, claims: dict[str, Any], **headers: Any) -> str:
        """A token over the claims; a claim or header of None is left out."""
        kept = {name: value for name, value in {"kid": self.kid, **headers}.items() if value is not None}
        return jwt.encode(drop_none(claims), self.key, algorithm="RS256", headers=kept)

    def jwks(self) -> bytes:
        return key_set(public_jwk(self.kid, self.key))


FORGE = Forge()


def drop_none(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not None}


@dataclass(frozen=True)
class ForgeSite:
    """One installation, as Forge knows it."""

    installation_id: str
    cloud_id: str
    environment: str = "DEVELOPMENT"
    license: dict[str, Any] | None = None

    @property
    def ari(self) -> str:
        return f"ari:cloud:ecosystem::installation/{self.installation_id}"

    def event_claims(self, now: float, app: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Claims of an event's token. `app` changes parts of that claim; None leaves a part or a claim out."""
        base = f"https://api.atlassian.com/ex/jira/{self.cloud_id}"
        told = {
            "id": APP_ID,
            "appVersion": "2.1.0",
            "installationId": self.ari,
            "apiBaseUrl": base,
            "environment": {"type": self.environment, "id": f"ari:cloud:ecosystem::environment/x/{uuid.UUID(int=1)}"},
            "module": {"type": "core:endpoint", "key": "rollcall-lifecycle"},
            "installation": {"id": self.ari, "contexts": [{"name": "jira", "apiBaseUrl": base}]},
            "license": self.license,
        }
        claims = {
            "app": drop_none(told | (app or {})),
            "iss": "forge/invocation-token",
            "aud": APP_ID,
            "iat": int(now),
            "nbf": int(now),
            "exp": int(now) + LIFE_SECONDS,
            "jti": uuid.uuid4().hex,
        }
        return claims | changes

    def page_claims(
        self, now: float, account_id: str | None = "admin-1", app: dict[str, Any] | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Claims of the token of a page's call."""
        context = {
            "cloudId": self.cloud_id,
            "siteUrl": "https://acme.atlassian.net",
            "moduleKey": "rollcall-admin",
            "extension": {"type": "jira:adminPage"},
        }
        return self.event_claims(now, app, **({"context": context, "principal": account_id} | changes))

    def event_body(self, **changes: Any) -> dict[str, Any]:
        """The body of `avi:forge:installed:app`."""
        body = {
            "id": self.installation_id,
            "installerAccountId": "557058:installer",
            "app": {"id": APP_ID.rpartition("/")[2], "version": "2.1.0"},
            "environment": {"id": str(uuid.UUID(int=1))},
        }
        return drop_none(body | changes)


def new_forge_site(environment: str = "DEVELOPMENT", **more: Any) -> ForgeSite:
    number = next(_NUMBERS)
    return ForgeSite(str(uuid.UUID(int=number)), str(uuid.UUID(int=1000 + number)), environment, **more)

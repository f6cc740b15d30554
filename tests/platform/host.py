"""The host's side of a door: tokens as Atlassian makes them, and every way in which they can be wrong.

Written apart from the app: the request hash here is our own reading of the rules, so that it checks the
one that the app uses.
"""

import base64
import hashlib
import hmac
import json
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote_plus

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BASE_URL = "http://rollcall.test"
APP_KEY = "com.rollcall.app"
LIFE_SECONDS = 180


def canonical_request(method: str, target: str) -> str:
    """`METHOD&path&query` by the rules of platform contract 1.4."""
    path, _, query = target.partition("?")
    path = path or "/"
    if path != "/":
        path = path.removesuffix("/")
    values: dict[str, list[str]] = defaultdict(list)
    for piece in filter(None, query.split("&")):
        name, _, value = piece.partition("=")
        values[unquote_plus(name)].append(unquote_plus(value))
    values.pop("jwt", None)
    encoded = {_encode(name): ",".join(map(_encode, sorted(many))) for name, many in values.items()}
    pairs = "&".join(f"{name}={encoded[name]}" for name in sorted(encoded))
    return f"{method.upper()}&{path.replace('&', '%26')}&{pairs}"


def _encode(text: str) -> str:
    return quote(text, safe="-._~")


def request_hash(method: str, target: str) -> str:
    return hashlib.sha256(canonical_request(method, target).encode()).hexdigest()


def raw_token(header: dict[str, Any], claims: object, key: bytes | None = None) -> str:
    """A token with any header and claims; HMAC-SHA256 under `key`, or an empty signature without one."""
    parts = [_segment(json.dumps(header).encode()), _segment(json.dumps(claims).encode())]
    signature = b"" if key is None else hmac.new(key, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _segment(signature)])


def _segment(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Site:
    """One installation, as its host knows it."""

    client_key: str
    secret: str
    base_url: str = "https://acme.atlassian.net"

    def rotated(self) -> "Site":
        return replace(self, secret=hashlib.sha256(self.secret.encode()).hexdigest())

    def payload(self, event: str, **changes: Any) -> dict[str, Any]:
        """The body of a lifecycle event; a change to None leaves the field out."""
        body = {
            "key": APP_KEY,
            "clientKey": self.client_key,
            "baseUrl": self.base_url,
            "displayUrl": self.base_url,
            "productType": "jira",
            "eventType": event,
            "cloudId": "99999999-8888-7777-6666-555555555555",
            "oauthClientId": "some-client",
            "publicKey": "legacy, to be ignored",
            "description": "Atlassian Jira",
        }
        if event == "installed":
            body["sharedSecret"] = self.secret
        return {name: value for name, value in (body | changes).items() if value is not None}

    def shared_claims(self, now: float, **changes: Any) -> dict[str, Any]:
        """Claims of an HS256 token; a change to None leaves the claim out."""
        claims = {"iss": self.client_key, "iat": int(now), "exp": int(now) + LIFE_SECONDS, "context": {}}
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def page_token(self, now: float, target: str, account_id: str | None = "admin-1", **changes: Any) -> str:
        qsh = request_hash(changes.pop("method", "GET"), target)
        claims = self.shared_claims(now, **{"sub": account_id, "qsh": qsh, **changes})
        return jwt.encode(claims, changes.pop("secret", self.secret), algorithm="HS256")

    def context_token(self, now: float, account_id: str | None = "admin-1", **changes: Any) -> str:
        claims = {"sub": account_id, "qsh": "context-qsh", "exp": int(now) + 900, **changes}
        return jwt.encode(self.shared_claims(now, **claims), self.secret, algorithm="HS256")


@dataclass(frozen=True)
class Signer:
    """Atlassian's hand for install tokens."""

    kid: str
    key: RSAPrivateKey = field(repr=False)

    def claims(self, issuer: str, now: float, path: str, **changes: Any) -> dict[str, Any]:
        """Claims of an install token; a change to None leaves the claim out."""
        claims = {
            "iss": issuer,
            "aud": [BASE_URL],
            "iat": int(now),
            "exp": int(now) + LIFE_SECONDS,
            "qsh": request_hash("POST", path),
            "jti": uuid.uuid4().hex,
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(self, issuer: str, now: float, path: str, **changes: Any) -> str:
        headers = {"kid": self.kid} | changes.pop("headers", {})
        kept = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(self.claims(issuer, now, path, **changes), self.key, algorithm="RS256", headers=kept)

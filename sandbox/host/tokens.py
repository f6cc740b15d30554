"""Minting the tokens that the platform gives to an app, and asking a running sandbox for one.

Kinds: ``context`` (what ``AP.context.getToken`` answers), ``page`` (the ``jwt`` of an iframe URL),
lifecycle (RS256, for installed and uninstalled) and ``forge`` (see ``sandbox.host.forge``).
Claims are those of platform contract 1.2, 1.3 and 1.5.  Nothing here verifies a token.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

import jwt

from sandbox.host.connect.qsh import CONTEXT_QSH, compute_qsh
from sandbox.host.installations import Installation
from sandbox.host.keys import SigningKey

PAGE_SECONDS = 180
CONTEXT_SECONDS = 900
LIFECYCLE_SECONDS = 180
KINDS = ("context", "page", "forge")

Clock = Callable[[], float]


def build_claims(installation: Installation, account: str | None, now: float) -> dict[str, Any]:
    """Claims shared by the HS256 kinds; ``account`` None stands for nobody logged in."""
    claims: dict[str, Any] = {"iss": installation.client_key, "iat": int(now), "context": {}}
    if account is not None:
        claims["sub"] = account
    return claims


def mint_context_token(installation: Installation, account: str | None, now: float, **changes: Any) -> str:
    """An HS256 token with the literal ``context-qsh``, good for 15 minutes."""
    claims = build_claims(installation, account, now)
    claims |= {"qsh": CONTEXT_QSH, "exp": int(now) + CONTEXT_SECONDS} | changes
    return sign_hs256(claims, installation.shared_secret)


def mint_page_token(installation: Installation, account: str | None, now: float, **changes: Any) -> str:
    """An HS256 token for one request, good for 180 s.

    ``method`` and ``url`` (absolute, or relative to ``baseUrl``) name the request; every other
    keyword replaces a claim.
    """
    method = str(changes.pop("method", "GET"))
    url = str(changes.pop("url", "/"))
    claims = build_claims(installation, account, now)
    base_path = installation.app.base_path if url.startswith(("http://", "https://")) else ""
    claims |= {
        "qsh": compute_qsh(method, url, base_path),
        "exp": int(now) + PAGE_SECONDS,
    }
    return sign_hs256(claims | changes, installation.shared_secret)


def mint_lifecycle_token(installation: Installation, key: SigningKey, event: str, now: float) -> str:
    """The RS256 token of a signed ``installed`` or ``uninstalled`` call."""
    app = installation.app
    claims = {
        "iss": installation.client_key,
        "aud": [app.base_url],
        "iat": int(now),
        "exp": int(now) + LIFECYCLE_SECONDS,
        "qsh": compute_qsh("POST", app.lifecycle[event]),
        # Two events of one second are two tokens.
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})


def sign_hs256(claims: dict[str, Any], secret: str) -> str:
    """Sign claims with a shared secret; claims whose value is None are left out."""
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm="HS256")


class TokenRefused(Exception):
    """The sandbox would not mint the token, or does not answer; the text says why."""


def fetch_token(sandbox_url: str, tenant: str, account: str | None, kind: str, **options: Any) -> str:
    """Ask the sandbox at ``sandbox_url`` for a token, for scripts and the command line.

    ``tenant`` is a clientKey or a site's name, ``account`` an account id, a role such as
    ``organization-admin``, or None for nobody.  Raises TokenRefused with the sandbox's own words.
    """
    payload = {"tenant": tenant, "account": account, "kind": kind, **options}
    request = urllib.request.Request(  # noqa: S310 - the operator names the address
        sandbox_url.rstrip("/") + "/_sandbox/token",
        data=json.dumps(payload).encode("utf-8"),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return str(json.load(response)["token"])
    except urllib.error.HTTPError as refusal:
        raise TokenRefused(refusal.read().decode("utf-8", "replace")) from refusal
    except (urllib.error.URLError, OSError) as problem:
        raise TokenRefused(f"{sandbox_url} does not answer: {problem}") from problem


def real_clock() -> float:
    """Seconds since the epoch: tokens live in real time even when the sandbox's time is moved."""
    return time.time()

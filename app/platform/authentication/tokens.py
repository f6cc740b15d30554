"""Verifies the tokens of a Connect host: signature by a fixed algorithm, life, issuer, request hash.

Three kinds, and each door takes one: install tokens (RS256, `installed`/`uninstalled`), request tokens (HS256
with a computed hash, pages and notifications) and context tokens (HS256 with `context-qsh`, the API).
Closes what `atlassian-jwt` leaves open: `exp`, `aud`, `iss` and missing claims. Never logs a token; the
words of a refusal are for our log alone, the caller gets one constant answer.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from app.platform.authentication.jws import (
    TokenRefused,
    decode,
    get_time,
    is_account_id,
    naming_claims,
    read_header,
    read_unverified,
    require_life,
)
from app.platform.authentication.qsh import CONTEXT_QSH

LEEWAY_SECONDS: Final = 30
# Atlassian names no upper bounds: these are ours alone, far above what is usual, so that a longer life there locks
# nobody out, and far below the years that some libraries write.
PAGE_LIFE_SECONDS: Final = 60 * 60
CONTEXT_LIFE_SECONDS: Final = 4 * 60 * 60
INSTALL_LIFE_SECONDS: Final = 24 * 60 * 60
_ISSUER = re.compile(r"[\x21-\x7e]{1,255}")
# Signs nothing: makes an unknown issuer cost as much work as a known one.
_NOBODYS_SECRET: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Claims:
    """Verified Connect token: its claims that are used. `account_id` is None when nobody is logged in."""

    issuer: str
    issued_at: float
    expires_at: float
    account_id: str | None


def read_issuer(token: str, algorithm: str) -> str:
    """The issuer that an unverified HS256 or RS256 token claims. Raises TokenRefused.

    Refuses every other `alg` than the expected one before anything else is looked at.
    """
    return _get_issuer(read_unverified(token, algorithm))


def read_kid(token: str) -> str:
    """The `kid` of an unverified install token. Raises TokenRefused when it is no RS256 token with one."""
    kid = read_header(token, "RS256").get("kid")
    if not isinstance(kid, str):
        raise TokenRefused("the header has no kid")
    return kid


def verify_page_token(token: str, secret: str | None, *, now: datetime, request_hash: str) -> Claims:
    """Verify a token bound to one request. `secret` is None for an unknown installation."""
    return _verify_shared(token, secret, now, PAGE_LIFE_SECONDS, request_hash)


def verify_context_token(token: str, secret: str | None, *, now: datetime) -> Claims:
    """Verify a token of `AP.context.getToken()`; one with a computed hash is refused."""
    return _verify_shared(token, secret, now, CONTEXT_LIFE_SECONDS, CONTEXT_QSH)


def verify_install_token(token: str, key: RSAPublicKey, *, now: datetime, request_hash: str, audience: str) -> Claims:
    """Verify a token of a signed install (platform contract 1.2, steps 5 to 7).

    audience: our base URL; one trailing slash on either side makes no difference, anything else does.
    """
    claims = decode(token, key, "RS256")
    with naming_claims(claims):
        require_life(claims, now, INSTALL_LIFE_SECONDS, LEEWAY_SECONDS)
        _require_audience(claims.get("aud"), audience)
        _require_hash(claims, request_hash)
        return _read_claims(claims)


def _verify_shared(token: str, secret: str | None, now: datetime, max_life_seconds: int, request_hash: str) -> Claims:
    try:
        claims = decode(token, _NOBODYS_SECRET if secret is None else secret, "HS256")
    except TokenRefused as refusal:
        raise TokenRefused("unknown installation" if secret is None else str(refusal)) from refusal
    if secret is None:
        raise TokenRefused("unknown installation")
    with naming_claims(claims):
        require_life(claims, now, max_life_seconds, LEEWAY_SECONDS)
        _require_hash(claims, request_hash)
        return _read_claims(claims)


def _require_audience(claimed: object, audience: str) -> None:
    claimed_list = claimed if isinstance(claimed, list) else [claimed]
    ours = audience.removesuffix("/")
    if not any(isinstance(one, str) and one.removesuffix("/") == ours for one in claimed_list):
        raise TokenRefused("the audience is not us")


def _require_hash(claims: dict[str, Any], expected: str) -> None:
    qsh = claims.get("qsh")
    if not isinstance(qsh, str) or not hmac.compare_digest(qsh.encode("utf-8", "replace"), expected.encode()):
        raise TokenRefused("the qsh is missing or of another request or kind")


def _get_issuer(claims: dict[str, Any]) -> str:
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not _ISSUER.fullmatch(issuer):
        raise TokenRefused("iss is missing or malformed")
    return issuer


def _read_claims(claims: dict[str, Any]) -> Claims:
    account_id = claims.get("sub")
    if account_id is not None and not is_account_id(account_id):
        raise TokenRefused("sub is no account id")
    return Claims(_get_issuer(claims), get_time(claims, "iat"), get_time(claims, "exp"), account_id)

"""Verifies the tokens of a Connect host: signature by a fixed algorithm, life, issuer, request hash.

Three kinds, and each door takes one: install tokens (RS256, `installed`/`uninstalled`), request tokens (HS256
with a computed hash, pages and notifications) and context tokens (HS256 with `context-qsh`, the API).
Closes what `atlassian-jwt` leaves open: `exp`, `aud`, `iss` and missing claims. Never logs a token; the
words of a refusal are for our log alone, the caller gets one constant answer.
"""

import hmac
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

from app.platform.qsh import CONTEXT_QSH

LEEWAY_SECONDS: Final = 30
MAX_TOKEN_CHARACTERS: Final = 8 * 1024
PAGE_LIFE_SECONDS: Final = 5 * 60
CONTEXT_LIFE_SECONDS: Final = 60 * 60
INSTALL_LIFE_SECONDS: Final = 60 * 60
_LATEST_TIME: Final = 253_402_300_799  # the end of the year 9999
_ISSUER = re.compile(r"[\x21-\x7e]{1,255}")
_ACCOUNT_ID = re.compile(r"[0-9A-Za-z:_.-]{1,128}")
# Signs nothing: makes an unknown issuer cost as much work as a known one.
_NOBODYS_SECRET: Final = "0" * 64
# Times, audience and subject are checked here, by our clock and our rules.
_SIGNATURE_ONLY: Final[Options] = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_sub": False,
    "verify_jti": False,
}


class TokenRefused(Exception):
    """The token opens nothing. The message is for the log; it never holds a part of the token."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What is left of a verified token. `account_id` is None when nobody is logged in."""

    issuer: str
    issued_at: float
    account_id: str | None


def read_issuer(token: str, algorithm: str) -> str:
    """The issuer that an unverified HS256 or RS256 token claims. Raises TokenRefused.

    Refuses every other `alg` than the expected one before anything else is looked at.
    """
    _read_header(token, algorithm)
    claims = _guarded(lambda: jwt.decode(token, options={**_SIGNATURE_ONLY, "verify_signature": False}))
    return _get_issuer(claims)


def read_kid(token: str) -> str:
    """The `kid` of an unverified install token. Raises TokenRefused when it is no RS256 token with one."""
    kid = _read_header(token, "RS256").get("kid")
    if not isinstance(kid, str):
        raise TokenRefused("the header has no kid")
    return kid


def verify_page_token(token: str, secret: str | None, *, now: datetime, request_hash: str) -> Claims:
    """Verify a token bound to one request. `secret` is None for an unknown installation."""
    claims = _verify_shared(token, secret, now, PAGE_LIFE_SECONDS)
    _require_hash(claims, request_hash)
    return _read_claims(claims)


def verify_context_token(token: str, secret: str | None, *, now: datetime) -> Claims:
    """Verify a token of `AP.context.getToken()`; one with a computed hash is refused."""
    claims = _verify_shared(token, secret, now, CONTEXT_LIFE_SECONDS)
    _require_hash(claims, CONTEXT_QSH)
    return _read_claims(claims)


def verify_install_token(token: str, key: RSAPublicKey, *, now: datetime, request_hash: str, audience: str) -> Claims:
    """Verify a token of a signed install (platform contract 1.2, steps 5 to 7).

    audience: our base URL; one trailing slash on either side makes no difference, anything else does.
    """
    claims = _decode(token, key, "RS256")
    _require_life(claims, now, INSTALL_LIFE_SECONDS)
    _require_audience(claims.get("aud"), audience)
    _require_hash(claims, request_hash)
    return _read_claims(claims)


def _verify_shared(token: str, secret: str | None, now: datetime, max_life_seconds: int) -> dict[str, Any]:
    try:
        claims = _decode(token, _NOBODYS_SECRET if secret is None else secret, "HS256")
    except TokenRefused as refusal:
        raise TokenRefused("unknown installation" if secret is None else str(refusal)) from refusal
    if secret is None:
        raise TokenRefused("unknown installation")
    _require_life(claims, now, max_life_seconds)
    return claims


def _read_header(token: str, algorithm: str) -> dict[str, Any]:
    if len(token) > MAX_TOKEN_CHARACTERS or not token.isascii():
        raise TokenRefused("the token is too long or not ASCII")
    header = _guarded(lambda: jwt.get_unverified_header(token))
    if header.get("alg") != algorithm:
        raise TokenRefused(f"the algorithm is not {algorithm}")
    return header


def _decode(token: str, key: str | RSAPublicKey, algorithm: str) -> dict[str, Any]:
    _read_header(token, algorithm)
    return _guarded(lambda: jwt.decode(token, key, algorithms=[algorithm], options=_SIGNATURE_ONLY))


def _guarded(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run one call of the library; whatever it makes of hostile input becomes a refusal."""
    try:
        return work()
    except jwt.PyJWTError as error:
        raise TokenRefused(f"not accepted: {type(error).__name__}") from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise TokenRefused(f"not readable: {type(error).__name__}") from None


def _require_life(claims: dict[str, Any], now: datetime, max_life_seconds: int) -> None:
    at = now.timestamp()
    issued_at, expires_at = _get_time(claims, "iat"), _get_time(claims, "exp")
    if expires_at + LEEWAY_SECONDS <= at:
        raise TokenRefused("expired")
    if issued_at - LEEWAY_SECONDS > at:
        raise TokenRefused("issued in the future")
    if not 0 < expires_at - issued_at <= max_life_seconds:
        raise TokenRefused("the life of the token is absurd")
    if "nbf" in claims:
        starts_at = _get_time(claims, "nbf")
        if starts_at - LEEWAY_SECONDS > at or starts_at > expires_at:
            raise TokenRefused("not valid yet")


def _get_time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenRefused(f"{name} is missing or no number")
    if abs(value) > _LATEST_TIME or not math.isfinite(value):
        raise TokenRefused(f"{name} is no time")
    return float(value)


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
    if account_id is not None and not (isinstance(account_id, str) and _ACCOUNT_ID.fullmatch(account_id)):
        raise TokenRefused("sub is no account id")
    return Claims(_get_issuer(claims), _get_time(claims, "iat"), account_id)

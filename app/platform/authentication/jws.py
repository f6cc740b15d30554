"""Signed tokens: what all kinds share, namely one fixed algorithm, a verified signature, times that are times.

Each kind decides for itself what its claims must say (`tokens` for Connect, `invocation_tokens` for Forge).
Never logs a token; the words of a refusal are for our log alone, the caller gets one constant answer.
"""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

MAX_TOKEN_CHARACTERS: Final = 8 * 1024
_LATEST_TIME: Final = 253_402_300_799  # the end of the year 9999
_CLAIM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}(\.[A-Za-z][A-Za-z0-9_]{0,39})?", re.ASCII)
_MOST_NAMES: Final = 80
_ACCOUNT_ID = re.compile(r"[0-9A-Za-z:_.|-]{1,128}")
# Times, audience and subject are checked by us, by our clock and our rules.
_SIGNATURE_ONLY: Final[Options] = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_sub": False,
    "verify_jti": False,
}


class TokenRefused(Exception):
    """The token opens nothing. The message is for the log; it never holds a part of the token.

    claims: the names of the claims of a token whose signature was right, for the log as well.
    """

    claims: tuple[str, ...] = ()


@contextmanager
def naming_claims(claims: dict[str, Any]) -> Iterator[None]:
    """Let a refusal in this block tell which claims the token has; the values stay unsaid."""
    try:
        yield
    except TokenRefused as refusal:
        nested = [(f"{name}.", value) for name, value in claims.items() if isinstance(value, dict)]
        names = [f"{prefix}{name}" for prefix, part in (("", claims), *nested) for name in part]
        refusal.claims = tuple(name for name in sorted(names) if _CLAIM_NAME.fullmatch(name))[:_MOST_NAMES]
        raise


def read_header(token: str, algorithm: str, *, max_characters: int = MAX_TOKEN_CHARACTERS) -> dict[str, Any]:
    """The header of an unverified token. Raises TokenRefused for every other `alg`, before anything else is read."""
    _require_plain(token, max_characters)
    return _require_algorithm(_guarded(lambda: jwt.get_unverified_header(token)), algorithm)


def read_unverified(token: str, algorithm: str) -> dict[str, Any]:
    """The claims of an unverified token; good for finding the key and for nothing else."""
    _require_plain(token, MAX_TOKEN_CHARACTERS)
    # Taken apart once: every request pays for it.
    read = _guarded(lambda: jwt.decode_complete(token, options={**_SIGNATURE_ONLY, "verify_signature": False}))
    _require_algorithm(read["header"], algorithm)
    claims: dict[str, Any] = read["payload"]
    return claims


def decode(
    token: str, key: str | RSAPublicKey, algorithm: str, *, max_characters: int = MAX_TOKEN_CHARACTERS
) -> dict[str, Any]:
    """The claims of a token whose signature is right. Checks nothing else. Raises TokenRefused."""
    _require_plain(token, max_characters)
    return _guarded(lambda: jwt.decode(token, key, algorithms=[algorithm], options=_SIGNATURE_ONLY))


def _require_plain(token: str, max_characters: int) -> None:
    if len(token) > max_characters or not token.isascii():
        raise TokenRefused("the token is too long or not ASCII")


def _require_algorithm(header: dict[str, Any], algorithm: str) -> dict[str, Any]:
    if header.get("alg") != algorithm:
        raise TokenRefused(f"the algorithm is not {algorithm}")
    return header


def require_life(claims: dict[str, Any], now: datetime, max_life_seconds: int, leeway_seconds: int) -> None:
    """Refuse a token that is expired, of the future, or that would live absurdly long."""
    at = now.timestamp()
    issued_at, expires_at = get_time(claims, "iat"), get_time(claims, "exp")
    if expires_at + leeway_seconds <= at:
        raise TokenRefused("expired")
    if issued_at - leeway_seconds > at:
        raise TokenRefused("issued in the future")
    if not 0 < expires_at - issued_at <= max_life_seconds:
        raise TokenRefused(f"a life (exp - iat) of {expires_at - issued_at:.0f} s; at most {max_life_seconds} s")
    if "nbf" in claims:
        starts_at = get_time(claims, "nbf")
        if starts_at - leeway_seconds > at or starts_at > expires_at:
            raise TokenRefused("not valid yet")


def get_time(claims: dict[str, Any], name: str) -> float:
    """A claim that is a time, in seconds since the epoch. Raises TokenRefused."""
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenRefused(f"{name} is missing or no number")
    if abs(value) > _LATEST_TIME or not math.isfinite(value):
        raise TokenRefused(f"{name} is no time")
    return float(value)


def is_account_id(value: object) -> bool:
    """Whether a claim can be the id of an Atlassian account."""
    return isinstance(value, str) and _ACCOUNT_ID.fullmatch(value) is not None


def _guarded(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run one call of the library; whatever it makes of hostile input becomes a refusal."""
    try:
        return work()
    except jwt.PyJWTError as error:
        raise TokenRefused(f"not accepted: {type(error).__name__}") from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise TokenRefused(f"not readable: {type(error).__name__}") from None

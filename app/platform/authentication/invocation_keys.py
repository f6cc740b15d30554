"""Fetches the keys with which Forge signs invocation tokens, and remembers them.

The address comes from our configuration, never from a token (platform contract 4.3). However many unknown
`kid`s are thrown at it, the key set is fetched at most once a minute and by one thread; when it cannot
be fetched, the last one serves on for a day.
"""

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from app.platform.authentication.install_keys import KeyHostUnavailable
from app.trust import open_session

REFETCH_SECONDS: Final = 60.0
FRESH_SECONDS: Final = 3600.0
STALE_SECONDS: Final = 24 * 3600.0
_FIRST_RETRY_SECONDS: Final = 5.0
_TIMEOUT_SECONDS: Final = 4.0
_MAX_BYTES: Final = 256 * 1024
_MAX_KEYS: Final = 50
_MIN_RSA_BITS: Final = 2048


class UnknownInvocationKey(Exception):
    """The key set has no usable key under this `kid`."""


class InvocationKeys:
    """Public keys by `kid`, from one JWKS. Safe to share between threads.

    timeout_seconds: for connecting and for each read. timer: seconds that only grow.
    """

    def __init__(
        self, jwks_url: str, *, timeout_seconds: float = _TIMEOUT_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._jwks_url = jwks_url
        self._timeout_seconds = timeout_seconds
        self._timer = timer
        self._fetching = threading.Lock()
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = 0.0
        self._tried_at: float | None = None

    def get_key(self, kid: str) -> RSAPublicKey:
        """The public key for a `kid`. Raises UnknownInvocationKey, or KeyHostUnavailable without any key set."""
        key = self._find_kept(kid)
        if key is None or self._age() > FRESH_SECONDS:
            self._refresh()
            key = self._find_kept(kid)
        if key is not None:
            return key
        if not self._keys or self._age() > STALE_SECONDS:
            raise KeyHostUnavailable("the key set cannot be fetched")
        raise UnknownInvocationKey("the key set has no such kid")

    def _find_kept(self, kid: str) -> RSAPublicKey | None:
        return self._keys.get(kid) if self._age() <= STALE_SECONDS else None

    def _age(self) -> float:
        return self._timer() - self._fetched_at

    def _refresh(self) -> None:
        """Fetch the key set unless that was tried lately. Only the very first fetch makes others wait."""
        is_first = not self._keys
        if not self._fetching.acquire(blocking=is_first, timeout=2 * self._timeout_seconds if is_first else -1):
            return
        try:
            pause = REFETCH_SECONDS if self._keys else _FIRST_RETRY_SECONDS
            if self._tried_at is not None and self._timer() - self._tried_at < pause:
                return
            self._tried_at = self._timer()
            keys = self._fetch()
            if keys:
                self._keys, self._fetched_at = keys, self._timer()
        finally:
            self._fetching.release()

    def _fetch(self) -> dict[str, RSAPublicKey]:
        """The usable keys of the set; empty when it cannot be had."""
        try:
            with open_session() as session:
                timeouts = (self._timeout_seconds, self._timeout_seconds)
                with session.get(self._jwks_url, timeout=timeouts, allow_redirects=False, stream=True) as answer:
                    if answer.status_code != 200:
                        return {}
                    text = _read_bounded(answer)
            return _parse_keys(json.loads(text))
        except (requests.RequestException, ValueError, RecursionError):
            return {}


def _read_bounded(answer: requests.Response) -> bytes:
    """The body; ValueError when it is longer than any key set."""
    text = b""
    for piece in answer.iter_content(16 * 1024):
        text += piece
        if len(text) > _MAX_BYTES:
            raise ValueError("the key set is too long")
    return text


def _parse_keys(document: Any) -> dict[str, RSAPublicKey]:
    rows = document.get("keys") if isinstance(document, dict) else None
    found: dict[str, RSAPublicKey] = {}
    for row in rows[:_MAX_KEYS] if isinstance(rows, list) else []:
        key = _parse_key(row)
        if key is not None:
            found[row["kid"]] = key
    return found


def _parse_key(row: Any) -> RSAPublicKey | None:
    """An RSA key for signatures of 2048 bits or more, else None: a set may hold keys for other ends."""
    if not isinstance(row, dict) or not isinstance(row.get("kid"), str) or row.get("kty") != "RSA":
        return None
    if row.get("use", "sig") != "sig" or row.get("alg", "RS256") != "RS256":
        return None
    public = {name: row.get(name) for name in ("kty", "n", "e")}
    try:
        key = RSAAlgorithm.from_jwk(public)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _MIN_RSA_BITS else None

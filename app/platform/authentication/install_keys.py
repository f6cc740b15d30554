"""Fetches the public keys with which Atlassian signs `installed` and `uninstalled`, and remembers them.

The host comes from our configuration, never from a token or a body (platform contract 1.2). A rotated
key has a new `kid`, so a key may be kept; a failure is never kept. However many unknown `kid`s are
thrown at it, only a few threads wait for the key host at a time.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.trust import open_session

_KID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_TIMEOUT_SECONDS = 4.0
_ATTEMPTS = 2
_MAX_KEY_BYTES = 16 * 1024
_MIN_RSA_BITS = 2048
_MAX_KEYS = 64
_KEEP_SECONDS = 3600.0
MAX_FETCHES = 3
_MAX_WAITING = 12


class InstallKeyError(Exception):
    """No key can be had for this `kid`."""


class UnknownInstallKey(InstallKeyError):
    """The `kid` is malformed, or the key host has no usable key under it."""


class KeyHostUnavailable(InstallKeyError):
    """The key host does not answer in time; the caller may try again."""


class KeyHostBusy(InstallKeyError):
    """Too many keys are being fetched at this moment; the caller may try again."""


class InstallKeys:
    """Public keys by `kid`: a bounded memory over `GET {keys_url}/{kid}`. Safe to share between threads.

    timeout_seconds: for connecting and for each read; one more attempt follows a failure.
    """

    def __init__(
        self, keys_url: str, *, timeout_seconds: float = _TIMEOUT_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._keys_url = keys_url.rstrip("/")
        self._timeout_seconds = timeout_seconds
        self._timer = timer
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, tuple[RSAPublicKey, float]] = OrderedDict()
        self._in_flight: dict[str, Future[RSAPublicKey]] = {}
        self._fetches = threading.BoundedSemaphore(MAX_FETCHES)
        self._waiting = threading.BoundedSemaphore(_MAX_WAITING)

    def get_key(self, kid: str) -> RSAPublicKey:
        """The public key for a `kid`. Raises UnknownInstallKey, KeyHostUnavailable or KeyHostBusy."""
        if not _KID.fullmatch(kid):
            raise UnknownInstallKey("the kid is not a UUID")
        kid = kid.lower()
        with self._lock:
            key = self._find_kept(kid)
            if key is not None:
                return key
            future = self._in_flight.get(kid)
            is_mine = future is None
            if future is None:
                if not self._fetches.acquire(blocking=False):
                    raise KeyHostBusy("too many keys are being fetched")
                future = self._in_flight[kid] = Future()
        if is_mine:
            self._fetch_into(kid, future)
            return future.result()
        return self._wait_for(future)

    def _find_kept(self, kid: str) -> RSAPublicKey | None:
        kept = self._keys.get(kid)
        if kept is None:
            return None
        key, fetched_at = kept
        if self._timer() - fetched_at > _KEEP_SECONDS:
            del self._keys[kid]
            return None
        self._keys.move_to_end(kid)
        return key

    def _fetch_into(self, kid: str, future: "Future[RSAPublicKey]") -> None:
        try:
            key = self._fetch(kid)
        except InstallKeyError as error:
            self._forget_flight(kid)
            future.set_exception(error)
        except BaseException:
            self._forget_flight(kid)
            future.set_exception(KeyHostUnavailable("the key could not be fetched"))
            raise
        else:
            with self._lock:
                self._keys[kid] = (key, self._timer())
                while len(self._keys) > _MAX_KEYS:
                    self._keys.popitem(last=False)
            self._forget_flight(kid)
            future.set_result(key)

    def _forget_flight(self, kid: str) -> None:
        with self._lock:
            del self._in_flight[kid]
        self._fetches.release()

    def _wait_for(self, future: "Future[RSAPublicKey]") -> RSAPublicKey:
        if not self._waiting.acquire(blocking=False):
            raise KeyHostBusy("too many requests wait for a key")
        try:
            return future.result(timeout=2 * _ATTEMPTS * self._timeout_seconds)
        except FutureTimeout as error:
            raise KeyHostUnavailable("the key was not fetched in time") from error
        finally:
            self._waiting.release()

    def _fetch(self, kid: str) -> RSAPublicKey:
        for _attempt in range(_ATTEMPTS):
            try:
                return _parse_key(self._fetch_pem(kid))
            except requests.RequestException:
                continue
        raise KeyHostUnavailable("the key host does not answer")

    def _fetch_pem(self, kid: str) -> bytes:
        with open_session() as session:
            answer = session.get(
                f"{self._keys_url}/{kid}",
                timeout=(self._timeout_seconds, self._timeout_seconds),
                allow_redirects=False,
                stream=True,
            )
            with answer:
                if answer.status_code != 200:
                    raise UnknownInstallKey(f"the key host answered {answer.status_code}")
                return next(answer.iter_content(_MAX_KEY_BYTES), b"")


def _parse_key(pem: bytes) -> RSAPublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnknownInstallKey("the key host did not answer a public key") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _MIN_RSA_BITS:
        raise UnknownInstallKey("the key host did not answer an RSA key of 2048 bits or more")
    return key

"""Secrets at rest: AES-256-GCM under a ring of keys, each ciphertext tied to the place it belongs to.

A ciphertext moved to another column or tenant does not decrypt, because the place is part of the
authenticated data. The first key of the ring encrypts; all of them decrypt, so keys can be rotated
without downtime. This module never logs and never stores anything.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = "v1"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_FEWEST_BYTES = 8
"""Different ones in a key; of 32 by chance there are never fewer, also where they are hexadecimal digits."""


class CryptoError(ValueError):
    """A key ring is malformed, or a ciphertext cannot be read with it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that read and write secrets; ciphertexts look like `v1.<key id>.<base64url>`.

    guessable: the entries, from 1, of keys that nobody has made by chance.
    """

    current: str
    keys: dict[str, AESGCM] = field(repr=False)
    guessable: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64url(32 bytes)[,id:…]`. Raises CryptoError, which never quotes an entry: it may be a key."""
        keys: dict[str, AESGCM] = {}
        guessable = set()
        for number, entry in enumerate(text.split(","), start=1):
            key_id, separator, encoded = entry.strip().partition(":")
            if not separator or not key_id or "." in key_id:
                raise CryptoError("ENCRYPTION_KEYS must look like id:base64url,id:base64url")
            if key_id in keys:
                # Which of the two has written what is stored, nobody could tell.
                raise CryptoError(f"ENCRYPTION_KEYS has an id twice: that of entry {number}")
            key = _decode_key(number, encoded)
            keys[key_id] = AESGCM(key)
            if len(set(key)) < _FEWEST_BYTES:
                guessable.add(number)
        return cls(current=next(iter(keys)), keys=keys, guessable=frozenset(guessable))

    def encrypt(self, plain: str, place: str) -> str:
        """Encrypt for one place, such as `organization_credentials.api_key:7` (column and tenant)."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self.keys[self.current].encrypt(nonce, plain.encode(), place.encode())
        return f"{_VERSION}.{self.current}.{base64.urlsafe_b64encode(sealed).decode()}"

    def decrypt(self, token: str, place: str) -> str:
        """The plain text of a token made for the same place. Raises CryptoError."""
        try:
            version, key_id, body = token.split(".")
            sealed = base64.urlsafe_b64decode(body)
            key = self.keys[key_id]
            plain = key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise CryptoError("a stored secret cannot be read with the present ENCRYPTION_KEYS") from error
        if version != _VERSION:
            raise CryptoError(f"unknown ciphertext version {version!r}")
        return plain.decode()

    def is_stale(self, token: str) -> bool:
        """True when a token should be encrypted again because a newer key is current."""
        return token.split(".")[1] != self.current


def fingerprint(secret: str) -> str:
    """Eight hex characters that let an admin recognise a secret and nobody recover it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


def _decode_key(number: int, encoded: str) -> bytes:
    try:
        # What a lenient reading passes over is a slip that nobody would see before the secrets are gone.
        key = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error):
        raise CryptoError(f"ENCRYPTION_KEYS: entry {number} is not base64url") from None
    if len(key) != _KEY_BYTES:
        raise CryptoError(f"ENCRYPTION_KEYS: entry {number} must be {_KEY_BYTES} bytes long")
    return key

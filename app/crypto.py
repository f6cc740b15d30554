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


class CryptoError(ValueError):
    """A key ring is malformed, or a ciphertext cannot be read with it."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that read and write secrets; ciphertexts look like `v1.<key id>.<base64url>`."""

    current: str
    keys: dict[str, AESGCM] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `id:base64url(32 bytes)[,id:…]`. Raises CryptoError."""
        keys: dict[str, AESGCM] = {}
        for entry in text.split(","):
            key_id, separator, encoded = entry.strip().partition(":")
            if not separator or not key_id or "." in key_id:
                raise CryptoError("ENCRYPTION_KEYS must look like id:base64url,id:base64url")
            keys[key_id] = AESGCM(_decode_key(key_id, encoded))
        return cls(current=next(iter(keys)), keys=keys)

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


def _decode_key(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(encoded)
    except (ValueError, binascii.Error) as error:
        raise CryptoError(f"encryption key {key_id!r} is not base64url") from error
    if len(key) != _KEY_BYTES:
        raise CryptoError(f"encryption key {key_id!r} must be {_KEY_BYTES} bytes long")
    return key

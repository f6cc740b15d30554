"""RSA keys of the sandbox's platform: the ones that sign lifecycle calls and invocation tokens.

A key has a kid for ever and a rotated key gets a new one (platform contract 1.2).  Besides real
keys a kid can be *planted* with a bad behaviour (not found, server error, slow, HTML, somebody
else's key), so that a rehearsed attack disturbs nobody but the app it is aimed at.
"""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from sandbox.world.documents import Documents

BEHAVIOURS = ("missing", "error", "slow", "html", "other_key", "sound")
_REMEMBERED_PLANTS = 256


@dataclass(frozen=True)
class SigningKey:
    """A private RSA key and the kid under which its public half is published."""

    kid: str
    private_key: RSAPrivateKey

    def public_pem(self) -> str:
        """The public half as PEM text."""
        public = self.private_key.public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode(
            "ascii"
        )


def new_signing_key(kid: str | None = None) -> SigningKey:
    """Make a fresh 2048-bit key; its kid is a UUID unless one is given."""
    return SigningKey(kid or str(uuid.uuid4()), generate_private_key(65537, 2048))


class KeyRing:
    """The signing keys kept in one section of the world's documents; the newest one signs.

    The documents are read each time, because a reset of the sandbox may replace them.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._lock = threading.RLock()
        self._loaded: dict[str, SigningKey] = {}
        self._planted: dict[str, str] = {}
        self._fetches: Counter[str] = Counter()

    def current(self) -> SigningKey:
        """The key that signs now; made on first use."""
        with self._lock:
            kids = list(self._documents)
            found = self.find(kids[-1]) if kids else None
            return found or self.rotate()

    def rotate(self) -> SigningKey:
        """Make a new key the signing one; older kids stay published."""
        key = new_signing_key()
        with self._lock:
            self._loaded[key.kid] = key
            self._documents.put(key.kid, {"pem": _private_pem(key.private_key)})
        return key

    def all_keys(self) -> list[SigningKey]:
        """Every published key, the signing one last."""
        with self._lock:
            self.current()
            return [key for key in map(self.find, self._documents) if key is not None]

    def find(self, kid: str) -> SigningKey | None:
        """The published key with that kid, or None."""
        with self._lock:
            stored = self._documents.get(kid)
            if stored is None:
                return None
            if kid not in self._loaded:
                self._loaded[kid] = SigningKey(kid, _load_private(stored["pem"]))
            return self._loaded[kid]

    def plant(self, behaviour: str) -> str:
        """Return a new kid that answers with one of ``BEHAVIOURS``; ValueError for another word."""
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"behaviour must be one of {', '.join(BEHAVIOURS)}")
        kid = str(uuid.uuid4())
        with self._lock:
            if len(self._planted) >= _REMEMBERED_PLANTS:
                self._planted.pop(next(iter(self._planted)))
            self._planted[kid] = behaviour
        return kid

    def heal(self, kid: str) -> None:
        """Let a planted kid answer soundly from now on, with the key that signs."""
        with self._lock:
            self._planted[kid] = "sound"

    def record_fetch(self, kid: str) -> str | None:
        """Count one fetch of a kid and return its planted behaviour, if any."""
        with self._lock:
            if kid in self._documents or kid in self._planted:
                self._fetches[kid] += 1
            return self._planted.get(kid)

    def fetch_count(self, kid: str) -> int:
        """How often a known kid was fetched since the start."""
        with self._lock:
            return self._fetches[kid]


def _load_private(pem: str) -> RSAPrivateKey:
    loaded = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(loaded, RSAPrivateKey):
        raise TypeError("a stored key is not an RSA key")
    return loaded


def _private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")

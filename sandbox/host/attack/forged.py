"""Building JSON Web Tokens by hand, sound or broken, without a library that would refuse.

Signs what it is given; knows nothing about installations.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox.host.forge.invocation import NULL

Signer = Callable[[bytes], bytes]


def encode_segment(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_segment(text: str) -> bytes:
    """The reverse of ``encode_segment``; ValueError for what is no base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def build_token(header: dict[str, Any], claims: Any, sign: Signer) -> str:
    """Three segments, whatever the header says about them."""
    head = encode_segment(json.dumps(header).encode("utf-8"))
    body = encode_segment(json.dumps(claims).encode("utf-8"))
    signature = sign(f"{head}.{body}".encode("ascii"))
    return f"{head}.{body}.{encode_segment(signature)}"


def hmac_signer(secret: str, algorithm: str = "sha256") -> Signer:
    """HMAC with a secret, which may be anything, also a public key's text."""
    return lambda data: hmac.new(secret.encode("utf-8"), data, getattr(hashlib, algorithm)).digest()


def rsa_signer(key: RSAPrivateKey) -> Signer:
    """RS256."""
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def no_signature(_data: bytes) -> bytes:
    """The empty signature of ``alg: none``."""
    return b""


def describe_token(token: str) -> dict[str, Any]:
    """Header and claims of a token, never its signature; for what is unreadable only its length."""
    try:
        header, claims = (json.loads(decode_segment(part)) for part in token.split(".")[:2])
    except (ValueError, RecursionError):
        return {"unreadable_characters": len(token)}
    return {"header": header, "claims": claims}


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not None; `NULL` becomes null."""
    return {name: None if value is NULL else value for name, value in values.items() if value is not None}

"""Signs webhooks as standardwebhooks.com has it: HMAC-SHA256 over id, timestamp and body.

A receiver compares `webhook-signature` with its own computation and refuses old timestamps. While a secret is
being exchanged both the new and the old one sign.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
_SECRET_BYTES = 32


def make_secret() -> str:
    """A new secret, as it is shown to the admin once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """One signature, such as `v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(int(at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def build_headers(secrets_now: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a signed message."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(sign(secret, message_id, at, body) for secret in secrets_now),
        "Content-Type": "application/json",
        "User-Agent": "Rollcall",
    }

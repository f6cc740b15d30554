"""The keys of the seals: a random one for each tenant, encrypted like every secret, so that it outlives a rotation.

Who can write to the database and does not hold ENCRYPTION_KEYS can make no seal. Beside the key stands the newest
seal's place under the key: what was cut off at the end of the chain is missed.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.crypto import CryptoError, Keyring
from app.db import any_array
from app.domain.seals import Seal, write_head
from app.logs import get_logger
from app.models import SealKey
from app.services.records.many_rows import insert_many, update_many

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A tenant's key, and the head that was noted with it. `key` is None where it cannot be read."""

    key: bytes | None
    head_position: int
    head_mac: str

    def is_head(self, seal: Seal | None) -> bool:
        """Whether this seal is the one that was noted as the newest."""
        if self.key is None or seal is None:
            return seal is None and self.head_position == 0
        return self.head_position == seal.position and hmac.compare_digest(self.head_mac, sign_head(self.key, seal))


def seal_place(tenant_id: int) -> str:
    """Place of the key of a tenant's seals, for its encryption."""
    return f"seal_keys.encrypted_key:{tenant_id}"


def take_keys(session: Session, tenants: Iterable[int]) -> dict[int, bytes]:
    """The keys to seal with; made where there is none. Nothing in a session that was given no key ring.

    A key that is there and cannot be read is not replaced, which would hide that: its tenant's seals carry none, and
    whoever verifies the log is told.
    """
    keyring = _find_keyring(session)
    wanted = list(tenants)
    if keyring is None or not wanted:
        return {}
    stored = _read_stored(session, wanted)
    fresh = [one for one in wanted if one not in stored]
    if fresh:
        made = {one: keyring.encrypt(secrets.token_hex(32), seal_place(one)) for one in fresh}
        rows = [{"tenant_id": one, "encrypted_key": key} for one, key in made.items()]
        insert_many(session, SealKey, rows)
        stored = _read_stored(session, wanted)
    found = {one: _read_key(keyring, row.encrypted_key, one) for one, row in stored.items()}
    return {one: key for one, key in found.items() if key is not None}


def note_heads(session: Session, keys: dict[int, bytes], heads: dict[int, Seal]) -> None:
    """Note the newest seal of each tenant, so that it is missed when it is cut off."""
    rows = [
        {"tenant_id": one, "head_position": heads[one].position, "head_mac": sign_head(key, heads[one])}
        for one, key in keys.items()
        if one in heads
    ]
    if rows:
        update_many(session, SealKey, rows)


def find_key(session: Session, tenant_id: int) -> KnownKey | None:
    """The key to prove with; None where the tenant has none yet."""
    row = _read_stored(session, [tenant_id]).get(tenant_id)
    if row is None:
        return None
    keyring = _find_keyring(session)
    key = None if keyring is None else _read_key(keyring, row.encrypted_key, tenant_id)
    return KnownKey(key, row.head_position, row.head_mac)


def sign_head(key: bytes, seal: Seal) -> str:
    """The head of a chain under its key."""
    return hmac.new(key, f"head\n{write_head(seal)}".encode(), hashlib.sha256).hexdigest()


def _read_stored(session: Session, tenants: list[int]) -> dict[int, sa.Row[int, str, int, str]]:
    columns = (SealKey.tenant_id, SealKey.encrypted_key, SealKey.head_position, SealKey.head_mac)
    query = sa.select(*columns).where(SealKey.tenant_id == any_array(tenants))
    return {row[0]: row for row in session.execute(query).all()}


def _read_key(keyring: Keyring, stored: str, tenant_id: int) -> bytes | None:
    try:
        return bytes.fromhex(keyring.decrypt(stored, seal_place(tenant_id)))
    except (CryptoError, ValueError):
        _log.error("seal_key_unreadable", tenant_id=tenant_id)
        return None


def _find_keyring(session: Session) -> Keyring | None:
    keyring = session.info.get("keyring")
    return keyring if isinstance(keyring, Keyring) else None

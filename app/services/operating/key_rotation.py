"""Encrypts stored secrets again under the current key of the ring, a batch at a time, while everything runs.

Old and new key are both in the ring during that, so every process reads what it finds. A
secret that cannot be read is left as it is and counted: it is lost already, and must not stop the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.crypto import CryptoError, Keyring
from app.db import Database, SystemSession
from app.logs import get_logger
from app.models.notifications import NotificationChannel
from app.models.seals import SealKey
from app.models.tenants import Installation, OrganizationCredential
from app.services.notices import channels
from app.services.records.seal_keys import seal_place
from app.services.tenancy.account_reports import system_token_place
from app.services.tenancy.organization import key_place
from app.services.tenancy.tenants import secret_place

BATCH = 100
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many secrets were encrypted again, and how many could not be read."""

    renewed: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of ciphertexts; `place` is what each is tied to, by tenant."""

    secret: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    tenant: InstrumentedAttribute[int]
    row: InstrumentedAttribute[int]
    place: Callable[[int], str]


_COLUMNS = (
    _Column(Installation.encrypted_shared_secret, Installation.tenant_id, Installation.id, secret_place),
    _Column(Installation.encrypted_system_token, Installation.tenant_id, Installation.id, system_token_place),
    _Column(
        OrganizationCredential.encrypted_api_key,
        OrganizationCredential.tenant_id,
        OrganizationCredential.tenant_id,
        key_place,
    ),
    _Column(SealKey.encrypted_key, SealKey.tenant_id, SealKey.tenant_id, seal_place),
    _Column(
        NotificationChannel.encrypted_secret,
        NotificationChannel.tenant_id,
        NotificationChannel.id,
        channels.secret_place,
    ),
    _Column(
        NotificationChannel.encrypted_old_secret,
        NotificationChannel.tenant_id,
        NotificationChannel.id,
        channels.secret_place,
    ),
)


def rotate_keys(database: Database, keyring: Keyring, *, batch: int = BATCH) -> Rotation:
    """Encrypt every secret that is not under the current key again; may be repeated and interrupted."""
    renewed = unreadable = 0
    for column in _COLUMNS:
        last = 0
        while True:
            with database.system_session() as session:
                found = _lock_batch(session, column, keyring, after=last, limit=batch)
                for row_id, tenant_id, secret in found:
                    is_renewed = _renew(session, column, keyring, (row_id, tenant_id, secret))
                    renewed, unreadable = renewed + is_renewed, unreadable + (not is_renewed)
            if not found:
                break
            last = found[-1][0]
    return Rotation(renewed, unreadable)


def _lock_batch(
    session: SystemSession, column: _Column, keyring: Keyring, *, after: int, limit: int
) -> list[tuple[int, int, str]]:
    current = f"v1.{keyring.current}."
    query = (
        sa.select(column.row, column.tenant, column.secret)
        .where(column.row > after, column.secret.is_not(None), ~column.secret.startswith(current, autoescape=True))
        .order_by(column.row)
        .limit(limit)
        # A secret that is replaced meanwhile must not be overwritten with the old one under the new key.
        .with_for_update()
    )
    return [(row_id, tenant_id, str(secret)) for row_id, tenant_id, secret in session.execute(query)]


def _renew(session: SystemSession, column: _Column, keyring: Keyring, found: tuple[int, int, str]) -> bool:
    row_id, tenant_id, secret = found
    place = column.place(tenant_id)
    try:
        fresh = keyring.encrypt(keyring.decrypt(secret, place), place)
    except CryptoError:
        _log.error("stored_secret_unreadable", tenant_id=tenant_id, column=column.secret.key)
        return False
    table = column.secret.class_
    session.execute(
        sa.update(table)
        .where(column.row == row_id, column.tenant == tenant_id)
        .values({column.secret.key: fresh})
        .execution_options(synchronize_session=False)
    )
    return True

"""The encryption key is exchanged while everything runs: two keys, batches, and what cannot be read."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from app.crypto import CryptoError, Keyring
from app.db import Database
from app.models import Installation, OrganizationCredential
from app.services.operating.key_rotation import rotate_keys
from app.services.tenancy.organization import get_key, key_place
from app.services.tenancy.tenants import secret_place
from tests.services.installing import KEYRING, install

OLD = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
NEW = "k2:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
BOTH = Keyring.parse(f"{NEW},{OLD}")
NEW_ALONE = Keyring.parse(NEW)
TENANTS = 7


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def tenants(database: Database) -> list[int]:
    """Tenants whose secrets are all under the old key."""
    found = [
        install(database, f"client-{number}", shared_secret=f"{number}".ljust(40, "s")) for number in range(TENANTS)
    ]
    for tenant_id in found:
        with database.tenant_session(tenant_id) as session:
            session.add(
                OrganizationCredential(
                    tenant_id=tenant_id, org_id=f"o-{tenant_id}", org_name="Acme", key_fingerprint="f", verified_by="a",
                    encrypted_api_key=KEYRING.encrypt(f"key of {tenant_id}", key_place(tenant_id)),
                    expires_on=date(2026, 12, 31),
                )
            )  # fmt: skip
    return found


def read_secrets(database: Database, keyring: Keyring) -> list[str]:
    with database.system_session() as session:
        rows = session.execute(
            sa.select(Installation.tenant_id, Installation.encrypted_shared_secret).order_by(Installation.id)
        ).all()
        return [keyring.decrypt(str(secret), secret_place(tenant_id)) for tenant_id, secret in rows]


def read_keys(database: Database, keyring: Keyring, tenants: list[int]) -> list[str]:
    with database.system_session() as session:
        return [get_key(session, tenant_id, keyring).api_key for tenant_id in tenants]


def test_after_the_rotation_the_new_key_alone_reads_everything(database: Database, tenants: list[int]) -> None:
    with pytest.raises(CryptoError):
        read_secrets(database, NEW_ALONE)
    before = read_secrets(database, BOTH)

    rotation = rotate_keys(database, BOTH, batch=3)

    assert (rotation.renewed, rotation.unreadable) == (2 * TENANTS, 0)
    assert read_secrets(database, NEW_ALONE) == before == [f"{n}".ljust(40, "s") for n in range(TENANTS)]
    assert read_keys(database, NEW_ALONE, tenants) == [f"key of {tenant_id}" for tenant_id in tenants]


def test_a_second_rotation_finds_nothing_to_do(database: Database, tenants: list[int]) -> None:
    rotate_keys(database, BOTH)

    assert rotate_keys(database, BOTH).renewed == 0
    assert len(read_keys(database, NEW_ALONE, tenants)) == TENANTS


def test_during_the_rotation_every_secret_can_be_read(database: Database, tenants: list[int]) -> None:
    """Half of the rows are under each key, as when a rotation was interrupted."""
    with database.system_session() as session:
        for tenant_id in tenants[::2]:
            row = session.get_one(OrganizationCredential, tenant_id)
            row.encrypted_api_key = BOTH.encrypt(f"key of {tenant_id}", key_place(tenant_id))

    assert read_keys(database, BOTH, tenants) == [f"key of {tenant_id}" for tenant_id in tenants]
    assert rotate_keys(database, BOTH, batch=2).renewed == TENANTS + TENANTS // 2
    assert read_keys(database, NEW_ALONE, tenants) == [f"key of {tenant_id}" for tenant_id in tenants]


def test_a_secret_that_cannot_be_read_is_left_alone_and_counted(database: Database, tenants: list[int]) -> None:
    with database.system_session() as session:
        session.get_one(OrganizationCredential, tenants[0]).encrypted_api_key = "v1.lost.AAAA"

    rotation = rotate_keys(database, BOTH, batch=1)

    assert (rotation.renewed, rotation.unreadable) == (2 * TENANTS - 1, 1)
    with database.system_session() as session:
        assert session.get_one(OrganizationCredential, tenants[0]).encrypted_api_key == "v1.lost.AAAA"
    assert len(read_keys(database, NEW_ALONE, tenants[1:])) == TENANTS - 1


def test_a_ciphertext_moved_to_another_tenant_is_not_read(database: Database, tenants: list[int]) -> None:
    with database.system_session() as session:
        stolen = session.get_one(OrganizationCredential, tenants[0]).encrypted_api_key
        session.get_one(OrganizationCredential, tenants[1]).encrypted_api_key = stolen

    assert rotate_keys(database, BOTH).unreadable == 1

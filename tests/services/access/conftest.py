"""A tenant with a verified key, and an Atlassian that says what a test wants."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.db import Database
from app.models import OrganizationCredential, Tenant
from tests.services.access.checks import ADA, Atlassian, Checks


@pytest.fixture
def atlassian() -> Atlassian:
    return Atlassian()


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    database = Database(module_database_url)
    yield database
    database.dispose()


@pytest.fixture
def tenant_id(database: Database) -> int:
    """A tenant with a verified key."""
    with database.system_session() as session:
        tenant = Tenant()
        session.add(tenant)
        session.flush()
        session.add(
            OrganizationCredential(
                tenant_id=tenant.id, org_id=f"o-{tenant.id}", org_name="Acme", encrypted_api_key="k",
                key_fingerprint="f", expires_on=date(2026, 12, 31), verified_by=ADA,
            )
        )  # fmt: skip
        return tenant.id


@pytest.fixture
def checks(database: Database, tenant_id: int, atlassian: Atlassian) -> Checks:
    return Checks(database, tenant_id, atlassian)

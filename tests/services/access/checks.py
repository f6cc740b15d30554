"""One person of one tenant, what Atlassian would say of them, and short words for checking them."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.db import Database
from app.models import DirectoryUser, OrganizationCredential, Tenant
from app.services.tenancy.access import Access, AdminRoles, check_access

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = "ada"
ORG_ADMIN = AdminRoles(platform_roles=frozenset({"atlassian/org-admin"}))
ALLOWED = Access(is_org_admin=True, is_allowed=True, via="org_admin")


class Atlassian:
    """What Atlassian would say about everybody, and how often it was asked."""

    def __init__(self) -> None:
        self.roles = ORG_ADMIN
        self.failure: Exception | None = None
        self.asked = 0

    def __call__(self, _tenant_id: int, _account_id: str) -> AdminRoles:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.roles


class Checks:
    """Short words for checking one person of one tenant."""

    def __init__(self, database: Database, tenant_id: int, atlassian: Atlassian) -> None:
        self.database, self.tenant_id, self.atlassian = database, tenant_id, atlassian

    def check(self, after: float = 0, *, is_change: bool = False, may_recheck: bool = False) -> Access:
        return check_access(
            self.database,
            self.tenant_id,
            ADA,
            NOW + timedelta(seconds=after),
            roles_lookup=self.atlassian,
            is_change=is_change,
            may_recheck=lambda: may_recheck,
        )

    def set(self, **columns: object) -> None:
        with self.database.system_session() as session:
            session.execute(sa.update(Tenant).where(Tenant.id == self.tenant_id).values(**columns))

    def set_key(self, status: str | None) -> None:
        own = OrganizationCredential.tenant_id == self.tenant_id
        with self.database.system_session() as session:
            if status is None:
                session.execute(sa.delete(OrganizationCredential).where(own))
            else:
                session.execute(sa.update(OrganizationCredential).where(own).values(status=status))

    def mirror(self, *platform_roles: str) -> None:
        with self.database.tenant_session(self.tenant_id) as session:
            session.add(
                DirectoryUser(
                    tenant_id=self.tenant_id, account_id=ADA, name="Ada", status="active",
                    platform_roles=list(platform_roles),
                )
            )  # fmt: skip

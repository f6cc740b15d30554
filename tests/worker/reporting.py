"""Accounts of the mirror that change at Atlassian, and how far a tenant's report of them has come."""

from typing import Any

import sqlalchemy as sa

from app.models import DirectoryUser, Installation, Tenant
from app.services.tenancy.account_reports import keep_system_token
from tests.ground.desk import Desk
from tests.worker.people import ordinary

TOKEN = "sandbox-system-token-of-the-app"


def as_forge(desk: Desk) -> None:
    """The desk's tenant is a Forge installation that has just sent its heartbeat."""
    with desk.context.database.system_session() as session:
        session.execute(
            sa.update(Installation).where(Installation.tenant_id == desk.tenant_id).values(kind="forge", client_key="i")
        )
        keep_system_token(session, desk.context.keyring, "i", TOKEN, desk.clock())


def change(desk: Desk, account_id: str, **changes: Any) -> None:
    desk.sandbox.call("PATCH", f"/organizations/{desk.org_id}/users/{account_id}", changes)


def find(desk: Desk, account_id: str) -> DirectoryUser:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return session.scalars(sa.select(DirectoryUser).where(DirectoryUser.account_id == account_id)).one()


def somebody(desk: Desk) -> DirectoryUser:
    """A person of the mirror with a name and an address."""
    return next(user for user in (find(desk, account) for account in ordinary(desk)) if user.email)


def standing(desk: Desk) -> tuple[int, Any]:
    """How far the tenant's cycle has come, and when it goes on."""
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        tenant = session.get_one(Tenant, desk.tenant_id)
        return tenant.report_cursor, tenant.report_due_at

"""What the doctor found about a tenant's organization, as far as runs have to know it. Tenant sessions."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Tenant


def record_examination(session: Session, tenant_id: int, unsafe_actions: Collection[str], now: datetime) -> None:
    """Write down which actions rely on something that was contradicted; none, when all is as it is taken to be."""
    values = {"unsafe_actions": sorted(unsafe_actions), "examined_at": now}
    session.execute(sa.update(Tenant).where(Tenant.id == tenant_id).values(**values))


def find_unsafe_actions(session: Session, tenant_id: int) -> frozenset[str]:
    """The actions that must not be carried out; none for an organization that nobody has examined."""
    told = session.scalar(sa.select(Tenant.unsafe_actions).where(Tenant.id == tenant_id))
    return frozenset(map(str, told or ()))

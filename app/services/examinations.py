"""What the doctor found about a tenant's organization, as far as runs have to know it. Tenant sessions."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.doctor import Finding, Verdict, list_unsafe_actions
from app.models import Tenant
from app.services.audit import Change, record_change


def record_examination(
    session: Session, tenant_id: int, findings: Sequence[Finding], now: datetime, *, by: str | None = None
) -> None:
    """Write down which actions rely on something that was contradicted; none, when all is as it is taken to be."""
    unsafe = sorted(list_unsafe_actions(findings))
    contradicted = sorted(one.fact for one in findings if one.verdict == Verdict.CONTRADICTED)
    told = {"contradicted": contradicted, "unsafe_actions": unsafe}
    record_change(session, tenant_id, by, Change("organization.examined", after=told))
    values = {"unsafe_actions": unsafe, "examined_at": now}
    session.execute(sa.update(Tenant).where(Tenant.id == tenant_id).values(**values))


def find_unsafe_actions(session: Session, tenant_id: int) -> frozenset[str]:
    """The actions that must not be carried out; none for an organization that nobody has examined."""
    told = session.scalar(sa.select(Tenant.unsafe_actions).where(Tenant.id == tenant_id))
    return frozenset(map(str, told or ()))

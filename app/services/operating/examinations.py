"""Examinations: findings of the doctor, as far as runs and people have to know them. Tenant sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from app.db import TenantSession
from app.domain.doctor import FACTS, Finding, Verdict, list_unsafe_actions
from app.models import Task, Tenant
from app.services.records.audit import Change, record_change


@dataclass(frozen=True, slots=True)
class StoppedTask:
    """A task with an action that is not carried out."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ExaminationView:
    """Examination of the organization: findings, the actions that are not carried out, the tasks that have them."""

    examined_at: datetime | None
    findings: list[Finding]
    unsafe_actions: list[str]
    stopped_tasks: list[StoppedTask]


def record_examination(
    session: TenantSession, findings: Sequence[Finding], now: datetime, *, by: str | None = None
) -> ExaminationView:
    """Write down what was contradicted, and what is not carried out until it is seen to hold.

    What was contradicted before and could not be seen now stays so: not known is not refuted.
    """
    tenant = session.get_one(Tenant, session.tenant_id, with_for_update={"key_share": True})
    earlier = set(map(str, tenant.contradicted_facts or ()))
    known = [_keep(one) if one.fact in earlier and one.verdict == Verdict.NOT_SEEN else one for one in findings]
    contradicted = sorted(one.fact for one in known if one.verdict == Verdict.CONTRADICTED)
    unsafe = sorted(list_unsafe_actions(known))
    told = {"contradicted": contradicted, "unsafe_actions": unsafe}
    record_change(session, session.tenant_id, by, Change("organization.examined", after=told))
    tenant.contradicted_facts, tenant.unsafe_actions, tenant.examined_at = contradicted, unsafe, now
    session.flush()
    return ExaminationView(now, known, unsafe, _list_stopped(session, unsafe))


def get_examination(session: TenantSession) -> ExaminationView:
    """Get the last examination as kept: contradicted facts, without numbers."""
    tenant = session.get_one(Tenant, session.tenant_id)
    earlier = set(map(str, tenant.contradicted_facts or ()))
    findings = [
        Finding(fact.name, fact.sentence, Verdict.CONTRADICTED.value, 0, 0, fact.actions)
        for fact in FACTS
        if fact.name in earlier
    ]
    unsafe = sorted(map(str, tenant.unsafe_actions or ()))
    return ExaminationView(tenant.examined_at, findings, unsafe, _list_stopped(session, unsafe))


def find_unsafe_actions(session: TenantSession) -> frozenset[str]:
    """The actions that must not be carried out; none for an organization that nobody has examined."""
    told = session.scalar(sa.select(Tenant.unsafe_actions).where(Tenant.id == session.tenant_id))
    return frozenset(map(str, told or ()))


def _keep(finding: Finding) -> Finding:
    return replace(finding, verdict=Verdict.CONTRADICTED.value)


def _list_stopped(session: TenantSession, unsafe: Sequence[str]) -> list[StoppedTask]:
    query = (
        sa.select(Task.id, Task.name, Task.actions)
        .where(Task.tenant_id == session.tenant_id, Task.removed_at.is_(None))
        .order_by(sa.func.lower(Task.name), Task.id)
    )
    if not unsafe:
        return []
    rows = session.execute(query).all()
    return [StoppedTask(row.id, row.name) for row in rows if _has_any(row.actions, unsafe)]


def _has_any(actions: object, unsafe: Sequence[str]) -> bool:
    found = actions if isinstance(actions, list) else []
    return any(isinstance(action, dict) and action.get("type") in unsafe for action in found)

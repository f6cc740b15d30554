"""Rows of a log that is sealed, written and tampered with."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.db import Database
from app.domain.seals import Seal, make_seal
from app.models import AuditEntry, LogSeal, Operation, Run, Tenant
from app.services.records.audit import Change, record_change
from app.services.records.log_proof import LogProof, prove_log
from app.services.records.seals import seal_finished_runs

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def add_tenant(database: Database) -> int:
    with database.system_session() as session:
        tenant = Tenant(run_retention_days=30)
        session.add(tenant)
        session.flush()
        return tenant.id


def write(database: Database, tenant_id: int, *subjects: str, **parts: Any) -> None:
    with database.tenant_session(tenant_id) as session:
        for subject in subjects:
            record_change(session, tenant_id, "anna", Change("task.updated", subject, {"n": 1.5, "t": "ä"}, parts))


def add_run(database: Database, tenant_id: int, **fields: Any) -> int:
    """A run that has ended, with one operation; sealed as the scheduler does it."""
    values = {"trigger": "manual", "specification": {"name": "x"}, "state": "succeeded", "finished_at": NOW} | fields
    with database.tenant_session(tenant_id) as session:
        run = Run(tenant_id=tenant_id, **values)
        session.add(run)
        session.flush()
        session.add(
            Operation(
                tenant_id=tenant_id, run_id=run.id, position=0, account_id="bob", action_index=0,
                action="suspend_user", target_kind="user", target_id="x", target_name="x", outcome="succeeded",
            )
        )  # fmt: skip
        run_id = run.id
    with database.system_session() as session:
        seal_finished_runs(session, NOW)
    return run_id


def prove(database: Database, tenant_id: int, *heads: str) -> LogProof:
    with database.tenant_session(tenant_id) as session:
        return prove_log(session, tenant_id, heads)


def tamper(database: Database, statement: str, **values: Any) -> None:
    with database.system_session() as session:
        session.execute(sa.text(statement), values)


def ids(database: Database, tenant_id: int) -> list[int]:
    with database.tenant_session(tenant_id) as session:
        return list(session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


def begin(database: Database, tenant_id: int, content: str) -> None:
    """The chain as a migration begins it, for a tenant that was there before."""
    seal = make_seal(None, "begin", 0, content)
    with database.system_session() as session:
        session.execute(sa.delete(LogSeal))
        values = {name: getattr(seal, name) for name in Seal.__slots__}
        session.execute(sa.insert(LogSeal).values(tenant_id=tenant_id, **values))

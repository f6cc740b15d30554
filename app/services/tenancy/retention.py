"""Removes finished runs that are older than the tenant wants to keep, a bounded piece at a time.

Operations go first and the run after them, so that a run of a hundred thousand operations
never makes one long transaction. Whatever dies, the next piece goes on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Text, cast, delete, exists, func, select, text, update
from sqlalchemy.orm import aliased

from app.db import SystemSession
from app.domain.states import Trigger
from app.models import Operation, Run, Tenant
from app.models.runs import ACTIVE_RUN_STATES
from app.services.queues.row_guard import note_upkeep_trouble, work_through
from app.services.records.seals import note_for_seal

RUNS: Final = 100
OPERATIONS: Final = 5000

_REMOVE_OPERATIONS = text(
    """
delete from operations where ctid = any(array(
    select ctid from operations where tenant_id = :tenant_id and run_id = any(:run_ids) limit :limit
))
"""
)


def remove_old_runs(session: SystemSession, now: datetime, *, runs: int = RUNS, operations: int = OPERATIONS) -> int:
    """Remove a piece of what is too old; returns how many rows went (0: nothing is left to remove)."""
    query = select(Tenant.id, Tenant.run_retention_days).where(
        Tenant.run_retention_days > 0, Tenant.status != "uninstalled"
    )
    removed = 0

    def remove(tenants: Sequence[tuple[int, int]]) -> None:
        nonlocal removed
        for tenant_id, days in tenants:
            if removed:
                break  # one tenant a piece: the next call goes on
            removed += _remove_of_tenant(session, tenant_id, now - timedelta(days=days), (runs, operations))

    def refuse(tenant: tuple[int, int], _error: Exception) -> None:
        note_upkeep_trouble(session, tenant[0], "retention", now)

    found = [(tenant_id, days) for tenant_id, days in session.execute(query.order_by(Tenant.id))]
    work_through(session, found, remove, loop="retention", refuse=refuse)
    return removed


def _remove_of_tenant(session: SystemSession, tenant_id: int, before: datetime, limits: tuple[int, int]) -> int:
    old = (
        select(Run.id)
        .where(
            Run.tenant_id == tenant_id,
            Run.state.not_in(ACTIVE_RUN_STATES),
            Run.finished_at < before,
            ~_is_being_undone(tenant_id),
        )
        .order_by(Run.id)
        .limit(limits[0])
        # A run that is being undone or looked at is held: it is removed the next time.
        .with_for_update(skip_locked=True)
    )
    run_ids = _leave_undoable(session, tenant_id, session.scalars(old).all())
    if not run_ids:
        return 0
    marked = update(Run).where(Run.tenant_id == tenant_id, Run.id.in_(run_ids), Run.log_removed_at.is_(None))
    session.execute(marked.values(log_removed_at=func.now()).execution_options(synchronize_session=False))
    for run_id in run_ids:
        note_for_seal(session, "run_removed", tenant_id, run_id)
    values = {"tenant_id": tenant_id, "run_ids": list(run_ids), "limit": limits[1]}
    operations: int = session.execute(_REMOVE_OPERATIONS, values).rowcount  # type: ignore[attr-defined]
    has_operations = exists().where(Operation.tenant_id == Run.tenant_id, Operation.run_id == Run.id)
    gone = session.scalars(
        delete(Run)
        .where(Run.tenant_id == tenant_id, Run.id.in_(run_ids), ~has_operations)
        .returning(Run.id)
        .execution_options(synchronize_session=False)
    )
    return operations + len(gone.all())


def _leave_undoable(session: SystemSession, tenant_id: int, run_ids: Sequence[int]) -> Sequence[int]:
    """Without those whose undo was asked for while their locks were waited for; whoever asks from now on waits."""
    query = select(Run.id).where(Run.tenant_id == tenant_id, Run.id.in_(run_ids), ~_is_being_undone(tenant_id))
    return session.scalars(query.order_by(Run.id)).all()


def _is_being_undone(tenant_id: int) -> ColumnElement[bool]:
    """An undo reads the operations of the run that it takes back."""
    undo = aliased(Run)
    return exists().where(
        undo.tenant_id == tenant_id,
        undo.trigger == Trigger.UNDO,
        undo.state.in_(ACTIVE_RUN_STATES),
        undo.specification["undo_of"].as_string() == cast(Run.id, Text),
    )

"""Turns of tenants: one piece of work of a tenant is held at a time, and whoever waits longest comes next."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import Run, Sync, Turn
from app.models.runs import WORKABLE_RUN_STATES
from app.models.syncs import ACTIVE_SYNC_STATES

WORK: Final = "work"
"""Runs and syncs: they talk to the same organization, and a sync may not overwrite what a run has just changed."""
DELIVERY: Final = "delivery"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def lock_turn(session: Session, tenant_id: int, kind: str) -> None:
    """Let the claims of a tenant come one after another until this transaction ends, each seeing the one before."""
    write = insert(Turn).values(tenant_id=tenant_id, kind=kind, taken_at=_NEVER)
    same = {"taken_at": Turn.taken_at}
    # An update that changes nothing is the lock: `do nothing` would not wait for another claim's commit.
    session.execute(write.on_conflict_do_update(index_elements=["tenant_id", "kind"], set_=same))


def record_turn(session: Session, tenant_id: int, kind: str, now: datetime) -> None:
    """The tenant has its turn now, and stands at the end of the line."""
    write = insert(Turn).values(tenant_id=tenant_id, kind=kind, taken_at=now)
    newest = {"taken_at": func.greatest(Turn.taken_at, write.excluded.taken_at)}
    session.execute(write.on_conflict_do_update(index_elements=["tenant_id", "kind"], set_=newest))


def is_work_held(tenant_id: int, now: datetime) -> ColumnElement[bool]:
    """True while a worker holds a run or a sync of the tenant."""
    return or_(
        exists().where(Run.tenant_id == tenant_id, Run.state.in_(WORKABLE_RUN_STATES), Run.lease_until > now),
        exists().where(Sync.tenant_id == tenant_id, Sync.state.in_(ACTIVE_SYNC_STATES), Sync.lease_until > now),
    )


def forget_job(session: Session, model: type[Run] | type[Sync], tenant_id: int, number: tuple[int, int]) -> None:
    """A job (id of its row, attempt) found the tenant's work held: its row may be handed out again afterwards."""
    row_id, attempt = number
    session.execute(
        update(model)
        .where(model.tenant_id == tenant_id, model.id == row_id, model.attempt == attempt)
        .values(enqueued_at=None)
        .execution_options(synchronize_session=False)
    )

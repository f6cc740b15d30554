"""Beside: changes of runs that were at work beside a run, which it leaves as they left them.

Beside a run is every other one whose life has a moment in common with it, from being asked for to its end. So nobody
is changed by two of them, in whatever order they go on and whatever dies between: both read the same log, in which
everything is marked before its call.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Text, any_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.domain.automation.actions.records import Thing
from app.domain.engine.things import list_changed
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.engine.operations import can_be_taken_back

_CHANGED: Final = (
    select(Operation.account_id, Operation.run_id, Operation.action, Operation.target_id, Operation.steps)
    .where(
        Operation.tenant_id == bindparam("tenant"),
        Operation.account_id == any_(bindparam("accounts", type_=ARRAY(Text))),
        Operation.run_id == any_(bindparam("runs", type_=ARRAY(BigInteger))),
        or_(can_be_taken_back(), Operation.outcome == StepOutcome.STARTED),
    )
    .order_by(Operation.account_id, Operation.run_id, Operation.position)
)
"""Built once: a run asks for every few users."""


def list_runs_beside(session: Session, tenant_id: int, run_id: int) -> tuple[int, ...]:
    """The other runs with a part of this one's life; slots that never became one are none of them."""
    asked_at = select(Run.created_at).where(Run.tenant_id == tenant_id, Run.id == run_id).scalar_subquery()
    others = select(Run.id).where(Run.tenant_id == tenant_id, Run.id != run_id, Run.started_at.is_not(None))
    is_beside = or_(Run.finished_at.is_(None), Run.finished_at >= asked_at)
    return tuple(session.scalars(others.where(is_beside).order_by(Run.id)))


def load_changed_beside(
    session: Session, tenant_id: int, run_ids: Sequence[int], account_ids: Sequence[str]
) -> dict[str, list[tuple[Thing, int]]]:
    """Load the changes of these runs to each user, made or possible, and by which run."""
    if not run_ids:
        return {}
    given = {"tenant": tenant_id, "accounts": list(account_ids), "runs": list(run_ids)}
    rows = session.connection().execute(_CHANGED, given).all()
    return {
        account_id: [
            (thing, row.run_id) for row in mine for thing in list_changed(row.action, row.target_id, row.steps or ())
        ]
        for account_id, mine in groupby(rows, key=lambda row: str(row.account_id))
    }

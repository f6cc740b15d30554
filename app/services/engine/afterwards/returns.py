"""Returns: changes of a run that somebody else took back, found by comparing the log with a sync, and noted.

An operation is found once and stays found; a run counts them, writes them into the audit log and tells of it once. No
run changes its state for it, and nothing of what its seal covers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.automation.actions import ACTIONS
from app.domain.automation.collateral import Detail, store_remains
from app.domain.engine.afterwards.checks import CONFIRMED
from app.domain.engine.afterwards.returns import WATCHED, Watched, is_comparison_due
from app.domain.engine.recent import SETTLING
from app.domain.notices.notifications import RUN_CAME_BACK
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.engine.checks import describe_run, read_operation
from app.services.notices.notifications import tell
from app.services.records.audit import Change, record_change

AT_ONCE: Final = 500
"""Operations that are compared in one transaction."""
NAMED: Final = 10
"""Things whose names are told."""
_LONGEST: Final = timedelta(days=8)
"""A run that met no sync for so long is not compared any more."""


def list_watched_runs(session: Session, tenant_id: int, read_since: datetime) -> list[int]:
    """The runs that are to be compared with a sync that began then, the oldest first."""
    query = select(Run.id, Run.finished_at, Run.compared_at).where(
        Run.tenant_id == tenant_id,
        Run.finished_at > read_since - _LONGEST,
        Run.finished_at <= read_since - SETTLING,
        Run.checked_at.is_not(None),
        Run.log_removed_at.is_(None),
        Run.compared_at.is_(None) | (Run.compared_at < Run.finished_at + WATCHED),
    )
    rows = session.execute(query.order_by(Run.id)).all()
    return [row.id for row in rows if is_comparison_due(row.finished_at, row.compared_at, read_since)]


def load_watched(session: Session, tenant_id: int, run_id: int, *, after: int) -> list[Watched]:
    """The next operations behind a position that were seen to hold and have not come back."""
    query = select(Operation).where(
        Operation.tenant_id == tenant_id,
        Operation.run_id == run_id,
        Operation.position > after,
        Operation.outcome == StepOutcome.SUCCEEDED,
        Operation.confirmation == CONFIRMED,
        Operation.came_back_at.is_(None),
    )
    rows = session.scalars(query.order_by(Operation.position).limit(AT_ONCE)).all()
    found = []
    for row in rows:
        read = read_operation(row)
        confirmed_at = row.confirmed_at or read.finished_at
        # A line with a reason says already what was left of the app itself; of others `LOST_APPS` is what went.
        taken = frozenset[str]() if row.reason and ACTIONS[row.action].is_composite else read.taken
        found.append(Watched(row.position, row.account_id, read.awaited, read.finished_at, confirmed_at, taken))
    return found


def record_returned(
    session: Session, tenant_id: int, run_id: int, found: Mapping[int, Sequence[Detail]], seen_at: datetime
) -> None:
    """Note that these operations were found changed back, and through what access is there again."""
    query = select(Operation).where(
        *_mine(tenant_id, run_id), Operation.position.in_(found), Operation.came_back_at.is_(None)
    )
    for row in session.scalars(query.with_for_update()):
        row.came_back_at = seen_at
        row.came_back_through = store_remains(found[row.position]) or None
    session.flush()


def end_comparison(session: Session, tenant_id: int, run_id: int, read_since: datetime, seen_at: datetime) -> int:
    """Everything of a run was compared with a sync: count what came back, and tell of it. Returns how many are new."""
    # Two syncs may end one after the other while the comparison goes on: what came back is told once.
    run = session.get(Run, (tenant_id, run_id), with_for_update=True, populate_existing=True)
    if run is None:
        return 0
    run.compared_at = max(read_since, run.compared_at or read_since)
    came_back = Operation.came_back_at.is_not(None)
    steps, people = session.execute(
        select(func.count(), func.count(Operation.account_id.distinct())).where(*_mine(tenant_id, run_id), came_back)
    ).one()
    new = int(steps) - (run.came_back or 0)
    if new <= 0:
        return 0
    run.came_back, run.came_back_at = steps, seen_at
    found = {"run_id": run.id, "steps": steps, "people": people}
    name = run.frozen.name
    record_change(session, tenant_id, None, Change("run.came_back", name, after=found))
    told = describe_run(run) | {"came_back": _describe(session, run, found)}
    tell(session, tenant_id, RUN_CAME_BACK, f"came_back:{run.id}", told)
    session.flush()
    return new


def _describe(session: Session, run: Run, found: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and the names of the things; of nobody the name."""
    names = select(Operation.target_name).where(*_mine(run.tenant_id, run.id), Operation.came_back_at.is_not(None))
    things = session.scalars(names.distinct().order_by(Operation.target_name).limit(NAMED)).all()
    return {"steps": found["steps"], "people": found["people"], "things": list(things)}


def _mine(tenant_id: int, run_id: int) -> tuple[Any, ...]:
    return Operation.tenant_id == tenant_id, Operation.run_id == run_id

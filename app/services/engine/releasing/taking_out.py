"""People taken out of a held plan before it is released, and put back while it is held."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, null, select, update
from sqlalchemy.orm import Session

from app.domain.engine.reasons import TAKEN_OUT
from app.domain.engine.release import shorten_digest
from app.domain.errors import Invalid
from app.domain.mistakes import mistake
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.engine.operation_log import count_failing_users, fold_counts
from app.services.engine.releasing.digests import compute_digest
from app.services.engine.runs import get_held_run
from app.services.records.audit import Change, record_change


def take_out(
    session: Session, tenant_id: int, run_id: int, account_ids: Sequence[str], *, by: str, now: datetime
) -> None:
    """Leave these people as they are, whoever releases the rest. The plan gets another digest.

    Raises NotFound, Conflict when the run is not held, Invalid for whoever is not in its plan.
    """
    run = get_held_run(session, tenant_id, run_id, now)
    moved = _move(
        session, run, account_ids, Operation.outcome == StepOutcome.PLANNED,
        outcome=StepOutcome.SKIPPED, planned_reason=Operation.reason, reason=TAKEN_OUT, finished_at=now,
    )  # fmt: skip
    _count_anew(session, run, moved, -1, by=by)


def put_back(
    session: Session, tenant_id: int, run_id: int, account_ids: Sequence[str], *, by: str, now: datetime
) -> None:
    """Take people into the plan again who were taken out of it. Raises as `take_out` does."""
    run = get_held_run(session, tenant_id, run_id, now)
    moved = _move(
        session, run, account_ids, (Operation.outcome == StepOutcome.SKIPPED) & (Operation.reason == TAKEN_OUT),
        outcome=StepOutcome.PLANNED, reason=Operation.planned_reason, planned_reason=null(), finished_at=None,
    )  # fmt: skip
    _count_anew(session, run, moved, 1, by=by)


def _move(
    session: Session, run: Run, account_ids: Sequence[str], which: ColumnElement[bool], **values: Any
) -> dict[str, bool]:
    """Change these steps of these people; returns who had any, and whether they would be changed by them."""
    of_them = (
        Operation.tenant_id == run.tenant_id,
        Operation.run_id == run.id,
        Operation.account_id.in_(account_ids),
    )
    known = set(session.scalars(select(Operation.account_id).where(*of_them)))
    wrong = [index for index, account_id in enumerate(account_ids) if account_id not in known]
    if wrong:
        raise Invalid(*(mistake(f"/account_ids/{index}", "not_in_plan") for index in wrong))
    # A plan of an earlier release does not say which steps change something though they fail in the end.
    failing = case((Operation.reason == TAKEN_OUT, Operation.planned_reason), else_=Operation.reason)
    is_changing = func.coalesce(Operation.is_changing, failing.is_(None))
    before = select(Operation.account_id, func.bool_or(is_changing)).where(*of_them, which)
    rows = session.execute(before.group_by(Operation.account_id)).all()
    moved = {row[0]: bool(row[1]) for row in rows}
    write = update(Operation).where(*of_them, which).values(**values)
    session.execute(write.execution_options(synchronize_session=False))
    return moved


def _count_anew(session: Session, run: Run, moved: dict[str, bool], sign: int, *, by: str) -> None:
    """Let numbers and digest of the run follow, and note who did it with whom."""
    if not moved:
        return
    was = shorten_digest(run.plan_hash)
    counts = fold_counts(session, run.tenant_id, run.id, matched=run.matched_users or 0)
    run.counts = counts | {"failing_users": count_failing_users(session, run.tenant_id, run.id)}
    run.planned_users = max(0, (run.planned_users or 0) + sign * sum(moved.values()))
    run.plan_hash = compute_digest(session, run.tenant_id, run.id)
    after = {"run_id": run.id, "plan": shorten_digest(run.plan_hash), "accounts": sorted(moved)}
    event = "run.people_taken_out" if sign < 0 else "run.people_put_back"
    name = run.frozen.name
    record_change(session, run.tenant_id, by, Change(event, name, {"run_id": run.id, "plan": was}, after))
    session.flush()

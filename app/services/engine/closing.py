"""Closes the log of a run that ends early: at once when it is short, else piece by piece behind a rule that tells it.

What was begun gets its outcome in the transaction that ends the run. Of a large plan the rest stays as it is stored,
and reads as skipped for the run's `closing_reason`, until the scheduler has written that down row by row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.db import SystemSession
from app.domain.engine import reasons
from app.domain.engine.runs import RunCounts, skip_planned, store_counts
from app.domain.states import StepOutcome
from app.models import Operation, Run
from app.services.engine.operation_log import fold_counts
from app.services.engine.operations import has_done_parts
from app.services.queues.row_guard import note_upkeep_trouble, work_through

AT_ONCE: Final = 500
"""So many operations are closed with the run."""
PIECE: Final = 2_000
RUNS: Final = 2
"""So many logs are closed side by side, so that a large one does not hold up the others."""
_CLOSE_PIECE = text(
    """
update operations set outcome = 'skipped', reason = :reason, finished_at = :now where ctid = any(array(
    select ctid from operations where tenant_id = :tenant_id and run_id = :run_id and outcome = 'planned' limit :limit
))
"""
)


@dataclass(frozen=True, slots=True)
class Closed:
    """End of a run as its row says it; closing_reason: the log is not closed yet."""

    counts: dict[str, Any]
    closing_reason: str | None


def close_log(session: Session, run: Run, *, reason: str, now: datetime) -> Closed:
    """Close the log of a run that ends: what was never begun is skipped for the reason, what was begun says so.

    A composite of which parts were done has failed with these parts; what was started without a known outcome stays
    unknown.
    """
    begun = _close_begun(session, run, now)
    left = _close_piece(session, run, reason, now, AT_ONCE)
    if left < AT_ONCE:
        return Closed(fold_counts(session, run.tenant_id, run.id, matched=run.matched_users or 0), None)
    # What was never begun needs no counting: all that the run still counts as planned is skipped.
    is_known = bool(run.counts) and not begun
    stored = run.counts if is_known else fold_counts(session, run.tenant_id, run.id, matched=run.matched_users or 0)
    counts = RunCounts(**stored)
    return Closed(store_counts(skip_planned(counts, reason)), reason)


def close_logs(session: SystemSession, now: datetime) -> int:
    """A piece of each of some logs that are still to be closed. Returns how many rows."""
    closing = (
        select(Run)
        .where(Run.closing_reason.is_not(None))
        .order_by(Run.finished_at, Run.id)
        .limit(RUNS)
        # Another housekeeper closes it, piece by piece; a second one would only wait.
        .with_for_update(skip_locked=True)
    )
    closed = 0

    def close(runs: Sequence[Run]) -> None:
        nonlocal closed
        for run in runs:
            closed += _go_on(session, run, now)

    def refuse(run: Run, _error: Exception) -> None:
        note_upkeep_trouble(session, run.tenant_id, "closing", now)

    work_through(session, session.scalars(closing).all(), close, loop="closing", refuse=refuse)
    return closed


def _go_on(session: Session, run: Run, now: datetime) -> int:
    closed = _close_piece(session, run, str(run.closing_reason), run.finished_at or now, PIECE)
    if closed < PIECE:
        run.counts = fold_counts(session, run.tenant_id, run.id, matched=run.matched_users or 0)
        run.closing_reason = None
        session.flush()
    return closed


def _close_begun(session: Session, run: Run, now: datetime) -> int:
    """Close what was begun: it is little, and found by indexes of its own."""
    mine = (Operation.tenant_id == run.tenant_id, Operation.run_id == run.id)
    is_partly_done = (Operation.outcome == StepOutcome.PLANNED) & Operation.steps.is_not(None) & has_done_parts()
    begun = 0
    for rows, why in (
        (Operation.outcome == StepOutcome.STARTED, reasons.OUTCOME_UNKNOWN),
        (is_partly_done, reasons.PARTLY_DONE),
    ):
        write = update(Operation).where(*mine, rows).values(outcome=StepOutcome.FAILED, reason=why, finished_at=now)
        begun += session.execute(write).rowcount  # type: ignore[attr-defined]
    return begun


def _close_piece(session: Session, run: Run, reason: str, now: datetime, limit: int) -> int:
    values = {"tenant_id": run.tenant_id, "run_id": run.id, "reason": reason, "now": now, "limit": limit}
    closed: int = session.execute(_CLOSE_PIECE, values).rowcount  # type: ignore[attr-defined]
    return closed

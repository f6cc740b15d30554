"""The end of a test run: its plan is its result, and nothing of it is carried out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.engine.holds import Hold
from app.domain.states import RunState
from app.services.engine.operation_log import fold_test_counts
from app.services.engine.run_queue import ClaimedRun, write_run
from worker.engine.run_endings import find_reason


def end_test(
    session: Session, run: ClaimedRun, *, planned: int, matched: int, holds: Sequence[Hold], now: datetime
) -> bool:
    """Let the run end as `tested` with its complete plan; True: somebody wanted it cancelled before. Raises LeaseLost.

    holds: why a live run would wait for a release now; a test run waits for nobody.
    """
    return write_run(
        session,
        run.fence,
        state=RunState.TESTED,
        planned_users=planned,
        counts=fold_test_counts(session, run.fence.tenant_id, run.fence.run_id, matched=matched),
        holds=[asdict(hold) for hold in holds],
        reason=find_reason(session, run, matched),
        finished_at=now,
        lease_until=None,
    )

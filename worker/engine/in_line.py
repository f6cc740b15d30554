"""Lets a run wait for one in front of it that would change the same of the same people."""

from app.services.engine.run_queue import ClaimedRun
from app.services.engine.side_by_side.line import let_pass, take_place
from worker.context import WorkerContext
from worker.crash_points import reach


def has_to_wait(context: WorkerContext, run: ClaimedRun) -> bool:
    """True when the run was given back, to go on when the one in front has ended. Raises LeaseLost."""
    with context.database.tenant_session(run.fence.tenant_id) as session:
        obstruction = take_place(session, run.fence)
        if obstruction is None:
            return False
        let_pass(session, run.fence, obstruction)
    reach("slice_over")
    return True

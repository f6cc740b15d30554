"""Reads that show writes late, time that passes for both sides, and undoing."""

from app.services.engine import undo
from tests.ground.desk import Desk

LAGS = (None, 0, 30, 120)
"""Seconds after which reads show a write; None: as the sandbox has them."""


def turn_lags(synced: Desk, seconds: float | None) -> Desk:
    """Let reads show everything so many seconds late; None: each as late as the sandbox has it."""
    usual = {"member": 2, "role": 30, "suspension": 30, "account": 30}
    lags = {f"{what}_lag_seconds": usual[what] if seconds is None else seconds for what in usual}
    synced.sandbox.switch(synced.org_id, **lags)
    return synced


def pass_time(desk: Desk, seconds: float) -> None:
    """For us and for Atlassian."""
    desk.clock.advance(seconds=seconds)
    desk.sandbox.advance(seconds)


def undo_run(desk: Desk, run_id: int) -> int:
    """Undo a run and work until that has ended; returns the number of the undo."""
    undo_id = int(desk.call(undo.request_undo, run_id, by=desk.admin))
    desk.work()
    return undo_id

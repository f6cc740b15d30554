"""How long a slice may go on: under a minute, or much less when another tenant's work finds no free worker."""

from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any, Final

from app.services.engine.run_queue import is_other_work_waiting
from worker.context import WorkerContext

SLICE: Final = timedelta(seconds=50)
SHARE: Final = timedelta(seconds=2)
"""What a run or a sync may work before others who wait get their turn."""
LOOK_EVERY: Final = timedelta(seconds=0.5)
_leaving: Final = Event()


def leave(*_signal: Any) -> None:
    """Let this process end its slice in order, soon: a deploy is no death."""
    _leaving.set()


class Turn:
    """The time of one slice; ask between batches, from any thread. Once over, it stays over."""

    def __init__(self, context: WorkerContext, tenant_id: int) -> None:
        self._context = context
        self._tenant_id = tenant_id
        now = context.clock()
        self._ends_at: datetime = now + SLICE
        self._next_look_at: datetime = now + SHARE
        self._lock = Lock()

    def is_over(self) -> bool:
        """True when the lease should be given back."""
        if _leaving.is_set():
            return True
        now = self._context.clock()
        with self._lock:
            if self._next_look_at <= now < self._ends_at:
                self._next_look_at = now + LOOK_EVERY
                if self._is_waited_for():
                    self._ends_at = now
            return now >= self._ends_at

    def _is_waited_for(self) -> bool:
        with self._context.database.system_session() as session:
            return is_other_work_waiting(session, self._tenant_id)

"""What nobody asks for and must still happen: purge tenants after the retention, notice silent installations, warn
of keys that expire, remove runs and delivery logs that are too old, and hand out the report of accounts.

Any number of schedulers may do it at once: rows are locked with SKIP LOCKED, and doing it twice changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.db import Database
from app.logs import get_logger
from app.services.account_reports import claim_due_reports
from app.services.closing import close_logs
from app.services.forge_tenants import mark_dormant
from app.services.notifications import forget_old_notifications, warn_of_expiring_keys
from app.services.retention import remove_old_runs
from app.services.runs import expire_held_runs
from app.services.seals import list_heads, seal_finished_runs
from app.services.tenant_endings import purge_uninstalled
from worker.stores import STORE_TROUBLE

logger = get_logger(__name__)

EVERY: Final = timedelta(hours=1)
MOST_REPORTS: Final = 1000


def _publish_heads(session: Session, now: datetime) -> int:
    """Write the heads of the tenants' logs into the process's own, which is kept elsewhere."""
    heads = list_heads(session, now - 2 * EVERY)
    for tenant_id, head in sorted(heads.items()):
        logger.info("log_head", tenant_id=tenant_id, head=head)
    return 0


class Housekeeping:
    """The chores of one scheduler; at its start, then every hour. `clock` gives aware UTC.

    report: lets a worker report a tenant's accounts.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], report: Callable[[int], None]
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._report = report
        self._done_at: datetime | None = None
        self._is_removing = False
        self.troubles: set[str] = set()

    def run_if_due(self) -> bool:
        """Do the chores unless they were done lately. True when they were done now."""
        now = self._clock()
        self._do("closing", close_logs)
        self._do("seals", seal_finished_runs)
        if self._done_at is not None and timedelta(0) <= now - self._done_at < EVERY:
            self._remove_a_piece()
            return False
        self._done_at = now
        self._do("dormancy", mark_dormant)
        self._do("purge", purge_uninstalled)
        self._do("reports", self._hand_out_reports)
        self._do("held_runs", expire_held_runs)
        self._do("key_warnings", warn_of_expiring_keys)
        self._do("log_heads", _publish_heads)
        self._is_removing = True
        self._remove_a_piece()
        return True

    def _do(self, name: str, chore: Callable[[Session, datetime], int]) -> int:
        """One chore in a transaction of its own; when it fails the others are done all the same."""
        try:
            with self._database.system_session() as session:
                done = chore(session, self._clock())
        except STORE_TROUBLE:
            self._done_at = None
            raise
        except Exception:
            logger.exception("chore_failed", chore=name)
            self.troubles.add(name)
            return 0
        self.troubles.discard(name)
        if done:
            logger.info("housekeeping", chore=name, done=done)
        return done

    def _hand_out_reports(self, session: Session, now: datetime) -> int:
        due = claim_due_reports(session, now, limit=MOST_REPORTS)
        for tenant_id in due:
            self._report(tenant_id)
        return len(due)

    def _remove_a_piece(self) -> None:
        """Remove some of what is too old; the rest in later turns, so that no due task waits for it."""
        if not self._is_removing:
            return
        removed = self._do("retention", remove_old_runs) + self._do("delivery_log", forget_old_notifications)
        self._is_removing = removed > 0

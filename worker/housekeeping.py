"""What nobody asks for and must still happen: purge tenants after the retention, notice silent installations, warn
of keys that expire, remove runs and delivery logs that are too old, and hand out the report of accounts.

Any number of schedulers may do it at once: rows are locked with SKIP LOCKED, and doing it twice changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from app.db import Database
from app.logs import get_logger
from app.services.account_reports import claim_due_reports
from app.services.forge_tenants import mark_dormant
from app.services.notifications import forget_old_notifications, warn_of_expiring_keys
from app.services.retention import remove_old_runs
from app.services.tenant_endings import purge_uninstalled

logger = get_logger(__name__)

EVERY: Final = timedelta(hours=1)
MOST_REPORTS: Final = 1000


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

    def run_if_due(self) -> bool:
        """Do the chores unless they were done lately. True when they were done now."""
        now = self._clock()
        if self._done_at is not None and timedelta(0) <= now - self._done_at < EVERY:
            self._remove_a_piece(now)
            return False
        with self._database.system_session() as session:
            dormant = mark_dormant(session, now)
        with self._database.system_session() as session:
            purged = purge_uninstalled(session, now)
        with self._database.system_session() as session:
            due = claim_due_reports(session, now, limit=MOST_REPORTS)
        for tenant_id in due:
            self._report(tenant_id)
        with self._database.system_session() as session:
            warn_of_expiring_keys(session, now)
        self._is_removing = True
        self._remove_a_piece(now)
        if dormant or purged:
            logger.info("housekeeping", dormant=dormant, purged=purged)
        self._done_at = now
        return True

    def _remove_a_piece(self, now: datetime) -> None:
        """Remove some of what is too old; the rest in later turns, so that no due task waits for it."""
        if not self._is_removing:
            return
        with self._database.system_session() as session:
            removed = remove_old_runs(session, now) + forget_old_notifications(session, now)
        self._is_removing = removed > 0

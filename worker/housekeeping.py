"""Housekeeping that nobody asks for: purge tenants after the retention, notice silent installations, warn
of keys that expire, remove runs and delivery logs that are too old, and hand out the report of accounts.

Any number of schedulers may do it at once: rows are locked with SKIP LOCKED, and doing it twice changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from app.db import Database, SystemSession
from app.logs import get_logger
from app.services.automation.timetable import renew_old_mirrors
from app.services.engine.checks import hand_out_checks
from app.services.engine.closing import close_logs
from app.services.engine.runs import expire_held_runs
from app.services.notices.notifications import forget_old_notifications, warn_of_expiring_keys
from app.services.records.seals import list_heads, seal_finished_runs
from app.services.tenancy.account_reports import claim_due_reports
from app.services.tenancy.change_retention import remove_old_changes
from app.services.tenancy.forge_tenants import mark_dormant
from app.services.tenancy.retention import remove_old_runs
from app.services.tenancy.tenant_endings import purge_uninstalled
from worker.processes.stores import STORE_TROUBLE

logger = get_logger(__name__)

EVERY: Final = timedelta(hours=1)
MOST_REPORTS: Final = 1000
MOST_CHECKS: Final = 20
"""A turn: what a run changed is looked at after all else that waits."""

Chore: TypeAlias = Callable[[SystemSession, datetime], int]

REMOVALS: Final[dict[str, Chore]] = {
    "retention": remove_old_runs,
    "change_retention": remove_old_changes,
    "delivery_log": forget_old_notifications,
}
"""Done a piece a turn until nothing is left to remove."""


def _publish_heads(session: SystemSession, now: datetime) -> int:
    """Write the heads of the tenants' logs into the process's own, which is kept elsewhere."""
    heads = list_heads(session, now - 2 * EVERY)
    for tenant_id, head in sorted(heads.items()):
        logger.info("log_head", tenant_id=tenant_id, head=head)
    return 0


class Housekeeping:
    """The chores of one scheduler; at its start, then every hour. `clock` gives aware UTC.

    report: lets a worker report a tenant's accounts. check: lets one look whether a run of a tenant held.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        report: Callable[[int], None],
        check: Callable[[int, int], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._report = report
        self._check = check
        self._hourly: Final[dict[str, Chore]] = {
            "dormancy": mark_dormant,
            "purge": purge_uninstalled,
            "reports": self._hand_out_reports,
            "held_runs": expire_held_runs,
            "old_mirrors": renew_old_mirrors,
            "key_warnings": warn_of_expiring_keys,
            "log_heads": _publish_heads,
        }
        self._begun_at: datetime | None = None
        self._due: list[str] = []
        self._removing: set[str] = set()
        self.troubles: set[str] = set()

    def run_if_due(self) -> bool:
        """Do the chores unless they were done lately. True when an hour's chores were begun now.

        A chore that failed is done again in the next turn, and not in an hour: what made it fail may be over.
        """
        now = self._clock()
        self._do("closing", close_logs)
        self._do("seals", seal_finished_runs)
        self._do("checks", self._hand_out_checks)
        is_begun = self._begun_at is None or not timedelta(0) <= now - self._begun_at < EVERY
        if is_begun:
            self._begun_at = now
            self._due = list(self._hourly)
            self._removing = set(REMOVALS)
        for name in list(self._due):
            if self._do(name, self._hourly[name]) is not None:
                self._due.remove(name)
        self._remove_a_piece()
        return is_begun

    def _do(self, name: str, chore: Chore) -> int | None:
        """One chore in a transaction of its own: how much it did, None when it failed; the others are done all the
        same. Raises when a store is away: what is due stays due.
        """
        try:
            with self._database.system_session() as session:
                done = chore(session, self._clock())
        except STORE_TROUBLE:
            raise
        except Exception:
            logger.exception("chore_failed", chore=name)
            self.troubles.add(name)
            return None
        self.troubles.discard(name)
        if done:
            logger.info("housekeeping", chore=name, done=done)
        return done

    def _hand_out_reports(self, session: SystemSession, now: datetime) -> int:
        due = claim_due_reports(session, now, limit=MOST_REPORTS)
        for tenant_id in due:
            self._report(tenant_id)
        return len(due)

    def _hand_out_checks(self, session: SystemSession, now: datetime) -> int:
        due = hand_out_checks(session, now, limit=MOST_CHECKS)
        for tenant_id, run_id in due:
            self._check(tenant_id, run_id)
        return len(due)

    def _remove_a_piece(self) -> None:
        """Remove some of what is too old; the rest in later turns, so that no due task waits for it."""
        for name in sorted(self._removing):
            if self._do(name, REMOVALS[name]) == 0:
                self._removing.discard(name)

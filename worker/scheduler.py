"""`python -m worker.scheduler`: rows become work. Any number of these may run at once.

One turn: due tasks → runs, due daily syncs → syncs, workable rows → jobs. Then it sleeps until the
next stored moment, a second at most, or until PostgreSQL notifies it of new work.
"""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import psycopg
import redis
from rq import Queue, Worker
from rq.registry import clean_registries

from app.crypto import Keyring
from app.db import Database, is_lock_timeout
from app.db_silence import KEEPALIVE, WatchedConnection
from app.logs import configure_logging, get_logger
from app.services.notices.notification_queue import hand_out_deliveries
from app.services.operating.vitals import record_processes
from app.services.queues.dispatch import dispatch_due_tasks, hand_out_work, request_daily_syncs
from app.services.queues.wakeup import CHANNEL
from app.settings import load_settings
from app.traces import close_traces, open_traces
from worker.context import connect_redis, require_bound_role
from worker.crash_points import reach
from worker.housekeeping import Housekeeping
from worker.processes.queues import (
    count_free_places,
    enqueue_check,
    enqueue_delivery,
    enqueue_report,
    enqueue_work,
    open_chores,
    open_deliveries,
    open_queue,
)
from worker.processes.stores import STORE_TROUBLE

logger = get_logger(__name__)

IDLE_SECONDS: Final = 1.0
CLEANING_SECONDS: Final = 10.0
HEARTBEAT_SECONDS: Final = 5.0
RETRY_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0


class Scheduler:
    """One scheduler; tests call `turn` and read the tables."""

    def __init__(
        self, database: Database, queue: Queue, connection: redis.Redis, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._queue = queue
        self._redis = connection
        self._clock = clock
        self._cleaned_at = 0.0
        self._seen_at = 0.0
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._deliveries = open_deliveries(connection)
        self._chores = open_chores(connection)
        self._troubles: set[str] = set()
        report, check = partial(enqueue_report, self._chores), partial(enqueue_check, self._chores)
        self._housekeeping = Housekeeping(database, clock, report, check)
        self.is_stopping = False

    def turn(self) -> int:
        """Do everything that is due now. Returns how many pieces of work were enqueued.

        When a part of it fails the others are done all the same, and the scheduler shows that it is in trouble.
        """
        self._do("dispatch", self._dispatch)
        self._do("housekeeping", self._housekeeping.run_if_due)
        enqueued = self._do("hand_out", self._hand_out) + self._do("deliveries", self._hand_out_deliveries)
        if time.monotonic() - self._cleaned_at > CLEANING_SECONDS:
            self._do("cleaning", self._clean)
            self._cleaned_at = time.monotonic()
        if time.monotonic() - self._seen_at > HEARTBEAT_SECONDS:
            self._do("vitals", self._show_life)
            self._seen_at = time.monotonic()
        return enqueued

    def run(self) -> None:
        """Turn after turn until stopped. Survives whatever happens in one, with pauses that grow while it does."""
        failures = 0
        while not self.is_stopping:
            try:
                with self._listen() as listener:
                    while not self.is_stopping:
                        self.turn()
                        failures = failures + 1 if self.troubles else 0
                        _wait(listener, _find_pause(failures))
            except (*STORE_TROUBLE, psycopg.OperationalError):
                logger.warning("a store is away", exc_info=True)
                time.sleep(RETRY_SECONDS)
            except Exception:
                failures += 1
                logger.exception("turn_failed", failures=failures)
                time.sleep(_find_pause(failures))

    def stop(self, *_signal: Any) -> None:
        """End after the present turn."""
        self.is_stopping = True

    @property
    def troubles(self) -> set[str]:
        """Troubles at the moment: the chores that fail."""
        return self._troubles | self._housekeeping.troubles

    def _do(self, name: str, part: Callable[[], int]) -> int:
        """One part of a turn. Raises when a store is away: then nothing else can be done either."""
        try:
            done = part()
        except Exception as error:
            if isinstance(error, STORE_TROUBLE) and not is_lock_timeout(error):
                raise
            logger.exception("turn_part_failed", part=name)
            self._troubles.add(name)
            return 0
        self._troubles.discard(name)
        return done

    def _dispatch(self) -> int:
        """All due tasks and daily syncs, batch by batch."""
        dispatched = 0
        while due := self._dispatch_batch():
            dispatched += due
        return dispatched

    def _dispatch_batch(self) -> int:
        now = self._clock()
        with self._database.system_session() as session:
            due = dispatch_due_tasks(session, now) + request_daily_syncs(session, now)
        if due:
            reach("dispatched")
        return due

    def _hand_out(self) -> int:
        places = count_free_places(self._queue, self._redis)
        if not places:
            return 0
        queued = self._queue.job_ids
        with self._database.system_session() as session:
            handed = hand_out_work(session, limit=places, queued=queued)
        if handed:
            reach("handed_out")
        for work in handed:
            enqueue_work(self._queue, work)
            reach("enqueued")
        return len(handed)

    def _hand_out_deliveries(self) -> int:
        places = count_free_places(self._deliveries, self._redis)
        if not places:
            return 0
        queued = self._deliveries.job_ids
        with self._database.system_session() as session:
            handed = hand_out_deliveries(session, limit=places, queued=queued)
        for tenant_id, notification_id in handed:
            enqueue_delivery(self._deliveries, tenant_id, notification_id)
        return len(handed)

    def _clean(self) -> int:
        for queue in (self._queue, self._deliveries, self._chores):
            clean_registries(queue)
        return 0

    def _show_life(self) -> int:
        """Write that this scheduler lives, and which workers it sees alive: they have no database of their own."""
        workers = Worker.all(connection=self._redis, queue=self._queue)
        seen = {worker.name: worker.last_heartbeat for worker in workers if worker.last_heartbeat is not None}
        with self._database.system_session() as session:
            record_processes(session, self._name, seen, self._clock(), trouble=" ".join(sorted(self.troubles)) or None)
        return 0

    def _listen(self) -> "contextlib.AbstractContextManager[psycopg.Connection[Any]]":
        url = self._database.engine.url.set(drivername="postgresql")
        connection = WatchedConnection.connect(url.render_as_string(hide_password=False), autocommit=True, **KEEPALIVE)
        connection.execute(f"listen {CHANNEL}")
        return connection


def _wait(listener: "psycopg.Connection[Any]", seconds: float) -> None:
    """Sleep until there is news, and so many seconds at most."""
    for _news in listener.notifies(timeout=seconds, stop_after=1):
        return


def _find_pause(failures: int) -> float:
    """Seconds until the next turn after so many in a row of which something failed."""
    return min(IDLE_SECONDS * float(2 ** min(failures, 10)), LONGEST_PAUSE_SECONDS)


def main() -> None:
    """Compose and run one scheduler."""
    settings = load_settings()
    configure_logging(settings.log_level)
    require_bound_role(settings)
    open_traces(settings.traces, "rollcall-scheduler")
    connection = connect_redis(settings)
    # Otherwise a turn over many sleeping tasks is planned anew every second, because PostgreSQL expects a third due.
    database = Database(
        settings.database_url,
        pool_size=2,
        are_plans_kept=True,
        must_be_bound=settings.is_production,
        keyring=Keyring.parse(settings.encryption_keys),
    )
    scheduler = Scheduler(database, open_queue(connection), connection, lambda: datetime.now(UTC))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, scheduler.stop)
    scheduler.run()
    close_traces()


if __name__ == "__main__":
    main()

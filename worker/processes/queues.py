"""The RQ queue and our worker class. Jobs carry ids only; the truth about them stands in PostgreSQL."""

import ctypes
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from app.logs import get_logger
from app.services.notices.notification_queue import name_delivery
from app.services.queues.dispatch import Work
from worker.processes.entry_jobs import (
    CHORES,
    DELIVERIES,
    FAILURE_SECONDS,
    JOB_TIMEOUT_SECONDS,
    QUEUE,
    EntryJob,
    ForeignJobError,
)
from worker.processes.turns import leave

JOBS_PER_WORKER: Final = 4
CHORE_SECONDS: Final = 3600
"""A chore that found no worker for so long is handed out anew."""
_ENTRY_POINTS: Final = {"run": "worker.jobs.work_run", "sync": "worker.jobs.work_sync"}
PR_SET_PDEATHSIG: Final = 1
logger = get_logger(__name__)


def open_queue(connection: redis.Redis) -> Queue:
    """The queue of runs and syncs. Jobs are JSON and name entry points only (`worker.processes.entry_jobs`)."""
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer, job_class=EntryJob)


def open_deliveries(connection: redis.Redis) -> Queue:
    """Notifications: couriers work on them, so that a slow receiver holds up no run, and no run a notification."""
    return Queue(DELIVERIES, connection=connection, serializer=JSONSerializer, job_class=EntryJob)


def open_chores(connection: redis.Redis) -> Queue:
    """Open the queue of chores: couriers look here when there is nothing to deliver."""
    return Queue(CHORES, connection=connection, serializer=JSONSerializer, job_class=EntryJob)


def enqueue_report(chores: Queue, tenant_id: int) -> None:
    """Let a worker report a tenant's next accounts; the tenant's row says when that is asked for again."""
    _enqueue_chore(chores, "worker.jobs.report_accounts", tenant_id)


def enqueue_check(chores: Queue, tenant_id: int, run_id: int) -> None:
    """Let a worker look whether a run held; the run's row says when that is asked for again."""
    _enqueue_chore(chores, "worker.jobs.check_run", tenant_id, run_id)


def _enqueue_chore(chores: Queue, entry_point: str, *ids: int) -> None:
    chores.enqueue_call(
        entry_point,
        args=ids,
        timeout=JOB_TIMEOUT_SECONDS,
        ttl=CHORE_SECONDS,
        result_ttl=0,
        failure_ttl=FAILURE_SECONDS,
    )


def enqueue_work(queue: Queue, work: Work) -> None:
    """Nudge a worker. The id names the attempt, so that a repeated nudge is recognised and the claim decides."""
    queue.enqueue_call(
        _ENTRY_POINTS[work.kind],
        args=(work.tenant_id, work.row_id, work.attempt),
        job_id=work.job_name,
        timeout=JOB_TIMEOUT_SECONDS,
        result_ttl=0,
        failure_ttl=FAILURE_SECONDS,
    )


def enqueue_delivery(queue: Queue, tenant_id: int, notification_id: int) -> None:
    """Nudge a courier to deliver what is due for a tenant; the id names the notification that was handed out for it."""
    queue.enqueue_call(
        "worker.jobs.deliver",
        args=(tenant_id,),
        job_id=name_delivery(tenant_id, notification_id),
        timeout=JOB_TIMEOUT_SECONDS,
        result_ttl=0,
        failure_ttl=FAILURE_SECONDS,
    )


def count_free_places(queue: Queue, connection: redis.Redis) -> int:
    """How many more jobs should wait in the queue: a few per worker, so that nothing waits there unfairly."""
    workers = max(1, Worker.count(connection=connection, queue=queue))
    return max(0, workers * JOBS_PER_WORKER - queue.count)


class RunWorker(Worker):
    """A worker whose death is noticed in seconds instead of minutes.

    Its job process dies with it (PR_SET_PDEATHSIG), so that a killed worker never leaves a job running
    beside the one that takes over.
    """

    def __init__(self, queues: Any, *, companion: Callable[[], None] = lambda: None, **options: Any) -> None:
        """companion: is called every few seconds, also while a job goes on, to look after another process."""
        options.update(job_class=EntryJob, job_monitoring_interval=5, maintenance_interval=10, worker_ttl=25)
        super().__init__(queues, **options)
        self._companion = companion
        self._own_pid = os.getpid()

    @property
    def was_told_to_stop(self) -> bool:
        """RQ also gives up by itself, as when Redis does not answer."""
        return self._shutdown_requested_date is not None

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ's sign of life; the job's process gives it, too, and has no companion."""
        super().heartbeat(timeout, pipeline)
        if os.getpid() == self._own_pid:
            self._companion()

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Refuse what is not one of ours, before a process is made for it and anything is imported."""
        try:
            if not isinstance(job, EntryJob):
                raise ForeignJobError("it was read by somebody else")
            job.check(queue.name)
        except ForeignJobError as error:
            logger.error("foreign job refused", job_id=job.id, error=str(error))
            queue.intermediate_queue.remove(job.id)
            self.connection.delete(job.key)
            return
        super().execute_job(job, queue)

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """The next job; an id that is none is passed over."""
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
            except (ValueError, TypeError, LookupError) as error:
                logger.error("foreign job refused", error=type(error).__name__)

    def clean_registries(self) -> None:
        """RQ's care for its lists of jobs; where one holds what is none of ours they are dropped, being hints alone."""
        try:
            super().clean_registries()  # type: ignore[no-untyped-call]  # RQ leaves it bare
        except (ValueError, TypeError, LookupError, redis.exceptions.ResponseError) as error:
            logger.error("foreign lists of jobs dropped", error=type(error).__name__)
            for queue in self.queues:
                lists = ("started", "finished", "failed", "deferred", "scheduled", "canceled")
                names = [getattr(queue, f"{name}_job_registry").key for name in lists]
                self.connection.delete(queue.intermediate_queue.key, *names)
                queue.release_maintenance_lock()  # type: ignore[no-untyped-call]
            self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment]

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:  # noqa: ARG002 - RQ's signature
        """Seconds after which a job whose worker fell silent counts as lost."""
        return int(self.job_monitoring_interval) + 10

    def setup_work_horse_signals(self) -> None:
        """In the job's process: die with the worker, and leave in order when all processes are asked to end."""
        super().setup_work_horse_signals()  # type: ignore[no-untyped-call]  # RQ leaves it bare
        signal.signal(signal.SIGTERM, leave)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        # It may have died before the line above. Its number is compared: as a container's first process it is 1.
        if os.getppid() != self._own_pid:
            os._exit(1)

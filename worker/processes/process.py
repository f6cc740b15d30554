"""Queue process: wait for Redis, take jobs until told to stop; for every process that works on queues."""

import time
from collections.abc import Callable, Sequence

import redis
from rq import Queue

from app.logs import configure_logging, get_logger
from app.settings import load_settings
from app.traces import open_traces
from worker import jobs  # noqa: F401 - loaded before the fork, so that a job starts in milliseconds
from worker.context import connect_redis, require_bound_role
from worker.processes.queues import RunWorker

logger = get_logger(__name__)

RETRY_SECONDS = 1.0


def work_on_queues(
    open_queues: Callable[[redis.Redis], Sequence[Queue]], companion: Callable[[], None] = lambda: None
) -> None:
    """Take jobs from queues, the first ones first; waits for Redis to come back when it is away."""
    settings = load_settings()
    configure_logging(settings.log_level)
    require_bound_role(settings)
    open_traces(settings.traces, "rollcall-worker")
    while True:
        connection = connect_redis(settings)
        try:
            queues = open_queues(connection)
            worker = RunWorker(queues, companion=companion, connection=connection, serializer=queues[0].serializer)
            worker.work(logging_level="WARNING")
            if worker.was_told_to_stop:
                return
            time.sleep(RETRY_SECONDS)  # it gave up by itself, and may do so again at once
        except redis.exceptions.RedisError:
            logger.warning("Redis is away", exc_info=True)
            time.sleep(RETRY_SECONDS)

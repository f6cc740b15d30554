"""`python -m worker`: works on slices of runs and syncs until it is told to stop; the slice at hand is ended first."""

import time

import redis

from app.logs import configure_logging, get_logger
from app.settings import load_settings
from worker import jobs  # noqa: F401 - loaded before the fork, so that a job starts in milliseconds
from worker.context import connect_redis
from worker.queues import RunWorker, open_chores, open_queue

logger = get_logger(__name__)

RETRY_SECONDS = 1.0


def main() -> None:
    """Compose and run one worker; waits for Redis to come back when it is away."""
    settings = load_settings()
    configure_logging(settings.log_level)
    while True:
        connection = connect_redis(settings)
        try:
            queue = open_queue(connection)
            queues = [queue, open_chores(connection)]
            RunWorker(queues, connection=connection, serializer=queue.serializer).work(logging_level="WARNING")
            return
        except redis.exceptions.ConnectionError:
            logger.warning("Redis is away")
            time.sleep(RETRY_SECONDS)


if __name__ == "__main__":
    main()

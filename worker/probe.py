"""`python -m worker.probe web|worker|scheduler`: whether this machine's process of a kind is well, for health checks.

Ends with 0 when it is, otherwise with 1 and a sentence. Looks only, and gives up after seconds.
"""

import os
import socket
import sys
import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import redis
import sqlalchemy as sa
from rq import Worker

from app.db import Database
from app.services.operating.vitals import ALIVE_FOR, is_scheduler_alive
from app.settings import Settings, load_settings
from worker.context import connect_redis

_TIMEOUT_SECONDS: Final = 4.0


class Unwell(Exception):
    """The process does not show that it is alive; the message says what was looked at."""


def probe_web(_settings: Settings) -> None:
    """Ask the web server of this machine whether it lives. Raises Unwell."""
    port = os.environ.get("PORT", "8080")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=_TIMEOUT_SECONDS) as answer:
            status = answer.status
    except OSError as error:
        raise Unwell(f"the web server does not answer: {error}") from None
    if status != HTTPStatus.OK:
        raise Unwell(f"the web server answers {status}")


def probe_worker(settings: Settings) -> None:
    """Look for a sign of life of a worker on this machine in Redis. Raises Unwell."""
    now, host = datetime.now(UTC), socket.gethostname()
    try:
        workers = Worker.all(connection=connect_redis(settings))
    except redis.exceptions.RedisError as error:
        raise Unwell(f"Redis does not answer: {type(error).__name__}") from None
    for worker in workers:
        seen_at = worker.last_heartbeat
        if worker.hostname == host and seen_at is not None and now - seen_at.replace(tzinfo=UTC) < ALIVE_FOR:
            return
    raise Unwell(f"no worker of {host} was seen within {ALIVE_FOR.seconds} seconds")


def probe_scheduler(settings: Settings) -> None:
    """Look for a sign of life of a scheduler on this machine in PostgreSQL. Raises Unwell."""
    database = Database(settings.database_url, pool_size=1, max_overflow=0)
    try:
        with database.system_session() as session:
            is_alive = is_scheduler_alive(session, socket.gethostname(), datetime.now(UTC))
    except sa.exc.SQLAlchemyError as error:
        raise Unwell(f"PostgreSQL does not answer: {type(error).__name__}") from None
    finally:
        database.dispose()
    if not is_alive:
        raise Unwell(f"no scheduler of this machine was seen within {ALIVE_FOR.seconds} seconds")


PROBES: Final[dict[str, Callable[[Settings], None]]] = {
    "web": probe_web,
    "worker": probe_worker,
    "scheduler": probe_scheduler,
}


def main(arguments: Sequence[str]) -> int:
    """Look at the one kind that is named."""
    if len(arguments) != 1 or arguments[0] not in PROBES:
        sys.stderr.write(f"usage: python -m worker.probe {'|'.join(PROBES)}\n")
        return 2
    try:
        PROBES[arguments[0]](load_settings())
    except Unwell as unwell:
        sys.stderr.write(f"rollcall: {unwell}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whether this deployment works: for load balancers and for the supervisor. Tells nothing about any tenant."""

import threading
from collections.abc import Callable
from typing import Final

import redis
import sqlalchemy as sa
from flask import Flask, Response, jsonify

from app.db import Database
from app.logs import get_logger
from app.platform.guards import answers_always
from app.platform.limits.throttle import Throttle
from app.settings import Settings

CHECKS_PER_SECOND: Final = 10
CHECKS_AT_ONCE: Final = 30
logger = get_logger(__name__)


def register_health(app: Flask, database: Database, settings: Settings) -> None:
    """Add `/health/live` (the process answers) and `/health/ready` (it can reach its stores)."""
    connection = redis.Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    stores = _Stores(lambda: {"database": _reaches_database(database), "redis": _reaches_redis(connection)})

    @answers_always
    def live() -> Response:
        return jsonify(status="ok")

    @answers_always
    def ready() -> tuple[Response, int]:
        checks = stores.check()
        is_ready = all(checks.values())
        return jsonify(status="ok" if is_ready else "unavailable", **checks), 200 if is_ready else 503

    app.add_url_rule("/health/live", "health_live", live)
    app.add_url_rule("/health/ready", "health_ready", ready)


class _Stores:
    """Whether the stores answer. One asks for all: who comes meanwhile, or too often, is told what was found last."""

    def __init__(self, ask: Callable[[], dict[str, bool]]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._throttle = Throttle(per_second=CHECKS_PER_SECOND, burst=CHECKS_AT_ONCE)
        self._found: dict[str, bool] | None = None

    def check(self) -> dict[str, bool]:
        """The answer of each store."""
        known = self._found
        if known is not None and not self._throttle.take(""):
            return known
        if not self._lock.acquire(blocking=known is None):
            return known or {}
        try:
            self._found = self._ask()
            return self._found
        finally:
            self._lock.release()


def _reaches_database(database: Database) -> bool:
    try:
        with database.engine.connect() as connection:
            connection.execute(sa.text("select 1 from tenants limit 1"))
    except sa.exc.SQLAlchemyError:
        logger.warning("database not reachable")
        return False
    return True


def _reaches_redis(connection: redis.Redis) -> bool:
    try:
        return bool(connection.ping())
    except redis.RedisError:
        logger.warning("redis not reachable")
        return False

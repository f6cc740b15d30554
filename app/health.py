"""Whether this deployment works: for load balancers and for the supervisor. Tells nothing about any tenant."""

import redis
import sqlalchemy as sa
from flask import Flask, Response, jsonify

from app.db import Database
from app.logs import get_logger
from app.platform.guards import public
from app.settings import Settings

logger = get_logger(__name__)


def register_health(app: Flask, database: Database, settings: Settings) -> None:
    """Add `/health/live` (the process answers) and `/health/ready` (it can reach its stores)."""
    connection = redis.Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)

    @public
    def live() -> Response:
        return jsonify(status="ok")

    @public
    def ready() -> tuple[Response, int]:
        checks = {"database": _reaches_database(database), "redis": _reaches_redis(connection)}
        is_ready = all(checks.values())
        return jsonify(status="ok" if is_ready else "unavailable", **checks), 200 if is_ready else 503

    app.add_url_rule("/health/live", "health_live", live)
    app.add_url_rule("/health/ready", "health_ready", ready)


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

"""Asks stores that the operator named whether they can be used, before anything is started.

Messages never show the URL: it holds a password.
"""

import psycopg
import redis

from local.errors import LocalError

OLDEST_POSTGRES = 15
_TIMEOUT_SECONDS = 5


def check_database(url: str) -> None:
    """Raise LocalError when DATABASE_URL names no PostgreSQL that is new enough."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise LocalError("DATABASE_URL must start with postgresql://")
    try:
        with psycopg.connect(f"postgresql://{rest}", connect_timeout=_TIMEOUT_SECONDS) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise LocalError(f"DATABASE_URL cannot be used: {str(error).strip()}") from error
    if version < OLDEST_POSTGRES:
        raise LocalError(f"DATABASE_URL names PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.")


def check_redis(url: str) -> None:
    """Raise LocalError when REDIS_URL names no Redis that answers."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_TIMEOUT_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise LocalError(f"REDIS_URL cannot be used: {error}") from error

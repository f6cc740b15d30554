"""Asks stores that the operator named whether they can be used, before anything is started.

Messages never show the URL: it holds a password.
"""

import psycopg
import redis

from local.errors import LocalError

OLDEST_POSTGRES = 15
_TIMEOUT_SECONDS = 5
_IS_UNBOUND = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def check_database(url: str) -> None:
    """Raise LocalError when DATABASE_URL names no PostgreSQL that is new enough, or a role that is too mighty.

    Row-level security, the last line between two tenants, does not bind a superuser.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise LocalError("DATABASE_URL must start with postgresql://")
    try:
        with psycopg.connect(f"postgresql://{rest}", connect_timeout=_TIMEOUT_SECONDS) as connection:
            version = connection.info.server_version // 10_000
            is_unbound = connection.execute(_IS_UNBOUND).fetchone() == (True,)
    except psycopg.Error as error:
        raise LocalError(f"DATABASE_URL cannot be used: {str(error).strip()}") from error
    if version < OLDEST_POSTGRES:
        raise LocalError(f"DATABASE_URL names PostgreSQL {version}; {OLDEST_POSTGRES} or newer is needed.")
    if is_unbound:
        raise LocalError(
            "DATABASE_URL logs in as a role that row-level security does not bind. Make one that it does: "
            "CREATE ROLE rollcall LOGIN NOSUPERUSER NOBYPASSRLS; CREATE DATABASE rollcall OWNER rollcall"
        )


def check_redis(url: str) -> None:
    """Raise LocalError when REDIS_URL names no Redis that answers."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_TIMEOUT_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise LocalError(f"REDIS_URL cannot be used: {error}") from error

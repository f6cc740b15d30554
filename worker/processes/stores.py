"""Store failures: tell that a store is away from that something is wrong with what was asked of it."""

from typing import Final

import redis
import sqlalchemy as sa

STORE_TROUBLE: Final = (
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.InternalError,
    sa.exc.TimeoutError,
    redis.exceptions.RedisError,
)
"""Survived by trying again: a store that is away, starts again or changes hands (a standby is read-only)."""

"""Loops over the rows of all tenants: a row that cannot be handled stops nobody else, and its owner is shown that.

Every loop of the scheduler and of housekeeping over rows of several tenants goes through `work_through`; a guard test
lists them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.db import is_lock_timeout
from app.logs import get_logger
from app.models import Tenant

Row = TypeVar("Row")
logger = get_logger(__name__)


def work_through(
    session: Session,
    rows: Sequence[Row],
    handle: Callable[[Sequence[Row]], None],
    *,
    loop: str,
    refuse: Callable[[Row, Exception], None],
) -> int:
    """Handle all rows together, or, when that fails, each for itself. Returns how many were handled or refused.

    handle: changes nothing but this session, because it is taken back when it raises. refuse: leaves a word for the
    row's owner about a row that raised, and moves it out of the way. Trouble of the database itself is raised.
    """
    if not rows or _try(session, loop, lambda: handle(rows)) is None:
        return len(rows)
    return sum(_work_on(session, row, handle, loop, refuse) for row in rows)


def note_upkeep_trouble(session: Session, tenant_id: int, loop: str, now: datetime) -> None:
    """Let the tenant's health say that something of its upkeep failed."""
    session.execute(
        update(Tenant)
        .where(Tenant.id == tenant_id)
        .values(upkeep_trouble=loop, upkeep_trouble_at=now)
        .execution_options(synchronize_session=False)
    )


def _work_on(
    session: Session,
    row: Row,
    handle: Callable[[Sequence[Row]], None],
    loop: str,
    refuse: Callable[[Row, Exception], None],
) -> bool:
    error = _try(session, loop, lambda: handle([row]))
    return error is None or _try(session, loop, lambda: refuse(row, error)) is None


def _try(session: Session, loop: str, act: Callable[[], None]) -> Exception | None:
    """Do something in a savepoint; what went wrong, everything taken back. Raises when the database is in trouble.

    A row that somebody else holds is trouble of that row.
    """
    try:
        with session.begin_nested():
            act()
    except Exception as error:
        if isinstance(error, (OperationalError, InterfaceError)) and not is_lock_timeout(error):
            raise
        logger.exception("rows_refused", loop=loop)
        return error
    return None

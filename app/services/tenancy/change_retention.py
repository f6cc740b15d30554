"""Removes what changed about people, and their days of activity, when it is older than the tenant wants to keep.

A bounded piece at a time. What ended before the cut goes; what began before it and
goes on needs no span, because the mirror shows it. Days of activity are cut where a month begins, once a month.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db import SystemSession
from app.domain.changes import find_cut
from app.models import Tenant
from app.services.queues.row_guard import note_upkeep_trouble, work_through

ROWS: Final = 5_000

_SPANS: Final = sa.text("""
delete from change_spans where ctid = any(array(
    select ctid from change_spans
    where tenant_id = :tenant_id and coalesce(ended_at, began_at) < :cut limit :limit))
""")
_YEARS: Final = sa.text("""
delete from activity_days where ctid = any(array(
    select ctid from activity_days where tenant_id = :tenant_id and (not :are_kept or year < :year) limit :limit))
""")
_DAYS: Final = sa.text("""
with old as (
    select ctid from activity_days
    where tenant_id = :tenant_id and year = :year and position(B'1' in substring(days from 1 for :passed)) > 0
    limit :limit)
update activity_days d set days = d.days & (repeat('0', :passed) || repeat('1', 366 - :passed))::bit(366)
from old where d.ctid = old.ctid
""")


def remove_old_changes(session: SystemSession, now: datetime, *, rows: int = ROWS) -> int:
    """Remove a piece of what is too old; returns how many rows changed (0: nothing is left to remove)."""
    query = sa.select(Tenant.id, Tenant.change_retention_months, Tenant.are_activity_days_kept).where(
        Tenant.status != "uninstalled"
    )
    done = 0

    def remove(tenants: Sequence[tuple[int, int, bool]]) -> None:
        nonlocal done
        for tenant_id, months, are_kept in tenants:
            if done:
                break  # one tenant a piece: the next call goes on
            done += _remove_of_tenant(session, tenant_id, find_cut(now, months), are_kept=are_kept, rows=rows)

    def refuse(tenant: tuple[int, int, bool], _error: Exception) -> None:
        note_upkeep_trouble(session, tenant[0], "change_retention", now)

    found = [
        (tenant_id, months, are_kept) for tenant_id, months, are_kept in session.execute(query.order_by(Tenant.id))
    ]
    work_through(session, found, remove, loop="change_retention", refuse=refuse)
    return done


def _remove_of_tenant(session: SystemSession, tenant_id: int, cut: datetime, *, are_kept: bool, rows: int) -> int:
    passed = cut.timetuple().tm_yday - 1
    given: dict[str, Any] = {"tenant_id": tenant_id, "cut": cut, "year": cut.year, "passed": passed, "limit": rows}
    done = 0
    for statement in (_SPANS, _YEARS, _DAYS):
        result = session.execute(statement, {**given, "are_kept": are_kept})
        done += result.rowcount  # type: ignore[attr-defined]
    return done

"""The blackout calendar of a tenant as it is stored, and the one question that every start by hand asks it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, exists, false, or_, select
from sqlalchemy.orm import Session

from app.db import SystemSession, any_array, fetch_now
from app.domain.automation.blackouts import (
    Blackout,
    BlackoutCalendar,
    BlackoutRange,
    build_refusal,
    read_weekdays,
)
from app.domain.rights import Right
from app.domain.zones import find_zone_or_utc
from app.models import BlackoutEntry, Sync, Tenant
from app.models.mapping import TENANT
from app.models.syncs import ACTIVE_SYNC_STATES
from app.services.tenancy.authority import require_right


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet times of a tenant: its calendar, and whether its directory is being read or is about to be."""

    calendar: BlackoutCalendar = field(default_factory=BlackoutCalendar)
    is_syncing: bool = False


def load_calendar(session: Session, tenant_id: int) -> BlackoutCalendar:
    """The calendar of one tenant; it is empty where none is set."""
    rows = session.execute(_CALENDAR, {"tenant": tenant_id}).all()
    return _build(rows) if rows else BlackoutCalendar()


def load_quiet_of(session: SystemSession, tenant_ids: Collection[int], now: datetime) -> dict[int, Quiet]:
    """The same of each of the tenants, in one question."""
    found: dict[int, list[Row[Any]]] = {}
    for row in session.execute(_ask(now).where(Tenant.id == any_array(tenant_ids))):
        found.setdefault(row.id, []).append(row)
    return {tenant_id: Quiet(_build(rows), bool(rows[0].is_syncing)) for tenant_id, rows in found.items()}


def pass_blackout(
    session: Session, tenant_id: int, *, takes: bool, is_emergency: bool = False, now: datetime | None = None
) -> Blackout | None:
    """Let a start by hand through, or raise Conflict with the blackout of this day. now: None for the database's clock.

    takes: whether it takes something away. is_emergency: an organization admin goes on all the same; returns what they
    go over, for the audit log. Raises Forbidden for an emergency of anybody else.
    """
    if is_emergency:
        require_right(session, Right.RELEASE)
    if not takes:
        return None
    blackout = load_calendar(session, tenant_id).find_blackout(now or fetch_now(session))
    if blackout is not None and not is_emergency:
        raise build_refusal(blackout)
    return blackout


def note_passed(blackout: Blackout | None, *, is_emergency: bool) -> dict[str, Any]:
    """Note an emergency for the audit log, with the reason why there is one."""
    if not is_emergency:
        return {}
    return {"is_emergency": True} | ({} if blackout is None else {"blackout": blackout.to_json()})


def _ask(now: datetime | None) -> Any:
    is_due = false() if now is None else Tenant.next_daily_sync_at <= now
    active = exists().where(Sync.tenant_id == Tenant.id, Sync.state.in_(ACTIVE_SYNC_STATES))
    return select(
        Tenant.id,
        Tenant.time_zone,
        Tenant.blackout_weekdays,
        Tenant.daily_sync_hour,
        Tenant.is_sync_hour_quiet,
        # A daily sync that is due and was not asked for yet has not ended either.
        or_(active, is_due).label("is_syncing"),
        BlackoutEntry.first_on,
        BlackoutEntry.last_on,
        BlackoutEntry.note,
    ).outerjoin(BlackoutEntry, BlackoutEntry.tenant_id == Tenant.id).order_by(Tenant.id, BlackoutEntry.id)  # fmt: skip


_CALENDAR: Final = _ask(None).where(Tenant.id == TENANT)


def _build(rows: Iterable[Row[Any]]) -> BlackoutCalendar:
    listed = list(rows)
    tenant = listed[0]
    return BlackoutCalendar(
        ranges=tuple(BlackoutRange(row.first_on, row.last_on, row.note) for row in listed if row.first_on is not None),
        weekdays=read_weekdays(tenant.blackout_weekdays),
        zone=find_zone_or_utc(tenant.time_zone),
        sync_hour=tenant.daily_sync_hour if tenant.is_sync_hour_quiet else None,
    )

"""Timetable of stored rows: when tasks run and when the daily sync of a tenant comes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import SystemSession, any_array
from app.domain.automation.actions import find_unknown_actions
from app.domain.automation.modes import runs_by_schedule
from app.domain.automation.schedules import Schedule, WeeklySchedule, next_run_after, parse_schedule
from app.domain.automation.timetable import Surroundings, Timing
from app.domain.errors import Invalid
from app.domain.freshness import MIRROR_FORM
from app.domain.zones import find_zone, find_zone_or_utc
from app.models import OrganizationCredential, Task, Tenant
from app.models.mapping import TENANT


def load_surroundings(session: Session, tenant_id: int) -> Surroundings:
    """Load the tenant's state for schedules at this moment."""
    row = session.execute(_SURROUNDINGS_OF_ONE, {"tenant": tenant_id}).one_or_none()
    return _NOWHERE if row is None else _describe(row)


def load_surroundings_of(session: SystemSession, tenant_ids: Collection[int]) -> dict[int, Surroundings]:
    """Load the states of the tenants for schedules at this moment, in one question."""
    found = session.execute(_SURROUNDINGS.where(Tenant.id == any_array(tenant_ids)))
    return {row.id: _describe(row) for row in found}


_NOWHERE: Final = Surroundings(
    is_installed=False, is_licensed=False, has_key=False, is_key_alive=False, are_schedules_confirmed=False
)
_SURROUNDINGS: Final = select(
    Tenant.id,
    Tenant.status,
    Tenant.license_ended_at,
    Tenant.is_stopped,
    Tenant.are_schedules_confirmed,
    OrganizationCredential.status.label("key_status"),
).outerjoin(OrganizationCredential, OrganizationCredential.tenant_id == Tenant.id)
_SURROUNDINGS_OF_ONE: Final = _SURROUNDINGS.where(Tenant.id == TENANT)


def _describe(row: Any) -> Surroundings:
    return Surroundings(
        is_installed=row.status == "active",
        is_licensed=row.license_ended_at is None,
        has_key=row.key_status is not None,
        is_key_alive=row.key_status == "verified",
        is_stopped=row.is_stopped,
        are_schedules_confirmed=row.are_schedules_confirmed,
    )


def read_timing(task: Task) -> Timing:
    """The task's own part of the question when it runs. Never raises: a row that an older or newer release wrote
    must not stop the switch that goes over all rows."""
    return Timing(
        schedule=read_schedule(task),
        zone=find_zone(task.time_zone),
        is_schedule_active=task.is_schedule_active,
        has_filter=task.filter_id is not None,
        is_readable=not find_unknown_actions(task.actions),
        is_removed=task.removed_at is not None,
        is_draft=not runs_by_schedule(task.mode),
    )


def read_schedule(task: Task) -> Schedule | None:
    """The stored schedule, or None when it can no longer be understood."""
    try:
        return parse_schedule(task.schedule)
    except (Invalid, TypeError, AttributeError):
        return None


def place_daily_sync(tenant: Tenant, now: datetime) -> None:
    """Store the moment of the tenant's next daily sync; one that is due stays, and is done at once."""
    if tenant.next_daily_sync_at is None or tenant.next_daily_sync_at > now:
        tenant.next_daily_sync_at = plan_daily_sync(tenant, now)


def pass_daily_sync(tenant: Tenant, now: datetime) -> None:
    """The daily sync that was due is asked for; on to the next one."""
    tenant.next_daily_sync_at = plan_daily_sync(tenant, now)


def put_off_daily_sync(tenant: Tenant, until: datetime | None) -> None:
    """The daily sync cannot be asked for now; look at it again then, or never (None)."""
    tenant.next_daily_sync_at = until


def plan_daily_sync(tenant: Tenant, now: datetime) -> datetime | None:
    """The next moment of the tenant's daily sync slot; by UTC while its zone is not known."""
    every_day = WeeklySchedule(frozenset(range(7)), tenant.daily_sync_hour)
    return next_run_after(every_day, find_zone_or_utc(tenant.time_zone), now)


def renew_old_mirrors(session: SystemSession, now: datetime) -> int:
    """Let the daily sync come now where an earlier release has read the mirror. Returns for how many.

    Until then a run waits for a sync of its own, and who looks sees what that release knew.
    """
    # A row that somebody's transaction holds is left for the next time: all others would wait behind it.
    old = (
        select(Tenant.id)
        .where(Tenant.mirror_synced_at.is_not(None), Tenant.mirror_form < MIRROR_FORM, Tenant.next_daily_sync_at > now)
        .with_for_update(skip_locked=True, key_share=True)
    )
    due = (
        update(Tenant)
        .where(Tenant.id.in_(old))
        .values(next_daily_sync_at=now)
        .returning(Tenant.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(due).all())

"""Keeps the stored next moments true: next runs of tasks, next daily sync of a tenant."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import find_unknown_actions
from app.domain.errors import Invalid
from app.domain.schedules import Schedule, WeeklySchedule, next_run_after, parse_schedule
from app.domain.timetable import Surroundings, Timing, plan_next_run
from app.domain.zones import find_zone, find_zone_or_utc
from app.models import OrganizationCredential, Task, Tenant


def load_surroundings(session: Session, tenant_id: int) -> Surroundings:
    """What the tenant allows at this moment."""
    tenant = session.get(Tenant, tenant_id)
    credential = session.get(OrganizationCredential, tenant_id)
    return Surroundings(
        is_installed=tenant is not None and tenant.status == "active",
        is_licensed=tenant is not None and tenant.license_ended_at is None,
        has_key=credential is not None,
        is_key_alive=credential is not None and credential.status == "verified",
        is_stopped=tenant is not None and tenant.is_stopped,
        are_schedules_confirmed=tenant is not None and tenant.are_schedules_confirmed,
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
    )


def read_schedule(task: Task) -> Schedule | None:
    """The stored schedule, or None when it can no longer be understood."""
    try:
        return parse_schedule(task.schedule)
    except (Invalid, TypeError, AttributeError):
        return None


def place_next_run(task: Task, surroundings: Surroundings, now: datetime) -> None:
    """Store the task's next slot after `now`, or none."""
    task.next_run_at, _reason = plan_next_run(read_timing(task), surroundings, now)
    task.schedule_error = None


def refresh_next_runs(session: Session, tenant_id: int, now: datetime, tasks: Iterable[Task] | None = None) -> None:
    """Recompute the next slots of the given (default: all) tasks after something about the tenant changed."""
    surroundings = load_surroundings(session, tenant_id)
    if tasks is None:
        query = select(Task).where(Task.tenant_id == tenant_id, Task.removed_at.is_(None))
        tasks = session.scalars(query.with_for_update())
    for task in tasks:
        place_next_run(task, surroundings, now)
    session.flush()


def plan_daily_sync(tenant: Tenant, now: datetime) -> datetime | None:
    """The next moment of the tenant's daily sync slot; by UTC while its zone is not known."""
    every_day = WeeklySchedule(frozenset(range(7)), tenant.daily_sync_hour)
    return next_run_after(every_day, find_zone_or_utc(tenant.time_zone), now)

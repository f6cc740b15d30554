"""When a task runs next, or why it does not. The first obstacle that an admin can remove is the one named."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.domain import reasons
from app.domain.schedules import ManualSchedule, Schedule, next_run_after

CATCH_UP: Final = timedelta(hours=6)
"""A slot missed by less than this is still run; an older one is recorded as missed."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the tenant allows: is the app installed, paid for, connected, running, confirmed after a reinstall."""

    is_installed: bool = True
    is_licensed: bool = True
    has_key: bool = True
    is_key_alive: bool = True
    is_stopped: bool = False
    are_schedules_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Timing:
    """What the task itself says about when it runs.

    `schedule` and `zone` are None when what is stored is no longer understood; `is_readable`: its actions are.
    """

    schedule: Schedule | None
    zone: ZoneInfo | None
    is_schedule_active: bool
    has_filter: bool
    is_readable: bool = True


def find_obstacle(surroundings: Surroundings, *, has_filter: bool, is_readable: bool = True) -> str | None:
    """Why no run of the task can start at all, by hand or by schedule; None when it can."""
    if not surroundings.is_installed:
        return reasons.UNINSTALLED
    if not surroundings.is_licensed:
        return reasons.NO_LICENSE
    if not surroundings.has_key:
        return reasons.NO_KEY
    if not surroundings.is_key_alive:
        return reasons.KEY_DEAD
    if surroundings.is_stopped:
        return reasons.STOPPED
    if not has_filter:
        return reasons.NO_FILTER
    return None if is_readable else reasons.TASK_UNREADABLE


def plan_next_run(timing: Timing, surroundings: Surroundings, now: datetime) -> tuple[datetime | None, str | None]:
    """(next slot in UTC, None), or (None, the reason why there is none)."""
    obstacle = find_obstacle(surroundings, has_filter=timing.has_filter, is_readable=timing.is_readable)
    if obstacle:
        return None, obstacle
    if timing.schedule is None:
        return None, reasons.SCHEDULE_INVALID
    if isinstance(timing.schedule, ManualSchedule):
        return None, reasons.MANUAL
    if timing.zone is None:
        return None, reasons.ZONE_UNKNOWN
    if not timing.is_schedule_active:
        return None, reasons.SCHEDULE_OFF
    if not surroundings.are_schedules_confirmed:
        return None, reasons.NOT_CONFIRMED
    slot = next_run_after(timing.schedule, timing.zone, now)
    return (slot, None) if slot else (None, reasons.NO_SLOT)


def is_too_late(slot: datetime, now: datetime) -> bool:
    """True when a missed slot is no longer run."""
    return now - slot >= CATCH_UP

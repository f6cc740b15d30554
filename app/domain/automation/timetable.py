"""When a task runs next, or why it does not. The first obstacle that an admin can remove is the one named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.automation.blackouts import Blackout
from app.domain.automation.schedules import ManualSchedule, OnceSchedule, Schedule, iter_runs_after, next_run_after
from app.domain.engine import reasons
from app.domain.states import RunState

CATCH_UP: Final = timedelta(hours=6)
"""A slot missed by less than this is still run; an older one is recorded as missed."""
RECORDED_SLOTS: Final = 50
"""So many slots that came while nothing ran are recorded at most, the newest ones."""
AT_AN_END: Final = (reasons.NO_SLOT, reasons.ONCE_OVER)
"""Why there is no next slot although nothing is in the way: the last slot of a schedule is one."""
LOOKED_BACK: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """State of the tenant that schedules need: installed, paid for, connected, running, confirmed after a reinstall."""

    is_installed: bool = True
    is_licensed: bool = True
    has_key: bool = True
    is_key_alive: bool = True
    is_stopped: bool = False
    are_schedules_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Timing:
    """Timing of a task as stored.

    `schedule` and `zone` are None when what is stored is no longer understood; `is_readable`: its actions are.
    """

    schedule: Schedule | None
    zone: ZoneInfo | None
    is_schedule_active: bool
    has_filter: bool
    is_readable: bool = True
    is_removed: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """Fate of a slot: the state that its run begins in, and the reason when it ends there."""

    slot: datetime
    state: RunState
    reason: str | None = None
    blackout: Blackout | None = None


def find_obstacle(surroundings: Surroundings, *, has_filter: bool, is_readable: bool = True) -> str | None:
    """Find the obstacle that keeps every run of the task from starting, by hand or by schedule; None when none does."""
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
    if timing.is_removed:
        return None, reasons.TASK_REMOVED
    obstacle = find_obstacle(surroundings, has_filter=timing.has_filter, is_readable=timing.is_readable)
    if obstacle:
        return None, obstacle
    if timing.is_draft:
        return None, reasons.DRAFT
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
    if slot is None:
        return None, reasons.ONCE_OVER if isinstance(timing.schedule, OnceSchedule) else reasons.NO_SLOT
    return slot, None


def list_due_slots(timing: Timing, first: datetime, now: datetime) -> list[datetime]:
    """The slots that are due, the oldest first, given that `first` is stored as the next one."""
    if first > now:
        return []
    if timing.schedule is None or timing.zone is None:
        return [first]
    later = iter_runs_after(timing.schedule, timing.zone, max(first, now - LOOKED_BACK))
    return [first, *takewhile(lambda slot: slot <= now, later)][-RECORDED_SLOTS:]


def judge_due_slots(
    due: Sequence[datetime], obstacle: str | None, now: datetime, *, is_busy: bool, blackout: Blackout | None = None
) -> list[Fate]:
    """Judge slots that are due now: the newest one runs, unless something is in its way."""
    *missed, latest = due
    fates = [Fate(slot, RunState.MISSED, reasons.LATE) for slot in missed]
    if is_too_late(latest, now):
        return [*fates, Fate(latest, RunState.MISSED, reasons.LATE)]
    if obstacle:
        return [*fates, Fate(latest, RunState.SKIPPED, obstacle)]
    if blackout is not None:
        return [*fates, Fate(latest, RunState.SKIPPED, reasons.BLACKOUT, blackout)]
    if is_busy:
        return [*fates, Fate(latest, RunState.SKIPPED, reasons.PREVIOUS_RUN_ACTIVE)]
    return [*fates, Fate(latest, RunState.QUEUED)]


def keep_due_slot(due: Sequence[datetime], timing: Timing, obstacle: str | None) -> datetime | None:
    """The slot of those due before a change that is still to be run after it, if any."""
    if not due or obstacle or timing.schedule is None or timing.zone is None:
        return None
    latest = due[-1]
    is_slot = next_run_after(timing.schedule, timing.zone, latest - timedelta(seconds=1)) == latest
    return latest if is_slot else None


def is_too_late(slot: datetime, now: datetime) -> bool:
    """True when a missed slot is no longer run."""
    return now - slot >= CATCH_UP

"""Foresight of a schedule: five slots that will run, and between them those that a blackout stops."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.automation.blackouts import YEAR, Blackout, BlackoutCalendar
from app.domain.automation.schedules import PREVIEWED_RUNS, Schedule, iter_runs_after


@dataclass(frozen=True, slots=True)
class ForeseenSlot:
    """A slot, or several in a row that do not start for one reason.

    starts_at: when it starts, which is later than the slot where the daily sync is waited out; None: never, for the
    blackout. count, last_at: how many slots it stands for, and the last of them.
    """

    at: datetime
    starts_at: datetime | None
    blackout: Blackout | None = None
    count: int = 1
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Foresight:
    """The next slots in their order. is_blacked_out: the schedule has slots in the next year, and none of them runs."""

    slots: tuple[ForeseenSlot, ...] = ()
    is_blacked_out: bool = False

    @property
    def runs(self) -> list[datetime]:
        """The slots that will run, five at most."""
        return [slot.at for slot in self.slots if slot.starts_at is not None]


def foresee_slots(schedule: Schedule, zone: ZoneInfo, after: datetime, calendar: BlackoutCalendar | None) -> Foresight:
    """The next five slots that run, with those before them that do not. calendar: None for what takes nothing away."""
    slots: list[ForeseenSlot] = []
    runs = 0
    for at in iter_runs_after(schedule, zone, after):
        slot = _judge(at, calendar)
        if slot.blackout is None:
            slots.append(slot)
            runs += 1
            if runs == PREVIEWED_RUNS:
                break
        elif at - after > YEAR:
            break  # only what is blacked out every week goes on for so long
        elif slots and _is_same(slots[-1].blackout, slot.blackout):
            slots[-1] = replace(slots[-1], count=slots[-1].count + 1, last_at=at)
        else:
            slots.append(slot)
    within = [slot for slot in slots if slot.at - after <= YEAR]
    is_blacked_out = bool(within) and all(slot.blackout is not None for slot in within)
    return Foresight(tuple(slots), is_blacked_out)


def _judge(at: datetime, calendar: BlackoutCalendar | None) -> ForeseenSlot:
    if calendar is None:
        return ForeseenSlot(at, at)
    starts_at = calendar.find_end_of_sync_hour(at) or at
    blackout = calendar.find_blackout(at, starts_at)
    return ForeseenSlot(at, None if blackout else starts_at, blackout, last_at=at if blackout else None)


def _is_same(one: Blackout | None, other: Blackout | None) -> bool:
    return one is not None and other is not None and (one.kind, one.note) == (other.kind, other.note)

"""The date of a schedule that runs once, when a task is saved or copied."""

from datetime import datetime
from typing import Any

from app.domain.automation.schedules import MANUAL, find_passed, parse_schedule, parse_time_zone, schedule_to_json
from app.domain.errors import FieldError
from app.domain.zones import find_zone
from app.models import Task
from app.services.automation.timetable import read_schedule


def find_passed_date(row: Task, schedule: dict[str, Any], time_zone: str, now: datetime) -> list[FieldError]:
    """Find the fault of a moment that is chosen now and over; a task whose moment came may be edited all the same."""
    chosen = parse_schedule(schedule)
    if (schedule_to_json(chosen), time_zone) == (row.schedule, row.time_zone):
        return []
    passed = find_passed(chosen, parse_time_zone(time_zone), now)
    return [passed] if passed else []


def keep_for_copy(row: Task, now: datetime) -> dict[str, Any]:
    """The schedule that a copy of the task begins with: a date that is over is left out."""
    schedule, zone = read_schedule(row), find_zone(row.time_zone)
    is_over = schedule is not None and zone is not None and find_passed(schedule, zone, now) is not None
    return schedule_to_json(MANUAL) if is_over else row.schedule

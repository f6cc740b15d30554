"""Schedules: when a task runs by itself."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.blackouts import Weekday
from app.api.schemas.shapes import Body, Day

Hour = Annotated[int, Field(ge=0, le=23)]


class ManualSchedule(Body):
    """Never by itself."""

    mode: Literal["manual"]


class WeeklySchedule(Body):
    """On one or more weekdays at an hour."""

    mode: Literal["weekly"]
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    hour: Hour


class IntervalSchedule(Body):
    """Every N days, weeks or months from a start date, at an hour."""

    mode: Literal["interval"]
    every: Annotated[int, Field(ge=1, le=1000)]
    unit: Literal["days", "weeks", "months"]
    start_date: Day
    hour: Hour


class OnceSchedule(Body):
    """On one day at an hour, and never again."""

    mode: Literal["once"]
    date: Day
    hour: Hour


Schedule = Annotated[ManualSchedule | WeeklySchedule | IntervalSchedule | OnceSchedule, Field(discriminator="mode")]

"""Blackout days: the calendar, and what it keeps from starting."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.shapes import Body, Day, Out
from app.domain.automation.blackouts import LONGEST_NOTE, BlackoutKind

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Blackout(Out):
    """Blackout day: an entry of the calendar with its note, or a weekday, on which nothing destructive starts.

    until: the last day in a row on which nothing starts; null when there is none within a year.
    """

    kind: BlackoutKind
    day: date
    until: date | None
    note: str


class ForeseenSlot(Out):
    """A slot of a schedule, or several in a row that do not start for one reason.

    starts_at: when it starts, later than `at` where it waits out the hour of the daily sync; null: it does not, for the
    blackout. count, last_at: how many slots it stands for, and the last of them.
    """

    at: datetime
    starts_at: datetime | None
    blackout: Blackout | None
    count: int
    last_at: datetime | None


class BlackoutSettings(Out):
    """Recurring blackouts: weekdays, and the hour of the daily sync."""

    blackout_weekdays: list[Weekday]
    """On these days of every week no run that takes something away starts."""
    is_sync_hour_quiet: bool
    """Whether such runs wait out the hour of the daily sync."""


class BlackoutSettingsIn(Body):
    """Change of the recurring blackouts; what is absent stays."""

    blackout_weekdays: Annotated[list[Weekday], Field(max_length=7)] | None = None
    is_sync_hour_quiet: bool | None = None


class BlackoutEntry(Out):
    """A day, or all days from the first to the last one, in the organization's time zone."""

    id: int
    first_on: date
    last_on: date
    note: str


class BlackoutEntryIn(Body):
    """New calendar entry: one day, or a range of days of a year at most."""

    first_on: Day
    last_on: Day | None = None
    """Absent: the first day alone."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class BlackoutEntryList(Out):
    """All entries, the earliest first."""

    items: list[BlackoutEntry]

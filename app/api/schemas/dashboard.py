"""The dashboard: numbers now and over time, what runs next, what failed, what needs somebody."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from app.api.schemas.automation import Caution
from app.api.schemas.blackouts import ForeseenSlot
from app.api.schemas.organization import Mirror
from app.api.schemas.runs import RunSummary
from app.api.schemas.shapes import Fault, In, Out
from app.domain.notices.attention import Action, Kind


class DashboardQuery(In):
    """One site, or all."""

    site_id: str | None = None


class HistoryQuery(DashboardQuery):
    """How far back."""

    days: Annotated[int, Field(ge=2, le=400)] = 90


class UserCounts(Out):
    """The users of an app by activity, and how many of them take a seat."""

    active: int
    inactive: int
    never: int
    unknown: int
    total: int
    billable: int


class DayNumbers(UserCounts):
    """One app on one day, by the threshold of that day."""

    day: date
    inactivity_days: int


class AppHistory(Out):
    """One app and its days, the oldest first; days without a sync are missing."""

    resource_id: str
    label: str
    site_id: str
    site_name: str
    days: list[DayNumbers]


class DashboardHistory(Out):
    """How the numbers of the apps developed between two days."""

    since: date
    until: date
    apps: list[AppHistory]


class AppNumbers(UserCounts):
    """One app's tile: users by activity against the tenant's threshold."""

    resource_id: str
    label: str
    site_id: str
    site_name: str


class UpcomingRun(Out):
    """A task that will run by itself."""

    task_id: int
    name: str
    next_run_at: datetime
    time_zone: str
    next_slots: list[ForeseenSlot]
    """What runs next, and before it what does not, for a blackout."""


class UserNumbers(Out):
    """All users by status."""

    total: int
    by_status: dict[str, int]


class AttentionItem(Out):
    """One thing to settle: what happened, when, and by which action.

    `slots`: how many slots of the task it stands for. `until`: when a held plan expires. `caution`: what to repair.
    `fault`: what ended the sync. `steps`: how many steps of the run somebody else has changed back.
    """

    kind: Kind
    action: Action
    at: datetime | None
    run_id: int | None
    task_id: int | None
    name: str | None
    slots: int
    planned_users: int | None
    until: datetime | None
    reason: str | None
    reason_text: str | None
    fault: Fault | None
    caution: Caution | None
    steps: int | None


class Attention(Out):
    """Unsettled matters of the Dashboard, the most urgent first; `more`: how many are not listed."""

    items: list[AttentionItem]
    more: int


class RecentChanges(Out):
    """How much changed about people since yesterday began, and how much of it no run of ours did."""

    since: datetime
    total: int
    by_others: int


class Dashboard(Out):
    """The organization at a glance."""

    inactivity_days: int
    apps: list[AppNumbers]
    users: UserNumbers
    upcoming: list[UpcomingRun]
    failures: list[RunSummary]
    waiting: list[RunSummary]
    """Runs that wait for another one in front, as both would change the same."""
    mirror: Mirror
    attention: Attention
    changes: RecentChanges

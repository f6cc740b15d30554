"""The organization at a glance: numbers per app, what runs next, what failed, how old the data are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import DateTime, bindparam, or_, select

from app.db import TenantSession
from app.directory.searching.history import AppHistory, find_today, load_history
from app.directory.searching.search import AppNumbers, load_numbers
from app.domain.automation.blackouts import BlackoutCalendar
from app.domain.automation.foresight import ForeseenSlot
from app.domain.engine import reasons
from app.domain.states import RunState
from app.models import Run, Task
from app.models.mapping import TENANT
from app.models.runs import WORKABLE_RUN_STATES
from app.services.automation.blackouts import load_calendar
from app.services.automation.task_views import foresee_row
from app.services.browser.changes import count_by_cause, find_yesterday
from app.services.engine.run_views import RunSummary, summarise
from app.services.notices.attention import AttentionView, find_attention
from app.services.queues.syncs import MirrorView, get_mirror
from app.services.tenancy.settings import get_tenant

SHOWN_RUNS = 5
FAILURES_SINCE = timedelta(days=14)
# Built once: every look at the Dashboard asks them.
_UPCOMING: Final = (
    select(Task)
    .where(Task.tenant_id == TENANT, Task.next_run_at.is_not(None))
    .order_by(Task.next_run_at)
    .limit(SHOWN_RUNS)
)
_IS_WORKABLE: Final = or_(*(Run.state == state for state in WORKABLE_RUN_STATES))
_WAITING: Final = (
    select(Run)
    .where(Run.tenant_id == TENANT, _IS_WORKABLE, Run.waits_for_run.is_not(None))
    .order_by(Run.lined_up_at, Run.id)
    .limit(SHOWN_RUNS)
)
_FAILURES: Final = (
    select(Run)
    .where(
        Run.tenant_id == TENANT,
        or_(
            *(Run.state == state for state in (RunState.FAILED, RunState.PARTIAL, RunState.MISSED)),
            *(Run.reason == reason for reason in sorted(reasons.IN_VAIN)),
        ),
        Run.finished_at > bindparam("since", type_=DateTime(timezone=True)),
    )
    .order_by(Run.id.desc())
    .limit(SHOWN_RUNS)
)


@dataclass(frozen=True, slots=True)
class UpcomingRun:
    """A task that will run by itself."""

    task_id: int
    name: str
    next_run_at: datetime
    time_zone: str
    next_slots: list[ForeseenSlot]
    """What runs next, and before it what does not, for a blackout."""


@dataclass(frozen=True, slots=True)
class UserNumbers:
    """All users by status."""

    total: int
    by_status: dict[str, int]


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """How much changed about people since yesterday began, and how much of it somebody else did."""

    since: datetime
    total: int
    by_others: int


@dataclass(frozen=True, slots=True)
class DashboardView:
    """Everything the dashboard shows."""

    inactivity_days: int
    apps: tuple[AppNumbers, ...]
    users: UserNumbers
    upcoming: list[UpcomingRun]
    failures: list[RunSummary]
    waiting: list[RunSummary]
    """Runs that wait for another one in front, as both would change the same."""
    mirror: MirrorView
    attention: AttentionView
    changes: RecentChanges


@dataclass(frozen=True, slots=True)
class HistoryView:
    """How the numbers developed; `since` is the first day that was asked for."""

    since: date
    until: date
    apps: list[AppHistory]


def get_dashboard(session: TenantSession, site_id: str | None, now: datetime) -> DashboardView:
    """The numbers of one site, or of all."""
    tenant = get_tenant(session, session.tenant_id)  # held, so that the session need not read it again
    days = tenant.inactivity_days
    numbers = load_numbers(session, session.tenant_id, now, inactivity_days=days, site_id=site_id)
    calendar = load_calendar(session, session.tenant_id)
    mirror = get_mirror(session, session.tenant_id, now)
    return DashboardView(
        inactivity_days=days,
        apps=numbers.apps,
        users=UserNumbers(numbers.users, numbers.users_by_status),
        upcoming=_list_upcoming(session, calendar, now),
        failures=_list_failures(session, now),
        waiting=_list_waiting(session),
        mirror=mirror,
        attention=find_attention(session, mirror, calendar, now),
        changes=_count_recent(session, now),
    )


def get_history(session: TenantSession, site_id: str | None, days: int, now: datetime) -> HistoryView:
    """The last `days` days of one site, or of all, today included. Raises NotFound for an unknown site."""
    today = find_today(get_tenant(session, session.tenant_id), now)
    since = today - timedelta(days=days - 1)
    return HistoryView(since, today, load_history(session, session.tenant_id, since, site_id=site_id))


def _count_recent(session: TenantSession, now: datetime) -> RecentChanges:
    since = find_yesterday(session, now)
    return RecentChanges(since, *count_by_cause(session, since))


def _list_upcoming(session: TenantSession, calendar: BlackoutCalendar, now: datetime) -> list[UpcomingRun]:
    found = []
    for row in session.scalars(_UPCOMING, {"tenant": session.tenant_id}):
        if row.next_run_at is None:
            continue
        slots = foresee_row(row, calendar, now).slots
        until = next((index for index, slot in enumerate(slots) if slot.blackout is None), len(slots))
        found.append(UpcomingRun(row.id, row.name, row.next_run_at, row.time_zone, list(slots[: until + 1])))
    return found


def _list_waiting(session: TenantSession) -> list[RunSummary]:
    found = summarise(session, session.tenant_id, session.scalars(_WAITING, {"tenant": session.tenant_id}).all())
    return [run for run in found if run.waits_for]


def _list_failures(session: TenantSession, now: datetime) -> list[RunSummary]:
    found = session.scalars(_FAILURES, {"tenant": session.tenant_id, "since": now - FAILURES_SINCE}).all()
    return summarise(session, session.tenant_id, found)

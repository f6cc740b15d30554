"""How the dashboard's numbers developed: one row a day and app, written at the end of a sync, kept for 400 days.

The day is that of the tenant's calendar; a later sync of the same day replaces the row.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.directory.searching.numbers import load_numbers
from app.domain.errors import NotFound
from app.domain.filters.reading import is_storable
from app.domain.people.directory import AppFacts
from app.domain.zones import find_zone_or_utc
from app.models import App, AppSnapshot, Tenant

KEPT: Final = timedelta(days=400)
_COUNTS: Final = ("active", "inactive", "never", "unknown", "total", "billable")


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """One app on one day; see `app.directory.searching.numbers.AppNumbers` for what is counted."""

    day: date
    inactivity_days: int
    active: int
    inactive: int
    never: int
    unknown: int
    total: int
    billable: int


@dataclass(frozen=True, slots=True)
class AppHistory:
    """One app and its days, the oldest first. Days without a sync are missing."""

    resource_id: str
    label: str
    site_id: str
    site_name: str
    days: tuple[DayNumbers, ...]


def record_numbers(session: Session, tenant_id: int, now: datetime) -> None:
    """Write today's row of every app from the mirror as it is now, and forget what is older than KEPT."""
    tenant = session.get_one(Tenant, tenant_id)
    today = find_today(tenant, now)
    numbers = load_numbers(session, tenant_id, now, inactivity_days=tenant.inactivity_days)
    row_ids = {app.resource_id: app.id for app in session.scalars(sa.select(App).where(App.tenant_id == tenant_id))}
    fixed = {"tenant_id": tenant_id, "day": today, "inactivity_days": tenant.inactivity_days}
    rows = [
        fixed | {"app_row_id": row_ids[app.resource_id]} | {name: getattr(app, name) for name in _COUNTS}
        for app in numbers.apps
    ]
    if rows:
        _replace_rows(session, rows)
    old = sa.delete(AppSnapshot).where(AppSnapshot.tenant_id == tenant_id, AppSnapshot.day < today - KEPT)
    session.execute(old)


def _replace_rows(session: Session, rows: list[dict[str, Any]]) -> None:
    query = insert(AppSnapshot).values(rows)
    key = (AppSnapshot.tenant_id, AppSnapshot.app_row_id, AppSnapshot.day)
    changes = {name: query.excluded[name] for name in ("inactivity_days", *_COUNTS)}
    session.execute(query.on_conflict_do_update(index_elements=key, set_=changes))


def find_today(tenant: Tenant, now: datetime) -> date:
    """The day in the tenant's time zone; in UTC while that is not known."""
    return now.astimezone(find_zone_or_utc(tenant.time_zone)).date()


def load_history(session: Session, tenant_id: int, since: date, *, site_id: str | None = None) -> list[AppHistory]:
    """Every app (of one site) by site and name, with its days from `since` on.

    Raises NotFound for a site that the organization does not have.
    """
    if site_id is not None and not is_storable(site_id):
        raise NotFound("site")
    shown = sa.select(App).where(App.tenant_id == tenant_id).order_by(App.site_name, App.name, App.resource_id)
    apps = session.scalars(shown if site_id is None else shown.where(App.site_id == site_id)).all()
    if site_id is not None and not apps:
        raise NotFound("site")
    kept = sa.select(AppSnapshot).where(AppSnapshot.tenant_id == tenant_id, AppSnapshot.day >= since)
    days: dict[int, list[DayNumbers]] = {app.id: [] for app in apps}
    for row in session.scalars(kept.order_by(AppSnapshot.day)):
        if row.app_row_id in days:
            counts = {name: getattr(row, name) for name in _COUNTS}
            days[row.app_row_id].append(DayNumbers(row.day, row.inactivity_days, **counts))
    return [_view(app, tuple(days[app.id])) for app in apps]


def _view(app: App, days: tuple[DayNumbers, ...]) -> AppHistory:
    facts = AppFacts(app.resource_id, app.name, app.site_id, app.site_name)
    return AppHistory(facts.resource_id, facts.label, facts.site_id, facts.site_name, days)

"""The dashboard's numbers over time: one row a day and app, from the syncs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.db import Database
from app.directory.searching.history import KEPT, AppHistory, load_history
from app.directory.searching.numbers import load_numbers
from app.domain.errors import NotFound
from app.models import AppSnapshot, Tenant
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient

LONG_AGO = date(2000, 1, 1)


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def read(tenant: MirroredTenant, since: date = LONG_AGO, site_id: str | None = None) -> list[AppHistory]:
    with tenant.database.tenant_session(tenant.tenant_id) as session:
        return load_history(session, tenant.tenant_id, since, site_id=site_id)


def change_settings(tenant: MirroredTenant, **values: object) -> None:
    with tenant.database.tenant_session(tenant.tenant_id) as session:
        row = session.get_one(Tenant, tenant.tenant_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_sync_keeps_the_days_numbers_of_every_app(tenant: MirroredTenant) -> None:
    tenant.sync()

    with tenant.database.tenant_session(tenant.tenant_id) as session:
        row = session.get_one(Tenant, tenant.tenant_id)
        assert row.mirror_synced_at is not None
        truth = load_numbers(session, tenant.tenant_id, row.mirror_synced_at, inactivity_days=row.inactivity_days)
    history = read(tenant)
    assert [(app.resource_id, app.label) for app in history] == [(app.resource_id, app.label) for app in truth.apps]
    for app, numbers in zip(history, truth.apps, strict=True):
        [day] = app.days
        told = (day.active, day.inactive, day.never, day.unknown, day.total, day.billable)
        assert told == (
            numbers.active, numbers.inactive, numbers.never, numbers.unknown, numbers.total, numbers.billable,
        )  # fmt: skip
    assert sum(app.days[0].total for app in history) > 100


def test_a_second_sync_of_the_same_day_replaces_the_first(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = [app.days[0].inactivity_days for app in read(tenant)]
    change_settings(tenant, inactivity_days=7)
    tenant.sync()

    assert {app.days[0].inactivity_days for app in read(tenant)} == {7} != set(before)
    assert {len(app.days) for app in read(tenant)} == {1}


def test_the_day_is_that_of_the_tenants_own_calendar(tenant: MirroredTenant) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):  # 25 hours apart: never the same day
        change_settings(tenant, time_zone=zone)
        tenant.sync()

    days = [day.day for day in read(tenant)[0].days]
    assert len(days) == 2
    assert days == sorted(days)


def test_days_before_the_asked_one_and_other_sites_are_left_out(tenant: MirroredTenant) -> None:
    tenant.sync()
    tenant.clock.offset += timedelta(days=3)
    tenant.sync()

    first, last = (day.day for day in read(tenant)[0].days)
    assert last - first == timedelta(days=3)
    assert [day.day for day in read(tenant, since=last)[0].days] == [last]
    site = read(tenant)[0].site_id
    assert {app.site_id for app in read(tenant, site_id=site)} == {site}
    for unknown in ("no-such-site", "\x00"):
        with pytest.raises(NotFound):
            read(tenant, site_id=unknown)


def test_what_is_older_than_it_is_kept_goes_with_the_next_sync(tenant: MirroredTenant) -> None:
    tenant.sync()
    today = read(tenant)[0].days[0].day
    with tenant.database.tenant_session(tenant.tenant_id) as session:
        row = session.query(AppSnapshot).first()
        assert row is not None
        facts = {name: getattr(row, name) for name in ("inactivity_days", "active", "inactive", "never", "unknown")}
        for age in (KEPT, KEPT + timedelta(days=1)):
            kept = AppSnapshot(
                tenant_id=tenant.tenant_id, app_row_id=row.app_row_id, day=today - age, total=1, billable=1, **facts
            )
            session.add(kept)
    tenant.sync()

    days = [day.day for app in read(tenant) for day in app.days]
    assert min(days) == today - KEPT

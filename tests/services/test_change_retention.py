"""What changed about people goes after the months that the admin chose, and so do their days of activity."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.domain.changes import find_cut
from app.models import ActivityDays, App, ChangeSpan, DirectoryUser, Tenant
from app.services.tenancy.change_retention import remove_old_changes
from app.services.tenancy.erasure import erase_accounts
from app.services.tenancy.tenant_endings import purge_tenant

NOW = datetime(2026, 3, 17, 12, tzinfo=UTC)
CUT = datetime(2026, 2, 1, tzinfo=UTC)
OLD, NEW = CUT - timedelta(seconds=1), CUT


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def add_tenant(database: Database, *spans: tuple[str, datetime | None, datetime | None], are_kept: bool = True) -> int:
    """With a person `a` who was active on each day of two years, and spans as (account, began, ended)."""
    with database.system_session() as session:
        tenant = Tenant(change_retention_months=1, are_activity_days_kept=are_kept)
        session.add(tenant)
        session.flush()
        user = DirectoryUser(tenant_id=tenant.id, account_id="a", name="A", status="active")
        app = App(tenant_id=tenant.id, resource_id="r", key="k", name="App", site_id="s", site_name="Site")
        session.add_all((user, app))
        session.flush()
        for year in (2025, 2026):
            days = ActivityDays(tenant_id=tenant.id, user_id=user.id, app_row_id=app.id, year=year, days="1" * 366)
            session.add(days)
        for account, began, ended in spans:
            span = ChangeSpan(tenant_id=tenant.id, account_id=account, kind="group", thing_id="g", detail="")
            span.began_at, span.ended_at = began, ended
            session.add(span)
        return tenant.id


def list_left(database: Database, tenant_id: int) -> tuple[list[str], list[tuple[int, str]]]:
    with database.tenant_session(tenant_id) as session:
        spans = list(session.scalars(sa.select(ChangeSpan.account_id).order_by(ChangeSpan.id)))
        days = [(row.year, row.days) for row in session.scalars(sa.select(ActivityDays).order_by(ActivityDays.year))]
    return spans, days


@pytest.mark.parametrize(
    ("now", "months", "cut"),
    [
        (NOW, 1, CUT),
        (NOW, 3, datetime(2025, 12, 1, tzinfo=UTC)),
        (NOW, 13, datetime(2025, 2, 1, tzinfo=UTC)),
        (NOW, 60, datetime(2021, 3, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 59, 59, 999, tzinfo=UTC), 12, datetime(2025, 12, 1, tzinfo=UTC)),
    ],
)
def test_what_is_kept_begins_with_a_month(now: datetime, months: int, cut: datetime) -> None:
    assert find_cut(now, months) == cut


def test_what_is_too_old_goes_piece_by_piece_and_nothing_else_does(database: Database) -> None:
    spans = [
        ("ended before", None, OLD),
        ("was there before", OLD, OLD),
        ("goes on", OLD, None),
        ("ended since", OLD, NEW),
        ("began since", NEW, None),
        ("never known when", None, None),
    ]
    tenants = [add_tenant(database, *spans) for _ in range(2)]
    pieces = 0
    while True:
        with database.system_session() as session:
            if not remove_old_changes(session, NOW, rows=2):
                break
        pieces += 1
    assert pieces >= 4
    for tenant_id in tenants:
        left, days = list_left(database, tenant_id)
        assert left == ["ended since", "began since", "never known when"]
        assert days == [(2026, "0" * 31 + "1" * 335)]


def test_days_of_activity_go_when_they_may_not_be_kept(database: Database) -> None:
    refused, other = add_tenant(database, are_kept=False), add_tenant(database)
    with database.system_session() as session:
        for _ in range(10):
            remove_old_changes(session, NOW)
    assert list_left(database, refused)[1] == []
    assert len(list_left(database, other)[1]) == 1


def test_whoever_is_erased_has_no_past(database: Database) -> None:
    mine, other = (add_tenant(database, ("a", NEW, None), ("b", NEW, None)) for _ in range(2))
    with database.tenant_session(mine) as session:
        erase_accounts(session, mine, ["a", "b"])
    assert list_left(database, mine) == ([], [])
    assert list_left(database, other)[0] == ["a", "b"]
    assert len(list_left(database, other)[1]) == 2


def test_the_past_goes_with_the_tenant(database: Database) -> None:
    tenant_id = add_tenant(database, ("a", NEW, None))
    with database.system_session() as session:
        purge_tenant(session, tenant_id, NOW)
    assert list_left(database, tenant_id) == ([], [])

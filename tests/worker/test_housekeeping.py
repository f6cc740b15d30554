"""The chores that the scheduler does by itself: at its start, then every hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Installation, Tenant, Tombstone
from app.models.mapping import Base
from app.services.queues.leases import Lease
from app.services.tenancy.account_reports import claim_report, end_cycle
from app.services.tenancy.forge_tenants import Visit, admit_visit, end_installation
from tests.worker.tables import rename_table
from worker.housekeeping import EVERY, Housekeeping

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ARI = "ari:cloud:ecosystem::installation/one"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def find_status(session: Session) -> str | None:
    return session.scalar(sa.select(Installation.status).where(Installation.client_key == ARI))


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_chores_are_done_at_the_start_and_every_hour(database: Database) -> None:
    clock = Clock()
    chores = Housekeeping(database, clock, lambda _tenant: None, lambda _tenant, _run: None)
    done = []
    for minutes in (0, 1, 59, 60, 61, 120):
        clock.now = NOW + timedelta(minutes=minutes)
        done.append(chores.run_if_due())

    assert done == [True, False, False, True, False, True]


def test_a_chore_that_failed_is_done_again_in_the_next_turn_and_the_others_are_not(database: Database) -> None:
    asked: list[int] = []
    chores = Housekeeping(database, Clock(), asked.append, lambda _tenant_id, _run_id: None)
    rename_table(database, "tenants", "elsewhere")
    assert chores.run_if_due() is True
    failed = set(chores.troubles)
    assert {"purge", "retention", "reports"} <= failed, "these look at every tenant"
    assert chores.run_if_due() is False
    assert chores.troubles == failed

    rename_table(database, "elsewhere", "tenants")
    assert chores.run_if_due() is False
    assert chores.troubles == set()


@pytest.mark.parametrize(
    "broken", ["tenants", "installations", "runs", "organization_credentials", "notifications", "log_seals"]
)
def test_no_trouble_outlives_its_cause(database: Database, broken: str) -> None:
    chores = Housekeeping(database, Clock(), lambda _tenant: None, lambda _tenant, _run: None)
    chores.run_if_due()
    later = Housekeeping(database, Clock(), lambda _tenant: None, lambda _tenant, _run: None)
    rename_table(database, broken, "elsewhere")
    later.run_if_due()
    assert later.troubles

    rename_table(database, "elsewhere", broken)
    later.run_if_due()
    assert later.troubles == set()


def test_they_put_silent_installations_to_sleep_and_purge_those_that_ended(database: Database) -> None:
    clock = Clock()
    chores = Housekeeping(database, clock, lambda _tenant: None, lambda _tenant, _run: None)
    with database.system_session() as session:
        admit_visit(session, Visit(ARI, "PRODUCTION", "cloud-1"), NOW)
    clock.now = NOW + timedelta(days=3)
    chores.run_if_due()
    with database.system_session() as session:
        assert find_status(session) == "disabled"
        end_installation(session, ARI, clock.now)
    clock.now += timedelta(days=30) - EVERY
    chores.run_if_due()
    with database.system_session() as session:
        assert find_status(session) == "uninstalled"
    clock.now += EVERY
    chores.run_if_due()

    with database.system_session() as session:
        assert find_status(session) is None
        assert session.scalars(sa.select(Tombstone.kind)).all() == ["forge"]


def test_a_mirror_is_reported_every_hour_until_its_cycle_ends(database: Database) -> None:
    clock, asked = Clock(), list[int]()
    chores = Housekeeping(database, clock, asked.append, lambda _tenant_id, _run_id: None)
    with database.system_session() as session:
        [tenant_id] = session.scalars(sa.select(Tenant.id)).all()
    chores.run_if_due()
    Housekeeping(database, clock, asked.append, lambda _tenant_id, _run_id: None).run_if_due()
    assert asked == [tenant_id]

    clock.now += EVERY
    chores.run_if_due()
    assert asked == [tenant_id, tenant_id]
    with database.tenant_session(tenant_id) as session:
        claim = claim_report(session, tenant_id, Lease(timedelta(seconds=60)))
        assert claim is not None
        end_cycle(session, claim, clock.now + timedelta(days=7))
    clock.now += timedelta(days=7) - EVERY
    chores.run_if_due()
    assert asked == [tenant_id, tenant_id]
    clock.now += EVERY
    chores.run_if_due()
    assert asked == [tenant_id] * 3


def test_nothing_is_reported_for_who_uninstalled(database: Database) -> None:
    asked = list[int]()
    with database.system_session() as session:
        session.execute(sa.update(Tenant).values(status="uninstalled", uninstalled_at=NOW))

    Housekeeping(database, Clock(), asked.append, lambda _tenant_id, _run_id: None).run_if_due()

    assert asked == []


def test_a_purge_takes_a_whole_mirror_along(database: Database) -> None:
    with database.system_session() as session:
        session.execute(sa.update(Tenant).values(status="uninstalled", uninstalled_at=NOW - timedelta(days=30)))
        session.execute(sa.text("insert into directory_changes (tenant_id, slot) select id, 0 from tenants"))
    before = count_rows(database)
    mirror = {name for name in before if name.startswith(("director", "app_", "apps", "group_"))}
    assert len(mirror) == 13
    assert all(before[name] > 0 for name in mirror | {"syncs", "sync_walks", "installations"})

    Housekeeping(database, Clock(), lambda _tenant: None, lambda _tenant, _run: None).run_if_due()

    assert set(count_rows(database).values()) == {0}


def count_rows(database: Database) -> dict[str, int]:
    """Rows of every table that belongs to tenants."""
    with database.system_session() as session:
        return {
            table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if "tenant_id" in table.columns or table.name == "tenants"
        }

"""The dashboard's numbers: from the sets of people and from the tables they are the same, whatever has changed."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.searching.numbers import load_numbers, load_numbers_of_tables
from app.directory.sets.set_build import build_sets, give_out_slots
from app.directory.sets.set_numbers import count_in_sets
from app.directory.sets.set_reading import MAX_CHANGES
from app.domain.people.seats import CUSTOMER_ROLE, SEATLESS_APPS
from app.models import App, AppAccess, DirectoryUser
from tests.directory.changes import CHANGES, USERS, Change, come
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import CATALOGUE, DAYS, NOW, SITES, make_people


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    opened = Database(module_database_url)
    yield opened
    opened.dispose()


def make_tenant(database: Database, seed: int, *, are_built: bool = True) -> int:
    """People with every kind of access: seats, guests, customers of a help center, administration."""
    tenant_id, dice = create_tenant(database), Random(seed)
    with database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, CATALOGUE, make_people(seed, USERS))
        for key in SEATLESS_APPS:
            session.add(
                App(tenant_id=tenant_id, resource_id=f"ari:{key}", key=key, name=key, site_id="s2", site_name=key)
            )
        session.flush()
        apps = session.scalars(sa.select(App.id).where(App.tenant_id == tenant_id)).all()
        people = session.scalars(sa.select(DirectoryUser.id).where(DirectoryUser.tenant_id == tenant_id)).all()
        rows = {(app, role, user) for app in apps for user in people for role in _pick_roles(dice)}
        for app, role, user in rows:
            row = AppAccess(tenant_id=tenant_id, app_row_id=app, role=role, user_id=user)
            session.merge(row)
    if are_built:
        assert build_sets(database, tenant_id)
    return tenant_id


def _pick_roles(dice: Random) -> list[str]:
    return [role for role in (CUSTOMER_ROLE, "atlassian/user", "atlassian/guest") if dice.random() < 0.15]


def assert_alike(session: Session, tenant_id: int) -> None:
    for days in DAYS:
        for site_id in (None, *SITES):
            found = load_numbers(session, tenant_id, NOW, inactivity_days=days, site_id=site_id)
            assert found == load_numbers_of_tables(session, tenant_id, NOW, inactivity_days=days, site_id=site_id)
            assert count_in_sets(session, tenant_id, NOW - timedelta(days=days), site_id) is not None


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=12))
def test_sets_and_tables_count_the_same_whatever_has_changed(
    database: Database, seed: int, changes: list[Change]
) -> None:
    tenant_id, dice = make_tenant(database, seed), Random(seed)
    with database.tenant_session(tenant_id) as session:
        assert_alike(session, tenant_id)
        for change in changes:
            change(session, tenant_id, dice)
        assert_alike(session, tenant_id)
        give_out_slots(session, tenant_id)
        assert_alike(session, tenant_id)

    assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        assert_alike(session, tenant_id)


def test_the_numbers_are_one_round_trip(database: Database) -> None:
    tenant_id, sent = make_tenant(database, 5), list[str]()
    with database.tenant_session(tenant_id) as session:
        session.connection()
        sa.event.listen(database.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
        load_numbers(session, tenant_id, NOW, inactivity_days=30)

    assert len(sent) == 1


def test_other_tenants_are_not_counted(database: Database) -> None:
    mine, other = make_tenant(database, 1), make_tenant(database, 2)
    with database.tenant_session(mine) as session:
        before = load_numbers(session, mine, NOW, inactivity_days=30)
    with database.system_session() as session:  # sees everybody's rows: the statement itself tells tenants apart
        assert load_numbers(session, mine, NOW, inactivity_days=30) == before
        come(session, other, Random(1))
        session.execute(sa.delete(AppAccess).where(AppAccess.tenant_id == other))
        assert load_numbers(session, mine, NOW, inactivity_days=30) == before


SPOILED = {
    "never built": None,
    "built by the release before, which knows of no seats": (
        "delete from directory_sets where tenant_id = :tenant and kind = 'told' and key = 'seats'"
    ),
    "too many changes": (
        "insert into directory_changes (tenant_id, slot) select :tenant, 0 from generate_series(0, :many)"
    ),
    "too many newcomers": (
        "insert into directory_users (tenant_id, account_id, name, status) "
        "select :tenant, 'new' || n, 'New', 'active' from generate_series(0, :many) n"
    ),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_where_the_sets_cannot_tell_the_tables_are_counted(database: Database, spoil: str) -> None:
    tenant_id, statement = make_tenant(database, 3, are_built=spoil != "never built"), SPOILED[spoil]
    with database.tenant_session(tenant_id) as session:
        if statement is not None:
            given_values = {"tenant": tenant_id, "many": MAX_CHANGES}
            session.execute(sa.text(statement), given_values)
        assert count_in_sets(session, tenant_id, NOW - timedelta(days=30), None) is None
        found = load_numbers(session, tenant_id, NOW, inactivity_days=30)
        assert found == load_numbers_of_tables(session, tenant_id, NOW, inactivity_days=30)
        assert found.users


def test_sets_of_the_release_before_are_built_anew(database: Database) -> None:
    tenant_id = make_tenant(database, 4)
    old = "delete from directory_sets where tenant_id = :tenant and (kind in ('uses', 'seat') or key = 'seats')"
    with database.tenant_session(tenant_id) as session:
        session.execute(sa.text(old), {"tenant": tenant_id})

    assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        assert_alike(session, tenant_id)

"""Sets of people: whatever changes the mirror, they and the tables find the same, before the next build and after."""

import threading
from collections.abc import Iterator
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.conditions.query import build_user_query
from app.directory.outcomes import mirror_members_added
from app.directory.sets.search_sets import find_in_sets, includes
from app.directory.sets.set_build import build_sets, give_out_slots
from app.domain.filters import FilterSpec, parse_filter
from app.models import DirectoryUser, Tenant
from tests.directory.changes import CHANGES, USERS, Change, come, go, join, rename
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import APPS, CATALOGUE, NOW, filters, make_people
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient

EXAMPLES = [
    {"type": "groups", "groups": ["g1"]},
    {"type": "groups", "groups": ["g1", "g2"], "match": "none"},
    {"type": "inactive", "days": 2, "apps": [APPS[0], APPS[1]], "match": "all"},
    {"type": "never_active", "apps": [APPS[0]]},
    {"type": "roles", "roles": ["atlassian/user"]},
    {"type": "status", "statuses": ["suspended"]},
    {"type": "text", "contains": "an"},
    {"type": "text", "contains": "acme"},
    {"op": "and", "of": []},
]
SPECS = [parse_filter({"version": 1, "root": root}) for root in EXAMPLES]


@pytest.fixture(scope="module")
def database(module_database_url: str) -> Iterator[Database]:
    opened = Database(module_database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def tenant_id(database: Database) -> int:
    """A tenant whose sets are up to date."""
    return make_tenant(database, seed=1)


def make_tenant(database: Database, seed: int) -> int:
    tenant_id = create_tenant(database)
    with database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, CATALOGUE, make_people(seed, USERS))
    assert build_sets(database, tenant_id)
    return tenant_id


def by_sets(session: Session, tenant_id: int, spec: FilterSpec) -> set[int]:
    found = find_in_sets(session, tenant_id, spec, NOW)
    assert found is not None
    is_found = includes(DirectoryUser, are_few=found.are_few)
    query = sa.select(DirectoryUser.id).where(DirectoryUser.tenant_id == tenant_id, is_found)
    ids = set(session.scalars(query, found.read_parameters()))
    assert found.total == len(ids)
    return ids


def assert_alike(database: Database, tenant_id: int, specs: list[FilterSpec]) -> None:
    with database.tenant_session(tenant_id) as session:
        for spec in specs:
            in_tables = set(session.scalars(build_user_query(spec, tenant_id, NOW)))
            assert by_sets(session, tenant_id, spec) == in_tables, spec


def list_noted(database: Database, tenant_id: int) -> set[int]:
    with database.tenant_session(tenant_id) as session:
        return set(session.scalars(sa.text("select slot from directory_changes")))


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=12),
    roots=st.lists(filters(), min_size=3, max_size=3),
)
def test_sets_and_tables_find_the_same_whatever_has_changed(
    database: Database, seed: int, changes: list[Change], roots: list[dict[str, object]]
) -> None:
    tenant_id, dice = make_tenant(database, seed), Random(seed)
    specs = SPECS + [parse_filter(root) for root in roots]
    for part in (changes[: len(changes) // 2], changes[len(changes) // 2 :]):
        with database.tenant_session(tenant_id) as session:
            for change in part:
                change(session, tenant_id, dice)
        assert_alike(database, tenant_id, specs)

        assert build_sets(database, tenant_id)

        assert list_noted(database, tenant_id) == set()
        assert_alike(database, tenant_id, specs)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_kind_of_change_is_noted_unless_it_makes_a_person_new(
    database: Database, tenant_id: int, change: Change
) -> None:
    for seed in range(60):
        with database.tenant_session(tenant_id) as session:
            change(session, tenant_id, Random(seed))
        if list_noted(database, tenant_id):
            break

    assert bool(list_noted(database, tenant_id)) == (change is not come)
    assert_alike(database, tenant_id, SPECS)


def test_a_change_that_is_under_way_during_a_build_is_not_forgotten(database: Database, tenant_id: int) -> None:
    spec = SPECS[0]
    with database.tenant_session(tenant_id) as session:
        [outsider, *_] = set(session.scalars(build_user_query(FilterSpec(), tenant_id, NOW))) - by_sets(
            session, tenant_id, spec
        )
        account_id = session.scalar(sa.select(DirectoryUser.account_id).where(DirectoryUser.id == outsider))
        rename(session, tenant_id, Random(5))  # something to build for

    with database.tenant_session(tenant_id) as slow:
        mirror_members_added(slow, tenant_id, [(str(account_id), "g1")])
        assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        assert outsider in by_sets(session, tenant_id, spec)


def test_nobody_gets_a_slot_while_a_change_is_under_way(database: Database, tenant_id: int) -> None:
    with database.tenant_session(tenant_id) as session:
        come(session, tenant_id, Random(1))
    waiting = sa.text("select count(*) from directory_users where slot is null")

    with database.tenant_session(tenant_id) as slow:
        join(slow, tenant_id, Random(2))
        assert build_sets(database, tenant_id)
        with database.tenant_session(tenant_id) as session:
            assert session.scalar(waiting) == 1
            assert_alike(database, tenant_id, SPECS)
    assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        assert session.scalar(waiting) == 0


def test_who_has_got_a_slot_is_found_before_the_sets_are_written(database: Database, tenant_id: int) -> None:
    with database.tenant_session(tenant_id) as session:
        come(session, tenant_id, Random(1))
    with database.tenant_session(tenant_id) as session:
        give_out_slots(session, tenant_id)  # and the build dies here

    assert_alike(database, tenant_id, SPECS)
    assert build_sets(database, tenant_id)
    assert_alike(database, tenant_id, SPECS)
    assert list_noted(database, tenant_id) == set()


def test_the_slot_of_somebody_who_is_gone_is_given_to_somebody_new(database: Database, tenant_id: int) -> None:
    dice = Random(3)
    for _ in range(3):
        with database.tenant_session(tenant_id) as session:
            go(session, tenant_id, dice)
            come(session, tenant_id, dice)
        assert build_sets(database, tenant_id)
        assert_alike(database, tenant_id, SPECS)

    with database.tenant_session(tenant_id) as session:
        count, top = session.execute(sa.text("select count(*), max(slot) from directory_users")).one()
    assert top < USERS + 3
    assert count <= top + 1 + 3


def test_what_is_equal_is_not_written_again(database: Database, tenant_id: int) -> None:
    versions = sa.text(
        "select 'set', kind, key, xmin::text from directory_sets"
        " union all select 'moments', kind, key || position, xmin::text from directory_moments"
    )
    with database.tenant_session(tenant_id) as session:
        before = {tuple(row) for row in session.execute(versions)}
        query = sa.select(DirectoryUser).where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.status == "active")
        one = session.scalars(query.order_by(DirectoryUser.id)).first()
        assert one is not None
        one.status = "suspended"

    assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        after = {tuple(row) for row in session.execute(versions)}
    assert {row[:3] for row in after - before} == {("set", "status", "active"), ("set", "status", "suspended")}


def test_without_sets_or_after_too_many_changes_the_sets_do_not_answer(database: Database) -> None:
    tenant_id = create_tenant(database)
    with database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, CATALOGUE, make_people(2, 5))
        assert find_in_sets(session, tenant_id, FilterSpec(), NOW) is None
    assert build_sets(database, tenant_id)

    with database.tenant_session(tenant_id) as session:
        assert find_in_sets(session, tenant_id, FilterSpec(), NOW) is not None
        many = sa.text(
            "insert into directory_changes (tenant_id, slot) select :tenant, 0 from generate_series(1, 6000)"
        )
        session.execute(many, {"tenant": tenant_id})
        assert find_in_sets(session, tenant_id, FilterSpec(), NOW) is None


def test_two_builds_at_once_do_not_disturb_each_other(database: Database, tenant_id: int) -> None:
    with database.tenant_session(tenant_id) as session:
        rename(session, tenant_id, Random(1))
    threads = [threading.Thread(target=build_sets, args=(database, tenant_id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert build_sets(database, tenant_id)
    assert_alike(database, tenant_id, SPECS)


def test_a_purged_tenant_takes_its_sets_and_notes_with_it(database: Database, tenant_id: int) -> None:
    with database.tenant_session(tenant_id) as session:
        rename(session, tenant_id, Random(1))

    with database.system_session() as session:
        session.delete(session.get_one(Tenant, tenant_id))
    with database.system_session() as session:
        for table in ("directory_sets", "directory_moments", "directory_changes"):
            left = sa.text(f"select count(*) from {table} where tenant_id = :tenant")
            assert session.scalar(left, {"tenant": tenant_id}) == 0


def test_sets_built_after_a_sync_hold_what_it_brought(sandbox: SandboxClient, database_url: str) -> None:
    database = Database(database_url)
    tenant = MirroredTenant.open(sandbox, database)
    tenant.sync()
    assert build_sets(database, tenant.tenant_id)
    account_id = min(tenant.true_users())
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"name": "Quetzal Nobody"}})])
    tenant.sync()
    assert build_sets(database, tenant.tenant_id)
    spec = parse_filter({"version": 1, "root": {"type": "text", "contains": "etzal no"}})

    with database.tenant_session(tenant.tenant_id) as session:
        found = find_in_sets(session, tenant.tenant_id, spec, NOW)
        assert (found and (found.bits.bit_count(), found.ids)) == (1, ())
    assert list_noted(database, tenant.tenant_id) == set()
    assert_alike(database, tenant.tenant_id, [FilterSpec(), spec])
    database.dispose()

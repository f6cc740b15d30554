"""The filter as SQL over a real PostgreSQL, as sets of people and as a pure function find the same users."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.conditions.query import build_user_query
from app.directory.sets.search_sets import find_in_sets, includes
from app.directory.sets.set_build import build_sets
from app.domain.filters import matches, read_filter
from app.domain.people.directory import UserFacts
from app.models import DirectoryUser
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import CATALOGUE, NOW, conditions, filters, make_people

ORGANIZATIONS = 25
USERS_EACH = 20


@dataclass(frozen=True)
class Stored:
    """Organizations in one database, by tenant."""

    database: Database
    people: dict[int, list[UserFacts]]


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    database = Database(module_database_url)
    people: dict[int, list[UserFacts]] = {}
    for seed in range(ORGANIZATIONS):
        tenant_id = create_tenant(database)
        people[tenant_id] = make_people(seed, USERS_EACH)
        with database.tenant_session(tenant_id) as session:
            store_mirror(session, tenant_id, CATALOGUE, people[tenant_id])
        assert build_sets(database, tenant_id)
    yield Stored(database, people)
    database.dispose()


def find_by_sql(session: Session, tenant_id: int, specification: dict[str, Any]) -> set[str]:
    ids = build_user_query(read_filter(specification), tenant_id, NOW)
    query = DirectoryUser.__table__.select().with_only_columns(DirectoryUser.account_id)
    return set(session.scalars(query.where(DirectoryUser.tenant_id == tenant_id, DirectoryUser.id.in_(ids))))


def find_by_sets(session: Session, tenant_id: int, specification: dict[str, Any]) -> set[str]:
    found = find_in_sets(session, tenant_id, read_filter(specification), NOW)
    assert found is not None
    query = DirectoryUser.__table__.select().with_only_columns(DirectoryUser.account_id)
    query = query.where(DirectoryUser.tenant_id == tenant_id, includes(DirectoryUser, are_few=found.are_few))
    accounts = set(session.scalars(query, found.read_parameters()))
    assert found.total == len(accounts)
    return accounts


def find_by_judging(people: list[UserFacts], specification: dict[str, Any]) -> set[str]:
    spec = read_filter(specification)
    return {user.account_id for user in people if matches(spec, user, CATALOGUE, NOW)}


@settings(max_examples=2000, deadline=None)
@given(number=st.integers(0, ORGANIZATIONS - 1), specification=filters(are_stored=True))
def test_random_filters_find_the_same_users_in_sql_in_sets_and_in_python(
    stored: Stored, number: int, specification: dict[str, Any]
) -> None:
    tenant_id, people = list(stored.people.items())[number]

    with stored.database.tenant_session(tenant_id) as session:
        in_tables = find_by_sql(session, tenant_id, specification)
        in_sets = find_by_sets(session, tenant_id, specification)

    assert in_tables == in_sets == find_by_judging(people, specification)


@settings(max_examples=300, deadline=None)
@given(condition=conditions(are_stored=True), number=st.integers(0, ORGANIZATIONS - 1))
def test_a_condition_and_its_opposite_leave_out_exactly_the_users_of_whom_it_is_not_known(
    stored: Stored, condition: dict[str, Any], number: int
) -> None:
    tenant_id, people = list(stored.people.items())[number]
    opposite = {"version": 1, "root": {"op": "not", "of": [condition]}}

    with stored.database.tenant_session(tenant_id) as session:
        inside = find_by_sql(session, tenant_id, {"version": 1, "root": condition})
        outside = find_by_sql(session, tenant_id, opposite)

    assert inside.isdisjoint(outside)
    assert (inside, outside) == (
        find_by_judging(people, {"version": 1, "root": condition}),
        find_by_judging(people, opposite),
    )


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(min_value=ORGANIZATIONS), specifications=st.lists(filters(are_stored=True), min_size=5, max_size=5)
)
def test_random_organizations_are_judged_alike_in_sql_and_in_python(
    stored: Stored, seed: int, specifications: list[dict[str, Any]]
) -> None:
    tenant_id, people = create_tenant(stored.database), make_people(seed, 10)

    with stored.database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, CATALOGUE, people)
        for specification in specifications:
            assert find_by_sql(session, tenant_id, specification) == find_by_judging(people, specification)
        session.rollback()

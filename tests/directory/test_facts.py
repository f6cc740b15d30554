"""Users and catalogue are loaded from the mirror as they are, in chunks that can be resumed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.facts import iter_matching_users, load_catalogue, load_users
from app.domain.filters import EVERYBODY, parse_filter
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import Catalogue, GroupFacts, UserFacts
from app.models import DirectoryUser
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import APPS, CATALOGUE, NOW, ROLES, make_people

ACCOUNTS = make_people(seed=7, size=31)
PEOPLE = [user for user in ACCOUNTS if not is_nobody(user.kind)]
"""Whom a filter means that does not ask for other kinds of accounts: 23."""
STRANGERS = make_people(seed=8, size=5)
SUSPENDED = parse_filter({"version": 1, "root": {"type": "status", "statuses": ["suspended"]}})
SERVICES = parse_filter({"version": 1, "root": {"type": "account_kind", "kinds": ["service_account"]}})
GRANTING = Catalogue(
    groups={
        **CATALOGUE.groups,
        "g3": GroupFacts(
            "g3",
            "Synced",
            "d2",
            is_externally_managed=True,
            grants=frozenset({(APPS[0], ROLES[0]), (APPS[1], ROLES[1])}),
        ),
    },
    apps=CATALOGUE.apps,
    directories=CATALOGUE.directories,
)


@dataclass(frozen=True)
class Stored:
    database: Database
    tenant_id: int
    other_tenant_id: int


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    database = Database(module_database_url)
    other, mine = create_tenant(database), create_tenant(database)
    with database.tenant_session(other) as session:
        store_mirror(session, other, CATALOGUE, STRANGERS)
    with database.tenant_session(mine) as session:
        store_mirror(session, mine, GRANTING, ACCOUNTS)
    yield Stored(database, mine, other)
    database.dispose()


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    with stored.database.tenant_session(stored.tenant_id) as session:
        yield session


def test_users_come_back_with_all_their_facts(session: Session, stored: Stored) -> None:
    loaded = load_users(session, stored.tenant_id, [user.account_id for user in ACCOUNTS])

    assert loaded == {user.account_id: user for user in ACCOUNTS}


def test_users_that_the_mirror_does_not_have_are_left_out(session: Session, stored: Stored) -> None:
    assert load_users(session, stored.tenant_id, ["nobody", PEOPLE[3].account_id]).keys() == {PEOPLE[3].account_id}
    assert load_users(session, stored.tenant_id, []) == {}


def test_the_catalogue_has_groups_with_grants_apps_and_directories(session: Session, stored: Stored) -> None:
    assert load_catalogue(session, stored.tenant_id) == GRANTING


def test_another_tenants_mirror_is_not_seen_even_without_row_level_security(stored: Stored) -> None:
    with stored.database.system_session() as session:
        assert load_users(session, stored.other_tenant_id, [user.account_id for user in ACCOUNTS]) == {
            user.account_id: user for user in STRANGERS
        }
        assert load_catalogue(session, stored.other_tenant_id) == CATALOGUE
        (chunk,) = iter_matching_users(session, stored.other_tenant_id, EVERYBODY, NOW)
        assert [facts for _id, facts in chunk] == [user for user in STRANGERS if not is_nobody(user.kind)] != []


def ids_of(chunks: list[list[tuple[int, UserFacts]]]) -> list[int]:
    return [number for chunk in chunks for number, _facts in chunk]


def test_matching_users_come_in_chunks_by_their_number(session: Session, stored: Stored) -> None:
    chunks = list(iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW, chunk_size=5))

    assert [len(chunk) for chunk in chunks] == [5, 5, 5, 5, 3]
    assert ids_of(chunks) == sorted(ids_of(chunks))
    assert [facts for chunk in chunks for _id, facts in chunk] == PEOPLE


def test_accounts_that_are_no_persons_come_when_they_are_asked_for(session: Session, stored: Stored) -> None:
    chunks = iter_matching_users(session, stored.tenant_id, SERVICES, NOW)

    services = [user for user in ACCOUNTS if user.kind == "service_account"]
    assert [facts for chunk in chunks for _id, facts in chunk] == services != []


def test_only_matching_users_come(session: Session, stored: Stored) -> None:
    chunks = list(iter_matching_users(session, stored.tenant_id, SUSPENDED, NOW, chunk_size=1))

    suspended = [user for user in PEOPLE if user.status == "suspended"]
    assert [facts for chunk in chunks for _id, facts in chunk] == suspended
    assert len(chunks) == len(suspended) > 1


@pytest.mark.parametrize("handled", [0, 1, 7, 22])
def test_a_broken_off_walk_goes_on_after_the_last_number(session: Session, stored: Stored, handled: int) -> None:
    numbers = ids_of(list(iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW)))
    last = numbers[handled - 1] if handled else 0

    rest = iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW, after_id=last, chunk_size=4)

    assert ids_of(list(rest)) == numbers[handled:]


def test_after_the_last_user_there_is_no_chunk(session: Session, stored: Stored) -> None:
    last = max(ids_of(list(iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW))))

    assert list(iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW, after_id=last)) == []


def test_the_caller_may_commit_between_chunks_and_removed_users_are_left_out(stored: Stored) -> None:
    with stored.database.tenant_session(stored.tenant_id) as session:
        walk = iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW, chunk_size=20)
        first = next(walk)
        with session.begin_nested() as gone:
            session.execute(sa.delete(DirectoryUser).where(DirectoryUser.account_id == PEOPLE[20].account_id))
            rest = [facts for chunk in walk for _id, facts in chunk]
            gone.rollback()

    assert len(first) == 20
    assert rest == PEOPLE[21:]

"""Sixty random people and a stranger's nine in one database, with accounts that are no persons among them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db import Database
from app.directory.searching.search import UserPage, UserRow, UserSearch, search_users
from app.directory.sets.set_build import build_sets
from app.domain.people.accounts import is_nobody
from app.domain.people.directory import UserFacts
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import CATALOGUE, NOW, make_people

ACCOUNTS = make_people(seed=3, size=86)
"""Few different names: equal sort values are the rule, and the number decides."""
PEOPLE = [user for user in ACCOUNTS if not is_nobody(user.kind)]
"""The sixty who are listed unless other kinds of accounts are asked for."""
STRANGERS = make_people(seed=4, size=12)
"""Nine people and three who are none."""


@dataclass(frozen=True)
class Stored:
    """Where they are."""

    database: Database
    tenant_id: int
    other_tenant_id: int


@contextmanager
def stored_people(database_url: str) -> Iterator[Stored]:
    """Write them into an empty database."""
    database = Database(database_url)
    mine, other = create_tenant(database), create_tenant(database)
    with database.tenant_session(mine) as session:
        store_mirror(session, mine, CATALOGUE, ACCOUNTS)
    with database.tenant_session(other) as session:
        store_mirror(session, other, CATALOGUE, STRANGERS)
    assert build_sets(database, mine)
    yield Stored(database, mine, other)
    database.dispose()


def find(session: Session, stored: Stored, search: UserSearch) -> UserPage:
    """One page of the sixty."""
    return search_users(session, stored.tenant_id, search, NOW)


def account_ids(rows: tuple[UserRow, ...] | list[UserRow] | list[UserFacts]) -> list[str]:
    """Who they are, in order."""
    return [row.account_id for row in rows]

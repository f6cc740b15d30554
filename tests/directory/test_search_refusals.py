"""Wrong questions to the User Browser are refused by field, and another tenant's users never show."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.directory.searching.search import UserSearch, search_users
from app.domain.errors import Invalid
from tests.directory.browsing import PEOPLE, Stored, account_ids, find, stored_people
from tests.directory.organizations import NOW


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    with stored_people(module_database_url) as stored:
        yield stored


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    with stored.database.tenant_session(stored.tenant_id) as session:
        yield session


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"sort": "shoe_size"}, "/sort"),
        ({"direction": "up"}, "/direction"),
        ({"limit": 0}, "/limit"),
        ({"limit": 201}, "/limit"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "x" * 201}, "/text"),
        ({"text": "\udcff"}, "/text"),
        ({"app_id": "ari:another/organization"}, "/app_id"),
        ({"app_id": ""}, "/app_id"),
        ({"app_id": "\x00"}, "/app_id"),
        ({"site_id": "another"}, "/site_id"),
        ({"cursor": ""}, "/cursor"),
        ({"cursor": "!!!"}, "/cursor"),
        ({"cursor": "ä"}, "/cursor"),
        ({"cursor": encoded("null")}, "/cursor"),
        ({"cursor": encoded("[1]")}, "/cursor"),
        ({"cursor": encoded("[" * 500)}, "/cursor"),
        ({"cursor": encoded('["name-asc", 3, 1]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", null, 1]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", "\\u0000", 1]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", "\\ud800", 1]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", "a", "1"]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", "a", true]')}, "/cursor"),
        ({"cursor": encoded('["name-asc", "a", 1e400]')}, "/cursor"),
        ({"cursor": encoded(f'["name-asc", "a", {2**63}]')}, "/cursor"),
        ({"cursor": encoded('["name-desc", "a", 1]')}, "/cursor"),
        ({"cursor": encoded('["added-asc", "yesterday", 1]'), "sort": "added"}, "/cursor"),
        ({"cursor": encoded('["added-asc", "2026-01-01T00:00:00", 1]'), "sort": "added"}, "/cursor"),
    ],
)
def test_a_wrong_question_is_refused_by_field(
    session: Session, stored: Stored, wrong: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as caught:
        find(session, stored, UserSearch(**wrong))

    assert [error.pointer for error in caught.value.errors] == [pointer]


@settings(max_examples=200)
@given(st.text() | st.binary().map(lambda raw: encoded(raw.decode("latin-1"))))
def test_no_cursor_does_anything_but_page_or_be_refused(stored: Stored, cursor: str) -> None:
    with stored.database.tenant_session(stored.tenant_id) as session, pytest.raises(Invalid):
        find(session, stored, UserSearch(cursor=cursor))


def test_a_cursor_of_another_tenant_shows_nothing_of_theirs(stored: Stored) -> None:
    with stored.database.tenant_session(stored.other_tenant_id) as session:
        theirs = search_users(session, stored.other_tenant_id, UserSearch(limit=2), NOW)
    with stored.database.tenant_session(stored.tenant_id) as session:
        page = find(session, stored, UserSearch(cursor=theirs.next_cursor, limit=200))

    assert page.total == 60
    assert set(account_ids(page.items)) < set(account_ids(PEOPLE))


def test_a_tenant_finds_only_its_own_users_even_without_row_level_security(stored: Stored) -> None:
    with stored.database.system_session() as session:
        page = search_users(session, stored.other_tenant_id, UserSearch(limit=200), NOW)

    assert page.total == len(page.items) == 9

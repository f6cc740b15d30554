"""The User Browser: search, order, pages, columns, export; over one organization with a stranger beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.directory.searching.search import (
    Site,
    UserApp,
    UserGroup,
    UserPage,
    UserRow,
    UserSearch,
    iter_users_for_export,
    search_users,
)
from app.domain.filters import matches, parse_filter
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from app.domain.words import fold_text
from tests.directory.browsing import ACCOUNTS, PEOPLE, Stored, account_ids, find, stored_people
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import CATALOGUE, NOW, filters


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    with stored_people(module_database_url) as stored:
        yield stored


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    with stored.database.tenant_session(stored.tenant_id) as session:
        yield session


def test_without_a_question_everybody_is_listed_by_name(session: Session, stored: Stored) -> None:
    page = find(session, stored, UserSearch())

    assert page.total == 60
    assert account_ids(page.items) == account_ids(sorted(PEOPLE, key=lambda user: user.name))[:50]
    assert page.next_cursor is not None


@pytest.mark.parametrize("limit", [1, 7, 59, 60, 61, 200])
def test_pages_of_any_size_show_everybody_once(session: Session, stored: Stored, limit: int) -> None:
    rows, search = list[UserRow](), UserSearch(limit=limit)
    while True:
        page = find(session, stored, search)
        assert page.total == 60
        rows += page.items
        if page.next_cursor is None:
            break
        assert len(page.items) == limit
        search = replace(search, cursor=page.next_cursor)

    assert account_ids(rows) == account_ids(sorted(PEOPLE, key=lambda user: user.name))


LONG_AGO = datetime.min.replace(tzinfo=UTC)
KEYS: dict[str, Any] = {
    "name": lambda user: user.name,
    "email": lambda user: user.email or "",
    "status": lambda user: user.status,
    "added": lambda user: user.added_at or LONG_AGO,
    "last_active": lambda user: user.last_active_at or LONG_AGO,
}


def in_order(people: list[UserFacts], search: UserSearch) -> list[str]:
    """What the pages should hold, one after the other; of equals, who was stored first is smaller."""
    places = {user.account_id: place for place, user in enumerate(ACCOUNTS)}
    app_id, site_id = search.app_id, search.site_id

    def latest(user: UserFacts) -> datetime:
        moments = (
            at
            for app, at in user.activity.items()
            if app_id in (None, app) and site_id in (None, CATALOGUE.apps[app].site_id)
        )
        return max(moments, default=LONG_AGO)

    key = latest if search.sort == "last_active" else KEYS[search.sort]
    ordered = sorted(people, key=lambda user: (key(user), places[user.account_id]), reverse=search.direction == "desc")
    return account_ids(ordered)


def walk(session: Session, stored: Stored, search: UserSearch) -> list[UserRow]:
    rows: list[UserRow] = []
    while True:
        page = find(session, stored, search)
        rows += page.items
        if page.next_cursor is None:
            return rows
        search = replace(search, cursor=page.next_cursor)


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("sort", KEYS)
def test_every_order_goes_on_across_pages(session: Session, stored: Stored, sort: str, direction: str) -> None:
    search = UserSearch(sort=sort, direction=direction, limit=9)

    assert account_ids(walk(session, stored, search)) == in_order(PEOPLE, search)


@settings(max_examples=60, deadline=None)
@given(
    specification=filters(),
    sort=st.sampled_from(sorted(KEYS)),
    direction=st.sampled_from(("asc", "desc")),
    app_id=st.none() | st.sampled_from(sorted(CATALOGUE.apps)),
    site_id=st.none() | st.sampled_from(("s1", "s2")),
    limit=st.sampled_from((13, 50)),
)
def test_any_filter_in_any_order_lists_who_matches(
    stored: Stored, specification: dict[str, Any], **given_search: Any
) -> None:
    spec = parse_filter(specification)
    if given_search["app_id"] and given_search["site_id"]:
        given_search["site_id"] = CATALOGUE.apps[given_search["app_id"]].site_id
    search = UserSearch(spec=spec, **given_search)
    matching = [user for user in ACCOUNTS if matches(spec, user, CATALOGUE, NOW)]

    with stored.database.tenant_session(stored.tenant_id) as session:
        first = find(session, stored, search)
        rows = walk(session, stored, search)
        exported = [user for _id, user in iter_users_for_export(session, stored.tenant_id, search, NOW)]

    assert first.total == len(matching)
    assert account_ids(rows) == in_order(matching, search)
    assert account_ids(exported) == in_order(matching, replace(search, sort="name", direction="asc"))


def test_many_matches_are_paged_by_the_other_branch_of_the_statement_alike(stored: Stored) -> None:
    tenant_id = create_tenant(stored.database)
    people = [
        UserFacts(f"p{n}", name=f"N{n * 7919 % 100:02}", status="active" if n % 8 else "suspended") for n in range(6000)
    ]
    spec = parse_filter({"version": 1, "root": {"type": "status", "statuses": ["active"]}})
    with stored.database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, Catalogue(), people)
        search, rows = UserSearch(spec=spec, limit=200), list[UserRow]()
        for _ in range(27):
            page = search_users(session, tenant_id, search, NOW)
            rows += page.items
            search = replace(search, cursor=page.next_cursor)

    expected = sorted((user for user in people if user.status == "active"), key=lambda user: user.name)
    assert page.total == 5250
    assert page.next_cursor is None
    assert account_ids(rows) == account_ids(expected)


def test_a_search_is_one_statement_over_the_sets_and_one_for_the_page(session: Session, stored: Stored) -> None:
    statements: list[str] = []
    session.connection()  # begins the transaction, which says for whom it works
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))

    find(session, stored, UserSearch(text="ann", sort="last_active"))

    assert len(statements) == 2


def test_nobody_matches_is_an_empty_page(session: Session, stored: Stored) -> None:
    assert find(session, stored, UserSearch(text="no such person")) == UserPage(0, (), None)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_blank_text_asks_nothing(session: Session, stored: Stored, text: str | None) -> None:
    assert find(session, stored, UserSearch(text=text)).total == 60


def test_text_and_filter_are_combined(session: Session, stored: Stored) -> None:
    spec = parse_filter({"version": 1, "root": {"type": "status", "statuses": ["active"]}})

    found = find(session, stored, UserSearch(spec=spec, text="ANN"))

    expected = [user for user in PEOPLE if user.status == "active" and is_ann(user)]
    assert found.total == len(expected) > 0


def is_ann(user: UserFacts) -> bool:
    return "ann" in fold_text(user.name) or "ann" in fold_text(user.email or "")


JIRA, WIKI, DESK = "ari:jira/1", "ari:wiki/1", "ari:jira/2"
USER, ADMIN, ORG_ADMIN = "atlassian/user", "atlassian/admin", "atlassian/org-admin"
SMALL = Catalogue(
    groups={
        "g1": GroupFacts("g1", "staff", "d1"),
        "g2": GroupFacts("g2", "jira-users", "d1", grants=frozenset({(JIRA, USER)})),
    },
    apps={
        JIRA: AppFacts(JIRA, "Jira", "s1", "acme", "jira"),
        WIKI: AppFacts(WIKI, "Confluence", "s1", "acme", "confluence"),
        DESK: AppFacts(DESK, "Jira", "s2", "beta", "jira"),
    },
)
ANN = UserFacts(
    "ann",
    name="Ann",
    email="ann@acme.com",
    claim="managed",
    added_at=NOW - timedelta(days=300),
    platform_roles=frozenset({ORG_ADMIN}),
    groups=frozenset({"g1", "g2"}),
    app_roles=frozenset({(JIRA, USER), (JIRA, ADMIN), (DESK, USER)}),
    activity={JIRA: NOW - timedelta(days=3), WIKI: NOW - timedelta(days=2), DESK: NOW - timedelta(days=9)},
)
BOB = UserFacts("bob", name="Bob", status="suspended", is_activity_known=False)


@pytest.fixture(scope="module")
def small(stored: Stored) -> int:
    """A tenant with two people whose rows can be written down in full."""
    tenant_id = create_tenant(stored.database)
    with stored.database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, SMALL, [ANN, BOB])
    return tenant_id


def test_a_row_has_all_columns(stored: Stored, small: int) -> None:
    with stored.database.tenant_session(small) as session:
        page = search_users(session, small, UserSearch(), NOW)

    assert page.items == (
        UserRow(
            account_id="ann",
            name="Ann",
            email="ann@acme.com",
            status="active",
            claim="managed",
            kind="person",
            is_org_admin=True,
            sites=(Site("s1", "acme"), Site("s2", "beta")),
            apps=(UserApp(JIRA, "Jira (acme)", (ADMIN, USER)), UserApp(DESK, "Jira (beta)", (USER,))),
            roles=(ADMIN, ORG_ADMIN, USER),
            groups=(UserGroup("g2", "jira-users", True), UserGroup("g1", "staff", False)),
            last_active_at=NOW - timedelta(days=2),
            is_activity_known=True,
            added_at=NOW - timedelta(days=300),
        ),
        UserRow(
            account_id="bob",
            name="Bob",
            email=None,
            status="suspended",
            claim=None,
            kind="person",
            is_org_admin=False,
            sites=(),
            apps=(),
            roles=(),
            groups=(),
            last_active_at=None,
            is_activity_known=False,
            added_at=None,
        ),
    )


@pytest.mark.parametrize(
    ("scope", "days"),
    [
        ({}, 2),
        ({"app_id": JIRA}, 3),
        ({"app_id": DESK}, 9),
        ({"site_id": "s1"}, 2),
        ({"site_id": "s2"}, 9),
        ({"app_id": JIRA, "site_id": "s1"}, 3),
    ],
)
def test_last_active_follows_app_and_site_while_sites_stay_complete(
    stored: Stored, small: int, scope: dict[str, Any], days: int
) -> None:
    with stored.database.tenant_session(small) as session:
        ann, bob = search_users(session, small, UserSearch(**scope), NOW).items

    assert ann.last_active_at == NOW - timedelta(days=days)
    assert [site.name for site in ann.sites] == ["acme", "beta"]
    assert bob.last_active_at is None


def test_an_export_has_the_same_rows_as_the_pages(session: Session, stored: Stored) -> None:
    rows = iter_users_for_export(session, stored.tenant_id, UserSearch(app_id=min(CATALOGUE.apps)), NOW)
    exported = [user for _id, user in rows]

    assert exported == walk(session, stored, UserSearch(app_id=min(CATALOGUE.apps)))

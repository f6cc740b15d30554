"""The detail panel, the pickers and the dashboard's numbers, of one organization that can be counted by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.searching.search import (
    AppNumbers,
    AppRow,
    DirectoryNumbers,
    DomainCount,
    GroupRow,
    Site,
    get_user_detail,
    list_apps,
    list_email_domains,
    list_groups,
    list_roles,
    list_sites,
    load_numbers,
)
from app.directory.searching.user_detail import UserActivity, UserDirectory, UserGroupDetail
from app.domain.errors import Invalid, NotFound
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import NOW

JIRA, WIKI, DESK, EMPTY = "ari:jira/1", "ari:wiki/1", "ari:jira/2", "ari:unused/2"
USER, ADMIN, GUEST, ORG_ADMIN = "atlassian/user", "atlassian/admin", "atlassian/guest", "atlassian/org-admin"
CATALOGUE = Catalogue(
    groups={
        "g1": GroupFacts("g1", "all staff", "d1"),
        "g2": GroupFacts("g2", "jira-users", "d1", grants=frozenset({(JIRA, USER), (DESK, USER)})),
        "g3": GroupFacts("g3", "Admins_100%", "d1", is_externally_managed=True, grants=frozenset({(JIRA, ADMIN)})),
    },
    apps={
        JIRA: AppFacts(JIRA, "Jira", "s1", "acme", "jira"),
        WIKI: AppFacts(WIKI, "Confluence", "s1", "acme", "confluence"),
        DESK: AppFacts(DESK, "Jira", "s2", "beta", "jira"),
        EMPTY: AppFacts(EMPTY, "Unused", "s2", "beta", "unused"),
    },
    directories={"d1": "Main", "d2": "Another"},
)


def days_ago(days: int) -> Any:
    return NOW - timedelta(days=days)


def person(account_id: str, *roles: tuple[str, str], **facts: Any) -> UserFacts:
    return UserFacts(account_id, name=account_id.title(), app_roles=frozenset(roles), **facts)


PEOPLE = [
    person(
        "ann", (JIRA, USER), (JIRA, ADMIN), (WIKI, USER), (DESK, USER),
        email="ann@acme.com",
        groups=frozenset({"g1", "g2"}),
        directories={"d1": "active", "d2": "suspended"},
        platform_roles=frozenset({ORG_ADMIN}),
        activity={JIRA: days_ago(29), DESK: days_ago(30), EMPTY: days_ago(1)},
    ),
    person("bob", (JIRA, USER), email="bob@acme.com", status="suspended", activity={JIRA: days_ago(90)}),
    person("cid", (JIRA, GUEST), (WIKI, USER), email="cid@b.io", activity={JIRA: days_ago(31)}),
    person("dan", (JIRA, USER), is_activity_known=False, activity={JIRA: days_ago(2)}),
    person("eve", status="deactivated"),
]  # fmt: skip
STRANGER = person("ann", (JIRA, "atlassian/stranger"), email="x@stranger.org")


@dataclass(frozen=True)
class Stored:
    database: Database
    tenant_id: int


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    database = Database(module_database_url)
    other, mine = create_tenant(database), create_tenant(database)
    with database.tenant_session(other) as session:
        store_mirror(session, other, CATALOGUE, [STRANGER])
    with database.tenant_session(mine) as session:
        store_mirror(session, mine, CATALOGUE, PEOPLE)
    yield Stored(database, mine)
    database.dispose()


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    """A session that row-level security does not narrow: the queries themselves must name the tenant."""
    with stored.database.system_session() as session:
        yield session


def test_the_detail_shows_each_app_with_its_last_activity_and_whence_the_access_comes(
    session: Session, stored: Stored
) -> None:
    detail = get_user_detail(session, stored.tenant_id, "ann")

    assert detail.user.name == "Ann"
    assert detail.facts == PEOPLE[0]
    assert detail.activity == (
        UserActivity(WIKI, "Confluence (acme)", None, granted_by=(), is_direct=True, takes_seat=True),
        UserActivity(JIRA, "Jira (acme)", days_ago(29), granted_by=("jira-users",), is_direct=True, takes_seat=True),
        UserActivity(DESK, "Jira (beta)", days_ago(30), granted_by=("jira-users",), is_direct=False, takes_seat=True),
        UserActivity(EMPTY, "Unused (beta)", days_ago(1), granted_by=(), is_direct=False),
    )


def test_the_detail_shows_groups_with_what_they_give_and_directories(session: Session, stored: Stored) -> None:
    detail = get_user_detail(session, stored.tenant_id, "ann")

    assert detail.groups == (
        UserGroupDetail("g1", "all staff", is_access_group=False, is_externally_managed=False, grants=()),
        UserGroupDetail(
            "g2",
            "jira-users",
            is_access_group=True,
            is_externally_managed=False,
            grants=("Jira (acme)", "Jira (beta)"),
        ),
    )
    assert detail.directories == (UserDirectory("d2", "Another", "suspended"), UserDirectory("d1", "Main", "active"))


@pytest.mark.parametrize("account_id", ["nobody", "", "an\x00n", "\ud800"])
def test_an_unknown_user_is_not_found(session: Session, stored: Stored, account_id: str) -> None:
    with pytest.raises(NotFound):
        get_user_detail(session, stored.tenant_id, account_id)


def test_groups_are_listed_by_name_with_what_makes_them_special(session: Session, stored: Stored) -> None:
    page = list_groups(session, stored.tenant_id)

    assert page.next_cursor is None
    assert page.items == (
        GroupRow(
            "g3",
            "Admins_100%",
            None,
            is_externally_managed=True,
            user_count=None,
            grants=("Jira (acme)",),
            label="Admins_100%",
        ),
        GroupRow("g1", "all staff", None, is_externally_managed=False, user_count=None, grants=(), label="all staff"),
        GroupRow(
            "g2",
            "jira-users",
            None,
            is_externally_managed=False,
            user_count=None,
            grants=("Jira (acme)", "Jira (beta)"),
            label="jira-users",
        ),
    )


@pytest.mark.parametrize(
    ("search", "found"),
    [("STAFF", ["g1"]), ("%", ["g3"]), ("s_1", ["g3"]), ("_", ["g3"]), ("jira users", []), (" ", ["g3", "g1", "g2"])],
)
def test_groups_are_searched_literally_in_any_case(
    session: Session, stored: Stored, search: str, found: list[str]
) -> None:
    assert [group.group_id for group in list_groups(session, stored.tenant_id, search=search).items] == found


def test_groups_are_paged(session: Session, stored: Stored) -> None:
    first = list_groups(session, stored.tenant_id, limit=2)
    second = list_groups(session, stored.tenant_id, limit=2, cursor=first.next_cursor)

    assert [group.group_id for group in first.items] == ["g3", "g1"]
    assert [group.group_id for group in second.items] == ["g2"]
    assert second.next_cursor is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"limit": 0}, "/limit"),
        ({"limit": 201}, "/limit"),
        ({"search": "\x00"}, "/search"),
        ({"search": "x" * 201}, "/search"),
        ({"cursor": "zzz"}, "/cursor"),
    ],
)
def test_a_wrong_question_for_groups_is_refused_by_field(
    session: Session, stored: Stored, wrong: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as caught:
        list_groups(session, stored.tenant_id, **wrong)

    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_apps_sites_roles_and_domains_are_listed(session: Session, stored: Stored) -> None:
    tenant_id = stored.tenant_id

    assert list_apps(session, tenant_id) == [
        AppRow(WIKI, "confluence", "Confluence", "Confluence (acme)", "s1", "acme"),
        AppRow(JIRA, "jira", "Jira", "Jira (acme)", "s1", "acme"),
        AppRow(DESK, "jira", "Jira", "Jira (beta)", "s2", "beta"),
        AppRow(EMPTY, "unused", "Unused", "Unused (beta)", "s2", "beta"),
    ]
    assert list_sites(session, tenant_id) == [Site("s1", "acme"), Site("s2", "beta")]
    assert list_roles(session, tenant_id) == [ADMIN, GUEST, ORG_ADMIN, USER]
    assert list_email_domains(session, tenant_id) == [DomainCount("acme.com", 2), DomainCount("b.io", 1)]


def numbers_of(app: str, **counts: int) -> AppNumbers:
    facts = CATALOGUE.apps[app]
    none = dict.fromkeys(("active", "inactive", "never", "unknown", "total", "billable"), 0)
    return AppNumbers(app, facts.label, facts.site_id, facts.site_name, **(none | counts))


def test_the_numbers_say_who_uses_which_app_and_who_takes_a_seat(session: Session, stored: Stored) -> None:
    numbers = load_numbers(session, stored.tenant_id, NOW, inactivity_days=30)

    assert numbers == DirectoryNumbers(
        apps=(
            numbers_of(WIKI, never=2, total=2, billable=2),
            # Ann is active; Bob (suspended: no seat) and Cid (guest: no seat) are not; of Dan it is not known.
            numbers_of(JIRA, active=1, inactive=2, unknown=1, total=4, billable=2),
            numbers_of(DESK, inactive=1, total=1, billable=1),
            # Ann was active there, but has no access any more.
            numbers_of(EMPTY),
        ),
        users=5,
        users_by_status={"active": 3, "deactivated": 1, "suspended": 1},
    )


def test_customers_and_administrators_have_access_and_are_no_users(stored: Stored) -> None:
    help_center, administration = "ari:help/1", "ari:admin/1"
    apps = {
        help_center: AppFacts(help_center, "Service", "s1", "acme", "jira-servicedesk"),
        administration: AppFacts(administration, "Jira administration", "s1", "acme", "jira-admin"),
    }
    people = [
        person("agent", (help_center, USER), (help_center, "atlassian/customer"), activity={help_center: days_ago(2)}),
        person("buyer", (help_center, "atlassian/customer")),
        person("chief", (administration, ADMIN)),
    ]
    tenant_id = create_tenant(stored.database)
    with stored.database.tenant_session(tenant_id) as session:
        store_mirror(session, tenant_id, Catalogue(apps=apps), people)
        told = {one.resource_id: one for one in load_numbers(session, tenant_id, NOW, inactivity_days=30).apps}

    service, admin = told[help_center], told[administration]
    assert (service.total, service.active, service.never, service.billable) == (2, 1, 0, 1)
    assert (admin.total, admin.active, admin.inactive, admin.never, admin.billable) == (1, 0, 0, 0, 0)


def test_the_threshold_is_exact_to_the_second(session: Session, stored: Stored) -> None:
    earlier = NOW - timedelta(seconds=1)

    numbers = load_numbers(session, stored.tenant_id, earlier, inactivity_days=30)

    assert numbers.apps[2] == numbers_of(DESK, active=1, total=1, billable=1)


def test_the_numbers_of_one_site_count_its_apps_and_its_users(session: Session, stored: Stored) -> None:
    numbers = load_numbers(session, stored.tenant_id, NOW, inactivity_days=30, site_id="s2")

    assert [app.resource_id for app in numbers.apps] == [DESK, EMPTY]
    assert numbers.users_by_status == {"active": 1}


@pytest.mark.parametrize("site_id", ["s3", "", "\x00"])
def test_the_numbers_of_an_unknown_site_are_not_found(session: Session, stored: Stored, site_id: str) -> None:
    with pytest.raises(NotFound):
        load_numbers(session, stored.tenant_id, NOW, inactivity_days=30, site_id=site_id)


def test_an_empty_mirror_has_no_numbers(stored: Stored) -> None:
    tenant_id = create_tenant(stored.database)
    with stored.database.tenant_session(tenant_id) as session:
        numbers = load_numbers(session, tenant_id, NOW, inactivity_days=30)

    assert numbers == DirectoryNumbers(apps=(), users=0, users_by_status={})

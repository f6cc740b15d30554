"""Totals that count people who are alike together are those of planning each user alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import Database
from app.directory.facts import find_matching, find_rows, iter_matching_users, load_catalogue
from app.directory.signatures import find_single, iter_alike
from app.domain.automation.actions import Action, parse_actions
from app.domain.engine.planning import PlannedOperation, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.relevance import find_relevance
from app.domain.filters import EVERYBODY, FilterSpec, parse_filter
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from app.domain.rights import Reach
from app.models import Operation, ProtectedEntry, RestoredUser, Run, Tenant
from app.services.automation.admin_seats import load_admin_seats
from app.services.automation.foreseen import CHUNK, Totals, count_affected, foresee_totals, iter_plans, report_to
from app.services.automation.kept_seats import find_kept_seats
from app.services.tenancy.authority import Caller, name_caller
from tests.directory.mirrors import create_tenant, store_mirror
from tests.directory.organizations import APPS, CATALOGUE, NOW, make_people

USER = "atlassian/user"
JIRA_ADMIN = "ari:cloud:jira-admin::site/s1"
SERVICE_DESK = "ari:cloud:jira-servicedesk::site/s1"
GROUPS = {
    "g1": GroupFacts("g1", "Jira", "d1", grants=frozenset({(APPS[0], USER)})),
    "g2": GroupFacts("g2", "Both", "d1", grants=frozenset({(APPS[0], USER), (APPS[1], USER)})),
    "g3": GroupFacts("g3", "Synced", "d2", is_externally_managed=True, grants=frozenset({(APPS[3], USER)})),
    "g4": GroupFacts("g4", "Administration", "d1", grants=frozenset({(APPS[0], USER), (JIRA_ADMIN, USER)})),
}
MIRROR = Catalogue(
    groups=GROUPS,
    apps={
        **CATALOGUE.apps,
        JIRA_ADMIN: AppFacts(JIRA_ADMIN, "Jira administration", "s1", "Site s1"),
        SERVICE_DESK: AppFacts(SERVICE_DESK, "Service desk", "s1", "Site s1"),
    },
    directories=CATALOGUE.directories,
)


def _furnish(dice: Random, user: UserFacts) -> UserFacts:
    """With a second Jira app of the site, whose administration then stays, and a group that gives it."""
    roles = {(SERVICE_DESK, USER)} if dice.random() < 0.3 else set()
    return replace(
        user,
        app_roles=user.app_roles | roles,
        groups=user.groups | ({"g4"} if dice.random() < 0.2 else set()),
    )


KEEPER = "atlassian/user-access-admin"
KEEPERS = [
    UserFacts(
        f"712020:keeper{number}",
        email=f"keeper{number}@else.example",
        added_at=NOW - timedelta(days=900),
        directories={"d1": "active"},
        app_roles=frozenset({(APPS[0], KEEPER)}),
    )
    for number in range(3)
]
"""Who alone fill one seat, and whom no rule spares: a plan for all of them must leave the last."""
_DICE = Random(3)
PEOPLE = [*(_furnish(_DICE, user) for user in make_people(seed=11, size=3 * CHUNK)), *KEEPERS]
EVERY_KIND = parse_filter(
    {
        "version": 1,
        "root": {"type": "account_kind", "kinds": ["person", "service_account", "agent", "app", "customer"]},
    }
)
_LISTED = {"type": "people", "values": [KEEPERS[1].account_id]}
BUT_ONE_KEEPER = parse_filter({"version": 1, "root": {"op": "not", "of": [_LISTED]}})


@dataclass(frozen=True)
class Stored:
    database: Database
    tenant_id: int


@pytest.fixture(scope="module")
def stored(module_database_url: str) -> Iterator[Stored]:
    database = Database(module_database_url)
    other, mine = create_tenant(database), create_tenant(database)
    for tenant_id, people in ((other, PEOPLE[:40]), (mine, PEOPLE)):
        with database.tenant_session(tenant_id) as session:
            store_mirror(session, tenant_id, MIRROR, people)
    yield Stored(database, mine)
    database.dispose()


@pytest.fixture
def session(stored: Stored) -> Iterator[Session]:
    with stored.database.tenant_session(stored.tenant_id) as session:
        yield session
        session.rollback()


def _roll_actions(dice: Random) -> list[Action]:
    def choose(ids: tuple[str, ...]) -> list[str]:
        return dice.sample(ids, dice.randint(1, 2))

    groups = ("g1", "g2", "g3", "g4", "gone")
    kinds: list[dict[str, Any]] = [
        {"type": "add_to_groups", "groups": choose(groups)},
        {"type": "remove_from_groups", "groups": choose(groups)},
        {"type": "remove_app_access", "apps": choose((*APPS, "gone")), "leave_shared_groups": dice.random() < 0.5},
        {"type": "suspend_user"},
        {"type": "restore_user"},
    ]
    return list(parse_actions(dice.sample(kinds, dice.randint(1, 3))))


def _roll_rules(session: Session, tenant_id: int, dice: Random) -> None:
    """Safety rules of all kinds, people of whom something was given back, and writes of moments ago."""
    entries = [
        *(("user", user.account_id, False) for user in PEOPLE[:30]),
        ("group", "g3", False),
        ("domain", "acme.com", True),
    ]
    for kind, value, is_wide in dice.sample(entries, dice.randint(0, len(entries))):
        session.add(
            ProtectedEntry(
                tenant_id=tenant_id, kind=kind, value=value, includes_subdomains=is_wide, reason="r", created_by="a"
            )
        )
    session.execute(sa.update(Tenant).where(Tenant.id == tenant_id).values(young_account_days=dice.choice((0, 2, 30))))
    for user in dice.sample(PEOPLE, 60):
        session.add(
            RestoredUser(tenant_id=tenant_id, account_id=user.account_id, run_id=1, restored_at=NOW, restored_by="a")
        )
    run = Run(tenant_id=tenant_id, trigger="bulk", state="running", specification={"name": "r"}, counts={})
    session.add(run)
    session.flush()
    for position, user in enumerate(dice.sample(PEOPLE, 60)):
        session.add(_write(tenant_id, run.id, position, user.account_id, dice))
    session.flush()


def _write(tenant_id: int, run_id: int, position: int, account_id: str, dice: Random) -> Operation:
    action, kind, target = dice.choice(
        [("suspend_user", "directory", "d1"), ("add_to_groups", "group", "g1"), ("remove_from_groups", "group", "g2")]
    )
    is_open = dice.random() < 0.3
    ended = NOW - dice.choice((timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=4)))
    return Operation(
        tenant_id=tenant_id,
        run_id=run_id,
        position=position,
        account_id=account_id,
        action_index=0,
        action=action,
        target_kind=kind,
        target_id=target,
        target_name=target,
        outcome="started" if is_open else "succeeded",
        started_at=ended,
        finished_at=None if is_open else ended,
    )


@pytest.mark.parametrize("seed", range(16))
def test_totals_are_those_of_each_users_own_plan(session: Session, stored: Stored, seed: int) -> None:
    dice = Random(seed)
    tenant_id, actions, is_task = stored.tenant_id, _roll_actions(dice), dice.random() < 0.7
    _roll_rules(session, tenant_id, dice)
    if seed % 2:  # an admin who is no organization admin asks, who gives and takes no admin role
        name_caller(session, Caller(PEOPLE[0].account_id, frozenset(), Reach()))
    spec = dice.choice((EVERYBODY, EVERY_KIND, BUT_ONE_KEEPER))
    catalogue = load_catalogue(session, tenant_id)
    expected = Totals()
    chunks = iter_matching_users(session, tenant_id, spec, NOW)
    seats = load_admin_seats(session, tenant_id, actions, catalogue, NOW)
    for _id, _user, plan in iter_plans(
        session, tenant_id, actions, chunks, catalogue=catalogue, now=NOW, is_task=is_task, seats=seats
    ):
        expected.add(plan)

    found = foresee_totals(session, tenant_id, spec, actions, catalogue=catalogue, now=NOW, is_task=is_task)

    assert found == expected
    assert found.matched > CHUNK, "so many that people are counted together"
    if is_task:
        assert count_affected(session, tenant_id, spec, actions, NOW) == expected.affected


def test_whoever_waits_for_totals_is_told_how_many_were_looked_at(session: Session, stored: Stored) -> None:
    actions, catalogue = parse_actions([{"type": "suspend_user"}]), load_catalogue(session, stored.tenant_id)
    told: list[int] = []
    report_to(session, told.append)
    found = foresee_totals(session, stored.tenant_id, EVERYBODY, actions, catalogue=catalogue, now=NOW, is_task=True)

    assert (told[0], told[-1]) == (0, found.matched)
    assert len(set(told)) > 3
    assert told == sorted(told)


def test_people_who_are_alike_are_planned_once_and_know_nothing_else(session: Session, stored: Stored) -> None:
    actions = parse_actions([{"type": "suspend_user"}])
    relevance = find_relevance(actions, MIRROR, Protection())
    ids = [row_id for chunk in iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW) for row_id, _ in chunk]
    single = find_single(session, stored.tenant_id, ids, relevance, since=NOW)
    alike = sorted(set(ids) - set(single))
    groups = list(iter_alike(session, stored.tenant_id, alike, relevance, now=NOW))

    assert sum(people for _user, people in groups) == len(alike) > 100
    assert len(groups) < len(alike) / 2
    for user, _people in groups:
        told = replace(user, kind=None, directories={}, platform_roles=frozenset())
        assert (told.account_id, told.name, told.email, told.activity, told.app_roles) == (
            "",
            "",
            None,
            {},
            frozenset(),
        )


def test_who_is_named_by_a_rule_or_an_admin_is_planned_alone(session: Session, stored: Stored) -> None:
    rows = [row for chunk in iter_matching_users(session, stored.tenant_id, EVERYBODY, NOW) for row in chunk]
    people = [user for _row_id, user in rows]
    named = next(user for user in people if not user.app_roles and not user.groups and not user.platform_roles)
    admin = next(user for user in people if any(role == "atlassian/admin" for _app, role in user.app_roles))
    rules = find_relevance([], MIRROR, Protection(users={named.account_id}))
    single = set(find_single(session, stored.tenant_id, [row_id for row_id, _user in rows], rules, since=NOW))

    assert {named.account_id, admin.account_id} <= {user.account_id for row_id, user in rows if row_id in single}


def _find_kept(session: Session, tenant_id: int, spec: FilterSpec, actions: list[Action]) -> frozenset[tuple[str, str]]:
    catalogue = load_catalogue(session, tenant_id)
    seats = load_admin_seats(session, tenant_id, actions, catalogue, NOW)
    assert seats is not None
    assert seats.holders_of((APPS[0], KEEPER)) == {one.account_id for one in KEEPERS}

    def plan(users: Sequence[UserFacts]) -> Iterator[tuple[UserFacts, list[PlannedOperation]]]:
        return ((user, plan_user(user, actions, catalogue, Protection(), now=NOW)) for user in users)

    ids = find_matching(session, tenant_id, spec, NOW)
    return find_kept_seats(session, tenant_id, seats, ids, plan)


def test_a_seat_is_kept_by_who_is_not_meant_or_has_nothing_to_lose_and_by_nobody_else(
    session: Session, stored: Stored
) -> None:
    suspend = list(parse_actions([{"type": "suspend_user"}]))
    elsewhere = list(parse_actions([{"type": "remove_app_access", "apps": [APPS[1]]}]))
    seat = (APPS[0], KEEPER)

    assert seat not in _find_kept(session, stored.tenant_id, EVERYBODY, suspend)
    assert seat in _find_kept(session, stored.tenant_id, BUT_ONE_KEEPER, suspend)
    assert seat in _find_kept(session, stored.tenant_id, EVERYBODY, elsewhere)


def test_who_holds_a_seat_that_is_kept_is_like_anybody_else(session: Session, stored: Stored) -> None:
    rows = find_rows(session, stored.tenant_id, [one.account_id for one in KEEPERS])
    rules = find_relevance([], MIRROR, Protection())

    def find(kept: Sequence[tuple[str, str]]) -> list[int]:
        return find_single(session, stored.tenant_id, list(rows.values()), rules, since=NOW, kept=kept)

    assert find([]) == sorted(rows.values())
    assert find([(APPS[0], "atlassian/admin"), (APPS[1], KEEPER)]) == sorted(rows.values())
    assert find([(APPS[0], KEEPER)]) == []


def test_every_account_that_a_rule_names_is_judged_by_itself() -> None:
    rules = Protection(users={"listed"}, delegates={"behind the run"}, restored={"given back"})

    assert find_relevance([], MIRROR, rules).accounts == {"listed", "behind the run", "given back"}

"""The last admin of an app, a site or the organization stays, and nobody besides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.automation.actions import Action
from app.domain.automation.actions.steps import PLANNED, Target
from app.domain.engine import reasons
from app.domain.engine.last_admins import (
    AdminSeats,
    can_take_seats,
    find_lost,
    list_held,
    list_seats,
    name_seats,
    read_seats,
    store_seats,
    with_roles,
)
from app.domain.engine.planning import PlannedOperation, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.undo import foresee
from app.domain.people.directory import GroupFacts, UserFacts
from tests.domain.people import CATALOGUE, CONFLUENCE, JIRA, NOW, USER, person

ADMIN, ACCESS, SITE = "atlassian/admin", "atlassian/user-access-admin", "atlassian/site-admin"
WORLD = replace(
    CATALOGUE,
    groups={
        **CATALOGUE.groups,
        "g-lead": GroupFacts("g-lead", "leads", "d1", grants=frozenset({(JIRA, ADMIN)})),
        "g-both": GroupFacts("g-both", "both", "d1", grants=frozenset({(JIRA, ADMIN), (CONFLUENCE, ACCESS)})),
    },
)
SUSPEND, DROP_JIRA = Action("suspend_user"), Action("remove_app_access", (JIRA,))
LEAVE = Action("remove_from_groups", ("g-lead", "g-both"))
DIRECT = frozenset({(JIRA, ADMIN)})
SKIPPED, DONE = ("skipped", reasons.LAST_ADMIN), ("planned", None)


def plan(matched: list[UserFacts], others: list[UserFacts], *actions: Action) -> list[list[PlannedOperation]]:
    seats = AdminSeats()
    for user in (*matched, *others):
        seats.add(user.account_id, list_held(user, None, WORLD))
    return [plan_user(user, actions, WORLD, Protection(), now=NOW, seats=seats) for user in matched]


def told(plans: list[list[PlannedOperation]]) -> list[tuple[str, str | None]]:
    return [(step.verdict.outcome, step.verdict.reason) for mine in plans for step in mine]


LEAD = frozenset({"g-lead"})
TWO = {"d1": "active", "d2": "active"}
SEAT = (JIRA, ADMIN)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ({}, {}, set()),
        ({}, {"directories": TWO | {"d2": "suspended"}}, {SEAT}),
        ({}, {"directories": dict.fromkeys(TWO, "suspended")}, {SEAT}),
        *(({}, {"status": status}, {SEAT}) for status in ("inactive", "closed", "deactivated", "for_deletion")),
        ({"directories": TWO | {"d2": "suspended"}}, {"directories": TWO | {"d2": "suspended"}}, set()),
        ({"directories": dict.fromkeys(TWO, "suspended")}, {"app_roles": frozenset()}, set()),
        ({"status": "deactivated"}, {"app_roles": frozenset()}, set()),
        ({}, {"app_roles": frozenset()}, {SEAT}),
        ({"groups": LEAD}, {"groups": LEAD, "app_roles": frozenset()}, set()),
        ({"groups": LEAD, "app_roles": frozenset()}, {"groups": frozenset()}, {SEAT}),
        ({"groups": LEAD}, {"groups": frozenset()}, {SEAT}),
        ({"groups": LEAD | {"g-both"}}, {"groups": frozenset({"g-both"})}, set()),
        ({"groups": frozenset({"g-plain"}), "loose_seats": DIRECT}, {"groups": frozenset()}, {SEAT}),
        ({"loose_seats": DIRECT}, {"app_roles": DIRECT | {(CONFLUENCE, USER)}}, set()),
    ],
)
def test_a_step_takes_these_seats(
    before: dict[str, object], after: dict[str, object], lost: set[tuple[str, str]]
) -> None:
    user = replace(UserFacts("a", app_roles=DIRECT, directories=TWO), **before)  # type: ignore[arg-type]
    assert find_lost(user, replace(user, **after), WORLD) == lost  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "action", "spared"),
    [
        ({"app_roles": DIRECT}, SUSPEND, True),
        ({"app_roles": DIRECT}, DROP_JIRA, True),
        ({"groups": LEAD, "app_roles": DIRECT}, Action("remove_from_groups", ("g-lead",)), True),
        ({"groups": LEAD}, SUSPEND, True),
        ({"platform_roles": frozenset({SITE})}, SUSPEND, True),
        ({"app_roles": frozenset({("ari:cloud:jira-admin::site/1", USER)})}, SUSPEND, True),
        ({"groups": LEAD | {"g-both"}, "app_roles": DIRECT}, Action("remove_from_groups", ("g-lead",)), False),
        ({"app_roles": frozenset({(JIRA, USER)})}, SUSPEND, False),
        ({"app_roles": DIRECT, "status": "inactive"}, SUSPEND, False),
        ({"app_roles": DIRECT | {(CONFLUENCE, USER)}}, Action("remove_app_access", (CONFLUENCE,)), False),
    ],
)
def test_what_would_take_the_only_admin(facts: dict[str, object], action: Action, spared: bool) -> None:
    assert told(plan([person("a1", **facts)], [], action)) == [SKIPPED if spared else DONE]


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        ({}, True),
        ({"status": "inactive"}, False),
        ({"status": "unknown"}, False),
        ({"directories": {"d1": "suspended"}}, False),
        ({"directories": {"d1": "unknown"}}, False),
        ({"directories": {}}, False),
        ({"directories": {"d1": "active", "d2": "suspended"}}, False),
        ({"directories": {"d1": "active", "d2": "unknown"}}, False),
        ({"directories": {"d1": "active", "d2": "no_membership"}}, True),
        ({"kind": None}, False),
        ({"kind": "service_account"}, False),
        ({"app_roles": frozenset({(JIRA, USER)})}, False),
        ({"app_roles": frozenset({(CONFLUENCE, ADMIN)})}, False),
    ],
)
def test_only_a_certain_active_person_counts_as_staying(other: dict[str, object], stays: bool) -> None:
    second = person("a2", **({"app_roles": DIRECT} | other))
    assert told(plan([person("a1", app_roles=DIRECT)], [second], SUSPEND)) == [DONE if stays else SKIPPED]


def test_what_the_log_says_counts_as_well() -> None:
    shown = person("a2", app_roles=DIRECT)
    assert list_held(shown, shown, WORLD) == DIRECT
    assert not list_held(shown, replace(shown, directories={"d1": "suspended"}), WORLD)
    assert not list_held(shown, replace(shown, app_roles=frozenset()), WORLD)
    assert not list_held(replace(shown, app_roles=frozenset()), shown, WORLD)


def test_of_six_five_go_and_the_line_names_the_role() -> None:
    plans = plan([person(f"a{one}", app_roles=DIRECT) for one in range(6)], [], SUSPEND)
    assert told(plans) == [DONE] * 5 + [SKIPPED]
    [detail] = plans[-1][0].consequences
    assert (detail.role, detail.apps) == (ADMIN, ("Jira (acme)",))
    assert read_seats(store_seats([detail])) == [detail]
    assert store_seats(()) is None


DELEGATED = Protection(delegates=frozenset({"somebody else"}))
OUT = {"d1": "suspended"}


@pytest.mark.parametrize(
    ("facts", "action", "spared"),
    [
        ({"app_roles": DIRECT}, SUSPEND, True),
        ({"app_roles": DIRECT}, DROP_JIRA, True),
        ({"groups": LEAD, "app_roles": DIRECT}, DROP_JIRA, True),
        ({"groups": LEAD}, SUSPEND, True),
        ({"platform_roles": frozenset({SITE})}, SUSPEND, True),
        ({"app_roles": DIRECT, "directories": OUT}, Action("restore_user"), True),
        ({"groups": LEAD, "directories": OUT}, Action("restore_user"), True),
        ({"app_roles": frozenset({(JIRA, USER)}), "directories": OUT}, Action("restore_user"), False),
        ({"app_roles": DIRECT | {(CONFLUENCE, USER)}}, Action("remove_app_access", (CONFLUENCE,)), False),
        ({"app_roles": frozenset({(JIRA, USER)})}, SUSPEND, False),
        ({"app_roles": frozenset({(JIRA, USER)})}, DROP_JIRA, False),
        ({"app_roles": DIRECT, "groups": frozenset({"g-staff"})}, Action("remove_from_groups", ("g-staff",)), False),
        ({"app_roles": DIRECT}, Action("add_to_groups", ("g-jira",)), False),
    ],
)
def test_nobody_delegated_gives_or_takes_an_admin_role(facts: dict[str, object], action: Action, spared: bool) -> None:
    """However many others hold it, and whatever the target is: also of who is let in again or shut out."""
    user, others = person("a1", **facts), [person(f"b{one}", app_roles=DIRECT) for one in range(3)]
    seats = AdminSeats()
    for one in others:
        seats.add(one.account_id, list_held(one, None, WORLD))
    expected = ("skipped", reasons.ADMIN_TARGET) if spared else DONE
    assert told([plan_user(user, [action], WORLD, DELEGATED, now=NOW, seats=seats)]) == [expected]
    assert told([plan_user(user, [action], WORLD, Protection(), now=NOW)]) == [DONE]


@pytest.mark.parametrize(("role", "spared"), [(ADMIN, True), (ACCESS, True), (USER, False)])
def test_nobody_delegated_gives_an_admin_role_back_by_an_undo(role: str, spared: bool) -> None:
    back = PlannedOperation(5, "grant_app_role", Target("role", f"{JIRA}|{role}", "Jira", None), PLANNED)
    [step] = foresee((person(), None), [back], WORLD, DELEGATED, now=NOW)
    assert (step.verdict.outcome, step.verdict.reason) == (("skipped", reasons.ADMIN_TARGET) if spared else DONE)


@pytest.mark.parametrize(("others", "outcome"), [(1, DONE), (0, SKIPPED)])
def test_what_an_undo_would_take_is_judged_by_the_same_rule(others: int, outcome: tuple[str, str | None]) -> None:
    users = [person(f"a{one}", groups=LEAD) for one in range(1 + others)]
    seats = AdminSeats({(JIRA, ADMIN): {user.account_id for user in users}})
    leave = PlannedOperation(3, "remove_from_groups", Target("group", "g-lead", "leads", "d1"), PLANNED)
    [step] = foresee((users[0], None), [leave], WORLD, Protection(), now=NOW, seats=seats)
    assert (step.verdict.outcome, step.verdict.reason) == outcome
    assert step.is_changing == (outcome == DONE)
    assert [detail.role for detail in step.consequences] == ([] if outcome == DONE else [ADMIN])


SITE_ENTRY, ORGANIZATION = "ari:cloud:platform::site/s1", "ari:cloud:platform::org/o1"


@pytest.mark.parametrize(
    ("shown", "seats", "roles"),
    [
        ((JIRA, ADMIN), {(JIRA, ADMIN)}, {(JIRA, ADMIN)}),
        ((JIRA, USER), set(), set()),
        ((SITE_ENTRY, SITE), {(SITE_ENTRY, SITE)}, set()),
        ((ORGANIZATION, ACCESS), {(ORGANIZATION, ACCESS)}, set()),
        ((ORGANIZATION, "atlassian/org-admin"), set(), set()),
        (("ari:cloud:elsewhere::site/9", ADMIN), {("ari:cloud:elsewhere::site/9", ADMIN)}, set()),
    ],
)
def test_roles_that_a_look_shows_count_and_filters_read_those_on_known_apps_alone(
    shown: tuple[str, str], seats: set[tuple[str, str]], roles: set[tuple[str, str]]
) -> None:
    user = with_roles(person("a1"), {shown: True}, WORLD)
    assert (set(user.told_seats), set(user.app_roles), set(user.loose_seats)) == (seats, roles, set())
    assert list_seats(user, WORLD) == seats
    assert with_roles(person("a1"), {shown: False}, WORLD).loose_seats == seats


@pytest.mark.parametrize(
    ("is_direct", "groups", "action", "spared"),
    [
        (False, {"g-staff"}, Action("remove_from_groups", ("g-staff",)), True),
        (True, {"g-staff"}, Action("remove_from_groups", ("g-staff",)), False),
        (False, {"g-staff", "g-lead"}, Action("remove_from_groups", ("g-staff",)), False),
        (False, set(), SUSPEND, True),
        (True, set(), SUSPEND, True),
        (False, set(), Action("remove_app_access", (CONFLUENCE,)), False),
        (True, set(), DROP_JIRA, True),
        (False, {"g-staff"}, Action("remove_app_access", (CONFLUENCE,)), False),
    ],
)
def test_a_role_that_some_group_gives_by_now_may_go_with_any_group(
    is_direct: bool, groups: set[str], action: Action, spared: bool
) -> None:
    """Which group it is nobody says; one that is known to give it and stays tells that nothing goes."""
    known = person("a1", groups=frozenset(groups), app_roles=frozenset({(CONFLUENCE, USER)}))
    user = with_roles(known, {(JIRA, ADMIN): is_direct}, WORLD)
    [[step]] = [plan_user(user, [action], WORLD, Protection(), now=NOW, seats=AdminSeats({(JIRA, ADMIN): {"a1"}}))]
    assert (step.verdict.outcome, step.verdict.reason) == (SKIPPED if spared else DONE)


def test_a_site_is_named_by_its_name_where_its_own_role_is_taken() -> None:
    site_id = WORLD.apps[JIRA].site_id
    [named] = name_seats([(f"ari:cloud:platform::site/{site_id}", SITE)], WORLD)
    [other] = name_seats([(SITE_ENTRY + "x", SITE)], WORLD)
    [whole] = name_seats([(ORGANIZATION, ACCESS)], WORLD)
    assert (named.apps, other.apps, whole.apps) == ((WORLD.apps[JIRA].site_name,), ("s1x",), ())


PEOPLE = st.lists(
    st.tuples(
        st.booleans(),
        st.sets(st.sampled_from(["g-lead", "g-both", "g-staff"])),
        st.sets(st.sampled_from([(JIRA, ADMIN), (CONFLUENCE, ACCESS), (JIRA, USER)])),
        st.sampled_from(["active", "suspended"]),
    ),
    max_size=7,
)


@given(people=PEOPLE, actions=st.lists(st.sampled_from([SUSPEND, DROP_JIRA, LEAVE]), min_size=1, max_size=3))
def test_a_plan_leaves_every_role_somebody_and_spares_no_more_than_it_must(
    people: list[tuple[bool, set[str], set[tuple[str, str]], str]], actions: list[Action]
) -> None:
    users = {
        f"a{one}": person(f"a{one}", groups=frozenset(groups), app_roles=frozenset(roles), directories={"d1": status})
        for one, (_is_matched, groups, roles, status) in enumerate(people)
    }
    matched = [user for user, row in zip(users.values(), people, strict=True) if row[0]]
    others = [user for user in users.values() if user not in matched]
    seats = AdminSeats()
    before = {account: list_held(user, None, WORLD) for account, user in users.items()}
    for account, held in before.items():
        seats.add(account, held)
    filled = {seat for held in before.values() for seat in held}
    untouched = {seat for user in others for seat in before[user.account_id]}
    for user in matched:
        for step in plan_user(user, actions, WORLD, Protection(), now=NOW, seats=seats):
            for detail in step.consequences if step.verdict.reason == reasons.LAST_ADMIN else ():
                seat = (JIRA if "Jira" in detail.apps[0] else CONFLUENCE, str(detail.role))
                assert seat not in untouched
                assert seats.holders_of(seat) <= {user.account_id}
        for seat in filled:
            assert seats.holders_of(seat)


def test_only_what_takes_something_away_can_take_a_seat() -> None:
    assert [can_take_seats([one]) for one in (SUSPEND, DROP_JIRA, LEAVE)] == [True] * 3
    assert can_take_seats([Action("restore_user"), SUSPEND]) is True
    assert can_take_seats([Action("restore_user"), Action("add_to_groups", ("g-lead",))]) is False
    assert can_take_seats([]) is False

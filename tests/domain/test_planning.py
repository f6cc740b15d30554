"""What would be done to a user: needed, already so, impossible, or forbidden."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.automation.actions import Action
from app.domain.automation.actions.steps import Target
from app.domain.automation.collateral import find_granting_groups
from app.domain.engine import reasons
from app.domain.engine.planning import PlannedOperation, after_operation, judge, plan_user
from app.domain.engine.protection import Protection
from app.domain.people.directory import ORG_ADMIN_ROLE, UserFacts
from app.domain.states import StepOutcome
from tests.domain.people import CATALOGUE, CONFLUENCE, JIRA, NOW, USER, person

ADD_STAFF = Action("add_to_groups", ("g-staff",))
LEAVE_STAFF = Action("remove_from_groups", ("g-staff",))
DROP_JIRA = Action("remove_app_access", (JIRA,))
SUSPEND = Action("suspend_user")
RESTORE = Action("restore_user")


def _plan(user: UserFacts, *actions: Action, protection: Protection | None = None) -> list[PlannedOperation]:
    return plan_user(user, actions, CATALOGUE, protection or Protection(), now=NOW)


def _verdicts(user: UserFacts, *actions: Action, protection: Protection | None = None) -> list[tuple[str, str | None]]:
    planned = _plan(user, *actions, protection=protection)
    return [(operation.verdict.outcome, operation.verdict.reason) for operation in planned]


@pytest.mark.parametrize(
    ("user", "action", "expected"),
    [
        (person(), ADD_STAFF, ("planned", None)),
        (person(groups=frozenset({"g-staff"})), ADD_STAFF, ("skipped", reasons.ALREADY_MEMBER)),
        (person(), Action("add_to_groups", ("g-scim",)), ("failed", reasons.EXTERNALLY_MANAGED)),
        (person(), Action("add_to_groups", ("g-other",)), ("failed", reasons.NOT_IN_DIRECTORY)),
        (person(), Action("add_to_groups", ("g-gone",)), ("failed", reasons.UNKNOWN_GROUP)),
        (person(), LEAVE_STAFF, ("skipped", reasons.NOT_MEMBER)),
        (person(groups=frozenset({"g-staff"})), LEAVE_STAFF, ("planned", None)),
        (
            person(groups=frozenset({"g-scim"})),
            Action("remove_from_groups", ("g-scim",)),
            ("failed", reasons.EXTERNALLY_MANAGED),
        ),
        (person(), DROP_JIRA, ("skipped", reasons.NO_ACCESS)),
        (person(app_roles=frozenset({(JIRA, USER)})), DROP_JIRA, ("planned", None)),
        (person(), Action("remove_app_access", ("ari:gone",)), ("failed", reasons.UNKNOWN_APP)),
        (person(), SUSPEND, ("planned", None)),
        (person(directories={"d1": "suspended"}), SUSPEND, ("skipped", reasons.ALREADY_SUSPENDED)),
        (person(directories={}), SUSPEND, ("failed", reasons.NO_MEMBERSHIP)),
        (person(), RESTORE, ("skipped", reasons.NOT_SUSPENDED)),
        (person(directories={"d1": "suspended"}), RESTORE, ("planned", None)),
    ],
)
def test_one_step_is_judged(user: UserFacts, action: Action, expected: tuple[str, str | None]) -> None:
    assert _verdicts(user, action) == [expected]


def test_a_user_in_two_directories_is_suspended_in_each() -> None:
    user = person(directories={"d1": "active", "d2": "suspended"})
    assert [(one.target.id, one.verdict.outcome) for one in _plan(user, SUSPEND)] == [
        ("d1", "planned"),
        ("d2", "skipped"),
    ]


def test_after_a_failed_action_the_later_ones_of_that_user_are_skipped() -> None:
    actions = (Action("add_to_groups", ("g-scim", "g-staff")), SUSPEND)
    assert _verdicts(person(), *actions) == [
        ("failed", reasons.EXTERNALLY_MANAGED),
        ("planned", None),
        ("skipped", reasons.EARLIER_ACTION_FAILED),
    ]


def test_a_later_step_sees_what_an_earlier_one_does() -> None:
    twice = (ADD_STAFF, ADD_STAFF)
    assert _verdicts(person(), *twice) == [("planned", None), ("skipped", reasons.ALREADY_MEMBER)]
    joins = (Action("add_to_groups", ("g-jira",)), DROP_JIRA)
    assert _verdicts(person(), *joins) == [("planned", None), ("planned", None)]


@pytest.mark.parametrize("action", [ADD_STAFF, LEAVE_STAFF, DROP_JIRA, SUSPEND, RESTORE])
def test_organization_admins_are_never_touched_by_role_or_by_group(action: Action) -> None:
    by_role = person(platform_roles=frozenset({ORG_ADMIN_ROLE}))
    by_group = person(groups=frozenset({"g-admins"}))
    for user in (by_role, by_group):
        assert set(_verdicts(user, action)) == {("skipped", reasons.ORG_ADMIN)}


@pytest.mark.parametrize(
    "protection",
    [
        Protection(users=frozenset({"a1"})),
        Protection(groups=frozenset({"g-staff"})),
        Protection(domains=frozenset({"acme.example"})),
    ],
)
def test_the_protected_list_holds_for_every_action(protection: Protection) -> None:
    user = person(groups=frozenset({"g-staff"}), email="Ada@ACME.example")
    for action in (LEAVE_STAFF, SUSPEND, Action("add_to_groups", ("g-jira",))):
        assert _verdicts(user, action, protection=protection) == [("skipped", reasons.PROTECTED)]


def test_a_young_account_is_spared_by_destructive_actions_only() -> None:
    protection = Protection(minimum_age_days=7)
    young = person(added_at=NOW - timedelta(days=7) + timedelta(seconds=1))
    old_enough = person(added_at=NOW - timedelta(days=7))
    assert _verdicts(young, SUSPEND, protection=protection) == [("skipped", reasons.YOUNG_ACCOUNT)]
    assert _verdicts(young, ADD_STAFF, protection=protection) == [("planned", None)]
    assert _verdicts(old_enough, SUSPEND, protection=protection) == [("planned", None)]
    assert _verdicts(person(added_at=None), SUSPEND, protection=protection) == [("skipped", reasons.AGE_UNKNOWN)]


def test_access_comes_through_the_groups_that_grant_the_app() -> None:
    user = person(groups=frozenset({"g-scim", "g-jira", "g-staff"}))
    assert [group.name for group in find_granting_groups(user, JIRA, CATALOGUE)] == ["jira-users", "scim-jira"]
    assert find_granting_groups(user, CONFLUENCE, CATALOGUE) == []


_users = st.builds(
    lambda groups, roles, status: person(groups=groups, app_roles=roles, directories={"d1": status}),
    st.frozensets(st.sampled_from(["g-staff", "g-jira", "g-scim"])),
    st.frozensets(st.sampled_from([(JIRA, USER), (CONFLUENCE, USER)])),
    st.sampled_from(["active", "suspended"]),
)
_actions = st.sampled_from([ADD_STAFF, LEAVE_STAFF, SUSPEND, RESTORE, Action("remove_app_access", (CONFLUENCE,))])


@given(user=_users, action=_actions)
def test_what_was_planned_and_done_is_not_planned_again(user: UserFacts, action: Action) -> None:
    for operation in _plan(user, action):
        if operation.verdict.outcome == StepOutcome.PLANNED:
            changed = after_operation(user, action, operation.target, CATALOGUE)
            assert judge(changed, action, operation.target, CATALOGUE).outcome == StepOutcome.SKIPPED
            assert changed != user


def test_removing_app_access_takes_the_granting_groups_along() -> None:
    user = person(groups=frozenset({"g-jira", "g-staff"}), app_roles=frozenset({(JIRA, USER), (CONFLUENCE, USER)}))
    after = after_operation(user, Action("remove_app_access"), Target("app", JIRA, "Jira"), CATALOGUE)
    assert after == replace(user, groups=frozenset({"g-staff"}), app_roles=frozenset({(CONFLUENCE, USER)}))


_action_lists = st.lists(
    st.sampled_from(
        (ADD_STAFF, LEAVE_STAFF, DROP_JIRA, SUSPEND, RESTORE, Action("add_to_groups", ("g-jira", "g-admins")))
    ),
    min_size=1,
    max_size=4,
)
_protections = st.builds(
    Protection,
    st.frozensets(st.sampled_from(("a1", "a2"))),
    st.frozensets(st.sampled_from(("g-staff", "g-jira"))),
    st.frozensets(st.sampled_from(("acme.example", "other.example"))),
)
_people = st.builds(
    lambda account_id, groups, roles, status: person(
        account_id, groups=groups, platform_roles=roles, directories={"d1": status}
    ),
    st.sampled_from(("a1", "a2", "a3")),
    st.frozensets(st.sampled_from(tuple(CATALOGUE.groups))),
    st.frozensets(st.sampled_from((ORG_ADMIN_ROLE, "atlassian/site-admin"))),
    st.sampled_from(("active", "suspended")),
)


@settings(max_examples=1000, deadline=None)
@given(user=_people, actions=_action_lists, protection=_protections)
def test_no_plan_has_a_step_for_who_is_or_has_become_untouchable(
    user: UserFacts, actions: list[Action], protection: Protection
) -> None:
    for step in _plan(user, *actions, protection=protection):
        is_spared = (
            ORG_ADMIN_ROLE in user.platform_roles
            or "g-admins" in user.groups
            or user.account_id in protection.users
            or "acme.example" in protection.domains
        )
        if is_spared:
            assert step.verdict.outcome == StepOutcome.SKIPPED
            assert step.verdict.reason in (reasons.ORG_ADMIN, reasons.PROTECTED)
        if step.verdict.outcome == StepOutcome.PLANNED:
            user = after_operation(user, Action(step.action), step.target, CATALOGUE)


def test_access_that_will_remain_is_planned_with_its_reason_and_ends_the_users_plan() -> None:
    user = person(groups=frozenset({"g-scim", "g-jira"}), app_roles=frozenset({(JIRA, USER)}))

    assert _verdicts(user, DROP_JIRA, SUSPEND) == [
        ("planned", reasons.ACCESS_REMAINS),
        ("skipped", reasons.EARLIER_ACTION_FAILED),
    ]

"""What the log says was changed moments ago, against reads that show writes late."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.automation.actions import Action
from app.domain.automation.actions.steps import Target
from app.domain.engine import reasons
from app.domain.engine.planning import judge_both, plan_user
from app.domain.engine.protection import Protection
from app.domain.engine.recent import SETTLING, LoggedChange, LoggedOperation, fold_changes, keep_recent, overlay, unite
from app.domain.states import StepOutcome
from tests.domain.people import CATALOGUE, JIRA, NOW, USER, person

STAFF, GIVES_JIRA = ("group", "g-staff"), ("group", "g-jira")
HERE = ("directory", "d1")


def logged(action: str, target: Target, outcome: str = "succeeded", **more: Any) -> LoggedOperation:
    """An operation of run 1, a minute ago."""
    at, reason = NOW - timedelta(minutes=1), more.pop("reason", None)
    return LoggedOperation(1, at, action, target, StepOutcome(outcome), reason, **more)


def change(is_there: bool | None) -> LoggedChange:
    """A change of run 1, a minute ago."""
    return LoggedChange(is_there, NOW - timedelta(minutes=1), 1)


@pytest.mark.parametrize(
    ("action", "target", "element", "is_there"),
    [
        ("add_to_groups", Target("group", "g-staff", "staff", "d1"), STAFF, True),
        ("remove_from_groups", Target("group", "g-staff", "staff", "d1"), STAFF, False),
        ("suspend_user", Target("directory", "d1", "Acme", "d1"), HERE, True),
        ("restore_user", Target("directory", "d1", "Acme", "d1"), HERE, False),
        ("grant_app_role", Target("role", f"{JIRA}|{USER}", "user"), ("role", f"{JIRA}|{USER}"), True),
        ("revoke_app_role", Target("role", f"{JIRA}|{USER}", "user"), ("role", f"{JIRA}|{USER}"), False),
    ],
)
def test_what_an_operation_leaves_behind(action: str, target: Target, element: tuple[str, str], is_there: bool) -> None:
    [(found, last)] = fold_changes([logged(action, target)]).items()
    assert (found, last.is_there, last.run_id) == (element, is_there, 1)
    for outcome, reason in (("failed", reasons.OUTCOME_UNKNOWN), ("started", None)):
        assert fold_changes([logged(action, target, outcome, reason=reason)])[element].is_there is None
    for outcome, reason in (("failed", reasons.REFUSED), ("skipped", reasons.PROTECTED), ("planned", None)):
        assert fold_changes([logged(action, target, outcome, reason=reason)]) == {}


def test_what_a_composite_leaves_behind() -> None:
    left = {"step": "left_group", "group_id": "g-jira", "group_name": "jira-users", "directory_id": "d1"}
    revoked = {"step": "revoked_role", "role": USER, "resource_id": JIRA}
    found = {"step": "found", "parts": [revoked, left]}
    app, role = Target("app", JIRA, "Jira"), ("role", f"{JIRA}|{USER}")

    whole = fold_changes([logged("remove_app_access", app, steps=(found, revoked, left))])
    assert {element: last.is_there for element, last in whole.items()} == {role: False, GIVES_JIRA: False}
    refused = logged("remove_app_access", app, "failed", reason=reasons.ACCESS_REMAINS, steps=(found, revoked))
    assert {element: last.is_there for element, last in fold_changes([refused]).items()} == {role: False}
    unknown = logged("remove_app_access", app, "failed", reason=reasons.OUTCOME_UNKNOWN, steps=(found, revoked))
    assert {element: last.is_there for element, last in fold_changes([unknown]).items()} == {
        role: False,
        GIVES_JIRA: None,
    }


def test_the_last_change_of_a_thing_counts() -> None:
    staff = Target("group", "g-staff", "staff", "d1")
    first, second = logged("add_to_groups", staff), replace(logged("remove_from_groups", staff), run_id=2)
    assert fold_changes([first, second])[STAFF] == LoggedChange(False, first.at, 2)


def test_a_change_counts_for_as_long_as_reads_may_not_show_it() -> None:
    recent, settled = LoggedChange(True, NOW - SETTLING + timedelta(seconds=1), 1), change(True)
    settled = replace(settled, at=NOW - SETTLING)
    assert keep_recent({STAFF: recent, HERE: settled}, NOW) == {STAFF: recent}
    assert timedelta(seconds=120) < SETTLING


def test_the_user_as_the_log_knows_them() -> None:
    joined = overlay(person(), {GIVES_JIRA: change(True)}, CATALOGUE)
    assert joined.groups == {"g-jira"}
    assert joined.app_roles == {(JIRA, USER)}
    assert overlay(joined, {GIVES_JIRA: change(False)}, CATALOGUE) == person()
    both = overlay(joined, {("group", "g-scim"): change(True)}, CATALOGUE)
    assert overlay(both, {GIVES_JIRA: change(False)}, CATALOGUE).app_roles == {(JIRA, USER)}
    assert overlay(person(), {HERE: change(True)}, CATALOGUE).directories == {"d1": "suspended"}
    assert overlay(person(), {("directory", "d9"): change(True)}, CATALOGUE) == person()
    role = ("role", f"{JIRA}|{USER}")
    held = overlay(person(), {role: change(True)}, CATALOGUE)
    assert held.app_roles == {(JIRA, USER)}
    assert overlay(held, {role: change(False)}, CATALOGUE).app_roles == frozenset()
    assert overlay(joined, {role: change(False)}, CATALOGUE).app_roles == {(JIRA, USER)}


@pytest.mark.parametrize("element", [STAFF, HERE, ("role", f"{JIRA}|{USER}")])
def test_what_nobody_knows_is_the_contrary_of_what_shows(element: tuple[str, str]) -> None:
    there, gone = (overlay(person(), {element: change(word)}, CATALOGUE) for word in (True, False))
    assert overlay(there, {element: change(None)}, CATALOGUE) == gone
    assert overlay(gone, {element: change(None)}, CATALOGUE) == there


@pytest.mark.parametrize("shows", [True, False])
@pytest.mark.parametrize("logs", [True, False])
def test_a_step_is_needless_only_when_both_agree(shows: bool, logs: bool) -> None:
    staff = Target("group", "g-staff", "staff", "d1")
    user, known = (person(groups=frozenset({"g-staff"} if there else ())) for there in (shows, logs))
    add = judge_both(user, known, (Action("add_to_groups"), staff), CATALOGUE)
    assert (add.outcome == StepOutcome.SKIPPED) is (shows and logs)
    assert (judge_both(user, None, (Action("add_to_groups"), staff), CATALOGUE).outcome == StepOutcome.SKIPPED) is shows


def test_a_plan_follows_both_and_spares_whom_either_protects() -> None:
    add, suspend = Action("add_to_groups", ("g-staff",)), Action("suspend_user")
    shown, known = person(groups=frozenset({"g-staff"})), person()
    [planned] = plan_user(shown, [add], CATALOGUE, Protection(), now=NOW, logged=known)
    assert planned.verdict.outcome == StepOutcome.PLANNED
    twice = plan_user(shown, [add, add], CATALOGUE, Protection(), now=NOW, logged=known)
    assert [one.verdict.outcome for one in twice] == ["planned", "skipped"]
    for user, other in ((shown, known), (known, shown)):
        protection = Protection(groups=frozenset({"g-staff"}))
        [spared] = plan_user(user, [suspend], CATALOGUE, protection, now=NOW, logged=other)
        assert spared.verdict.reason == reasons.PROTECTED


def test_what_is_to_be_taken_is_what_either_knows() -> None:
    shown, known = person(groups=frozenset({"g-staff"})), person(groups=frozenset({"g-jira"}))
    assert unite(shown, known).groups == {"g-staff", "g-jira"}
    assert unite(shown, None) == shown

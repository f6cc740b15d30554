"""One user's operations in order: what those before and what other runs did decide of the next one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.automation import actions as act
from app.domain.automation.actions.steps import Target
from app.domain.engine import reasons
from app.domain.engine.protection import Protection
from app.domain.engine.recent import LoggedChange
from app.domain.states import StepOutcome
from app.services.engine.operations import Outcome, UserHistory
from tests.domain.people import CONFLUENCE, JIRA, NOW, USER, person
from tests.worker.deciding import (
    ANYBODY,
    CALLED,
    JOIN,
    JUST_NOW,
    LEAVE,
    LEFT_JIRA,
    LONG_AGO,
    OTHER,
    RUN,
    SOURCE,
    SUSPEND,
    TAKE_JIRA,
    UNDO,
    decide,
    run_of,
    step,
    undo_step,
    work,
)


@pytest.mark.parametrize(
    ("failed_action", "index", "is_called"), [(0, 1, False), (1, 1, True), (2, 1, True), (None, 1, True)]
)
def test_after_an_action_that_failed_for_the_user_only_the_later_ones_are_skipped(
    failed_action: int | None, index: int, is_called: bool
) -> None:
    one = work(
        run_of(JOIN, SUSPEND), ANYBODY, step(SUSPEND, index), history=UserHistory(failed_action=failed_action)
    )  # fmt: skip

    assert decide(one) == (CALLED if is_called else [("skipped", reasons.EARLIER_ACTION_FAILED)])


@pytest.mark.parametrize(("outcome", "expected"), [("failed", reasons.EARLIER_ACTION_FAILED), ("succeeded", None)])
def test_a_step_that_fails_now_holds_up_what_comes_after(outcome: str, expected: str | None) -> None:
    one = work(run_of(JOIN, SUSPEND), ANYBODY, step(JOIN), step(SUSPEND, 1))
    one.learn(Outcome(StepOutcome(outcome)), NOW)

    assert decide(one) == ([("skipped", expected)] if expected else CALLED)


def test_the_first_action_that_failed_decides_what_comes_after() -> None:
    one = work(run_of(JOIN, LEAVE, SUSPEND), ANYBODY, step(JOIN), step(LEAVE, 1), step(LEAVE, 1))
    one.learn(Outcome(StepOutcome.FAILED), NOW)
    one.learn(Outcome(StepOutcome.FAILED), NOW)

    assert decide(one) == [("skipped", reasons.EARLIER_ACTION_FAILED)]


def test_what_the_run_has_done_counts_for_what_is_shown_and_for_what_is_logged() -> None:
    """Something else was changed lately, so the log has a word in it."""
    changes = {("group", "g-jira"): LoggedChange(True, JUST_NOW, OTHER)}
    user = person(groups=frozenset({"g-staff"}))
    one = work(run_of(LEAVE, SUSPEND), user, step(LEAVE), step(SUSPEND, 1), changes=changes)
    one.learn(Outcome(StepOutcome.SUCCEEDED), NOW)

    assert decide(one, Protection(groups={"g-staff"})) == CALLED
    assert one.recent["group", "g-staff"] == LoggedChange(False, NOW, RUN)


def test_the_run_itself_may_be_why_a_user_is_protected_now() -> None:
    one = work(run_of(JOIN, SUSPEND), ANYBODY, step(JOIN), step(SUSPEND, 1))
    one.learn(Outcome(StepOutcome.SUCCEEDED), NOW)

    assert decide(one, Protection(groups={"g-staff"})) == [("skipped", reasons.PROTECTED)]


def test_a_group_that_is_managed_elsewhere_is_not_called_for() -> None:
    join = replace(step(JOIN), target=Target("group", "g-scim", "scim-jira", "d1"))

    assert decide(work(run_of(JOIN), ANYBODY, join)) == [("failed", reasons.EXTERNALLY_MANAGED)]


def test_access_that_went_with_a_group_of_this_run_was_taken_by_it() -> None:
    history = UserHistory(is_touched=True, left_groups=frozenset({"g-jira"}))
    one = work(run_of(LEAVE, TAKE_JIRA), ANYBODY, step(TAKE_JIRA, 1), history=history)
    assert decide(one) == [("call", act.REMOVE_APP_ACCESS)], "it may be held directly as well"

    told = one.learn(Outcome(StepOutcome.SKIPPED, reasons.NO_ACCESS), NOW).outcome

    assert (told.outcome, told.reason) == ("succeeded", reasons.LOST_WITH_GROUP)


@pytest.mark.parametrize("way", ["left for itself", "left as a part"])
def test_access_that_goes_with_a_group_a_moment_ago_was_taken_by_the_run(way: str) -> None:
    is_part = way == "left as a part"
    leave = replace(step(LEAVE), target=Target("group", "g-jira", "jira-users", "d1"))
    other = replace(step(TAKE_JIRA), target=Target("app", CONFLUENCE, "Confluence"))
    one = work(run_of(TAKE_JIRA if is_part else LEAVE), ANYBODY, other if is_part else leave, step(TAKE_JIRA))
    one.learn(Outcome(StepOutcome.FAILED, steps=(LEFT_JIRA,)) if is_part else Outcome(StepOutcome.SUCCEEDED), NOW)

    assert one.learn(Outcome(StepOutcome.SKIPPED, reasons.NO_ACCESS), NOW).outcome.reason == reasons.LOST_WITH_GROUP


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_is_to_be_taken_counts_whoever_knows_of_it(is_shown: bool) -> None:
    roles = {(JIRA, USER)} if is_shown else ()
    user = person(groups=frozenset({"g-jira"} if is_shown else ()), app_roles=frozenset(roles))
    changes = {("group", "g-jira"): LoggedChange(not is_shown, JUST_NOW, OTHER)}
    one = work(run_of(TAKE_JIRA, JOIN), user, step(TAKE_JIRA), step(JOIN, 1), changes=changes)

    reach = one.get_reach(step(TAKE_JIRA))

    assert reach.groups == {"g-jira"}
    assert reach.app_roles == {(JIRA, USER)}
    assert one.get_reach(step(JOIN, 1)).groups == user.groups


@pytest.mark.parametrize(
    ("run_id", "at", "is_left"),
    [
        (OTHER, JUST_NOW, True),
        (OTHER, LONG_AGO + timedelta(seconds=1), True),
        (OTHER, LONG_AGO, False),
        (SOURCE, JUST_NOW, False),
        (4, JUST_NOW, False),
    ],
)
def test_what_a_later_run_changed_is_left_to_it(run_id: int, at: Any, is_left: bool) -> None:
    changes = {("group", "g-staff"): LoggedChange(True, at, run_id)}
    user = person(groups=frozenset({"g-staff"}))
    one = work(run_of(source=UNDO), user, undo_step(act.REMOVE_FROM_GROUPS), changes=changes)

    settled, operation = one.settle(Protection())

    assert (operation is None) == is_left
    if is_left:
        assert [(each.outcome.reason, each.outcome.before) for each in settled] == [
            (reasons.CHANGED_BY_LATER_RUN, {"later_run": run_id})
        ]


@pytest.mark.parametrize(("is_there", "reason"), [(None, reasons.NOTHING_TO_TAKE_BACK), (True, reasons.STATE_CHANGED)])
def test_an_undo_says_why_it_had_nothing_to_do(is_there: bool | None, reason: str) -> None:
    changes = {("group", "g-staff"): LoggedChange(is_there, LONG_AGO, SOURCE)}

    assert decide(work(run_of(source=UNDO), ANYBODY, undo_step(act.REMOVE_FROM_GROUPS), changes=changes)) == [
        ("skipped", reason)
    ]


def test_a_step_of_an_undo_that_failed_holds_up_no_other() -> None:
    user = person(groups=frozenset({"g-staff"}), directories={"d1": "suspended"})
    restore = undo_step(act.RESTORE_USER, Target("directory", "d1", "Acme", "d1"))
    first, second = sorted([undo_step(act.REMOVE_FROM_GROUPS), restore], key=lambda one: one.action_index)
    one = work(run_of(source=UNDO), user, first, second)
    one.learn(Outcome(StepOutcome.FAILED, reasons.REFUSED), NOW)

    assert decide(one) == [("call", second.action)]


def test_what_an_undo_learns_to_be_so_already_somebody_had_changed() -> None:
    one = work(run_of(source=UNDO), person(groups=frozenset({"g-staff"})), undo_step(act.REMOVE_FROM_GROUPS))

    assert one.learn(Outcome(StepOutcome.SKIPPED, reasons.NOT_MEMBER), NOW).outcome.reason == reasons.STATE_CHANGED

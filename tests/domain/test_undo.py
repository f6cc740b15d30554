"""Turning round what was done: exactly that, and nothing else."""

from typing import Any

import pytest

from app.domain.automation.actions.records import DoneOperation
from app.domain.automation.actions.steps import Target
from app.domain.engine import reasons
from app.domain.engine.protection import Protection
from app.domain.engine.runs import RunCounts, fold_state
from app.domain.engine.undo import UNDO_ACTIONS, reverse_operation
from app.domain.states import StepOutcome
from tests.domain.people import JIRA, USER

STAFF, HERE = Target("group", "g-staff", "staff", "d1"), Target("directory", "d1", "Acme", "d1")
ROLE, APP = Target("role", f"{JIRA}|{USER}", "user"), Target("app", JIRA, "Jira")
LEFT = {"step": "left_group", "group_id": "g-jira", "group_name": "jira-users", "directory_id": "d1"}
REVOKED = {"step": "revoked_role", "role": USER, "resource_id": JIRA}
FOUND = {"step": "found", "parts": [REVOKED, LEFT]}


def back(action: str, target: Target, outcome: str = "succeeded", **more: Any) -> list[tuple[str, str]]:
    """(action, target) of the steps back; each points at its kind."""
    steps = reverse_operation(DoneOperation(action, target, StepOutcome(outcome), **more))
    assert all(UNDO_ACTIONS[step.action_index].type == step.action for step in steps)
    return [(step.action, step.target.id) for step in steps]


@pytest.mark.parametrize(
    ("action", "target", "opposite"),
    [
        ("add_to_groups", STAFF, "remove_from_groups"),
        ("remove_from_groups", STAFF, "add_to_groups"),
        ("suspend_user", HERE, "restore_user"),
        ("restore_user", HERE, "suspend_user"),
        ("grant_app_role", ROLE, "revoke_app_role"),
        ("revoke_app_role", ROLE, "grant_app_role"),
    ],
)
def test_what_was_done_or_may_have_been_is_turned_round(action: str, target: Target, opposite: str) -> None:
    assert back(action, target) == [(opposite, target.id)]
    assert back(action, target, "failed", reason=reasons.OUTCOME_UNKNOWN) == [(opposite, target.id)]
    for outcome, reason in (("failed", reasons.REFUSED), ("skipped", reasons.ALREADY_MEMBER), ("planned", None)):
        assert back(action, target, outcome, reason=reason) == []


def test_of_a_composite_the_parts_that_were_done_the_last_first() -> None:
    regrant, rejoin = ("grant_app_role", f"{JIRA}|{USER}"), ("add_to_groups", "g-jira")
    assert back("remove_app_access", APP, steps=(FOUND, REVOKED, LEFT)) == [rejoin, regrant]
    assert back("remove_app_access", APP, "failed", reason=reasons.REFUSED, steps=(FOUND, REVOKED)) == [regrant]
    parts = (FOUND, REVOKED)
    assert back("remove_app_access", APP, "failed", reason=reasons.OUTCOME_UNKNOWN, steps=parts) == [rejoin, regrant]
    assert back("remove_app_access", APP, "failed", steps=(FOUND,)) == []


def test_nobody_is_suspended_where_it_was_not_known_whether_they_had_been() -> None:
    [step] = reverse_operation(DoneOperation("restore_user", HERE, StepOutcome.SUCCEEDED, before={"status": "unknown"}))
    assert step.refusal == reasons.BEFORE_UNKNOWN
    [step] = reverse_operation(
        DoneOperation("restore_user", HERE, StepOutcome.SUCCEEDED, before={"status": "suspended"})
    )
    assert step.refusal is None
    [step] = reverse_operation(DoneOperation("suspend_user", HERE, StepOutcome.SUCCEEDED, before={"status": "unknown"}))
    assert (step.action, step.refusal) == ("restore_user", None)


def test_an_undo_asks_nothing_of_age_but_for_an_undo_of_an_undo() -> None:
    protection = Protection(users=frozenset({"a"}), minimum_age_days=7)
    assert protection.for_undo(of_undo=False).minimum_age_days == 0
    assert protection.for_undo(of_undo=False).users == {"a"}
    assert protection.for_undo(of_undo=True).minimum_age_days == 7


@pytest.mark.parametrize(
    ("succeeded", "failed", "skipped", "as_undo", "as_task"),
    [
        (0, 0, {}, "succeeded", "succeeded"),
        (2, 0, {}, "succeeded", "succeeded"),
        (2, 0, {reasons.STATE_CHANGED: 1}, "partial", "succeeded"),
        (2, 0, {reasons.NOTHING_TO_TAKE_BACK: 1}, "succeeded", "succeeded"),
        (2, 0, {reasons.NOTHING_TO_TAKE_BACK: 1, reasons.PROTECTED: 1}, "partial", "succeeded"),
        (0, 0, {reasons.CHANGED_BY_LATER_RUN: 1}, "failed", "succeeded"),
        (0, 0, {reasons.NOTHING_TO_TAKE_BACK: 1}, "succeeded", "succeeded"),
        (1, 1, {}, "partial", "partial"),
        (0, 1, {}, "failed", "failed"),
    ],
)
def test_an_undo_that_left_something_is_no_success(
    succeeded: int, failed: int, skipped: dict[str, int], as_undo: str, as_task: str
) -> None:
    counts = RunCounts(succeeded=succeeded, failed=failed, skipped=sum(skipped.values()), skipped_by_reason=skipped)
    assert (fold_state(counts, is_undo=True), fold_state(counts)) == (as_undo, as_task)

"""Before and after: what each kind of step tells of a person, and what several of them make together."""

from typing import Any

import pytest

from app.domain.automation.actions.records import SEEN_LATE, Changed, DoneOperation
from app.domain.automation.actions.steps import Target
from app.domain.automation.collateral import Detail, read_remains, store_remains
from app.domain.engine.afterwards.changes import GAINED_APPS, LOST_APPS, fold_person, list_changes
from app.domain.states import StepOutcome

GROUP = Target("group", "g", "staff", "d")
PLACE = Target("directory", "d", "Main")
APP = Target("app", "jira", "Jira")
ROLE = Target("role", "jira|atlassian/user", "user in Jira")
LEFT = {"step": "left_group", "group_id": "g", "group_name": "staff", "directory_id": "d"}
REVOKED = {"step": "revoked_role", "role": "user", "resource_id": "jira"}
FOUND = {"step": "found", "parts": [REVOKED, LEFT]}


def tell(
    action: str,
    target: Target,
    before: dict[str, Any] | None = None,
    *steps: dict[str, Any],
    outcome: str = "succeeded",
    reason: str | None = None,
) -> list[tuple[str, str, str]]:
    done = DoneOperation(action, target, StepOutcome(outcome), reason, before, steps)
    return [(f"{one.kind} {one.id}", one.before, one.after) for one in list_changes(done)]


@pytest.mark.parametrize(
    ("action", "target", "before", "told"),
    [
        ("add_to_groups", GROUP, {"was_member": False}, ("group g", "not_member", "member")),
        ("add_to_groups", GROUP, {"was_member": True, SEEN_LATE: True}, ("group g", "unknown", "member")),
        ("remove_from_groups", GROUP, {"was_member": True}, ("group g", "member", "not_member")),
        ("remove_from_groups", GROUP, None, ("group g", "unknown", "not_member")),
        ("suspend_user", PLACE, {"status": "active"}, ("status d", "active", "suspended")),
        ("suspend_user", PLACE, {"status": "unknown"}, ("status d", "unknown", "suspended")),
        ("suspend_user", PLACE, {"status": None}, ("status d", "unknown", "suspended")),
        ("suspend_user", PLACE, {"status": "suspended", SEEN_LATE: True}, ("status d", "unknown", "suspended")),
        ("restore_user", PLACE, {"status": "suspended"}, ("status d", "suspended", "active")),
        ("grant_app_role", ROLE, {"was_held": False}, ("role jira|atlassian/user", "not_held", "held")),
        ("revoke_app_role", ROLE, {"was_held": True}, ("role jira|atlassian/user", "held", "not_held")),
        ("revoke_app_role", ROLE, None, ("role jira|atlassian/user", "unknown", "not_held")),
    ],
)
def test_a_step_tells_what_it_found_and_left(
    action: str, target: Target, before: dict[str, Any] | None, told: tuple[str, str, str]
) -> None:
    assert tell(action, target, before) == [told]
    thing, found, _left = told
    assert tell(action, target, before, outcome="failed", reason="outcome_unknown") == [(thing, found, "unknown")]
    assert tell(action, target, before, outcome="failed", reason="not_applied") == []
    assert tell(action, target, before, outcome="skipped") == tell(action, target, before, outcome="planned") == []


def test_apps_that_went_and_came_with_a_group_are_told() -> None:
    lost = {"was_member": True, LOST_APPS: [["jira", "Jira"]]}
    assert tell("remove_from_groups", GROUP, lost)[1:] == [("app jira", "access", "no_access")]
    gained = {"was_member": False, GAINED_APPS: [["jira", "Jira"]]}
    assert tell("add_to_groups", GROUP, gained)[1:] == [("app jira", "no_access", "access")]


ROLE_GONE = ("role jira|user", "held", "not_held")
GROUP_LEFT = ("group g", "member", "not_member")


@pytest.mark.parametrize(
    ("steps", "outcome", "reason", "told"),
    [
        ((FOUND, REVOKED, LEFT), "succeeded", None, [ROLE_GONE, GROUP_LEFT, ("app jira", "access", "no_access")]),
        ((FOUND, REVOKED), "failed", "access_remains", [ROLE_GONE, ("app jira", "access", "access")]),
        ((FOUND, REVOKED), "failed", "partly_done", [ROLE_GONE, ("app jira", "access", "unknown")]),
        (
            (FOUND, REVOKED),
            "failed",
            "outcome_unknown",
            [ROLE_GONE, ("group g", "member", "unknown"), ("app jira", "access", "unknown")],
        ),
        ((FOUND,), "failed", "not_applied", []),
        ((FOUND,), "started", None, []),
        ((), "skipped", "no_access", []),
    ],
)
def test_taking_an_app_away_says_which_groups_were_left_and_which_roles_revoked(
    steps: tuple[dict[str, Any], ...], outcome: str, reason: str | None, told: list[tuple[str, str, str]]
) -> None:
    assert tell("remove_app_access", APP, None, *steps, outcome=outcome, reason=reason) == told


def test_a_person_is_told_from_before_the_first_write_to_after_the_last() -> None:
    out = Changed("group", "g", "staff", "member", "not_member")
    back = Changed("group", "g", "staff", "not_member", "member")
    other = Changed("status", "d", "Main", "active", "suspended")
    assert fold_person([out, other, back]) == [Changed("group", "g", "staff", "member", "member"), other]
    assert fold_person([]) == []


def test_through_what_access_remains_is_kept_as_it_was_told() -> None:
    kept = [
        Detail("keeps_direct", role="atlassian/user", apps=("Jira (acme)",)),
        Detail("keeps_managed", "s", "scim", apps=("Jira (acme)",)),
        Detail("stays_in_group", "t", "team", reason="externally_managed"),
    ]
    assert read_remains(store_remains([Detail("loses_apps", "g", "staff", apps=("Wiki",)), *kept])) == kept
    assert store_remains([]) == {}
    assert read_remains(None) == read_remains({"was_member": True}) == []
    assert kept[0].text == "Access to Jira (acme) remains: direct role atlassian/user."
    assert kept[1].text == "scim, which is managed elsewhere, goes on giving access to Jira (acme)."

"""Which actions can be saved, which are warned about, and how they read."""

import pytest

from app.domain.automation.actions import ACTIONS, Action, check_actions, describe_action, parse_actions
from app.domain.errors import Invalid
from tests.domain.people import CATALOGUE, JIRA


def _pointers(*actions: Action) -> list[str]:
    return [error.pointer for error in check_actions(actions, CATALOGUE)]


@pytest.mark.parametrize(
    ("actions", "pointers"),
    [
        ((), ["/actions"]),
        ((Action("add_to_groups"),), ["/actions/0/groups"]),
        ((Action("remove_app_access"),), ["/actions/0/apps"]),
        ((Action("add_to_groups", ("g-staff", "g-gone")),), ["/actions/0/groups/1"]),
        ((Action("remove_app_access", ("ari:gone",)),), ["/actions/0/apps/0"]),
        ((Action("add_to_groups", ("g-scim",)),), ["/actions/0/groups/0"]),
        (
            (Action("add_to_groups", ("g-staff",)), Action("remove_from_groups", ("g-staff",))),
            ["/actions/1/groups"],
        ),
        ((Action("suspend_user"), Action("restore_user")), ["/actions"]),
        ((Action("add_to_groups", ("g-staff",)), Action("suspend_user")), []),
    ],
)
def test_what_cannot_be_saved_names_its_place(actions: tuple[Action, ...], pointers: list[str]) -> None:
    assert _pointers(*actions) == pointers


def test_an_externally_managed_group_is_refused_with_the_reason() -> None:
    [error] = check_actions((Action("remove_from_groups", ("g-scim",)),), CATALOGUE)
    assert error.detail == "scim-jira is managed elsewhere and cannot be changed here."


def test_an_unknown_action_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match="add_to_groups, remove_from_groups, remove_app_access, suspend_user"):
        parse_actions([{"type": "delete_user"}])


def test_actions_survive_storing_and_repeated_targets_count_once() -> None:
    [action] = parse_actions([{"type": "add_to_groups", "groups": ["g-staff", "g-jira", "g-staff"]}])
    assert action.targets == ("g-staff", "g-jira")
    for stored in (action, Action("remove_app_access", (JIRA,)), Action("suspend_user")):
        assert parse_actions([stored.to_json()]) == (stored,)


def test_actions_read_as_sentences_even_when_a_target_is_gone() -> None:
    assert describe_action(Action("add_to_groups", ("g-staff", "g-gone")), CATALOGUE) == (
        "Add to staff, deleted group g-gone"
    )
    assert describe_action(Action("remove_app_access", (JIRA,)), CATALOGUE) == "Remove access to Jira (acme)"


WHAT_THEY_ARE = {
    "add_to_groups": "",
    "remove_from_groups": "removal destructive",
    "remove_app_access": "removal destructive composite",
    "suspend_user": "destructive",
    "restore_user": "",
    "deactivate_account": "destructive terminal",
    "activate_account": "terminal",
    "delete_account": "destructive terminal",
    "cancel_deletion": "terminal",
    "grant_app_role": "",
    "revoke_app_role": "removal destructive",
}
"""Of each kind: whether "not there" is as wanted, it takes something away, takes several calls, ends a list."""


def test_every_kind_is_what_the_engine_relies_on() -> None:
    told = {
        word: " ".join(one for one in ("removal", "destructive", "composite", "terminal") if getattr(kind, f"is_{one}"))
        for word, kind in ACTIONS.items()
    }
    assert told == WHAT_THEY_ARE

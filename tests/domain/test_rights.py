"""The table of rights, and the reach of delegated admins."""

import pytest

from app.domain.automation.actions import ACTIONS, Action
from app.domain.automation.frozen import read_specification
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts
from app.domain.rights import (
    RIGHTS,
    NamedGroups,
    Reach,
    Right,
    find_beyond_reach,
    join_delegates,
    name_delegates,
    raises_limit,
    read_reach,
)

JIRA = "ari:cloud:jira::site/one"
ADMINISTRATION = "ari:cloud:jira-admin::site/one"
WIKI = "ari:cloud:confluence::site/one"
SITE = "ari:cloud:platform::site/one"
OTHER = "ari:cloud:jira::site/two"
CATALOGUE = Catalogue(
    groups={
        "jira": GroupFacts("jira", "jira", "d", grants=frozenset({(JIRA, "atlassian/user")})),
        "both": GroupFacts("both", "both", "d", grants=frozenset({(JIRA, "atlassian/user"), (WIKI, "atlassian/user")})),
        "none": GroupFacts("none", "none", "d"),
        "admins": GroupFacts("admins", "admins", "d", grants=frozenset({(JIRA, "atlassian/admin")})),
        "access": GroupFacts("access", "access", "d", grants=frozenset({(JIRA, "atlassian/user-access-admin")})),
        "sites": GroupFacts("sites", "sites", "d", grants=frozenset({(SITE, "atlassian/site-admin")})),
        "org": GroupFacts("org", "org", "d", grants=frozenset({("ari:cloud:platform::org/o", "atlassian/org-admin")})),
        "flagged": GroupFacts("flagged", "flagged", "d", grants_org_admin=True),
        "administration": GroupFacts("a", "a", "d", grants=frozenset({(ADMINISTRATION, "atlassian/user")})),
    },
    apps={
        resource: AppFacts(resource, resource, resource.rpartition("/")[2], "Site")
        for resource in (JIRA, ADMINISTRATION, WIKI, OTHER)
    },
)  # fmt: skip


def judge(action: Action, *resources: str) -> list[str | None]:
    return [error.code for error in find_beyond_reach([action], CATALOGUE, Reach(frozenset(resources)))]


@pytest.mark.parametrize("kind", ["add_to_groups", "remove_from_groups"])
@pytest.mark.parametrize("group", ["admins", "access", "sites", "org", "flagged", "administration"])
def test_a_group_that_makes_admins_is_refused_whatever_one_administers(kind: str, group: str) -> None:
    everything = (JIRA, ADMINISTRATION, WIKI, OTHER, "one", "two")
    assert judge(Action(kind, (group,)), *everything) == ["admin_target"]


def test_a_group_is_in_reach_when_all_that_it_gives_is() -> None:
    assert judge(Action("add_to_groups", ("jira", "both", "none")), JIRA) == ["beyond_reach"]
    assert judge(Action("add_to_groups", ("jira", "both", "none")), JIRA, WIKI) == []
    assert judge(Action("remove_from_groups", ("jira", "none"))) == ["beyond_reach"]


def test_an_app_is_in_reach_by_itself_or_by_its_site() -> None:
    action = Action("remove_app_access", (JIRA, WIKI, OTHER))
    assert judge(action, JIRA) == ["beyond_reach", "beyond_reach"]
    assert judge(action, "one") == ["beyond_reach"]
    assert judge(action, "one", OTHER) == []
    assert judge(Action("remove_app_access", (ADMINISTRATION,)), ADMINISTRATION, "one") == ["admin_target"]


def test_what_goes_with_an_app_by_choice_has_to_be_in_reach_as_well() -> None:
    chosen = Action("remove_app_access", (JIRA,), can_leave_shared_groups=True)
    assert judge(chosen, JIRA) == ["beyond_reach"]
    assert judge(chosen, JIRA, WIKI) == []


def test_what_is_gone_is_no_concern_of_rights() -> None:
    assert judge(Action("add_to_groups", ("gone",))) == []
    assert judge(Action("suspend_user")) == []


def test_every_target_is_named_by_its_place() -> None:
    actions = [Action("suspend_user"), Action("add_to_groups", ("none", "admins"))]
    [error] = find_beyond_reach(actions, CATALOGUE, Reach())
    assert error.pointer == "/actions/1/groups/1"


def test_reach_is_read_from_admin_roles_alone() -> None:
    assert read_reach([(JIRA, "atlassian/user"), (WIKI, "atlassian/guest")]) == frozenset()
    assert read_reach([(JIRA, "atlassian/user-access-admin")]) == {JIRA}
    assert read_reach([(ADMINISTRATION, "atlassian/admin")]) == {ADMINISTRATION, JIRA}
    assert "one" in read_reach([("ari:cloud:platform::site/one", "atlassian/site-admin")])


def test_only_organization_admins_have_every_right() -> None:
    assert RIGHTS["org_admin"] == frozenset(Right)
    for via in ("product_admin", "user_access_admin"):
        assert RIGHTS[via] == {Right.BROWSE, Right.AUTOMATE, Right.STOP}


@pytest.mark.parametrize(
    ("was", "becomes", "is_raised"),
    [(None, None, False), (None, 1, False), (3, 3, False), (3, 2, False), (3, 4, True), (3, None, True)],
)
def test_a_limit_is_lifted_by_a_higher_one_or_none(was: int | None, becomes: int | None, is_raised: bool) -> None:
    assert raises_limit(was, becomes) is is_raised


@pytest.mark.parametrize(
    ("stored", "account", "kept"),
    [
        (None, None, None),
        (None, "a", "a"),
        ("a", None, "a"),
        ("a", "a", "a"),
        ("a", "b", "a b"),
        ("a b", "a", "a b"),
        ("a b", "712020:c", "712020:c a b"),
    ],
)
def test_whoever_joins_leaves_the_others_named(stored: str | None, account: str | None, kept: str | None) -> None:
    assert join_delegates(stored, account) == kept


def test_delegates_are_kept_by_the_specification_and_read_again() -> None:
    kept = name_delegates("b", None, "a", "b", "")
    assert kept == ["a", "b"]
    assert name_delegates("b a", "c", None, "a") == ["a", "b", "c"]
    assert read_specification({"delegates": kept}).delegates == {"a", "b"}
    assert read_specification({}).delegates == frozenset()
    assert read_specification({"delegates": "a"}).delegates == frozenset()


@pytest.mark.parametrize("role", ["atlassian/trusted-user", "atlassian/billing-admin", "jira/admin", ""])
def test_a_role_that_nobody_knows_may_make_admins(role: str) -> None:
    group = GroupFacts("odd", "odd", "d", grants=frozenset({(JIRA, role)}))
    catalogue = Catalogue(groups={"odd": group}, apps=CATALOGUE.apps)
    [error] = find_beyond_reach([Action("add_to_groups", ("odd",))], catalogue, Reach(frozenset({JIRA})))
    assert error.code == "admin_target"


def test_whatever_action_is_not_said_to_be_for_them_is_for_organization_admins_alone() -> None:
    theirs = {word for word, kind in ACTIONS.items() if kind.is_for_delegates}
    assert theirs == {"add_to_groups", "remove_from_groups", "remove_app_access", "suspend_user", "restore_user"}
    for word in ACTIONS.keys() - theirs:
        [error] = find_beyond_reach([Action("suspend_user"), Action(word)], CATALOGUE, Reach())
        assert (error.pointer, error.code) == ("/actions/1/type", "org_admins_action")


ADD_ADMINS = (Action("suspend_user"), Action("add_to_groups", ("admins",)))
WAYS: dict[str, tuple[NamedGroups, Action, bool]] = {
    "who is in it becomes an admin": (
        NamedGroups([(ADD_ADMINS, frozenset({"none"}))]), Action("add_to_groups", ("none",)), True
    ),
    "who is in it is one no more": (
        NamedGroups([((Action("remove_from_groups", ("admins",)),), frozenset({"none"}))]),
        Action("remove_from_groups", ("none",)), True,
    ),
    "a task puts them into such a group": (
        NamedGroups(
            [((Action("add_to_groups", ("none",)),), frozenset({"jira"})), (ADD_ADMINS, frozenset({"none", "gone"}))]
        ),
        Action("add_to_groups", ("jira",)), True,
    ),
    "leaving it goes with an app": (
        NamedGroups([(ADD_ADMINS, frozenset({"jira", "gone"}))]), Action("remove_app_access", (JIRA,)), True
    ),
    "a task that makes nobody an admin asks for it": (
        NamedGroups([((Action("add_to_groups", ("jira",)),), frozenset({"none"}))]),
        Action("add_to_groups", ("none",)), False,
    ),
    "tasks in a circle": (
        NamedGroups(
            [
                ((Action("add_to_groups", ("none",)),), frozenset({"jira"})),
                ((Action("add_to_groups", ("jira",)),), frozenset({"none"})),
            ]
        ),
        Action("add_to_groups", ("none", "jira")), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_group_by_which_a_task_makes_admins_is_no_target(way: str) -> None:
    named, action, is_refused = WAYS[way]
    errors = find_beyond_reach([action], CATALOGUE, Reach(frozenset({JIRA, WIKI})), named)
    assert [error.code for error in errors] == (["admin_target"] if is_refused else [])

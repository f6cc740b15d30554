"""Taking an app away takes that app alone, unless more was asked for; what goes and what stays is named."""

from typing import Any

import pytest

from app.domain.automation.actions import Action, describe_action, parse_actions
from app.domain.automation.actions.advice import find_cautions
from app.domain.automation.cautions import ALSO_TAKEN, KEPT_IN_SHARED_GROUPS, TAKES_APPS
from app.domain.automation.collateral import describe_steps
from app.domain.engine import reasons
from app.domain.engine.planning import PlannedOperation, count_plan, plan_user
from app.domain.engine.protection import Protection
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from tests.domain.people import NOW

ACME, OTHER = "acme", "other"
JIRA = f"ari:cloud:jira-software::site/{ACME}"
DESK = f"ari:cloud:jira-servicedesk::site/{ACME}"
WIKI = f"ari:cloud:confluence::site/{ACME}"
JIRA_THERE = f"ari:cloud:jira-software::site/{OTHER}"
ADMIN = f"ari:cloud:jira-admin::site/{ACME}"
ADMIN_THERE = f"ari:cloud:jira-admin::site/{OTHER}"
NAMES = {JIRA: "Jira", DESK: "Service desk", WIKI: "Confluence", JIRA_THERE: "Jira", ADMIN: "Jira Administration"}
USER = "atlassian/user"


def _group(name: str, *apps: str, is_external: bool = False) -> GroupFacts:
    return GroupFacts(name, name, "d", is_external, frozenset((app, USER) for app in apps))


GROUPS = (
    _group("jira", JIRA),
    _group("jira-and-wiki", JIRA, WIKI),
    _group("jira-twice", JIRA, JIRA_THERE),
    _group("jira-admins", JIRA, ADMIN),
    _group("jira-admins-there", JIRA, ADMIN_THERE),
    _group("desk", DESK),
    _group("wiki", WIKI),
    _group("idp", JIRA, is_external=True),
)
CATALOGUE = Catalogue(
    groups={group.group_id: group for group in GROUPS},
    apps={app: AppFacts(app, name, app.rpartition("/")[2], app.rpartition("/")[2]) for app, name in NAMES.items()},
    directories={"d": "Directory"},
)
DROP = Action("remove_app_access", (JIRA,))
DROP_WIDE = Action("remove_app_access", (JIRA,), can_leave_shared_groups=True)


def _member(*groups: str, direct: tuple[str, ...] = ()) -> UserFacts:
    grants = {pair for name in groups for pair in CATALOGUE.groups[name].grants}
    roles = frozenset(grants | {(app, USER) for app in direct})
    return UserFacts("a", directories={"d": "active"}, groups=frozenset(groups), app_roles=roles)


def _plan(user: UserFacts, *actions: Action) -> list[PlannedOperation]:
    return plan_user(user, actions, CATALOGUE, Protection(), now=NOW)


def _only(user: UserFacts, action: Action) -> PlannedOperation:
    [operation] = _plan(user, action)
    return operation


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        (("jira",), None),
        (("jira-and-wiki",), reasons.SHARED_GROUP),
        (("jira", "jira-and-wiki"), reasons.SHARED_GROUP),
        (("jira-twice",), reasons.SHARED_GROUP),
        (("idp",), reasons.ACCESS_REMAINS),
        (("idp", "jira-and-wiki"), reasons.ACCESS_REMAINS),
        # Its administration goes with the last Jira app of the site.
        (("jira-admins",), None),
        (("jira-admins", "desk"), reasons.SHARED_GROUP),
        (("jira-admins", "wiki"), None),
        (("jira-admins-there",), reasons.SHARED_GROUP),
    ],
)
def test_a_group_that_gives_other_apps_is_not_left(groups: tuple[str, ...], reason: str | None) -> None:
    verdict = _only(_member(*groups), DROP).verdict

    assert (verdict.outcome, verdict.reason) == ("planned", reason)
    assert verdict.is_failing == (reason is not None)


def test_it_is_left_when_that_was_chosen_and_what_else_goes_is_named() -> None:
    operation = _only(_member("jira-and-wiki"), DROP_WIDE)

    assert operation.verdict.reason is None
    [detail] = operation.consequences
    assert (detail.kind, detail.group_name, detail.apps) == ("leaves_group", "jira-and-wiki", ("Confluence (acme)",))
    assert detail.text == "Leaves jira-and-wiki, which also gives Confluence (acme)."


def test_what_stays_is_named_with_the_reason() -> None:
    operation = _only(_member("idp", "jira", "jira-and-wiki"), DROP)

    assert [(one.kind, one.group_name, one.reason) for one in operation.consequences] == [
        ("stays_in_group", "idp", reasons.EXTERNALLY_MANAGED),
        ("leaves_group", "jira", None),
        ("stays_in_group", "jira-and-wiki", reasons.SHARED_GROUP),
    ]
    assert operation.consequences[2].text == "Stays in jira-and-wiki, which also gives Confluence (acme)."


def test_leaving_a_group_for_itself_says_which_apps_go_and_which_remain() -> None:
    operation = _only(_member("jira-and-wiki", "wiki"), Action("remove_from_groups", ("jira-and-wiki",)))

    assert [(one.kind, one.group_name, one.apps) for one in operation.consequences] == [
        ("loses_apps", "jira-and-wiki", ("Jira (acme)",)),
        ("keeps_apps", "wiki", ("Confluence (acme)",)),
    ]


@pytest.mark.parametrize(
    ("user", "action", "changes", "failing", "is_changed"),
    [
        (_member("jira"), DROP, 1, (), True),
        (_member("idp"), DROP, 0, (reasons.ACCESS_REMAINS,), False),
        (_member("jira-and-wiki"), DROP, 0, (reasons.SHARED_GROUP,), False),
        (_member("jira-and-wiki"), DROP_WIDE, 1, (), True),
        # It fails in the end, and takes something before.
        (_member("idp", "jira"), DROP, 0, (reasons.ACCESS_REMAINS,), True),
        (_member("wiki"), DROP, 0, (), False),
    ],
)
def test_what_is_known_to_fail_counts_as_failing_and_not_as_a_change(
    user: UserFacts, action: Action, changes: int, failing: tuple[str, ...], is_changed: bool
) -> None:
    counts = count_plan(_plan(user, action))

    assert (counts.changes, counts.failing, counts.is_changed) == (changes, failing, is_changed)


def test_a_direct_role_beside_a_group_that_stays_is_known_to_be_taken() -> None:
    user = _member("idp")
    held = UserFacts("a", groups=user.groups, app_roles=user.app_roles | {(JIRA, "atlassian/admin")})

    assert count_plan(_plan(held, DROP)).is_changed


def test_a_task_is_cautioned_of_what_else_goes_and_of_what_stays() -> None:
    [kept] = find_cautions([DROP], CATALOGUE)
    [taken] = find_cautions([DROP_WIDE], CATALOGUE)
    [lost] = find_cautions([Action("remove_from_groups", ("jira-and-wiki",))], CATALOGUE)

    assert (kept.code, taken.code, lost.code) == (KEPT_IN_SHARED_GROUPS, ALSO_TAKEN, TAKES_APPS)
    for caution in (kept, taken):
        assert caution.facts["groups"] == "jira-admins-there, jira-and-wiki, jira-twice"
    assert taken.facts["apps"].startswith("Confluence (acme), Jira (other)")
    assert lost.facts["apps"] == "Confluence (acme), Jira (acme)"


def test_the_choice_is_kept_and_read_back() -> None:
    assert parse_actions([DROP_WIDE.to_json()]) == (DROP_WIDE,)
    assert parse_actions([DROP.to_json()]) == (DROP,)
    assert not parse_actions([{"type": "suspend_user", "can_leave_shared_groups": True}])[0].can_leave_shared_groups
    assert describe_action(DROP_WIDE, CATALOGUE).endswith("also by leaving groups that give other apps")


def test_the_log_names_each_part_that_was_done() -> None:
    steps: list[dict[str, Any]] = [
        {"step": "found", "parts": []},
        {"step": "revoked_role", "role": USER, "resource_id": JIRA},
        {
            "step": "left_group",
            "group_id": "g",
            "group_name": "staff",
            "directory_id": "d",
            "apps": ["Confluence (acme)"],
        },
    ]

    assert [detail.text for detail in describe_steps(steps, "Jira (acme)")] == [
        "Revoked the role atlassian/user on Jira (acme).",
        "Left staff, which also gave Confluence (acme).",
    ]

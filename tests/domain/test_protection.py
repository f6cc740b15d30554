"""Who is spared, and why: what is not known never makes anybody fair game."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.automation.actions import Action
from app.domain.engine import reasons
from app.domain.engine.planning import plan_user
from app.domain.engine.protection import Protection, is_org_admin
from app.domain.people.accounts import KINDS, find_kind
from app.domain.people.directory import Catalogue, GroupFacts, UserFacts
from tests.domain.people import CATALOGUE, NOW, person

SUSPEND, RESTORE = Action("suspend_user"), Action("restore_user")
JOIN, LEAVE = Action("add_to_groups", ("g-staff",)), Action("remove_from_groups", ("g-staff",))
DROP = Action("remove_app_access", ("ari:cloud:jira-software::site/1",))
ALL, DESTRUCTIVE = (SUSPEND, RESTORE, JOIN, LEAVE, DROP), (SUSPEND, LEAVE, DROP)
DOMAIN = Protection(domains=frozenset({"acme.example"}))


def find(user: UserFacts, action: Action, protection: Protection | None = None) -> str | None:
    return (protection or Protection()).find_reason(user, action, CATALOGUE, NOW)


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.type)
@pytest.mark.parametrize("email", [None, "", "no-at-sign", "nobody@"])
def test_a_protected_domain_spares_whoever_has_no_known_address(action: Action, email: str | None) -> None:
    assert find(person(email=email), action, DOMAIN) == reasons.ADDRESS_UNKNOWN
    assert find(person(email=email), action) is None, "without a protected domain nobody asks"


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.type)
def test_a_protected_domain_spares_its_own_and_no_others(action: Action) -> None:
    assert find(person(email="ADA@Acme.Example"), action, DOMAIN) == reasons.PROTECTED
    assert find(person(email="ada@else.example"), action, DOMAIN) is None
    assert find(person(email="ada@sub.acme.example"), action, DOMAIN) is None


def test_who_is_listed_needs_no_address() -> None:
    protection = Protection(users=frozenset({"a1"}), domains=frozenset({"acme.example"}))
    assert find(person(email=None), SUSPEND, protection) == reasons.PROTECTED


@pytest.mark.parametrize("kind", ["service_account", "agent", "app", "customer", "other"])
def test_nothing_is_taken_from_accounts_that_are_nobody(kind: str) -> None:
    for action in DESTRUCTIVE:
        assert find(person(kind=kind), action) == reasons.NOT_A_PERSON
    for action in (JOIN, RESTORE):
        assert find(person(kind=kind), action) is None


def test_nothing_is_taken_from_an_account_of_unknown_kind() -> None:
    for action in DESTRUCTIVE:
        assert find(person(kind=None), action) == reasons.KIND_UNKNOWN
    assert find(person(kind=None), JOIN) is None
    assert find(person(kind=None, email=None), SUSPEND, DOMAIN) == reasons.ADDRESS_UNKNOWN


def test_an_age_that_is_not_known_counts_as_young() -> None:
    protection = Protection(minimum_age_days=7)
    assert find(person(added_at=None), SUSPEND, protection) == reasons.AGE_UNKNOWN
    assert find(person(added_at=NOW + timedelta(hours=1)), SUSPEND, protection) == reasons.YOUNG_ACCOUNT
    assert find(person(added_at=NOW - timedelta(days=7)), SUSPEND, protection) is None


def test_members_of_a_group_that_grants_the_role_count_as_organization_admins() -> None:
    groups = {"g": GroupFacts("g", "anything", "d1", grants_org_admin=True), "h": GroupFacts("h", "org-admins", "d1")}
    catalogue = Catalogue(groups=groups)
    assert is_org_admin(person(groups=frozenset({"g"})), catalogue)
    assert not is_org_admin(person(groups=frozenset({"h"})), catalogue), "never by name"
    assert Protection().find_reason(person(groups=frozenset({"g"})), SUSPEND, catalogue, NOW) == reasons.ORG_ADMIN


_holes = st.builds(
    person,
    email=st.sampled_from((None, "", "ada@acme.example", "ada@else.example")),
    kind=st.sampled_from((None, *KINDS, "other")),
    added_at=st.sampled_from((None, NOW - timedelta(days=1), NOW - timedelta(days=90))),
)


@settings(max_examples=300)
@given(user=_holes, action=st.sampled_from(ALL), domains=st.frozensets(st.sampled_from(("acme.example", "x.example"))))
def test_a_destructive_step_needs_everything_to_be_known(
    user: UserFacts, action: Action, domains: frozenset[str]
) -> None:
    reason = find(user, action, Protection(domains=domains, minimum_age_days=7))
    is_sure = user.kind == "person" and user.added_at == NOW - timedelta(days=90)
    is_outside = not domains or (bool(user.email) and str(user.email).split("@")[1] not in domains)
    assert (reason is None) == (is_outside and (is_sure or not action.is_destructive))


@pytest.mark.parametrize(
    ("account_type", "domain", "is_listed", "expected"),
    [
        ("atlassian", "acme.example", False, "person"),
        ("atlassian", None, False, "person"),
        ("atlassian", "serviceaccount.atlassian.com", False, "service_account"),
        ("atlassian", None, True, "service_account"),
        (None, None, True, "service_account"),
        (None, "serviceaccount.atlassian.com", False, "service_account"),
        ("app", None, False, "app"),
        ("APP", "serviceaccount.atlassian.com", False, "service_account"),
        ("customer", "mail.example", False, "customer"),
        ("robot", "mail.example", False, "other"),
        (None, "mail.example", False, "person"),
        (None, None, False, None),
    ],
)
def test_every_sign_tells_the_kind(
    account_type: str | None, domain: str | None, is_listed: bool, expected: str | None
) -> None:
    assert find_kind(account_type, domain, is_service_account=is_listed) == expected


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.type)
def test_whoever_is_in_a_protected_group_is_spared_and_nobody_else(action: Action) -> None:
    protection = Protection(groups=frozenset({"g-jira"}))
    assert find(person(groups=frozenset({"g-staff", "g-jira"})), action, protection) == reasons.PROTECTED
    assert find(person(groups=frozenset({"g-staff"})), action, protection) is None


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.type)
def test_whoever_is_behind_a_run_is_never_its_subject(action: Action) -> None:
    protection = Protection(delegates=frozenset({"a1"}))
    assert find(person("a1"), action, protection) == reasons.OWN_ACCOUNT
    assert find(person("a2"), action, protection) is None


def test_the_reason_that_is_told_is_the_one_that_lasts() -> None:
    """Who is protected as well as restored lately stays spared when the restoring is long ago."""
    restored = frozenset({"a1"})
    assert find(person(), SUSPEND, Protection(restored=restored)) == reasons.RECENTLY_RESTORED
    assert find(person(), JOIN, Protection(restored=restored)) is None
    assert find(person(), SUSPEND, Protection(users=restored, restored=restored)) == reasons.PROTECTED
    assert find(person(kind=None), SUSPEND, Protection(restored=restored)) == reasons.KIND_UNKNOWN


@pytest.mark.parametrize(
    ("action", "target", "reason"),
    [
        (Action("add_to_groups", ("g-admins",)), "g-admins", reasons.ADMIN_TARGET),
        (Action("remove_from_groups", ("g-admins",)), "g-admins", reasons.ADMIN_TARGET),
        (Action("add_to_groups", ("g-owners",)), "g-owners", reasons.ADMIN_TARGET),
        (Action("remove_app_access", ("ari:cloud:jira-admin::site/1",)), "ari:cloud:jira-admin::site/1",
         reasons.ADMIN_TARGET),
        (JOIN, "g-staff", None),
        (DROP, DROP.targets[0], None),
        (SUSPEND, "d1", None),
    ],
)  # fmt: skip
def test_what_makes_admins_is_no_target_of_a_delegated_admin(action: Action, target: str, reason: str | None) -> None:
    """Asked again of what is there now: since the task was saved a group may have become one of admins."""
    admins = GroupFacts("g-admins", "Admins", "d1", grants=frozenset({("ari:cloud:jira::site/1", "atlassian/admin")}))
    owners = GroupFacts("g-owners", "Owners", "d1", grants_org_admin=True)
    catalogue = replace(CATALOGUE, groups={**CATALOGUE.groups, "g-admins": admins, "g-owners": owners})
    behind = Protection(delegates=frozenset({"somebody"}))

    assert behind.find_target_reason(action, target, catalogue) == reason
    assert Protection().find_target_reason(action, target, catalogue) is None


def test_a_plan_tells_such_a_step_as_one_that_fails() -> None:
    admins = GroupFacts("g-admins", "Admins", "d1", grants=frozenset({("ari:cloud:jira::site/1", "atlassian/admin")}))
    catalogue = replace(CATALOGUE, groups={**CATALOGUE.groups, "g-admins": admins})
    behind = Protection(delegates=frozenset({"somebody"}))
    action = Action("add_to_groups", ("g-admins",))

    [step] = plan_user(person(), [action], catalogue, behind, now=NOW)
    assert (step.verdict.outcome, step.verdict.reason) == ("failed", reasons.ADMIN_TARGET)

"""A filter is read back as a sentence, and for one user as a tree of reasons."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.filters import Explanation, Op, Verdict, describe, explain, judge, parse_filter
from app.domain.filters.evaluation import combine
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts
from tests.directory.organizations import CATALOGUE as RANDOM_CATALOGUE
from tests.directory.organizations import NOW as RANDOM_NOW
from tests.directory.organizations import filters, make_people

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CATALOGUE = Catalogue(
    groups={"g1": GroupFacts("g1", "contractors", "d"), "g2": GroupFacts("g2", "staff", "d")},
    apps={
        "j1": AppFacts("j1", "Jira", "s1", "acme"),
        "c1": AppFacts("c1", "Confluence", "s1", "acme"),
        "c2": AppFacts("c2", "Confluence", "s2", "beta"),
    },
)
INACTIVE = {"type": "inactive", "days": 90, "apps": ["j1"], "match": "any"}
NO_CONTRACTOR = {"type": "groups", "groups": ["g1"], "match": "none"}


def sentence(root: dict[str, Any]) -> str:
    return describe(parse_filter({"version": 1, "root": root}), CATALOGUE)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ({"op": "and", "of": []}, "All users"),
        (
            {"op": "and", "of": [INACTIVE, NO_CONTRACTOR]},
            "Inactive in Jira for at least 90 days, not in group contractors",
        ),
        ({"type": "inactive", "days": 1}, "Inactive for at least 1 day"),
        (INACTIVE | {"apps": ["j1", "c2"]}, "Inactive in Jira or Confluence (beta) for at least 90 days"),
        (
            INACTIVE | {"apps": ["j1", "c1"], "match": "all"},
            "Inactive in Jira and Confluence (acme) for at least 90 days",
        ),
        ({"type": "never_active"}, "Never active"),
        (
            {"type": "never_active", "apps": ["j1"], "added_before_days": 1500},
            "Never active in Jira and added at least 1,500 days ago",
        ),
        ({"type": "apps", "apps": ["j1"]}, "With access to Jira"),
        ({"type": "apps", "apps": ["j1", "gone"], "match": "none"}, "Without access to Jira or gone (unknown)"),
        ({"type": "groups", "groups": ["g1", "g2"]}, "In groups contractors or staff"),
        ({"type": "groups", "groups": ["g1", "g2"], "match": "all"}, "In groups contractors and staff"),
        ({"type": "groups", "groups": ["gone"], "match": "none"}, "Not in group gone (unknown)"),
        (
            {"type": "groups", "groups": [f"x{n}" for n in range(9)]},
            "In groups x0 (unknown), x1 (unknown), x2 (unknown), x3 (unknown), x4 (unknown) or 4 more",
        ),
        ({"type": "roles", "roles": ["atlassian/guest"]}, "With role Guest"),
        ({"type": "roles", "roles": ["atlassian/guest", "x"], "match": "none"}, "Without roles Guest or x"),
        ({"type": "sites", "sites": ["s1"]}, "On site acme"),
        ({"type": "sites", "sites": ["s1", "s2"], "match": "none"}, "Not on sites acme or beta"),
        ({"type": "sites", "sites": ["s9"]}, "On site s9 (unknown)"),
        ({"type": "email_domain", "domains": ["acme.com", "b.io"]}, "Email domain is acme.com or b.io"),
        ({"type": "email_domain", "match": "ends_with", "domains": [".io"]}, "Email domain ends with .io"),
        ({"type": "status", "statuses": ["not_invited", "active"]}, "Status is not invited or active"),
        ({"type": "claim", "claim": "unmanaged"}, "External account"),
        ({"type": "added", "comparison": "at_least_days_ago", "days": 14}, "Added at least 14 days ago"),
        ({"type": "added", "comparison": "at_most_days_ago", "days": 1}, "Added at most 1 day ago"),
        ({"type": "text", "contains": "smith"}, "Name or email contains “smith”"),
        ({"type": "people", "values": ["a"]}, "One of 1 listed person"),
        ({"type": "people", "values": ["a", "b"]}, "One of 2 listed people"),
        ({"op": "not", "of": [NO_CONTRACTOR]}, "Not (not in group contractors)"),
        (
            {"op": "and", "of": [INACTIVE, {"op": "or", "of": [NO_CONTRACTOR, {"type": "never_active"}]}]},
            "Inactive in Jira for at least 90 days, (not in group contractors or never active)",
        ),
        (
            {"op": "or", "of": [{"op": "and", "of": [NO_CONTRACTOR]}, {"type": "never_active"}]},
            "Not in group contractors or never active",
        ),
    ],
)
def test_a_filter_is_said_in_one_sentence(root: dict[str, Any], expected: str) -> None:
    assert sentence(root) == expected


def explain_to(user: UserFacts, root: dict[str, Any]) -> Explanation:
    return explain(parse_filter({"version": 1, "root": root}), user, CATALOGUE, NOW)


def test_an_explanation_gives_each_condition_with_the_users_own_value() -> None:
    user = UserFacts(
        "a1",
        groups=frozenset({"g1"}),
        activity={"j1": NOW - timedelta(days=100)},
        added_at=datetime(2020, 1, 2, 3, 4, tzinfo=UTC),
    )

    told = explain_to(user, {"op": "and", "of": [INACTIVE, NO_CONTRACTOR]})

    assert told.to_json() == {
        "pointer": "/root",
        "kind": "and",
        "sentence": "Inactive in Jira for at least 90 days, not in group contractors",
        "verdict": "no",
        "value": None,
        "parts": [
            {
                "pointer": "/root/of/0",
                "kind": "inactive",
                "sentence": "Inactive in Jira for at least 90 days",
                "verdict": "yes",
                "value": "Jira: last active 2026-02-21 12:00 UTC (100 days ago); "
                "added 2020-01-02 03:04 UTC (2,342 days ago)",
                "parts": [],
            },
            {
                "pointer": "/root/of/1",
                "kind": "groups",
                "sentence": "Not in group contractors",
                "verdict": "no",
                "value": "in contractors",
                "parts": [],
            },
        ],
    }


@pytest.mark.parametrize(
    ("facts", "root", "value"),
    [
        ({"is_activity_known": False}, INACTIVE, "activity could not be read"),
        ({}, INACTIVE, "Jira: no access and no activity; added on an unknown day"),
        ({}, {"type": "inactive", "days": 3}, "never active; added on an unknown day"),
        (
            {"app_roles": frozenset({("j1", "r")}), "added_at": NOW - timedelta(hours=25)},
            {"type": "never_active", "apps": ["j1", "c1"]},
            "Jira: never active; Confluence (acme): no access and no activity; added 2026-05-31 11:00 UTC (1 day ago)",
        ),
        ({}, {"type": "apps", "apps": ["j1"]}, "access to no app"),
        (
            {"app_roles": frozenset({("j1", "r"), ("c1", "r"), ("c1", "s")})},
            {"type": "apps", "apps": ["j1"]},
            "access to Confluence (acme) and Jira",
        ),
        ({"groups": frozenset({"g2"})}, NO_CONTRACTOR, "in none of them"),
        ({"platform_roles": frozenset({"atlassian/x"})}, {"type": "roles", "roles": ["r"]}, "holds x"),
        ({"app_roles": frozenset({("c2", "r")})}, {"type": "sites", "sites": ["s1"]}, "on beta"),
        ({"email": None}, {"type": "email_domain", "domains": ["a.b"]}, "address not known"),
        ({"status": "for_deletion"}, {"type": "status", "statuses": ["active"]}, "for deletion"),
        ({"claim": None}, {"type": "claim", "claim": "managed"}, "not known whether managed"),
        ({"claim": "managed"}, {"type": "claim", "claim": "managed"}, "managed account"),
        ({"name": "Ann", "email": "a@b.c"}, {"type": "text", "contains": "x"}, "Ann, a@b.c"),
        ({"email": "a@b.c"}, {"type": "people", "values": ["x"]}, "a@b.c, account id a1"),
        (
            {"added_at": NOW - timedelta(days=3)},
            {"type": "added", "comparison": "at_most_days_ago", "days": 4},
            "added 2026-05-29 12:00 UTC (3 days ago)",
        ),
    ],
)
def test_the_users_own_value(facts: dict[str, Any], root: dict[str, Any], value: str) -> None:
    assert explain_to(UserFacts("a1", **facts), root).value == value


def test_an_explanation_says_what_is_not_known_and_why_nobody_is_left_out() -> None:
    told = explain_to(UserFacts("a1", status="quarantined"), {"type": "status", "statuses": ["active"]})
    assert (told.verdict, told.value) == (Verdict.UNKNOWN, "status not known")
    told = explain_to(UserFacts("a1", kind=None), {"type": "account_kind", "kinds": ["person"]})
    assert (told.verdict, told.value) == (Verdict.UNKNOWN, "kind of account not known")

    told = explain_to(UserFacts("a1", kind="service_account"), {"type": "status", "statuses": ["active"]})
    assert told.verdict is Verdict.NO
    left_out, own = told.parts
    assert (left_out.verdict, left_out.value) == (Verdict.NO, "service account")
    assert (own.verdict, own.pointer) == (Verdict.YES, "/root")


@settings(max_examples=300)
@given(specification=filters(), seed=st.integers(0, 1000))
def test_an_explanation_agrees_with_the_verdict_on_every_level(specification: dict[str, Any], seed: int) -> None:
    spec = parse_filter(specification)
    (user,) = make_people(seed, 1)

    told = explain(spec, user, RANDOM_CATALOGUE, RANDOM_NOW)

    assert told.verdict is judge(spec, user, RANDOM_CATALOGUE, RANDOM_NOW)
    assert_consistent(told)


def assert_consistent(told: Explanation) -> None:
    assert told.sentence
    if told.kind in set(Op):
        assert told.value is None
        assert combine(Op(told.kind), [part.verdict for part in told.parts]) is told.verdict
        for part in told.parts:
            assert_consistent(part)
    else:
        assert told.value
        assert told.parts == ()
        assert told.verdict in set(Verdict)

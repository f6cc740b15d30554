"""Who matches which condition: to the second, and never on a fact that could not be read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.filters import Verdict, judge, matches, parse_filter
from app.domain.people.directory import AppFacts, Catalogue, GroupFacts, UserFacts

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
JIRA, WIKI, DESK = "ari:jira/1", "ari:wiki/1", "ari:desk/2"
USER, ADMIN = "atlassian/user", "atlassian/admin"
CATALOGUE = Catalogue(
    groups={one: GroupFacts(one, one, "d1") for one in ("staff", "contractors")},
    apps={
        JIRA: AppFacts(JIRA, "Jira", "1", "acme"),
        WIKI: AppFacts(WIKI, "Confluence", "1", "acme"),
        DESK: AppFacts(DESK, "Desk", "2", "beta"),
    },
)
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def ago(days: float, seconds: float = 0) -> datetime:
    return NOW - timedelta(days=days, seconds=seconds)


def person(**facts: Any) -> UserFacts:
    return UserFacts("a1", **facts)


def verdict(user: UserFacts, condition: dict[str, Any]) -> Verdict:
    """The verdict on a condition; checks on the way that NOT turns it round and `matches` means yes."""
    spec = parse_filter({"version": 1, "root": condition})
    opposite = parse_filter({"version": 1, "root": {"op": "not", "of": [condition]}})
    result = judge(spec, user, CATALOGUE, NOW)
    assert judge(opposite, user, CATALOGUE, NOW) is ~result
    assert matches(spec, user, CATALOGUE, NOW) is (result is YES)
    assert matches(opposite, user, CATALOGUE, NOW) is (result is NO)
    return result


def inactive(days: int = 90, *apps: str, match: str = "any") -> dict[str, Any]:
    return {"type": "inactive", "days": days, "apps": list(apps), "match": match}


def never_active(*apps: str, match: str = "any", added_before_days: int | None = None) -> dict[str, Any]:
    return {"type": "never_active", "apps": list(apps), "match": match, "added_before_days": added_before_days}


def with_access(*apps: str, **facts: Any) -> UserFacts:
    return person(app_roles=frozenset((app, USER) for app in apps), **facts)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (person(activity={JIRA: ago(90)}), YES),
        (person(activity={JIRA: ago(90, seconds=1)}), YES),
        (person(activity={JIRA: ago(90, seconds=-1)}), NO),
        (person(activity={JIRA: ago(90, seconds=-0.000001)}), NO),
        (person(activity={JIRA: ago(400), WIKI: ago(1)}), NO),
        (person(activity={JIRA: ago(400)}, added_at=ago(1)), YES),
        (person(added_at=ago(90)), YES),
        (person(added_at=ago(90, seconds=-1)), NO),
        (person(), UNKNOWN),
        (person(activity={JIRA: ago(400)}, is_activity_known=False), UNKNOWN),
        (person(activity={JIRA: ago(1)}, is_activity_known=False), UNKNOWN),
        (person(activity={JIRA: NOW + timedelta(hours=1)}), NO),
    ],
)
def test_overall_inactivity_counts_from_the_last_activity_or_the_day_added(user: UserFacts, expected: Verdict) -> None:
    assert verdict(user, inactive(90)) is expected


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (with_access(JIRA, activity={JIRA: ago(90)}), YES),
        (with_access(JIRA, activity={JIRA: ago(90, seconds=-1)}), NO),
        (with_access(JIRA, activity={WIKI: ago(1)}, added_at=ago(90)), YES),
        (with_access(JIRA, activity={WIKI: ago(400)}, added_at=ago(1)), NO),
        (with_access(JIRA), UNKNOWN),
        (with_access(WIKI, activity={WIKI: ago(400)}, added_at=ago(400)), NO),
        (person(activity={JIRA: ago(400)}), YES),
        (with_access(JIRA, activity={JIRA: ago(400)}, is_activity_known=False), UNKNOWN),
        (person(is_activity_known=False), UNKNOWN),
    ],
)
def test_inactivity_in_an_app_is_about_who_is_there(user: UserFacts, expected: Verdict) -> None:
    assert verdict(user, inactive(90, JIRA)) is expected


@pytest.mark.parametrize(
    ("user", "in_any", "in_all"),
    [
        (with_access(JIRA, WIKI, activity={JIRA: ago(99), WIKI: ago(99)}), YES, YES),
        (with_access(JIRA, WIKI, activity={JIRA: ago(99), WIKI: ago(1)}), YES, NO),
        (with_access(JIRA, WIKI, activity={JIRA: ago(99)}, added_at=ago(99)), YES, YES),
        (with_access(JIRA, WIKI, activity={JIRA: ago(99)}), YES, UNKNOWN),
        (with_access(JIRA, WIKI, activity={JIRA: ago(1)}), UNKNOWN, NO),
        (with_access(JIRA, activity={JIRA: ago(99)}), YES, NO),
        (person(), NO, NO),
    ],
)
def test_inactivity_in_any_and_in_all_of_two_apps(user: UserFacts, in_any: Verdict, in_all: Verdict) -> None:
    assert verdict(user, inactive(90, JIRA, WIKI)) is in_any
    assert verdict(user, inactive(90, JIRA, WIKI, match="all")) is in_all


def test_inactivity_in_an_app_that_is_gone_is_not_known() -> None:
    user = with_access(JIRA, activity={JIRA: ago(99)})

    assert verdict(user, inactive(90, "gone")) is UNKNOWN
    assert verdict(user, inactive(90, "gone", JIRA)) is YES
    assert verdict(user, inactive(90, "gone", JIRA, match="all")) is UNKNOWN


@pytest.mark.parametrize(
    ("user", "condition", "expected"),
    [
        (person(), never_active(), YES),
        (person(activity={JIRA: ago(900)}), never_active(), NO),
        (person(is_activity_known=False), never_active(), UNKNOWN),
        (person(added_at=ago(30)), never_active(added_before_days=30), YES),
        (person(added_at=ago(30, seconds=-1)), never_active(added_before_days=30), NO),
        (person(), never_active(added_before_days=30), UNKNOWN),
        (person(activity={JIRA: ago(1)}), never_active(added_before_days=30), NO),
        (person(added_at=ago(1), is_activity_known=False), never_active(added_before_days=30), UNKNOWN),
        (with_access(JIRA), never_active(JIRA), YES),
        (with_access(JIRA, activity={WIKI: ago(1)}), never_active(JIRA), YES),
        (with_access(WIKI), never_active(JIRA), NO),
        (person(activity={JIRA: ago(1)}), never_active(JIRA), NO),
        (with_access(JIRA), never_active(JIRA, WIKI), YES),
        (with_access(JIRA), never_active(JIRA, WIKI, match="all"), NO),
        (with_access(JIRA, WIKI), never_active(JIRA, WIKI, match="all"), YES),
        (with_access(JIRA, WIKI), never_active(JIRA, "gone", match="all"), UNKNOWN),
        (with_access(JIRA, added_at=ago(31)), never_active(JIRA, added_before_days=30), YES),
    ],
)
def test_never_active_means_access_without_activity(
    user: UserFacts, condition: dict[str, Any], expected: Verdict
) -> None:
    assert verdict(user, condition) is expected


@pytest.mark.parametrize(
    ("match", "ids", "expected"),
    [
        ("any", ["staff"], YES),
        ("any", ["contractors"], NO),
        ("any", ["contractors", "staff"], YES),
        ("all", ["staff"], YES),
        ("all", ["contractors", "staff"], NO),
        ("none", ["contractors"], YES),
        ("none", ["contractors", "staff"], NO),
        ("any", ["gone"], UNKNOWN),
        ("any", ["gone", "staff"], YES),
        ("any", ["gone", "contractors"], UNKNOWN),
        ("all", ["gone", "staff"], UNKNOWN),
        ("all", ["gone", "contractors"], NO),
        ("none", ["gone"], UNKNOWN),
        ("none", ["gone", "contractors"], UNKNOWN),
        ("none", ["gone", "staff"], NO),
    ],
)
def test_groups_that_are_gone_make_no_members_and_no_outsiders(match: str, ids: list[str], expected: Verdict) -> None:
    user = person(groups=frozenset({"staff"}))

    assert verdict(user, {"type": "groups", "groups": ids, "match": match}) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"type": "apps", "apps": [JIRA], "match": "any"}, YES),
        ({"type": "apps", "apps": [WIKI], "match": "any"}, NO),
        ({"type": "apps", "apps": [JIRA, WIKI], "match": "all"}, NO),
        ({"type": "apps", "apps": [WIKI], "match": "none"}, YES),
        ({"type": "apps", "apps": [JIRA, WIKI], "match": "none"}, NO),
        ({"type": "apps", "apps": ["gone"], "match": "none"}, UNKNOWN),
        ({"type": "sites", "sites": ["1"], "match": "any"}, YES),
        ({"type": "sites", "sites": ["2"], "match": "any"}, NO),
        ({"type": "sites", "sites": ["1", "2"], "match": "all"}, NO),
        ({"type": "sites", "sites": ["2"], "match": "none"}, YES),
        ({"type": "sites", "sites": ["gone"], "match": "none"}, UNKNOWN),
        ({"type": "roles", "roles": [ADMIN], "match": "any"}, YES),
        ({"type": "roles", "roles": ["atlassian/org-admin"], "match": "any"}, YES),
        ({"type": "roles", "roles": [USER], "match": "any"}, NO),
        ({"type": "roles", "roles": [USER], "match": "none"}, YES),
        ({"type": "roles", "roles": [USER, ADMIN], "match": "none"}, NO),
    ],
)
def test_access_is_any_role_and_activity_is_no_access(condition: dict[str, Any], expected: Verdict) -> None:
    user = person(
        app_roles=frozenset({(JIRA, ADMIN)}),
        activity={WIKI: ago(1), DESK: ago(1)},
        platform_roles=frozenset({"atlassian/org-admin"}),
    )

    assert verdict(user, condition) is expected


@pytest.mark.parametrize(
    ("email", "match", "domain", "expected"),
    [
        ("Ann@ACME.com", "is", "acme.com", YES),
        ("ann@acme.com", "is", "ACME.com", YES),
        ("ann@sub.acme.com", "is", "acme.com", NO),
        ("ann@sub.acme.com", "ends_with", "acme.com", YES),
        ("ann@notacme.com", "ends_with", "acme.com", YES),
        ("ann@notacme.com", "ends_with", ".acme.com", NO),
        ("ann@acme.com", "ends_with", "@acme.com", YES),
        ("ann@sub.acme.com", "ends_with", "@acme.com", NO),
        ("odd@name@acme.com", "is", "acme.com", YES),
        (None, "is", "acme.com", UNKNOWN),
        (None, "ends_with", "acme.com", UNKNOWN),
        ("", "is", "acme.com", UNKNOWN),
        ("nobody@", "is", "acme.com", UNKNOWN),
        ("no-at-sign.example", "is", "no-at-sign.example", UNKNOWN),
    ],
)
def test_email_domains(email: str | None, match: str, domain: str, expected: Verdict) -> None:
    assert verdict(person(email=email), {"type": "email_domain", "match": match, "domains": [domain]}) is expected


@pytest.mark.parametrize(
    ("facts", "condition", "expected"),
    [
        ({"status": "not_invited"}, {"type": "status", "statuses": ["active", "not_invited"]}, YES),
        ({"status": "suspended"}, {"type": "status", "statuses": ["active"]}, NO),
        ({"claim": "managed"}, {"type": "claim", "claim": "managed"}, YES),
        ({"claim": "unmanaged"}, {"type": "claim", "claim": "managed"}, NO),
        ({"claim": None}, {"type": "claim", "claim": "managed"}, UNKNOWN),
        ({"added_at": ago(14)}, {"type": "added", "comparison": "at_least_days_ago", "days": 14}, YES),
        ({"added_at": ago(14)}, {"type": "added", "comparison": "at_most_days_ago", "days": 14}, YES),
        ({"added_at": ago(14, 1)}, {"type": "added", "comparison": "at_most_days_ago", "days": 14}, NO),
        ({"added_at": ago(14, -1)}, {"type": "added", "comparison": "at_least_days_ago", "days": 14}, NO),
        ({"added_at": None}, {"type": "added", "comparison": "at_most_days_ago", "days": 14}, UNKNOWN),
        ({"name": "Ann Smith"}, {"type": "text", "contains": "SMITH"}, YES),
        ({"email": "Ann@Acme.com"}, {"type": "text", "contains": "n@a"}, YES),
        ({"name": "100% Ann"}, {"type": "text", "contains": "0% a"}, YES),
        ({"name": "100 Ann", "email": "a@b.c"}, {"type": "text", "contains": "%"}, NO),
        ({"name": "Zoë"}, {"type": "text", "contains": "ZOË"}, YES),
        ({"name": "Ann", "email": None}, {"type": "text", "contains": "bob"}, UNKNOWN),
        ({"name": "", "email": "a@b.c"}, {"type": "text", "contains": "bob"}, UNKNOWN),
        ({"name": "Ann", "email": "a@b.c"}, {"type": "text", "contains": "bob"}, NO),
        ({"name": "Bob", "email": None}, {"type": "text", "contains": "bob"}, YES),
        ({"email": "Ann@acme.com"}, {"type": "people", "values": ["x@y.z", "ann@ACME.com"]}, YES),
        ({}, {"type": "people", "values": ["a1"]}, YES),
        ({}, {"type": "people", "values": ["A1"]}, NO),
        ({"email": None}, {"type": "people", "values": ["ann@acme.com"]}, UNKNOWN),
        ({"email": ""}, {"type": "people", "values": ["ann@acme.com", "a1"]}, YES),
        ({"email": None}, {"type": "people", "values": ["a2"]}, NO),
        ({"email": "bob@acme.com"}, {"type": "people", "values": ["ann@acme.com"]}, NO),
        ({"status": "unknown"}, {"type": "status", "statuses": ["suspended"]}, UNKNOWN),
        ({"status": "quarantined"}, {"type": "status", "statuses": ["suspended", "deactivated"]}, UNKNOWN),
        ({"claim": "quarantined"}, {"type": "claim", "claim": "managed"}, UNKNOWN),
        ({"kind": "person"}, {"type": "account_kind", "kinds": ["person", "app"]}, YES),
        ({"kind": "agent"}, {"type": "account_kind", "kinds": ["person", "app"]}, NO),
        ({"kind": None}, {"type": "account_kind", "kinds": ["person"]}, UNKNOWN),
        ({"kind": "other"}, {"type": "account_kind", "kinds": ["person"]}, UNKNOWN),
    ],
)
def test_the_users_own_facts(facts: dict[str, Any], condition: dict[str, Any], expected: Verdict) -> None:
    assert verdict(person(**facts), condition) is expected


ACTIVE = {"type": "status", "statuses": ["active"]}
SUSPENDED = {"type": "status", "statuses": ["suspended"]}
MANAGED = {"type": "claim", "claim": "managed"}  # not known of the person below


@pytest.mark.parametrize(
    ("op", "parts", "expected"),
    [
        ("and", [], YES),
        ("and", [ACTIVE, ACTIVE], YES),
        ("and", [ACTIVE, MANAGED], UNKNOWN),
        ("and", [SUSPENDED, MANAGED], NO),
        ("and", [MANAGED, SUSPENDED], NO),
        ("or", [SUSPENDED, ACTIVE], YES),
        ("or", [MANAGED, ACTIVE], YES),
        ("or", [MANAGED, SUSPENDED], UNKNOWN),
        ("or", [SUSPENDED, SUSPENDED], NO),
        ("not", [ACTIVE], NO),
        ("not", [MANAGED], UNKNOWN),
        ("not", [{"op": "and", "of": [ACTIVE, MANAGED]}], UNKNOWN),
        ("not", [{"op": "and", "of": [SUSPENDED, MANAGED]}], YES),
    ],
)
def test_what_is_unknown_stays_unknown_through_combinations(
    op: str, parts: list[dict[str, Any]], expected: Verdict
) -> None:
    assert verdict(person(claim=None), {"op": op, "of": parts}) is expected

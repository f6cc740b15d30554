"""Seeded organizations: the same every time, with everything a rehearsal needs."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest

from sandbox.seeds import build_organization
from sandbox.seeds.plan import SeedPlan
from sandbox.seeds.scenarios import SCENARIOS, ScenarioImpossibleError, build_scenario
from sandbox.world.codec import dump_organization, load_organization
from sandbox.world.directory import NON_PERSONS, Grant
from sandbox.world.effects import apply_effect
from sandbox.world.organization import Organization
from tests.sandbox.conftest import ANCHOR


@pytest.fixture(scope="module")
def rehearsal() -> Organization:
    return build_organization(SeedPlan(ANCHOR))


def test_the_same_plan_gives_the_same_organization(rehearsal: Organization) -> None:
    assert _canonical(build_organization(SeedPlan(ANCHOR))) == _canonical(rehearsal)


def test_another_number_gives_other_people(rehearsal: Organization) -> None:
    other = build_organization(SeedPlan(ANCHOR, seed=2))
    assert other.org_id != rehearsal.org_id
    assert not other.users.keys() & rehearsal.users.keys()


def test_another_day_moves_the_times_and_nothing_else(rehearsal: Organization) -> None:
    later = build_organization(SeedPlan("2027-01-01T08:00:00.000Z"))
    assert later.users.keys() == rehearsal.users.keys()
    assert str(next(iter(later.users.values())).added_at) > str(next(iter(rehearsal.users.values())).added_at)


def _canonical(org: Organization) -> dict[str, Any]:
    return {
        name: {left: sorted(rights) for left, rights in value.items()}
        if name in ("membership", "in_directory", "suspended_in", "user_grants", "group_grants")
        else value
        for name, value in dump_organization(org).items()
    }


def test_the_rehearsal_organization_has_its_promised_size(rehearsal: Organization) -> None:
    people = [user for user in rehearsal.users.values() if user.account_type == "atlassian"]
    read_only = [group for group in rehearsal.groups.values() if not group.is_modifiable]
    assert (len(people), len(rehearsal.groups), len(read_only)) == (2000, 120, 20)
    assert len(rehearsal.sites) == 2
    assert Counter(app.owner for app in rehearsal.apps.values()) == {
        "jira-software": 2,
        "confluence": 3,
        "jira-admin": 2,
        "jira-servicedesk": 1,
        "jira-product-discovery": 1,
    }


def test_it_has_every_kind_of_admin(rehearsal: Organization) -> None:
    assert len(rehearsal.org_admins()) == 3
    roles = Counter(grant.role for _, grant in rehearsal.user_grants.pairs())
    assert roles["atlassian/user-access-admin"] == 2
    assert roles["atlassian/site-admin"] == 1
    assert roles["atlassian/admin"] == 1
    assert len(rehearsal.membership.lefts_of(_group(rehearsal, "jira-admins-acme"))) == 4


def test_admins_are_active_people_of_the_main_directory(rehearsal: Organization) -> None:
    for admin in rehearsal.org_admins():
        assert rehearsal.membership_status(admin.account_id) == "active"
        assert (admin.account_status, admin.claim_status) == ("active", "managed")
        assert admin.email


def _group(org: Organization, name: str) -> str:
    return next(group.group_id for group in org.groups.values() if group.name == name)


@pytest.mark.parametrize("users", [60, 200, 2000])
@pytest.mark.parametrize("management", ["centralized", "original"])
def test_every_seed_has_every_kind_of_person(users: int, management: str) -> None:
    org = build_organization(SeedPlan(ANCHOR, users=users, management=management))
    people = [user for user in org.users.values() if user.account_type == "atlassian"]
    assert len(people) == users
    assert {user.account_status for user in people} == {"active", "inactive", "closed"}
    assert {user.claim_status for user in people} == {"managed", "unmanaged"}
    assert {org.membership_status(user.account_id) for user in people} == {"active", "suspended", "no_membership"}
    assert any(user.is_for_deletion for user in people)
    assert any(user.email is None for user in people)
    assert any(not user.activity for user in people)
    assert any(access.grant.role == "atlassian/guest" for user in people for access in org.iter_access(user.account_id))
    assert len(org.directories) == (1 if management == "centralized" else 2)


@pytest.mark.parametrize("management", ["centralized", "original"])
def test_every_seed_has_accounts_that_are_nobody_in_access_groups(management: str) -> None:
    """Contract 5.6: service accounts with their own domain, agents without an address, none ever active."""
    org = build_organization(SeedPlan(ANCHOR, users=60, management=management))
    others = [user for user in org.users.values() if user.account_type in NON_PERSONS]
    assert Counter(user.account_type for user in others) == {"service_account": 3, "agent": 2}
    for user in others:
        address = user.email or ""
        assert address.endswith("@serviceaccount.atlassian.com") is (user.account_type == "service_account")
        assert not user.activity
        assert any(org.group_grants.rights_of(group) for group in org.membership.rights_of(user.account_id))
    app = next(app for app in org.apps.values() if app.owner == "jira-software")
    assert not org.occupants(app) & {user.account_id for user in others}, "they take no seat"


def test_names_are_of_many_scripts(rehearsal: Organization) -> None:
    names = "".join(user.name for user in rehearsal.users.values())
    for sample in "é'中さعאआ김Ж":
        assert any(_block(char) == _block(sample) for char in names), sample
    assert any("🚀" in user.nickname for user in rehearsal.users.values())
    emails = [user.email for user in rehearsal.users.values() if user.email]
    assert len(emails) == len(set(emails))
    assert all(email.isascii() for email in emails)


def _block(char: str) -> int:
    return ord(char) // 256 if ord(char) > 255 else ord(char)


def test_group_sizes_are_skewed(rehearsal: Organization) -> None:
    sizes = sorted((len(rehearsal.membership.lefts_of(group)) for group in rehearsal.groups), reverse=True)
    assert sizes[0] > 20 * sizes[len(sizes) // 2] > 0


def test_activity_is_skewed_and_differs_from_app_to_app(rehearsal: Organization) -> None:
    per_app = Counter(resource for user in rehearsal.users.values() for resource in user.activity)
    ages = sorted(moment[:10] for user in rehearsal.users.values() for moment in user.activity.values())
    assert max(per_app.values()) > 5 * min(per_app.values())
    recent = sum(1 for day in ages if day >= "2026-08-25")
    assert 0.4 < recent / len(ages) < 0.75
    assert ages[0] < "2025-01-01"


def test_some_access_comes_through_several_ways(rehearsal: Organization) -> None:
    ways = [
        {(access.method, access.group_id) for access in rehearsal.iter_access(account_id) if access.grant == grant}
        for grant in {Grant(app.resource_id, "atlassian/user") for app in rehearsal.apps.values()}
        for account_id in rehearsal.holders(grant)
    ]
    synced = {group.group_id for group in rehearsal.groups.values() if group.is_external_synced}
    assert any(len(found) >= 2 and any(group in synced for _, group in found) for found in ways)
    assert any({method for method, _ in found} >= {"direct", "group_direct"} for found in ways)


def test_one_app_is_nearly_full(rehearsal: Organization) -> None:
    limited = [app for app in rehearsal.apps.values() if app.seat_limit is not None]
    assert [app.owner for app in limited] == ["jira-servicedesk"]
    assert limited[0].seat_limit == len(rehearsal.occupants(limited[0])) + 3


def test_membership_stays_within_the_directory() -> None:
    org = build_organization(SeedPlan(ANCHOR, users=300, management="original"))
    for account_id, group_id in org.membership.pairs():
        assert org.in_directory.has(account_id, org.groups[group_id].directory_id)


def test_an_organization_survives_a_trip_through_json(rehearsal: Organization) -> None:
    twin = load_organization(dump_organization(rehearsal))
    assert _canonical(twin) == _canonical(rehearsal)


def test_ten_thousand_users_are_seeded_in_a_moment() -> None:
    """100,000 in at most 20 s, hence 10,000 in at most 2 s; three times that for a busy machine."""
    started = time.perf_counter()
    org = build_organization(SeedPlan(ANCHOR, users=10_000))
    assert time.perf_counter() - started < 6
    assert len(org.users) == 10_008


# -- scenarios ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {"user-in-two-directories"}))
def test_a_scenario_changes_what_it_says_it_touched(small_organization: dict[str, Any], name: str) -> None:
    org = load_organization(small_organization)
    before = _canonical(org)
    effects, touched = build_scenario(org, name)
    for effect in effects:
        apply_effect(org, effect)
    assert touched
    assert _canonical(org) != before


def test_a_promoted_admin_is_an_admin(small_organization: dict[str, Any]) -> None:
    org = load_organization(small_organization)
    effects, touched = build_scenario(org, "admin-promoted")
    assert not org.is_org_admin(touched["account_id"])
    for effect in effects:
        apply_effect(org, effect)
    assert org.is_org_admin(touched["account_id"])


def test_access_may_be_left_only_through_an_external_group(small_organization: dict[str, Any]) -> None:
    org = load_organization(small_organization)
    effects, touched = build_scenario(org, "access-only-through-external-group")
    for effect in effects:
        apply_effect(org, effect)
    ways = [a for a in org.iter_access(touched["account_id"]) if a.grant.resource_id == touched["resource_id"]]
    assert [way.group_id for way in ways] == [touched["group_id"]]
    assert org.groups[touched["group_id"]].is_external_synced


def test_two_directories_are_needed_for_a_user_in_two(
    small_organization: dict[str, Any], original_organization: dict[str, Any]
) -> None:
    with pytest.raises(ScenarioImpossibleError):
        build_scenario(load_organization(small_organization), "user-in-two-directories")
    org = load_organization(original_organization)
    effects, touched = build_scenario(org, "user-in-two-directories")
    for effect in effects:
        apply_effect(org, effect)
    assert org.membership_status(touched["account_id"]) == "active"
    assert org.directory_status(touched["account_id"], touched["suspended_in"]) == "suspended"

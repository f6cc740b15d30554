"""Every setting of every switch: what the sandbox answers where the contract is silent (admin API contract 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.switches import SWITCHES, Value
from tests.sandbox import life_probes, probes, ruder_probes
from tests.sandbox.ground import Sandbox

Probe = Callable[[Sandbox], Any]
YEAR_1, EPOCH = "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"


SPOTS: tuple[tuple[str, Value, Probe, Any], ...] = (
    ("org_admin_writes", "allowed", probes.suspend_an_organization_admin, 204),
    ("org_admin_writes", "refused", probes.suspend_an_organization_admin, (403, "ADMIN-403-3")),
    ("add_existing_member", "conflict", probes.add_a_member_again, (409, "ADMIN-409-28")),
    ("add_existing_member", "conflict_without_body", probes.add_a_member_again, 409),
    ("licence_limit", "conflict", probes.add_a_member_to_a_group_of_a_full_app, (409, "ADMIN-409-3")),
    ("licence_limit", "bad_request", probes.add_a_member_to_a_group_of_a_full_app, (400, "ADMIN-400-32")),
    ("synced_group", "forbidden", probes.add_a_member_to_a_synced_group, (403, "ADMIN-403-5")),
    ("synced_group", "bad_request", probes.add_a_member_to_a_synced_group, (400, "ADMIN-400-4")),
    ("synced_group", "conflict", probes.add_a_member_to_a_synced_group, (409, "ADMIN-409-28")),
    ("synced_group", "reverted_later", probes.add_a_member_to_a_synced_group, 204),
    ("remove_non_member", "not_found", probes.remove_somebody_who_is_no_member, (404, "ADMIN-404-8")),
    ("remove_non_member", "no_content", probes.remove_somebody_who_is_no_member, 204),
    ("repeated_suspension", "no_content", probes.suspend_twice, [204, 204]),
    ("repeated_suspension", "bad_request", probes.suspend_twice, [204, (400, "ADMIN-400-4")]),
    ("user_outside_directory", "not_found", probes.add_a_user_of_another_directory, (404, "ADMIN-404-8")),
    ("user_outside_directory", "bad_request", probes.add_a_user_of_another_directory, (400, "ADMIN-400-4")),
    ("dash_in_write_path", "not_found", probes.suspend_in_no_directory, (404, "ADMIN-404-1")),
    ("dash_in_write_path", "all_directories", probes.suspend_in_no_directory, 204),
    ("revoke_role_not_held", "not_found", probes.revoke_a_role_that_nobody_gave, (404, "ADMIN-UAM-404-3")),
    ("revoke_role_not_held", "no_content", probes.revoke_a_role_that_nobody_gave, 204),
    ("revoke_inherited_role", "no_content", probes.revoke_a_role_held_through_a_group, 204),
    ("revoke_inherited_role", "bad_request", probes.revoke_a_role_held_through_a_group, (400, "ADMIN-UAM-400-3")),
    ("missing_content_type", "unsupported", probes.post_without_a_content_type, (415, "ADMIN-UAM-415-1")),
    ("missing_content_type", "accepted", probes.post_without_a_content_type, 204),
    ("several_ids", "any", probes.search_two_groups, "union"),
    ("several_ids", "all", probes.search_two_groups, "intersection"),
    ("directory_scope", "path", probes.search_without_directory_ids, "the directory of the path"),
    ("directory_scope", "everything", probes.search_without_directory_ids, "everybody"),
    ("unopened_apps", "absent", probes.apps_without_activity, False),
    ("unopened_apps", "without_timestamp", probes.apps_without_activity, True),
    ("groups_expand_everywhere", "bad_request", probes.expand_groups_everywhere, (400, "ADMIN-400-24")),
    ("groups_expand_everywhere", "all_directories", probes.expand_groups_everywhere, 200),
    ("inline_groups", "all", probes.groups_of_a_user_with_many, "all"),
    ("inline_groups", "first_100", probes.groups_of_a_user_with_many, 100),
    ("inline_groups", "first_2", probes.groups_of_a_user_with_many, 2),
    ("empty_profile_fields", "null", probes.empty_profile_fields, (True, True)),
    ("empty_profile_fields", "absent", probes.empty_profile_fields, (False, False)),
    ("group_id_form", "ari", probes.id_of_an_inline_group, "ari:cloud:identity::group/"),
    ("group_id_form", "uuid", probes.id_of_an_inline_group, ""),
    ("member_lag_seconds", 2, probes.membership_lag, 2),
    ("member_lag_seconds", 0, probes.membership_lag, 0),
    ("member_lag_seconds", 120, probes.membership_lag, 120),
    ("role_lag_seconds", 30, probes.role_lag, 30),
    ("role_lag_seconds", 0, probes.role_lag, 0),
    ("role_lag_seconds", 120, probes.role_lag, 120),
    ("suspension_lag_seconds", 30, probes.suspension_lag, 30),
    ("suspension_lag_seconds", 2, probes.suspension_lag, 2),
    ("suspension_lag_seconds", 0, probes.suspension_lag, 0),
    ("suspension_lag_seconds", 120, probes.suspension_lag, 120),
    ("activity_lag_seconds", 86_400, probes.activity_lag, 86_400),
    ("activity_lag_seconds", 14_400, probes.activity_lag, 14_400),
    ("activity_lag_seconds", 0, probes.activity_lag, 0),
    ("cursor_lifetime_seconds", 600, probes.cursor_after_ten_minutes, (400, "ADMIN-400-1")),
    ("cursor_lifetime_seconds", 0, probes.cursor_after_ten_minutes, 200),
    ("search_cursor", "remembers", probes.cursor_alone, "filtered"),
    ("search_cursor", "body_only", probes.cursor_alone, "unfiltered"),
    ("walk", "live", probes.user_leaves_during_a_walk, 1),
    ("walk", "snapshot", probes.user_leaves_during_a_walk, 0),
    ("rate_limits", "documented", probes.limit_of_a_read, "300"),
    ("rate_limits", "60", probes.limit_of_a_read, "60"),
    ("rate_limits", "1000", probes.limit_of_a_read, "1000"),
    ("rate_limits", "burst_then_starve", probes.limit_of_a_read, "600"),
    ("rate_limits", "off", probes.limit_of_a_read, None),
    ("rate_window_seconds", 60, probes.limit_of_a_read, "300"),
    ("rate_window_seconds", 10, probes.limit_of_a_read, "50"),
    ("rate_window_seconds", 1, probes.limit_of_a_read, "5"),
    ("rate_window_seconds", 86_400, probes.limit_of_a_read, "432000"),
    ("rate_limit_headers", "standard", probes.headers_of_a_429, (["x-ratelimit-reset"], False)),
    ("rate_limit_headers", "retry_after", probes.headers_of_a_429, (["retry-after", "x-ratelimit-reset"], True)),
    ("rate_limit_headers", "retry_after_date", probes.headers_of_a_429, (["retry-after", "x-ratelimit-reset"], False)),
    ("rate_limit_headers", "none", probes.headers_of_a_429, ([], False)),
    ("rate_limit_headers", "epoch", probes.headers_of_a_429, (["x-ratelimit-reset"], False)),
    ("rate_limit_headers", "epoch", ruder_probes.form_of_the_reset, "epoch"),
    ("rate_limit_headers", "standard", ruder_probes.form_of_the_reset, "moment"),
    ("answer_type", "application/json", ruder_probes.type_of_an_answer, "application/json"),
    ("answer_type", "application/json;charset=UTF-8", ruder_probes.type_of_an_answer, "application/json;charset=UTF-8"),
    ("answer_type", "text/plain", ruder_probes.type_of_an_answer, "text/plain"),
    ("search_filters", "respected", ruder_probes.people_of_a_filter, "the one who was asked for"),
    ("search_filters", "ignored", ruder_probes.people_of_a_filter, "everybody"),
    ("search_filters", "find_nobody", ruder_probes.people_of_a_filter, "nobody"),
    ("search_next", "cursor", ruder_probes.next_of_a_search, (False, True)),
    ("search_next", "url", ruder_probes.next_of_a_search, (True, True)),
    ("user_count", "exact", ruder_probes.count_against_walk, 0),
    ("user_count", "late", ruder_probes.count_against_walk, 1),
    ("users_page_limit", 100, probes.page_of_51, 200),
    ("users_page_limit", 50, probes.page_of_51, (400, "ADMIN-400-24")),
    ("users_page_overflow", "rejected", probes.page_of_101, ((400, "ADMIN-400-24"), 0)),
    ("users_page_overflow", "clamped", probes.page_of_101, (200, 100)),
    ("workspaces_next", "url", probes.next_of_workspaces, True),
    ("workspaces_next", "cursor", probes.next_of_workspaces, False),
    ("empty_lists", "sent", ruder_probes.empty_lists, [[], [], []]),
    ("empty_lists", "absent", ruder_probes.empty_lists, ["absent"] * 3),
    ("empty_lists", "null", ruder_probes.empty_lists, [None] * 3),
    ("orgs_listing", "normal", ruder_probes.organizations_of_a_key, 1),
    ("orgs_listing", "empty", ruder_probes.organizations_of_a_key, 0),
    ("non_persons", "listed", ruder_probes.accounts_that_are_nobody, (5, 5, 5, 5, 204)),
    ("non_persons", "absent", ruder_probes.accounts_that_are_nobody, (0, 0, 0, 0, 404)),
    ("non_person_account_type", "atlassian", ruder_probes.type_of_nobody, ({"atlassian"}, {"atlassian"})),
    ("non_person_account_type", "app", ruder_probes.type_of_nobody, ({"app"}, {"atlassian"})),
    ("non_person_account_type", "absent", ruder_probes.type_of_nobody, ({None}, {"atlassian"})),
    ("service_accounts_listing", "forbidden", ruder_probes.list_of_service_accounts, 403),
    ("service_accounts_listing", "allowed", ruder_probes.list_of_service_accounts, 3),
    ("zero_dates", "off", ruder_probes.moments_without_a_value, (None, None, set())),
    ("zero_dates", "year_1", ruder_probes.moments_without_a_value, (YEAR_1, YEAR_1, {YEAR_1})),
    ("zero_dates", "epoch", ruder_probes.moments_without_a_value, (EPOCH, EPOCH, {EPOCH})),
    ("outside_directories", "managed_only", ruder_probes.accounts_in_no_directory, (False, True, True)),
    ("outside_directories", "listed", ruder_probes.accounts_in_no_directory, (True, True, True)),
    ("outside_directories", "absent", ruder_probes.accounts_in_no_directory, (False, False, True)),
    ("org_admins_group", "grants_nothing", ruder_probes.member_of_the_admins_group, (False, 204)),
    ("org_admins_group", "grants", ruder_probes.member_of_the_admins_group, (True, 204)),
    ("org_admins_group", "refuses_members", ruder_probes.member_of_the_admins_group, (False, 403)),
    ("account_lag_seconds", 0, life_probes.seconds_until_a_deactivation_shows, 0),
    ("account_lag_seconds", 30, life_probes.seconds_until_a_deactivation_shows, 30),
    ("account_lag_seconds", 120, life_probes.seconds_until_a_deactivation_shows, 120),
    ("repeated_lifecycle", "conflict", life_probes.do_everything_twice, [(204, 409), (204, 409), (200, 409)]),
    ("repeated_lifecycle", "unchanged", life_probes.do_everything_twice, [(204, 204), (204, 204), (200, 200)]),
    ("synced_lifecycle", "forbidden", life_probes.deactivate_a_synced_account, (403, "externalDirectory.scim", False)),
    ("synced_lifecycle", "allowed", life_probes.deactivate_a_synced_account, (204, None, True)),
    ("stray_cancel_delete", "activates", life_probes.cancel_a_deletion_that_nobody_asked_for, (200, "active")),
    ("stray_cancel_delete", "forbidden", life_probes.cancel_a_deletion_that_nobody_asked_for, (403, "inactive")),
)


@pytest.mark.parametrize(
    ("name", "setting", "probe", "expected"), SPOTS, ids=[f"{name}={setting}" for name, setting, *_ in SPOTS]
)
def test_silent_spot_is_answered_as_its_switch_says(
    request: pytest.FixtureRequest, name: str, setting: Value, probe: Probe, expected: Any
) -> None:
    """Contract 13, row by row."""
    ground = "original" if name == "user_outside_directory" else "sandbox"
    sandbox: Sandbox = request.getfixturevalue(ground)
    sandbox.control("POST", "/time", {"is_frozen": True})  # a slow machine must not be taken for a lag
    sandbox.turn(**{name: setting})
    assert probe(sandbox) == expected


def test_every_setting_of_every_switch_has_its_row() -> None:
    """Contract 13: the table above is complete; the Forge host's has its own beside its tests."""
    switches = {name: switch for name, switch in SWITCHES.items() if switch.place == "admin_api"}
    assert {(name, choice) for name, switch in switches.items() for choice in switch.choices} == {
        (name, setting) for name, setting, *_ in SPOTS
    }


def test_the_first_setting_is_the_default_and_the_harsher_one() -> None:
    """Contract 13: the default is the harsher choice."""
    assert all(switch.choices[0] == switch.default for switch in SWITCHES.values())

"""Whatever reality leaves open (admin API contract 13) can be had from the sandbox, by the harsher choice first, and
has a test of each of its settings. Whoever adds a row there, or takes a setting away here, meets this table."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from sandbox.faults import KINDS
from sandbox.switches import SWITCHES
from sandbox.world.effects import EFFECTS

HERE = Path(__file__).parent
SPOTS = "test_silent_spots.py"
FORGE = "host/test_forge_switches.py"
SWITCHED: tuple[tuple[str, Any, tuple[Any, ...], str], ...] = (
    ("org_admin_writes", "allowed", ("refused",), SPOTS),
    ("add_existing_member", "conflict", ("conflict_without_body",), SPOTS),
    ("licence_limit", "conflict", ("bad_request",), SPOTS),
    ("synced_group", "forbidden", ("bad_request", "conflict", "reverted_later"), SPOTS),
    ("remove_non_member", "not_found", ("no_content",), SPOTS),
    ("repeated_suspension", "no_content", ("bad_request",), SPOTS),
    ("user_outside_directory", "not_found", ("bad_request",), SPOTS),
    ("dash_in_write_path", "not_found", ("all_directories",), SPOTS),
    ("revoke_role_not_held", "not_found", ("no_content",), SPOTS),
    ("revoke_inherited_role", "no_content", ("bad_request",), SPOTS),
    ("missing_content_type", "unsupported", ("accepted",), SPOTS),
    ("several_ids", "any", ("all",), SPOTS),
    ("directory_scope", "path", ("everything",), SPOTS),
    ("unopened_apps", "absent", ("without_timestamp",), SPOTS),
    ("inline_groups", "all", ("first_100",), SPOTS),
    ("member_lag_seconds", 2, (0, 120), SPOTS),
    ("role_lag_seconds", 30, (0, 120), SPOTS),
    ("suspension_lag_seconds", 30, (2, 0, 120), SPOTS),
    ("cursor_lifetime_seconds", 600, (0,), SPOTS),
    ("walk", "live", ("snapshot",), SPOTS),
    ("rate_window_seconds", 60, (1, 10), SPOTS),
    ("users_page_limit", 100, (50,), SPOTS),
    ("users_page_overflow", "rejected", ("clamped",), SPOTS),
    ("empty_lists", "sent", ("absent", "null"), SPOTS),
    ("orgs_listing", "normal", ("empty",), SPOTS),
    ("non_persons", "listed", ("absent",), SPOTS),
    ("non_person_account_type", "atlassian", ("app", "absent"), SPOTS),
    ("service_accounts_listing", "forbidden", ("allowed",), SPOTS),
    ("zero_dates", "off", ("year_1", "epoch"), SPOTS),
    ("outside_directories", "managed_only", ("listed", "absent"), SPOTS),
    ("org_admins_group", "grants_nothing", ("grants", "refuses_members"), SPOTS),
    ("account_lag_seconds", 30, (0, 120), SPOTS),
    ("repeated_lifecycle", "conflict", ("unchanged",), SPOTS),
    ("synced_lifecycle", "forbidden", ("allowed",), SPOTS),
    ("stray_cancel_delete", "activates", ("forbidden",), SPOTS),
    ("licence_claim", "new", ("old", "both", "neither"), FORGE),
    ("forge_size_limits", "on", ("off",), FORGE),
)
"""Name, the harsher choice, the others, and the file whose table has a row for each."""
FAULTS: tuple[tuple[str, dict[str, Collection[Any]], str], ...] = (
    ("not_applied", {}, "test_write_faults.py::test_a_write_is_accepted_and_comes_to_nothing"),
    ("not_applied", {}, "test_write_faults.py::test_some_of_the_accepted_writes_come_to_nothing"),
    ("html", {"status": (200, 401, 403, 500, 502, 503), "when": ("before", "after")},
     "test_write_faults.py::test_an_html_page_answers_a_write_instead_of_it_or_after_it"),
    ("html", {"status": (401,)}, "test_fault_catalogue.py::test_an_html_page_comes_with_every_status"),
    ("unauthorized", {"body": ("json", "html", "empty")},
     "test_fault_catalogue.py::test_one_401_comes_with_every_body_and_the_key_lives_on"),
    ("other_success", {"status": (200, 202, 203), "applied": ("yes", "no")},
     "test_write_faults.py::test_a_write_answers_another_success_than_the_documented_one"),
    ("missing_field", {"field": ()}, "test_faults.py::test_a_missing_field_at_any_depth"),
    ("key_revoked", {}, "test_faults.py::test_a_key_revoked_in_mid_run_stays_revoked"),
    ("status", {"status": (500, 502, 503, 504), "when": ("before", "after")},
     "test_fault_catalogue.py::test_a_server_error_has_every_status_and_body_before_and_after_the_change"),
    ("drop", {"when": ("before", "after")}, "test_fault_catalogue.py::test_a_connection_is_dropped_at_every_moment"),
    ("rate_limited", {"headers": ("standard", "retry_after", "retry_after_date", "none")},
     "test_fault_catalogue.py::test_a_429_comes_with_every_kind_of_headers"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "harsher", "others", "file"), SWITCHED, ids=[row[0] for row in SWITCHED])
def test_a_switch_has_its_settings_and_a_row_for_each(
    name: str, harsher: Any, others: tuple[Any, ...], file: str
) -> None:
    switch = SWITCHES[name]
    assert (switch.default, set(switch.choices) >= {harsher, *others}) == (harsher, True), switch
    table = (HERE / file).read_text("utf-8")
    for setting in (harsher, *others):
        shown = f'"{setting}"' if isinstance(setting, str) else re.escape(str(setting))
        assert re.search(rf'\(\s*"{name}",\s*{shown},', table), f"{name}={setting} has no row in {file}"


@pytest.mark.parametrize(("name", "parameters", "place"), FAULTS, ids=[f"{row[0]}-{row[2]}" for row in FAULTS])
def test_a_fault_has_its_choices_and_a_test(name: str, parameters: dict[str, Collection[Any]], place: str) -> None:
    kind = KINDS[name]
    for parameter, wanted in parameters.items():
        offered = kind[parameter]
        assert not wanted or (isinstance(offered, tuple) and set(wanted) <= set(offered)), (parameter, offered)
    file, _colons, function = place.partition("::")
    body = (HERE / file).read_text("utf-8").partition(f"def {function}(")[2].partition("\ndef ")[0]
    assert name in body, f"{place} does not ask for {name}"


def test_an_organization_admin_can_leave_every_directory() -> None:
    assert "directory_left" in EFFECTS
    assert '"directory_left"' in (HERE / "probes.py").read_text("utf-8")

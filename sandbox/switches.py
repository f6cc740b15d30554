"""Switches for spots where the contracts are silent: one each, with its harsher default (admin API contract 13).

Those of the Forge host (platform contract 9.3) are of the same kind; `place` tells them apart.

Pure description and checking; who reads a switch decides what it means there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Value = str | int | float | dict[str, int]


@dataclass(frozen=True, slots=True)
class Switch:
    """One silent spot: its default, the other settings, and what it decides."""

    default: Value
    choices: tuple[Value, ...]
    meaning: str
    is_number: bool = False
    place: Literal["admin_api", "forge"] = "admin_api"


SWITCHES: dict[str, Switch] = {
    "org_admin_writes": Switch("allowed", ("allowed", "refused"), "suspend, remove or revoke on an organization admin"),
    "add_existing_member": Switch("conflict", ("conflict", "conflict_without_body"), "add a user who is a member"),
    "licence_limit": Switch("conflict", ("conflict", "bad_request"), "add or restore when an app is full"),
    "synced_group": Switch(
        "forbidden", ("forbidden", "bad_request", "conflict", "reverted_later"), "change members of a synced group"
    ),
    "remove_non_member": Switch("not_found", ("not_found", "no_content"), "remove a user who is no member"),
    "repeated_suspension": Switch("no_content", ("no_content", "bad_request"), "suspend suspended, restore active"),
    "user_outside_directory": Switch("not_found", ("not_found", "bad_request"), "user not in the group's directory"),
    "dash_in_write_path": Switch("not_found", ("not_found", "all_directories"), "`-` as directory of a write"),
    "revoke_role_not_held": Switch("not_found", ("not_found", "no_content"), "revoke a role not held directly"),
    "revoke_inherited_role": Switch("no_content", ("no_content", "bad_request"), "revoke a role held through a group"),
    "missing_content_type": Switch("unsupported", ("unsupported", "accepted"), "POST without JSON content type"),
    "several_ids": Switch("any", ("any", "all"), "several groupIds or resourceIds in one search"),
    "directory_scope": Switch("path", ("path", "everything"), "directory in the path, no directoryIds in the body"),
    "unopened_apps": Switch("absent", ("absent", "without_timestamp"), "productAccess of an app never opened"),
    "groups_expand_everywhere": Switch(
        "bad_request", ("bad_request", "all_directories"), "expand groups with path `-`"
    ),
    "inline_groups": Switch("all", ("all", "first_100", "first_2"), "cap on the inline groups of a user"),
    "empty_profile_fields": Switch("null", ("null", "absent"), "department, location … that nobody filled in"),
    "group_id_form": Switch("ari", ("ari", "uuid"), "id of an inline group"),
    "member_lag_seconds": Switch(2, (2, 0, 120), "searches show membership writes this much later", True),
    "role_lag_seconds": Switch(30, (30, 0, 120), "reads show role writes this much later", True),
    "suspension_lag_seconds": Switch(
        30, (30, 2, 0, 120), "reads show that somebody was suspended or restored this much later", True
    ),
    "account_lag_seconds": Switch(
        30, (30, 0, 120), "reads show that an account was deactivated, activated or deleted this much later", True
    ),
    "repeated_lifecycle": Switch("conflict", ("conflict", "unchanged"), "deactivate, activate or delete what is so"),
    "synced_lifecycle": Switch(
        "forbidden", ("forbidden", "allowed"), "deactivate, activate or delete an account of an identity provider"
    ),
    "stray_cancel_delete": Switch(
        "activates", ("activates", "forbidden"), "cancel a deletion that nobody asked for: it activates the account"
    ),
    "activity_lag_seconds": Switch(
        86_400, (86_400, 14_400, 0), "reads show that an app was opened this much later", True
    ),
    "cursor_lifetime_seconds": Switch(600, (600, 0), "life of a cursor, 0 = for ever", True),
    "search_cursor": Switch("remembers", ("remembers", "body_only"), "a search that repeats only the cursor"),
    "walk": Switch("live", ("live", "snapshot"), "changes while pages are read"),
    "rate_limits": Switch(
        "documented", ("documented", "60", "1000", "burst_then_starve", "off"), "undocumented limits"
    ),
    "rate_window_seconds": Switch(60, (60, 10, 1, 86_400), "window of the undocumented limits, which scale with it"),
    "rate_limit_headers": Switch(
        "standard",
        ("standard", "retry_after", "retry_after_date", "none", "epoch"),
        "headers of a 429 and of every answer",
    ),
    "users_page_limit": Switch(100, (100, 50), "largest limit of users/search", True),
    "users_page_overflow": Switch("rejected", ("rejected", "clamped"), "a limit above the maximum"),
    "answer_type": Switch(
        "application/json",
        ("application/json", "application/json;charset=UTF-8", "text/plain"),
        "the content type of answers in JSON",
    ),
    "search_filters": Switch(
        "respected", ("respected", "ignored", "find_nobody"), "groupIds, resourceIds, roleIds, accountIds of a search"
    ),
    "search_next": Switch("cursor", ("cursor", "url"), "links.next of the v2 searches"),
    "user_count": Switch("exact", ("exact", "late"), "the number of users, or one of a moment ago, when one was less"),
    "workspaces_next": Switch("url", ("url", "cursor"), "links.next of workspaces"),
    "licence_claim": Switch(
        "new",
        ("new", "old", "both", "neither"),
        "how a licence is told: active, isActive, both, neither",
        place="forge",
    ),
    "forge_size_limits": Switch("on", ("on", "off"), "500 KB a request, 5 MB an answer of invokeRemote", place="forge"),
    "refusal_types": Switch(
        "rejected", ("rejected", "passed"), "a refusal of another type than application/json", place="forge"
    ),
    "retried_events": Switch("wrapped", ("wrapped", "plain"), "the body of an event that is sent again", place="forge"),
    "event_context": Switch(
        "present", ("present", "null", "absent"), "the claim `context` in the token of an event", place="forge"
    ),
    "invocation_life_seconds": Switch(25, (25, 300, 3600), "the life of an invocation token", True, place="forge"),
    "audience_form": Switch("list", ("list", "text"), "the claim `aud` of an invocation token", place="forge"),
    "api_base_slash": Switch("slash", ("slash", "none"), "a slash at the end of apiBaseUrl", place="forge"),
    "theme_attributes": Switch(
        "documented", ("documented", "captured", "none"), "what a host writes on <html> of a page", place="forge"
    ),
    "empty_lists": Switch("sent", ("sent", "absent", "null"), "platformRoles, groups, productAccess … when empty"),
    "orgs_listing": Switch("normal", ("normal", "empty"), "the list of organizations for a key without scopes"),
    "non_persons": Switch("listed", ("listed", "absent"), "service accounts and agents in searches, counts, groups"),
    "non_person_account_type": Switch("atlassian", ("atlassian", "app", "absent"), "accountType of their rows"),
    "service_accounts_listing": Switch("forbidden", ("forbidden", "allowed"), "the own list of service accounts"),
    "zero_dates": Switch("off", ("off", "year_1", "epoch"), "moments without a value"),
    "outside_directories": Switch(
        "managed_only", ("managed_only", "listed", "absent"), "searches without directoryIds: accounts in no directory"
    ),
    "org_admins_group": Switch(
        "grants_nothing", ("grants_nothing", "grants", "refuses_members"), "members of a group with the org-admin role"
    ),
}


class UnknownSwitchError(ValueError):
    """No such switch, or a value it does not know."""


class Switches:
    """The settings of one organization: defaults plus overrides."""

    def __init__(self, overrides: dict[str, Value] | None = None) -> None:
        self._values: dict[str, Any] = {name: switch.default for name, switch in SWITCHES.items()}
        for name, value in (overrides or {}).items():
            self.set(name, value)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def seconds(self, name: str) -> float:
        """Return a numeric switch."""
        return float(self._values[name])

    def set(self, name: str, value: Value) -> None:
        """Turn a switch; raises UnknownSwitchError with a sentence that names what would be accepted."""
        switch = SWITCHES.get(name)
        if switch is None:
            raise UnknownSwitchError(f"no switch {name!r}; switches are {', '.join(sorted(SWITCHES))}")
        if switch.is_number:
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
                raise UnknownSwitchError(f"{name} takes a number of 0 or more")
        elif isinstance(value, int) and str(value) in switch.choices:
            value = str(value)  # `rate_limits=60` as a command line reads it
        elif value not in switch.choices:
            raise UnknownSwitchError(f"{name} takes one of {', '.join(map(str, switch.choices))}")
        self._values[name] = value

    def overrides(self) -> dict[str, Value]:
        """Return what differs from the defaults."""
        return {name: value for name, value in self._values.items() if value != SWITCHES[name].default}

    def dump(self) -> dict[str, Value]:
        """Return every switch with its present value."""
        return dict(self._values)

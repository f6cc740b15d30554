"""Rows of Atlassian, tolerant of everything that has been seen in them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.atlassian import records
from app.atlassian.moments import parse_instant
from app.atlassian.records import ActivityRecord, GroupReference, RoleGrant

USER: dict[str, Any] = {
    "accountId": "712020:0a1b",
    "name": "Ann",
    "email": "ann@acme.com",
    "status": "active",
    "accountStatus": "active",
    "membershipStatus": "active",
    "claimStatus": "managed",
    "managementSource": None,
    "addedToOrg": "2024-01-01T10:00:00.123Z",
    "department": None,
    "platformRoles": ["atlassian/org-admin"],
    "productAccess": [
        {
            "id": "ari:cloud:confluence::site/1",
            "key": "confluence",
            "lastActiveTimestamp": "2025-11-06T23:07:29.936941226Z",
        }
    ],
    "groups": [{"id": "ari:cloud:identity::group/9f", "name": "staff", "description": None}],
}


def test_a_full_user_row() -> None:
    user = records.parse_user(USER)
    assert user is not None
    assert (user.account_id, user.name, user.email, user.claim_status) == (
        "712020:0a1b",
        "Ann",
        "ann@acme.com",
        "managed",
    )
    assert user.added_at == datetime(2024, 1, 1, 10, 0, 0, 123_000, tzinfo=UTC)
    assert user.platform_roles == ("atlassian/org-admin",)
    assert user.groups == (GroupReference("9f", "staff"),)
    moment = datetime(2025, 11, 6, 23, 7, 29, 936_941, tzinfo=UTC)
    assert user.activity == (ActivityRecord("ari:cloud:confluence::site/1", "confluence", moment),)


def test_a_bare_user_row_tells_nothing_instead_of_empty_lists() -> None:
    user = records.parse_user({"accountId": "a"})
    assert user is not None
    assert (user.platform_roles, user.groups, user.activity, user.status, user.added_at) == (None,) * 5


def test_empty_lists_are_told_apart_from_missing_ones() -> None:
    user = records.parse_user({"accountId": "a", "platformRoles": [], "groups": [], "productAccess": []})
    assert user is not None
    assert (user.platform_roles, user.groups, user.activity) == ((), (), ())


@pytest.mark.parametrize("row", [{}, {"accountId": None}, {"accountId": ""}, {"accountId": 7}, {"name": "Ann"}])
def test_a_user_without_an_account_id_is_no_user(row: dict[str, Any]) -> None:
    assert records.parse_user(row) is None


def test_a_nickname_stands_in_for_a_missing_name() -> None:
    user = records.parse_user({"accountId": "a", "nickname": "annie"})
    assert user is not None
    assert user.name == "annie"


def test_snake_case_is_read_like_camel_case() -> None:
    user = records.parse_user({"account_id": "a", "account_status": "closed", "claim_status": "managed"})
    assert user is not None
    assert (user.account_status, user.claim_status) == ("closed", "managed")


def test_odd_values_do_not_hurt() -> None:
    row = {"accountId": "a", "name": ["x"], "email": 5, "groups": "none", "productAccess": [None, 3, {"key": "jira"}]}
    user = records.parse_user(row)
    assert user is not None
    assert (user.name, user.email, user.groups, user.activity) == ("", None, None, ())


def test_text_that_no_database_takes_is_cleaned() -> None:
    user = records.parse_user({"accountId": "a", "name": "A\x00nn\ud800"})
    assert user is not None
    assert user.name == "Ann?"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-06T23:07:29.936941226Z", datetime(2025, 11, 6, 23, 7, 29, 936_941, tzinfo=UTC)),
        ("2025-11-06T23:07:29.9Z", datetime(2025, 11, 6, 23, 7, 29, 900_000, tzinfo=UTC)),
        ("2025-11-06T23:07:29Z", datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        ("2025-11-07T01:07:29+02:00", datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        ("2025-11-06T23:07", datetime(2025, 11, 6, 23, 7, tzinfo=UTC)),
        ("2025-11-06", datetime(2025, 11, 6, tzinfo=UTC)),
        ("2025-11-06t23:07:29z", datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        ("20251106", datetime(2025, 11, 6, tzinfo=UTC)),
        ("2025-11-06T23:07:29.000+0000", datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1762470449, datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        (1762470449000, datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        ("1762470449000000", datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        (1762470449000000000, datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
        (1762470449.0, datetime(2025, 11, 6, 23, 7, 29, tzinfo=UTC)),
    ],
)
def test_moments_in_all_their_forms(text: Any, moment: datetime | None) -> None:
    assert parse_instant(text) == moment


@pytest.mark.parametrize(
    ("row", "is_external"),
    [
        ({}, False),
        ({"managementAccess": {"modifiable": True}, "managedBy": "admins", "externalSynced": False}, False),
        ({"managementAccess": {"modifiable": False}}, True),
        ({"managementAccess": {"modifiable": None}}, False),
        ({"managedBy": "external"}, True),
        ({"managedBy": "team-members"}, False),
        ({"externalSynced": True}, True),
        ({"managementAccess": "odd"}, False),
    ],
)
def test_groups_managed_elsewhere_are_told_by_any_of_three_marks(row: dict[str, Any], is_external: bool) -> None:
    group = records.parse_group({"id": "g", **row})
    assert group is not None
    assert group.is_externally_managed is is_external


def test_a_group_row() -> None:
    row = {"id": "ari:cloud:identity::group/9f", "name": "staff", "directoryId": "d", "counts": {"users": 3}}
    group = records.parse_group(row)
    assert group is not None
    assert (group.group_id, group.name, group.directory_id, group.user_count) == ("9f", "staff", "d", 3)
    assert records.parse_group({"name": "no id"}) is None


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"attributes": {"typeKey": "confluence", "type": "Confluence"}}, "confluence"),
        ({"attributes": {"type": "jira-software"}}, "jira-software"),
        ({"type": "trello", "attributes": {}}, "trello"),
        ({"type": "workspaces", "attributes": {"type": "bitbucket"}}, "bitbucket"),
        ({"type": "workspaces"}, ""),
    ],
)
def test_the_kind_of_a_workspace_is_found_wherever_it_stands(row: dict[str, Any], kind: str) -> None:
    workspace = records.parse_workspace({"id": "ari", **row})
    assert workspace is not None
    assert workspace.kind == kind


@pytest.mark.parametrize(
    ("sandbox", "is_sandbox"),
    [(None, False), ({"type": "NONE"}, False), ({"type": "CHILD"}, True), ({}, False), ("x", False)],
)
def test_sandboxes_of_apps_are_marked(sandbox: Any, is_sandbox: bool) -> None:
    workspace = records.parse_workspace({"id": "ari", "attributes": {"sandbox": sandbox}})
    assert workspace is not None
    assert workspace.is_sandbox is is_sandbox


def test_role_assignments_say_how_a_role_was_given() -> None:
    record = records.parse_role_assignment(
        {
            "resourceId": "ari",
            "resourceOwner": "confluence",
            "directoryId": "d",
            "userDirectoryStatus": "suspended",
            "roleAssignments": [{"role": "atlassian/user", "roleAssignmentMethods": ["direct", "group_direct"]}],
            "roles": ["atlassian/user"],
        }
    )
    assert record is not None
    assert record.directory_status == "suspended"
    assert record.grants == (RoleGrant("atlassian/user", frozenset({"direct", "group_direct"})),)
    assert record.grants[0].is_direct


def test_the_deprecated_list_of_roles_is_better_than_nothing() -> None:
    record = records.parse_role_assignment({"resourceId": "ari", "directoryId": None, "roles": ["atlassian/admin"]})
    assert record is not None
    assert record.grants == (RoleGrant("atlassian/admin"),)
    assert not record.grants[0].is_direct


@pytest.mark.parametrize(("value", "number"), [(0, 0), (7, 7), (10**30, None), (True, None), ("7", None), (7.5, None)])
def test_numbers_of_no_sensible_size_are_dropped(value: Any, number: int | None) -> None:
    workspace = records.parse_workspace({"id": "ari", "attributes": {"capacity": value}})
    assert workspace is not None
    assert workspace.seat_limit == number

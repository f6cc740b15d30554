"""A sync that finds nothing new writes nothing: rows keep their version."""

from collections.abc import Iterator

import pytest

from app.db import Database
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient

MIRROR = {
    "app_access": "app_row_id, role, user_id",
    "app_activity": "user_id, app_row_id",
    "apps": "id",
    "directories": "id",
    "directory_groups": "id",
    "directory_memberships": "user_id, directory_row_id",
    "directory_users": "id",
    "group_grants": "group_row_id, app_row_id, role",
    "group_members": "group_row_id, user_id",
}


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def versions(tenant: MirroredTenant) -> dict[tuple[object, ...], str]:
    """Table and key → the transaction that wrote the row last."""
    return {
        (table, *row[1:]): str(row[0])
        for table, key in MIRROR.items()
        for row in tenant.rows(f"select xmin::text, {key} from {table}")
    }


def changed(before: dict[tuple[object, ...], str], after: dict[tuple[object, ...], str]) -> set[tuple[object, ...]]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


@pytest.mark.parametrize("management", ["centralized", "original"])
def test_a_second_sync_without_changes_writes_no_row_of_the_mirror(tenant: MirroredTenant, management: str) -> None:
    if management == "original":
        tenant.organization = tenant.sandbox.call(
            "POST", "/organizations", {"users": 120, "name": "Origin", "management": "original"}
        )
        tenant.sandbox.switch(
            tenant.org_id, rate_limits="off", member_lag_seconds=0, role_lag_seconds=0, suspension_lag_seconds=0
        )
    assert tenant.sync().state == "succeeded"
    before = versions(tenant)
    assert tenant.sync().state == "succeeded"
    assert changed(before, versions(tenant)) == set()


def test_a_change_of_one_name_writes_one_row(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = versions(tenant)
    account_id = sorted(tenant.true_users())[0]
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"name": "Renamed"}})])
    tenant.sync()
    [row] = changed(before, versions(tenant))
    assert row == (
        "directory_users",
        tenant.value("select id from directory_users where account_id = :a", a=account_id),
    )


def test_new_activity_in_one_app_writes_the_activity_and_the_user(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = versions(tenant)
    account_id, user = next((a, u) for a, u in sorted(tenant.true_users().items()) if len(u["activity"]) == 1)
    [resource_id] = user["activity"]
    activity = {resource_id: "2026-11-20T10:00:00.123Z"}
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"activity": activity}})])
    tenant.sync()
    assert {row[0] for row in changed(before, versions(tenant))} == {"app_activity", "directory_users"}
    assert len(changed(before, versions(tenant))) == 2

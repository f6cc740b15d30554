"""What Atlassian leaves out, gives as null or as a zero never changes what is known, and makes nobody inactive."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.db import Database
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient

# What every sync may change: the numbers of rows, and when.
USERS = """
select account_id, name, email, email_domain, status, account_status, membership_status, claim, management_source,
    added_at, platform_roles, account_type, kind, is_activity_known, last_active_at from directory_users order by 1
"""
LINKS = (
    "select user_id, directory_row_id, status, is_activity_known from directory_memberships order by 1, 2",
    "select user_id, group_row_id from group_members order by 1, 2",
    "select user_id, app_row_id, last_active_at from app_activity order by 1, 2",
    "select user_id, app_row_id, role from app_access order by 1, 2, 3",
    "select group_id, name, is_externally_managed, managed_by, grants_org_admin from directory_groups order by 1",
)


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def whole(tenant: MirroredTenant) -> list[list[Any]]:
    return [tenant.rows(statement) for statement in (USERS, *LINKS)]


FIELDS = ("email", "status", "accountStatus", "membershipStatus", "claimStatus", "addedToOrg", "accountType", "name")


def test_a_walk_without_a_field_changes_nothing_of_what_is_known(tenant: MirroredTenant) -> None:
    assert tenant.sync().state == "succeeded"
    before = whole(tenant)
    for field in (*FIELDS, "nickname", "managementSource", "platformRoles", "groups", "productAccess"):
        fault = tenant.sandbox.fault("missing_field", "R4", params={"field": field})
        tenant.sync()
        assert whole(tenant) == before, field
        tenant.sandbox.call("DELETE", f"/faults/{fault['fault_id']}")
    tenant.sandbox.fault("missing_field", "R10", params={"field": "managementAccess"})
    tenant.sandbox.fault("missing_field", "R10", params={"field": "managedBy"})
    tenant.sandbox.fault("missing_field", "R10", params={"field": "externalSynced"})
    tenant.sync()
    assert whole(tenant) == before, "who manages a group"


@pytest.mark.parametrize("field", ["email", "claimStatus", "addedToOrg", "membershipStatus", "productAccess", "groups"])
def test_a_page_that_tells_a_known_field_of_nobody_is_asked_for_again(tenant: MirroredTenant, field: str) -> None:
    assert tenant.sync().state == "succeeded"
    before = whole(tenant)
    # The first calls are the roster's; so one page of the walk is without the field, and its next try is whole.
    tenant.sandbox.fault("missing_field", "searchDirectoryUsers", params={"field": field}, times=3)
    assert tenant.sync().state == "succeeded"
    assert whole(tenant) == before
    assert tenant.value("select count(*) from syncs where state = 'succeeded'") == 2


def test_a_known_field_that_stays_away_fails_the_sync_in_words(tenant: MirroredTenant) -> None:
    assert tenant.sync().state == "succeeded"
    tenant.sandbox.fault("missing_field", "R4", params={"field": "email"})
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert "did not tell the addresses" in (outcome.error or "")


def test_one_persons_address_that_is_hidden_stays_known(tenant: MirroredTenant) -> None:
    account_id = next(a for a, user in sorted(tenant.true_users().items()) if user["email"])
    tenant.sync()
    [before] = tenant.rows("select email, email_domain from directory_users where account_id = :a", a=account_id)
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"email": None}})])
    assert tenant.sync().state == "succeeded"
    assert before != (None, None)
    assert tenant.rows("select email, email_domain from directory_users where account_id = :a", a=account_id) == [
        before
    ]


@pytest.mark.parametrize("setting", ["absent", "null"])
def test_empty_lists_may_be_left_out_or_null(tenant: MirroredTenant, setting: str) -> None:
    tenant.sandbox.switch(tenant.org_id, empty_lists=setting)
    assert tenant.sync().state == "succeeded"
    without = whole(tenant)
    assert tenant.value("select count(*) from directory_users where not is_activity_known") == 0
    tenant.sandbox.switch(tenant.org_id, empty_lists="sent")
    assert tenant.sync().state == "succeeded"
    assert whole(tenant) == without

    user = next(
        u for _a, u in sorted(tenant.true_users().items()) if u["groups"] and not u["is_org_admin"] and u["email"]
    )
    left = [("member_removed", {"account_id": user["account_id"], "group_id": group}) for group in user["groups"]]
    tenant.effects(left)
    tenant.sandbox.switch(tenant.org_id, empty_lists=setting)
    assert tenant.sync().state == "succeeded"
    groups = "select count(*) from group_members m join directory_users u on u.id = m.user_id where u.account_id = :a"
    assert tenant.value(groups, a=user["account_id"]) == 0, "who left the last group is in none"


@pytest.mark.parametrize("zero", ["year_1", "epoch"])
def test_zeros_are_no_dates_and_are_kept_as_they_came(tenant: MirroredTenant, zero: str) -> None:
    tenant.sync()
    account_id = next(a for a, user in sorted(tenant.true_users().items()) if user["activity"])
    mine = "select added_at, last_active_at from directory_users where account_id = :a"
    [before] = tenant.rows(mine, a=account_id)
    tenant.sandbox.switch(tenant.org_id, zero_dates=zero)
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"added_at": None}})])
    assert tenant.sync().state == "succeeded"
    assert tenant.value("select min(added_at) > '2002-01-01' from directory_users")
    assert tenant.value("select min(last_active_at) > '2002-01-01' from app_activity")
    assert tenant.rows(mine, a=account_id) == [before]
    odd = tenant.value("select odd_moments->>'added_at' from directory_users where account_id = :a", a=account_id)
    assert odd == {"year_1": "0001-01-01T00:00:00Z", "epoch": "1970-01-01T00:00:00Z"}[zero]
    unopened = "select count(*) from directory_users where is_activity_known and odd_moments ? 'ari:cloud:jira'"
    assert tenant.value(unopened) == 0
    keys = "select count(*) from directory_users u, jsonb_object_keys(odd_moments) k where k like 'ari:%'"
    assert tenant.value(keys) > 0
    assert tenant.value(keys + " and is_activity_known") == 0, "an app with a zero may have been opened"


@pytest.mark.parametrize("account_type", ["atlassian", "app", "absent"])
@pytest.mark.parametrize("listing", ["forbidden", "allowed"])
def test_accounts_that_are_nobody_are_recognised_by_every_sign(
    tenant: MirroredTenant, account_type: str, listing: str
) -> None:
    tenant.sandbox.switch(tenant.org_id, non_person_account_type=account_type, service_accounts_listing=listing)
    assert tenant.sync().state == "succeeded"
    kinds = dict(tenant.rows("select account_id, kind from directory_users"))
    true = {account_id: user["account_type"] for account_id, user in tenant.true_users().items()}
    # An agent without an address whose row says nothing special cannot be told from a person.
    agent = {"atlassian": "person", "app": "app", "absent": None}[account_type]
    wanted = {"service_account": "service_account", "agent": agent, "atlassian": "person"}
    assert kinds == {account_id: wanted[kind] for account_id, kind in true.items()}
    assert "service_account" in kinds.values()


def test_a_service_account_that_only_the_list_tells_stays_one_while_the_list_is_closed(tenant: MirroredTenant) -> None:
    tenant.sandbox.switch(tenant.org_id, service_accounts_listing="allowed")
    account_id = next(a for a, user in tenant.true_users().items() if user["account_type"] == "service_account")
    tenant.effects([("user_changed", {"account_id": account_id, "changes": {"email": None}})])
    tenant.sync()
    kind = "select kind from directory_users where account_id = :a"
    assert tenant.value(kind, a=account_id) == "service_account"
    tenant.sandbox.switch(tenant.org_id, service_accounts_listing="forbidden")
    tenant.sync()
    assert tenant.value(kind, a=account_id) == "service_account"


def test_groups_that_make_organization_admins_are_marked(tenant: MirroredTenant) -> None:
    tenant.sync()
    marked = "select name from directory_groups where grants_org_admin"
    assert tenant.column(marked) == ["org-admins"]
    groups = tenant.sandbox.call("GET", f"/organizations/{tenant.org_id}/groups?search=org-admins")["groups"]
    [group] = [group for group in groups if group["name"] == "org-admins"]
    for grant in group["grants"]:
        tenant.effects([("group_role_revoked", {"group_id": group["group_id"], **grant})])
    tenant.sync()
    assert tenant.column(marked) == []


def test_an_organization_whose_admins_are_in_no_directory_is_synced(tenant: MirroredTenant) -> None:
    admins = [a for a, user in tenant.true_users().items() if user["is_org_admin"]]
    tenant.effects([("directory_left", {"account_id": a, "directory_id": tenant.directory_id}) for a in admins])
    assert tenant.sync().state == "succeeded"
    assert not set(admins) & set(tenant.column("select account_id from directory_users"))

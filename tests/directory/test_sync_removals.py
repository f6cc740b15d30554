"""Who and what disappears from the mirror, and above all who does not: the complete-walk rule."""

from collections.abc import Iterator

import pytest

from app.db import Database
from app.domain.engine.outages import PATIENCE
from app.domain.faults import read_fault
from app.domain.states import SyncState
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def accounts(tenant: MirroredTenant) -> set[str]:
    return set(tenant.column("select account_id from directory_users"))


def ordinary_people(tenant: MirroredTenant) -> list[str]:
    return sorted(a for a, user in tenant.true_users().items() if not user["is_org_admin"])


def test_people_who_left_are_removed_with_everything_that_hangs_on_them(tenant: MirroredTenant) -> None:
    tenant.sync()
    gone = ordinary_people(tenant)[:3]
    tenant.leave(gone)
    assert tenant.sync().state == "succeeded"
    assert accounts(tenant) == set(tenant.true_users())
    assert not accounts(tenant) & set(gone)
    orphans = (
        "select count(*) from group_members m where not exists (select from directory_users u where u.id = m.user_id)"
    )
    assert tenant.value(orphans) == 0


def test_people_who_came_are_added(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = accounts(tenant)
    tenant.sandbox.fault("users_change", "R3", params={"change": "join", "count": 5}, times=1)
    assert tenant.sync().state == "succeeded"
    assert len(accounts(tenant) - before) == 5


def test_half_of_the_people_leaving_at_once_is_believed_when_the_count_agrees(tenant: MirroredTenant) -> None:
    tenant.sync()
    people = ordinary_people(tenant)
    tenant.leave(people[: len(people) // 2])
    assert tenant.sync().state == "succeeded"
    assert accounts(tenant) == set(tenant.true_users())


def test_a_walk_that_ends_early_removes_nobody_and_says_so(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = accounts(tenant)
    links = tenant.value("select count(*) from group_members")
    # Rows without their id are skipped: far fewer people arrive than Atlassian counts. The plan makes two calls.
    tenant.sandbox.fault("missing_field", "R4", params={"field": "accountId"}, after=2, times=1)
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert "but listed only" in (outcome.error or "")
    fault = read_fault(tenant.last_sync()["fault"])
    assert fault is not None
    assert (fault.code, fault.values["reading"]) == ("listed_short", "users")
    assert int(fault.values["listed"]) < int(fault.values["counted"]) == len(before)
    assert accounts(tenant) == before
    assert tenant.value("select count(*) from group_members") == links
    assert tenant.value("select count(*) from sync_pages") == 0


def test_a_failed_sync_keeps_what_it_has_read(tenant: MirroredTenant) -> None:
    tenant.sync()
    renamed = ordinary_people(tenant)[0]
    tenant.effects([("user_changed", {"account_id": renamed, "changes": {"name": "Somebody Else"}})])
    tenant.leave([ordinary_people(tenant)[1]])
    left = accounts(tenant) - set(tenant.true_users())
    dated = tenant.value("select mirror_synced_at from tenants where id = :id", id=tenant.tenant_id)
    tenant.sandbox.fault("status", "R10", params={"status": 500}, path_contains=tenant.directory_id)
    claim = tenant.claim()
    waiting = tenant.work(claim, seconds=600)
    assert waiting.state == SyncState.RUNNING
    assert waiting.waiting_since is not None, "an outage is waited for"
    tenant.clock.offset += PATIENCE
    assert tenant.sync(claim).state == "failed"
    assert tenant.value("select name from directory_users where account_id = :id", id=renamed) == "Somebody Else"
    assert left <= accounts(tenant)
    assert tenant.value("select mirror_synced_at from tenants where id = :id", id=tenant.tenant_id) == dated


@pytest.mark.parametrize("change", ["join", "leave", "rename", "suspend"])
def test_changes_while_pages_are_read_never_remove_anybody_who_is_there(tenant: MirroredTenant, change: str) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=10)
    tenant.sync()
    tenant.sandbox.fault("users_change", "R4", params={"change": change}, percent=10, seed=11, times=4)
    assert tenant.sync().state == "succeeded"
    missing = set(tenant.true_users()) - accounts(tenant)
    # Only who joined during the walk may wait for the next sync.
    assert all(user.startswith("Newcomer") for user in (tenant.true_users()[a]["name"] for a in missing))
    assert tenant.sync().state == "succeeded"
    assert accounts(tenant) == set(tenant.true_users())


def test_lost_group_memberships_access_and_grants_are_removed(tenant: MirroredTenant) -> None:
    tenant.sync()
    account_id, access = next(
        (a, access)
        for a, user in sorted(tenant.true_users().items())
        for access in user["access"]
        if access["method"] == "group_direct" and len(user["access"]) == 1
    )
    tenant.effects([("member_removed", {"group_id": access["group_id"], "account_id": account_id})])
    assert tenant.sync().state == "succeeded"
    held = tenant.value(
        "select count(*) from app_access a join directory_users u on u.id = a.user_id where u.account_id = :id",
        id=account_id,
    )
    assert held == 0


def test_a_deleted_group_disappears_with_its_members_and_grants(tenant: MirroredTenant) -> None:
    tenant.sync()
    group_id = tenant.value(
        "select g.group_id from group_grants x join directory_groups g on g.id = x.group_row_id limit 1"
    )
    tenant.effects([("group_deleted", {"group_id": group_id})])
    assert tenant.sync().state == "succeeded"
    assert tenant.value("select count(*) from directory_groups where group_id = :id", id=group_id) == 0


def test_one_who_is_no_longer_organization_admin_is_an_ordinary_user_again(tenant: MirroredTenant) -> None:
    statement = "select account_id from directory_users where 'atlassian/org-admin' = any(platform_roles) order by 1"
    tenant.sync()
    admins = tenant.column(statement)
    assert len(admins) > 1
    roles = tenant.sandbox.call("GET", f"/organizations/{tenant.org_id}/roles")["roles"]
    resource_id = next(row["resource_id"] for row in roles if row["role"] == "atlassian/org-admin")
    grant = {"account_id": admins[0], "resource_id": resource_id, "role": "atlassian/org-admin"}
    tenant.effects([("user_role_revoked", grant)])
    assert tenant.sync().state == "succeeded"
    assert tenant.column(statement) == admins[1:]


def test_an_app_that_is_no_longer_listed_is_removed(tenant: MirroredTenant) -> None:
    tenant.sync()
    tenant.run(
        "insert into apps (tenant_id, resource_id, key, name, site_id, site_name)"
        " values (:tenant, 'ari:cloud:trello::site/old', 'trello', 'Trello', 'old', 'old')",
        tenant=tenant.tenant_id,
    )
    assert tenant.sync().state == "succeeded"
    assert tenant.value("select count(*) from apps where key = 'trello'") == 0


def test_a_directory_that_is_only_left_out_of_the_list_keeps_its_people(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = accounts(tenant)
    tenant.run(
        "update directories set directory_id = directory_id || '-renamed' where tenant_id = :tenant",
        tenant=tenant.tenant_id,
    )
    # The mirror now knows a directory that Atlassian does not: it is gone, and its people with it ...
    assert tenant.sync().state == "succeeded"
    assert tenant.value("select count(*) from directories") == 1
    assert accounts(tenant) == before
    # ... but while Atlassian still answers for it, a list without it is not believed.
    tenant.sandbox.fault("missing_field", "R3", params={"field": "directoryId"})
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert "directory" in (outcome.error or "")
    assert accounts(tenant) == before

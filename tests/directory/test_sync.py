"""What a sync brings into the mirror, compared with the truth of the organization."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from app.db import Database
from app.domain.people.erasure import FORMER_USER
from tests.directory.syncing import MirroredTenant
from tests.ground.sandbox import SandboxClient


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def listed_apps(tenant: MirroredTenant) -> set[str]:
    return {app["resource_id"] for app in tenant.organization["apps"] if not app["is_sandbox"]}


def true_activity(tenant: MirroredTenant, user: dict[str, Any]) -> dict[str, datetime]:
    known = listed_apps(tenant)
    return {app: datetime.fromisoformat(at) for app, at in user["activity"].items() if app in known}


def test_first_sync_brings_exactly_the_members_of_the_directories(tenant: MirroredTenant) -> None:
    assert tenant.sync(tenant.claim("first")).state == "succeeded"
    assert set(tenant.column("select account_id from directory_users")) == set(tenant.true_users())
    memberships = dict(
        tenant.rows(
            "select u.account_id, m.status from directory_memberships m join directory_users u on u.id = m.user_id"
        )
    )
    assert memberships == {
        account_id: user["directories"][tenant.directory_id] for account_id, user in tenant.true_users().items()
    }


def test_profile_facts_are_taken_over(tenant: MirroredTenant) -> None:
    tenant.sync()
    truth = tenant.true_users()
    rows = tenant.rows(
        "select account_id, name, email, email_domain, account_status, claim, management_source, added_at"
        " from directory_users"
    )
    assert "closed" in {row[4] for row in rows}
    for account_id, name, email, domain, account_status, claim, source, added_at in rows:
        user = truth[account_id]
        # Of a closed account neither name nor address is kept.
        shown = user["email"] if account_status != "closed" else None
        assert name == (user["name"] if account_status != "closed" else FORMER_USER)
        assert email == (shown.lower() if shown else None)
        assert domain == (shown.split("@")[1].lower() if shown else None)
        assert account_status == user["account_status"]
        assert claim == user["claim_status"]
        assert source == user["management_source"]
        assert added_at == datetime.fromisoformat(user["added_at"])


def test_suspension_is_told_by_the_composite_status_not_by_the_account(tenant: MirroredTenant) -> None:
    tenant.sync()
    statuses = dict(tenant.rows("select account_id, status from directory_users"))
    suspended = {
        account_id
        for account_id, user in tenant.true_users().items()
        if user["membership_status"] == "suspended" and user["account_status"] == "active"
    }
    assert suspended
    assert {statuses[account_id] for account_id in suspended} == {"suspended"}


def test_group_memberships_are_the_true_ones(tenant: MirroredTenant) -> None:
    tenant.sync()
    rows = tenant.rows(
        "select u.account_id, g.group_id from group_members m"
        " join directory_users u on u.id = m.user_id join directory_groups g on g.id = m.group_row_id"
    )
    expected = {(account_id, group) for account_id, user in tenant.true_users().items() for group in user["groups"]}
    assert set(rows) == expected
    assert len(rows) == len(expected) > 0


def test_externally_managed_groups_are_marked(tenant: MirroredTenant) -> None:
    tenant.sync()
    groups = tenant.sandbox.call("GET", f"/organizations/{tenant.org_id}/groups")["groups"]
    marks = dict(tenant.rows("select group_id, is_externally_managed from directory_groups"))
    assert marks == {group["group_id"]: not group["is_modifiable"] for group in groups}
    assert {True, False} == set(marks.values())


def test_activity_is_kept_per_app_and_its_latest_moment_with_the_user(tenant: MirroredTenant) -> None:
    tenant.sync()
    found: dict[str, dict[str, datetime]] = {}
    for account_id, resource_id, moment in tenant.rows(
        "select u.account_id, p.resource_id, a.last_active_at from app_activity a"
        " join directory_users u on u.id = a.user_id join apps p on p.id = a.app_row_id"
    ):
        found.setdefault(account_id, {})[resource_id] = moment
    latest = dict(tenant.rows("select account_id, last_active_at from directory_users"))
    for account_id, user in tenant.true_users().items():
        expected = true_activity(tenant, user)
        assert found.get(account_id, {}) == expected
        assert latest[account_id] == max(expected.values(), default=None)
    assert tenant.value("select bool_and(is_activity_known) from directory_users")


def test_access_is_the_effective_one_direct_or_through_groups(tenant: MirroredTenant) -> None:
    tenant.sync()
    rows = tenant.rows(
        "select u.account_id, p.resource_id, a.role from app_access a"
        " join directory_users u on u.id = a.user_id join apps p on p.id = a.app_row_id"
    )
    expected = {
        (account_id, access["resource_id"], access["role"])
        for account_id, user in tenant.true_users().items()
        for access in user["access"]
        if access["resource_id"] in listed_apps(tenant)
    }
    assert set(rows) == expected


def test_grants_say_which_groups_give_access(tenant: MirroredTenant) -> None:
    tenant.sync()
    groups = tenant.sandbox.call("GET", f"/organizations/{tenant.org_id}/groups")["groups"]
    in_use = set(tenant.column("select distinct role from app_access"))
    expected = {
        (group["group_id"], grant["resource_id"], grant["role"])
        for group in groups
        for grant in group["grants"]
        if grant["role"] in in_use and grant["resource_id"] in listed_apps(tenant)
    }
    rows = tenant.rows(
        "select g.group_id, p.resource_id, x.role from group_grants x"
        " join directory_groups g on g.id = x.group_row_id join apps p on p.id = x.app_row_id"
    )
    assert expected
    assert set(rows) == expected


def test_organization_admins_are_known_by_their_role(tenant: MirroredTenant) -> None:
    tenant.sync()
    admins = tenant.column("select account_id from directory_users where 'atlassian/org-admin' = any(platform_roles)")
    expected = {account_id for account_id, user in tenant.true_users().items() if user["is_org_admin"]}
    assert expected
    assert set(admins) == expected


def test_apps_are_named_for_people_and_sandboxes_are_left_out(tenant: MirroredTenant) -> None:
    tenant.sync()
    names = tenant.rows("select resource_id, name, site_name from apps")
    assert {row[0] for row in names} == listed_apps(tenant)
    assert ("Jira", "acme") in {(name, site) for _, name, site in names}
    assert ("Jira administration", "acme-labs") in {(name, site) for _, name, site in names}


def test_success_dates_the_mirror_and_completes_the_progress(tenant: MirroredTenant) -> None:
    before = tenant.clock()
    tenant.sync()
    assert tenant.value("select mirror_synced_at from tenants where id = :id", id=tenant.tenant_id) >= before
    last = tenant.last_sync()
    assert last["state"] == "succeeded"
    assert last["error"] is None
    progress = last["progress"]
    assert progress["users_done"] == progress["users_total"] == len(tenant.true_users())
    assert progress["walks_done"] == progress["walks_total"]
    assert progress["calls_done"] == progress["calls_expected"] == last["api_calls"] == tenant.calls
    assert progress["eta_seconds"] == 0


def test_nothing_of_the_walks_is_left_behind(tenant: MirroredTenant) -> None:
    tenant.sync()
    assert tenant.value("select count(*) from sync_pages") == 0


def test_two_tenants_do_not_see_each_other(tenant: MirroredTenant) -> None:
    tenant.sync()
    stranger = MirroredTenant.open(tenant.sandbox, tenant.database)
    assert stranger.value("select count(*) from directory_users") == 0
    stranger.sync()
    assert stranger.value("select count(*) from directory_users") == len(tenant.true_users())
    assert tenant.value("select count(*) from directory_users") == len(tenant.true_users())


def test_calls_are_those_of_the_formula(tenant: MirroredTenant) -> None:
    tenant.sync()
    users, groups = len(tenant.true_users()), tenant.value("select count(*) from directory_groups")
    pairs = tenant.value("select count(*) from sync_walks where kind = 'access'")
    access_pages = tenant.value("select sum(greatest(1, ceil(rows / 100.0))) from sync_walks where kind = 'access'")
    formula = 3 + -(-users // 100) + -(-groups // 100) + pairs + access_pages + 1 + 3
    # The roster of organization admins, the count of groups and the list of service accounts come on top.
    assert tenant.calls <= formula + 3

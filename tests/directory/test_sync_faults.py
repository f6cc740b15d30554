"""Atlassian misbehaves during a sync: the mirror stays right, or the sync says honestly that it failed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.db import Database
from app.domain.engine.outages import PATIENCE
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


def assert_like_the_truth(tenant: MirroredTenant) -> None:
    truth = tenant.true_users()
    assert accounts(tenant) == set(truth)
    members = tenant.rows(
        "select u.account_id, g.group_id from group_members m"
        " join directory_users u on u.id = m.user_id join directory_groups g on g.id = m.group_row_id"
    )
    assert set(members) == {(account_id, group) for account_id, user in truth.items() for group in user["groups"]}


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 502, "body": "html"}),
        ("status", {"status": 503, "body": "empty"}),
        ("drop", {"when": "before"}),
        ("drop", {"when": "middle"}),
        ("html", {}),
        ("truncated", {}),
    ],
)
def test_a_fault_in_every_fifth_read_does_not_change_the_result(
    tenant: MirroredTenant, kind: str, params: dict[str, Any]
) -> None:
    tenant.sandbox.fault(kind, "reads", params=params, percent=20, seed=7)
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


@pytest.mark.parametrize("headers", ["standard", "retry_after", "retry_after_date", "none", "reset_past", "reset_far"])
def test_refusals_by_the_rate_limit_delay_the_sync_and_nothing_else(tenant: MirroredTenant, headers: str) -> None:
    tenant.sandbox.fault("rate_limited", "searches", params={"headers": headers}, percent=10, seed=3)
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


def test_a_page_maximum_lowered_overnight_is_followed(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("page_limit", "searches", params={"limit": 20, "mode": "rejected"})
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


def test_shorter_pages_than_asked_for_are_not_taken_for_the_end(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("page_limit", "searches", params={"limit": 20, "mode": "clamped"})
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


def test_cursors_that_grew_too_old_begin_their_walks_again(tenant: MirroredTenant) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=20)
    tenant.sandbox.fault("latency", "R4", params={"milliseconds": 200})
    claim = tenant.claim()
    assert tenant.work(claim, seconds=4).state == SyncState.RUNNING
    assert tenant.value("select count(*) from sync_walks where cursor is not null") > 0
    tenant.sandbox.call("DELETE", "/faults")
    tenant.sandbox.advance(3600)
    assert tenant.sync(claim).state == "succeeded"
    assert tenant.value("select sum(restarts) from sync_walks") > 0
    assert_like_the_truth(tenant)


def test_a_cursor_that_repeats_for_ever_fails_the_sync_and_removes_nobody(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = accounts(tenant)
    tenant.sandbox.fault("repeated_cursor", "R4")
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert "cursor" in (outcome.error or "")
    assert accounts(tenant) == before


def test_one_repeated_cursor_is_survived(tenant: MirroredTenant) -> None:
    tenant.sandbox.switch(tenant.org_id, users_page_limit=20)
    tenant.sandbox.fault("repeated_cursor", "R4", after=4, times=1)
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


def test_unknown_statuses_are_kept_as_they_are(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("unknown_enum", "R4", params={"field": "status", "value": "quarantined"})
    assert tenant.sync().state == "succeeded"
    assert tenant.column("select distinct status from directory_users") == ["quarantined"]


def test_missing_emails_are_no_hindrance(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("missing_field", "R4", params={"field": "email"})
    assert tenant.sync().state == "succeeded"
    assert tenant.rows("select distinct email, email_domain from directory_users") == [(None, None)]


def test_a_missing_status_follows_from_its_parts(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = dict(tenant.rows("select account_id, status from directory_users"))
    tenant.sandbox.fault("missing_field", "R4", params={"field": "status"})
    assert tenant.sync().state == "succeeded"
    after = dict(tenant.rows("select account_id, status from directory_users"))
    assert {a for a, s in after.items() if s == "suspended"} == {a for a, s in before.items() if s == "suspended"}


def test_rows_without_an_account_id_are_not_believed(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = accounts(tenant)
    tenant.sandbox.fault("missing_field", "R4", params={"field": "accountId"})
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert accounts(tenant) == before


def test_activity_that_was_never_told_is_not_known(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("missing_field", "R4", params={"field": "productAccess"})
    assert tenant.sync().state == "succeeded"
    assert tenant.column("select distinct is_activity_known from directory_users") == [False]
    assert tenant.value("select count(*) from app_activity") == 0


def test_apps_never_opened_may_come_without_a_moment(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = tenant.rows("select user_id, app_row_id, last_active_at from app_activity order by 1, 2")
    tenant.sandbox.switch(tenant.org_id, unopened_apps="without_timestamp")
    assert tenant.sync().state == "succeeded"
    assert tenant.rows("select user_id, app_row_id, last_active_at from app_activity order by 1, 2") == before


def test_groups_that_are_not_told_do_not_make_anybody_leave_a_group(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = tenant.value("select count(*) from group_members")
    tenant.sandbox.fault("missing_field", "R4", params={"field": "groups"})
    outcome = tenant.sync()
    assert outcome.state == "failed"
    assert "groups" in (outcome.error or "")
    assert tenant.value("select count(*) from group_members") == before


def test_admin_roles_that_are_not_told_do_not_unmake_an_admin(tenant: MirroredTenant) -> None:
    tenant.sync()
    statement = "select account_id from directory_users where 'atlassian/org-admin' = any(platform_roles) order by 1"
    before = tenant.column(statement)
    tenant.sandbox.fault("missing_field", "R4", params={"field": "platformRoles"})
    assert tenant.sync().state == "succeeded"
    assert tenant.column(statement) == before != []


def test_an_inline_list_of_groups_that_was_cut_is_completed(tenant: MirroredTenant) -> None:
    account_id = next(a for a, user in tenant.true_users().items() if not user["is_org_admin"])
    effects: list[tuple[str, dict[str, Any]]] = []
    for number in range(150):
        group = {
            "group_id": f"00000000-0000-4000-8000-{number:012d}",
            "directory_id": tenant.directory_id,
            "name": f"many {number:03d}",
            "description": "",
        }
        effects.append(("group_put", {"group": group}))
        effects.append(("member_added", {"group_id": group["group_id"], "account_id": account_id}))
    tenant.effects(effects)
    tenant.sandbox.switch(tenant.org_id, inline_groups="first_100")
    assert tenant.sync().state == "succeeded"
    assert_like_the_truth(tenant)


def test_a_dead_key_ends_the_sync_at_once(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("key_revoked", "R4", after=1, times=1)
    outcome = tenant.sync()
    assert outcome.state == "failed"
    last = tenant.last_sync()
    assert (last["state"], last["fault"]) == ("failed", {"code": "key_refused", "values": {}})


def test_a_key_that_is_refused_from_the_start_is_reported(tenant: MirroredTenant) -> None:
    outcome = tenant.sync(api=tenant.open_api(api_key="ATCTT-wrong"))
    assert outcome.state == "failed"
    assert outcome.error


def test_an_outage_is_waited_for_before_the_sync_gives_up(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("status", "reads", params={"status": 503})
    outcome = tenant.work(tenant.claim())
    assert outcome.state == SyncState.RUNNING
    assert outcome.not_before is not None
    assert outcome.not_before > tenant.clock() - timedelta(seconds=5)


def test_an_outage_that_does_not_end_fails_the_sync_in_words_for_admins(tenant: MirroredTenant) -> None:
    tenant.sandbox.fault("status", "R10", params={"status": 503}, path_contains=tenant.directory_id)
    claim = tenant.claim()
    waiting = tenant.work(claim, seconds=600)
    assert waiting.state == SyncState.RUNNING
    assert waiting.waiting_since is not None
    tenant.clock.offset += PATIENCE
    outcome = tenant.sync(claim)
    assert outcome.state == "failed"
    assert (outcome.error or "").startswith("Reading groups failed:")
    fault = tenant.last_sync()["fault"]
    assert (fault["code"], fault["values"]["reading"]) == ("down", "groups")
    assert f"({fault['values']['more']} more listings failed.)" in (outcome.error or "")
    assert accounts(tenant) == set(tenant.true_users())
    assert tenant.value("select mirror_synced_at from tenants where id = :id", id=tenant.tenant_id) is None


def test_a_role_that_atlassian_does_not_let_us_ask_for_spoils_nothing(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = tenant.value("select count(*) from app_access")
    app = next(app["resource_id"] for app in tenant.organization["apps"] if app["owner"] == "confluence")
    grant = {"account_id": sorted(tenant.true_users())[0], "resource_id": app, "role": "atlassian/viewer"}
    tenant.effects([("user_role_granted", grant)])
    assert tenant.sync().state == "succeeded"
    refused = tenant.rows("select distinct kind, state from sync_walks where role = 'atlassian/viewer'")
    assert {state for _, state in refused} == {"done"}
    assert tenant.value("select count(*) from app_access") == before


def test_an_empty_list_of_apps_takes_nobody_s_access(tenant: MirroredTenant) -> None:
    tenant.sync()
    before = tenant.value("select count(*) from app_access")
    tenant.sandbox.fault("missing_field", "R14", params={"field": "id"})
    assert tenant.sync().state == "failed"
    assert tenant.value("select count(*) from app_access") == before > 0

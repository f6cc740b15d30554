"""What a run gives while a sync reads stays in the mirror, although the sync's pages and look-ups show it late."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Database
from app.directory.facts import load_catalogue
from app.directory.syncing.sync import work_sync_slice
from app.domain.engine.recent import SETTLING
from app.domain.states import SyncState
from tests.directory.syncing import MirroredTenant
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people

_ACCESS = """select a.resource_id from app_access x join apps a on a.id = x.app_row_id
    join directory_users u on u.id = x.user_id where u.account_id = :account"""
_GROUPS = """select g.group_id from group_members x join directory_groups g on g.id = x.group_row_id
    join directory_users u on u.id = x.user_id where u.account_id = :account"""
_STATUS = """select m.status from directory_memberships m
    join directory_users u on u.id = m.user_id where u.account_id = :account"""


def read(desk: Desk, statement: str, account: str) -> set[str]:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return set(session.scalars(sa.text(statement), {"account": account}))


def granting_group(desk: Desk, account: str) -> tuple[str, str]:
    """A group that can be changed, and an app that it gives to the account, which has it not."""
    held = read(desk, _ACCESS, account)
    for group in desk.call(load_catalogue).groups.values():
        new = sorted(app for app, role in group.grants if app not in held and role == "atlassian/user")
        if new and not group.is_externally_managed and not group.grants_org_admin:
            return group.group_id, new[0]
    raise AssertionError("no group gives an app that the account lacks")


def stop_in_mid_walk(desk: Desk, database: Database, calls: int) -> tuple[MirroredTenant, Any]:
    """A sync that has made so many calls and is held up there."""
    tenant = MirroredTenant(desk.sandbox, database, desk.tenant_id, desk.organization, desk.clock)  # type: ignore[arg-type]
    claim, api = tenant.claim(), tenant.open_api()
    outcome = work_sync_slice(database, claim, api, must_yield=lambda: api.transport.calls >= calls, now=desk.clock)
    assert outcome.state == SyncState.RUNNING
    tenant.run("update syncs set not_before = now() + interval '1 day' where id = :id", id=claim.sync_id)
    return tenant, claim


@pytest.mark.parametrize("calls", [12, 25, 60])
def test_what_a_run_gives_while_a_sync_reads_is_not_taken_for_lost(synced: Desk, database_url: str, calls: int) -> None:
    synced.sandbox.switch(synced.org_id, member_lag_seconds=100, role_lag_seconds=100, suspension_lag_seconds=100)
    synced.sandbox.switch(synced.org_id, users_page_limit=10)
    account, *_others = ordinary(synced)
    group, app = granting_group(synced, account)
    actions: list[dict[str, Any]] = [{"type": "add_to_groups", "groups": [group]}, {"type": "suspend_user"}]
    database = Database(database_url)
    tenant, claim = stop_in_mid_walk(synced, database, calls)

    run = synced.run(synced.create_task(people(account), *actions))
    assert run.summary.counts.succeeded == 2
    tenant.run("update syncs set not_before = null where id = :id", id=claim.sync_id)
    assert tenant.sync(tenant.reclaim(claim)).state == "succeeded"

    assert app in read(synced, _ACCESS, account)
    assert group in read(synced, _GROUPS, account)
    assert read(synced, _STATUS, account) == {"suspended"}
    database.dispose()


def test_what_somebody_else_takes_away_goes_once_the_log_outranks_reads_no_more(
    synced: Desk,
) -> None:
    account, *_others = ordinary(synced)
    group, app = granting_group(synced, account)
    synced.run(synced.create_task(people(account), {"type": "add_to_groups", "groups": [group]}))
    assert app in read(synced, _ACCESS, account)
    effect = ["member_removed", {"account_id": account, "group_id": group}]
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": [effect]})

    synced.clock.advance(seconds=SETTLING.total_seconds() + 1)
    synced.sync()

    assert app not in read(synced, _ACCESS, account)
    assert group not in read(synced, _GROUPS, account)

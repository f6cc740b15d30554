"""What a sync notes of what somebody else changed, compared with what was done to the organization."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db import Database
from app.domain.changes import Stay, was_so
from app.models import Tenant
from tests.directory.syncing import MirroredTenant
from tests.ground.people import is_ordinary
from tests.ground.sandbox import SandboxClient

SPANS = (
    "select account_id, kind, thing_id, detail, began_at is not null, ended_at is not null from change_spans"
    " where kind <> 'app' order by account_id, kind, thing_id, id"
)


@pytest.fixture
def tenant(sandbox: SandboxClient, database_url: str) -> Iterator[MirroredTenant]:
    database = Database(database_url)
    yield MirroredTenant.open(sandbox, database)
    database.dispose()


def pick_people(tenant: MirroredTenant, count: int) -> list[str]:
    truth = tenant.true_users()
    return sorted(one for one, user in truth.items() if is_ordinary(user) and user["groups"])[:count]


def change(tenant: MirroredTenant, name: str, **arguments: Any) -> None:
    tenant.effects([(name, arguments)])


def wait(tenant: MirroredTenant, **parts: float) -> None:
    """For both sides."""
    passed = timedelta(**parts)
    tenant.clock.offset += passed
    tenant.sandbox.advance(passed.total_seconds())


def count_spans(tenant: MirroredTenant) -> int:
    return int(tenant.value("select count(*) from change_spans"))


def test_a_sync_notes_what_somebody_else_changed_and_nothing_else(tenant: MirroredTenant) -> None:
    assert tenant.sync().state == "succeeded"
    assert count_spans(tenant) == 0
    assert tenant.sync().state == "succeeded"
    assert count_spans(tenant) == 0
    looked = tenant.value("select mirror_synced_at from tenants where id = :id", id=tenant.tenant_id)
    joiner, leaver, suspended, gone = pick_people(tenant, 4)
    truth = tenant.true_users()
    left = truth[leaver]["groups"][0]
    joined = next(g for g in tenant.column("select group_id from directory_groups") if g not in truth[joiner]["groups"])
    wait(tenant, hours=20)
    change(tenant, "member_added", account_id=joiner, group_id=joined)
    change(tenant, "member_removed", account_id=leaver, group_id=left)
    change(tenant, "user_suspended", account_id=suspended, directory_id=tenant.directory_id)
    tenant.leave([gone])
    done = tenant.clock()
    wait(tenant, minutes=5)

    assert tenant.sync().state == "succeeded"

    expected = [
        (joiner, "group", joined, "", True, False),
        (leaver, "group", left, "", False, True),
        (suspended, "status", "", "suspended", True, False),
        (gone, "presence", "", "", False, True),
        *((gone, "group", group, "", False, True) for group in truth[gone]["groups"]),
    ]
    assert sorted(tenant.rows(SPANS)) == sorted(expected)
    # Apps follow the groups: who holds one role less or more is noted, by the mirror's own account.
    apps = tenant.rows("select distinct account_id from change_spans where kind = 'app'")
    assert {one for (one,) in apps} <= {joiner, leaver, gone}
    for after, at in tenant.rows(
        "select coalesce(began_after, ended_after), coalesce(began_at, ended_at) from change_spans"
    ):
        assert after < looked < done < at <= tenant.clock()
    assert tenant.value("select count(*) from change_spans where began_run is not null or ended_run is not null") == 0

    change(tenant, "user_restored", account_id=suspended, directory_id=tenant.directory_id)
    change(tenant, "member_removed", account_id=joiner, group_id=joined)
    change(tenant, "member_added", account_id=leaver, group_id=left)
    change(tenant, "directory_joined", account_id=gone, directory_id=tenant.directory_id)
    wait(tenant, minutes=5)
    assert tenant.sync().state == "succeeded"
    rows = tenant.rows(SPANS)
    assert (joiner, "group", joined, "", True, True) in rows
    assert (suspended, "status", "", "suspended", True, True) in rows
    assert [row for row in rows if row[0] == leaver] == [
        (leaver, "group", left, "", False, True),
        (leaver, "group", left, "", True, False),
    ]
    assert [row[4:] for row in rows if row[:2] == (gone, "presence")] == [(False, True), (True, False)]


def test_who_was_in_a_group_on_a_past_day(tenant: MirroredTenant) -> None:
    """By the mirror and the spans; the truth is what was done on each day."""
    tenant.sync()
    people = pick_people(tenant, 3)
    group = tenant.true_users()[people[0]]["groups"][0]
    truth: list[tuple[datetime, set[str]]] = []
    for step in range(4):
        mover = people[step % 3]
        members = set(tenant.column(MEMBERS, group=group))
        name = "member_removed" if mover in members else "member_added"
        change(tenant, name, account_id=mover, group_id=group)
        wait(tenant, days=1)
        tenant.sync()
        truth.append((tenant.clock(), set(tenant.column(MEMBERS, group=group))))
    now = set(tenant.column(MEMBERS, group=group))
    spans = tenant.rows("select account_id, began_at, ended_at from change_spans where thing_id = :group", group=group)
    known = now | {row[0] for row in spans}
    for at, members in truth:
        stays = {one: [Stay(*row[1:]) for row in spans if row[0] == one] for one in known}
        assert {one for one in known if was_so(stays[one], at, is_so_now=one in now)} == members


MEMBERS = (
    "select u.account_id from group_members m join directory_users u on u.id = m.user_id"
    " join directory_groups g on g.id = m.group_row_id where g.group_id = :group"
)


def test_a_short_walk_ends_nothing(tenant: MirroredTenant) -> None:
    tenant.sync()
    tenant.sandbox.fault("missing_field", "R4", params={"field": "accountId"}, after=2, times=1)
    assert tenant.sync().state == "failed"
    assert count_spans(tenant) == 0


def test_an_app_that_was_never_looked_at_has_not_been_given_to_anybody_now(tenant: MirroredTenant) -> None:
    tenant.sync()
    app = tenant.value("select app_row_id from app_access group by 1 order by count(*) desc limit 1")
    # As after a sync that Atlassian did not let ask for the app, or in which the app was not there.
    tenant.run("delete from app_access where app_row_id = :app", app=app)
    tenant.run("delete from change_spans")
    tenant.run("delete from sync_walks where app_row_id = :app", app=app)
    assert tenant.sync().state == "succeeded"
    assert tenant.value("select count(*) from app_access where app_row_id = :app", app=app) > 0
    assert count_spans(tenant) == 0


def test_changes_of_one_tenant_touch_no_other(tenant: MirroredTenant, sandbox: SandboxClient) -> None:
    """Two tenants with the same people: ids of Atlassian's are no keys."""
    other = MirroredTenant.open(sandbox, tenant.database)
    for one in (tenant, other):
        one.sync()
    [mover] = pick_people(tenant, 1)
    group = tenant.true_users()[mover]["groups"][0]
    for name in ("member_removed", "member_added", "member_removed"):
        change(tenant, name, account_id=mover, group_id=group)
        wait(tenant, minutes=5)
        tenant.sync()
    assert count_spans(tenant) >= 2
    assert count_spans(other) == 0
    with tenant.database.system_session() as session:
        own = session.get_one(Tenant, tenant.tenant_id)
        session.delete(own)
    assert count_spans(tenant) == 0


def test_days_of_activity_are_kept_while_they_may_be(tenant: MirroredTenant) -> None:
    tenant.sync()
    bits = "select count(*), sum(bit_count(days)) from activity_days"
    kinds = tenant.value("select count(*) from app_activity")
    assert tenant.rows(bits) == [(kinds, kinds)]
    wrong = (
        "select count(*) from app_activity a left join activity_days d using (tenant_id, user_id, app_row_id)"
        " where d.year is distinct from extract(year from a.last_active_at at time zone 'UTC')"
        " or get_bit(d.days, extract(doy from a.last_active_at at time zone 'UTC')::int - 1) <> 1"
    )
    assert tenant.value(wrong) == 0
    [person] = pick_people(tenant, 1)
    app = tenant.value("select resource_id from apps a join app_activity x on x.app_row_id = a.id limit 1")
    wait(tenant, days=2)
    change(tenant, "app_opened", account_id=person, resource_id=app, at=datetime.now(UTC).isoformat())
    tenant.run("update tenants set are_activity_days_kept = false where id = :id", id=tenant.tenant_id)
    before = tenant.rows(bits)
    tenant.sync()
    assert tenant.rows(bits) == before

"""Before a run the groups that it names are read again: who joined or left a moment ago is known, for a few calls."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.atlassian.admin import AdminApi
from app.directory.facts import load_catalogue
from app.directory.group_reading import NamedGroup, find_named_groups, list_unread, open_reading, read_members
from app.domain.automation import cautions
from app.models import DirectoryGroup
from tests.ground.desk import Desk
from tests.worker.people import all_users, ordinary, show

SUSPEND = {"type": "suspend_user"}


def change(desk: Desk, *effects: list[Any]) -> None:
    """Change the organization behind the mirror's back."""
    desk.sandbox.call("POST", f"/organizations/{desk.org_id}/effects", {"effects": list(effects)})


def groups(desk: Desk) -> list[dict[str, Any]]:
    """Small groups that may be changed, the smallest first."""
    members: dict[str, int] = {}
    for user in all_users(desk):
        for group_id in user["groups"]:
            members[group_id] = members.get(group_id, 0) + 1
    found = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups?limit=1000")["groups"]
    kept = [group for group in found if members.get(group["group_id"], 0) and "admin" not in group["name"]]
    return sorted(kept, key=lambda group: members[group["group_id"]])


def changeable(desk: Desk) -> str:
    """The smallest group that is not managed elsewhere."""
    known = desk.call(load_catalogue).groups
    return next(str(one["group_id"]) for one in groups(desk) if not known[one["group_id"]].is_externally_managed)


def outsider(desk: Desk, group_id: str) -> str:
    return next(account for account in ordinary(desk) if group_id not in show(desk, account)["groups"])


def insider(desk: Desk, group_id: str) -> str:
    return next(account for account in ordinary(desk) if group_id in show(desk, account)["groups"])


def join(desk: Desk, account_id: str, group_id: str) -> None:
    change(desk, ["member_added", {"account_id": account_id, "group_id": group_id}])


def leave(desk: Desk, account_id: str, group_id: str) -> None:
    change(desk, ["member_removed", {"account_id": account_id, "group_id": group_id}])


def open_api(desk: Desk) -> AdminApi:
    return desk.context.open_api(desk.tenant_id, desk.context.begin_lease(desk.context.leases.run))


def in_groups(*group_ids: str) -> dict[str, Any]:
    return {"version": 1, "root": {"type": "groups", "groups": list(group_ids), "match": "any"}}


def asked(desk: Desk) -> dict[str, int]:
    """How often each endpoint of the admin API was called."""
    rows = desk.sandbox.call("GET", "/requests")["endpoints"]
    return {row["endpoint"].split()[0]: sum(row["statuses"].values()) for row in rows}


def more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}


def written(desk: Desk) -> set[str]:
    return {str(entry["target"]["account_id"]) for entry in desk.writes()}


def test_who_joined_or_left_a_group_since_the_sync_is_known_to_the_run(synced: Desk) -> None:
    group = groups(synced)[0]["group_id"]
    came, went = outsider(synced, group), insider(synced, group)
    task = synced.create_task(in_groups(group), SUSPEND)
    synced.clock.advance(minutes=5)
    join(synced, came, group)
    leave(synced, went, group)
    before = synced.call(lambda session, tenant_id: session.scalar(sa.text("select count(*) from syncs")))

    run = synced.run(task)

    accounts = {line.account_id for line in synced.log(run.summary.id)}
    assert came in accounts
    assert went not in accounts, "the plan itself knows, not only the look before acting"
    assert came in written(synced)
    assert run.data_read_at is not None
    assert run.groups_read_at is not None
    assert run.groups_read_at > run.data_read_at
    after = synced.call(lambda session, tenant_id: session.scalar(sa.text("select count(*) from syncs")))
    assert after == before, "no sync for it"


def test_the_groups_of_the_actions_are_read_as_well(synced: Desk) -> None:
    target = changeable(synced)
    came = outsider(synced, target)
    specification = {"version": 1, "root": {"type": "people", "values": [came]}}
    task = synced.create_task(specification, {"type": "remove_from_groups", "groups": [target]})
    synced.clock.advance(minutes=5)
    join(synced, came, target)

    run = synced.run(task)

    assert run.summary.counts.succeeded == 1
    assert target not in show(synced, came)["groups"]


def test_reading_costs_two_calls_for_each_group_and_one_for_each_hundred_members(synced: Desk) -> None:
    few = groups(synced)[:2]
    task = synced.create_task(in_groups(*(one["group_id"] for one in few)), {"type": "restore_user"})
    synced.run(task)
    begun = asked(synced)
    synced.run(task)
    plain = more(begun, asked(synced))
    synced.clock.advance(minutes=5)
    begun = asked(synced)

    synced.run(task)

    dearer = more(plain, more(begun, asked(synced)))
    assert dearer == {"R4": len(few), "R10": len(few), "R13": len(few)}


def test_what_was_read_within_a_minute_is_not_read_again(synced: Desk) -> None:
    group = groups(synced)[0]["group_id"]
    came = outsider(synced, group)
    task = synced.create_task(in_groups(group), {"type": "restore_user"})
    join(synced, came, group)
    synced.clock.advance(seconds=40)

    run = synced.run(task)

    assert came not in {line.account_id for line in synced.log(run.summary.id)}
    synced.clock.advance(seconds=40)
    assert came in {line.account_id for line in synced.log(synced.run(task).summary.id)}


def test_while_atlassian_is_away_the_run_waits_and_takes_nothing_for_granted(synced: Desk) -> None:
    group = groups(synced)[0]["group_id"]
    came = outsider(synced, group)
    task = synced.create_task(in_groups(group), SUSPEND)
    synced.clock.advance(minutes=5)
    join(synced, came, group)
    synced.sandbox.fault("status", "R10", params={"status": 503, "when": "before"})
    run_id = synced.run_now(task)
    for work in synced.hand_out():
        synced.work_on(work)
    waiting = synced.show(run_id)
    assert waiting.summary.state in ("queued", "syncing")
    assert waiting.waiting is not None
    assert synced.writes() == []

    synced.sandbox.call("DELETE", "/faults")
    synced.work()

    assert came in {line.account_id for line in synced.log(run_id)}


@pytest.mark.parametrize(
    ("fault", "endpoint", "params"),
    [
        ("forbidden", "R10", {}),
        ("html", "R10", {"status": 200}),
        ("missing_field", "R4", {"field": "groups"}),
        ("missing_field", "R4", {"field": "accountId"}),
    ],
    ids=["forbidden", "web page", "no groups told", "rows without ids"],
)
def test_an_answer_that_cannot_be_believed_makes_the_run_wait_for_what_can(
    synced: Desk, fault: str, endpoint: str, params: dict[str, Any]
) -> None:
    group = groups(synced)[-1]["group_id"]
    came = outsider(synced, group)
    task = synced.create_task(in_groups(group), {"type": "restore_user"})
    synced.clock.advance(minutes=5)
    join(synced, came, group)
    synced.sandbox.fault(fault, endpoint, params=params, times=1)

    run = synced.run(task)

    assert run.summary.state == "succeeded"
    assert came in {line.account_id for line in synced.log(run.summary.id)}


def test_groups_of_too_many_people_are_left_to_the_syncs(synced: Desk) -> None:
    group = groups(synced)[-1]["group_id"]
    [named] = synced.call(find_named_groups, {group})
    reading = open_reading(
        synced.context.database, synced.tenant_id, open_api(synced), now=synced.clock, may_write=lambda: None
    )
    assert reading is not None
    begun = asked(synced)

    assert read_members(reading, named, 1) is None

    assert more(begun, asked(synced)) == {"R10": 1}
    assert synced.call(find_named_groups, {group}) == [named], "and nobody says that they were read"


def test_a_run_says_which_groups_were_too_large_to_be_read_again(synced: Desk) -> None:
    small, large = groups(synced)[0], groups(synced)[-1]
    came = outsider(synced, large["group_id"])
    members = sum(small["group_id"] in user["groups"] for user in all_users(synced))
    synced.context = replace(synced.context, most_members=members)
    task = synced.create_task(in_groups(small["group_id"], large["group_id"]), {"type": "restore_user"})
    synced.clock.advance(minutes=5)
    join(synced, came, large["group_id"])

    run = synced.run(task)

    assert came not in {line.account_id for line in synced.log(run.summary.id)}
    [caution] = [one for one in run.specification["cautions"] if one["code"] == cautions.GROUPS_NOT_READ]
    assert caution["facts"]["groups"] == large["name"]
    assert run.data_read_at is not None
    assert run.groups_read_at is not None
    assert run.groups_read_at <= run.data_read_at, "as old as the oldest of them"


def test_a_run_that_has_read_its_groups_has_nothing_to_say_of_them(synced: Desk) -> None:
    task = synced.create_task(in_groups(groups(synced)[-1]["group_id"]), {"type": "restore_user"})
    synced.clock.advance(minutes=5)

    assert synced.run(task).specification["cautions"] == []


def test_a_reading_leaves_the_largest_groups_of_too_many_people() -> None:
    few, many, most = (NamedGroup(str(size), 1, "d", 1, datetime.now(UTC), size) for size in (2, 3, 9))
    unknown = replace(few, group_id="not counted", user_count=None)

    assert list_unread([unknown, few, many, most], 5) == [most]
    assert list_unread([few, many, most], 4) == [many, most]
    assert list_unread([few, many, most], 14) == []


def test_what_a_run_wrote_moments_ago_outlives_a_reading_that_shows_it_late(synced: Desk) -> None:
    synced.sandbox.switch(synced.org_id, member_lag_seconds=50)
    target = changeable(synced)
    account = outsider(synced, target)
    specification = {"version": 1, "root": {"type": "people", "values": [account]}}
    synced.run(synced.create_task(specification, {"type": "add_to_groups", "groups": [target]}))
    task = synced.create_task(in_groups(target, show(synced, account)["groups"][0]), {"type": "restore_user"})
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        session.execute(sa.text("update tenants set mirror_took_seconds = 300"))
        session.execute(sa.update(DirectoryGroup).values(members_read_at=None))

    run = synced.run(task)

    assert run.groups_read_at is not None
    assert account in {line.account_id for line in synced.log(run.summary.id)}
    rows = "select count(*) from group_members m join directory_users u on u.id = m.user_id where u.account_id = :a"
    held = synced.call(lambda session, _tenant: session.scalar(sa.text(rows), {"a": account}))
    assert held == len(show(synced, account)["groups"])

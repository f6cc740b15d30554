"""A group that begins to make admins after the last sync: whoever is the last admin through it stays all the same."""

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from app.directory.facts import load_catalogue
from app.domain.engine import reasons
from app.models import Run
from tests.ground.desk import Desk
from tests.worker.accesses import USER, apps_of, cause, plain_groups
from tests.worker.pausing import At
from tests.worker.people import all_users, ordinary, people, show

PEOPLE = 3


def list_roles(desk: Desk) -> list[dict[str, Any]]:
    """Who holds which role on what, directly and through which groups."""
    return list(desk.sandbox.call("GET", f"/organizations/{desk.org_id}/roles")["roles"])


def seat_of(desk: Desk, kind: str) -> tuple[str, str]:
    """(resource, role) of an admin of an app, a site, Jira's administration or the organization."""
    app = apps_of(desk)[0]
    if kind == "app":
        return app, "atlassian/user-access-admin"
    if kind == "site":
        return f"ari:cloud:platform::site/{app.rpartition('/')[2]}", "atlassian/site-admin"
    if kind == "administration":
        return f"ari:cloud:jira-admin::site/{app.rpartition('/')[2]}", "atlassian/admin"
    organization = next(str(row["resource_id"]) for row in list_roles(desk) if "platform::org" in row["resource_id"])
    return organization, "atlassian/user-access-admin"


def leave_to_group(desk: Desk, group: str, seat: tuple[str, str]) -> None:
    """From now on the group gives the role, and nobody else holds it."""
    for row in list_roles(desk):
        if (row["resource_id"], row["role"]) == seat:
            for account in row["direct"]:
                cause(desk, ["user_role_revoked", grant_to(seat, account_id=account)])
            for other in row["groups"]:
                cause(desk, ["group_role_revoked", grant_to(seat, group_id=other)])
    cause(desk, ["group_role_granted", grant_to(seat, group_id=group)])


def grant_to(seat: tuple[str, str], **whom: str) -> dict[str, str]:
    """A grant as the sandbox's effects name it."""
    return {"resource_id": seat[0], "role": seat[1], **whom}


def gather(desk: Desk) -> tuple[str, list[str]]:
    """A group of ours that gives an app and nothing else, and its only members, who administer nothing; synced."""
    group, accounts = plain_groups(desk)[0], ordinary(desk)[:PEOPLE]
    for user in all_users(desk):
        if group in user["groups"]:
            cause(desk, ["member_removed", {"account_id": user["account_id"], "group_id": group}])
    for account in accounts:
        cause(desk, ["member_added", {"account_id": account, "group_id": group}])
    cause(desk, ["group_role_granted", grant_to((apps_of(desk)[-1], USER), group_id=group)])
    desk.sync()
    return group, accounts


def action_of(desk: Desk, way: str, group: str) -> dict[str, Any]:
    """What takes somebody out of the group, or out of everything."""
    ways: dict[str, dict[str, Any]] = {
        "group left": {"type": "remove_from_groups", "groups": [group]},
        "app taken": {"type": "remove_app_access", "apps": [apps_of(desk)[-1]], "can_leave_shared_groups": True},
        "suspended": {"type": "suspend_user"},
    }
    return ways[way]


@pytest.mark.parametrize(
    ("kind", "way", "moment"),
    [
        ("app", "group left", "queued"),
        ("app", "group left", "opened"),
        ("site", "group left", "opened"),
        ("organization", "group left", "opened"),
        ("administration", "app taken", "planned"),
        ("site", "suspended", "opened"),
    ],
)
def test_one_of_the_admins_whom_a_group_makes_since_the_sync_stays(
    synced: Desk, at: At, kind: str, way: str, moment: str
) -> None:
    synced.sandbox.switch(synced.org_id, org_admins_group="grants")
    group, accounts = gather(synced)
    seat = seat_of(synced, kind)
    task = synced.create_task(people(*accounts), action_of(synced, way, group))
    if moment == "queued":
        leave_to_group(synced, group, seat)
    else:
        at(moment, lambda: leave_to_group(synced, group, seat))

    run = synced.run(task)

    lines = synced.log(run.summary.id)
    assert Counter(line.outcome for line in lines) == {"succeeded": PEOPLE - 1, "skipped": 1}
    [spared] = [line for line in lines if line.reason == reasons.LAST_ADMIN]
    assert [detail.role for detail in spared.details] == [seat[1]]
    left = show(synced, spared.account_id)
    assert left["membership_status"] == "active"
    assert seat in {(one["resource_id"], one["role"]) for one in left["access"]}


def test_two_tasks_side_by_side_leave_one_of_them(synced: Desk, at: At) -> None:
    group, accounts = gather(synced)
    leaving, suspending = (action_of(synced, way, group) for way in ("group left", "suspended"))
    started = [
        synced.run_now(synced.create_task(people(*accounts[:2]), leaving)),
        synced.run_now(synced.create_task(people(accounts[2]), suspending)),
    ]
    at("opened", lambda: leave_to_group(synced, group, seat_of(synced, "app")))

    synced.work()

    outcomes = [one for run_id in started for one in synced.outcomes(run_id)]
    assert sorted(outcomes) == [("skipped", reasons.LAST_ADMIN), ("succeeded", None), ("succeeded", None)]


def test_a_delegated_admin_gives_nobody_a_group_that_makes_admins_since_the_sync(synced: Desk) -> None:
    group, _accounts = gather(synced)
    newcomer = ordinary(synced)[PEOPLE]
    run_id = synced.run_now(synced.create_task(people(newcomer), {"type": "add_to_groups", "groups": [group]}))
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        behind = sa.cast({"delegates": ["somebody"]}, JSONB)
        session.execute(sa.update(Run).values(specification=Run.specification.op("||")(behind)))
    leave_to_group(synced, group, seat_of(synced, "app"))

    synced.work()

    assert synced.outcomes(run_id) == [("failed", reasons.ADMIN_TARGET)]
    assert group not in show(synced, newcomer)["groups"]


def test_what_a_group_gives_is_read_with_its_members_before_a_preview_and_a_run(synced: Desk) -> None:
    group, accounts = gather(synced)
    seat = seat_of(synced, "app")
    leave_to_group(synced, group, seat)
    assert seat not in synced.call(load_catalogue).groups[group].grants
    synced.clock.advance(minutes=2)
    run = synced.run(synced.create_task(people(*accounts), action_of(synced, "group left", group)))

    catalogue = synced.call(load_catalogue)
    assert catalogue.groups[group].grants == {seat, (apps_of(synced)[-1], USER)}
    assert Counter(synced.outcomes(run.summary.id)).total() == PEOPLE
    cause(synced, ["group_role_revoked", grant_to(seat, group_id=group)])
    synced.clock.advance(minutes=2)
    synced.run(synced.create_task(people(accounts[0]), action_of(synced, "group left", group)))
    assert seat not in synced.call(load_catalogue).groups[group].grants

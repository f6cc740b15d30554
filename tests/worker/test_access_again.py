"""Access that a run took and that is there again with a later sync, whatever way it came back, is found and named."""

from typing import Any

import pytest

from tests.ground.desk import Desk
from tests.worker.accesses import USER, apps_of, cause, hold, join, let_grant, plain_groups, strangers
from tests.worker.checking import check_due
from tests.worker.lags import pass_time, turn_lags
from tests.worker.people import people

SETTLED = 190
NIGHT = 14 * 3600


def put_into(desk: Desk, group: str, *accounts: str) -> None:
    cause(desk, *(["member_added", {"account_id": one, "group_id": group}] for one in accounts))


def find_again(desk: Desk, run_id: int) -> dict[str, list[tuple[str, str | None]]]:
    """By person who came back, through what access is there again."""
    return {
        line.account_id: [(one.kind, one.role or one.group_id) for one in line.details if one.kind.endswith("_again")]
        for line in desk.log(run_id)
        if line.came_back_at is not None
    }


def take(kind: str, group: str, app: str) -> dict[str, Any]:
    if kind == "group":
        return {"type": "remove_from_groups", "groups": [group]}
    return {"type": "remove_app_access", "apps": [app], "can_leave_shared_groups": True}


@pytest.mark.parametrize("kind", ["group", "app"])
@pytest.mark.parametrize("lag", [0, 120])
def test_access_by_another_way_came_back(synced: Desk, kind: str, lag: int) -> None:
    desk = turn_lags(synced, lag)
    app = apps_of(desk)[0]
    direct, other, same, kept, ours, gone = accounts = strangers(desk, app, 6)
    first, second = plain_groups(desk)[:2]
    let_grant(desk, second, app)
    group = join(desk, accounts, app)
    assert group == first
    if kind == "group":
        hold(desk, [kept], app)  # behind the group, so that it shows once that is left
    run_id = desk.run(desk.create_task(people(*accounts), take(kind, group, app))).summary.id
    if kind == "app":
        hold(desk, [kept], app)
    pass_time(desk, SETTLED)
    check_due(desk)
    assert {line.account_id for line in desk.log(run_id) if line.reason} == {kept}
    desk.sync()
    assert find_again(desk, run_id) == {}, "what remained from the beginning did not come back"

    hold(desk, [direct], app)
    put_into(desk, second, other)
    put_into(desk, first, same)
    desk.run(desk.create_task(people(ours), {"type": "add_to_groups", "groups": [second]}))
    pass_time(desk, NIGHT)
    desk.sync()

    assert find_again(desk, run_id) == {
        direct: [("direct_again", USER)],
        other: [("gives_again", second)],
        same: [("gives_again", first)],
    }
    assert desk.show(run_id).summary.came_back == 3
    assert gone not in find_again(desk, run_id)


def test_a_group_that_begins_to_give_the_app_is_named(synced: Desk) -> None:
    app = apps_of(synced)[0]
    [person] = strangers(synced, app, 1)
    second = plain_groups(synced)[1]
    put_into(synced, second, person)
    group = join(synced, [person], app)
    run_id = synced.run(synced.create_task(people(person), take("group", group, app))).summary.id
    pass_time(synced, SETTLED)
    check_due(synced)

    let_grant(synced, second, app)
    pass_time(synced, NIGHT)
    synced.sync()

    assert find_again(synced, run_id) == {person: [("gives_again", second)]}

"""After the lag a run says of whom access remains and through what, in bulk; direct roles are confirmed as well."""

from typing import Any

import pytest

from app.directory.facts import load_users
from app.domain.engine import reasons
from app.services.engine.run_views import LookedAt
from app.services.records.log_proof import prove_log
from app.services.records.seals import seal_finished_runs
from tests.ground.desk import Desk
from tests.worker.accesses import USER, apps_of, has_access, hold, join, strangers
from tests.worker.checking import check_due
from tests.worker.lags import pass_time, turn_lags, undo_run
from tests.worker.people import people

SETTLED = 190


def remove_from(group: str) -> dict[str, Any]:
    return {"type": "remove_from_groups", "groups": [group]}


def swallowed(desk: Desk) -> set[str]:
    return {str(entry["target"]["account_id"]) for entry in desk.writes() if entry["outcome"] == "not_applied"}


def count_calls(desk: Desk) -> int:
    rows = desk.sandbox.call("GET", f"/requests?org_id={desk.org_id}")["endpoints"]
    return sum(int(row["total"]) for row in rows)


def told(desk: Desk, run_id: int) -> dict[str, list[tuple[str, str | None]]]:
    """By person, through what access remains."""
    return {
        line.account_id: [(one.kind, one.role or one.group_id) for one in line.details]
        for line in desk.log(run_id)
        if line.details
    }


@pytest.mark.parametrize("lag", [0, 30, 120])
def test_just_those_keep_access_who_hold_it_directly(synced: Desk, lag: int) -> None:
    desk = turn_lags(synced, lag)
    app = apps_of(desk)[0]
    accounts = strangers(desk, app, 20)
    hold(desk, accounts[::3], app)
    group = join(desk, accounts, app)
    desk.sandbox.fault("not_applied", "writes", times=5, after=4)
    run_id = desk.run(desk.create_task(people(*accounts), remove_from(group))).summary.id
    wrong = swallowed(desk)
    assert len(wrong) == 5
    assert told(desk, run_id) == {}, "nothing tells at once what is direct"
    with desk.context.database.system_session() as session:
        seal_finished_runs(session, desk.clock())
    pass_time(desk, SETTLED)

    check_due(desk)

    kept = set(accounts[::3]) - wrong
    assert told(desk, run_id) == {one: [("keeps_direct", USER)] for one in kept}
    view = desk.show(run_id)
    assert view.remains == {"keeps_direct": len(kept)}
    assert view.summary.counts.failed_by_reason == {reasons.NOT_APPLIED: 5}
    mirror = desk.call(load_users, accounts)
    assert {one for one in accounts if app in mirror[one].apps} == kept | wrong
    assert {one for one in accounts if has_access(desk, one, app)} == kept | wrong
    assert desk.call(prove_log).fault is None


def test_a_look_at_access_that_is_gone_costs_one_search_and_at_what_remains_one_for_each_role(synced: Desk) -> None:
    desk = synced
    app = apps_of(desk)[0]
    accounts = strangers(desk, app, 30)
    group = join(desk, accounts, app)
    desk.run(desk.create_task(people(*accounts), remove_from(group)))
    pass_time(desk, SETTLED)
    before = count_calls(desk)
    check_due(desk)
    # Who has another app directly is asked about, all in one search.
    assert count_calls(desk) - before <= 2
    hold(desk, accounts, app)
    group = join(desk, accounts, app)
    run_id = desk.run(desk.create_task(people(*accounts), remove_from(group))).summary.id
    pass_time(desk, SETTLED)
    before = count_calls(desk)

    check_due(desk)

    assert desk.show(run_id).remains == {"keeps_direct": 30}
    roles = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/roles")["roles"]
    assert count_calls(desk) - before <= 2 + len({row["role"] for row in roles if row["resource_id"] == app})


def test_no_search_that_ignores_its_filters_makes_access_remain(synced: Desk) -> None:
    desk = synced
    app, other = apps_of(desk)[:2]
    accounts = strangers(desk, app, 6)
    hold(desk, accounts[:3], other)
    group = join(desk, accounts, app)
    run_id = desk.run(desk.create_task(people(*accounts), remove_from(group))).summary.id
    pass_time(desk, SETTLED)
    desk.sandbox.switch(desk.org_id, search_filters="ignored")

    check_due(desk)

    assert told(desk, run_id) == {}


@pytest.mark.parametrize("lag", [0, 120])
def test_direct_roles_that_were_taken_or_given_back_are_confirmed_and_what_was_swallowed_is_not(
    synced: Desk, lag: int
) -> None:
    desk = turn_lags(synced, lag)
    app = apps_of(desk)[0]
    accounts = strangers(desk, app, 12)
    hold(desk, accounts, app)
    desk.sync()
    desk.sandbox.fault("not_applied", "writes", times=3, after=2)
    run_id = desk.run(desk.create_task(people(*accounts), {"type": "remove_app_access", "apps": [app]})).summary.id
    taken = swallowed(desk)
    pass_time(desk, SETTLED)

    check_due(desk)

    assert {line.account_id for line in desk.log(run_id) if line.reason == reasons.NOT_APPLIED} == taken
    assert desk.show(run_id).looked_at == LookedAt(9, 3, 0)
    desk.sandbox.fault("not_applied", "writes", times=2, after=1)
    undo_id = undo_run(desk, run_id)
    lost = swallowed(desk) - taken
    pass_time(desk, SETTLED)
    check_due(desk)
    assert {line.account_id for line in desk.log(undo_id) if line.reason == reasons.NOT_APPLIED} == lost
    assert desk.show(undo_id).looked_at == LookedAt(7, 2, 0)
    assert {one for one in accounts if has_access(desk, one, app)} == set(accounts) - lost
    mirror = desk.call(load_users, accounts)
    assert {one for one in accounts if app in mirror[one].apps} == set(accounts) - lost

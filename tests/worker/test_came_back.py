"""What somebody else puts back after a run is found with the next syncs, linked to the run, and nothing else is."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.directory.facts import load_users
from app.models import AuditEntry, Notification
from app.services.engine.run_views import LookedAt
from app.services.records.log_proof import prove_log
from app.services.records.seals import seal_finished_runs
from tests.ground.desk import Desk
from tests.ground.receivers import running_receiver
from tests.worker.accesses import any_plain_groups, cause
from tests.worker.checking import check_due, find_row
from tests.worker.delivering import add_channel
from tests.worker.lags import pass_time, turn_lags, undo_run
from tests.worker.people import ordinary, people

SETTLED = 190
NIGHT = 14 * 3600


def find_back(desk: Desk, run_id: int) -> set[str]:
    """Whose steps came back, as the log has it."""
    return {line.account_id for line in desk.log(run_id) if line.came_back_at is not None}


def join(desk: Desk, group: str, accounts: list[str]) -> None:
    """Let somebody else put people into a group."""
    cause(desk, *(["member_added", {"account_id": one, "group_id": group}] for one in accounts))


def remove_all(desk: Desk, accounts: list[str]) -> tuple[int, str]:
    """A run that took everybody out of a group: its number and the group's id."""
    group = any_plain_groups(desk)[0]
    join(desk, group, accounts)
    desk.sync()
    return desk.run(desk.create_task(people(*accounts), remove_from(group))).summary.id, group


def remove_from(group: str) -> dict[str, Any]:
    return {"type": "remove_from_groups", "groups": [group]}


def list_told(desk: Desk) -> list[tuple[str, str]]:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        rows = session.execute(sa.select(Notification.event, Notification.subject).order_by(Notification.id))
        return [(str(event), str(subject)) for event, subject in rows]


@pytest.mark.parametrize("lag", [0, 30, 120])
def test_just_who_was_put_back_came_back(synced: Desk, lag: int) -> None:
    desk = turn_lags(synced, lag)
    accounts = ordinary(desk)[:40]
    with running_receiver() as receiver:
        add_channel(desk, receiver.url)
        desk.sandbox.fault("not_applied", "writes", times=12, after=10)
        run_id, group = remove_all(desk, accounts)
        swallowed = {str(one["target"]["account_id"]) for one in desk.writes() if one["outcome"] == "not_applied"}
        assert len(swallowed) == 12
        desk.sync()
        pass_time(desk, 60)
        desk.sync()
        assert find_back(desk, run_id) == set(), "nothing is said from what was read within the lag"
        pass_time(desk, SETTLED)
        check_due(desk)
        desk.sync()
        assert find_back(desk, run_id) == set(), "what was not applied did not come back"
        with desk.context.database.system_session() as session:
            seal_finished_runs(session, desk.clock())
        back = [one for one in accounts if one not in swallowed][:5]
        join(desk, group, back)
        pass_time(desk, NIGHT)
        before = list_told(desk)

        desk.sync()

        assert find_back(desk, run_id) == set(back)
        view = desk.show(run_id)
        assert view.looked_at is not None
        assert view.looked_at == LookedAt(28, 12, 0, 5, view.looked_at.compared_at)
        assert (view.summary.state, view.summary.came_back) == ("partial", 5)
        assert view.summary.counts.failed == 12
        assert desk.call(prove_log).fault is None
        pass_time(desk, NIGHT)
        desk.sync()
        told = [row for row in list_told(desk) if row not in before]
        assert told == [("run.came_back", f"came_back:{run_id}")]
        with desk.context.database.tenant_session(desk.tenant_id) as session:
            entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "run.came_back")).one()
            message = session.scalars(sa.select(Notification).where(Notification.event == "run.came_back")).one()
        assert entry.after == {"run_id": run_id, "steps": 5, "people": 5}
        [name] = {line.target_name for line in desk.log(run_id)}
        assert message.data["came_back"] == {"steps": 5, "people": 5, "things": [name]}


def test_what_an_undo_or_a_later_run_changed_did_not_come_back(synced: Desk) -> None:
    accounts = ordinary(synced)[:4]
    run_id, group = remove_all(synced, accounts)
    pass_time(synced, SETTLED)
    check_due(synced)
    undo_id = undo_run(synced, run_id)
    pass_time(synced, SETTLED)
    check_due(synced)
    again_id = synced.run(synced.create_task(people(*accounts[:2]), remove_from(group))).summary.id
    pass_time(synced, NIGHT)
    check_due(synced)

    synced.sync()

    assert [find_back(synced, one) for one in (run_id, undo_id, again_id)] == [set()] * 3
    assert find_row(synced, run_id).compared_at is not None


def test_who_left_and_a_group_that_is_gone_did_not_come_back(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    group = any_plain_groups(synced)[0]
    run_id = synced.run(synced.create_task(people(*accounts), {"type": "add_to_groups", "groups": [group]})).summary.id
    pass_time(synced, SETTLED)
    check_due(synced)
    cause(synced, ["user_deleted", {"account_id": accounts[0]}])
    cause(synced, ["member_removed", {"account_id": accounts[1], "group_id": group}])
    pass_time(synced, NIGHT)
    synced.sync()
    assert find_back(synced, run_id) == {accounts[1]}
    cause(synced, ["group_deleted", {"group_id": group}])
    pass_time(synced, NIGHT)

    synced.sync()

    assert find_back(synced, run_id) == {accounts[1]}


def test_a_look_repairs_what_the_mirror_read_within_the_lag(synced: Desk) -> None:
    """Where reads lag for longer than our log outranks them."""
    accounts = ordinary(synced)[:3]
    run_id, group = remove_all(turn_lags(synced, 300), accounts)
    pass_time(synced, 190)
    synced.sync()
    assert list_members(synced, group, accounts) == set(accounts), "the sync read what was there before the run"
    pass_time(synced, SETTLED)

    check_due(synced)

    assert list_members(synced, group, accounts) == set()
    assert find_back(synced, run_id) == set()


def test_the_mirror_is_not_left_with_a_wish(synced: Desk) -> None:
    accounts = ordinary(synced)[:5]
    synced.sandbox.fault("not_applied", "writes", times=2)
    _run_id, group = remove_all(synced, accounts)
    assert list_members(synced, group, accounts) == set()
    swallowed = {str(one["target"]["account_id"]) for one in synced.writes() if one["outcome"] == "not_applied"}
    pass_time(synced, SETTLED)

    check_due(synced)

    assert list_members(synced, group, accounts) == swallowed
    assert len(swallowed) == 2


def list_members(desk: Desk, group: str, accounts: list[str]) -> set[str]:
    """Who of them is in the group, as the mirror has it."""
    users = desk.call(load_users, accounts)
    return {account for account, user in users.items() if group in user.groups}

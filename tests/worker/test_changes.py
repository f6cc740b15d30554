"""Changes beside runs of ours: each is told with who did it, and no late read tells one that was none."""

from typing import Any

import pytest
from sqlalchemy import text

from app.services.browser import changes
from app.services.browser.changes import ChangeQuestion, ChangeView
from app.services.engine import bulk
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, cause
from tests.worker.checking import check_due
from tests.worker.lags import pass_time, turn_lags, undo_run
from tests.worker.people import ordinary, people, show


def list_all(desk: Desk, **asked: Any) -> list[ChangeView]:
    """All changes of groups, statuses and presence, the oldest first."""
    question = ChangeQuestion(**asked)
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        found = list(changes.iter_changes(session, question))
    return [one for one in reversed(found) if one.kind != "app"]


def tell(view: ChangeView) -> tuple[str, str, str | None, int | None]:
    thing = view.thing.id if view.thing else None
    run = view.run.id if view.run else None
    return view.user.account_id, view.change.value, thing, run


def do(desk: Desk, name: str, **arguments: Any) -> None:
    cause(desk, [name, arguments])


@pytest.mark.parametrize("lag", [0, 120])
def test_each_change_is_told_once_with_who_did_it(synced: Desk, lag: float) -> None:
    """Syncs while reads still show the past, and after; the truth is what the sandbox was told, and by whom."""
    desk = turn_lags(synced, lag)
    added, suspended, other = ordinary(desk)[:3]
    group = next(one for one in any_plain_groups(desk) if one not in show(desk, added)["groups"])
    directory = next(iter(show(desk, suspended)["directories"]))
    joins = desk.run(desk.create_task(people(added), {"type": "add_to_groups", "groups": [group]})).summary.id
    stops = desk.run(desk.create_task(people(suspended), {"type": "suspend_user"})).summary.id
    ours = [(added, "joined", group, joins), (suspended, "suspended", None, stops)]
    assert [tell(one) for one in list_all(desk)] == ours
    for one in list_all(desk):
        assert one.after == one.at
    for seconds in (70, 60):
        pass_time(desk, seconds)
        desk.sync()
        assert [tell(one) for one in list_all(desk)] == ours
    # Somebody else takes back what a run did, and does something of their own.
    done = desk.clock()
    do(desk, "member_removed", account_id=added, group_id=group)
    do(desk, "user_suspended", account_id=other, directory_id=directory)
    pass_time(desk, 240)
    desk.sync()
    theirs = [(added, "left", group, None), (other, "suspended", None, None)]
    found = list_all(desk)
    assert [tell(one) for one in found[:2]] == ours
    assert sorted(map(tell, found[2:]), key=str) == sorted(theirs, key=str)
    assert all(one.after < done < one.at for one in found[2:])
    assert {tell(one) for one in list_all(desk, cause="others")} == set(theirs)
    writes = [(entry["operation"], entry["target"].get("account_id")) for entry in desk.writes()]
    assert len(writes) == len(list_all(desk, cause="ours")) == len(ours)


def test_a_change_of_somebody_else_in_the_minutes_after_a_run_is_not_lost(synced: Desk) -> None:
    desk = turn_lags(synced, 0)
    [added] = ordinary(desk)[:1]
    group = next(one for one in any_plain_groups(desk) if one not in show(desk, added)["groups"])
    joins = desk.run(desk.create_task(people(added), {"type": "add_to_groups", "groups": [group]})).summary.id
    do(desk, "member_removed", account_id=added, group_id=group)
    for seconds in (100, 100):
        pass_time(desk, seconds)
        desk.sync()
    told = [tell(one) for one in list_all(desk)]
    assert told == [(added, "joined", group, joins), (added, "left", group, None)]


def test_an_undo_ends_what_its_run_began(synced: Desk) -> None:
    [account] = ordinary(synced)[:1]
    run = synced.run(synced.create_task(people(account), {"type": "suspend_user"})).summary.id
    undo_id = undo_run(synced, run)
    assert [tell(one) for one in list_all(synced)] == [
        (account, "suspended", None, run),
        (account, "restored", None, undo_id),
    ]


def test_what_never_showed_was_no_change(synced: Desk) -> None:
    """Writes that Atlassian accepted and did not apply: found when they are looked at afterwards."""
    desk = turn_lags(synced, 0)
    joiner, leaver, stopped = ordinary(desk)[:3]
    group = next(one for one in any_plain_groups(desk) if one not in show(desk, joiner)["groups"])
    do(desk, "member_added", account_id=leaver, group_id=group)
    pass_time(desk, 200)
    desk.sync()
    before = [tell(one) for one in list_all(desk)]
    assert before == [(leaver, "joined", group, None)]
    desk.sandbox.fault("not_applied", "writes")
    for account, action in (
        (joiner, {"type": "add_to_groups", "groups": [group]}),
        (leaver, {"type": "remove_from_groups", "groups": [group]}),
        (stopped, {"type": "suspend_user"}),
    ):
        desk.call(bulk.request_bulk, bulk.BulkDraft((action,), (account,)), by=desk.admin)
        desk.work()
    desk.sandbox.call("DELETE", "/faults")
    assert len(list_all(desk)) == len(before) + 3
    pass_time(desk, 200)
    assert check_due(desk)
    assert [tell(one) for one in list_all(desk)] == before
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        assert session.scalar(text("select count(*) from change_spans where began_run is not null")) == 0

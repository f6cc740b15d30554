"""Runs side by side that would touch the same person and thing: one waits for the other, and nobody is changed by both.

Judged by the sandbox's audit log, which knows nothing of runs or plans.
"""

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.services.engine import bulk, runs, undo
from app.services.engine.run_views import RunView
from app.services.engine.side_by_side import line
from app.services.operating.vitals import measure_queue
from app.services.queues.dispatch import Work
from tests.ground.desk import Desk
from tests.worker.accesses import any_plain_groups, holder
from tests.worker.people import in_order, ordinary, people, show

OTHER = reasons.CHANGED_BY_OTHER_RUN


def join(group: str) -> dict[str, Any]:
    """The action that adds to a group."""
    return {"type": "add_to_groups", "groups": [group]}


def leave(group: str) -> dict[str, Any]:
    """The action that takes out of a group."""
    return {"type": "remove_from_groups", "groups": [group]}


def split(desk: Desk, most: int = 12) -> tuple[str, list[str], list[str]]:
    """A group, some who are not in it and some who are, in the order of plans."""
    members = Counter(group for account in ordinary(desk) for group in show(desk, account)["groups"])
    group = max(any_plain_groups(desk), key=lambda one: min(members[one], most))
    inside = [account for account in ordinary(desk) if group in show(desk, account)["groups"]]
    outside = [account for account in ordinary(desk) if account not in inside]
    return group, in_order(desk, outside[:most]), in_order(desk, inside[:most])


def pause_after(desk: Desk, calls: int, endpoint: str = "W1") -> None:
    """Atlassian wants a pause after so many writes of a kind: the slice ends, and the next run has its turn."""
    desk.sandbox.fault("rate_limited", endpoint, after=calls, params={"reset_in_seconds": 600})


def work_once(desk: Desk) -> int | None:
    """One piece of work, if any is handed out; gives the run. Atlassian wants no further pause then."""
    handed: list[Work] = desk.hand_out()
    for work in handed:
        desk.work_on(work)
    desk.sandbox.call("DELETE", "/faults")
    return handed[0].row_id if handed else None


def writers(desk: Desk) -> Counter[tuple[str, str]]:
    """How often each (account, group) was written to in truth."""
    return Counter(
        (str(entry["target"].get("account_id")), str(entry["target"].get("group_id")))
        for entry in desk.writes()
        if entry["outcome"] == "applied"
    )


def begin_both(desk: Desk) -> tuple[str, list[str], list[str], int, int]:
    """A run that adds people to a group stands in its middle, and one that takes everybody out of it has come."""
    group, outside, inside = split(desk)
    adding = desk.run_now(desk.create_task(people(*outside), join(group)))
    taking = desk.run_now(desk.create_task(people(*outside, *inside), leave(group)))
    pause_after(desk, 4)
    assert (work_once(desk), work_once(desk)) == (adding, taking)
    return group, outside, inside, adding, taking


def test_the_second_of_two_contrary_runs_waits_visibly_and_changes_nobody_back(synced: Desk) -> None:
    _group, outside, inside, adding, taking = begin_both(synced)
    joined = {account for account, _group in writers(synced)}  # several are called at a time, so not just the first

    waiting = synced.show(taking)
    assert waiting.summary.state == "running"
    assert waiting.summary.waits_for is not None
    told = waiting.summary.waits_for
    assert (told.run_id, told.name, told.people) == (adding, synced.show(adding).summary.name, 4)
    assert waiting.eta_seconds is None
    assert synced.show(adding).summary.waits_for is None
    assert work_once(synced) is None, "a run that waits for another holds no worker"
    assert synced.call(lambda session, tenant: measure_queue(session, synced.clock(), tenant)).count == 0

    synced.work()
    assert Counter(synced.outcomes(adding)) == {("succeeded", None): len(outside)}
    log = {step.account_id: step for step in synced.log(taking)}
    spared = {account for account, step in log.items() if step.reason == OTHER}
    assert (spared, len(spared), spared <= set(outside)) == (joined, 4, True)
    assert {log[account].later_run for account in spared} == {adding}
    assert {log[account].outcome for account in inside} == {"succeeded"}
    assert set(writers(synced).values()) == {1}
    ended = synced.show(taking).summary
    assert (ended.state, ended.waits_for) == ("succeeded", None)
    assert ended.counts.skipped_by_reason == {reasons.NOT_MEMBER: len(outside) - 4, OTHER: 4}


def test_a_run_that_was_asked_for_before_the_other_ended_leaves_its_changes(synced: Desk) -> None:
    """Both were asked for, and the first had ended before the second had its first turn."""
    group, outside, _inside = split(synced)
    adding = synced.run_now(synced.create_task(people(*outside), join(group)))
    taking = synced.run_now(synced.create_task(people(*outside), leave(group)))
    assert work_once(synced) == adding
    assert synced.show(adding).summary.state == "succeeded"
    synced.work()
    assert set(synced.outcomes(taking)) == {("skipped", OTHER)}
    assert set(writers(synced).values()) == {1}


def test_one_that_was_asked_for_afterwards_is_not_held_up(synced: Desk) -> None:
    group, outside, _inside = split(synced)
    synced.run(synced.create_task(people(*outside), join(group)))
    taking = synced.run(synced.create_task(people(*outside), leave(group)))
    assert set(synced.outcomes(taking.summary.id)) == {("succeeded", None)}


@pytest.mark.parametrize("how", ["cancel", "stop"])
def test_the_end_of_the_one_in_front_frees_the_other_whatever_ends_it(synced: Desk, how: str) -> None:
    _group, _outside, inside, adding, taking = begin_both(synced)
    if how == "cancel":
        synced.call(runs.cancel_run, adding, by=synced.admin, now=synced.clock())
    else:
        synced.call(runs.stop_all_runs, by=synced.admin, now=synced.clock())
    synced.work()
    assert synced.show(adding).summary.state == "cancelled"
    ended = synced.show(taking).summary
    assert ended.state == ("succeeded" if how == "cancel" else "cancelled")
    assert ended.counts.succeeded == (len(inside) if how == "cancel" else 0)
    assert set(writers(synced).values()) == {1}


def test_one_that_waits_can_be_cancelled_at_once(synced: Desk) -> None:
    _group, outside, _inside, adding, taking = begin_both(synced)
    synced.call(runs.cancel_run, taking, by=synced.admin, now=synced.clock())
    assert work_once(synced) == taking
    assert synced.show(taking).summary.state == "cancelled"
    assert synced.show(adding).summary.state == "running"
    synced.work()
    assert synced.show(adding).summary.counts.succeeded == len(outside)


def test_runs_with_nothing_in_common_go_on_in_turns(synced: Desk) -> None:
    group, outside, inside = split(synced)
    adding = synced.run_now(synced.create_task(people(*outside), join(group)))
    others = [
        synced.run_now(synced.create_task(people(*inside), leave(group))),  # other people
        synced.run_now(synced.create_task(people(*outside[-2:]), {"type": "suspend_user"})),  # another thing
    ]
    pause_after(synced, 4)
    assert work_once(synced) == adding
    for other in others:
        assert work_once(synced) == other
        assert synced.show(other).summary.state == "succeeded"
        assert synced.show(other).summary.counts.skipped == 0
    assert synced.show(adding).summary.state == "running"


def test_a_held_plan_holds_up_nobody_and_comes_behind_whoever_is_at_work(synced: Desk) -> None:
    group, outside, _inside = split(synced)
    held = synced.run(synced.create_task(people(*outside), join(group), max_users=1))
    assert held.summary.state == "held"
    adding = synced.run_now(synced.create_task(people(*outside[:6]), join(group)))
    pause_after(synced, 3)
    assert work_once(synced) == adding
    assert synced.show(adding).summary.waits_for is None
    synced.call(
        runs.approve_run, held.summary.id, by="another admin", plan_hash=str(held.plan_hash), now=synced.clock()
    )
    assert work_once(synced) == held.summary.id
    told = synced.show(held.summary.id).summary.waits_for
    assert told is not None
    assert (told.run_id, told.people) == (adding, 6)
    synced.work()
    assert synced.show(held.summary.id).summary.counts.succeeded == len(outside) - 6
    assert set(writers(synced).values()) == {1}


def test_bulk_runs_and_undos_wait_as_well(synced: Desk) -> None:
    group, outside, inside = split(synced)
    removed = synced.run(synced.create_task(people(*inside[:3]), leave(group))).summary.id
    adding = synced.run_now(synced.create_task(people(*outside, *inside[:3]), join(group)))
    pause_after(synced, 0)
    assert work_once(synced) == adding
    draft = bulk.BulkDraft((join(group),), tuple(outside[:2]))
    both = [int(synced.call(bulk.request_bulk, draft, by=synced.admin))]
    both.append(int(synced.call(undo.request_undo, removed, by=synced.admin)))
    for run_id in both:
        assert work_once(synced) == run_id
        assert _waits_for(synced.show(run_id)) == adding
    synced.work()
    assert set(synced.outcomes(both[0])) == {("skipped", reasons.ALREADY_MEMBER)}
    # Taken out by the run before, then given back by the one in front: the undo leaves it at that.
    assert set(synced.outcomes(both[1])) == {("skipped", reasons.CHANGED_BY_LATER_RUN)}
    assert {writers(synced)[(account, group)] for account in outside} == {1}


def test_access_to_an_app_and_the_group_that_gives_it_are_the_same(synced: Desk) -> None:
    account, app, [group] = holder(synced, groups=1)
    stranger = next(one for one in ordinary(synced) if group not in show(synced, one)["groups"])
    adding = synced.run_now(synced.create_task(people(stranger), join(group)))
    pause_after(synced, 0)
    taking = synced.run_now(synced.create_task(people(account, stranger), {"type": "remove_app_access", "apps": [app]}))
    assert work_once(synced) == adding
    assert work_once(synced) == taking
    assert synced.show(adding).summary.state == "running"
    synced.work()
    assert set(writers(synced).values()) == {1}


def _waits_for(run: RunView) -> int | None:
    return run.summary.waits_for.run_id if run.summary.waits_for else None


def test_a_place_in_the_line_is_kept(synced: Desk) -> None:
    """Whoever waits looks only ahead: the places are in one order, so nobody waits in a circle."""
    _group, _outside, _inside, adding, taking = begin_both(synced)
    places = {row.id: row.lined_up_at for row in synced.list_run_rows()}
    assert places[adding] < places[taking]  # type: ignore[operator]
    synced.work()
    assert {row.id: row.lined_up_at for row in synced.list_run_rows()} == places
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        row = next(row for row in synced.list_run_rows() if row.id == taking)
        assert line.find_waits(session, synced.tenant_id, [row]) == {}


def test_what_has_nothing_in_common_is_found_out_once_for_each_sync(synced: Desk) -> None:
    """Both do the same to other people: only the rows of both plans tell, and a slice must not read them all again."""
    group, outside, _inside = split(synced)
    adding = synced.run_now(synced.create_task(people(*outside[:5]), join(group)))
    beside = synced.run_now(synced.create_task(people(*outside[5:11]), join(group)))
    for left in (1, 1):
        pause_after(synced, left)
        assert work_once(synced) in (adding, beside)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if "operations theirs" in statement:
            asked.append(statement)

    sa.event.listen(synced.context.database.engine, "before_cursor_execute", note)
    for _ in range(3):
        assert synced.skip_pause()
        pause_after(synced, 1)
        work_once(synced)
    assert asked == []
    synced.sync()
    synced.work()
    assert len(asked) <= 1
    ended = [Counter(synced.outcomes(run_id)) for run_id in (adding, beside)]
    assert ended == [{("succeeded", None): 5}, {("succeeded", None): 6}]

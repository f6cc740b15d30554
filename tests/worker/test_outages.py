"""Outages of Atlassian end neither runs nor syncs: they wait, say so, hear a cancellation, and go on by themselves."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from app.atlassian import outages
from app.domain.engine import reasons
from app.services.engine import run_views, runs
from app.services.queues import syncs
from app.services.queues.syncs import MirrorView, SyncView
from tests.ground.desk import Desk
from tests.worker.pausing import At
from tests.worker.people import ordinary, people, show

TEN_MINUTES = timedelta(minutes=10)
KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "server errors": ("status", {"status": 503}, outages.DOWN),
    "gateway pages": ("status", {"status": 502, "body": "html"}, outages.DOWN),
    "no answers": ("drop", {"when": "before"}, outages.SILENT),
    "web pages": ("html", {"status": 200}, outages.UNREADABLE),
    "web pages that ask for a login": ("html", {"status": 401}, outages.UNREADABLE),
    "half answers": ("truncated", {}, outages.UNREADABLE),
}
each_kind = pytest.mark.parametrize(("kind", "params", "reason"), KINDS.values(), ids=KINDS.keys())


def begin_outage(desk: Desk, kind: str = "status", params: dict[str, Any] | None = None, **options: Any) -> None:
    desk.sandbox.fault(
        kind, options.pop("endpoint", "*"), params={"status": 503} if params is None else params, **options
    )


def end_outage(desk: Desk) -> None:
    desk.sandbox.call("DELETE", "/faults")


def work_for(desk: Desk, length: timedelta) -> int:
    """Hand out and work for so long by the desk's clock, pauses skipped; returns how many slices there were."""
    until, slices = desk.clock() + length, 0
    while desk.clock() < until:
        handed = desk.hand_out()
        for work in handed:
            desk.work_on(work)
            slices += 1
        if not handed and not desk.skip_pause(until):
            break
    return slices


def applied(desk: Desk) -> Counter[str]:
    return Counter(entry["target"]["account_id"] for entry in desk.writes() if entry["outcome"] == "applied")


def waiting(desk: Desk, run_id: int) -> run_views.RunView:
    view = desk.show(run_id)
    assert view.waiting is not None
    return view


def active_sync(desk: Desk) -> SyncView | None:
    mirror = desk.call(syncs.get_mirror, desk.clock())
    assert isinstance(mirror, MirrorView)
    return mirror.active_sync


@each_kind
def test_ten_minutes_of_outage_hold_a_run_up_and_nothing_else(
    synced: Desk, kind: str, params: dict[str, Any], reason: str
) -> None:
    accounts = ordinary(synced)[:5]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    begin_outage(synced, kind, params)
    began = synced.clock()

    slices = work_for(synced, TEN_MINUTES)

    view = waiting(synced, run_id)
    assert view.waiting is not None
    assert (view.waiting.reason, view.summary.state) == (reason, "running")
    assert view.waiting.since - began < timedelta(seconds=30)
    assert view.waiting.next_try_at is not None
    assert view.waiting.next_try_at > synced.clock()
    assert view.can_cancel
    assert slices < 20, "few tries, with pauses that grow"
    assert applied(synced) == Counter()

    end_outage(synced)
    work_for(synced, timedelta(minutes=6))
    done = synced.show(run_id)
    assert (done.summary.state, done.summary.counts.succeeded, done.waiting) == ("succeeded", 5, None)
    assert applied(synced) == Counter(accounts)


@each_kind
def test_ten_minutes_of_outage_hold_a_sync_up_and_the_run_that_waits_for_it(
    synced: Desk, kind: str, params: dict[str, Any], reason: str
) -> None:
    accounts = ordinary(synced)[:2]
    synced.clock.advance(hours=1)
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    begin_outage(synced, kind, params)

    work_for(synced, TEN_MINUTES)

    sync = active_sync(synced)
    assert sync is not None
    assert sync.waiting is not None
    assert sync.waiting.reason == reason
    view = waiting(synced, run_id)
    assert (view.summary.state, view.waiting) == ("syncing", sync.waiting)

    end_outage(synced)
    work_for(synced, timedelta(minutes=6))
    assert synced.show(run_id).summary.state == "succeeded"
    assert applied(synced) == Counter(accounts)


@pytest.mark.parametrize(
    ("kind", "params", "after"), [("status", {"status": 503}, 9), ("drop", {"when": "before"}, 14)]
)
def test_an_outage_in_the_middle_of_a_run_is_waited_for(
    synced: Desk, kind: str, params: dict[str, Any], after: int
) -> None:
    accounts = ordinary(synced)[:24]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    begin_outage(synced, kind, params, after=after)
    work_for(synced, TEN_MINUTES)
    assert synced.show(run_id).waiting is not None

    end_outage(synced)
    work_for(synced, timedelta(minutes=10))

    assert synced.show(run_id).summary.state == "succeeded"
    assert Counter(synced.outcomes(run_id)) == Counter({("succeeded", None): 24})
    assert applied(synced) == Counter(accounts), "each once"


def test_an_outage_in_the_middle_of_a_sync_is_waited_for_where_it_stands(synced: Desk) -> None:
    synced.sandbox.switch(synced.org_id, users_page_limit=10)
    synced.call(syncs.request_sync, "manual", synced.admin)
    begin_outage(synced, after=20)
    work_for(synced, TEN_MINUTES)
    sync = active_sync(synced)
    assert sync is not None
    assert sync.waiting is not None
    pages = sync.progress["users_done"]
    end_outage(synced)
    work_for(synced, timedelta(minutes=6))
    assert active_sync(synced) is None
    mirror = synced.call(syncs.get_mirror, synced.clock())
    assert mirror.last_sync.state == "succeeded"
    assert mirror.last_sync.progress["users_done"] >= pages


def test_patience_ends_after_a_day(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:1]), {"type": "suspend_user"}))
    begin_outage(synced)
    for _ in range(200):
        for work in synced.hand_out():
            synced.work_on(work)
        if synced.show(run_id).summary.finished_at is not None:
            break
        next_try = waiting(synced, run_id).waiting
        assert next_try is not None
        assert next_try.next_try_at is not None
        synced.clock.advance(seconds=(next_try.next_try_at - synced.clock()).total_seconds() + 0.1)
    summary = synced.show(run_id).summary
    assert (summary.state, summary.reason) == ("failed", reasons.ATLASSIAN_UNAVAILABLE)
    assert summary.finished_at is not None
    assert timedelta(hours=24) <= summary.finished_at - summary.created_at < timedelta(hours=25)


def test_progress_between_two_outages_gives_new_patience(synced: Desk) -> None:
    accounts = ordinary(synced)[:15]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    begin_outage(synced)
    work_for(synced, TEN_MINUTES)
    first = waiting(synced, run_id).waiting
    end_outage(synced)
    begin_outage(
        synced, endpoint="R4", after=5
    )  # three questions of the roster, the first ten people, which are admins
    work_for(synced, TEN_MINUTES)
    view = waiting(synced, run_id)
    assert view.summary.counts.succeeded == 10
    assert first is not None
    assert view.waiting is not None
    assert view.waiting.since - first.since > timedelta(minutes=9)


@pytest.mark.parametrize("how", ["cancel", "stop"])
def test_a_cancellation_during_the_pause_is_heard_at_once(synced: Desk, at: At, how: str) -> None:
    accounts = ordinary(synced)[:24]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    at("marked_started", lambda: begin_outage(synced, after=3))
    work_for(synced, TEN_MINUTES)
    assert synced.show(run_id).summary.state == "running"

    if how == "cancel":
        synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())
    else:
        synced.call(runs.stop_all_runs, by=synced.admin, now=synced.clock())
    for work in synced.hand_out():
        synced.work_on(work)

    view = synced.show(run_id)
    assert (view.summary.state, view.waiting) == ("cancelled", None)
    assert {account for account in accounts if show(synced, account)["membership_status"] == "suspended"} == set(
        applied(synced)
    )
    said = {line.account_id for line in synced.log(run_id) if line.outcome == "succeeded"}
    unknown = {line.account_id for line in synced.log(run_id) if line.reason == reasons.OUTCOME_UNKNOWN}
    assert said <= set(applied(synced)) <= said | unknown


def test_a_cancellation_while_the_outage_is_met_is_not_slept_over(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:1]), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    begin_outage(synced)
    asked: list[int] = []

    def cancel(seconds: float) -> None:
        synced.sandbox.advance(seconds)
        if not asked:
            asked.append(1)
            synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())

    object.__setattr__(synced.context, "sleep", cancel)
    synced.work_on(work)
    assert asked
    assert synced.show(run_id).summary.state == "cancelled"


def test_a_waiting_sync_can_be_cancelled_and_another_one_begun(synced: Desk) -> None:
    synced.call(syncs.request_sync, "manual", synced.admin)
    begin_outage(synced)
    work_for(synced, timedelta(minutes=1))
    sync = active_sync(synced)
    assert sync is not None
    ended = synced.call(syncs.cancel_sync, sync.id, by=synced.admin, now=synced.clock())
    assert (ended.state, ended.error, ended.waiting) == ("failed", syncs.CANCELLED, None)
    end_outage(synced)
    synced.sync()


def test_a_cancelled_sync_fences_off_whoever_works_on_it(synced: Desk) -> None:
    sync = synced.call(syncs.request_sync, "manual", synced.admin)
    [work] = synced.hand_out()
    begin_outage(synced, "latency", {"milliseconds": 1}, after=10)
    asked: list[int] = []

    def cancel(_seconds: float) -> None:
        if not asked:
            asked.append(1)
            synced.call(syncs.cancel_sync, sync.id, by=synced.admin, now=synced.clock())

    object.__setattr__(synced.context, "sleep", cancel)
    begin_outage(synced, after=20, times=1)
    synced.work_on(work)
    assert asked
    mirror = synced.call(syncs.get_mirror, synced.clock())
    assert (mirror.active_sync, mirror.last_sync.error) == (None, syncs.CANCELLED)


def test_a_call_that_is_wrong_in_itself_ends_the_run_after_a_few_tries(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:1]), {"type": "suspend_user"}))
    begin_outage(synced, "missing_field", {"field": "data"}, endpoint="R4")
    work_for(synced, TEN_MINUTES)
    summary = synced.show(run_id).summary
    assert (summary.state, summary.reason) == ("failed", reasons.ATLASSIAN_UNAVAILABLE)

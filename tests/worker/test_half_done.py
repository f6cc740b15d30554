"""What a run did is neither forgotten nor denied when something stops it in the middle of a step."""

from typing import Any

import pytest

from app.directory.facts import load_users
from app.domain.engine import reasons
from app.domain.engine.lag import LAG
from app.models import Operation, Run, Tenant
from app.services.engine import closing, runs, undo
from app.services.engine.operations import has_changed_something
from app.services.tenancy.settings import NewProtectedEntry, add_protected
from app.services.tenancy.tenant_endings import end_tenant
from tests.ground.desk import Desk
from tests.worker.accesses import cause, has_access, holder, plain_groups
from tests.worker.crashing import Crash, Place, crash_worker
from tests.worker.people import ordinary, people, promote, show

LEASE_AND_MORE = 90


def _in_group(group: str) -> dict[str, Any]:
    return {"version": 1, "root": {"type": "groups", "groups": [group], "match": "any"}}


def _remove(app: str) -> dict[str, Any]:
    return {"type": "remove_app_access", "apps": [app]}


def _one_slice(desk: Desk) -> None:
    for work in desk.hand_out():
        desk.work_on(work)


def _stop_after_first_group(desk: Desk) -> None:
    """The second group that is left meets a refusal of the rate limit."""
    desk.sandbox.fault("rate_limited", "W2", after=1, params={"reset_in_seconds": 30})


@pytest.fixture
def half_taken(synced: Desk) -> tuple[int, str, str, list[str]]:
    """A run that left one of two groups and waits: (run, account, app, groups)."""
    account, app, groups = holder(synced)
    run_id = synced.run_now(synced.create_task(people(account), _remove(app)))
    _stop_after_first_group(synced)
    _one_slice(synced)
    assert has_access(synced, account, app)
    assert len(set(groups) & set(show(synced, account)["groups"])) == 1
    return run_id, account, app, groups


def test_what_was_begun_is_finished_though_the_filter_no_longer_finds_the_person(synced: Desk) -> None:
    account, app, groups = holder(synced)
    left_first = sorted(groups, key=lambda group: _name(synced, group))[0]
    spec = {"version": 1, "root": {"op": "and", "of": [_in_group(left_first)["root"], people(account)["root"]]}}
    run_id = synced.run_now(synced.create_task(spec, _remove(app)))
    _stop_after_first_group(synced)
    _one_slice(synced)
    assert left_first not in show(synced, account)["groups"], "the run itself is why they no longer match"

    synced.sandbox.call("DELETE", "/faults")
    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)]
    assert not has_access(synced, account, app)


def test_the_mirror_follows_each_part_at_once(synced: Desk, half_taken: tuple[int, str, str, list[str]]) -> None:
    _run_id, account, _app, _groups = half_taken

    mirrored = synced.call(load_users, [account])[account].groups

    assert mirrored == set(show(synced, account)["groups"])


def test_a_cancelled_run_says_what_it_took(synced: Desk, half_taken: tuple[int, str, str, list[str]]) -> None:
    run_id, account, _app, groups = half_taken

    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())
    synced.work()

    view = synced.show(run_id)
    assert view.summary.state == "cancelled"
    assert synced.outcomes(run_id) == [("failed", reasons.PARTLY_DONE)]
    assert (view.summary.counts.affected, view.summary.counts.skipped) == (1, 0)
    assert view.can_undo
    synced.sandbox.call("DELETE", "/faults")
    synced.call(undo.request_undo, run_id, by=synced.admin)
    synced.work()
    assert set(groups) <= set(show(synced, account)["groups"])


def test_a_key_that_dies_between_two_groups_leaves_a_truthful_log(synced: Desk) -> None:
    account, app, _groups = holder(synced)
    synced.sandbox.fault("key_revoked", "W2", after=1)

    run = synced.run(synced.create_task(people(account), _remove(app)))

    assert (run.summary.state, run.summary.reason) == ("failed", reasons.KEY_DEAD)
    assert synced.outcomes(run.summary.id) == [("failed", reasons.PARTLY_DONE)]
    assert run.summary.counts.affected == 1


def test_a_run_of_an_app_that_is_uninstalled_says_what_it_took(
    synced: Desk, half_taken: tuple[int, str, str, list[str]]
) -> None:
    run_id, _account, _app, _groups = half_taken

    with synced.context.database.system_session() as session:
        end_tenant(session, session.get_one(Tenant, synced.tenant_id), synced.clock())

    view = synced.show(run_id)
    assert (view.summary.state, view.summary.reason) == ("cancelled", reasons.UNINSTALLED)
    assert view.summary.reason_text == reasons.SENTENCES[reasons.UNINSTALLED]
    assert synced.outcomes(run_id) == [("failed", reasons.PARTLY_DONE)]
    assert view.summary.counts.affected == 1


def test_calls_that_are_out_when_the_app_is_uninstalled_stay_unknown(synced: Desk) -> None:
    accounts = ordinary(synced)[:12]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    _die(synced, "called")

    with synced.context.database.system_session() as session:
        end_tenant(session, session.get_one(Tenant, synced.tenant_id), synced.clock())

    log = {line.account_id: (line.outcome, line.reason) for line in synced.log(run_id)}
    written = {str(entry["target"]["account_id"]) for entry in synced.writes()}
    assert written
    assert {log[account] for account in written} == {("failed", reasons.OUTCOME_UNKNOWN)}
    assert {outcome for outcome, _reason in log.values()} == {"failed", "skipped"}
    assert synced.show(run_id).summary.counts.total == 12


def test_what_a_dead_worker_took_to_the_last_part_is_a_success_of_a_cancelled_run(
    synced: Desk, database_url: str, redis_url: str
) -> None:
    account, app, _groups = holder(synced, direct=True)
    run_id = synced.run_now(synced.create_task(people(account), _remove(app)))
    _die(synced, "step_recorded", passes=3)
    assert not has_access(synced, account, app)
    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())

    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.show(run_id).summary.state == "cancelled"
    assert synced.outcomes(run_id) == [("succeeded", None)]


@pytest.mark.parametrize("passes", [1, 2, 3])
def test_a_part_that_was_taken_and_not_written_down_is_found_again(synced: Desk, passes: int) -> None:
    """The direct role first, then the groups: each is gone at Atlassian and missing in the log when the worker dies."""
    account, app, groups = holder(synced, direct=True)
    before = show(synced, account)
    run_id = synced.run_now(synced.create_task(people(account), _remove(app)))
    _die(synced, "step_called", passes=passes)
    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())

    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    whole = passes == 1 + len(groups)
    assert synced.outcomes(run_id) == [("succeeded", None) if whole else ("failed", reasons.PARTLY_DONE)]
    synced.call(undo.request_undo, run_id, by=synced.admin)
    synced.work()
    assert show(synced, account)["access"] == before["access"]


@pytest.mark.parametrize("parts", [1, 2])
def test_an_unwritten_part_keeps_the_person_though_the_filter_no_longer_finds_them(synced: Desk, parts: int) -> None:
    account, app, groups = holder(synced, groups=parts)
    first = sorted(groups, key=lambda group: _name(synced, group))[0]
    spec = {"version": 1, "root": {"op": "and", "of": [_in_group(first)["root"], people(account)["root"]]}}
    run_id = synced.run_now(synced.create_task(spec, _remove(app)))
    _die(synced, "step_called")

    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)]


def test_a_step_that_a_dead_worker_only_marked_is_judged_by_the_filter_again(synced: Desk) -> None:
    [account, *_rest] = ordinary(synced)
    group = next(group for group in plain_groups(synced) if group not in show(synced, account)["groups"])
    member = {"account_id": account, "group_id": group}
    cause(synced, ["member_added", member])
    synced.sync()
    spec = {"version": 1, "root": {"op": "and", "of": [_in_group(group)["root"], people(account)["root"]]}}
    run_id = synced.run_now(synced.create_task(spec, {"type": "suspend_user"}))
    _die(synced, "marked_started")
    cause(synced, ["member_removed", member])

    synced.clock.advance(hours=3)
    synced.work()

    assert synced.outcomes(run_id) == [("skipped", reasons.NO_LONGER_MATCHES)]
    assert synced.writes() == []


@pytest.mark.parametrize(("way", "reason"), [("listed", reasons.PROTECTED), ("promoted", reasons.ORG_ADMIN)])
def test_a_step_that_a_dead_worker_only_marked_is_asked_of_protection_again(
    synced: Desk, way: str, reason: str
) -> None:
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))
    _die(synced, "marked_started")
    if way == "listed":
        synced.call(add_protected, NewProtectedEntry("user", account, "test"), by="a", now=synced.clock())
    else:
        promote(synced, account)

    synced.clock.advance(seconds=LEASE_AND_MORE)
    synced.work()

    assert synced.outcomes(run_id) == [("skipped", reason)]
    assert synced.writes() == []


def test_what_a_dead_worker_may_have_done_is_not_done_again_before_it_had_to_show(synced: Desk) -> None:
    """It was applied and hides: a worker that comes back at once must neither repeat it nor deny it."""
    synced.sandbox.switch(synced.org_id, member_lag_seconds=50, suspension_lag_seconds=50)
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))
    _die(synced, "called")
    synced.clock.advance(seconds=25)
    synced.sandbox.advance(25)

    _one_slice(synced)
    assert synced.outcomes(run_id) == [("started", None)]
    synced.work()

    assert synced.outcomes(run_id) == [("succeeded", None)]
    assert len(synced.writes()) == 1


def test_a_cancelled_run_does_not_deny_what_may_still_show(synced: Desk) -> None:
    synced.sandbox.switch(synced.org_id, member_lag_seconds=50, suspension_lag_seconds=50)
    [account, *_rest] = ordinary(synced)
    run_id = synced.run_now(synced.create_task(people(account), {"type": "suspend_user"}))
    _die(synced, "called")
    synced.clock.advance(seconds=25)
    assert LAG.total_seconds() > 25
    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())

    synced.work()

    assert synced.outcomes(run_id) == [("failed", reasons.OUTCOME_UNKNOWN)]


def test_the_look_after_a_doubt_that_meets_a_refusal_leaves_the_doubt(synced: Desk) -> None:
    """Nothing of the look was applied; of the write before it, something may have been."""
    account, app, _groups = holder(synced, groups=0, direct=True)
    run_id = synced.run(synced.create_task(people(account), _remove(app))).summary.id
    assert not has_access(synced, account, app)
    synced.clock.advance(hours=1)
    synced.sandbox.advance(3600)
    synced.sync()
    undo_id = int(synced.call(undo.request_undo, run_id, by=synced.admin))
    synced.sandbox.fault("status", "assignRole", params={"status": 503, "when": "after"}, times=1)
    synced.sandbox.fault("rate_limited", "R8", after=1, times=6, params={"reset_in_seconds": 20})

    synced.work()

    assert synced.outcomes(undo_id) == [("succeeded", None)]
    assert has_access(synced, account, app)


def test_an_operation_with_a_stored_part_counts_as_a_change_whatever_became_of_it(synced: Desk) -> None:
    account, app, _groups = holder(synced)
    _stop_after_first_group(synced)
    run_id = synced.run_now(synced.create_task(people(account), _remove(app)))
    _one_slice(synced)

    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert session.query(Operation).filter(Operation.run_id == run_id, has_changed_something()).count() == 1
        run = session.get_one(Run, (synced.tenant_id, run_id))
        closing.close_log(session, run, reason=reasons.CANCELLED, now=synced.clock())
    assert synced.outcomes(run_id) == [("failed", reasons.PARTLY_DONE)]


def _die(desk: Desk, point: str, passes: int = 1) -> None:
    """Let a worker take the run and die at a point."""
    [work] = desk.hand_out()
    settings = desk.context.settings
    place = Place(desk.sandbox.base_url, settings.database_url, settings.redis_url, desk.clock.offset)
    assert crash_worker(place, work, Crash(point, passes=passes)) == -9


def _name(desk: Desk, group_id: str) -> str:
    groups = desk.sandbox.call("GET", f"/organizations/{desk.org_id}/groups")["groups"]
    return next(str(group["name"]) for group in groups if group["group_id"] == group_id)

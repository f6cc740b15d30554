"""Held plans, approval, rejection, cancelling; fairness between tenants; what a run waits for."""

import threading
import time

import pytest
from sqlalchemy import update

from app.domain.engine import reasons
from app.domain.errors import Conflict, NotFound
from app.models import Run
from app.services.engine import bulk, run_views, runs
from app.services.queues import syncs
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people


def _held(desk: Desk) -> tuple[int, str]:
    task = desk.create_task(people(*ordinary(desk)[:3]), {"type": "suspend_user"}, max_users=2)
    run = desk.run(task)
    assert (run.summary.state, run.summary.reason, run.can_approve) == ("held", reasons.OVER_LIMIT, True)
    assert desk.writes() == []
    assert run.plan_hash is not None
    return run.summary.id, run.plan_hash


def test_a_plan_over_the_limit_is_held_and_carried_out_when_approved(synced: Desk) -> None:
    run_id, plan_hash = _held(synced)

    synced.call(runs.approve_run, run_id, by="approver", plan_hash=plan_hash, now=synced.clock())
    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"
    assert len(synced.writes()) == 3


def test_an_approval_of_another_plan_is_refused(synced: Desk) -> None:
    run_id, _plan_hash = _held(synced)

    with pytest.raises(Conflict) as refusal:
        synced.call(runs.approve_run, run_id, by="approver", plan_hash="0" * 64, now=synced.clock())

    assert refusal.value.code == "plan_changed"
    assert synced.show(run_id).summary.state == "held"


def test_a_rejected_plan_changes_nothing(synced: Desk) -> None:
    run_id, _plan_hash = _held(synced)

    synced.call(runs.reject_run, run_id, by="approver", now=synced.clock())
    synced.work()

    run = synced.show(run_id)
    assert (run.summary.state, run.summary.reason) == ("cancelled", reasons.REJECTED)
    assert synced.writes() == []
    assert set(synced.outcomes(run_id)) == {("skipped", reasons.REJECTED)}


def test_a_cancelled_run_keeps_a_truthful_log(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:30]), {"type": "suspend_user"}))
    synced.sandbox.fault("latency", "W3", params={"milliseconds": 2000})
    [work] = synced.hand_out()
    worker = threading.Thread(target=synced.work_on, args=(work,))
    worker.start()
    while not synced.writes():
        pass
    synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())
    worker.join(timeout=30)
    synced.work()

    run = synced.show(run_id)
    assert run.summary.state == "cancelled"
    assert 0 < run.summary.counts.succeeded < 30
    assert run.summary.counts.succeeded == len(synced.writes())
    assert run.summary.counts.skipped_by_reason == {reasons.CANCELLED: 30 - run.summary.counts.succeeded}


def test_a_second_run_of_an_active_task_is_refused_with_its_number(synced: Desk) -> None:
    task = synced.create_task(people(ordinary(synced)[0]), {"type": "suspend_user"})
    run_id = synced.run_now(task)

    with pytest.raises(Conflict) as refusal:
        synced.run_now(task)

    assert (refusal.value.code, refusal.value.extra) == ("run_active", {"run_id": run_id})


def test_a_run_on_an_old_mirror_waits_for_a_sync_without_holding_a_worker(synced: Desk) -> None:
    task = synced.create_task(people(ordinary(synced)[0]), {"type": "suspend_user"})
    synced.clock.advance(minutes=16)
    run_id = synced.run_now(task)
    [work] = synced.hand_out()
    synced.work_on(work)

    assert synced.show(run_id).summary.state == "syncing"
    assert [(one.kind, one.tenant_id) for one in synced.hand_out()] == [("sync", synced.tenant_id)]
    synced.clock.advance(seconds=90)
    synced.work()
    assert synced.show(run_id).summary.state == "succeeded"


def test_one_tenant_never_takes_more_than_one_place_at_a_time(synced: Desk) -> None:
    accounts = ordinary(synced)
    for number in range(3):
        synced.run_now(synced.create_task(people(accounts[number]), {"type": "suspend_user"}))
    other = synced.add_tenant()
    synced.call(syncs.request_sync, "manual", synced.admin, tenant_id=other)

    handed = synced.hand_out()

    assert sorted(work.tenant_id for work in handed) == [synced.tenant_id, other]
    assert synced.hand_out() == []


def test_a_long_run_gives_way_within_seconds_when_somebody_else_waits_for_a_worker(synced: Desk) -> None:
    long = synced.run_now(synced.create_task(people(*ordinary(synced)[:100]), {"type": "suspend_user"}))
    synced.sandbox.fault("latency", "W3", params={"milliseconds": 400})
    [work] = synced.hand_out()
    other, waiting = synced.let_another_wait()
    started = time.monotonic()

    synced.work_on(work)

    assert time.monotonic() - started < 10, "a whole slice takes half a minute"
    run = synced.show(long).summary
    assert (run.state, waiting.tenant_id) == ("running", other)
    assert 0 < run.counts.succeeded < 100
    synced.sandbox.call("DELETE", "/faults")
    synced.work()
    assert synced.show(long).summary.counts.succeeded == 100


def test_a_run_alone_keeps_its_worker(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:60]), {"type": "suspend_user"}))
    synced.sandbox.fault("latency", "W3", params={"milliseconds": 300})
    [work] = synced.hand_out()

    synced.work_on(work)

    assert synced.show(run_id).summary.state == "succeeded"


@pytest.mark.parametrize("trouble", ["dead key", "rate limit", "poison"])
def test_one_tenants_trouble_does_not_hold_up_anothers_slot(synced: Desk, trouble: str) -> None:
    organization = synced.sandbox.call("POST", "/organizations", {"name": "Other", "users": 60})
    other = synced.add_tenant(organization)
    synced.sync(other)
    troubled = synced.run_now(synced.create_task(people(*ordinary(synced)[:5]), {"type": "suspend_user"}))
    if trouble == "dead key":
        synced.sandbox.fault("key_revoked", org_id=synced.org_id)
    elif trouble == "rate limit":
        synced.sandbox.fault("rate_limited", org_id=synced.org_id, params={"reset_in_seconds": 600})
    else:
        with synced.context.database.tenant_session(synced.tenant_id) as session:
            session.execute(update(Run).values(specification={"version": 1, "actions": 5, "filter": {}}))
    nobody = {"type": "people", "values": ["nobody"]}
    healthy = bulk.BulkDraft(actions=({"type": "suspend_user"},), specification={"version": 1, "root": nobody})
    run_id = synced.call(bulk.request_bulk, healthy, by="a", tenant_id=other)

    for work in synced.hand_out():
        synced.work_on(work)

    assert synced.call(run_views.get_run, run_id, synced.clock(), tenant_id=other).summary.state == "succeeded"
    assert synced.show(troubled).summary.state != "succeeded"
    assert synced.writes() == []


def test_another_tenants_run_is_not_found(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(ordinary(synced)[0]), {"type": "suspend_user"}))
    other = synced.add_tenant()

    for use_case in (runs.cancel_run, runs.reject_run):
        with pytest.raises(NotFound):
            synced.call(use_case, run_id, by="stranger", now=synced.clock(), tenant_id=other)
    with pytest.raises(NotFound):
        synced.call(runs.approve_run, run_id, by="stranger", plan_hash="x", now=synced.clock(), tenant_id=other)

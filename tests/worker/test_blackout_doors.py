"""On a blackout day nothing that takes away starts through whatever door; what began before goes on."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.models import Operation, Run
from app.services.engine import bulk, runs, undo
from app.services.engine.releasing.digests import compute_digest
from app.services.tenancy import blackouts
from tests.ground.desk import Desk
from tests.worker.blacking_out import (
    NOTE,
    SUSPEND,
    audited,
    black_out,
    dispatch_now,
    expect_refusal,
    outsider,
    scheduled,
    states,
    to_group,
    today,
)
from tests.worker.checking import find_row
from tests.worker.people import ordinary, people


def run_now(desk: Desk) -> Callable[..., int]:
    task = desk.create_task(people(ordinary(desk)[0]), SUSPEND)
    return lambda **how: int(desk.call(runs.request_run, task, by=desk.admin, now=desk.clock(), **how))


def run_bulk(desk: Desk) -> Callable[..., int]:
    draft = bulk.BulkDraft((SUSPEND,), (ordinary(desk)[0],))
    return lambda **how: int(desk.call(bulk.request_bulk, draft, by=desk.admin, now=desk.clock(), **how))


def undo_giving(desk: Desk) -> Callable[..., int]:
    action = to_group(desk)
    run = desk.run(desk.create_task(people(outsider(desk, action["groups"][0])), action))
    assert run.summary.state == "succeeded"
    run_id = run.summary.id
    return lambda **how: int(desk.call(undo.request_undo, run_id, by=desk.admin, now=desk.clock(), **how))


def release(desk: Desk) -> Callable[..., int]:
    held = desk.run(desk.create_task(people(*ordinary(desk)[:2]), SUSPEND, max_users=1))
    assert held.summary.state == "held"

    def approve(**how: Any) -> int:
        run_id, plan = held.summary.id, held.plan_hash
        desk.call(runs.approve_run, run_id, by="approver", plan_hash=plan, now=desk.clock(), **how)
        return run_id

    return approve


DOORS: dict[str, tuple[Callable[[Desk], Callable[..., int]], str]] = {
    "run now": (run_now, "run.requested"),
    "bulk operation": (run_bulk, "run.bulk_requested"),
    "undo": (undo_giving, "run.undo_requested"),
    "release": (release, "run.approved"),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_start_by_hand_is_refused_on_such_a_day_and_an_emergency_is_not(synced: Desk, door: str) -> None:
    prepare, event = DOORS[door]
    start = prepare(synced)
    before, written = states(synced), len(synced.writes())
    entry = black_out(synced, today(synced))

    expect_refusal(start, today(synced))
    synced.work()
    assert (states(synced), len(synced.writes())) == (before, written)

    run_id = start(is_emergency=True)
    synced.work()
    assert synced.show(run_id).summary.state == "succeeded"
    after = audited(synced, event)
    assert after["is_emergency"] is True
    assert (after["blackout"]["day"], after["blackout"]["note"]) == (today(synced).isoformat(), NOTE)
    assert len(synced.writes()) > written
    synced.call(blackouts.remove_blackout, entry, by=synced.admin)


@pytest.mark.parametrize("door", DOORS)
def test_what_was_asked_for_before_the_day_and_has_not_begun_does_not_begin_on_it(synced: Desk, door: str) -> None:
    start = DOORS[door][0](synced)
    written = len(synced.writes())
    run_id = start()
    black_out(synced, today(synced))

    synced.work()

    shown = synced.show(run_id)
    assert (shown.summary.state, shown.summary.reason) == ("cancelled", reasons.BLACKOUT)
    assert len(synced.writes()) == written
    assert shown.specification["blackout"]["note"] == NOTE
    assert shown.specification["name"]
    assert all(outcome == "skipped" for outcome, _reason in synced.outcomes(run_id))


def test_a_slot_that_was_dispatched_before_the_day_is_recorded_as_skipped(synced: Desk) -> None:
    task = scheduled(synced, SUSPEND)
    synced.advance_to_next_run(task)
    dispatch_now(synced)
    black_out(synced, today(synced))

    synced.work()

    assert states(synced) == [("skipped", reasons.BLACKOUT)]
    assert synced.writes() == []


def test_a_run_that_was_planned_when_the_day_began_does_not_write(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(ordinary(synced)[0]), SUSPEND))
    black_out(synced, today(synced))
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        # As a slice leaves it that planned before midnight and gave way to others.
        session.execute(sa.update(Run).where(Run.id == run_id).values(state="running", plan_hash="x", planned_users=0))

    synced.work()

    assert (synced.show(run_id).summary.state, synced.writes()) == ("cancelled", [])


def test_a_run_that_has_begun_to_write_goes_on(synced: Desk) -> None:
    accounts = ordinary(synced)[:12]
    synced.let_another_wait()  # so that the slice gives way after its first batch
    run_id = synced.run_now(synced.create_task(people(*accounts), SUSPEND))
    for _ in range(20):
        for work in synced.hand_out():
            if work.tenant_id == synced.tenant_id:
                synced.work_on(work)
        with synced.context.database.tenant_session(synced.tenant_id) as session:
            begun = session.scalar(sa.select(sa.func.count()).where(Operation.started_at.is_not(None)))
        if begun:
            break
    assert len(synced.writes()) > 0
    black_out(synced, today(synced))

    synced.work()

    assert synced.show(run_id).summary.state == "succeeded"
    assert len(synced.writes()) == 12


def test_an_undo_that_gives_back_is_not_concerned(synced: Desk) -> None:
    run = synced.run(synced.create_task(people(ordinary(synced)[0]), SUSPEND))
    black_out(synced, today(synced))

    undo_id = int(synced.call(undo.request_undo, run.summary.id, by=synced.admin, now=synced.clock()))
    synced.work()

    assert synced.show(undo_id).summary.state == "succeeded"


def test_another_organization_s_calendar_concerns_nobody_else(synced: Desk) -> None:
    other = synced.add_tenant()
    synced.call(
        blackouts.add_blackout, today(synced), today(synced), note="theirs", by=synced.admin, tenant_id=other
    )  # fmt: skip

    assert synced.run(synced.create_task(people(ordinary(synced)[0]), SUSPEND)).summary.state == "succeeded"


@pytest.mark.parametrize("is_emergency", [False, True])
def test_what_is_released_is_to_the_letter_what_was_looked_at(synced: Desk, is_emergency: bool) -> None:
    held = synced.run(synced.create_task(people(*ordinary(synced)[:2]), SUSPEND, max_users=1))
    looked_at = find_row(synced, held.summary.id)
    if is_emergency:
        black_out(synced, today(synced))

    approve = partial(runs.approve_run, by="approver", plan_hash=held.plan_hash or "", now=synced.clock())
    synced.call(approve, held.summary.id, is_emergency=is_emergency)

    assert synced.call(compute_digest, held.summary.id) == held.plan_hash
    synced.work()
    row = find_row(synced, held.summary.id)
    assert (row.state, row.plan_hash, row.specification) == ("succeeded", held.plan_hash, looked_at.specification)
    told = synced.show(held.summary.id).specification
    assert (told.get("passes_blackout") is True) == is_emergency

"""Plans that wait for an approval are carried out by the data of today, expire, and are never held when cancelled."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.domain.engine.runs import HELD_FOR
from app.domain.errors import Conflict
from app.models import Notification, Run, Sync, Tenant
from app.services.engine import operation_log, runs
from app.services.engine.closing import close_logs
from app.services.queues import syncs
from tests.ground.desk import Desk
from tests.worker.delivering import add_channel
from tests.worker.pausing import At
from tests.worker.people import ordinary, people
from worker import crash_points
from worker.housekeeping import Housekeeping


def held(desk: Desk, actions: dict[str, object] | None = None, spec: dict[str, object] | None = None) -> int:
    """A run that waits for an approval."""
    task = desk.create_task(
        spec or people(*ordinary(desk)[:3]), actions or {"type": "suspend_user"}, max_users=1
    )  # fmt: skip
    run = desk.run(task)
    assert run.summary.state == "held"
    return run.summary.id


def approve(desk: Desk, run_id: int) -> None:
    plan_hash = desk.show(run_id).plan_hash
    desk.call(runs.approve_run, run_id, by="approver", plan_hash=plan_hash, now=desk.clock())


def keep_house(desk: Desk) -> None:
    Housekeeping(
        desk.context.database, desk.clock, lambda _tenant_id: None, lambda _tenant_id, _run_id: None
    ).run_if_due()


def test_an_approval_a_day_later_looks_at_the_data_of_that_day(synced: Desk) -> None:
    accounts = ordinary(synced)[:3]
    run_id = held(synced)
    synced.clock.advance(days=1)
    approve(synced, run_id)
    assert synced.show(run_id).summary.state == "syncing"

    synced.work()

    run = synced.show(run_id)
    assert run.summary.state == "succeeded"
    assert run.data_read_at is not None
    assert run.data_read_at > synced.clock() - timedelta(hours=1), "it says of when its data is"
    with synced.context.database.system_session() as session:
        newest = session.scalar(sa.select(Sync).order_by(Sync.id.desc()).limit(1))
    assert newest is not None
    assert (newest.kind, newest.state) == ("before_run", "succeeded")
    assert {write["target"]["account_id"] for write in synced.writes()} == set(accounts)


def test_an_approval_soon_after_goes_on_at_once(synced: Desk) -> None:
    run_id = held(synced)
    synced.clock.advance(minutes=14)

    approve(synced, run_id)

    assert synced.show(run_id).summary.state == "running"


def test_who_lost_what_the_plan_was_about_is_left_alone_and_nobody_is_added(synced: Desk) -> None:
    group = next(
        group
        for group in synced.sandbox.call("GET", f"/organizations/{synced.org_id}/groups")["groups"]
        if group["is_modifiable"] and not group["grants"]
    )["group_id"]
    first, second, third, late = ordinary(synced)[:4]
    effects = [["member_added", {"account_id": one, "group_id": group}] for one in (first, second, third)]
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": effects})
    synced.sync()
    in_group = {"version": 1, "root": {"type": "groups", "groups": [group], "match": "any"}}
    run_id = held(synced, spec=in_group)
    assert len(synced.log(run_id)) >= 3
    effects = [
        ["member_removed", {"account_id": first, "group_id": group}],
        ["member_added", {"account_id": late, "group_id": group}],
    ]
    synced.sandbox.call("POST", f"/organizations/{synced.org_id}/effects", {"effects": effects})
    synced.clock.advance(days=3)

    approve(synced, run_id)
    synced.work()

    written = {write["target"]["account_id"] for write in synced.writes()}
    assert first not in written
    assert late not in written
    assert {second, third} <= written


def test_a_plan_that_nobody_approves_expires_after_a_week_and_is_told_of(synced: Desk) -> None:
    add_channel(synced, "http://127.0.0.1:1/", "run.held")
    run_id = held(synced)
    until = synced.show(run_id).held_until
    assert until is not None
    synced.clock.advance(seconds=(until - synced.clock()).total_seconds() - 5)
    keep_house(synced)
    assert synced.show(run_id).summary.state == "held"

    synced.clock.advance(seconds=6)
    with pytest.raises(Conflict) as refusal:
        approve(synced, run_id)
    keep_house(synced)

    run = synced.show(run_id)
    assert refusal.value.code == "run_not_held"
    assert (run.summary.state, run.summary.reason, run.held_until) == ("cancelled", reasons.APPROVAL_EXPIRED, None)
    assert set(synced.outcomes(run_id)) == {("skipped", reasons.APPROVAL_EXPIRED)}
    with synced.context.database.system_session() as session:
        told = session.scalars(sa.select(Notification.event).order_by(Notification.id)).all()
    assert told == ["run.held", "run.expired"]


def test_a_plan_held_by_an_earlier_release_expires_by_its_beginning(synced: Desk) -> None:
    run_id = held(synced)
    with synced.context.database.system_session() as session:
        session.execute(sa.update(Run).values(held_until=None, created_at=synced.clock() - HELD_FOR))
    keep_house(synced)

    assert synced.show(run_id).summary.state == "cancelled"


@pytest.mark.parametrize("point", ["names_frozen", "planned_chunk"])
def test_a_run_that_is_cancelled_while_it_is_planned_is_never_held(synced: Desk, at: At, point: str) -> None:
    add_channel(synced, "http://127.0.0.1:1/", "run.held")
    task = synced.create_task(people(*ordinary(synced)[:3]), {"type": "suspend_user"}, max_users=1)
    run_id = synced.run_now(task)
    at(point, lambda: synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock()))

    synced.work()

    run = synced.show(run_id)
    assert (run.summary.state, run.summary.reason) == ("cancelled", None)
    assert set(synced.outcomes(run_id)) <= {("skipped", reasons.CANCELLED)}
    with synced.context.database.system_session() as session:
        assert session.scalars(sa.select(Notification.event)).all() == []


def test_a_run_that_goes_on_for_hours_stops_for_a_sync(synced: Desk) -> None:
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:3]), {"type": "suspend_user"}))
    synced.work_on(synced.hand_out()[0])
    with synced.context.database.system_session() as session:
        # As if its slice had been over before the first user.
        session.execute(sa.update(Run).values(state="running", finished_at=None))
        session.execute(sa.text("update operations set outcome = 'planned', finished_at = null, started_at = null"))
        session.execute(sa.update(Tenant).values(mirror_synced_at=synced.clock() - timedelta(minutes=61)))
    before = len(synced.writes())

    synced.work_on(synced.hand_out()[0])

    assert synced.show(run_id).summary.state == "syncing"
    assert len(synced.writes()) == before
    synced.work()
    assert synced.show(run_id).summary.state == "succeeded"


def test_a_run_that_waited_long_for_its_turn_after_its_sync_does_not_sync_again(synced: Desk) -> None:
    task = synced.create_task(people("nobody"), {"type": "suspend_user"})
    synced.clock.advance(minutes=16)
    run_id = synced.run_now(task)
    synced.work_on(synced.hand_out()[0])
    while synced.call(syncs.find_active_sync) is not None:
        [sync] = synced.hand_out()
        synced.work_on(sync)
    synced.clock.advance(minutes=40)

    synced.work_on(synced.hand_out()[0])

    assert synced.show(run_id).summary.state == "succeeded"


def test_a_large_plan_is_closed_behind_the_end_of_its_run_and_its_log_tells_the_truth_meanwhile(synced: Desk) -> None:
    run_id = held(synced)
    with synced.context.database.system_session() as session:
        session.execute(
            sa.text("""
insert into operations (tenant_id, run_id, position, account_id, action_index, action, target_kind, target_id,
                        target_name)
select tenant_id, run_id, 1000 + n, 'person ' || n, 0, action, target_kind, target_id, target_name
from operations cross join generate_series(1, 6000) n where position = 0
""")
        )
        session.execute(sa.text("update runs set counts = counts || '{\"planned\": 6003}'"))

    synced.call(runs.reject_run, run_id, by="approver", now=synced.clock())

    run = synced.show(run_id)
    assert (run.summary.state, run.summary.counts.planned, run.summary.counts.skipped) == ("cancelled", 0, 6003)
    assert run.summary.counts.skipped_by_reason == {reasons.REJECTED: 6003}
    assert count_stored(synced, "planned") > 0, "the answer did not wait for it"
    assert set(synced.outcomes(run_id)) == {("skipped", reasons.REJECTED)}
    page = synced.call(operation_log.list_operations, run_id, outcome="skipped", limit=5000)
    assert (len(page.items), page.next_cursor is not None) == (5000, True)
    assert synced.call(operation_log.list_operations, run_id, outcome="planned").items == []

    for _piece in range(4):
        with synced.context.database.system_session() as session:
            close_logs(session, synced.clock())

    assert count_stored(synced, "planned") == 0
    assert synced.show(run_id).summary.counts == run.summary.counts
    with synced.context.database.system_session() as session:
        assert session.scalar(sa.select(Run.closing_reason).where(Run.id == run_id)) is None
    assert set(synced.outcomes(run_id)) == {("skipped", reasons.REJECTED)}


def count_stored(desk: Desk, outcome: str) -> int:
    with desk.context.database.system_session() as session:
        query = sa.text("select count(*) from operations where outcome = :outcome")
        return int(session.scalar(query, {"outcome": outcome}) or 0)


def test_counts_follow_the_operations_while_a_run_goes_on(synced: Desk) -> None:
    accounts = ordinary(synced)[:25]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    seen: list[tuple[int, int, int]] = []

    def look(point: str) -> None:
        if point == "recorded":
            counts = synced.show(run_id).summary.counts
            with synced.context.database.tenant_session(synced.tenant_id) as session:
                truth = operation_log.fold_counts(session, synced.tenant_id, run_id, matched=counts.matched)
            assert {"planned": counts.planned, "succeeded": counts.succeeded, "affected": counts.affected} == {
                name: truth[name] for name in ("planned", "succeeded", "affected")
            }
            seen.append((counts.planned, counts.succeeded, counts.affected))

    crash_points.install_hook(look)
    try:
        synced.work()
    finally:
        crash_points.install_hook(lambda _point: None)

    assert len(set(seen)) > 2
    assert synced.show(run_id).summary.counts.succeeded == 25

"""Whatever happens to a run or a sync is told once to every channel that chose it, through whatever door it happens."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.engine import reasons
from app.domain.engine.runs import ACTIVE
from app.domain.notices.messages import describe_event
from app.domain.notices.notifications import EVENTS, EVENTS_OF_RUNS, MOST_TRIES, RUN_EXPIRED, SYNC_FAILED
from app.domain.states import RunState, SyncKind
from app.models import Notification, NotificationChannel, OrganizationCredential, Run, Sync, Tenant
from app.services.automation import tasks
from app.services.engine import runs
from app.services.queues import syncs
from app.services.tenancy import organization, settings
from app.services.tenancy.tenant_endings import end_tenant
from tests.ground.desk import Desk
from tests.worker.people import ordinary, people
from worker.housekeeping import Housekeeping

DAILY = {"mode": "interval", "every": 1, "unit": "days", "start_date": "2026-01-01", "hour": 3}
NOWHERE = "http://127.0.0.1:1/"
CHANNELS: dict[str, list[str]] = {"all": list(EVENTS)} | {event: [event] for event in EVENTS}
Door = Callable[[Desk], None]


def daily_task(desk: Desk, **fields: Any) -> int:
    return desk.create_task(
        people("nobody"), {"type": "suspend_user"}, schedule=DAILY, is_schedule_active=True, **fields
    )


def hold(desk: Desk) -> int:
    """A run whose plan waits for approval."""
    task = desk.create_task(people(*ordinary(desk)[:2]), {"type": "suspend_user"}, max_users=1)
    return int(desk.run(task).summary.id)


def queue(desk: Desk) -> int:
    return desk.run_now(desk.create_task(people("nobody"), {"type": "suspend_user"}))


def miss_a_slot(desk: Desk) -> None:
    desk.advance_to_next_run(daily_task(desk), hours=7)
    desk.work()


def fall_on_a_run(desk: Desk) -> None:
    task = desk.create_task(
        people(*ordinary(desk)[:2]), {"type": "suspend_user"},
        max_users=1, schedule=DAILY, is_schedule_active=True,
    )  # fmt: skip
    desk.run(task)
    desk.advance_to_next_run(task)
    desk.work()


def edit_when_due(desk: Desk) -> None:
    task = daily_task(desk)
    desk.advance_to_next_run(task)
    desk.call(tasks.set_schedule_active, task, False, by=desk.admin, now=desk.clock())


def succeed(desk: Desk) -> None:
    desk.run(desk.create_task(people("nobody"), {"type": "suspend_user"}))


def try_out(desk: Desk) -> None:
    desk.run(desk.create_task(people(*ordinary(desk)[:2]), {"type": "suspend_user"}, max_users=1, mode="test"))


def cancel_what_waits(desk: Desk) -> None:
    for run_id in (hold(desk), queue(desk)):
        desk.call(runs.cancel_run, run_id, by=desk.admin, now=desk.clock())


def cancel_what_is_held_by_a_worker(desk: Desk) -> None:
    run_id = queue(desk)
    with desk.context.database.system_session() as session:
        held = sa.update(Run).where(Run.id == run_id).values(state="running", lease_until=desk.clock())
        session.execute(held)
    desk.call(runs.cancel_run, run_id, by=desk.admin, now=desk.clock())
    desk.work()


def reject(desk: Desk) -> None:
    desk.call(runs.reject_run, hold(desk), by=desk.admin, now=desk.clock())


def let_expire(desk: Desk) -> None:
    hold(desk)
    desk.clock.advance(days=8)
    Housekeeping(
        desk.context.database, desk.clock, lambda _tenant_id: None, lambda _tenant_id, _run_id: None
    ).run_if_due()


def stop(desk: Desk) -> None:
    cancel_what_waits(desk)
    hold(desk)
    due = daily_task(desk)
    running = queue(desk)
    with desk.context.database.system_session() as session:
        session.execute(sa.update(Run).where(Run.id == running).values(state="running", lease_until=desk.clock()))
    desk.advance_to_next_run(due)
    for _ in range(2):
        desk.call(settings.update_settings, {"is_stopped": True}, by=desk.admin, now=desk.clock())
        desk.call(runs.stop_all_runs, by=desk.admin, now=desk.clock())
    desk.work()
    desk.call(settings.update_settings, {"is_stopped": False}, by=desk.admin, now=desk.clock())


def lose_the_key(desk: Desk) -> None:
    due = daily_task(desk)
    queue(desk)
    desk.advance_to_next_run(due)
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        key = session.get_one(OrganizationCredential, desk.tenant_id)
        version = organization._version(key)
        for _ in range(2):
            organization.mark_key_dead(session, desk.tenant_id, version, "refused", desk.clock())
    desk.work()


def fail_a_sync(desk: Desk) -> None:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        syncs.request_sync(session, desk.tenant_id, SyncKind.MANUAL, desk.admin)
    with desk.context.database.system_session() as session:
        session.execute(sa.update(Sync).where(Sync.state == "queued").values(deaths=50, lease_until=desk.clock()))
    desk.clock.advance(minutes=10)
    desk.work()


def cancel_a_sync(desk: Desk) -> None:
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        asked = syncs.request_sync(session, desk.tenant_id, SyncKind.MANUAL, desk.admin)
        syncs.cancel_sync(session, desk.tenant_id, asked.id, by=desk.admin, now=desk.clock())


DOORS: dict[str, tuple[Door, Counter[str]]] = {
    "a run that succeeds": (succeed, Counter({"run.succeeded": 1})),
    "a test run": (try_out, Counter({"run.tested": 1})),
    "a slot missed": (miss_a_slot, Counter({"run.missed": 1})),
    "a slot on an active run": (fall_on_a_run, Counter({"run.held": 1, "run.skipped": 1})),
    "a schedule switched off when due": (edit_when_due, Counter({"run.skipped": 1})),
    "a cancelled run that waits": (cancel_what_waits, Counter({"run.held": 1, "run.cancelled": 2})),
    "a cancelled run at work": (cancel_what_is_held_by_a_worker, Counter({"run.cancelled": 1})),
    "a rejected plan": (reject, Counter({"run.held": 1, "run.cancelled": 1})),
    "a plan that expires": (let_expire, Counter({"run.held": 1, "run.expired": 1})),
    "the stop switch": (
        stop, Counter({"run.held": 2, "run.cancelled": 4, "run.skipped": 1, "runs.stopped": 1}),
    ),
    "a key that dies": (lose_the_key, Counter({"key.dead": 1, "run.failed": 1, "run.skipped": 1})),
    "a sync that fails": (fail_a_sync, Counter({"sync.failed": 1})),
    "a sync cancelled by hand": (cancel_a_sync, Counter()),
}  # fmt: skip


def told(desk: Desk) -> dict[str, Counter[tuple[str, str]]]:
    """What each channel, by its name, was told of."""
    with desk.context.database.system_session() as session:
        query = sa.select(NotificationChannel.name, Notification.event, Notification.subject).join(
            Notification, Notification.channel_id == NotificationChannel.id
        )
        found: dict[str, Counter[tuple[str, str]]] = {}
        for name, event, subject in session.execute(query):
            found.setdefault(name, Counter())[event, subject] += 1
    return found


def happened(desk: Desk) -> Counter[tuple[str, str]]:
    """What the rows of runs and syncs say has come to an end, but for what the mirror was made with."""
    with desk.context.database.system_session() as session:
        rows = session.execute(sa.select(Run.id, Run.state, Run.reason)).all()
        failed = session.scalars(sa.select(Sync.id).where(Sync.state == "failed", Sync.cancelled_by.is_(None))).all()
    ends: Counter[tuple[str, str]] = Counter()
    for run_id, state, reason in rows:
        if state not in ACTIVE:
            event = RUN_EXPIRED if reason == reasons.APPROVAL_EXPIRED else EVENTS_OF_RUNS[state]
            ends[event, f"run:{run_id}"] += 1
    ends.update((SYNC_FAILED, f"sync:{one}") for one in failed)
    return ends


def listen(desk: Desk) -> None:
    """A channel of everything, and one for each event alone."""
    fields = {"tenant_id": desk.tenant_id, "kind": "webhook", "url": NOWHERE, "created_by": desk.admin}
    rows = [fields | {"name": name, "events": chosen} for name, chosen in CHANNELS.items()]
    with desk.context.database.system_session() as session:
        session.execute(sa.insert(NotificationChannel), rows)


def check(desk: Desk) -> None:
    """Every end is told once, and every channel is told what it chose and nothing else."""
    everything = told(desk)
    heard = everything.get("all", Counter())
    ends = happened(desk)
    passing = {"run.held", "runs.stopped", "key.dead"}
    assert Counter({key: number for key, number in heard.items() if key[0] not in passing}) == ends
    assert set(heard.values()) <= {1}
    for event in EVENTS:
        chosen = {event, RUN_EXPIRED} if event in ("run.held", "run.cancelled") else {event}
        assert everything.get(event, Counter()) == Counter({key: 1 for key in heard if key[0] in chosen}), event


@pytest.fixture
def listened(synced: Desk) -> Desk:
    listen(synced)
    return synced


@pytest.mark.parametrize("door", DOORS)
def test_what_happens_is_told_once_whatever_door_it_happens_through(listened: Desk, door: str) -> None:
    act, expected = DOORS[door]
    act(listened)

    assert Counter(event for event, _subject in told(listened).get("all", Counter()).elements()) == expected
    check(listened)


def test_random_histories_are_told_once(listened: Desk) -> None:
    chance = random.Random(15)
    names = [name for name in DOORS if name not in ("a key that dies", "a run that succeeds")]
    for name in chance.choices(names, k=12):
        DOORS[name][0](listened)
        check(listened)
    DOORS["a key that dies"][0](listened)
    check(listened)


def test_an_uninstall_ends_runs_and_tells_nobody_any_more(listened: Desk) -> None:
    hold(listened)
    queue(listened)
    with listened.context.database.system_session() as session:
        end_tenant(session, session.get_one(Tenant, listened.tenant_id), listened.clock())

    assert told(listened) == {}
    assert {key[0] for key in happened(listened)} == {"run.cancelled"}


def test_a_change_of_a_run_that_ended_tells_nothing_again(listened: Desk) -> None:
    reject(listened)
    before = told(listened)
    with listened.context.database.system_session() as session:
        session.execute(sa.update(Run).values(state=Run.state, reason="rejected"))

    assert told(listened) == before


def test_what_a_row_tells_can_be_said_and_is_tried_as_often_as_everything_else(listened: Desk) -> None:
    for door in (
        "a test run",
        "a slot missed",
        "a sync that fails",
        "the stop switch",
        "a plan that expires",
        "a key that dies",
    ):
        DOORS[door][0](listened)
    with listened.context.database.system_session() as session:
        rows = session.scalars(sa.select(Notification)).all()

    assert {row.most_tries for row in rows} == {MOST_TRIES}
    elsewhere = {
        "run.succeeded",
        "run.partial",
        "key.expiring",
        "run.came_back",
    }  # test_came_back tells of the last one
    assert {row.event for row in rows} >= set(EVENTS) - elsewhere
    assert {row.data["log_head"] is not None for row in rows if row.event.startswith("run.")} == {True}
    assert {row.data["fault"]["code"] for row in rows if row.event == SYNC_FAILED} == {"worker_died"}
    for row in rows:
        message = describe_event(row.event, row.data, "https://acme.example")
        assert "test of" not in message.subject
        assert message.text.strip()


def test_every_end_of_a_run_has_its_word() -> None:
    assert set(EVENTS_OF_RUNS) == set(RunState) - (ACTIVE - {"held"})


def test_runs_that_the_stop_ended_say_so(listened: Desk) -> None:
    stop(listened)

    ended = [run for run in listened.list_run_rows() if run.state in ("cancelled", "skipped")]
    assert sorted(str(run.reason) for run in ended) == ["None", "None", "stopped", "stopped", "stopped"]

"""A worker that was away for longer than its lease writes nothing to Atlassian afterwards, whatever came meanwhile."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.directory.syncing import sync as mirror
from app.domain.people.erasure import FORMER_USER
from app.models import Run
from app.services.engine import runs, undo
from app.services.queues import syncs
from app.services.queues.dispatch import Work
from app.services.queues.leases import LeaseLost
from app.services.tenancy import settings
from tests.ground.desk import Desk
from tests.ground.receivers import running_receiver
from tests.worker.accesses import find_holder
from tests.worker.crashing import Place
from tests.worker.delivering import add_channel, deliver, suspend_nobody
from tests.worker.pausing import LEASE_SECONDS, StoppedWorker, late_writes, nap_at
from tests.worker.people import grant_role, ordinary, people, promote
from tests.worker.reporting import as_forge, change, find, somebody, standing
from worker.account_reports import report_part

pytestmark = pytest.mark.usefixtures("traced")

AWAY = 60
"""Seconds: longer than any lease."""
USERS = 3
EXECUTING = (
    ("claimed", 1),
    ("names_frozen", 1),
    ("planned_chunk", 1),
    ("planned", 1),
    ("opened", 1),
    ("read_live", 1),
    ("recorded", 1),
    ("marked_started", 1),
    ("calling", 1),
    ("called", 1),
    ("marked_started", 2),
    ("called", 2),
    ("batch_done", 1),
    ("before_finish", 1),
)
COMPOSITE = (("marked_started", 1), ("step_called", 1), ("step_recorded", 1), ("step_called", 2), ("called", 1))
Event = Callable[[Desk, int, list[str]], None]


def nobody_comes(_desk: Desk, _run_id: int, _accounts: list[str]) -> None:
    """The lease has run out, and the row is still as it was."""


def another_takes_over(desk: Desk, _run_id: int, _accounts: list[str]) -> None:
    """Another worker carries the run to its end."""
    desk.work()


def it_is_undone(desk: Desk, run_id: int, _accounts: list[str]) -> None:
    """Another worker carries the run to its end, and it is taken back."""
    desk.work()
    desk.call(undo.request_undo, run_id, by=desk.admin)
    desk.work()


def they_become_admins(desk: Desk, _run_id: int, accounts: list[str]) -> None:
    """The people become organization admins; nobody takes the run over."""
    for account in accounts:
        promote(desk, account)


def all_is_stopped(desk: Desk, _run_id: int, _accounts: list[str]) -> None:
    """An admin turns the stop switch, and another worker ends the run."""
    desk.call(settings.update_settings, {"is_stopped": True}, by=desk.admin, now=desk.clock())
    desk.call(runs.stop_all_runs, by=desk.admin, now=desk.clock())
    desk.work()


EVENTS = (nobody_comes, another_takes_over, it_is_undone, they_become_admins, all_is_stopped)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("point", "passes"), EXECUTING)
def test_nothing_is_written_after_a_pause(synced: Desk, point: str, passes: int, event: Event) -> None:
    accounts = ordinary(synced)[:USERS]
    run_id = synced.run_now(synced.create_task(people(*accounts), {"type": "suspend_user"}))
    _pause(synced, run_id, (point, passes), lambda: event(synced, run_id, accounts))


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("point", "passes"), COMPOSITE)
def test_nothing_more_of_a_composite_is_written_after_a_pause(
    synced: Desk, point: str, passes: int, event: Event
) -> None:
    account, app = find_holder(synced, external=False)
    grant_role(synced, account, app, "atlassian/user")
    run_id = synced.run_now(synced.create_task(people(account), {"type": "remove_app_access", "apps": [app]}))
    _pause(synced, run_id, (point, passes), lambda: event(synced, run_id, [account]))


def _pause(desk: Desk, run_id: int, where: tuple[str, int], event: Callable[[], None]) -> None:
    [work] = desk.hand_out()
    written = [0]

    def away() -> None:
        written[0] = len(desk.writes())
        desk.clock.advance(seconds=AWAY)

    def meanwhile() -> None:
        assert late_writes(desk, written[0]) == []
        event()
        written[0] = len(desk.writes())

    with nap_at(*where, meanwhile, away=away) as napped:
        desk.work_on(work)

    assert napped, f"{where} was never reached"
    assert late_writes(desk, written[0]) == []
    desk.clock.advance(seconds=AWAY)
    desk.work()
    assert desk.show(run_id).summary.state in ("succeeded", "partial", "failed", "cancelled")
    _compare_with_log(desk)


def _compare_with_log(desk: Desk) -> None:
    """Every line that says succeeded has its write, and no write is without a line: by the sandbox's audit log."""
    applied = Counter(entry["target"]["account_id"] for entry in desk.writes() if entry["outcome"] == "applied")
    lines = [line for row in desk.list_run_rows() for line in desk.log(row.id)]
    logged = {line.account_id for line in lines if line.outcome == "succeeded"}
    skipped = {line.account_id for line in lines if line.outcome != "succeeded"}
    assert logged <= applied.keys()
    assert applied.keys() <= logged | skipped


@pytest.fixture
def stop_worker(synced: Desk, database_url: str, redis_url: str) -> Iterator[Callable[[int, str, int], StoppedWorker]]:
    """A worker that takes a run and stops at a point; ended with the test, whatever its outcome."""
    place = Place(synced.sandbox.base_url, database_url, redis_url, synced.clock.offset)
    with ExitStack() as stack:

        def stop(run_id: int, point: str, passes: int) -> StoppedWorker:
            worker = StoppedWorker(place, Work("run", synced.tenant_id, run_id, 0), point, passes)
            stack.callback(worker.end)
            worker.wait_until_stopped()
            return worker

        yield stop


def test_workers_that_were_stopped_write_nothing_when_they_go_on(
    synced: Desk, stop_worker: Callable[[int, str, int], StoppedWorker]
) -> None:
    """One worker per point and run, each stopped by the system for longer than its lease; in turns nobody takes the
    run over, somebody does, it is also undone, its people become admins, or it is cancelled."""
    accounts = ordinary(synced)
    away: list[tuple[int, list[str], StoppedWorker]] = []
    for number, (point, passes) in enumerate(EXECUTING):
        mine = accounts[number * USERS : (number + 1) * USERS]
        run_id = synced.run_now(synced.create_task(people(*mine), {"type": "suspend_user"}))
        worker = stop_worker(run_id, point, passes)
        let_lease_run_out(synced, run_id)
        away.append((run_id, mine, worker))
    untaken, taken, undone, promoted, cancelled = (away[first::5] for first in range(5))
    for _run, mine, _worker in promoted:
        they_become_admins(synced, 0, mine)
    time.sleep(LEASE_SECONDS)
    before = len(synced.writes())
    for _run, _mine, worker in (*untaken, *promoted):
        worker.go_on()
    assert late_writes(synced, before) == []

    for run_id, _mine, _worker in cancelled:
        synced.call(runs.cancel_run, run_id, by=synced.admin, now=synced.clock())
    synced.work()
    for run_id, _mine, _worker in undone:
        synced.call(undo.request_undo, run_id, by=synced.admin)
    synced.work()
    before = len(synced.writes())
    for _run, _mine, worker in (*taken, *undone, *cancelled):
        worker.go_on()
    assert late_writes(synced, before) == []

    _compare_with_log(synced)
    writes = Counter((entry["operation"], entry["target"]["account_id"]) for entry in synced.writes())
    assert set(writes.values()) == {1}
    done = {account for _run, mine, _worker in (*untaken, *taken, *undone) for account in mine}
    assert done <= {account for _what, account in writes}


def let_lease_run_out(desk: Desk, run_id: int) -> None:
    """Let the next worker claim work of the tenant at once: only one is held at a time."""
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        session.execute(sa.update(Run).where(Run.id == run_id).values(lease_until=sa.func.now()))


def test_a_sync_that_was_away_reads_and_writes_nothing_more(synced: Desk) -> None:
    synced.call(syncs.request_sync, "manual", synced.admin)
    [work] = synced.hand_out()
    synced.sandbox.call("DELETE", "/requests")
    asked = [0]

    def meanwhile() -> None:
        synced.clock.advance(seconds=AWAY)
        asked[0] = synced.sandbox.count_requests()

    with nap_at("claimed", 1, meanwhile):
        synced.work_on(work)

    assert synced.sandbox.count_requests() == asked[0]
    mirror = synced.call(syncs.get_mirror, synced.clock())
    assert (mirror.active_sync.state, mirror.active_sync.api_calls) == ("running", 0)
    synced.clock.advance(seconds=AWAY)
    synced.work()
    assert synced.call(syncs.get_mirror, synced.clock()).last_sync.state == "succeeded"


@pytest.mark.parametrize("allowed", [1, 2, 3])
def test_a_sync_writes_nothing_once_it_may_not(synced: Desk, allowed: int) -> None:
    sync_id = synced.call(syncs.request_sync, "manual", synced.admin).id
    lease = synced.context.begin_lease(timedelta(seconds=30))
    claimed = synced.call(syncs.claim_sync, sync_id, 0, lease=lease)
    asked = [0]
    before: list[object] = []

    def may_write() -> None:
        asked[0] += 1
        if asked[0] > allowed:
            before.append(_mirror_rows(synced))
            raise LeaseLost

    held = mirror.ClaimedSync(claimed.tenant_id, claimed.sync_id, claimed.attempt)
    api = synced.context.open_api(synced.tenant_id, lease)
    with pytest.raises(LeaseLost):
        mirror.work_sync_slice(synced.context.database, held, api, may_write=may_write, now=synced.clock)

    assert _mirror_rows(synced) == before[-1]


def _mirror_rows(desk: Desk) -> list[object]:
    """How far the sync has come."""
    query = "select position, state, cursor, pages, rows from sync_walks order by sync_id, position"
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


def test_a_delivery_that_was_away_sends_nothing(synced: Desk) -> None:
    with running_receiver() as receiver:
        add_channel(synced, receiver.url)
        synced.run(suspend_nobody(synced))
        with nap_at("delivery_claimed", 1, lambda: synced.clock.advance(seconds=AWAY)):
            assert deliver(synced) == 0
        assert receiver.received == []
        synced.clock.advance(seconds=AWAY)
        assert deliver(synced) == 1
        assert len(receiver.received) == 1


def test_a_report_that_was_away_tells_nothing_and_does_not_move_on(synced: Desk) -> None:
    as_forge(synced)
    person = somebody(synced)
    change(synced, person.account_id, account_status="closed")
    with nap_at("report_claimed", 1, lambda: synced.clock.advance(seconds=AWAY)):
        report_part(synced.context, synced.tenant_id)
    assert find(synced, person.account_id).name == person.name
    assert standing(synced)[0] == 0
    synced.clock.advance(seconds=AWAY)
    as_forge(synced)
    report_part(synced.context, synced.tenant_id)
    assert find(synced, person.account_id).name == FORMER_USER

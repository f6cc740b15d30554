"""Whoever lost a row to another worker changes nothing of it any more, whatever it tries to write.

Each write is tried by the first holder after a second one has come (it must be refused and change nothing) and then
by the second one (it must be taken), so that a fence that is open and one that is always shut are both seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.db import TenantSession
from app.directory.syncing import sync_rows
from app.domain.faults import Fault
from app.domain.states import StepOutcome
from app.models import Run, Sync, SyncWalk, Tenant
from app.outbound.answers import Answer
from app.services.engine import run_queue
from app.services.engine.operation_outcomes import (
    record_doubts,
    record_outcomes,
    record_starts,
    record_steps,
    record_unapplied,
)
from app.services.engine.operations import Outcome, Settled, load_open_operations
from app.services.engine.run_queue import ClaimedRun, claim_run
from app.services.notices import notification_queue
from app.services.queues import syncs
from app.services.queues.leases import Lease, LeaseLost
from app.services.queues.syncs import ClaimedSync, claim_sync
from app.services.tenancy import account_reports
from app.services.tenancy.account_reports import ReportBatch, ReportClaim, claim_report
from tests.ground.desk import Desk
from tests.worker.dying import Died, die_at
from tests.worker.people import ordinary, people
from worker import crash_points

LENGTH = timedelta(seconds=20)
TABLES = ("runs", "operations", "syncs", "sync_walks", "sync_pages", "notifications", "notification_tries", "tenants")
Write = Callable[[TenantSession, Any], object]


@pytest.fixture
def planned(synced: Desk) -> ClaimedRun:
    """A run of three suspensions, planned by a worker that died before the first call and still holds the lease."""
    run_id = synced.run_now(synced.create_task(people(*ordinary(synced)[:3]), {"type": "suspend_user"}))
    [work] = synced.hand_out()
    die_at("opened")
    with pytest.raises(Died):
        synced.work_on(work)
    crash_points.install_hook(lambda _point: None)
    synced.clock.advance(seconds=60)
    claimed = synced.call(claim_run, run_id, 1, lease=begin(synced))
    assert isinstance(claimed, ClaimedRun)
    return claimed


def begin(desk: Desk) -> Lease:
    """A lease as a worker begins it."""
    return desk.context.begin_lease(LENGTH)


def read_rows(desk: Desk) -> dict[str, Sequence[Any]]:
    """Every row that work is written into."""
    with desk.context.database.system_session() as session:
        return {
            table: session.execute(sa.text(f"select t::text from {table} t order by 1")).scalars().all()
            for table in TABLES
        }


def check(desk: Desk, write: Write, first: Any, second: Any) -> None:
    """The first holder is refused and changes nothing; the second one is not refused, and does."""
    before = read_rows(desk)
    with (
        pytest.raises((LeaseLost, sync_rows.SyncFenceLost)),
        desk.context.database.tenant_session(desk.tenant_id) as session,
    ):
        write(session, first)
    assert read_rows(desk) == before
    with desk.context.database.tenant_session(desk.tenant_id) as session:
        write(session, second)
    assert read_rows(desk) != before


def settle(session: Session, run: ClaimedRun) -> list[Settled]:
    """Outcomes of what is open."""
    opened = load_open_operations(session, run.fence.tenant_id, run.fence.run_id, -1, (10, 10))
    return [Settled(one, Outcome(StepOutcome.SUCCEEDED), run.started_at) for one in opened]


RUN_WRITES: dict[str, Write] = {
    "write_run": lambda session, run: run_queue.write_run(session, run.fence, counts={"planned": 1}),
    "extend_lease": run_queue.extend_lease,
    "release_run": lambda session, run: run_queue.release_run(session, run.fence),
    "record_starts": lambda session, run: record_starts(session, run.fence, [0], run.started_at),
    "record_steps": lambda session, run: record_steps(session, run.fence, 0, [{"step": "found", "parts": []}]),
    "record_doubts": lambda session, run: record_doubts(session, run.fence, [0], run.started_at),
    "record_outcomes": lambda session, run: record_outcomes(session, run.fence, settle(session, run)),
}


@pytest.mark.parametrize("name", RUN_WRITES)
def test_a_run_that_was_taken_over_is_not_written_by_its_first_worker(
    synced: Desk, planned: ClaimedRun, name: str
) -> None:
    synced.clock.advance(seconds=60)
    second = synced.call(claim_run, planned.fence.run_id, planned.fence.attempt, lease=begin(synced))
    check(synced, RUN_WRITES[name], planned, second)


def test_a_start_is_not_taken_back_by_the_first_worker(synced: Desk, planned: ClaimedRun) -> None:
    synced.call(lambda session, _tenant: record_starts(session, planned.fence, [0], planned.started_at))
    synced.clock.advance(seconds=60)
    second = synced.call(claim_run, planned.fence.run_id, planned.fence.attempt, lease=begin(synced))
    check(synced, lambda session, run: record_unapplied(session, run.fence, [0]), planned, second)


@pytest.mark.parametrize("name", ["record_starts", "record_steps", "record_outcomes"])
def test_operations_of_a_run_that_has_ended_are_closed(synced: Desk, planned: ClaimedRun, name: str) -> None:
    synced.call(lambda session, _tenant: run_queue.write_run(session, planned.fence, state="cancelled"))
    before = read_rows(synced)
    with pytest.raises(LeaseLost):
        synced.call(lambda session, _tenant: RUN_WRITES[name](session, planned))
    assert read_rows(synced) == before


def test_an_outcome_is_written_once(synced: Desk, planned: ClaimedRun) -> None:
    done = synced.call(lambda session, _tenant: settle(session, planned))
    synced.call(lambda session, _tenant: record_outcomes(session, planned.fence, done))
    with pytest.raises(LeaseLost):
        synced.call(lambda session, _tenant: record_outcomes(session, planned.fence, done))


# -- claims -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """How a row is claimed."""

    model: type[Run] | type[Sync]
    claim: Callable[..., Any]


CLAIMS = {"run": Claim(Run, claim_run), "sync": Claim(Sync, claim_sync)}


@pytest.fixture(params=CLAIMS)
def claimed(request: pytest.FixtureRequest, synced: Desk) -> tuple[Claim, int]:
    """A kind of claim and the id of a row that was claimed once, by attempt 0."""
    kind = CLAIMS[request.param]
    if kind.model is Run:
        row_id = synced.run_now(synced.create_task(people("nobody"), {"type": "suspend_user"}))
    else:
        row_id = synced.call(syncs.request_sync, "manual", synced.admin).id
    assert synced.call(kind.claim, row_id, 0, lease=begin(synced)) is not None
    return kind, row_id


def test_a_claim_looks_at_the_lease(synced: Desk, claimed: tuple[Claim, int]) -> None:
    kind, row_id = claimed
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is None
    synced.clock.advance(seconds=19)
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is None
    synced.clock.advance(seconds=2)
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is not None


@pytest.mark.parametrize("attempt", [0, 2])
def test_a_claim_looks_at_the_attempt(synced: Desk, claimed: tuple[Claim, int], attempt: int) -> None:
    kind, row_id = claimed
    synced.clock.advance(seconds=60)
    assert synced.call(kind.claim, row_id, attempt, lease=begin(synced)) is None


def test_a_claim_takes_nothing_that_has_ended(synced: Desk, claimed: tuple[Claim, int]) -> None:
    kind, row_id = claimed
    ended = "cancelled" if kind.model is Run else "failed"
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        session.execute(sa.update(kind.model).where(kind.model.id == row_id).values(state=ended))
    synced.clock.advance(seconds=60)
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is None


@pytest.mark.parametrize("minutes", [-10, 10])
def test_leases_follow_the_clock_of_the_database_and_not_of_a_process(
    synced: Desk, claimed: tuple[Claim, int], minutes: int
) -> None:
    """Only `clock` of a process is wrong: it neither takes what is held nor loses what it holds."""
    kind, row_id = claimed
    synced.clock.drift = timedelta(minutes=minutes)
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is None
    assert synced.hand_out() == []
    synced.clock.advance(seconds=61)
    assert [work.row_id for work in synced.hand_out()] == [row_id]
    assert synced.call(kind.claim, row_id, 1, lease=begin(synced)) is not None
    synced.clock.drift = timedelta()
    assert synced.call(kind.claim, row_id, 2, lease=begin(synced)) is None


# -- syncs, deliveries, reports -----------------------------------------------------------------------------------


def mirror_claim(claimed: ClaimedSync) -> sync_rows.ClaimedSync:
    """The claim as the reading of the mirror knows it."""
    return sync_rows.ClaimedSync(claimed.tenant_id, claimed.sync_id, claimed.attempt)


def record_page(session: Session, claimed: ClaimedSync) -> None:
    """A page that brought nobody."""
    walk = sync_rows.list_walks(session, mirror_claim(claimed))[0]
    sync_rows.record_page(session, mirror_claim(claimed), walk, [], progress={"read": 1}, api_calls=1)


SYNC_WRITES: dict[str, Write] = {
    "extend_sync_lease": syncs.extend_sync_lease,
    "release_sync": lambda session, claimed: syncs.release_sync(session, claimed, None, has_failed=True),
    "fail_sync": lambda session, claimed: syncs.fail_sync(session, claimed, sa.func.now(), "internal"),  # type: ignore[arg-type]
    "update_sync": lambda session, claimed: sync_rows.update_sync(session, mirror_claim(claimed), api_calls=9),
    "record_page": record_page,
}


@pytest.mark.parametrize("name", SYNC_WRITES)
def test_a_sync_that_was_taken_over_is_not_written_by_its_first_worker(synced: Desk, name: str) -> None:
    sync_id = synced.call(syncs.request_sync, "manual", synced.admin).id
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        session.add(
            SyncWalk(tenant_id=synced.tenant_id, sync_id=sync_id, position=0, kind="users", directory_id="d", pages=1)
        )
    first = synced.call(claim_sync, sync_id, 0, lease=begin(synced))
    synced.clock.advance(seconds=60)
    second = synced.call(claim_sync, sync_id, 1, lease=begin(synced))
    check(synced, SYNC_WRITES[name], first, second)


REPORT_WRITES: dict[str, Callable[[Session, ReportClaim, Any], None]] = {
    "extend": lambda session, claim, _now: account_reports.extend_report_lease(session, claim),
    "release": lambda session, claim, _now: account_reports.release_report(session, claim),
    "postpone": account_reports.postpone_report,
    "end_cycle": account_reports.end_cycle,
    "reported": lambda session, claim, now: account_reports.record_reported(session, claim, ReportBatch((), now, 77)),
}


@pytest.mark.parametrize("name", REPORT_WRITES)
def test_a_report_that_was_taken_over_is_not_written_by_its_first_worker(synced: Desk, name: str) -> None:
    first = synced.call(claim_report, begin(synced))
    assert synced.call(claim_report, begin(synced)) is None
    synced.clock.advance(seconds=60)
    second = synced.call(claim_report, begin(synced))
    check(synced, lambda session, claim: REPORT_WRITES[name](session, claim, synced.clock()), first, second)
    with synced.context.database.tenant_session(synced.tenant_id) as session:
        assert session.get_one(Tenant, synced.tenant_id).report_attempt == 2


def test_a_delivery_that_was_taken_over_is_not_written_by_its_first_worker(synced: Desk) -> None:
    from tests.worker.delivering import add_channel, suspend_nobody

    add_channel(synced, "http://127.0.0.1:9/")
    synced.run(suspend_nobody(synced))
    keyring = synced.context.keyring
    first = synced.ask(notification_queue.claim_delivery, keyring, begin(synced))
    synced.clock.advance(seconds=60)
    second = synced.ask(notification_queue.claim_delivery, keyring, begin(synced))
    assert (first.notification_id, first.attempt, second.attempt) == (second.notification_id, 1, 2)

    def write(session: TenantSession, delivery: Any) -> None:
        notification_queue.record_try(
            session, delivery, Answer(500, Fault("answered", {"status": 500})), synced.clock()
        )

    check(synced, write, first, second)

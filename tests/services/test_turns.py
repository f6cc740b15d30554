"""Everybody gets a turn: whoever waits longest comes next, and one piece of work of a tenant is held at a time."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import Database
from app.models import Run, Sync
from app.services.engine.run_queue import ClaimedRun, claim_run, release_run
from app.services.queues.dispatch import LOST_AFTER, Work, hand_out_work
from app.services.queues.leases import Lease
from app.services.queues.syncs import claim_sync
from tests.ground.databases import Databases

START = datetime(2026, 3, 2, 3, tzinfo=UTC)
WORKERS = 2
PLACES = 4 * WORKERS
RUNS = """
insert into runs (tenant_id, trigger, specification, counts, created_at)
select t.id, 'bulk', '{}', '{}', :at from tenants t, generate_series(1, 1 + 3 * (t.id % 5 = 0)::int)
"""


@dataclass
class Watch:
    """The time of the database."""

    now: datetime = START

    def ahead(self) -> timedelta:
        return self.now - datetime.now(UTC)


@pytest.fixture
def watch() -> Watch:
    """A watch that a test sets."""
    return Watch()


@pytest.fixture
def database(databases: Databases, watch: Watch) -> Iterator[Database]:
    """A migrated database without rows, whose time is that of the watch."""
    with databases.migrated() as url:
        database = Database(url, ahead=watch.ahead)
        yield database
        database.dispose()


@pytest.fixture
def workshop(database: Database, watch: Watch) -> "Workshop":
    """A workshop in which nobody has worked yet."""
    return Workshop(database, watch)


def fill(database: Database, tenants: int, at: datetime = START) -> None:
    """Tenants with a long run each; every fifth has four of them."""
    with database.system_session() as session:
        session.execute(sa.text("insert into tenants select from generate_series(1, :n)"), {"n": tenants})
        session.execute(sa.text(RUNS), {"at": at})


@dataclass
class Workshop:
    """A scheduler, a queue of so many places and workers, without processes: every turn takes two seconds."""

    database: Database
    watch: Watch
    queue: deque[Work] = field(default_factory=deque)
    turns: Counter[int] = field(default_factory=Counter)

    def schedule(self) -> None:
        """What the scheduler does in its turn."""
        with self.database.system_session() as session:
            names = [work.job_name for work in self.queue]
            self.queue += hand_out_work(session, limit=PLACES - len(self.queue), queued=names)

    def work(self) -> None:
        """Each worker takes a job, works for two seconds and gives the run back."""
        held = [self.claim(self.queue.popleft()) for _ in range(min(WORKERS, len(self.queue)))]
        self.watch.now += timedelta(seconds=2)
        for claimed in held:
            assert isinstance(claimed, ClaimedRun)
            self.turns[claimed.fence.tenant_id] += 1
            with self.database.tenant_session(claimed.fence.tenant_id) as session:
                release_run(session, claimed.fence)

    def claim(self, work: Work) -> object:
        """What a worker does first with a job."""
        claim = claim_run if work.kind == "run" else claim_sync
        with self.database.tenant_session(work.tenant_id) as session:
            return claim(session, work.tenant_id, work.row_id, work.attempt, lease=Lease(timedelta(seconds=20)))


def test_two_workers_and_two_hundred_tenants_with_long_runs_take_turns(database: Database, workshop: Workshop) -> None:
    fill(database, 200)

    for _ in range(120):
        workshop.schedule()
        workshop.work()
    counts = [workshop.turns[tenant] for tenant in range(1, 201)]

    assert sum(counts) == 240
    assert max(counts) - min(counts) <= 1, "the number of a tenant says nothing about when its turn is"


def test_whoever_comes_later_stands_at_the_end_of_the_line(database: Database, workshop: Workshop) -> None:
    fill(database, 12)
    for _ in range(3):
        workshop.schedule()
        workshop.work()
    with database.system_session() as session:
        session.execute(sa.text("insert into tenants (id) overriding system value values (-1)"))
        session.add(Run(tenant_id=-1, trigger="bulk", specification={}, counts={}, created_at=workshop.watch.now))

    while -1 not in workshop.turns:
        workshop.schedule()
        workshop.work()

    assert min(workshop.turns[tenant] for tenant in range(1, 13)) >= 1, "others have waited longer"
    assert max(workshop.turns.values()) <= 2, "and nobody gets a second turn before"


def test_a_job_that_waits_in_the_queue_is_not_handed_out_twice(database: Database, workshop: Workshop) -> None:
    fill(database, 5)
    workshop.schedule()
    waiting = list(workshop.queue)

    workshop.watch.now += LOST_AFTER + timedelta(minutes=5)
    workshop.schedule()

    assert list(workshop.queue) == waiting, "neither the same piece nor another one of its tenant"
    workshop.queue.clear()
    workshop.schedule()
    assert len(workshop.queue) == len(waiting), "what is no longer in the queue was lost"


def test_two_pieces_of_one_tenant_are_never_held_at_once(database: Database, workshop: Workshop) -> None:
    fill(database, 1)
    with database.system_session() as session:
        session.add(Sync(tenant_id=1, kind="daily", progress={}, created_at=START + timedelta(seconds=1)))
    workshop.schedule()
    [run] = workshop.queue
    workshop.watch.now += LOST_AFTER
    with database.system_session() as session:
        [again, sync] = session.scalars(sa.select(Run.id)).all(), session.scalars(sa.select(Sync.id)).one()
    assert again == [run.row_id]
    piece = Work("sync", 1, sync, 0)
    with database.system_session() as session:
        session.execute(sa.update(Sync).values(enqueued_at=workshop.watch.now))

    assert workshop.claim(run) is not None
    assert workshop.claim(piece) is None, "a worker holds the run"
    with database.system_session() as session:
        assert session.scalar(sa.select(Sync.enqueued_at)) is None, "the refused job must not keep it from coming again"
    workshop.watch.now += timedelta(minutes=5)
    assert workshop.claim(piece) is not None, "its lease ran out"
    assert workshop.claim(Work("run", 1, run.row_id, run.attempt + 1)) is None, "a worker holds the sync"
